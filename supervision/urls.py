"""Which address leads to which page of supervision?"""

from django.urls import path

from .views import board, looks, watch

urlpatterns = [
    path("supervision/", watch.supervision, name="supervision"),
    path("supervision/list.xlsx", watch.supervision_excel, name="supervision-excel"),
    path("supervision/print/", watch.supervision_print, name="supervision-print"),
    path("supervision/looks/", looks.stray_looks, name="stray-looks"),
    path("supervision/looks/list.xlsx", looks.stray_looks_excel, name="stray-looks-excel"),
    path("supervision/looks/print/", looks.stray_looks_print, name="stray-looks-print"),
    path("supervision/looks/<slug:slug>/explain/", looks.explain, name="stray-look-explain"),
    path("board/", board.board, name="board"),
]

"""Which address leads to which page of supervision?"""

from django.urls import path

from .views import board, watch

urlpatterns = [
    path("supervision/", watch.supervision, name="supervision"),
    path("supervision/list.xlsx", watch.supervision_excel, name="supervision-excel"),
    path("supervision/print/", watch.supervision_print, name="supervision-print"),
    path("board/", board.board, name="board"),
]

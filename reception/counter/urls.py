"""Which addresses belong to the clerk's desk?"""

from django.urls import path

from .views import desk, imports, receipt

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("save/", desk.save, name="desk-save"),
    path("alike/", desk.alike_lines, name="desk-alike"),
    path("beside/<str:number>/", desk.beside, name="desk-beside"),
    path("drafts/<str:slug>/", desk.draft, name="desk-draft"),
    path("drafts/<str:slug>/discard/", desk.discard, name="desk-discard"),
    path("receipt/<str:number>/", receipt.receipt, name="desk-receipt"),
    path("receipt/<str:number>/<str:code>.pdf", receipt.paper, name="desk-paper"),
    path("import/", imports.start, name="import"),
    path("import/<str:slug>/", imports.job, name="import-job"),
    path("import/<str:slug>/progress/", imports.progress, name="import-progress"),
    path("import/<str:slug>/read/", imports.read_again, name="import-read"),
    path("import/<str:slug>/confirm/", imports.confirm, name="import-confirm"),
    path("import/<str:slug>/discard/", imports.discard, name="import-discard"),
]

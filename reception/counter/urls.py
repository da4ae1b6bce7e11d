"""Which addresses belong to the clerk's desk?"""

from django.urls import path

from .views import accusation, desk, imports, pass_through, receipt, retaliation, returning

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("save/", desk.save, name="desk-save"),
    path("alike/", desk.alike_lines, name="desk-alike"),
    path("beside/<str:number>/", desk.beside, name="desk-beside"),
    path("drafts/<str:slug>/", desk.draft, name="desk-draft"),
    path("drafts/<str:slug>/discard/", desk.discard, name="desk-discard"),
    path("returning/", returning.returning, name="desk-returning"),
    path("receipt/<str:number>/", receipt.receipt, name="desk-receipt"),
    path("receipt/<str:number>/<str:code>.pdf", receipt.paper, name="desk-paper"),
    path("accusation/", accusation.accusation, name="desk-accusation"),
    path("accusation/receipt/", accusation.receipt, name="desk-accusation-receipt"),
    path("accusation/receipt.pdf", accusation.paper, name="desk-accusation-paper"),
    path("accusation/done/", accusation.done, name="desk-accusation-done"),
    path("retaliation/<str:number>/", retaliation.report, name="retaliation"),
    path("closed/", pass_through.register, name="pass-through"),
    path("closed/new/", pass_through.new, name="pass-through-new"),
    path("closed/print/", pass_through.on_paper, name="pass-through-print"),
    path("closed/closed.xlsx", pass_through.as_excel, name="pass-through-excel"),
    path("closed/<str:slug>/", pass_through.envelope, name="pass-through-envelope"),
    path("import/", imports.start, name="import"),
    path("import/<str:slug>/", imports.job, name="import-job"),
    path("import/<str:slug>/progress/", imports.progress, name="import-progress"),
    path("import/<str:slug>/read/", imports.read_again, name="import-read"),
    path("import/<str:slug>/confirm/", imports.confirm, name="import-confirm"),
    path("import/<str:slug>/discard/", imports.discard, name="import-discard"),
]

"""Which address leads to which page of casework?"""

from django.urls import path, register_converter

from .numbers import ALPHABET, LENGTH
from .views import hand_over, notices, papers, petition, search, steps, worklist


class NumberConverter:
    """A petition's number as it stands in an address: thirteen characters, no dashes."""

    regex = f"[{ALPHABET}]{{{LENGTH + 1}}}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(NumberConverter, "number")

urlpatterns = [
    path("cases/", worklist.worklist, name="worklist"),
    path("cases/list.xlsx", worklist.worklist_excel, name="worklist-excel"),
    path("cases/print/", worklist.worklist_print, name="worklist-print"),
    path("cases/hand-over/", hand_over.hand_over, name="hand-over"),
    path("cases/organs/", steps.organ_suggestions, name="organ-suggestions"),
    path("cases/<number:number>/", petition.petition, name="petition"),
    path("cases/<number:number>/steps/<slug:step>/", steps.take_step, name="take-step"),
    path("cases/<number:number>/proposals/<slug:slug>/", steps.decide_proposal, name="decide-proposal"),
    path("cases/<number:number>/documents/<slug:slug>.pdf", papers.document, name="document"),
    path("cases/<number:number>/documents/<slug:slug>/service-<int:place>.pdf", papers.proof_of_service, name="proof-of-service"),
    path("cases/<number:number>/papers/<slug:code>.pdf", papers.registration_paper, name="registration-paper"),
    path("cases/<number:number>/evidence/<slug:slug>/", papers.evidence, name="evidence"),
    path("search/", search.search, name="search"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
]

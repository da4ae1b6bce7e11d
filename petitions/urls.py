"""Which address leads to which page of casework?"""

from django.urls import path, register_converter

from .numbers import ALPHABET, LENGTH
from .views import (
    archive,
    bulk,
    emergency,
    evidence,
    exports,
    hand_over,
    history,
    invited,
    notes,
    notices,
    papers,
    petition,
    procedure,
    queues,
    reveal,
    search,
    steps,
    worklist,
    year_notices,
)


class NumberConverter:
    """A petition's number as it stands in an address: thirteen characters, no dashes."""

    regex = f"[{ALPHABET}]{{{LENGTH + 1}}}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(NumberConverter, "number")

urlpatterns = [
    path("settings/calendar/enter/", year_notices.enter, name="year-notice-enter"),
    path("settings/calendar/notices/", year_notices.notices, name="year-notices"),
    path("settings/calendar/notices/<slug:slug>/", year_notices.notice, name="year-notice"),
    path("settings/calendar/notices/<slug:slug>/progress/", year_notices.progress, name="year-notice-progress"),
    path("settings/calendar/notices/<slug:slug>/decide/", year_notices.decide, name="year-notice-decide"),
    path("cases/", worklist.worklist, name="worklist"),
    path("cases/list.xlsx", worklist.worklist_excel, name="worklist-excel"),
    path("cases/print/", worklist.worklist_print, name="worklist-print"),
    path("cases/hand-over/", hand_over.hand_over, name="hand-over"),
    path("cases/organs/", steps.organ_suggestions, name="organ-suggestions"),
    path("cases/bulk/", bulk.bulk, name="bulk"),
    path("cases/queues/keep/", queues.keep, name="queue-keep"),
    path("cases/queues/<slug:slug>/", queues.queue, name="queue"),
    path("cases/queues/<slug:slug>/drop/", queues.drop, name="queue-drop"),
    path("cases/tasks/", notes.tasks, name="tasks"),
    path("cases/tasks/<slug:slug>/done/", notes.task_done, name="task-done"),
    path("cases/files/", archive.register, name="files"),
    path("cases/files/list.xlsx", archive.register_excel, name="files-excel"),
    path("cases/files/print/", archive.register_print, name="files-print"),
    path("cases/<number:number>/file.pdf", archive.volume, name="volume"),
    path("cases/<number:number>/file.zip", archive.archive_package, name="archive-package"),
    path("cases/<number:number>/", petition.petition, name="petition"),
    path("cases/<number:number>/notes/", notes.notes, name="notes"),
    path("cases/<number:number>/show/", reveal.reveal, name="reveal"),
    path("cases/<number:number>/looks/", reveal.looks_at, name="petition-looks"),
    path("cases/<number:number>/steps/<slug:step>/", steps.take_step, name="take-step"),
    path("cases/<number:number>/proposals/<slug:slug>/", steps.decide_proposal, name="decide-proposal"),
    path("cases/<number:number>/documents/<slug:slug>.pdf", papers.document, name="document"),
    path("cases/<number:number>/documents/<slug:slug>/service-<int:place>.pdf", papers.proof_of_service, name="proof-of-service"),
    path("cases/<number:number>/papers/<slug:code>.pdf", papers.registration_paper, name="registration-paper"),
    path("cases/<number:number>/clocks/<slug:rule>-<int:place>.pdf", papers.clock_certificate, name="clock-certificate"),
    path("cases/<number:number>/evidence/<slug:slug>/", evidence.original, name="evidence"),
    path("cases/<number:number>/evidence/<slug:slug>/view/", evidence.view, name="evidence-view"),
    path("cases/<number:number>/evidence/<slug:slug>/copy-<int:place>/", evidence.copy, name="evidence-copy"),
    path("invited/", invited.invited, name="invited"),
    path("invited/<slug:slug>/", invited.matter, name="invited-matter"),
    path("invited/<slug:slug>/pledge/", invited.pledge, name="invited-pledge"),
    path("invited/<slug:slug>/opinion/", invited.opinion, name="invited-opinion"),
    path("invited/<slug:slug>/files/<slug:file>/<int:place>/", invited.file, name="invited-file"),
    path("exports/", exports.mine, name="exports"),
    path("exports/ask/<slug:source>/", exports.ask, name="export-ask"),
    path("exports/<slug:slug>/decide/", exports.decide, name="export-decide"),
    path("exports/<slug:slug>/file.xlsx", exports.file, name="export-file"),
    path("emergency/", emergency.emergencies, name="emergencies"),
    path("emergency/<slug:slug>/decide/", emergency.decide, name="emergency-decide"),
    path("emergency/<slug:slug>/end/", emergency.end, name="emergency-end"),
    path("history/", history.history, name="history"),
    path("history/events/", history.events, name="history-events"),
    path("history/looks/", history.looks, name="history-looks"),
    path("procedure/", procedure.procedure, name="procedure"),
    path("search/", search.search, name="search"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
]

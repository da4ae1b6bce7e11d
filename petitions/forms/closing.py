"""What is asked at the end: the report of an assigned matter, the petitioner's yes, the file?"""

from django.utils.translation import gettext_lazy as _

from petitions.letters.papers import newest_findings

from .fields import DayField, TextField
from .step import ReasonForm, StepForm


class ReportResultForm(StepForm):
    explanation = _("The completion report goes out under your name as the principal of the organ; the opinion letter is its annex.")
    investigation = TextField(
        label=_("What was investigated"), rows=6, help_text=_("As it was found; change it where the report needs other words.")
    )
    report = TextField(label=_("Report of the result"), rows=8)

    def prepare(self):
        last = self.petition.last_proceeding
        found = newest_findings(last).values() if last else ()
        self.initial.setdefault("investigation", "\n".join(finding.facts for finding in found))


class AcceptReportForm(StepForm):
    explanation = _("The result of the assigned matter is accepted, and its period stops.")


class ReturnReportForm(ReasonForm):
    explanation = _("The organ has to report again; the period for the result runs on.")


class AcceptAnswerForm(StepForm):
    explanation = _("Only where the petitioner wrote it unasked. The time to ask for a review ends with it.")
    accepted_on = DayField(label=_("Date of the petitioner's letter"))
    note = TextField(label=_("Note"), required=False, max_length=300, rows=1)

    def prepare(self):
        self.fields["accepted_on"].last_days(self.today)
        self.initial.setdefault("accepted_on", self.today)

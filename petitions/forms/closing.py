"""What is asked at the end: the report of an assigned matter, the petitioner's yes, the file?"""

from django.utils.translation import gettext_lazy as _

from .fields import DayField, TextField
from .step import ReasonForm, StepForm


class ReportResultForm(StepForm):
    report = TextField(label=_("Report of the result"), rows=8, help_text=_("Signed by you as the head of the organ."))


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


class ArchiveForm(StepForm):
    explanation = _("The file is complete: its index is drawn with a checksum for each item, and nothing can be added any more.")

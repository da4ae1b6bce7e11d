"""What is asked when a file is sealed, held and destroyed?"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from petitions import completeness, retention
from petitions.models.volume import Retention
from petitions.rules.retention import CLASSES, SOURCE

from .fields import TextField
from .step import ReasonForm, StepForm


class ArchiveForm(StepForm):
    explanation = _("The file gets its number and its index, is sealed with a checksum, and nothing can be added to it any more.")
    retention_class = forms.ChoiceField(label=_("Kept for"), choices=Retention, widget=forms.RadioSelect)
    retention_reason = TextField(label=_("Why another time than the table says"), required=False, max_length=500, rows=2)

    def prepare(self):
        self.by_rule = retention.proposed(self.petition)
        self.initial.setdefault("retention_class", self.by_rule)
        words = _("The table says: %(class)s. %(because)s (%(source)s)")
        because = CLASSES[self.by_rule]["because"]
        self.fields["retention_class"].help_text = words % {"class": self.by_rule.label, "because": because, "source": SOURCE}
        self.checklist = completeness.checklist(self.petition)

    def clean(self):
        answers = super().clean()
        if answers.get("retention_class") not in (None, self.by_rule) and not answers.get("retention_reason"):
            self.add_error("retention_reason", ValidationError(_("Say why the file is kept for another time than the table says.")))
        return answers


class PutOnHoldForm(ReasonForm):
    explanation = _("As long as the hold stands, the file cannot be destroyed, whatever its time of keeping says.")


class LiftHoldForm(ReasonForm):
    explanation = _("The file follows its time of keeping again.")


class DisposeForm(ReasonForm):
    explanation = _(
        "Everything that people wrote, said or handed in is destroyed for good: names, texts, papers and files. One line of the register of disposal remains. This cannot be undone."
    )

"""What is asked about something that was promised?"""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from petitions.models import Promise

from .fields import DayField, FilesField
from .step import ReasonForm, StepForm


class PromiseChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Promise.objects.none(), to_field_name="slug", empty_label=None, **kwargs)

    def label_from_instance(self, promise):
        return _("%(promise)s (by %(day)s)") % {"promise": promise.text[:120], "day": date_format(promise.due_on)}


class PerformForm(StepForm):
    explanation = _("The petitioner is asked to confirm it; silence is no confirmation.")
    promise = PromiseChoice(label=_("What was carried out"))
    performed_on = DayField(label=_("Carried out on"))
    files = FilesField(label=_("Proof"), help_text=_("A photograph, a receipt, a record; 20 MB each at most."))

    def prepare(self):
        self.fields["promise"].queryset = self.petition.promises.open()
        self.fields["performed_on"].last_days(self.today)
        self.initial.setdefault("performed_on", self.today)

    def clean(self):
        return {**super().clean(), "is_from_petitioner": False}

    def details(self):
        return {name: value for name, value in super().details().items() if name != "is_from_petitioner"}


class ExemptPromiseForm(ReasonForm):
    explanation = _("Only where it cannot or need not be done any more. The petitioner reads the reason.")
    promise = PromiseChoice(label=_("Which promise"))
    field_order = ["promise", "reason"]

    def prepare(self):
        self.fields["promise"].queryset = self.petition.promises.open()


class ClosePerformedForm(StepForm):
    explanation = _("Everything that was promised was carried out, or released with a reason.")

"""What do all forms of steps share? They know petition, duty and day; they validate and hand over."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty

from .fields import TextField


class StepForm(forms.Form):
    """One step's questions. `details()` are the step's keyword arguments; the reason stands beside them because every step may have one."""

    use_required_attribute = False
    explanation = ""  # what the step does, where its name does not say it

    def __init__(self, *args, petition, duty, today=None, **kwargs):
        self.petition, self.duty, self.today = petition, duty, today or timezone.localdate()
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self):
        """What depends on this petition: choices, dates, fields that are not asked."""

    def colleagues(self, *roles):
        """Those of my organ who may work on this petition: nobody who has to keep away from it."""
        return colleagues(self.duty, *roles).exclude(officer__in=self.petition.recused)

    def details(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("reason", "")

    @property
    def is_multipart(self):
        return any(field.widget.needs_multipart_form for field in self.fields.values())

    @property
    def is_empty(self):
        """Nothing is asked: a button is enough."""
        return not self.fields

    def told(self, details):
        """The details of a proposal as (label, value) in words, in the order of the form."""
        rows = []
        for name, field in self.fields.items():
            value = details.get(name)
            if value is True:
                rows.append((field.label, _("yes")))
            elif value not in (None, "", [], False):
                choices = dict(flat(getattr(field, "choices", []))) if not isinstance(field, forms.ModelChoiceField) else {}
                shown = choices.get(value, value) if isinstance(value, str) else value
                rows.append((field.label, shown if isinstance(shown, date) else str(shown)))
        return rows


class ReasonForm(StepForm):
    reason = TextField(label=_("Reason"), max_length=2000)


def flat(choices):
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def colleagues(duty, *roles):
    """The duties of my own organ in these roles today."""
    duties = Duty.objects.current().staff().filter(organ=duty.organ_id)
    return duties.filter(role__in=roles) if roles else duties

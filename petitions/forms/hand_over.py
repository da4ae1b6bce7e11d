"""Whose open matters go to whom?"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty
from petitions.models import Petition

from .fields import DutyChoice, TextField
from .step import colleagues


class LeaverForm(forms.Form):
    """Whose matters: anybody of my organ who holds open petitions, also when the duty has ended."""

    leaver = DutyChoice(label=_("Colleague who leaves"), empty_label=_("choose a colleague"))

    def __init__(self, *args, duty, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaver"].offer(Duty.objects.filter(organ=duty.organ_id).filter(pk__in=holders(duty)))


def holders(duty):
    return Petition.objects.visible_to(duty).open().held_in(duty.organ).exclude(holder=None).values("holder")


class HandOverAllForm(forms.Form):
    to = DutyChoice(label=_("New officer"), empty_label=_("choose a colleague"))
    reason = TextField(label=_("Reason"), max_length=2000, rows=2)

    def __init__(self, *args, duty, leaver, **kwargs):
        super().__init__(*args, **kwargs)
        self.leaver = leaver
        self.fields["to"].offer(colleagues(duty, leaver.role).exclude(pk=leaver.pk))

    def clean_to(self):
        to = self.cleaned_data["to"]
        if to.officer_id == self.leaver.officer_id:
            raise ValidationError(_("This is the same person in another duty."))
        return to

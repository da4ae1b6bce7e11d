"""Which matter, and why? For how long?"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from petitions import numbers

from .fields import OrganField, TextField


class EmergencyForm(forms.Form):
    use_required_attribute = False

    number = forms.CharField(label=_("Number of the petition"), max_length=40, required=False)
    organ = OrganField(label=_("Or all matters of one organ"), required=False)
    reason = TextField(
        label=_("Reason"), min_length=10, max_length=500, rows=3,
        help_text=_("What has happened, and why nobody whose matter it is can do it. Leaders, supervisors and the organ read it."),
    )  # fmt: skip

    def clean_number(self):
        typed = self.cleaned_data["number"]
        if typed and not numbers.is_number(typed):
            raise ValidationError(_("This is no number of a petition: it has thirteen characters, the last of which checks the others."))
        return numbers.read(typed)

    def clean(self):
        answers = super().clean()
        if not self.errors and bool(answers.get("number")) == bool(answers.get("organ")):
            self.add_error("number", _("Give either the number of one petition or one organ."))
        return answers


class ApprovalForm(forms.Form):
    use_required_attribute = False

    hours = forms.TypedChoiceField(label=_("For how long"), coerce=int, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=False, **kwargs)
        self.fields["hours"].choices = [
            (hours, ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}) for hours in range(1, 5)
        ]

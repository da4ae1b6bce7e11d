"""What does an officer write to colleagues about a petition?"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty
from petitions import remarks
from petitions.readiness import OFFLINE

from .fields import DayField, TextField


class Colleagues(forms.ModelMultipleChoiceField):
    def label_from_instance(self, duty):
        return f"{duty.officer.name} · {duty.organ.short_name} · {duty.get_role_display()}"


class NoteForm(forms.Form):
    use_required_attribute = False

    text = TextField(label=_("Note"), max_length=4000, rows=4)
    to = Colleagues(
        Duty.objects.none(), to_field_name="slug", required=False, label=_("To whom"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Only colleagues who may see this petition. Nobody chosen: a remark for all who see it."),
    )  # fmt: skip
    is_task = forms.BooleanField(label=_("It is a task"), required=False)
    due_on = DayField(label=_("To be done by"), required=False)

    def __init__(self, *args, petition, duty, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.petition = petition
        self.fields["to"].queryset = (
            remarks.colleagues(petition, duty).select_related("officer", "organ").order_by("organ", "officer__username")
        )
        today = today or timezone.localdate()
        self.fields["due_on"].between(today, today.replace(year=today.year + 2, day=1))

    def clean(self):
        answers = super().clean()
        if self.petition.is_offline:
            raise forms.ValidationError(OFFLINE)
        if answers.get("is_task") and not answers.get("to") and "to" not in self.errors:
            self.add_error("to", _("A task is given to somebody. Choose at least one colleague."))
        if answers.get("due_on") and not answers.get("is_task"):
            self.add_error("is_task", _("Only a task has a date. Tick this, or leave the date empty."))
        return answers

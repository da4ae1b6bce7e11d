"""What is asked of a mediation or settlement?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.models import Claim, Mediation

from .fields import DayField, LinesField, TextField
from .step import StepForm


class MediateForm(StepForm):
    explanation = _("Only with the consent of both sides; the handling time runs on (art. 33).")
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect, choices=Mediation.Kind)
    consented = forms.BooleanField(label=_("Both sides agreed to it"), required=False)
    held_on = DayField(label=_("Held on"))
    mediated_by = TextField(label=_("Mediator"), required=False, max_length=80, rows=1)
    is_agreed = forms.TypedChoiceField(
        label=_("Outcome"), widget=forms.RadioSelect, choices=[("yes", _("an agreement was reached")), ("no", _("no agreement was reached"))],
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    other_party = TextField(label=_("The other side"), required=False, max_length=120, rows=1)
    claims = forms.ModelMultipleChoiceField(
        Claim.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Claims that the agreement settles"),
        widget=forms.CheckboxSelectMultiple,
    )
    facts = TextField(label=_("Facts of the dispute"), required=False, rows=4)
    terms = LinesField(label=_("Terms"), required=False, rows=4, help_text=_("One a line; each becomes a promise with the date below."))
    perform_by_on = DayField(label=_("To be performed by"), required=False)
    is_lawful = forms.BooleanField(label=_("No rule is broken that the parties cannot waive"), required=False)

    def prepare(self):
        self.fields["claims"].queryset = self.petition.claims.all()
        self.fields["held_on"].last_days(self.today)
        self.initial.setdefault("held_on", self.today)
        self.initial.setdefault("kind", Mediation.Kind.MEDIATION)

    def details(self):
        return {**super().details(), "claims": list(self.cleaned_data["claims"])}


class SettleForm(StepForm):
    explanation = _("The agreement answers every claim: no opinion is written, and the matter is closed when everything is performed.")

"""Who is to read a confidential matter, and which leader is in charge of an accusation?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, Role
from petitions import visibility
from petitions.workflow.clearing import IN_CHARGE

from .fields import TextField
from .notes import Colleagues
from .step import ReasonForm


class Naming(ReasonForm):
    """Persons of one's own organ; of an accusation its leaders and those of the government it belongs to, none whom it concerns."""

    colleagues = Colleagues(
        Duty.objects.none(), to_field_name="slug", label=_("Who reads it"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one colleague.")},
    )  # fmt: skip
    reason = TextField(label=_("Reason"), max_length=2000, rows=2)
    field_order = ["colleagues", "reason"]

    def prepare(self):
        self.fields["colleagues"].queryset = self.choices().select_related("officer", "organ").order_by("organ", "officer__username", "id")

    def choices(self):
        named = self.petition.named
        if self.petition.is_sealed:
            organs = {self.duty.organ_id, self.duty.jurisdiction_id}
            leaders = Duty.objects.current().filter(organ__in=organs, role__in=IN_CHARGE)
            return leaders.exclude(officer__in=visibility.kept_from(self.petition) | named)
        colleagues = self.colleagues().filter(role__in=(*visibility.CASE_ROLES,)).exclude(role=Role.DISC)
        return colleagues.exclude(officer__in=named)


class RestrictForm(Naming):
    explanation = _(
        "Its words, files, people and history are then for those who are named, and for you. Others who have a part in it see that there is a confidential matter, its state and its dates."
    )

    def prepare(self):
        super().prepare()
        self.fields["colleagues"].required = False
        self.fields["colleagues"].help_text = _("You are named yourself.")

    def choices(self):
        return super().choices().exclude(officer=self.duty.officer_id)


class UnrestrictForm(ReasonForm):
    explanation = _("Everybody who has a part in it reads it then.")


class NameReadersForm(Naming):
    def prepare(self):
        super().prepare()
        if self.petition.is_sealed:
            self.fields["colleagues"].label = _("Leader in charge")
            self.explanation = _("A leader who is in charge reads the accusation, not who brought it. Each opening is recorded.")


class EndReadersForm(Naming):
    def prepare(self):
        super().prepare()
        self.fields["colleagues"].label = _("Who is to read it no longer")

    def choices(self):
        return Duty.objects.filter(officer__in=self.petition.named)

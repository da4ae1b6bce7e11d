"""What is asked about an officer, and about what the officer may act as?"""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import STAFF, Duty, Officer, Organ, OrganKind, Role

from .fields import DayField, OneLine, OrganChoice

# Roles that exist only at certain kinds of organ; all others at any.
PLACES = {
    Role.B_LEAD: {OrganKind.BUREAU},
    Role.SUPERV: {OrganKind.BUREAU},
    Role.JOINT: {OrganKind.BUREAU, OrganKind.JOINT_CONFERENCE},
    Role.DISC: {OrganKind.BUREAU, OrganKind.DISCIPLINE},
}
username = RegexValidator(r"^[\w.-]{2,40}\Z", _("Use 2 to 40 letters, digits, dots, hyphens or underscores."))


class OfficerForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = Officer
        fields = ["name", "username", "email", "phone"]
        field_classes = {"name": OneLine, "username": OneLine, "phone": OneLine}
        help_texts = {"email": _("A forgotten password is set anew through this address.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(username)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "w-id", "autocomplete": "off"}

    def clean_username(self):
        return self.cleaned_data["username"].lower()


def check_place(role, organ):
    if role and organ and organ.kind not in PLACES.get(role, OrganKind.values):
        raise ValidationError(
            _("The role “%(role)s” does not exist at %(organ)s (%(kind)s)."),
            params={"role": Role(role).label, "organ": organ.name, "kind": organ.get_kind_display()},
        )


class WithDuty(forms.Form):
    """An organ and a role."""

    organ = OrganChoice(label=_("Organ"))
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("choose a role")), *((role, role.label) for role in STAFF)])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organ"].offer(Organ.objects.active().as_tree())

    def clean(self):
        answers = super().clean()
        try:
            check_place(answers.get("role"), answers.get("organ"))
        except ValidationError as refused:
            self.add_error("role", refused)
        return answers


class NewOfficerForm(WithDuty, OfficerForm):
    """A new officer begins with one duty; more are given later."""

    field_order = ["name", "username", "email", "phone", "organ", "role"]


class DutyForm(WithDuty):
    use_required_attribute = False
    since = DayField(label=_("From"))
    is_principal = forms.BooleanField(
        label=_("Principal of the organ"),
        required=False,
        help_text=_("Only an organ leader: signs the completion report of an assigned matter."),
    )

    def __init__(self, *args, officer, today, **kwargs):
        self.officer = officer
        super().__init__(*args, **kwargs)
        self.fields["since"].between(today, today + timedelta(days=366))
        self.initial.setdefault("since", today)

    def clean(self):
        answers = super().clean()
        if answers.get("is_principal") and answers.get("role") != Role.O_LEAD:
            self.add_error("is_principal", _("Only an organ leader is its principal."))
        if {"organ", "role", "since"} <= answers.keys():
            same = Duty.objects.filter(officer=self.officer, organ=answers["organ"], role=answers["role"])
            if same.filter(Q(ended_on=None) | Q(ended_on__gt=answers["since"])).exists():
                self.add_error("role", _("This officer already has this duty."))
        return answers


class EndDutyForm(forms.Form):
    use_required_attribute = False
    ended_on = DayField(label=_("First day without this duty"), help_text=_("Today: it opens nothing from the next click on."))

    def __init__(self, *args, duty, today, **kwargs):
        self.duty = duty
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].between(today, today + timedelta(days=366))
        self.initial.setdefault("ended_on", today)

    def clean(self):
        if is_last_admin(Duty.objects.filter(pk=self.duty.pk)):
            raise ValidationError(LAST_ADMIN)
        return super().clean()


LAST_ADMIN = _("Nobody else could keep these settings. Make another officer system administrator first.")


def is_last_admin(duties):
    """Would the office be without a system administrator if these duties ended? Locks the others until the end of the transaction."""
    if not duties.current().filter(role=Role.ADMIN).exists():
        return False
    others = Duty.objects.current().filter(role=Role.ADMIN, ended_on=None).exclude(pk__in=duties)
    return not others.select_for_update(of=("self",)).exists()

"""Whom does an officer invite to a matter, for what, until when, and what of it may they see? And what is a guest asked?"""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from petitions import guests
from petitions.models import Invitation, ThirdParty

from .fields import DayField, FilesField, TextField
from .step import ReasonForm, StepForm

LONGEST = 90  # days


class GuestChoice(forms.ModelChoiceField):
    def label_from_instance(self, guest):
        known = f" · {guest.expertise}" if guest.expertise else ""
        return f"{guest}{known}"


class InvitationChoice(forms.ModelChoiceField):
    def label_from_instance(self, invitation):
        return f"{invitation.guest.duty.officer.name} · {date_format(invitation.until)}"


class InviteThirdPartyForm(StepForm):
    explanation = _(
        "The third party first pledges confidentiality, then reads the subject, the words, the claims and the findings that were issued, and the safe copies that you choose. "
        "Telephones, numbers of papers and addresses are left out, and so is a name that is kept confidential. Each look is recorded."
    )
    guest = GuestChoice(
        ThirdParty.objects.none(), to_field_name="slug", label=_("Third party"), empty_label=_("choose a person"),
        error_messages={"invalid_choice": _("This person cannot be chosen any more. Please choose another one.")},
    )  # fmt: skip
    purpose = TextField(
        label=_("Purpose"),
        max_length=1000,
        rows=3,
        help_text=_("The third party reads it: to mediate, to give a legal opinion, to sit in a hearing."),
    )
    until = DayField(label=_("Access until"), help_text=_("The last day, ninety days from now at most."))
    shown = forms.MultipleChoiceField(
        label=_("Files to show"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("As safe copies, without their names. Leave out identity papers and whatever is about others."),
    )  # fmt: skip

    def prepare(self):
        roster = guests.roster_for(self.duty, self.today).exclude(duty__officer__in=self.petition.kept_from_guests())
        self.fields["guest"].queryset = roster.order_by("kind", "duty__officer__name", "id")
        self.fields["until"].between(self.today, self.today.fromordinal(self.today.toordinal() + LONGEST))
        self.files = {item.slug: item for item in guests.showable(self.petition)}
        if not self.files:
            del self.fields["shown"]
        else:
            self.fields["shown"].choices = [(slug, item.name) for slug, item in self.files.items()]
        if not self.fields["guest"].queryset.exists():
            self.fields["guest"].help_text = _("Nobody is on the roster yet. The bureau's leader or supervisor enters third parties.")

    def details(self):
        answers = super().details()
        return answers | {"shown": [self.files[slug] for slug in answers.get("shown", ())]}


class WithdrawInvitationForm(ReasonForm):
    explanation = _("From the next click on the third party sees nothing of the matter. The opinions that were given stay in the file.")
    invitation = InvitationChoice(
        Invitation.objects.none(), to_field_name="slug", label=_("Invitation"), empty_label=_("choose a person"),
        error_messages={"invalid_choice": _("This invitation has been taken back already.")},
    )  # fmt: skip
    reason = TextField(label=_("Reason"), max_length=2000, rows=2)
    field_order = ["invitation", "reason"]

    def prepare(self):
        self.fields["invitation"].queryset = self.petition.invitations_to_take_back


# ── What a guest is asked ──


class PledgeForm(forms.Form):
    use_required_attribute = False
    is_pledged = forms.BooleanField(
        label=_("I have read the pledge and take it over."), error_messages={"required": _("Please tick this to go on.")}
    )
    name = TextField(label=_("My name"), max_length=50, rows=1, help_text=_("It stands for your signature."))

    def __init__(self, *args, officer, **kwargs):
        self.officer = officer
        super().__init__(*args, **kwargs)

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if name != self.officer.name:
            raise forms.ValidationError(_("Please write your name as it stands at the top of this page."))
        return name


class OpinionForm(forms.Form):
    use_required_attribute = False
    text = TextField(label=_("My opinion"), max_length=8000, rows=8)
    files = FilesField(label=_("Files"), required=False)

    def details(self):
        return {"text": self.cleaned_data["text"], "files": self.cleaned_data["files"]}

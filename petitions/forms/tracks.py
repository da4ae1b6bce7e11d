"""What is asked when a matter is not taken in, is guided elsewhere, or changes its procedure?"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from petitions import numbers
from petitions.models import Petition, Track
from petitions.rules.channels import CHANNELS
from petitions.rules.reasons import REFUSALS

from .fields import DayField, LinesField, TextField
from .remedy import TellForm
from .step import ReasonForm

TELL = ["mode", "notified_on", "received_by"]


class RefuseAcceptanceForm(TellForm, ReasonForm):
    explanation = _("Only on a ground that the law names. The notice says why, by which article, and where to go instead.")
    refusal = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    pending = TextField(
        label=_("Number of the petition that is pending"),
        required=False,
        max_length=60,
        rows=1,
        help_text=_("Only where the same matter is pending."),
    )
    guidance = TextField(label=_("Where the petitioner can turn instead"), rows=2, max_length=2000, help_text=_("Stands in the notice."))
    field_order = ["refusal", "pending", "reason", "guidance", *TELL]

    def prepare(self):
        super().prepare()
        profile = self.petition.profile
        self.fields["refusal"].choices = [
            (code, ground["label"]) for code, ground in REFUSALS.items() if not ground.get("only_in") or profile in ground["only_in"]
        ]

    def clean_pending(self):
        typed = self.cleaned_data["pending"]
        if not typed:
            return None
        found = Petition.objects.visible_to(self.duty).filter(number=numbers.read(typed)).first() if numbers.is_number(typed) else None
        if found is None:
            raise ValidationError(_("There is no petition of this number that you may see."))
        return found


class GuideFromOrganForm(TellForm, ReasonForm):
    explanation = _("Another body decides. The notice names it and the last day on which the petitioner can go there.")
    channel = forms.ChoiceField(label=_("Legal procedure"))
    since_on = DayField(
        label=_("The time there counts from"), required=False, help_text=_("Such as the day on which the petitioner learned of the act.")
    )
    body = TextField(label=_("Body that decides"), max_length=120, rows=1)
    body_address = TextField(label=_("Its address"), max_length=200, rows=1)
    body_phone = TextField(label=_("Its telephone"), required=False, max_length=60, rows=1)
    needed = LinesField(label=_("What to bring"), rows=4, help_text=_("One paper a line."))
    field_order = ["channel", "since_on", "body", "body_address", "body_phone", "needed", "reason", *TELL]

    def prepare(self):
        super().prepare()
        groups = {}
        for key, channel in CHANNELS.items():
            groups.setdefault(Track(channel["track"]).label, []).append((key, channel["name"]))
        self.fields["channel"].choices = [("", _("choose")), *groups.items()]
        self.fields["since_on"].last_days(self.today, 20 * 366)


class ChangeTrackForm(TellForm, ReasonForm):
    explanation = _("The clock of the new procedure takes the place of the old one, and the petitioner gets a new notice.")
    track = forms.ChoiceField(label=_("Procedure"), widget=forms.RadioSelect)
    field_order = ["track", "reason", *TELL]

    def prepare(self):
        super().prepare()
        others = [track for track in (Track.T6_PETITION, Track.T5_DUTY) if track != self.petition.track]
        self.fields["track"].choices = [(track.value, track.label) for track in others]
        self.initial.setdefault("track", others[0].value)

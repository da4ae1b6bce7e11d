"""What is asked of the competent organ: handler, acceptance, findings, extension, signature, service?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from petitions.models import ClaimResult, Finding, ServiceMode, Track
from petitions.workflow.handling import ANSWER_CLOCKS

from .fields import DayField, DutyChoice, TextField
from .step import ReasonForm, StepForm, colleagues

RECEIVED_BY = {"label": _("Received by"), "required": False, "max_length": 60, "rows": 1, "help_text": _("Who signed, where somebody did.")}


class AppointForm(StepForm):
    handler = DutyChoice(label=_("Case handler"), empty_label=_("choose a case handler"))

    def prepare(self):
        self.fields["handler"].offer(colleagues(self.duty, Role.HANDLER))


class AcceptForm(StepForm):
    track = forms.ChoiceField(label=_("Procedure"), widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How was the petitioner told"), choices=[("", _("choose")), *ServiceMode.choices])
    notified_on = DayField(label=_("Told on"))
    received_by = TextField(**RECEIVED_BY)

    def prepare(self):
        is_suggestion = self.petition.petition_class == "SUGGESTION"
        tracks = [track for track in ANSWER_CLOCKS if (track == Track.SUGGESTION) == is_suggestion]
        self.fields["track"].choices = [(track.value, track.label) for track in tracks]
        self.initial.setdefault("track", tracks[0].value)
        nobody = self.petition.why_no_notice(self.petition.petitioner)
        if nobody:
            self.explanation = nobody
            for name in ("mode", "notified_on", "received_by"):
                del self.fields[name]
        else:
            self.fields["notified_on"].last_days(self.today)
            self.initial.setdefault("notified_on", self.today)


class FindForm(StepForm):
    claim = forms.ModelChoiceField(None, to_field_name="slug", label=_("Claim"), empty_label=None)
    facts = TextField(label=_("What was found"), rows=8)
    result = forms.ChoiceField(label=_("Result"), choices=ClaimResult, widget=forms.RadioSelect)
    opinion = TextField(label=_("What follows for this claim"), rows=5)
    basis = TextField(label=_("Legal and policy basis"), rows=3, max_length=5000)

    def prepare(self):
        claims = self.petition.claims.all()
        self.fields["claim"].queryset = claims
        newest = {finding.claim_id: finding for finding in Finding.objects.filter(claim__in=claims)}
        wanted = self.data.get("claim") or self.initial.get("claim")
        self.about = next((claim for claim in claims if claim.slug == wanted), None)
        self.about = self.about or next((claim for claim in claims if claim.pk not in newest), claims.first())
        if self.about:
            self.initial["claim"] = self.about.slug
            before = newest.get(self.about.pk)
            if before:
                self.initial |= {"facts": before.facts, "result": before.result, "opinion": before.opinion, "basis": before.basis}
        self.fields["claim"].widget = forms.HiddenInput()


class ExtendForm(ReasonForm):
    explanation = _("Once, at most thirty days, and only when the petitioner was told before the original date (art. 34).")
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=30, widget=forms.NumberInput(attrs={"class": "w-number"}))
    mode = forms.ChoiceField(label=_("How was the petitioner told"), choices=[("", _("choose")), *ServiceMode.choices])
    notified_on = DayField(label=_("Told on"))
    field_order = ["days", "reason", "mode", "notified_on"]

    def prepare(self):
        self.fields["notified_on"].last_days(self.today)
        self.initial.setdefault("notified_on", self.today)


class SubmitForm(StepForm):
    pass


class ReturnDraftForm(ReasonForm):
    explanation = _("Goes back to the case handler with your remarks; the period runs on.")


class SignForm(StepForm):
    pass


class ServeForm(StepForm):
    mode = forms.ChoiceField(label=_("Way of service"), choices=[("", _("choose")), *ServiceMode.choices])
    served_on = DayField(label=_("Served on"))
    received_by = TextField(**RECEIVED_BY)
    note = TextField(
        label=_("Note"), required=False, max_length=300, rows=1, help_text=_("Number of the mail, witnesses, the agreed address.")
    )

    def prepare(self):
        self.fields["served_on"].last_days(self.today)
        self.initial.setdefault("served_on", self.today)

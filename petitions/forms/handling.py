"""What is asked of the competent organ: handler, acceptance, findings, extension, signature, service?"""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from petitions.clocks import served_by_public_notice
from petitions.models import ClaimResult, Finding, ServiceMode, ToldBy, Track
from petitions.workflow.handling import ANSWER_CLOCKS

from .fields import DayField, DutyChoice, LinesField, TextField
from .step import ReasonForm, StepForm

RECEIVED_BY = {"label": _("Received by"), "required": False, "max_length": 60, "rows": 1, "help_text": _("Who signed, where somebody did.")}


class AppointForm(StepForm):
    handler = DutyChoice(label=_("Case handler"), empty_label=_("choose a case handler"))

    def prepare(self):
        self.fields["handler"].offer(self.colleagues(Role.HANDLER))


class AcceptForm(StepForm):
    track = forms.ChoiceField(label=_("Procedure"), widget=forms.RadioSelect)
    is_simple = forms.BooleanField(label=_("Simple procedure: reply within ten working days"), required=False)
    is_clear = forms.BooleanField(label=_("Facts and responsibility are clear, and the claims will probably be supported"), required=False)
    mode = forms.ChoiceField(
        label=_("How was the petitioner told"),
        choices=[("", _("choose")), (_("In writing"), ServiceMode.choices), (_("In simple procedure also"), ToldBy.choices)],
    )
    notified_on = DayField(label=_("Told on"))
    received_by = TextField(**RECEIVED_BY)

    def prepare(self):
        self.fields["is_simple"].help_text = self.petition.why_not_simple() or _(
            "Then a word or a message is enough to tell the petitioner."
        )
        is_suggestion = self.petition.petition_class == "SUGGESTION"
        tracks = [track for track in ANSWER_CLOCKS if (track == Track.SUGGESTION) == is_suggestion]
        self.fields["track"].choices = [(track.value, track.label) for track in tracks]
        self.initial.setdefault("track", tracks[0].value)
        nobody = self.petition.why_no_notice(self.petition.petitioner)
        if nobody:
            self.explanation = _(nobody)
            for name in ("is_simple", "is_clear", "mode", "notified_on", "received_by"):
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
    promises = LinesField(
        label=_("What will be done"), rows=2, longest=500, required=False,
        help_text=_("Only where the claim is supported; one thing a line. It stands in the opinion, and its performance is followed."),
    )  # fmt: skip
    perform_by_on = DayField(label=_("To be done by"), required=False)

    def prepare(self):
        claims = self.petition.claims.all()
        self.fields["claim"].queryset = claims
        newest = {finding.claim_id: finding for finding in Finding.objects.standing().filter(claim__in=claims)}
        wanted = self.data.get("claim") or self.initial.get("claim")
        self.about = next((claim for claim in claims if claim.slug == wanted), None)
        self.about = self.about or next((claim for claim in claims if claim.pk not in newest), claims.first())
        if self.about:
            self.initial["claim"] = self.about.slug
            before = newest.get(self.about.pk)
            if before:
                self.initial |= {"facts": before.facts, "result": before.result, "opinion": before.opinion, "basis": before.basis}
                if before.promises:
                    self.initial["promises"] = "\n".join(promise["text"] for promise in before.promises)
                    self.initial["perform_by_on"] = before.promises[0]["due_on"]
        self.fields["claim"].widget = forms.HiddenInput()


class ExtendForm(ReasonForm):
    explanation = _("Once, at most thirty days. It counts only when the petitioner was told by the original date (art. 34).")
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=30, widget=forms.NumberInput(attrs={"class": "w-number"}))
    mode = forms.ChoiceField(label=_("How was the petitioner told"), required=False, choices=[("", _("choose")), *ServiceMode.choices])
    notified_on = DayField(
        label=_("Told on"), required=False, help_text=_("Leave it empty where the notice goes out later, and record its service then.")
    )
    field_order = ["days", "reason", "mode", "notified_on"]

    def prepare(self):
        self.fields["notified_on"].last_days(self.today)
        if self.petition.asks_assigner:
            self.explanation = _("An assigned matter: the organ that assigned it has to approve the days first.")


class AskExtensionForm(ReasonForm):
    explanation = _("The organ that assigned the matter decides; your own leader approves the extension afterwards.")
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=30, widget=forms.NumberInput(attrs={"class": "w-number"}))
    field_order = ["days", "reason"]


class ApproveExtensionForm(StepForm):
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=30, widget=forms.NumberInput(attrs={"class": "w-number"}))


class ServeExtensionForm(StepForm):
    explanation = _("The extension counts only when the petitioner was told by the original date (art. 34).")
    mode = forms.ChoiceField(label=_("Way of service"), choices=[("", _("choose")), *ServiceMode.choices])
    served_on = DayField(label=_("Served on"))
    received_by = TextField(**RECEIVED_BY)

    def prepare(self):
        self.fields["served_on"].last_days(self.today)
        self.initial.setdefault("served_on", self.today)


class SubmitForm(StepForm):
    justification = TextField(
        label=_("Why the same answer as before is right"), max_length=2000,
        help_text=_("The opinion before does not stand. The same result on the same facts and reasons needs its own justification."),
    )  # fmt: skip

    def prepare(self):
        if not self.petition.repeated_claims():
            del self.fields["justification"]


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
        self.fields["served_on"].help_text = _("By public notice: the day of publication. It counts as served thirty days later.")

    def clean(self):
        """Scenario 29: published on 1 June, served on 1 July."""
        answers = super().clean()
        if answers.get("mode") == ServiceMode.PUBLIC_NOTICE and answers.get("served_on"):
            answers["served_on"] = served_by_public_notice(answers["served_on"])
            if answers["served_on"] > self.today:
                words = _("It counts as served on %(day)s; record the service from that day on.")
                self.add_error("served_on", words % {"day": date_format(answers["served_on"])})
        return answers

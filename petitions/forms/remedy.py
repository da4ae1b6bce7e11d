"""What is asked in review and re-review: the request, whether it is taken up, the hearing, the decision, its service?"""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from petitions.clocks import rule_for
from petitions.models import ClaimResult, RemedyDecision, RemedyRequest, ServiceMode
from petitions.rules.reasons import REVIEW_REFUSALS
from petitions.workflow.remedy import REREVIEW, REVIEW

from .fields import DayField, FilesField, LinesField, TextField
from .handling import RECEIVED_BY
from .step import ReasonForm, StepForm


class RequestForm(StepForm):
    """An officer registers what came by post or was brought: word for word, with the day that counts."""

    stage = REVIEW
    organ = forms.ModelChoiceField(Organ.objects.none(), to_field_name="slug", label=_("To which organ"), empty_label=None)
    way = forms.ChoiceField(
        label=_("How it came"),
        widget=forms.RadioSelect,
        choices=[choice for choice in RemedyRequest.Way.choices if choice[0] != RemedyRequest.Way.ONLINE],
    )
    lodged_on = DayField(label=_("Handed in on; of a letter the date of the postmark"))
    received_on = DayField(label=_("Arrived on"))
    request = TextField(label=_("What the petitioner asks for"), rows=3)
    grounds = TextField(label=_("Grounds"), rows=8, help_text=_("Word for word, as it was said or written."))
    excuse = TextField(label=_("What justifies the delay, where it is late"), required=False, rows=2, max_length=2000)
    files = FilesField(
        label=_("Files"), required=False, help_text=_("The letter itself, the opinion, what else was handed in; 20 MB each at most.")
    )

    def prepare(self):
        authority = self.petition.review_authority()
        self.fields["organ"].queryset = Organ.objects.filter(pk__in=[organ.pk for organ in authority.organs])
        if authority.organ:
            self.initial.setdefault("organ", authority.organ.slug)
        else:
            self.explanation = authority.note
        self.initial.setdefault("way", RemedyRequest.Way.POST)
        for name in ("lodged_on", "received_on"):
            self.fields[name].last_days(self.today)
            self.initial.setdefault(name, self.today)
        window = self.petition.clocks.filter(rule=self.stage.window).exclude(rolled_on=None).last()
        if window:
            self.fields["lodged_on"].help_text = _("In time until %(day)s, 24:00.") % {"day": date_format(window.rolled_on)}
        if not rule_for(self.stage.window, self.petition.profile, self.petition.received_on).excuses_delay:
            del self.fields["excuse"]

    def clean(self):
        answers = super().clean()
        lodged_on, received_on = answers.get("lodged_on"), answers.get("received_on")
        if lodged_on and received_on and received_on < lodged_on:
            self.add_error("received_on", _("It cannot arrive before it was handed in."))
        elif lodged_on and received_on != lodged_on and answers.get("way") == RemedyRequest.Way.COUNTER:
            self.add_error("received_on", _("What is brought in person arrives on the day on which it is handed in."))
        answers["is_from_petitioner"] = True
        return answers

    def details(self):
        return {name: value for name, value in super().details().items() if name != "is_from_petitioner"}


class RerequestForm(RequestForm):
    stage = REREVIEW


class TellForm(StepForm):
    """How the petitioner was told, where that is possible at all."""

    mode = forms.ChoiceField(label=_("How was the petitioner told"), choices=[("", _("choose")), *ServiceMode.choices])
    notified_on = DayField(label=_("Told on"))
    received_by = TextField(**RECEIVED_BY)

    def prepare(self):
        if nobody := self.petition.why_no_notice(self.petition.petitioner):
            self.explanation = _(nobody)
            for name in ("mode", "notified_on", "received_by"):
                del self.fields[name]
        else:
            self.fields["notified_on"].last_days(self.today)
            self.initial.setdefault("notified_on", self.today)


class AdmitForm(TellForm):
    explanation = _("The organ decides within thirty days from the day on which it received the request, whenever it is taken up.")


class TurnAwayForm(TellForm, ReasonForm):
    explanation = _("The petitioner's time to ask ends on the day on which it ended before.")
    refusal = forms.ChoiceField(
        label=_("Why it is not taken up"), widget=forms.RadioSelect,
        choices=[(code, reason["label"]) for code, reason in REVIEW_REFUSALS.items()],
    )  # fmt: skip
    guidance = TextField(
        label=_("Where the petitioner can turn instead"), required=False, rows=2, max_length=2000, help_text=_("Stands in the notice.")
    )
    field_order = ["refusal", "reason", "guidance", "mode", "notified_on", "received_by"]


class DecideForm(StepForm):
    explanation = _("Maintained, changed, or back to the organ for a new answer. The leader of your organ confirms it.")
    result = forms.ChoiceField(label=_("Result"), widget=forms.RadioSelect, choices=RemedyDecision.Result)
    facts = TextField(label=_("What was found"), rows=8)
    reasons = TextField(label=_("Reasons"), rows=5)
    basis = TextField(label=_("Legal and policy basis"), rows=3, max_length=5000)
    redo_due_on = DayField(
        label=_("New answer by"),
        required=False,
        help_text=_("Only where the matter has to be handled again: the date that the order names."),
    )

    def prepare(self):
        self.fields["redo_due_on"].coming_days(self.today, 180)
        self.claims = list(self.petition.claims.all())
        for claim in self.claims:
            self.fields |= self._fields_of(claim)

    @staticmethod
    def _fields_of(claim):
        words = {"number": claim.seq}
        unchanged = [("", _("not changed")), *ClaimResult.choices]
        return {
            f"result_{claim.seq}": forms.ChoiceField(
                label=_("Claim %(number)s, where it is changed: result") % words, choices=unchanged, required=False, help_text=claim.text
            ),
            f"opinion_{claim.seq}": TextField(label=_("Claim %(number)s: what follows") % words, required=False, rows=3),
            f"basis_{claim.seq}": TextField(label=_("Claim %(number)s: basis") % words, required=False, rows=2, max_length=5000),
            f"promises_{claim.seq}": LinesField(
                label=_("Claim %(number)s: what is to be done") % words, required=False, rows=2, help_text=_("One thing a line.")
            ),
            f"until_{claim.seq}": DayField(label=_("Claim %(number)s: to be done by") % words, required=False),
        }  # fmt: skip

    def clean(self):
        answers = super().clean()
        result = answers.get("result")
        if result in (RemedyDecision.Result.REVOKE, RemedyDecision.Result.REDO) and not answers.get("redo_due_on"):
            if "redo_due_on" not in self.errors:
                self.add_error("redo_due_on", _("Name a later day than today by which the organ has to answer anew."))
        if result == RemedyDecision.Result.CHANGE:
            self._check_changes(answers)
        return answers

    def _check_changes(self, answers):
        changed = [claim for claim in self.claims if answers.get(f"result_{claim.seq}")]
        if not changed:
            self.add_error("result", _("Say of at least one claim what it is changed to."))
        for claim in changed:
            for name in ("opinion", "basis"):
                if not answers.get(f"{name}_{claim.seq}"):
                    self.add_error(f"{name}_{claim.seq}", _("A changed claim needs its own words and its own basis."))
            promises, until = answers.get(f"promises_{claim.seq}"), answers.get(f"until_{claim.seq}")
            if promises and answers[f"result_{claim.seq}"] != ClaimResult.SUPPORT:
                self.add_error(f"promises_{claim.seq}", _("Something can be promised only where the claim is supported."))
            elif promises and (until is None or until < self.today):
                self.add_error(f"until_{claim.seq}", _("Say by which day it will be done, today or later."))

    def details(self):
        answers = self.cleaned_data
        details = {name: answers[name] for name in ("result", "facts", "reasons", "basis")}
        if answers["result"] in (RemedyDecision.Result.REVOKE, RemedyDecision.Result.REDO):
            details["redo_due_on"] = answers["redo_due_on"]
        if answers["result"] == RemedyDecision.Result.CHANGE:
            details["changes"] = [self._change(claim) for claim in self.claims if answers.get(f"result_{claim.seq}")]
        return details

    def _change(self, claim):
        answers, until = self.cleaned_data, self.cleaned_data.get(f"until_{claim.seq}")
        return {
            "claim": claim, "result": answers[f"result_{claim.seq}"], "opinion": answers[f"opinion_{claim.seq}"], "basis": answers[f"basis_{claim.seq}"],
            "promises": [{"text": text, "due_on": until.isoformat()} for text in answers.get(f"promises_{claim.seq}") or []],
        }  # fmt: skip

    def told(self, details):
        changed = {
            f"{name}_{change['claim'].seq}": change[name]
            for change in details.get("changes", ())
            for name in ("result", "opinion", "basis")
        }
        return super().told({**details, **changed})


MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]


class CallHearingForm(TellForm):
    explanation = _("From the day of the notice until the day of the conclusion the period of the re-review stands still (art. 36).")
    hearing_at = forms.DateTimeField(
        label=_("Day and time of the hearing"), input_formats=MOMENTS,
        widget=forms.DateTimeInput(format=MOMENTS[0], attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Please write day and time like 2026-03-16 09:30.")},
    )  # fmt: skip
    place = TextField(label=_("Place"), max_length=200, rows=1)
    issues = LinesField(label=_("What the hearing is about"), rows=3, help_text=_("One question a line."))
    host = TextField(label=_("Host"), max_length=60, rows=1)
    panel = LinesField(label=_("Panel"), rows=3, longest=60, help_text=_("One name a line."))
    parties = LinesField(label=_("Also invited"), required=False, rows=2, longest=120, help_text=_("One name a line."))
    is_public = forms.BooleanField(label=_("Open to the public"), required=False)
    field_order = ["hearing_at", "place", "issues", "host", "panel", "parties", "is_public", "mode", "notified_on", "received_by"]


class ConcludeHearingForm(TellForm):
    held_on = DayField(label=_("Held on"))
    recorder = TextField(label=_("Recorder"), max_length=60, rows=1)
    attendees = LinesField(
        label=_("Who attended"),
        rows=4,
        longest=200,
        help_text=_("One a line: the name, a comma, and in what part: “Wang Xiuying, petitioner”."),
    )
    statements = TextField(label=_("Statements"))
    questioning = TextField(label=_("Questions and answers"))
    debate = TextField(label=_("Debate"))
    assessment = TextField(label=_("Assessment by the panel"))
    facts = TextField(label=_("What was found"))
    conclusion = TextField(label=_("Conclusion"))
    basis = TextField(label=_("Legal and policy basis"), rows=3, max_length=5000)
    field_order = [
        "held_on", "recorder", "attendees", "statements", "questioning", "debate", "assessment", "facts", "conclusion", "basis", "mode",
        "notified_on", "received_by",
    ]  # fmt: skip

    def prepare(self):
        super().prepare()
        self.fields["held_on"].last_days(self.today)

    def clean_attendees(self):
        people = []
        for line in self.cleaned_data["attendees"]:
            name, _comma, part = line.replace("，", ",").partition(",")
            if not part.strip():
                raise forms.ValidationError(_("Write in what part “%(name)s” attended, after a comma."), params={"name": line})
            people.append({"name": name.strip(), "part": part.strip()})
        return people

"""What is asked of who proposes, contests, decides or reverses a deduction, corrects a sheet or sets a rule?"""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from petitions.forms.fields import DayField, FilesField, TextField
from petitions.models.event import LOOK
from petitions.workflow.states import LABELS
from supervision import judging
from supervision.models import Failing

LONGEST = 4000
MOST_FILES = 5
LONGEST_BACK = 3 * 366  # days


class OrganChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Organ.objects.none(), to_field_name="slug", **kwargs)
        self.error_messages["invalid_choice"] = _("This organ cannot be chosen any more. Please choose another one.")


class ProposeForm(forms.Form):
    use_required_attribute = False

    code = forms.ChoiceField(label=_("Failing"), choices=Failing.choices)
    organ = OrganChoice(label=_("Organ"))
    evidence = forms.ChoiceField(
        label=_("Evidence"), required=False, help_text=_("The clock that was missed, or what happened. Without either the petition itself.")
    )
    occurred_on = DayField(label=_("Occurred on"))
    facts = TextField(label=_("Facts"), max_length=LONGEST, help_text=_("The unit reads them, and answers to them."))

    def __init__(self, *args, petition, duty, today, **kwargs):
        super().__init__(*args, **kwargs)
        involved = petition.involvements.values("organ")
        self.fields["organ"].queryset = judging.judged(duty).filter(pk__in=involved)
        self.fields["occurred_on"].last_days(today, days=LONGEST_BACK)
        self.clocks = {f"clock-{place}": clock for place, clock in enumerate(_clocks(petition), start=1)}
        self.events = {f"event-{event.seq}": event for event in petition.events.exclude(step=LOOK).select_related("organ").order_by("seq")}
        self.fields["evidence"].choices = [
            ("", _("the petition itself")),
            (_("Clocks"), [(name, _clock_words(clock)) for name, clock in self.clocks.items()]),
            (_("What happened"), [(name, _event_words(event)) for name, event in self.events.items()]),
        ]

    def clean(self):
        answers = super().clean()
        clock, event = self.clocks.get(answers.get("evidence")), self.events.get(answers.get("evidence"))
        if clock and answers.get("organ") and clock.organ_id != answers["organ"].pk:
            self.add_error("evidence", _("This clock was the duty of another organ."))
        if clock and answers.get("occurred_on") and answers["occurred_on"] <= clock.rolled_on:
            self.add_error("occurred_on", _("On that day the clock had not run out yet."))
        return answers | {"clock": clock, "event": event}

    def details(self):
        return {name: self.cleaned_data[name] for name in ("code", "organ", "occurred_on", "facts", "clock", "event")}


def _clocks(petition):
    return petition.clocks.exclude(result="NA").exclude(rolled_on=None).exclude(organ=None).select_related("organ").order_by("pk")


def _clock_words(clock):
    return f"{clock.get_rule_display()} · {clock.organ.short_name} · {date_format(clock.rolled_on)} · {clock.get_result_display()}"


def _event_words(event):
    return f"{event.seq}. {LABELS.get(event.step, event.step)} · {event.organ.short_name if event.organ else ''} · {date_format(event.at, 'DATE_FORMAT')}"


class ContestForm(forms.Form):
    use_required_attribute = False

    words = TextField(label=_("Why it should not be deducted"), max_length=LONGEST)
    files = FilesField(
        label=_("Proof"),
        required=False,
        help_text=_("Five files at most. When the page comes back with a question, please choose them again."),
    )

    def clean_files(self):
        if len(self.cleaned_data["files"]) > MOST_FILES:
            raise ValidationError(_("There can be %(number)d files at most."), params={"number": MOST_FILES})
        return self.cleaned_data["files"]


class DecideForm(forms.Form):
    use_required_attribute = False

    words = TextField(
        label=_("Reason"), max_length=LONGEST, rows=3, required=False, help_text=_("Needed to drop it, and to confirm what was contested.")
    )


class ReasonForm(forms.Form):
    use_required_attribute = False

    words = TextField(label=_("Reason"), max_length=LONGEST, rows=3)


class RuleForm(forms.Form):
    use_required_attribute = False

    code = forms.ChoiceField(label=_("Failing"), choices=Failing.choices)
    points = forms.DecimalField(
        label=_("Points deducted"), min_value=Decimal("0.01"), max_value=Decimal(10), max_digits=4, decimal_places=2
    )
    valid_from = DayField(label=_("Valid from"))
    contest_days = forms.IntegerField(label=_("Working days to contest"), min_value=1, max_value=60, initial=10)
    follow_days = forms.IntegerField(
        label=_("Days without following up"),
        min_value=1,
        max_value=366,
        required=False,
        help_text=_("Only for what should be followed up."),
    )
    source = TextField(label=_("Words of the source"), max_length=300, rows=2)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].coming_days(today, days=2 * 366)

    def clean(self):
        answers = super().clean()
        if answers.get("code") == Failing.NOT_TRACKED and not answers.get("follow_days") and "follow_days" not in self.errors:
            self.add_error("follow_days", _("How many days may pass without following up?"))
        return answers

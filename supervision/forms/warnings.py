"""What is asked of who proposes, issues, answers and judges a warning?"""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from petitions import numbers
from petitions.clocks import add_months
from petitions.forms.fields import DayField, FilesField, LinesField, OrganField, TextField
from supervision import warning_paper
from supervision.accountability import CHOICES, PERFUNCTORY
from supervision.models import WarningRule
from supervision.models.warning_rule import Level
from supervision.scope import ordinary
from supervision.warning_rights import STANDING, organs_to_warn
from supervision.warning_steps import rule_for_card
from supervision.warnings import quarter_of

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]
BY_HAND = (Level.CARD, Level.INTERVIEW, Level.CIRCULAR)  # the others only follow: the ladder is climbed in its order
LONGEST_DAYS = 180
QUARTERS_AHEAD = 4


class StepForm(forms.Form):
    """One deed about one card; ids of its own, because a page shows several."""

    use_required_attribute = False
    step = ""

    def __init__(self, data=None, uploads=None, *, card, today, lines=()):
        super().__init__(data, uploads, auto_id=f"{self.step}_%s")
        self.prepare(card, today, lines)

    def prepare(self, card, today, lines):
        pass


class IssueForm(StepForm):
    step = "issue"

    facts = TextField(label=_("Facts"), max_length=4000, help_text=_("Name no petitioner: the paper goes to the whole organ."))
    requirement = TextField(label=_("What the organ has to do"), max_length=4000)
    clear_by = DayField(label=_("To be cleared by"))
    interview_at = forms.DateTimeField(
        label=_("Day and time of the interview"), input_formats=MOMENTS,
        widget=forms.DateTimeInput(format=MOMENTS[0], attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Please write day and time like 2026-03-16 09:30.")},
    )  # fmt: skip
    place = TextField(label=_("Place"), max_length=200, rows=1)
    circulated_to = LinesField(
        label=_("To whom it is circulated"), rows=3, most=30, longest=120, help_text=_("One organ a line; no further than needed.")
    )

    def prepare(self, card, today, lines):
        self.today = today
        self.fields["clear_by"].coming_days(today, LONGEST_DAYS)
        self.initial = {
            "facts": warning_paper.facts(card, [line for line in lines if line.clock.result in STANDING]),
            "requirement": warning_paper.requirement(card),
            "clear_by": today + timedelta(days=rule_for_card(card, today).clear_days),
        }
        if card.level != Level.INTERVIEW:
            del self.fields["interview_at"], self.fields["place"]
        if card.level != Level.CIRCULAR:
            del self.fields["circulated_to"]

    def clean(self):
        answers = super().clean()
        at, clear_by = answers.get("interview_at"), answers.get("clear_by")
        if at and clear_by and not self.today <= timezone.localtime(at).date() <= clear_by:
            self.add_error("interview_at", _("The interview lies between today and the day by which the warning has to be cleared."))
        return answers


class DropForm(StepForm):
    step = "drop"

    words = TextField(label=_("Why it is not issued"), min_length=4, max_length=1000, rows=3)


class ProofForm(StepForm):
    step = "proof"

    words = TextField(label=_("What was done"), min_length=4, max_length=4000)
    files = FilesField(label=_("Proof"), help_text=_("The written report and whatever shows that it was done."))


class ClearForm(StepForm):
    step = "clear"

    words = TextField(label=_("What was checked"), min_length=4, max_length=1000, rows=3)


class ReturnForm(StepForm):
    step = "return"

    words = TextField(label=_("What is missing"), min_length=4, max_length=1000, rows=3)
    clear_by = DayField(label=_("To be cleared by"))

    def prepare(self, card, today, lines):
        self.fields["clear_by"].coming_days(today, LONGEST_DAYS)


class NextForm(StepForm):
    step = "next"

    words = TextField(label=_("Why the next measure is needed"), min_length=4, max_length=1000, rows=3)


class ProposeForm(forms.Form):
    use_required_attribute = False

    organ = OrganField(
        label=_("Organ"), required=False, help_text=_("After a perfunctory first reception: empty, it is the organ that received first.")
    )
    level = forms.ChoiceField(label=_("Measure"), choices=[(level.value, level.label) for level in BY_HAND])
    reason = forms.ChoiceField(label=_("Ground"), choices=CHOICES)
    number = forms.CharField(label=_("Number of the petition, where it is about one"), max_length=40, required=False)
    facts = TextField(label=_("Facts that were investigated"), min_length=10, max_length=4000)
    requirement = TextField(label=_("What the organ has to do"), min_length=4, max_length=4000)

    def __init__(self, *args, duty, **kwargs):
        super().__init__(*args, **kwargs)
        self.duty, self.petition = duty, None

    def clean_number(self):
        typed = self.cleaned_data["number"]
        if not typed:
            return ""
        if numbers.is_number(typed):
            self.petition = ordinary(self.duty).filter(number=numbers.read(typed)).select_related("first_organ").first()
        if self.petition is None or not self.petition.is_readable:
            self.petition = None
            raise ValidationError(_("There is no petition of this number on which you could report."))
        return typed

    def clean(self):
        answers = super().clean()
        if self.errors:
            return answers
        if answers["reason"] == PERFUNCTORY:
            self._first_receiver(answers)
        elif answers["level"] == Level.CIRCULAR:
            self.add_error("level", _("A circular follows an interview; only a perfunctory first reception is circulated at once."))
        organ = answers.get("organ")
        if not self.errors and organ is None:
            self.add_error("organ", _("Please choose the organ."))
        elif organ and not organs_to_warn(self.duty).filter(pk=organ.pk).exists():
            self.add_error("organ", _("This organ is not one that you watch over."))
        elif organ and self.petition and not self.petition.involvements.filter(organ=organ).exists():
            self.add_error("organ", _("This organ has nothing to do with that petition."))
        return answers

    def _first_receiver(self, answers):
        if answers["level"] != Level.CIRCULAR:
            self.add_error("level", _("A perfunctory first reception is investigated and circulated: choose the circular."))
        if self.petition is None:
            self.add_error("number", _("Please give the number of the petition that was received perfunctorily."))
        elif answers.get("organ") and answers["organ"] != self.petition.first_organ:
            self.add_error("organ", _("Another organ received this petition first: %(organ)s.") % {"organ": self.petition.first_organ.name})
        elif not self.errors:
            answers["organ"] = self.petition.first_organ


class RuleForm(forms.ModelForm):
    use_required_attribute = False

    valid_from = forms.TypedChoiceField(
        label=_("For quarters from"), help_text=_("A quarter that has begun keeps the rule that it began with.")
    )
    reason = TextField(label=_("Why it is changed"), min_length=4, max_length=300, rows=2)

    class Meta:
        model = WarningRule
        fields = ("threshold", "level", "clear_days", "valid_months", "valid_from", "reason")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        days = [add_months(quarter_of(today), 3 * ahead) for ahead in range(1, QUARTERS_AHEAD + 1)]
        self.days = {day.isoformat(): day for day in days}
        self.fields["valid_from"].choices = [(value, date_format(day)) for value, day in self.days.items()]
        self.fields["valid_from"].coerce = self.days.get
        self.fields["level"].choices = [(level.value, level.label) for level in (Level.CARD, Level.INTERVIEW)]

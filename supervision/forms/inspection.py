"""What is asked of who plans an inspection, checks a matter, finds something, puts it right, judges it or reports?"""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, Organ
from petitions.forms.fields import DayField, DutyChoice, FilesField, TextField
from supervision import checklists, inspecting, scope
from supervision.models import CheckAnswer, InspectionFinding

LARGEST_SAMPLE = 50
MOST_FILES = 5
USUAL_TIME = timedelta(days=30)
LONGEST_BACK = 5 * 366  # days
NOT_YET = ("", _("not looked at yet"))


class OrgansChoice(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Organ.objects.none(), to_field_name="slug", widget=forms.CheckboxSelectMultiple, **kwargs)
        self.error_messages["invalid_choice"] = _("An organ cannot be chosen any more. Please look through your choice.")


class TeamChoice(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs):
        super().__init__(Duty.objects.none(), to_field_name="slug", widget=forms.CheckboxSelectMultiple, **kwargs)
        self.error_messages["invalid_choice"] = _("A colleague cannot be chosen any more. Please look through your choice.")

    def label_from_instance(self, duty):
        return f"{duty.organ.short_name} · {duty.officer.name} · {duty.get_role_display()}"


class PlanForm(forms.Form):
    use_required_attribute = False

    title = TextField(label=_("Title"), max_length=120, rows=1)
    scope = TextField(
        label=_("Scope"), max_length=2000, help_text=_("What is inspected, and why now. The inspected organs do not read it.")
    )
    since = DayField(label=_("Matters received from"))
    until = DayField(label=_("Matters received until"))
    sample_size = forms.IntegerField(
        label=_("Matters of each organ"), min_value=1, max_value=LARGEST_SAMPLE, initial=10,
        help_text=_("Drawn by chance when the plan is approved; an organ that has fewer gives all it has."),
    )  # fmt: skip
    organs = OrgansChoice(label=_("Organs that are inspected"))
    lead = DutyChoice(label=_("Leads the team"), empty_label=_("choose a colleague"))
    members = TeamChoice(
        label=_("Other members"), required=False,
        help_text=_("Nobody inspects the own organ. People of other organs fill in the part about organs; they open no matter that is not there for them anyway."),
    )  # fmt: skip

    def __init__(self, *args, duty, today, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].last_days(today, days=LONGEST_BACK)
        self.fields["organs"].queryset = scope.watched(duty).order_by("level", "pk")
        people = inspecting.eligible(duty)
        self.fields["lead"].offer(people.filter(organ=duty.organ_id))
        self.fields["members"].queryset = people

    def clean(self):
        answers = super().clean()
        if answers.get("since") and answers.get("until") and answers["until"] < answers["since"]:
            self.add_error("until", _("The last day cannot be before the first."))
        return answers


class CheckForm(forms.Form):
    """One line of the checklist after the other; what was not looked at yet stays open."""

    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        for line in checklists.OF_A_CASE:
            before = known.get(line.code)
            self.fields[f"answer_{line.code}"] = forms.ChoiceField(
                label=line.label, required=False, choices=[NOT_YET, *CheckAnswer.Answer.choices], initial=before.answer if before else ""
            )
            self.fields[f"remark_{line.code}"] = TextField(
                label=_("Remark"), required=False, max_length=300, rows=1, initial=before.remark if before else ""
            )

    def lines(self):
        return [(line, self[f"answer_{line.code}"], self[f"remark_{line.code}"]) for line in checklists.OF_A_CASE]

    def clean(self):
        answers = super().clean()
        for line in checklists.OF_A_CASE:
            if answers.get(f"answer_{line.code}") == CheckAnswer.Answer.NO and not answers.get(f"remark_{line.code}"):
                self.add_error(f"remark_{line.code}", _("Please say in a few words what is not so."))
        return answers

    def answers(self):
        given = {
            line.code: (self.cleaned_data[f"answer_{line.code}"], self.cleaned_data[f"remark_{line.code}"]) for line in checklists.OF_A_CASE
        }
        return {code: pair for code, pair in given.items() if pair[0]}


class FindingForm(forms.Form):
    """About a matter, whose organ is known; or about an organ that is chosen."""

    use_required_attribute = False

    organ = forms.ModelChoiceField(
        Organ.objects.none(), to_field_name="slug", label=_("Organ"), empty_label=_("choose an organ"),
        error_messages={"invalid_choice": _("This organ is not yours to inspect. Please choose another one.")},
    )  # fmt: skip
    code = forms.ChoiceField(label=_("Line of the checklist"))
    severity = forms.ChoiceField(label=_("Severity"), choices=InspectionFinding.Severity.choices)
    words = TextField(label=_("What was found"), max_length=1000, help_text=_("The organ reads it. No names of petitioners."))

    def __init__(self, *args, organs=None, **kwargs):
        super().__init__(*args, **kwargs)
        lines = checklists.OF_A_CASE if organs is None else checklists.OF_AN_ORGAN
        self.fields["code"].choices = [("", _("choose a line")), *checklists.choices(lines)]
        if organs is None:
            del self.fields["organ"]
        else:
            self.fields["organ"].queryset = organs


class RequirementForm(forms.Form):
    use_required_attribute = False

    requirement = TextField(label=_("What is to be put right"), max_length=1000)
    due_on = DayField(label=_("Until"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].coming_days(today)
        self.initial.setdefault("due_on", today + USUAL_TIME)


class ReplyForm(forms.Form):
    use_required_attribute = False

    words = TextField(label=_("What your organ has put right"), max_length=2000)
    files = FilesField(label=_("Proof"), required=False, help_text=_("PDF, pictures, Word or Excel; five files at most."))

    def clean_files(self):
        files = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise ValidationError(_("There can be %(number)d files at most."), params={"number": MOST_FILES})
        return files


class VerdictForm(forms.Form):
    use_required_attribute = False

    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=[("done", _("put right")), ("returned", _("not enough: back to the organ"))], widget=forms.RadioSelect
    )
    words = TextField(
        label=_("Reason"), required=False, max_length=1000, help_text=_("Where it goes back: what is missing. The organ reads it.")
    )

    def clean(self):
        answers = super().clean()
        if answers.get("verdict") == "returned" and not answers.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say what is missing."))
        return answers


class DraftForm(forms.Form):
    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    analysis = TextField(
        label=_("Overall assessment"), max_length=2000, rows=6,
        help_text=_("On the whole. Write nothing of a single matter or person: all inspected organs read it. Figures and problems stand in the report by themselves."),
    )  # fmt: skip
    requirements = TextField(label=_("What is required of the organs"), max_length=2000, rows=6)

"""What is asked when several organs work on one petition: lead, parts with dates, opinions, meetings?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

from .fields import DayField, DutyChoice, FilesField, OrganField, TextField
from .step import ReasonForm, StepForm

MOST_AT_ONCE = 3  # organs; more are asked for later, one at a time


class PartsForm(StepForm):
    """Rows of organ, task and date; a row is left out as a whole or filled in as a whole."""

    needs_part = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_AT_ONCE + 1):
            self.fields[f"organ_{place}"] = OrganField(label=_("Assisting organ %(number)d") % {"number": place}, required=False)
            self.fields[f"task_{place}"] = TextField(label=_("What it is asked for"), required=False, max_length=2000, rows=2)
            due_on = self.fields[f"due_on_{place}"] = DayField(label=_("Its part is due on"), required=False)
            due_on.coming_days(self.today)

    def clean(self):
        answers = super().clean()
        self.parts = []
        for place in range(1, MOST_AT_ONCE + 1):
            names = {name: f"{name}_{place}" for name in ("organ", "task", "due_on")}
            part = {name: answers.get(field) for name, field in names.items()}
            if not any(part.values()):
                continue
            for name, field in names.items():
                if not part[name] and field not in self.errors:
                    self.add_error(field, _("Organ, task and date belong together."))
            self.parts.append(part)
        organs = [part["organ"] for part in self.parts]
        if len(set(organs)) < len(organs):
            self.add_error(None, _("An organ stands here twice: write what it is asked for in one text."))
        if self.needs_part and not self.parts and not self.errors:
            self.add_error("organ_1", _("Name at least one assisting organ, what it is asked for and by when."))
        return answers

    def details(self):
        rest = {name: value for name, value in super().details().items() if not name.endswith(tuple("123456789"))}
        return rest | {"parts": self.parts}

    def told(self, details):
        parts = {f"{name}_{place}": value for place, part in enumerate(details.get("parts", ()), start=1) for name, value in part.items()}
        return super().told(details | parts)


class AssignJointlyForm(PartsForm):
    explanation = _("One organ leads and answers the petitioner; the others give it their parts, each by its own date.")
    needs_part = True
    organ = OrganField(label=_("Lead organ"))
    result_due_on = DayField(label=_("Result to be reported by"))
    note = TextField(label=_("Requirements"), required=False, max_length=2000, rows=2, help_text=_("Stands in the letter to the lead."))

    def prepare(self):
        self.fields["result_due_on"].coming_days(self.today)


class AskForPartForm(StepForm):
    explanation = _("The organ gets a letter with what you ask for and your date. The answer cannot be signed before its part is in.")
    organ = OrganField(label=_("Assisting organ"))
    task = TextField(label=_("What it is asked for"), max_length=2000)
    due_on = DayField(label=_("Its part is due on"))

    def prepare(self):
        self.fields["due_on"].coming_days(self.today)


class GivePartForm(StepForm):
    handler = DutyChoice(label=_("Case handler"), empty_label=_("choose a case handler"))

    def prepare(self):
        self.fields["handler"].offer(self.colleagues(Role.HANDLER))


class OwnPartForm(StepForm):
    """Says above the question what the lead asked for."""

    def prepare(self):
        part = self.petition.parts_of(self.duty).select_related("joint__lead").prefetch_related("answers").first()
        if part:
            self.explanation = _("%(lead)s asks: %(task)s") % {"lead": part.joint.lead.short_name, "task": part.task}
        self.part = part


class AnswerPartForm(OwnPartForm):
    opinion = TextField(
        label=_("Our opinion"), rows=8, help_text=_("Stands in the answer to the petitioner, under the name of your organ.")
    )
    files = FilesField(label=_("Files"), required=False)

    def prepare(self):
        super().prepare()
        if self.part and self.part.is_drafted:
            self.initial.setdefault("opinion", self.part.answer.opinion)


class ConfirmPartForm(OwnPartForm):
    is_confirmed = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("confirm: it goes to the lead")), ("no", _("back to who wrote it"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "yes", initial="yes",
    )  # fmt: skip
    reason = TextField(label=_("What has to be better"), required=False, max_length=2000, rows=2)

    def prepare(self):
        super().prepare()
        if self.part and self.part.answer:
            self.explanation = _("%(asked)s\n\nYour organ answers: %(answer)s") % {
                "asked": self.explanation,
                "answer": self.part.answer.opinion,
            }


class PartChoice(forms.ModelChoiceField):
    """A part that is in, posted by slug."""

    def label_from_instance(self, part):
        return f"{part.organ.short_name} · {part.task[:60]}"


class ReturnPartForm(ReasonForm):
    explanation = _("The assisting organ works on it again. Its reason stands in the record.")
    part = PartChoice(None, to_field_name="slug", label=_("Part"), empty_label=_("choose a part"))
    due_on = DayField(label=_("New date"))
    field_order = ["part", "due_on", "reason"]

    def prepare(self):
        self.fields["part"].queryset = self.petition.parts.given().select_related("organ", "joint")
        self.fields["due_on"].coming_days(self.today)


class RecordMeetingForm(PartsForm):
    explanation = _("What was decided for another organ becomes its part: fill in organ, task and date below.")
    held_on = DayField(label=_("Held on"))
    place = TextField(label=_("Place"), max_length=120, rows=1)
    attendees = TextField(label=_("Who was there"), max_length=2000, rows=3)
    minutes = TextField(label=_("Minutes"), rows=6)
    decisions = TextField(label=_("What was decided"), rows=3, max_length=5000)

    def prepare(self):
        self.fields["held_on"].last_days(self.today)
        self.initial.setdefault("held_on", self.today)


class OverridePartsForm(ReasonForm):
    def prepare(self):
        names = "、".join(part.organ.short_name for part in self.petition.parts.missing().select_related("organ"))
        self.explanation = _("The answer goes out without the part of %(organs)s. Your reason stands in the record.") % {"organs": names}

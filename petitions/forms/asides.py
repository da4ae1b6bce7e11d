"""What is asked beside the way: facts of the petitioner, and who has to keep away?"""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from petitions.models import Evidence, FileCheck
from petitions.workflow.asides import LEADERS

from .fields import DayField, DutyChoice, TextField
from .step import ReasonForm, StepForm

USUAL_TIME = timedelta(days=10)


class AskPetitionerForm(StepForm):
    explanation = _("The petitioner reads this with number and query code, and answers there. All periods run on meanwhile.")
    text = TextField(label=_("What do you need to know?"), max_length=2000, help_text=_("In plain words, one thing at a time."))
    reply_by = DayField(label=_("Answer asked for by"))

    def prepare(self):
        self.fields["reply_by"].coming_days(self.today, days=180)
        self.initial.setdefault("reply_by", self.today + USUAL_TIME)


class HeldFileChoice(forms.ModelChoiceField):
    def label_from_instance(self, file):
        return f"{file.name}: {file.check_so_far.get_reason_display()}"


class ReleaseFileForm(ReasonForm):
    explanation = _(
        "Only where you know what the file is and why the check is wrong. A leader confirms it. Whoever opens it afterwards opens it as it was handed in. "
        "The safer way: ask the petitioner for another copy."
    )
    file = HeldFileChoice(Evidence.objects.none(), to_field_name="slug", label=_("File"), empty_label=None)
    reason = TextField(label=_("Why may it be opened?"), max_length=2000)
    field_order = ["file", "reason"]

    def prepare(self):
        held = self.petition.evidence.filter(check_row__state=FileCheck.State.HELD).exclude(check_row__reason=FileCheck.Reason.VIRUS)
        self.fields["file"].queryset = held.select_related("check_row")


class AskRecusalForm(StepForm):
    explanation = _("The petitioner asked, at the window or in a letter, that an officer keep away. The organ's leader decides.")
    text = TextField(label=_("Who, and why"), max_length=2000, help_text=_("As the petitioner said it."))


class KeepingAway(StepForm):
    """Who keeps away, and who takes what was in their hands."""

    colleague = DutyChoice(label=_("Who keeps away"), required=False)
    to = DutyChoice(
        label=_("Who takes the petition"), required=False, empty_label=_("nobody yet: the organ's liaison officer gives it to somebody"),
        help_text=_("Only where the petition is in the hands of whoever keeps away."),
    )  # fmt: skip

    def prepare(self):
        holder = self.petition.holder
        colleagues = self.colleagues().exclude(role__in=(Role.ADMIN, Role.AUDITOR))
        self.fields["colleague"].offer(colleagues)
        self.fields["to"].offer(colleagues.filter(role=holder.role if holder else Role.HANDLER))
        if holder is None or holder.organ_id != self.duty.organ_id:
            del self.fields["to"]


class DecideRecusalForm(KeepingAway, ReasonForm):
    is_granted = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("granted: somebody keeps away")), ("no", _("not granted"))], widget=forms.RadioSelect
    )
    reason = TextField(label=_("Reason"), max_length=2000, help_text=_("The petitioner reads it."))
    field_order = ["is_granted", "colleague", "to", "reason"]

    def prepare(self):
        super().prepare()
        self.explanation = self.petition.recusal_asked.text if self.petition.recusal_asked else ""
        self.fields["colleague"].empty_label = _("choose a colleague")
        if self.petition.holder:
            self.initial.setdefault("colleague", self.petition.holder.slug)

    def clean(self):
        answers = super().clean()
        if answers.get("is_granted") == "yes" and not answers.get("colleague") and "colleague" not in self.errors:
            self.add_error("colleague", _("Say who has to keep away."))
        return answers

    def details(self):
        granted = self.cleaned_data["is_granted"] == "yes"
        chosen = {name: self.cleaned_data.get(name) for name in ("colleague", "to")} if granted else {}
        return {"is_granted": granted, **chosen}


class RecuseForm(KeepingAway, ReasonForm):
    """For officers about themselves; for leaders also about their people."""

    field_order = ["colleague", "to", "reason"]

    def prepare(self):
        super().prepare()
        self.fields["colleague"].empty_label = _("myself")
        self.explanation = _("Whoever keeps away can neither see the petition nor take a step on it any more, in whatever duty.")
        if self.duty.role not in LEADERS:
            del self.fields["colleague"]
            self.fields.pop("to", None)

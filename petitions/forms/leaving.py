"""What is asked when a petition is taken back, ended or reopened, and when it is urgent?"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models import UrgentAddressee
from petitions.rules.reasons import REOPENINGS, TERMINATIONS

from .fields import TextField
from .step import ReasonForm, StepForm

MOMENT = "%Y-%m-%dT%H:%M"


class AskWithdrawalForm(StepForm):
    explanation = _(
        "Only what the petitioner brought in writing, of their own free will. For three days they may think again; then it is done by itself."
    )
    parties = forms.MultipleChoiceField(label=_("Who withdraws"), required=False, widget=forms.CheckboxSelectMultiple)
    statement = TextField(
        label=_("The petitioner's statement"), max_length=2000, rows=3, help_text=_("Word for word, from the paper that they signed.")
    )

    def prepare(self):
        self.people = self.petition.petitioners
        self.fields["parties"].choices = [(str(place), f"{party} · {party.get_role_display()}") for place, party in enumerate(self.people)]
        if not self.people:
            del self.fields["parties"]

    def details(self):
        chosen = [self.people[int(place)] for place in self.cleaned_data.get("parties", [])]
        return {"parties": chosen, "statement": self.cleaned_data["statement"]}


class RevokeWithdrawalForm(ReasonForm):
    reason = TextField(label=_("What the petitioner said"), max_length=2000)


class TerminateForm(ReasonForm):
    explanation = _("The handling ends without an answer, and a notice says why.")
    ground = forms.ChoiceField(label=_("Why it ends"), choices=[(code, entry["label"]) for code, entry in TERMINATIONS.items()], widget=forms.RadioSelect)  # fmt: skip
    field_order = ["ground", "reason"]


class ReopenForm(ReasonForm):
    explanation = _("The matter is sorted anew by your bureau, with a registration period that starts today.")
    ground = forms.ChoiceField(label=_("Why it is reopened"), choices=[(code, entry["label"]) for code, entry in REOPENINGS.items()], widget=forms.RadioSelect)  # fmt: skip
    field_order = ["ground", "reason"]


class FlagUrgentForm(ReasonForm):
    explanation = _(
        "Somebody's life or safety, or a crowd, is at stake. The superiors are called within 30 minutes and told in writing within two hours."
    )
    reason = TextField(label=_("What is the danger?"), max_length=2000)


class ClearUrgentForm(ReasonForm):
    explanation = _("Reports that were not made yet are dropped with it.")


class ReportUrgentForm(StepForm):
    addressees = forms.MultipleChoiceField(label=_("Who is told"), widget=forms.CheckboxSelectMultiple)
    phoned_at = forms.DateTimeField(label=_("Told by telephone at"), required=False)
    occurred_at = forms.DateTimeField(label=_("When it happened"))
    place = TextField(label=_("Where"), max_length=200, rows=1)
    headcount = forms.IntegerField(
        label=_("People"), min_value=1, max_value=1_000_000, widget=forms.NumberInput(attrs={"class": "w-number"})
    )
    demand = TextField(label=_("What is demanded"), max_length=1000, rows=2)
    risk = TextField(label=_("The danger"), max_length=2000, rows=2)
    measures = TextField(label=_("What has been done"), max_length=2000, rows=2)
    follow_up = TextField(label=_("What follows, and who is to be asked"), max_length=2000, rows=2)

    def prepare(self):
        waiting = [task.addressee for task in self.petition.urgent_tasks.all() if task.is_open]
        self.fields["addressees"].choices = [(code, UrgentAddressee(code).label) for code in waiting]
        now = timezone.localtime()
        for name in ("phoned_at", "occurred_at"):
            field = self.fields[name]
            field.input_formats = [MOMENT, "%Y-%m-%d %H:%M"]
            field.widget = forms.DateTimeInput(attrs={"type": "datetime-local", "max": now.strftime(MOMENT)}, format=MOMENT)
            field.error_messages["invalid"] = _("Please write day and time like 2026-03-16 14:30.")
        contact = self.petition.contacts.first()
        for name, value in {
            "addressees": waiting, "occurred_at": now, "headcount": self.petition.headcount, "demand": self.petition.subject,
            "place": contact.place if contact else "",
        }.items():  # fmt: skip
            self.initial.setdefault(name, value)


class AcknowledgeUrgentForm(StepForm):
    explanation = _("You confirm that your office knows of the danger. The hour is written down.")


class RecordUrgentReceiptForm(StepForm):
    addressees = forms.MultipleChoiceField(label=_("Who knows"), widget=forms.CheckboxSelectMultiple)
    received_by = TextField(label=_("Who took the call"), max_length=60, rows=1)
    received_at = forms.DateTimeField(label=_("Told by telephone at"))

    def prepare(self):
        waiting = {task.addressee: task.get_addressee_display() for task in self.petition.unacknowledged}
        self.fields["addressees"].choices = list(waiting.items())
        now = timezone.localtime()
        field = self.fields["received_at"]
        field.input_formats = [MOMENT, "%Y-%m-%d %H:%M"]
        field.widget = forms.DateTimeInput(attrs={"type": "datetime-local", "max": now.strftime(MOMENT)}, format=MOMENT)
        field.error_messages["invalid"] = _("Please write day and time like 2026-03-16 14:30.")
        self.initial.setdefault("received_at", now)

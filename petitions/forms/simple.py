"""What is asked in simple procedure: a short reply to each claim, or why it goes on in ordinary procedure?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.models import ClaimResult, ServiceMode, ToldBy

from .fields import DayField, TextField
from .remedy import TellForm
from .step import ReasonForm, StepForm


class ConvertForm(TellForm, ReasonForm):
    explanation = _("The matter goes on in ordinary procedure; its sixty days count from acceptance. The petitioner is told in writing.")
    field_order = ["reason", "mode", "notified_on", "received_by"]


class ReplySimplyForm(StepForm):
    explanation = _("A short reply to each claim closes the matter. Paper is not needed unless the petitioner asks for it.")
    mode = forms.ChoiceField(
        label=_("How the reply was given"),
        choices=[("", _("choose")), *ToldBy.choices, (_("On paper, as the petitioner asked"), ServiceMode.choices)],
    )
    replied_on = DayField(label=_("Given on"))
    received_by = TextField(
        label=_("Received by"), required=False, max_length=60, rows=1, help_text=_("Who took it, or the number that was called.")
    )

    def prepare(self):
        self.claims = list(self.petition.claims.all())
        for claim in self.claims:
            words = {"number": claim.seq}
            self.fields[f"result_{claim.seq}"] = forms.ChoiceField(
                label=_("Claim %(number)d: result") % words, choices=ClaimResult, help_text=claim.text
            )
            self.fields[f"reply_{claim.seq}"] = TextField(
                label=_("Claim %(number)d: reply") % words, rows=3, required=False, max_length=2000
            )
        self.order_fields([name for claim in self.claims for name in (f"result_{claim.seq}", f"reply_{claim.seq}")])
        self.fields["replied_on"].last_days(self.today)
        self.initial.setdefault("replied_on", self.today)

    def details(self):
        answers = self.cleaned_data
        replies = [
            {"claim": claim, "result": answers[f"result_{claim.seq}"], "reply": answers[f"reply_{claim.seq}"]} for claim in self.claims
        ]
        return {"replies": replies, **{name: answers[name] for name in ("mode", "replied_on", "received_by")}}

"""What is asked about a dispute on competence, and of whoever decides it?"""

from django.utils.translation import gettext_lazy as _

from .fields import OrganField, TextField
from .joint import PartsForm
from .step import ReasonForm, StepForm

IN_DISPUTE = ("organ_1", "organ_2", "organ_3")


class AllowLateObjectionForm(ReasonForm):
    explanation = _("The five working days stay missed and are recorded as late; the organ may object all the same.")


class DisputeForm(StepForm):
    explanation = _(
        "The common superior of these organs decides, or the joint conference where there is none. The decision binds (art. 24)."
    )
    organ_1 = OrganField(label=_("First organ in dispute"))
    organ_2 = OrganField(label=_("Second organ in dispute"))
    organ_3 = OrganField(label=_("Third organ in dispute"), required=False)
    attempts = TextField(label=_("How they tried to agree"), max_length=2000, help_text=_("When, between whom, and why it failed."))

    def prepare(self):
        legs = self.petition.transfers.select_related("to_organ", "objection__suggested_organ").order_by("-id")
        organs = [leg.to_organ for leg in legs]
        organs += [leg.objection.suggested_organ for leg in legs if getattr(leg, "objection", None) and leg.objection.suggested_organ]
        for name, organ in zip(IN_DISPUTE, dict.fromkeys(organs), strict=False):
            self.initial.setdefault(name, organ)

    def details(self):
        return {
            "organs": [self.cleaned_data[name] for name in IN_DISPUTE if self.cleaned_data[name]],
            "attempts": self.cleaned_data["attempts"],
        }


class DecideDisputeForm(PartsForm):
    organ = OrganField(label=_("Competent organ"))
    reason = TextField(label=_("Reason"), max_length=2000)

    def prepare(self):
        dispute = self.petition.open_dispute
        if dispute:
            names = "、".join(row.organ.name for row in dispute.disputants.select_related("organ"))
            self.explanation = _("In dispute: %(organs)s. %(attempts)s") % {"organs": names, "attempts": dispute.attempts}

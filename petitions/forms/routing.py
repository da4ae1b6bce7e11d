"""What is asked when a petition is sent to an organ, or comes back from one that is not competent?"""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from petitions.clocks import Rule

from .fields import DayField, OrganField, TextField
from .step import ReasonForm, StepForm


class TransferForm(StepForm):
    organ = OrganField(label=_("To which organ"))
    note = TextField(label=_("Requirements"), required=False, max_length=2000, help_text=_("Stands in the letter to the organ."))


class AssignForm(StepForm):
    organ = OrganField(label=_("To which organ"))
    result_due_on = DayField(label=_("Result to be reported by"))
    note = TextField(label=_("Requirements"), required=False, max_length=2000, help_text=_("Stands in the letter to the organ."))

    def prepare(self):
        self.fields["result_due_on"].coming_days(self.today)


class SignForForm(StepForm):
    explanation = _("You confirm that your organ has the petition. Its periods run from delivery, whenever you sign.")


class ObjectForm(StepForm):
    grounds = TextField(label=_("Why your organ is not competent"), max_length=5000, help_text=_("In detail; at least ten characters."))
    basis = TextField(label=_("Legal basis"), max_length=300, rows=1)
    suggested_organ = OrganField(label=_("Which organ is competent, in your view"), required=False)

    def prepare(self):
        window = self.petition.clocks.running().filter(rule=Rule.OBJECTION).first()
        if window:
            self.fields["grounds"].help_text = _("In detail; at least ten characters. Possible until %(day)s.") % {
                "day": date_format(window.rolled_on)
            }


class AgreeObjectionForm(ReasonForm):
    organ = OrganField(label=_("Send it to"))
    field_order = ["organ", "reason"]

    def prepare(self):
        leg = self.petition.current_transfer
        objection = getattr(leg, "objection", None) if leg else None
        if objection and objection.suggested_organ:
            self.initial.setdefault("organ", objection.suggested_organ)


class RefuseObjectionForm(ReasonForm):
    explanation = _("The petition goes back to the organ that objected, whose period has run on since it received the transfer.")

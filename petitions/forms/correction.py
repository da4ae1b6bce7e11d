"""What is asked when an answer has to be corrected?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.rules.defects import DEFECTS

from .fields import DayField, TextField
from .step import ReasonForm, StepForm


class OrderCorrectionForm(StepForm):
    explanation = _(
        "The answer does not stand any more: the organ finds and answers anew, and the petitioner may ask for a review of the new answer."
    )
    defect = forms.ChoiceField(
        label=_("Defect"), choices=[(code, defect.label) for code, defect in DEFECTS.items()], widget=forms.RadioSelect
    )
    facts = TextField(label=_("What is defective"), max_length=5000)
    requirement = TextField(label=_("What must be corrected"), max_length=5000)
    due_on = DayField(label=_("To be corrected by"), required=False, help_text=_("Empty: thirty days from today."))

    def prepare(self):
        self.fields["due_on"].coming_days(self.today)


class StartCorrectionForm(StepForm):
    def prepare(self):
        order = self.petition.open_correction
        if order:
            self.explanation = _("Defect: %(defect)s. %(facts)s\n\nOrdered: %(requirement)s") % {
                "defect": order.get_defect_display(),
                "facts": order.facts,
                "requirement": order.requirement,
            }


class AcceptCorrectionForm(StepForm):
    explanation = _("The corrected work is accepted, and the period of the order stops.")


class ReturnCorrectionForm(ReasonForm):
    explanation = _("The organ begins again with your remarks; the period of the order runs on.")

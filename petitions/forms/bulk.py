"""What is asked once, for all the rows that were chosen?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

from .fields import DutyChoice, OrganField, TextField
from .step import colleagues


class BulkForm(forms.Form):
    """The answers are the step's keyword arguments, the same for each petition."""

    use_required_attribute = False

    def __init__(self, *args, duty, **kwargs):
        super().__init__(*args, **kwargs)
        if "handler" in self.fields:
            self.fields["handler"].offer(colleagues(duty, Role.HANDLER))


class BulkAppointForm(BulkForm):
    handler = DutyChoice(label=_("Case handler"), empty_label=_("choose a case handler"))


class BulkTransferForm(BulkForm):
    organ = OrganField(label=_("To which organ"))
    note = TextField(label=_("Requirements"), required=False, max_length=2000, help_text=_("Stands in each letter to the organ."))


BULK_FORMS = {"take": BulkForm, "sign_for": BulkForm, "appoint": BulkAppointForm, "transfer": BulkTransferForm}

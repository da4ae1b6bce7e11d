"""What is asked about somebody whom the bureau may invite from outside?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import OfficerForm
from accounts.forms.fields import OneLine
from petitions.models import ThirdParty


class ThirdPartyForm(forms.ModelForm):
    """A line of the roster, as it can be put right later."""

    use_required_attribute = False

    class Meta:
        model = ThirdParty
        fields = ["kind", "body", "expertise"]
        field_classes = {"body": OneLine, "expertise": OneLine}
        help_texts = {"expertise": _("In a few words, such as labour disputes, demolition, family mediation.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("choose a kind")), *ThirdParty.Kind.choices]


class NewThirdPartyForm(OfficerForm):
    """A person, who gets a sign-in, beside the line of the roster (`line`); both are asked on one page."""

    def __init__(self, *args, line=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.line = ThirdPartyForm(*args)

    def is_valid(self):
        return all([super().is_valid(), self.line.is_valid()])

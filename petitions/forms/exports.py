"""Why does somebody need so many rows?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import TextField


class ExportForm(forms.Form):
    use_required_attribute = False

    reason = TextField(
        label=_("What the list is for"), min_length=4, max_length=300, rows=3,
        help_text=_("The second person reads it, and it is kept with the export."),
    )  # fmt: skip

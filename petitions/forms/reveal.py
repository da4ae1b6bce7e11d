"""Why does an officer have to see who the petitioner is?"""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from .fields import TextField


class Why(models.TextChoices):
    REACH = "REACH", _("to reach the petitioner")
    SERVE = "SERVE", _("to serve a paper")
    IDENTIFY = "IDENTIFY", _("to make sure who somebody is")
    VISIT = "VISIT", _("to look at the place")
    OTHER = "OTHER", _("another reason")


class RevealForm(forms.Form):
    use_required_attribute = False

    why = forms.ChoiceField(label=_("What for"), choices=[("", _("choose a reason")), *Why.choices])
    words = TextField(
        label=_("In your words"), min_length=4, max_length=300, rows=2,
        help_text=_("The reason is kept with the petition for ever; its organ and the supervisor read it."),
    )  # fmt: skip

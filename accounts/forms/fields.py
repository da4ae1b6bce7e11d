"""How are a line of words, a day and an organ asked for?"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

# What nobody can see: a line of these alone is an empty one.
UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]+"
)
INDENT = "\u2003"


class OneLine(forms.CharField):
    """Words in one line; what only looks filled in counts as empty."""

    def to_python(self, value):
        text = super().to_python(value)
        return text if UNSEEN.sub("", text) else self.empty_value


class DayField(forms.DateField):
    """A day between two days, given when the form is shown, because today is one of them."""

    earliest = latest = None

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {}).setdefault("invalid", _("Please write the date like 2026-03-16."))
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"], widget=widget, **kwargs)

    def between(self, earliest, latest):
        self.earliest, self.latest = earliest, latest
        self.widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}

    def validate(self, value):
        super().validate(value)
        if value and value < self.earliest:
            raise ValidationError(_("The date cannot be before %(day)s."), params={"day": date_format(self.earliest)})
        if value and value > self.latest:
            raise ValidationError(_("The date cannot be after %(day)s."), params={"day": date_format(self.latest)})


class OrganChoice(forms.ChoiceField):
    """One organ of those offered, in the order of the tree; posted by slug, cleaned to the organ."""

    default_error_messages = {"invalid_choice": _("This organ cannot be chosen any more. Please choose another one.")}

    def offer(self, organs):
        self.organs = {organ.slug: organ for organ in organs}
        named = [(organ.slug, f"{INDENT * organ.depth}{organ.name}") for organ in organs]
        self.choices = [("", _("choose an organ")), *named]

    def prepare_value(self, value):
        return getattr(value, "slug", value)

    def clean(self, value):
        return self.organs.get(super().clean(value))

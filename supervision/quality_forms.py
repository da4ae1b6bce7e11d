"""What is asked to draw a sample, and of who reviews a case?"""

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from petitions.explanation import article_words
from petitions.forms.fields import TextField

from .quality_checklist import ANSWERS, ITEMS

MOST = 200


class DrawForm(forms.Form):
    use_required_attribute = False
    month = forms.ChoiceField(
        label=_("Matters closed in"),
        error_messages={"required": _("Choose a month."), "invalid_choice": _("This month is not over, or has been drawn already.")},
    )  # fmt: skip
    size = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST, initial=settings.QUALITY_SAMPLE,
        help_text=_("Each organ has at least one, so there may be more."),
    )  # fmt: skip

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        self.months = {month.isoformat(): month for month in months}
        self.fields["month"].choices = [(key, date_format(month, "YEAR_MONTH_FORMAT")) for key, month in self.months.items()]

    def clean_month(self):
        return self.months[self.cleaned_data["month"]]


class ReviewForm(forms.Form):
    """Every line of the checklist, answered; words where the answer is no."""

    use_required_attribute = False
    words = TextField(label=_("What you found"), max_length=2000, required=False, help_text=_("Needed where a line is answered with no."))

    def __init__(self, *args, needs_words=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs_words = needs_words
        for key, item in ITEMS.items():
            self.fields[key] = forms.ChoiceField(
                label=item.question, choices=ANSWERS, widget=forms.RadioSelect, help_text=article_words(item.source),
                error_messages={"required": _("Please answer this line."), "invalid_choice": _("Please answer this line.")},
            )  # fmt: skip
        self.order_fields([*ITEMS, "words"])

    @property
    def answers(self):
        return {key: self.cleaned_data[key] for key in ITEMS}

    def clean(self):
        told = super().clean()
        if "words" not in self.errors and not told.get("words") and (self.needs_words or any(told.get(key) == "NO" for key in ITEMS)):
            self.add_error("words", _("Please write what you found, in a few words."))
        return told

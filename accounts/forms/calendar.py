"""What is asked when a year's days off are loaded?"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import announcement
from accounts.models import CalendarYear

from .fields import OneLine

MOST_BYTES = 100_000
LONGEST = 20_000


class YearForm(forms.Form):
    """`days` in the cleaned answers: (is_workday, name) by date. A file, where one is chosen, takes the place of the text."""

    use_required_attribute = False
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"class": "w-number"}))
    status = forms.ChoiceField(label=_("Status"), choices=CalendarYear.Status, initial=CalendarYear.Status.ANNOUNCED)
    source = OneLine(label=_("Notice"), max_length=300, help_text=_("Its full title with number and date."))
    text = forms.CharField(
        label=_("Days"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 10, "data-limit": LONGEST, "spellcheck": "false"}),
        help_text=_("Paste the notice, one holiday a line; or write one line for each day or stretch of days: day, rest or work, holiday."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("Plain text or CSV with the same lines."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    def hidden_answers(self):
        """The answers once more, for the page that asks whether they are meant."""
        return [(name, self.cleaned_data[name]) for name in ("year", "status", "source", "text")]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is too large for a table of days."))
        content = file.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding).replace("\0", "")
            except UnicodeDecodeError:
                continue
        raise ValidationError(_("The file is not plain text."))

    def clean(self):
        answers = super().clean()
        if self.errors:
            return answers
        answers["text"] = answers["file"] or answers["text"]
        if not answers["text"].strip():
            self.add_error("text", _("Paste the notice or choose a file."))
            return answers
        try:
            answers["days"] = announcement.read(answers["text"], answers["year"])
        except announcement.Unreadable as wrong:
            self.add_error("text", [*wrong.sentences[:12], *([_("… and more lines.")] if len(wrong.sentences) > 12 else [])])
        return answers

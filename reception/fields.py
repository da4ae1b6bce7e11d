"""How is what a person types read tolerantly, and refused with a sentence that says what to do?"""

import re
import unicodedata
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as Malformed

from petitions.search import plain_paper, plain_phone

BLANK = {"Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"}
HOLLOW = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}  # letters by name that draw nothing


def is_blank(text: str) -> bool:
    """Nothing in it can be seen: spaces of any width, zero-width characters, controls."""
    return all(unicodedata.category(character) in BLANK or character in HOLLOW for character in text)


class WordsField(forms.CharField):
    """What a person says in their own words: kept as typed, counted in characters as a person counts them."""

    widget = forms.Textarea
    default_error_messages = {"null": gettext_lazy("There is a character that cannot be stored. Please write the text again without it.")}

    def __init__(self, *, limit, lines=True, please=None, **kwargs):
        self.limit, self.lines = limit, lines
        if not lines:
            kwargs.setdefault("widget", forms.TextInput)
        super().__init__(strip=not lines, **kwargs)
        if please:
            self.error_messages["required"] = please

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), **({"data-limit": self.limit, "rows": 6} if self.lines else {})}

    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        if not self.lines:
            text = " ".join(text.split("\n"))
        return "" if is_blank(text) else text

    def validate(self, value):
        super().validate(value)
        if "\0" in value:
            raise forms.ValidationError(self.error_messages["null"])
        over = len(value) - self.limit
        if over > 0:
            sentence = ngettext(
                "This is %(over)d character too long; there is room for %(limit)d. What does not fit can be added as a file.",
                "This is %(over)d characters too long; there is room for %(limit)d. What does not fit can be added as a file.",
                over,
            )
            raise forms.ValidationError(sentence % {"over": over, "limit": self.limit})


class PhoneField(WordsField):
    """Any telephone number of the world with any spaces and dashes; kept in the form in which the office looks it up."""

    def __init__(self, **kwargs):
        super().__init__(
            limit=40, lines=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}), **kwargs
        )

    def clean(self, value):
        typed = super().clean(value)
        number = plain_phone(typed)
        if not number:
            return ""
        if not re.fullmatch(r"\+?[0-9]{3,20}(?:(?:-|转|ext\.?|x|#)*[0-9]{1,6})*", number, re.IGNORECASE) or len(last_digits(number)) < 4:
            raise forms.ValidationError(
                _(
                    "A telephone number has only digits, and at least five of them. Please check it, for example 138 0013 8000 or 0571-8765 4321."
                )
            )
        if number.startswith("1") and len(number) != 11 and len(number) > 8:
            raise forms.ValidationError(
                _("A mobile number has 11 digits; this one has %(digits)d. Please check it.") % {"digits": len(re.sub(r"\D", "", number))}
            )
        return number


def last_digits(phone: str) -> str:
    """The last four digits of a number, by which its owner is asked to show that it is theirs."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", phone), flags=re.ASCII)[-4:]


class MailField(forms.EmailField):
    default_error_messages = {
        "invalid": gettext_lazy("An e-mail address has the form name@example.cn. Please check it, or leave it empty.")
    }

    def to_python(self, value):
        return super().to_python(unicodedata.normalize("NFKC", value) if value else value)


def resident_id(typed: str) -> str:
    """The number of a resident identity card, 18 or (until 2012) 15 characters; ValidationError names the group that looks wrong."""
    number = plain_paper(typed)
    if re.fullmatch(r"[0-9]{15}", number):
        _born(f"19{number[6:12]}", _("7 to 12"))
        return number
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise forms.ValidationError(
            _(
                "The number of a resident identity card has 17 digits and one more digit or X; this one has %(count)d characters. Please check it."
            )
            % {"count": len(number)}
        )
    _born(number[6:14], _("7 to 14"))
    try:
        ric.validate(number)
    except Malformed:
        if ric.calc_check_digit(number) == number[-1]:
            return number  # only the place is not in the list: counties come and go
        raise forms.ValidationError(
            _("There is a typing mistake in this ID number: its last character does not fit the others. Please compare it with your card.")
        ) from None
    return number


def _born(digits, where):
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise forms.ValidationError(
            _("The date of birth in this ID number does not exist. Please check digits %(where)s.") % {"where": where}
        ) from None
    if born_on > timezone.localdate():
        raise forms.ValidationError(
            _("The date of birth in this ID number is in the future. Please check digits %(where)s.") % {"where": where}
        )

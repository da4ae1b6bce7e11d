"""What is a citizen asked, page by page?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Level, Organ, OrganKind
from petitions import numbers
from petitions.forms.fields import FilesField
from petitions.models import Evaluation, Party
from reception.fields import MailField, PhoneField, WordsField, is_blank, resident_id
from reception.reporting import Whom

MOST_CLAIMS = 10
FEW_BUREAUS = 8  # up to here they are shown as large rows, beyond as a list to open


class PageForm(forms.Form):
    """One page of questions: the browser never refuses, the server says what to do."""

    use_required_attribute = False


class WhoForm(PageForm):
    name = WordsField(label=_("Your name"), limit=80, lines=False, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(
        label=_("Telephone"), required=False, help_text=_("The last four digits will be asked for when you look up your matter.")
    )
    email = MailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"type": "text", "inputmode": "email", "autocomplete": "email"}),
    )
    address = WordsField(
        label=_("Postal address"), limit=300, lines=False, required=False, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    paper = forms.ChoiceField(label=_("Kind of paper"), choices=Party.Paper, required=False, initial=Party.Paper.RESIDENT_ID)
    paper_number = WordsField(
        label=_("Number of the paper"),
        limit=60,
        lines=False,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-id", "autocomplete": "off"}),
    )
    is_confidential = forms.BooleanField(
        label=_("Keep my name and address from the organ that handles the matter"), required=False,
        help_text=_("The letters-and-visits bureau still knows them and passes answers on to you."),
    )  # fmt: skip

    def clean(self):
        answers = super().clean()
        number = answers.get("paper_number")
        if not number:
            answers["paper"] = ""
        elif answers.get("paper") in ("", None, Party.Paper.RESIDENT_ID):
            answers["paper"] = Party.Paper.RESIDENT_ID
            try:
                answers["paper_number"] = resident_id(number)
            except forms.ValidationError as wrong:
                self.add_error("paper_number", wrong)
                self.add_error("paper_number", _("You can also choose another kind of paper, or leave this empty."))
        return answers

    def party(self) -> Party | None:
        """The person as they described themselves; None where they said nothing at all."""
        said = {name: self.cleaned_data[name] for name in ("name", "phone", "email", "address", "paper", "paper_number")}
        return Party(role=Party.Role.PETITIONER, **said) if any(said.values()) else None


class WhatForm(PageForm):
    subject = WordsField(
        label=_("In one line: what is it about?"), limit=120, lines=False, please=_("Please write in one line what it is about."),
        help_text=_("For example: water comes through the roof of my rented flat"),
    )  # fmt: skip
    text = WordsField(
        label=_("Tell us what happened"), limit=20_000, please=_("Please write what happened."),
        help_text=_("In your own words and in the order in which it happened. Who did what? Whom have you asked before, and what was the answer?"),
    )  # fmt: skip


class WhomForm(PageForm):
    """Who is reported. It decides which office must not see it."""

    about = forms.ChoiceField(
        label=_("Where does the person or the unit belong?"), widget=forms.RadioSelect, initial="other",
        choices=[
            ("other", _("to a department, an enterprise, a village or another unit")),
            ("office", _("to a letters-and-visits office: the office itself, its head, or somebody who works there")),
            ("unknown", _("I do not know")),
        ],
        help_text=_("Nobody who is reported, and nobody in their unit, gets to see the report. If it is about a letters-and-visits office, it does not pass through that office."),
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )  # fmt: skip
    unit = WordsField(
        label=_("Which unit?"), limit=80, lines=False, required=False, help_text=_("The name as you know it, for example: the city's housing bureau")
    )  # fmt: skip
    name = WordsField(
        label=_("Which person?"), limit=60, lines=False, required=False, help_text=_("Name and post, as far as you know them.")
    )  # fmt: skip

    def clean(self):
        answers = super().clean()
        if answers.get("about") == "other" and not self.errors and not answers.get("unit") and not answers.get("name"):
            self.add_error("unit", _("Please write which unit or which person you report, or choose “I do not know”."))
        return answers

    def whom(self) -> Whom:
        said = self.cleaned_data
        return Whom(name=said["name"], unit=said["unit"], is_office=said["about"] == "office")


class ClaimsForm(PageForm):
    """Requests one by one, because each must get its own answer (art. 32)."""

    def __init__(self, data=None, *, more=False, **kwargs):
        super().__init__(data, **kwargs)
        filled = [number for number in range(1, MOST_CLAIMS + 1) if data and not is_blank(data.get(f"claim_{number}") or "")]
        shown = min(MOST_CLAIMS, max([2, *(number + more for number in filled)]))
        for number in range(1, shown + 1):
            self.fields[f"claim_{number}"] = WordsField(
                label=_("Request %(number)d") % {"number": number}, limit=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.has_room = shown < MOST_CLAIMS

    def clean(self):
        answers = super().clean()
        answers["claims"] = [answers[name] for name in self.fields if answers.get(name)]
        if not answers["claims"] and not self.errors:
            self.add_error("claim_1", _("Please write at least one thing that you ask for."))
        return answers


class PlaceForm(PageForm):
    organ = forms.ChoiceField(
        label=_("Which office should receive it?"),
        help_text=_("If you do not know, leave it as it is. If another organ is competent, we send it there and tell you."),
        error_messages={
            "required": _("Please choose an office."),
            "invalid_choice": _("This office does not receive petitions any more. Please choose another one."),
        },
    )
    place = WordsField(
        label=_("Where was it?"), limit=200, lines=False, required=False, help_text=_("The address or a description, as exact as you can.")
    )
    when = WordsField(
        label=_("When was it?"), limit=100, lines=False, required=False, help_text=_("A day, a time or a period in your own words. “Since last spring” is enough.")
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.bureaus = bureaus()
        field = self.fields["organ"]
        field.choices = [(organ.slug, organ.name) for organ in self.bureaus]
        field.initial = default_bureau(self.bureaus).slug if self.bureaus else None
        if len(self.bureaus) <= FEW_BUREAUS:
            field.widget = forms.RadioSelect(choices=field.choices)

    def bureau(self) -> Organ:
        return next(organ for organ in self.bureaus if organ.slug == self.cleaned_data["organ"])


def bureaus() -> list[Organ]:
    """The letters-and-visits bureaus that receive petitions, from the city down first."""
    found = Organ.objects.active().filter(kind=OrganKind.BUREAU).order_by("level", "id")
    return sorted(found, key=lambda organ: (organ.level < Level.CITY, organ.level))


def default_bureau(found) -> Organ | None:
    """The city's own."""
    return next((organ for organ in found if organ.level == Level.CITY), found[0] if found else None)


class EvidenceForm(PageForm):
    files = FilesField(
        label=_("Choose files"), required=False,
        help_text=_("PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR; up to 20 files of 20 MB each. A photograph of a paper is enough."),
    )  # fmt: skip


class HandInForm(PageForm):
    """The last press: which form this was, and a box that only programs fill in."""

    idem = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(required=False)


class FollowForm(PageForm):
    number = WordsField(
        label=_("Petition number"), limit=60, lines=False, please=_("Please write the number that stands on your receipt."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "w-id"}),
        help_text=_("13 letters and digits. Small letters and spaces do not matter."),
    )  # fmt: skip
    code = WordsField(
        label=_("Query code"), limit=40, lines=False, please=_("Please write the query code that stands on your receipt."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "w-id"}),
        help_text=_("8 letters and digits."),
    )  # fmt: skip
    tail = WordsField(
        label=_("Last four digits of your telephone, if you gave one"), limit=20, lines=False, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "w-number"}),
    )  # fmt: skip

    def clean_number(self):
        """What a person meant; whether such a petition exists is never said here."""
        typed = self.cleaned_data["number"]
        if not numbers.is_number(typed):
            raise forms.ValidationError(_("There is a typing mistake in this number. Please compare it with your receipt, group by group."))
        return numbers.read(typed)

    def clean_code(self):
        return numbers.read(self.cleaned_data["code"])


class AddForm(PageForm):
    idem = forms.UUIDField(widget=forms.HiddenInput)
    text = WordsField(label=_("What do you want to add?"), limit=20_000, required=False)
    files = FilesField(
        label=_("Files"), required=False,
        help_text=_("PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR; up to 20 files of 20 MB each. A photograph of a paper is enough."),
    )  # fmt: skip
    asks_recusal = forms.BooleanField(
        label=_("I ask that an officer keep away from my matter"), required=False,
        help_text=_("Write above who, and why: a relative, a party to the matter, or another reason to doubt that they are fair (art. 28)."),
    )  # fmt: skip

    def __init__(self, *args, question=None, may_ask_recusal=True, **kwargs):
        super().__init__(*args, **kwargs)
        if question:
            self.fields["text"].label = _("Your answer")
        if question or not may_ask_recusal:
            del self.fields["asks_recusal"]

    def clean(self):
        answers = super().clean()
        if not self.errors and not answers.get("text"):
            if answers.get("asks_recusal"):
                self.add_error("text", _("Please write who should keep away, and why."))
            elif not answers.get("files"):
                self.add_error("text", _("Please write something or choose a file."))
        return answers


class RetaliationForm(PageForm):
    """Somebody is threatened or punished for having petitioned; at the follow page, and for officers too."""

    idem = forms.UUIDField(widget=forms.HiddenInput)
    who = WordsField(
        label=_("Who did it?"),
        limit=80,
        lines=False,
        required=False,
        help_text=_("As far as you know. Left empty: the organ that has the matter."),
    )
    text = WordsField(
        label=_("What happened?"), limit=20_000, please=_("Please write what happened."),
        help_text=_("When and where, who was there, and what was said or done."),
    )  # fmt: skip


class RemedyForm(PageForm):
    """What a petitioner says who does not agree with an opinion."""

    idem = forms.UUIDField(widget=forms.HiddenInput)
    organ = forms.ModelChoiceField(
        Organ.objects.none(), to_field_name="slug", label=_("Which organ do you ask?"), empty_label=None, widget=forms.RadioSelect,
        help_text=_("Both are one level up; you choose one of them."),
        error_messages={"required": _("Please choose an organ."), "invalid_choice": _("This organ cannot be asked any more.")},
    )  # fmt: skip
    grounds = WordsField(
        label=_("What do you not agree with, and why?"), limit=20_000,
        please=_("Please write what you do not agree with, and why."),
        help_text=_("Say what is wrong or missing in the answer, request by request, and what shows it."),
    )  # fmt: skip
    request = WordsField(
        label=_("What should be decided instead?"), limit=2000,
        please=_("Please write what should be decided instead. One sentence is enough."), help_text=_("One sentence is enough."),
    )  # fmt: skip
    files = FilesField(
        label=_("Files"), required=False,
        help_text=_("PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR; up to 20 files of 20 MB each. A photograph of a paper is enough."),
    )  # fmt: skip

    def __init__(self, *args, organs, **kwargs):
        super().__init__(*args, **kwargs)
        self.only = organs[0] if len(organs) == 1 else None
        if self.only:
            del self.fields["organ"]
        else:
            self.fields["organ"].queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs])
            self.fields["organ"].label_from_instance = lambda organ: organ.name
            self.initial.setdefault("organ", organs[0].slug)

    def clean(self):
        answers = super().clean()
        if self.only:
            answers["organ"] = self.only
        return answers


class WithdrawForm(PageForm):
    """Whoever has number and code speaks for one person: where several asked together, by the name that stands in the petition."""

    name = WordsField(
        label=_("Your name, as it stands in the petition"), limit=80, lines=False, please=_("Please write your name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}), help_text=_("You withdraw for yourself. For the others the matter goes on."),
    )  # fmt: skip
    statement = WordsField(
        label=_("Why do you withdraw?"), limit=2000, please=_("Please write in your own words why you withdraw."),
        help_text=_("In your own words. One sentence is enough."),
    )  # fmt: skip
    is_free = forms.BooleanField(
        label=_("It is my own free will. Nobody pressed me or promised me anything for it."),
        error_messages={"required": _("Please do not withdraw unless it is your own free will. If somebody presses you, call us.")},
    )  # fmt: skip

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        if len(people) < 2:
            del self.fields["name"]

    def clean_name(self):
        typed = self.cleaned_data["name"].strip()
        self.chosen = [party for party in self.people if party.name == typed]
        if not self.chosen:
            raise forms.ValidationError(_("Nobody of this name stands in the petition. Please write it as it was given."))
        return typed

    def details(self):
        parties = self.chosen[:1] if "name" in self.fields else self.people
        return {"parties": parties, "statement": self.cleaned_data["statement"]}


class PerformanceForm(PageForm):
    """Was it carried out?"""

    is_carried_out = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes",
        error_messages={"required": _("Please say whether it was carried out."), "invalid_choice": _("Please say whether it was carried out.")},
    )  # fmt: skip
    words = WordsField(label=_("What is missing?"), limit=2000, required=False)


class SolvedForm(PageForm):
    """Answered is not solved: the first question."""

    solved = forms.ChoiceField(
        label=_("Is your problem solved?"), choices=Evaluation.Solved, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the answers."), "invalid_choice": _("Please choose one of the answers.")},
    )  # fmt: skip


class RatingForm(PageForm):
    """How content with one organ; what was answered to the first question goes along."""

    side = forms.ChoiceField(choices=Evaluation.Side, widget=forms.HiddenInput)
    solved = forms.ChoiceField(choices=Evaluation.Solved, widget=forms.HiddenInput)
    grade = forms.ChoiceField(
        choices=Evaluation.Grade, widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the answers."), "invalid_choice": _("Please choose one of the answers.")},
    )  # fmt: skip
    words = WordsField(
        label=_("What would you like to say about it?"), limit=500, required=False, help_text=_("You need not write anything.")
    )

    def __init__(self, *args, organ, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].label = _("How content are you with %(organ)s?") % {"organ": organ.name}

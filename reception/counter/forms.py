"""What does a clerk write down, in the order in which people speak?"""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from petitions.clocks import representatives_limit
from petitions.forms.fields import DayField, FilesField, LinesField, OrganField
from petitions.models import Category, Channel, Party, Petition
from petitions.search import plain_paper
from reception.fields import MailField, PhoneField, WordsField, is_blank, resident_id

FORM = "desk"
CHANNELS = [
    (Channel.VISIT, pgettext_lazy("how it came", "Visit")),
    (Channel.LETTER, pgettext_lazy("how it came", "Letter")),
    (Channel.PHONE, pgettext_lazy("how it came", "Call")),
    (Channel.OTHER, pgettext_lazy("how it came", "Other")),
]
ON_PAPER = (Channel.LETTER, Channel.OTHER)  # received on the day that is stamped on it
OLDEST_LETTER = timedelta(days=3 * 366)
MOST_PEOPLE = 200
MOST_NAMED = 1000


class OneLine(WordsField):
    def __init__(self, *, limit, label, autocomplete="off", css="", **kwargs):
        attrs = {"autocomplete": autocomplete, **({"class": css} if css else {})}
        super().__init__(limit=limit, lines=False, label=label, widget=forms.TextInput(attrs=attrs), required=False, **kwargs)


class Restorable:
    """A form may be shown again as it was typed without anybody being told what is wrong with it yet."""

    use_required_attribute = False

    def without_complaints(self):
        self._errors = ErrorDict()
        return self


class RegistrationForm(Restorable, forms.Form):
    idem = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=gettext_lazy("How it came"), choices=CHANNELS, initial=Channel.VISIT, widget=forms.RadioSelect)

    # how it came
    window = OneLine(label=gettext_lazy("Window"), limit=20, css="w-number")
    received_on = DayField(label=gettext_lazy("Stamped as received on"), required=False)
    posted_on = DayField(label=gettext_lazy("Postmark"), required=False)
    sheets = forms.IntegerField(label=gettext_lazy("Sheets"), required=False, min_value=1, max_value=5000)
    registered_mail = OneLine(label=gettext_lazy("Mail number"), limit=40)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=1440)
    calling_number_shown = forms.BooleanField(label=gettext_lazy("The calling number was shown"), required=False)

    # who
    name = OneLine(label=gettext_lazy("Name"), limit=80)
    is_anonymous = forms.BooleanField(label=gettext_lazy("Gives no name"), required=False)
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    paper = forms.ChoiceField(label=gettext_lazy("Kind of paper"), choices=Party.Paper, initial=Party.Paper.RESIDENT_ID, required=False)
    paper_number = OneLine(label=gettext_lazy("Number of the paper"), limit=60, css="w-id")
    address = OneLine(label=gettext_lazy("Address"), limit=300)
    email = MailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    headcount = forms.IntegerField(
        label=gettext_lazy("People"),
        min_value=1,
        max_value=30_000,
        initial=1,
        help_text=gettext_lazy("At least as many as you name below."),
    )
    is_confidential = forms.BooleanField(label=gettext_lazy("Wants name and address kept from the handling organ"), required=False)
    co_signers = LinesField(
        label=gettext_lazy("Co-signers"), required=False, rows=3, most=MOST_NAMED, longest=80, max_length=60_000,
        help_text=gettext_lazy("One name a line."),
    )  # fmt: skip

    # what happened
    subject = OneLine(label=gettext_lazy("Subject"), limit=120, help_text=gettext_lazy("Left empty: the first words of the text."))
    text = WordsField(label=gettext_lazy("What happened"), limit=20_000, please=gettext_lazy("Please write down what happened."))
    place = OneLine(label=gettext_lazy("Place of the matter"), limit=200)
    category = OneLine(label=gettext_lazy("Category"), limit=200, help_text=gettext_lazy("Type a part of it and choose."))
    language = OneLine(label=gettext_lazy("Language spoken"), limit=30)
    is_urgent = forms.BooleanField(label=gettext_lazy("Urgent: life, safety or a crowd is at stake"), required=False)

    # what is asked for, and proof
    claims = LinesField(
        label=gettext_lazy("Claims"), required=False, rows=4, most=50, longest=1000, max_length=60_000,
        help_text=gettext_lazy("One a line: each gets its own answer."),
    )  # fmt: skip
    files = FilesField(
        label=gettext_lazy("Files"), required=False,
        help_text=gettext_lazy("PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR; up to 20 files of 20 MB each."),
    )  # fmt: skip
    explained = WordsField(
        label=gettext_lazy("What you explained"), limit=4000, required=False,
        help_text=gettext_lazy("Stands on the visit interview record."),
    )  # fmt: skip
    guided_to = OrganField(
        label=gettext_lazy("Guided to"), required=False,
        help_text=gettext_lazy("Only where the matter belongs two levels down or more: the visit is registered, and the visitor gets a slip that says where to go (art. 20)."),
    )  # fmt: skip
    repeats = OneLine(label=gettext_lazy("Repeat of"), limit=20)

    def __init__(self, data=None, *, duty, **kwargs):
        super().__init__(data, **kwargs)
        self.duty, self.today = duty, timezone.localdate()
        self.fields["received_on"].initial = self.today
        for name in ("received_on", "posted_on"):
            self.fields[name].between(self.today - OLDEST_LETTER, self.today)
        self.fields["text"].widget.attrs["rows"] = 6
        for name in ("co_signers", "claims"):
            self.fields[name].widget.attrs.pop("data-limit")  # lines are counted, not characters
        self.fields["explained"].widget.attrs["rows"] = 2
        self.fields["category"].widget.attrs["list"] = "categories"
        self.fields["language"].widget.attrs["list"] = "languages"
        self.fields["name"].widget.attrs["autofocus"] = True

    def clean_paper_number(self):
        return clean_paper(self.cleaned_data["paper_number"], self.data.get("paper", ""))

    def clean_category(self):
        """A path of the list, or its last words where only one category ends with them."""
        typed = self.cleaned_data["category"].strip().replace(" › ", "/")
        if not typed:
            return None
        open_ones = Category.objects.filter(closed_on=None)
        found = list(open_ones.filter(path=typed)[:1] or open_ones.filter(name=typed)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("Please choose a category from the list, or leave it empty."))
        return found[0]

    def clean_guided_to(self):
        """Own level and the next one receive visits; what belongs further down is shown the way (art. 20)."""
        organ = self.cleaned_data["guided_to"]
        if organ and organ.level - self.duty.organ.level < 2:
            raise forms.ValidationError(_("A visit about a matter of this organ may be received here: leave this empty."))
        return organ

    def clean_repeats(self):
        """Only what this duty can see can be repeated; for everything else the answer is the same."""
        number = self.cleaned_data["repeats"]
        if not number:
            return None
        found = Petition.objects.visible_to(self.duty).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("The petition that this should be a repeat of cannot be found any more."))
        return found

    def clean(self):
        answers = super().clean()
        if not answers.get("name") and not answers.get("is_anonymous") and "name" not in self.errors:
            self.add_error("name", _("Please write the name, or tick “Gives no name”."))
        if answers.get("name") and answers.get("is_anonymous"):
            self.add_error("is_anonymous", _("There is a name above. Please take one of the two away."))
        if not answers.get("paper_number"):
            answers["paper"] = ""
        answers["paper"] = answers.get("paper") or ("" if not answers.get("paper_number") else kind_of(answers["paper_number"]))
        if answers.get("channel") in ON_PAPER and "received_on" not in self.errors:
            answers["received_on"] = answers.get("received_on") or self.today
            if answers.get("posted_on") and answers["posted_on"] > answers["received_on"]:
                self.add_error("posted_on", _("The postmark cannot be later than the day of receipt."))
        return answers


class PersonForm(Restorable, forms.Form):
    ROLES = [role for role in Party.Role if role != Party.Role.CO_SIGNER]
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in ROLES], initial=Party.Role.REPRESENTATIVE
    )
    name = OneLine(label=gettext_lazy("Name"), limit=80)
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)
    paper_number = OneLine(label=gettext_lazy("Number of the paper"), limit=60, css="w-id")

    def has_changed(self):
        return any(not is_blank(self.data.get(self.add_prefix(name), "")) for name in ("name", "phone", "paper_number"))

    def clean_paper_number(self):
        number = plain_paper(self.cleaned_data["paper_number"])
        return clean_paper(number, kind_of(number))

    def clean(self):
        answers = super().clean()
        if not answers.get("name") and "name" not in self.errors:
            self.add_error("name", _("Please write the name of this person, or empty the row."))
        return answers

    def party(self):
        said = self.cleaned_data
        paper = kind_of(said["paper_number"]) if said["paper_number"] else ""
        return Party(role=said["role"], name=said["name"], phone=said["phone"], paper=paper, paper_number=said["paper_number"])


class PeopleFormSet(forms.BaseFormSet):
    default_error_messages = {
        "missing_management_form": gettext_lazy("The rows of further people could not be read. Please load the page again.")
    }

    def without_complaints(self):
        self._errors = [form.without_complaints().errors for form in self.forms]
        self._non_form_errors = ErrorList()
        return self

    def people(self):
        return [form.party() for form in self.forms if form.has_changed()]


People = forms.formset_factory(
    PersonForm, formset=PeopleFormSet, extra=0, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE + 20, validate_max=True
)


def clean_paper(typed, kind):
    """A resident's number is checked, 81, 82 and 83 (Hong Kong, Macao and Taiwan residents) included; other papers are as they are."""
    number = plain_paper(typed)
    if not number:
        return ""
    looks_resident = len(number) == 18 and number[:2] in ("81", "82", "83")
    if kind in ("", Party.Paper.RESIDENT_ID) or (kind == Party.Paper.HKMT_PERMIT and looks_resident):
        try:
            return resident_id(number)
        except forms.ValidationError as wrong:
            raise forms.ValidationError([wrong, _("If the paper really says so, choose “other paper”.")]) from wrong
    return number


def kind_of(number) -> str:
    digits = number[:-1]
    is_resident = len(number) in (15, 18) and digits.isascii() and digits.isdigit()
    return Party.Paper.RESIDENT_ID if is_resident else Party.Paper.OTHER


def too_many_representatives(form, people):
    """The sentence of Regulations 2022 art. 20, which speaks of visits alone; nothing for letters, calls and the internet."""
    answers = form.cleaned_data
    if answers.get("channel") != Channel.VISIT:
        return ""
    named = sum(party.role == Party.Role.REPRESENTATIVE for party in people)
    profile = form.duty.organ.profile or settings.CLOCK_PROFILE
    most = representatives_limit(profile, max(answers["headcount"], named), form.today)
    if named <= most:
        return ""
    return _("At most %(most)d representatives may come in person (art. 20); you named %(named)d. The others can sign in writing.") % {
        "most": most, "named": named,
    }  # fmt: skip

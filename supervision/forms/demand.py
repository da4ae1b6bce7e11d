"""What is asked when something is demanded of an organ, and when it is answered and judged?"""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from petitions import files, numbers
from petitions.forms.fields import DayField, FilesField, LinesField, OrganField, TextField
from petitions.rules.demands import Adoption, SupervisionMode, SupervisionTrigger
from supervision.scope import ordinary

LONGEST = 5000


class DemandForm(forms.Form):
    """One kind of demand: `kind`, who writes it, today. Only what this kind asks is there."""

    use_required_attribute = False
    key = forms.RegexField(r"\A[A-Za-z0-9_-]{8,32}\Z", widget=forms.HiddenInput)
    petition = forms.CharField(label=_("Number of the petition"), max_length=40)
    subject = TextField(label=_("Subject"), max_length=120, rows=1, required=False, help_text=_("Where it is about no single petition."))
    organ = OrganField(label=_("Organ that has to answer"))
    about = OrganField(label=_("Unit to be held to account"), help_text=_("It never learns of this suggestion."))
    triggers = forms.MultipleChoiceField(label=_("What is wrong"), choices=SupervisionTrigger, widget=forms.CheckboxSelectMultiple)
    mode = forms.ChoiceField(
        label=_("Way of supervision"), choices=SupervisionMode, widget=forms.RadioSelect, initial=SupervisionMode.LETTER
    )
    problem = TextField(max_length=LONGEST)
    analysis = TextField(max_length=LONGEST)
    requirement = TextField(max_length=LONGEST)
    due_on = DayField(label=_("To be answered by"))

    def __init__(self, *args, kind, duty, today, draft=None, **kwargs):
        """`draft`: one that came back, whose petition stays what it was."""
        self.kind, self.duty, self.today = kind, duty, today
        super().__init__(*args, **kwargs)
        self.found = draft.petition if draft else None
        asked = {
            "subject": not kind.needs_petition and not self.found,
            "about": kind.is_of_accountability,
            "triggers": kind.is_order,
            "mode": kind.is_order,
        }
        asked |= {"problem": kind.problem, "analysis": kind.analysis, "petition": draft is None}
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        for name in ("problem", "analysis"):
            if name in self.fields:
                self.fields[name].label = asked[name]
        if kind.is_suggestion:
            self.fields["requirement"] = LinesField(max_length=LONGEST, most=20, longest=1000)
            self.fields["due_on"].required = False
            self.fields["due_on"].help_text = _("Empty: as the law of the organ counts, or the office where the law names no period.")
        self.fields["requirement"].label = kind.requirement
        if "petition" in self.fields:
            self.fields["petition"].required = kind.needs_petition
        self.fields["due_on"].coming_days(today)

    def clean_petition(self):
        typed = self.cleaned_data["petition"]
        if not typed:
            return ""
        self.found = (
            ordinary(self.duty).filter(number=numbers.read(typed)).select_related("holder_organ").first()
            if numbers.is_number(typed)
            else None
        )
        if self.found is None:
            raise ValidationError(_("There is no petition of this number for you."))
        return typed

    def clean(self):
        cleaned = super().clean()
        if not self.found and "subject" in self.fields and not cleaned.get("subject") and not self.errors.get("petition"):
            self.add_error("subject", _("Name the petition, or say what it is about."))
        return cleaned

    def written(self) -> dict:
        """What doing.write asks for."""
        said = self.cleaned_data
        requirement = said["requirement"]
        return {
            "organ": said["organ"], "about": said.get("about"), "subject": "" if self.found else said.get("subject", ""),
            "triggers": said.get("triggers", []), "mode": said.get("mode", ""), "problem": said.get("problem", ""),
            "analysis": said.get("analysis", ""), "requirement": "\n".join(requirement) if isinstance(requirement, list) else requirement,
            "asked_on": said.get("due_on"),
        }  # fmt: skip


class WordsForm(forms.Form):
    """A reason: to withdraw a demand, or to return a proposal."""

    use_required_attribute = False
    words = TextField(label=_("Reason"), max_length=2000, rows=3)


class AcceptForm(forms.Form):
    use_required_attribute = False
    words = TextField(label=_("Remark"), max_length=2000, rows=2, required=False)


class RedoForm(forms.Form):
    use_required_attribute = False
    words = TextField(label=_("What is not enough"), max_length=LONGEST, rows=3)
    due_on = DayField(label=_("To be answered again by"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].coming_days(today)


class AnswerForm(forms.Form):
    """The organ's reply. On a suggestion: adopted or not, why, and what is done."""

    use_required_attribute = False
    adoption = forms.ChoiceField(label=_("Is it adopted?"), choices=Adoption, widget=forms.RadioSelect)
    words = TextField(label=_("Reply"), max_length=LONGEST)
    measures = TextField(label=_("What is done about it"), max_length=LONGEST, required=False)
    measures_due_on = DayField(label=_("Done by"), required=False)
    uploads = FilesField(label=_("Files"), required=False)

    def __init__(self, *args, kind, today, **kwargs):
        super().__init__(*args, **kwargs)
        if kind.is_suggestion:
            self.fields["words"].label = _("Reasons")
            self.fields["words"].required = False
            self.fields["words"].help_text = _("Required where it is not adopted in full (art. 40).")
            self.fields["measures_due_on"].between(today, today + timedelta(days=3 * 366))
        else:
            for name in ("adoption", "measures", "measures_due_on"):
                del self.fields[name]
        self.fields["uploads"].help_text = _("%(number)d files at most.") % {"number": files.MOST_AT_ONCE}

    def clean(self):
        cleaned = super().clean()
        adoption = cleaned.get("adoption")
        if adoption and adoption != Adoption.ADOPTED and "words" not in self.errors and not cleaned.get("words"):
            self.add_error("words", _("Please give the reasons: the suggestion is not adopted in full (art. 40)."))
        if adoption and adoption != Adoption.NOT_ADOPTED and "measures" not in self.errors and not cleaned.get("measures"):
            self.add_error("measures", _("Please say what is done about it."))
        return cleaned

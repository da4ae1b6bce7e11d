"""What is asked between registration and the decision where a petition belongs, and when papers or people are added?"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models import Category, Channel, Contact, PetitionClass, Question

from .fields import DutyChoice, FilesField, LinesField, OrganField, TextField
from .sealing import NamedField
from .step import StepForm


class TakeForm(StepForm):
    explanation = _("You take the petition from the queue and sort it: its class, its claims, the organ that is competent.")


class ClassifyForm(StepForm):
    petition_class = forms.ChoiceField(label=_("Class"), choices=PetitionClass, widget=forms.RadioSelect)
    category = forms.ModelChoiceField(Category.objects.none(), to_field_name="path", required=False, label=_("Category"))
    subject = TextField(label=_("Subject"), max_length=120, rows=1, help_text=_("In one line, as it stands in every list."))
    claims = LinesField(
        label=_("Claims to add"),
        required=False,
        help_text=_("What the petitioner asks for, one claim a line. Claims that stand already are kept."),
    )
    named = NamedField()
    accused = TextField(
        label=_("Person complained of"), max_length=80, rows=1, required=False, help_text=_("Only for an accusation: it is sealed at once.")
    )
    accused_organ = OrganField(label=_("Unit complained of"), required=False)

    def prepare(self):
        if not self.fields["named"].look_into(self.petition):
            del self.fields["named"]
        self.fields["category"].queryset = Category.objects.filter(closed_on=None)
        self.fields["category"].empty_label = _("not chosen yet")
        self.initial = {
            "petition_class": self.petition.petition_class, "category": self.petition.category, "subject": self.petition.subject, **self.initial,
        }  # fmt: skip

    def clean(self):
        answers = super().clean()
        is_accusation = answers.get("petition_class") == PetitionClass.ACCUSATION
        for name in ("named", "accused", "accused_organ"):
            if answers.get(name) and not is_accusation:
                self.add_error(name, _("Only an accusation names somebody here. Choose the class “accusation”, or leave this empty."))
        needs_claim = answers.get("petition_class") and not is_accusation and "claims" not in self.errors
        if needs_claim and not answers.get("claims") and not self.petition.claims.exists():
            self.add_error("claims", _("Write at least one claim: what does the petitioner ask for?"))
        return answers


class KeepForm(StepForm):
    explanation = _("Your own organ is competent: it tells the petitioner in writing and handles the petition itself.")


class AddMaterialForm(StepForm):
    text = TextField(label=_("What was added"), required=False, rows=6, help_text=_("Word for word, as it was said or written."))
    files = FilesField(
        label=_("Files"), required=False, help_text=_("PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR, 20 MB each at most.")
    )
    is_from_petitioner = forms.BooleanField(label=_("It comes from the petitioner"), required=False, initial=True)
    question = forms.ModelChoiceField(
        Question.objects.none(), to_field_name="slug", required=False, label=_("Answers the question"), empty_label=_("none")
    )

    def prepare(self):
        self.fields["question"].queryset = self.petition.questions.all()
        if not self.petition.questions.exists():
            del self.fields["question"]

    def clean(self):
        answers = super().clean()
        if not answers.get("text") and not answers.get("files") and not self.errors:
            raise forms.ValidationError(_("Write something, or choose a file."))
        return answers

    def details(self):
        """A contact for the words; files stay uploads until the view has stored them."""
        text = self.cleaned_data["text"]
        contact = Contact(
            channel=Channel.OTHER, received_at=timezone.now(), subject=self.petition.subject, text=text, organ=self.duty.organ, duty=self.duty,
        )  # fmt: skip
        return {"contact": contact if text else None, "files": self.cleaned_data["files"], "question": self.cleaned_data.get("question")}


class HandOverForm(StepForm):
    to = DutyChoice(label=_("Colleague"), empty_label=_("choose a colleague"))

    def prepare(self):
        self.fields["to"].offer(self.colleagues().exclude(pk=self.petition.holder_id))

"""What is asked about an accusation: whom does it accuse, and to whom does it go closed? And about state secrets, and the end of a recusal?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, Officer, OrganKind
from petitions import accusations, naming
from petitions.accusations import Accused
from petitions.rules.reasons import EXAMINED

from .fields import OrganField, TextField
from .handling import ServeForm
from .step import ReasonForm, StepForm, colleagues


class NamedField(forms.MultipleChoiceField):
    """Organs and officers that the text seems to name, to be ticked; the lists of organs and officers are asked, never another petition."""

    def __init__(self):
        super().__init__(label=_("Named in the text"), required=False, widget=forms.CheckboxSelectMultiple)
        self.help_text = _("Found by names, short names and titles. Tick those who are accused; the others are only mentioned.")
        self.meant = {}

    def look_into(self, petition):
        """Returns whether anything was found."""
        said = [words for contact in petition.contacts.all() for words in (contact.subject, contact.place, contact.text)]
        said += [claim.text for claim in petition.claims.all()] + [
            party.name for party in petition.parties.all() if party.role == "ACCUSED"
        ]
        found = naming.named_in("\n".join(said))
        choices = []
        for organ, words in found.organs:
            self._offer(choices, f"organ {organ.slug}", f"{organ.name} · “{words}”", Accused(organ.short_name, organ))
        for duty, words in found.duties:
            organ = duty.organ if duty.role in accusations.LEADERS else None
            who = f"{duty.officer.name} · {duty.organ.short_name} · {duty.get_role_display()} · “{words}”"
            self._offer(choices, f"officer {duty.officer.slug}", who, Accused(duty.officer.name, organ, duty.officer))
        self.choices = choices
        return bool(choices)

    def _offer(self, choices, key, words, accused):
        choices.append((key, words))
        self.meant[key] = accused

    def clean(self, value):
        return [self.meant[key] for key in super().clean(value)]


def meant(name, organ) -> Accused:
    """What was written down, with the officer where exactly one of that organ is called so."""
    duties = Duty.objects.current().staff().filter(organ=organ, officer__name=name).select_related("officer") if name and organ else []
    officers = {duty.officer for duty in duties}
    return Accused(name, organ, officers.pop() if len(officers) == 1 else None)


class Accusing(StepForm):
    named = NamedField()
    name = TextField(
        label=_("Person complained of"), max_length=80, rows=1, required=False, help_text=_("With the post, as the text says it.")
    )
    organ = OrganField(label=_("Unit complained of"), required=False, help_text=_("The unit, or the one in which the person works."))

    def prepare(self):
        if not self.fields["named"].look_into(self.petition):
            del self.fields["named"]

    @property
    def accused(self) -> list[Accused]:
        said = self.cleaned_data
        written = meant(said.get("name", ""), said.get("organ"))
        return [*said.get("named", []), *([written] if written else [])]


class IdentifyForm(Accusing):
    explanation = _(
        "Before this is said, the accusation goes nowhere. Whoever is named here, works in or below the unit, or is led by the person, learns nothing of it."
    )
    is_identified = forms.TypedChoiceField(
        label=_("Is it known who is accused?"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("yes, named below")), ("no", _("no, it cannot be known"))],
    )  # fmt: skip
    reason = TextField(label=_("Why it cannot be known"), max_length=2000, required=False)
    field_order = ["is_identified", "named", "name", "organ", "reason"]

    def details(self):
        return {"is_identified": self.cleaned_data["is_identified"], "accused": self.accused}


class SealForm(Accusing):
    explanation = _(
        "From now on the petition exists for accusation officers alone, for nobody in your organ either. They split off again what is asked for besides."
    )
    reason = TextField(label=_("Where does it say so?"), max_length=2000)

    def clean(self):
        answers = super().clean()
        if not self.errors and not self.accused:
            self.add_error("name", _("Name the person or the unit that is accused."))
        return answers

    def details(self):
        return {"accused": self.accused}


class HandToDisciplineForm(StepForm):
    explanation = _("Goes to the discipline organ that has authority over the person accused, never to or below the unit accused.")
    paper = forms.ChoiceField(
        label=_("To whom"), widget=forms.RadioSelect, initial="D32", required=False,
        choices=[("D32", _("the discipline organ that has the authority")), ("D33", _("a political-legal organ: police, procuratorate, court"))],
    )  # fmt: skip
    organ = OrganField(label=_("To which organ"), required=False)
    body = TextField(
        label=_("Or an organ outside of this system"), max_length=120, rows=1, required=False,
        help_text=_("Only where the authority lies above everything that is known here."),
    )  # fmt: skip
    envelopes = forms.IntegerField(
        label=_("Envelopes"), min_value=1, max_value=999, initial=1, widget=forms.NumberInput(attrs={"class": "w-number"})
    )
    sheets = forms.IntegerField(
        label=_("Sheets"), min_value=1, max_value=9999, required=False, widget=forms.NumberInput(attrs={"class": "w-number"})
    )

    def prepare(self):
        able = accusations.authorities(accusations.accused_of(self.petition), self.petition.holder_organ)
        able = [organ for organ in able if organ.pk != self.petition.holder_organ_id]
        if able:
            self.initial.setdefault("organ", able[0])
            self.fields["organ"].help_text = _("By cadre authority: %(organs)s.") % {"organs": "、".join(organ.name for organ in able[:4])}

    def clean(self):
        answers = super().clean()
        answers["paper"] = answers.get("paper") or "D32"
        if answers.get("organ") and answers.get("body"):
            self.add_error("body", _("Either an organ of this system, or one outside of it: leave one of the two empty."))
        if not answers.get("organ") and not answers.get("body") and "organ" not in self.errors:
            self.add_error("organ", _("Say to which organ."))
        if answers.get("organ") and answers["paper"] == "D32" and answers["organ"].kind != OrganKind.DISCIPLINE:
            self.add_error("organ", _("This is no discipline organ."))
        return answers


class KeepAccusationForm(StepForm):
    explanation = _(
        "Your organ received it itself and has the authority over the accused. The petitioner sees that it is with the competent organ."
    )


class RecordHandOverForm(ServeForm):
    explanation = _("The receipt of the hand-over: who took the closed envelope, how and on which day.")


class TakeOfflineForm(StepForm):
    explanation = _(
        "Stop. Nothing more is entered or added here, by anybody. Do not copy or print anything. Tell the office for the protection of secrets at once; "
        "it says how the matter goes on, on paper. Two persons can end this later, when it was examined."
    )
    is_sure = forms.BooleanField(label=_("I stop, and tell the office for the protection of secrets"))

    def details(self):
        return {}


class BringBackForm(StepForm):
    explanation = _("Only after the office for the protection of secrets has examined it. A leader confirms.")
    ground = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect, choices=list(EXAMINED.items()))


class LiftRecusalForm(ReasonForm):
    explanation = _("The officer may see the petition again, and take steps on it. A second person confirms.")
    officer = forms.ModelChoiceField(
        None, to_field_name="slug", label=_("Who need not keep away any more"), empty_label=_("choose a colleague")
    )
    field_order = ["officer", "reason"]

    def prepare(self):
        own = colleagues(self.duty).values("officer")
        officers = self.fields["officer"].queryset = _officers(self.petition)
        inside = officers.filter(pk__in=own)
        if inside.exists():
            self.fields["officer"].queryset = inside


def _officers(petition):
    return Officer.objects.filter(pk__in=petition.recusals.values("officer")).order_by("username")

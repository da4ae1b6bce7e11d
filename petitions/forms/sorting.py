"""What is asked when a petition is split, joined with another, not taken in, guided elsewhere or sent on?"""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from petitions import numbers, redaction, repeats
from petitions.models import Evidence, ServiceMode, Track
from petitions.rules.channels import CHANNELS
from petitions.rules.reasons import FINAL_BY, REFUSALS

from .fields import DayField, LinesField, OrganField, TextField
from .sealing import NamedField
from .step import ReasonForm, StepForm

MOST_PARTS = 3
MATERIALS_MOST = 20


class Claims(StepForm):
    """One choice for each claim, one subject for each new petition."""

    @property
    def claims(self):
        return list(self.petition.claims.all())


class SplitForm(Claims):
    explanation = _(
        "Every claim goes on in exactly one petition. Each new one keeps the day of arrival, the people and the running period of this one."
    )
    is_mixed = forms.BooleanField(label=_("It also accuses an official: what stays here is sealed"), required=False)
    sentences = forms.MultipleChoiceField(
        label=_("Sentences that belong to the accusation"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("This petition becomes the sealed accusation, with everything that was ever said in it, and goes to the accusation officers. The new petitions get copies of the words without the passages that you mark."),
    )  # fmt: skip
    passages = LinesField(
        label=_("Other passages that belong to the accusation"), required=False, rows=3, longest=2000,
        help_text=_("One a line, exactly as they stand in the text. Every place where they stand is left out."),
    )  # fmt: skip
    named = NamedField()
    accused = TextField(label=_("Person complained of"), max_length=80, rows=1, required=False)
    accused_organ = OrganField(label=_("Unit complained of"), required=False)

    def prepare(self):
        said = [words for contact in self.petition.contacts.all() for words in (contact.subject, contact.place, contact.text)]
        self.pieces = list(dict.fromkeys(piece for words in said for piece in redaction.sentences(words)))
        if not self.fields["named"].look_into(self.petition) or self.petition.is_sealed:
            del self.fields["named"]
        if self.petition.is_sealed:  # it is the accusation already: its claims go back to the office
            for name in ("is_mixed", "accused", "accused_organ"):
                del self.fields[name]
        self.fields["sentences"].choices = [(str(place), piece.strip()) for place, piece in enumerate(self.pieces)]
        self.fields["passages"].widget.attrs["data-selection"] = _("Take the words marked in the text")
        self.numbers = range(1, min(MOST_PARTS, max(len(self.claims), 1)) + 1)
        parts = [("", _("stays here")), *((str(number), _("new petition %(number)d") % {"number": number}) for number in self.numbers)]
        first = {}
        for claim in self.claims:
            first[self._name(claim)] = forms.ChoiceField(label=f"{claim.seq}. {claim.text[:200]}", choices=parts, required=False)
        files = [(file.slug, file.name) for file in self.petition.evidence.all()]
        for number in self.numbers:
            first[f"subject_{number}"] = TextField(
                label=_("Subject of new petition %(number)d") % {"number": number}, max_length=120, rows=1, required=False,
                help_text=_("Left empty: the words of its first claim."),
            )  # fmt: skip
            if files:
                first[f"files_{number}"] = forms.MultipleChoiceField(
                    label=_("Files that go with new petition %(number)d") % {"number": number}, choices=files, required=False,
                    widget=forms.CheckboxSelectMultiple, help_text=_("Only files that say nothing of an accusation."),
                )  # fmt: skip
        self.fields = first | self.fields

    def _name(self, claim):
        return f"claim_{claim.slug}"

    def _is_mixed(self, answers):
        return self.petition.is_sealed or answers.get("is_mixed")

    def clean(self):
        answers = super().clean()
        if not self.errors and not any(answers.get(self._name(claim)) for claim in self.claims):
            raise forms.ValidationError(_("Say for at least one claim in which new petition it goes on."))
        if not self._is_mixed(answers):
            for name in ("sentences", "passages", "named", "accused", "accused_organ"):
                if answers.get(name):
                    self.add_error(name, _("Tick “It also accuses an official”, or leave this empty."))
        return answers

    def details(self):
        answers, parts = self.cleaned_data, []
        for number in self.numbers:
            claims = [claim for claim in self.claims if answers[self._name(claim)] == str(number)]
            if claims:
                files = list(Evidence.objects.filter(petition=self.petition, slug__in=answers.get(f"files_{number}", [])))
                parts.append({"subject": answers[f"subject_{number}"] or claims[0].text[:120], "claims": claims, "files": files})
        accusation = None
        if self._is_mixed(answers):
            passages = [self.pieces[int(place)].strip() for place in answers["sentences"]] + answers["passages"]
            accusation = {
                "passages": passages, "accused": answers.get("accused", ""), "accused_organ": answers.get("accused_organ"),
                "named": answers.get("named", []),
            }  # fmt: skip
        return {"parts": parts, "accusation": accusation}


class UndoSplitForm(ReasonForm):
    explanation = _("All claims come back to this petition; the numbers of the new ones stay and are void.")


class OtherForm(StepForm):
    """Which other petition: one of the suggestions, or any by its number."""

    is_needed = True
    other = forms.ChoiceField(label=_("Petitions of the same person"), required=False, widget=forms.RadioSelect)
    other_number = TextField(label=_("Or the number of another petition"), max_length=20, rows=1, required=False)

    def prepare(self):
        found = repeats.of_same_people(self.petition, self.duty)
        self.fields["other"].choices = [(other.number, self._said(other)) for other in found]
        if not found:
            del self.fields["other"]
        self.fields["other_number"].label = _("Or the number of another petition") if found else _("Number of the other petition")

    def _said(self, other):
        words = {
            "number": other.grouped_number, "day": date_format(other.received_on, "SHORT_DATE_FORMAT"), "organ": other.holder_organ.short_name,
            "state": other.get_state_display(),
        }  # fmt: skip
        return _("%(number)s, received on %(day)s, %(organ)s: %(state)s") % words

    def clean(self):
        answers = super().clean()
        typed = answers.pop("other_number", "") or answers.get("other") or ""
        answers["other"] = None
        if typed:
            number = numbers.read(typed) if numbers.is_number(typed) else ""
            answers["other"] = repeats.others(self.duty).filter(number=number).exclude(pk=self.petition.pk).first()
            if answers["other"] is None:
                self.add_error("other_number", _("There is no petition of this number that could be meant here."))
        elif self.is_needed:
            self.add_error("other_number", _("Choose a petition, or write its number."))
        return answers


class LinkForm(OtherForm):
    explanation = _("Both go on by themselves; each shows that the matter was brought more than once.")


class MergeForm(OtherForm):
    explanation = _("Only the same matter of the same person. The other petition goes on with its dates as they are.")
    person_basis = TextField(label=_("Why it is the same person"), max_length=300, rows=1)
    matter_basis = TextField(label=_("Why it is the same matter"), max_length=500, rows=2)
    new_facts = TextField(
        label=_("New facts, to be added to the other petition"), max_length=5000, required=False, help_text=_("Left empty: it says nothing new.")
    )  # fmt: skip


class UndoMergeForm(ReasonForm):
    explanation = _("The petition is sorted again; its period counts from where it began.")


class Told(StepForm):
    """How the petitioner was told, where there is somebody to tell."""

    mode = forms.ChoiceField(label=_("How was the petitioner told"), choices=[("", _("choose")), *ServiceMode.choices])
    notified_on = DayField(label=_("Told on"))
    received_by = TextField(label=_("Received by"), required=False, max_length=60, rows=1, help_text=_("Who signed, where somebody did."))

    def prepare(self):
        super().prepare()
        if nobody := self.petition.why_no_notice(self.petition.petitioner):
            self.explanation = _(nobody)
            for name in ("mode", "notified_on", "received_by"):
                del self.fields[name]
        else:
            self.fields["notified_on"].last_days(self.today)
            self.initial.setdefault("notified_on", self.today)


class DeclineForm(Told, OtherForm, ReasonForm):
    is_needed = False
    refusal = forms.ChoiceField(label=_("Why it is not accepted"), widget=forms.RadioSelect)
    guidance = TextField(label=_("Where to go instead"), max_length=500, rows=2, required=False)
    field_order = ["refusal", "other", "other_number", "reason", "guidance", "mode", "notified_on", "received_by"]

    def prepare(self):
        super().prepare()
        profile = self.petition.profile
        known = {code: entry for code, entry in REFUSALS.items() if not entry.get("only_in") or profile in entry["only_in"]}
        self.fields["refusal"].choices = [(code, entry["label"]) for code, entry in known.items()]
        self.fields["reason"].help_text = _("Stands in the notice to the petitioner.")
        self.fields["guidance"].help_text = _("Left empty: the usual words for this reason.")

    def clean(self):
        answers = super().clean()
        refusal = answers.get("refusal")
        if refusal == "PENDING_ELSEWHERE_SAME_MATTER" and not answers.get("other") and "other_number" not in self.errors:
            self.add_error("other_number", _("Say which petition on the same matter is pending."))
        if refusal and not answers.get("guidance"):
            answers["guidance"] = REFUSALS[refusal]["guidance"]
            if not answers["guidance"]:
                self.add_error("guidance", _("Say where the petitioner can turn instead."))
        return answers


class DeclineFinalForm(OtherForm, ReasonForm):
    explanation = _("Only the same facts and the same reasons. The notice names the paper that decided the matter to the end.")
    would_count = TextField(
        label=_("What would count as new"), max_length=500, rows=2, initial="足以影响原处理意见的新的事实、证据或者理由",
        help_text=_("Stands in the notice to the petitioner."),
    )  # fmt: skip
    field_order = ["other", "other_number", "reason", "would_count"]

    def prepare(self):
        super().prepare()
        if "other" in self.fields:
            final = FINAL_BY.get(self.petition.profile, FINAL_BY["*"])
            found = [other for other in repeats.of_same_people(self.petition, self.duty) if other.finality in final]
            self.fields["other"].choices = [(other.number, self._said(other)) for other in found]
            if not found:
                del self.fields["other"]


class GuideForm(Told):
    channel = forms.ChoiceField(label=_("Procedure"))
    event_on = DayField(label=_("Day from which its time counts"), required=False)
    body = TextField(label=_("Competent body"), max_length=120, rows=1, required=False, help_text=_("Left empty: as the law describes it."))
    body_address = TextField(label=_("Its address"), max_length=200, rows=1)
    body_phone = TextField(label=_("Its telephone"), max_length=40, rows=1, required=False)
    materials = LinesField(label=_("Materials to bring"), required=False, rows=3, most=MATERIALS_MOST, longest=120, help_text=_("One a line. Left empty: what is usual."))  # fmt: skip
    reason = TextField(label=_("Why this procedure"), max_length=1000, rows=2)
    field_order = ["channel", "event_on", "body", "body_address", "body_phone", "materials", "reason", "mode", "notified_on", "received_by"]

    def prepare(self):
        super().prepare()
        groups = {}
        for code, entry in CHANNELS.items():
            groups.setdefault(Track(entry["track"]).label, []).append((code, f"{entry['name']} ({entry['law']})"))
        self.fields["channel"].choices = [("", _("choose")), *groups.items()]
        self.fields["event_on"].last_days(self.today, days=4 * 366)
        self.fields["event_on"].help_text = _(
            "For example the day on which the petitioner learned of the decision. The notice names the last day counted from it."
        )

    def clean(self):
        answers = super().clean()
        entry = CHANNELS.get(answers.get("channel"))
        if entry:
            if entry["length"] and not answers.get("event_on") and "event_on" not in self.errors:
                self.add_error("event_on", _("Needed here: %(since)s.") % {"since": entry["since"]})
            answers["body"] = answers.get("body") or entry["body"]
            answers["materials"] = answers.get("materials") or entry["materials"]
        return answers


class ReferForm(StepForm):
    explanation = _(
        "Your organ received it first and is not competent. The bureau above gets a copy, and your organ can follow the matter to its end."
    )
    organ = OrganField(label=_("To which organ"))
    note = TextField(label=_("Note to the organ"), required=False, max_length=2000)


class ReceiveForm(StepForm):
    explanation = _("Your bureau sorts the petition now; the days of your stage have run since delivery.")


class ReportUpForm(ReasonForm):
    explanation = _("The matter goes to the government or the bureau above, which decides.")
    organ = OrganField(label=_("To which organ"))
    reason = TextField(label=_("What is to be decided, and your proposal"), max_length=2000)
    field_order = ["organ", "reason"]


class VoidForm(ReasonForm):
    explanation = _("Only what was registered by mistake. The number stays and is never given again.")

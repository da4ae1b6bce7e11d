"""How does a clerk take in an accusation that somebody brings to the window? In one go: afterwards it is not there for the clerk any more."""

import json
import time
from datetime import datetime
from datetime import time as midnight

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt, encrypt
from petitions.forms.fields import DayField, FilesField
from petitions.letters import papers
from petitions.models import Channel, Contact, Party
from reception.fields import PhoneField, WordsField
from reception.models import Call, Letter, Visit
from reception.reporting import Whom, receive

from .forms import CHANNELS, OLDEST_LETTER, OneLine, clean_paper
from .registration import first_words

RECEIPT, RECEIPT_LASTS = "sealed_receipt", 15 * 60  # seconds: the visitor stands at the window
WAYS_IN = {Channel.VISIT: Visit, Channel.LETTER: Letter, Channel.PHONE: Call}


class AccusationForm(forms.Form):
    """What is needed and no more; nothing of it is kept as a draft."""

    use_required_attribute = False
    idem = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[row for row in CHANNELS if row[0] in WAYS_IN], initial=Channel.VISIT, widget=forms.RadioSelect
    )
    received_on = DayField(label=_("Stamped as received on"), required=False, help_text=_("Only for a letter."))
    is_office = forms.BooleanField(label=_("It is about this office, its head, or somebody who works here"), required=False)
    unit = OneLine(label=_("Unit complained of"), limit=80)
    person = OneLine(label=_("Person complained of"), limit=60, help_text=_("Name and post."))
    text = WordsField(label=_("What happened"), limit=20_000, please=_("Please write down what happened."))
    name = OneLine(label=_("Name of who reports"), limit=80, help_text=_("May stay empty."))
    phone = PhoneField(label=_("Telephone"), required=False)
    paper_number = OneLine(label=_("Number of the paper"), limit=60, css="w-id")
    address = OneLine(label=_("Address"), limit=300)
    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR; up to 20 files of 20 MB each."),
    )

    def __init__(self, data=None, files=None, *, duty, **kwargs):
        super().__init__(data, files, **kwargs)
        self.duty, self.today = duty, timezone.localdate()
        self.fields["received_on"].between(self.today - OLDEST_LETTER, self.today)
        self.fields["unit"].widget.attrs["autofocus"] = True

    def clean_paper_number(self):
        return clean_paper(self.cleaned_data["paper_number"], "")

    @property
    def whom(self) -> Whom:
        said = self.cleaned_data
        return Whom(name=said.get("person", ""), unit=said.get("unit", ""), is_office=said.get("is_office", False))

    @property
    def names_the_office(self) -> bool:
        """As far as it was typed: asked before anything else is judged."""
        self.is_valid()
        return "unit" in self.cleaned_data and "person" in self.cleaned_data


def take_in(form, evidence):
    """The sealed petition. `form`: validated; `evidence`: unsaved rows, their bytes on disk."""
    said, duty = form.cleaned_data, form.duty
    received_at, is_late = timezone.now(), False
    if said["channel"] == Channel.LETTER and said["received_on"] and said["received_on"] != form.today:
        received_at, is_late = timezone.make_aware(datetime.combine(said["received_on"], midnight())), True
    contact = Contact(
        channel=said["channel"], received_at=received_at, subject=first_words(said["text"]), text=said["text"], organ=duty.organ, duty=duty,
        idem=said["idem"],
    )  # fmt: skip
    person = {name: said[name] for name in ("name", "phone", "paper_number", "address")}
    paper = Party.Paper.RESIDENT_ID if said["paper_number"] else ""
    for file in evidence:
        file.duty, file.is_from_petitioner = duty, True
    return receive(
        WAYS_IN[said["channel"]], contact=contact, whom=form.whom, files=evidence, is_confidential=True,
        parties=[Party(role=Party.Role.PETITIONER, paper=paper, **person)] if any(person.values()) else [],
        at=received_at if is_late else None,
    )  # fmt: skip


# ── The receipt: what the visitor takes home, for a quarter of an hour in the clerk's session and nowhere else ──


def remember(session, petition, contact, follow_url):
    """As the office, in the request in which it was taken in."""
    payload = papers.sealed_receipt(petition, contact, follow_url=follow_url, clock=petition.clocks.first()) | petition.birth.proof
    told = {
        "payload": payload, "number": petition.grouped_number, "until": time.time() + RECEIPT_LASTS, "organ": petition.first_organ.name,
        "received_on": petition.received_on.isoformat(),
    }  # fmt: skip
    session[RECEIPT] = encrypt(json.dumps(told))


def remembered(session) -> dict | None:
    told = json.loads(decrypt(session[RECEIPT])) if RECEIPT in session else None
    if told and told["until"] > time.time():
        return told
    session.pop(RECEIPT, None)
    return None

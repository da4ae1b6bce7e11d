"""How does a filled form become a petition?"""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from petitions.models import Channel, Contact, Event, Party, Petition
from reception.models import Call, Letter, Visit

from .forms import ON_PAPER

SUBJECT_WORDS = 40  # characters of the text that stand for a subject nobody wrote
ENDS = "。！？!?；;\n"


@transaction.atomic
def register(form, people, evidence) -> Petition:
    """`form`, `people`: validated; `evidence`: unsaved rows. A form that was registered before gives the petition of then."""
    said, duty = form.cleaned_data, form.duty
    now = timezone.now()
    received_at, is_late = now, False
    if said["channel"] in ON_PAPER and said["received_on"] != form.today:
        received_at, is_late = timezone.make_aware(datetime.combine(said["received_on"], time())), True
    contact = Contact(
        channel=said["channel"], received_at=received_at, subject=said["subject"] or first_words(said["text"]), text=said["text"],
        place=said["place"], language=said["language"], organ=duty.organ, duty=duty, idem=said["idem"],
    )  # fmt: skip
    parties = [*petitioner(said), *people, *(Party(role=Party.Role.CO_SIGNER, name=name) for name in said["co_signers"])]
    named = sum(party.role != Party.Role.ACCUSED for party in parties)
    for file in evidence:
        file.duty = duty
    birth = {
        "contact": contact, "parties": parties, "claims": said["claims"], "files": evidence, "at": received_at if is_late else None,
        "headcount": max(said["headcount"], named), "is_confidential": said["is_confidential"], "is_urgent": said["is_urgent"],
        "is_repeat": said["repeats"] is not None, "repeats": said["repeats"], "category": said["category"],
    }  # fmt: skip
    if said["channel"] == Channel.VISIT:
        extras = {
            "window": said["window"], "explained": said["explained"], "companions": birth["headcount"], "guided_to": said["guided_to"],
        }  # fmt: skip
        return Visit.register(extras=extras, **birth)
    if said["channel"] == Channel.LETTER:
        extras = {"posted_on": said["posted_on"], "sheets": said["sheets"] or 1, "registered_mail": said["registered_mail"]}
        return Letter.register(extras=extras, **birth)
    if said["channel"] == Channel.PHONE:
        return Call.register(extras={"calling_number_shown": said["calling_number_shown"], "minutes": said["minutes"] or 0}, **birth)
    return Petition.register(actor=Event.Actor.OFFICER, **birth)


def petitioner(said) -> list[Party]:
    """The person who speaks; nobody where nothing at all was said of them."""
    person = {name: said[name] for name in ("name", "phone", "paper", "paper_number", "address", "email")}
    return [Party(role=Party.Role.PETITIONER, **person)] if any(person.values()) else []


def first_words(text) -> str:
    text = text.strip()
    end = next((place for place, character in enumerate(text) if character in ENDS), len(text))
    return text[: min(end or len(text), SUBJECT_WORDS)].strip() or text[:SUBJECT_WORDS]

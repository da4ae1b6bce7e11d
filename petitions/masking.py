"""How much of a person does this duty see?

On a page nobody sees the numbers of papers and telephones, nor an address, until they are shown for a reason that is written down
(looks.reveal). On an official paper, which the procedure sends to somebody, they stand for those who may print it.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Role

from . import visibility

# Everybody whose work is with petitions; the system administrator's and the auditor's is not.
NOT_CASEWORK = (Role.ADMIN, Role.AUDITOR)


def knows_name(petition, duty) -> bool:
    """Who asks for confidence is known to the organ that received the matter, and to nobody else (Regulations 2022 art. 30; domain §3.6.6).

    The accusation officer of a sealed petition has to know whom to protect; a leader who is in charge of it has not. Of a confidential
    matter the name is as confidential as the words.
    """
    if not may_read(petition, duty):
        return False
    if petition.is_sealed:
        return duty.role == Role.DISC
    return not petition.is_confidential or duty.organ_id == petition.first_organ_id


def may_read(petition, duty) -> bool:
    """The words of a confidential matter are for who was named; a row that came through the gate knows it already."""
    if not petition.is_restricted:
        return True
    if petition.seen_by is not None and petition.seen_by.pk == duty.pk:
        return petition.is_readable
    return duty.officer_id in petition.named


def nameable(duty) -> Q:
    """The same rule as a condition: petitions that may be found by the name of who asks."""
    known = Q(is_sealed=True) if duty.role == Role.DISC else Q(is_sealed=False)
    return known & (Q(is_confidential=False) | Q(is_sealed=True) | Q(first_organ=duty.organ_id)) & visibility.readable(duty)


def knows_person(petition, duty) -> bool:
    """Whose papers may name paper, telephone and address, and who may have them shown: the organ that registered the matter, and the one
    that has it now. Emergency access never shows a person."""
    return (
        duty.role not in NOT_CASEWORK
        and knows_name(petition, duty)
        and (petition.is_sealed or duty.organ_id in (petition.first_organ_id, petition.holder_organ_id))
    )


def hides_name(petition, duty) -> bool:
    """On lists and pages the name of who asked for confidence stands for nobody, as long as it is not shown for a reason."""
    return petition.is_confidential or not knows_name(petition, duty)


def masked(text: str, *, first: int, last: int) -> str:
    """The ends stay, the middle is hidden; of a short text hardly anything stays."""
    if len(text) <= first + last:
        return "*" * len(text)
    return f"{text[:first]}{'*' * (len(text) - first - last)}{text[len(text) - last :]}"


@dataclass(frozen=True)
class Person:
    """A party as one duty may see it; every field is text for the page."""

    role: str
    name: str
    paper: str = ""
    paper_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    is_hidden: bool = False  # wants name and address kept from this organ
    is_masked: bool = False


def seen_by(duty, petition, party, *, is_shown=False) -> Person:
    """`is_shown`: the officer gave a reason, it is written down, and this one page shows the person (views/reveal.py)."""
    full = is_shown and knows_person(petition, duty)
    if party.role != party.Role.ACCUSED and hides_name(petition, duty) and not full:
        return Person(role=party.get_role_display(), name=_("name kept confidential"), is_hidden=True)
    return Person(
        role=party.get_role_display(),
        name=party.name or (party.organ.name if party.organ else _("no name given")),
        paper=party.get_paper_display(),
        paper_number=party.paper_number if full else masked(party.paper_number, first=3, last=2),
        phone=party.phone if full else masked(party.phone, first=3, last=2),
        email=party.email if full else masked(party.email, first=2, last=3),
        address=party.address if full else masked(party.address, first=3, last=0),
        is_masked=not full and bool(party.paper_number or party.phone or party.email or party.address),
    )


def name_for(duty, petition) -> str:
    """Who asks, in one line of a list. Lists bring the name of the first petitioner as `petitioner_name`."""
    if hides_name(petition, duty):
        return _("name kept confidential")
    name = petition.petitioner_name if hasattr(petition, "petitioner_name") else petition.petitioner and petition.petitioner.name
    return name or _("no name given")

"""How much of a person does this duty see?"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _


def knows_name(petition, duty) -> bool:
    """Who asks for confidence is known to the organ that received the matter, and to nobody else (Regulations 2022 art. 30; domain §3.6.6).

    A sealed petition is seen by accusation officers alone, who have to know whom they protect.
    """
    return not petition.is_confidential or petition.is_sealed or duty.organ_id == petition.first_organ_id


def nameable(duty) -> Q:
    """The same rule as a condition: petitions that may be found by the name of who asks."""
    return Q(is_confidential=False) | Q(is_sealed=True) | Q(first_organ=duty.organ_id)


def knows_person(petition, duty) -> bool:
    """Number of the paper and telephone in full: the organ that registered the matter, and the one that has it now."""
    return knows_name(petition, duty) and (petition.is_sealed or duty.organ_id in (petition.first_organ_id, petition.holder_organ_id))


def masked(text: str, *, first: int, last: int) -> str:
    """The ends stay, the middle is hidden; of a short text hardly anything stays."""
    if len(text) <= first + last:
        return "*" * len(text)
    return f"{text[:first]}{'*' * (len(text) - first - last)}{text[-last:]}"


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


def seen_by(duty, petition, party) -> Person:
    if party.role != party.Role.ACCUSED and not knows_name(petition, duty):
        return Person(role=party.get_role_display(), name=_("name kept confidential"), is_hidden=True)
    full = knows_person(petition, duty)
    return Person(
        role=party.get_role_display(),
        name=party.name or (party.organ.name if party.organ else _("no name given")),
        paper=party.get_paper_display(),
        paper_number=party.paper_number if full else masked(party.paper_number, first=3, last=2),
        phone=party.phone if full else masked(party.phone, first=3, last=2),
        email=party.email if full else masked(party.email, first=2, last=3),
        address=party.address,
        is_masked=not full and bool(party.paper_number or party.phone or party.email),
    )


def name_for(duty, petition) -> str:
    """Who asks, in one line of a list. Lists bring the name of the first petitioner as `petitioner_name`."""
    if not knows_name(petition, duty):
        return _("name kept confidential")
    name = petition.petitioner_name if hasattr(petition, "petitioner_name") else petition.petitioner and petition.petitioner.name
    return name or _("no name given")

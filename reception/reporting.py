"""How is a report of wrongdoing received? Sealed from its first moment, by accusation officers outside of what it accuses (art. 22, 30).

No window clerk and no department is on its way. Whom the words accuse is looked up in the lists of organs and officers, so that the
report does not even pass through an office that it is about; the accusation officers say later who is meant (Identification).
"""

from dataclasses import dataclass

from django.utils import timezone

from accounts import acting
from petitions import accusations, naming
from petitions.accusations import Accused
from petitions.models import Involvement, Party, Petition, Retaliation
from petitions.workflow.birth import copy_of
from petitions.workflow.sorting import bureau_of


class NoLane(Exception):
    """Every office of this system that could receive it is accused: on paper, one level up."""


@dataclass(frozen=True)
class Whom:
    """Who is reported, as the reporter says it. `is_office`: the office that would receive it, or somebody who works there."""

    name: str = ""
    unit: str = ""
    is_office: bool = False

    def accused(self, office) -> list[Accused]:
        """What the record says: the reporter's words, and our own rows where only one of them can be meant."""
        found = naming.named_in(f"{self.unit}\n{self.name}")
        organ = office if self.is_office else found.organs[0][0] if len(found.organs) == 1 else None
        people = [duty for duty, _words in found.duties if organ is None or duty.organ_id == organ.pk]
        officer = people[0].officer if len(people) == 1 and self.name else None
        words = " ".join(part for part in (self.unit, self.name) if part) or (organ.short_name if organ else "")
        return [one for one in [Accused(words[:80], organ, officer)] if one]

    def kept_from(self, office) -> list[Accused]:
        """Everybody who might be meant: the lane leads past all of them."""
        return [*self.accused(office), *naming.named_in(f"{self.unit}\n{self.name}").accused()]


def concerns(office, whom) -> bool:
    """Is it about the office itself, somebody who works there, or somebody who leads it? Then not one word of it is typed there (scenario 48)."""
    return office.pk in accusations.closed_organs(whom.kept_from(office)) or any(
        one.officer and one.officer.duties.current().filter(organ=office).exists() for one in whom.kept_from(office)
    )


def receive(arriving, *, contact, whom, parties=(), **birth) -> Petition:
    """`arriving`: which kind of arrival it is; `contact`: unsaved, with the office that it came to. Returns the sealed petition."""
    office = contact.organ
    kept_from = whom.kept_from(office)
    if concerns(office, whom):
        kept_from.append(Accused(organ=office))
    return _sealed(arriving, contact, whom.accused(office), kept_from, parties, birth)


def retaliation(about, *, contact, who="", **birth) -> Petition:
    """打击报复: a sealed matter of its own, to the office above and to the discipline organ, never to who handles the one that it is about."""
    with acting.as_office():
        known = accusations.accused_of(about) if about.is_sealed else [Accused(who[:80], about.holder_organ)]
        near = contact.organ if contact.organ.is_bureau else bureau_of(about.holder_organ) or contact.organ
        lane = accusations.lane(near, known)
        beside = [organ for organ in accusations.authorities(known, near) if organ != lane][:1]
        people = [copy_of(party, petition=None) for party in about.parties.all() if party.role != Party.Role.ACCUSED]
        contact.organ = near
        also = [Retaliation(about=about), *(Involvement(organ=organ, since=timezone.localdate()) for organ in beside)]
        return _sealed(Petition, contact, known, known, people, {"also": also, **birth})


def _sealed(arriving, contact, accused, kept_from, parties, birth):
    lane = accusations.lane(contact.organ, kept_from)
    if lane is None:
        raise NoLane
    contact.organ = lane
    with acting.as_office():
        return arriving.register(
            contact=contact, parties=[*parties, *(one.party() for one in accused)], is_sealed=True, petition_class="ACCUSATION", **birth
        )

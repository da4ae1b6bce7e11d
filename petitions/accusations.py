"""To whom does an accusation go, and to whom never? By cadre authority, and outside of whatever it accuses (arts 22, 30).

Whom an accusation accuses stands as parties of it; until they are saved they travel as `Accused`. The same rule stands in the database
(barring.py), which refuses; here it chooses, and gives a sentence to whoever chose wrongly.
"""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import LEADERS, Duty, Officer, Organ, OrganKind, OrganPath, Role

from .models.party import Party


@dataclass(frozen=True)
class Accused:
    """A person or a unit as somebody named it, with the rows of ours that are meant, where that is known."""

    name: str = ""
    organ: Organ | None = None
    officer: Officer | None = None

    def __bool__(self):
        return bool(self.name or self.organ or self.officer)

    def party(self, **fields) -> Party:
        return Party(role=Party.Role.ACCUSED, name=self.name, organ=self.organ, officer=self.officer, **fields)


def accused_of(petition) -> list[Accused]:
    rows = petition.parties.filter(role=Party.Role.ACCUSED).select_related("organ", "officer")
    return [Accused(party.name, party.organ, party.officer) for party in rows]


def closed_organs(accused) -> set[int]:
    """Keys of the organs that learn nothing: accused units, what the accused lead, and everything below, as the tree stands today."""
    units = {one.organ.pk for one in accused if one.organ}
    units |= set(_duties(accused).filter(role__in=LEADERS).values_list("organ", flat=True))
    return set(OrganPath.objects.filter(ancestor__in=units, valid_until=None).values_list("descendant", flat=True))


def closed_officers(accused) -> set[int]:
    """Keys of the officers who learn nothing, in whatever duty."""
    persons = {one.officer.pk for one in accused if one.officer}
    return persons | set(Duty.objects.current().filter(organ__in=closed_organs(accused)).values_list("officer", flat=True))


def _duties(accused):
    return Duty.objects.current().filter(officer__in=[one.officer.pk for one in accused if one.officer])


def receivers(organ, accused):
    """Accusation officers of an organ whom it does not concern."""
    return Duty.objects.current().filter(organ=organ, role=Role.DISC).exclude(officer__in=closed_officers(accused))


def lane(near, accused) -> Organ | None:
    """Where an accusation is received that came to or near this organ: the nearest bureau, else the discipline organ beside it, else those
    one level up, and so on; the first that it does not accuse and that has accusation officers. None: only on paper, to another level.
    """
    closed = closed_organs(accused)
    candidates = [organ for organ in _upwards(near) if organ.pk not in closed]
    return next((organ for organ in candidates if receivers(organ, accused).exists()), candidates[0] if candidates else None)


def _upwards(near) -> list[Organ]:
    above = list(OrganPath.objects.filter(descendant=near, valid_until=None).order_by("depth").values_list("ancestor", flat=True))
    lanes = Organ.objects.active().filter(parent__in=above, kind__in=[OrganKind.BUREAU, OrganKind.DISCIPLINE])
    order = {OrganKind.BUREAU: 0, OrganKind.DISCIPLINE: 1}
    found = sorted(lanes, key=lambda organ: (above.index(organ.parent_id), order[organ.kind], organ.pk))
    own = [near] if near.kind in order or receivers(near, []).exists() else []
    return list(dict.fromkeys([*own, *found]))


def seats(accused) -> set[int]:
    """Keys of the organs in which the accused stand."""
    known = {one.organ.pk for one in accused if one.organ}
    return known | set(_duties([one for one in accused if not one.organ]).values_list("organ", flat=True))


def authorities(accused, near) -> list[Organ]:
    """Discipline organs that manage all of the accused, the nearest first: those of a level above the unit (干部管理权限).

    Where nobody knows where the accused stand, every discipline organ at or above the organ that asks.
    """
    found = seats(accused)
    paths = OrganPath.objects.filter(valid_until=None)
    if not found:
        above = list(paths.filter(descendant=near).order_by("depth").values_list("ancestor", flat=True))
    else:
        ways = [list(paths.filter(descendant=seat, depth__gte=1).order_by("depth").values_list("ancestor", flat=True)) for seat in found]
        above = [organ for organ in max(ways, key=len) if all(organ in way for way in ways)]
    organs = Organ.objects.active().filter(Q(parent__in=above) | Q(parent=None), kind=OrganKind.DISCIPLINE)
    organs = organs.exclude(pk__in=closed_organs(accused))
    place = {key: number for number, key in enumerate(above)}
    return sorted(organs, key=lambda organ: (place.get(organ.parent_id, len(place)), organ.pk))


def open_to(petition, duties) -> list[Duty]:
    """Those of the duties who may hear of this petition at all. The parties of one that is no accusation are taken as they are at hand."""
    if petition.is_sealed or petition.petition_class == "ACCUSATION":
        closed = closed_officers(accused_of(petition))
    else:
        closed = {party.officer_id for party in petition.parties.all() if party.role == Party.Role.ACCUSED}
    return [duty for duty in duties if duty.officer_id not in closed]

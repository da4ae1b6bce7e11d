"""Who decides on a unit's deductions, who answers for the unit, and which deductions are there for a duty?"""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Duty, Organ, OrganKind, OrganPath, Role
from petitions.models import Petition

from .models import Deduction
from .scope import DEFENDERS, WATCHERS, watched

# In a bureau the dispatcher sends and the bureau's leader answers for it.
BUREAU_DEFENDERS = (Role.B_LEAD, Role.DISPATCHER)
JUDGES = (*WATCHERS, Role.JOINT, Role.O_LEAD)
UNITS = (*DEFENDERS, *BUREAU_DEFENDERS, Role.CLERK)


class NotPossible(Exception):
    """With a sentence for the officer."""


def judged(duty):
    """The organs on whose deductions this duty decides. A bureau's are its superior bureau's, or those of a leader of its government; where
    nobody stands above it the joint-conference office decides."""
    if duty.role in WATCHERS:
        return watched(duty)
    if duty.role == Role.O_LEAD and duty.organ.kind == OrganKind.GOVERNMENT:
        return Organ.objects.active().filter(kind=OrganKind.BUREAU, parent=duty.organ_id)
    if duty.role == Role.JOINT and not _superiors(duty.jurisdiction_id).exists():
        return Organ.objects.active().filter(Q(pk=duty.jurisdiction_id) | Q(kind=OrganKind.BUREAU, parent=duty.jurisdiction_id))
    return Organ.objects.none()


def _superiors(organ):
    """Watchers of bureaus whose government stands above this organ."""
    above = OrganPath.objects.filter(descendant=organ, valid_until=None, depth__gt=0).values("ancestor")
    return Duty.objects.current().filter(role__in=WATCHERS, organ__kind=OrganKind.BUREAU, organ__parent__in=above)


def judges_of(organ):
    """Today's duties that decide on this organ's deductions: judged() the other way round."""
    own = organ.jurisdiction if organ.is_bureau else organ
    found = list(_superiors(own.pk).select_related("officer", "organ"))
    if organ.is_bureau:
        found += Duty.objects.current().filter(role=Role.O_LEAD, organ=organ.parent_id).select_related("officer", "organ")
    if not _superiors(own.pk).exists():
        offices = Q(organ=own.pk) | Q(organ__parent=own.pk, organ__kind=OrganKind.BUREAU)
        found += Duty.objects.current().filter(offices, role=Role.JOINT).select_related("officer", "organ")
    return found


def defends(duty, organ_id) -> bool:
    """Does this duty speak for the unit? Its liaison and its leader; of a bureau its leader and the dispatcher."""
    roles = (*DEFENDERS, *BUREAU_DEFENDERS) if duty.organ.is_bureau else DEFENDERS
    return duty.organ_id == organ_id and duty.role in roles


def defenders_of(organ):
    roles = (*DEFENDERS, *BUREAU_DEFENDERS) if organ.is_bureau else DEFENDERS
    return Duty.objects.current().filter(organ=organ, role__in=roles).select_related("officer", "organ")


def standing():
    """Deductions that count. Of a matter that was sealed since, or turned out an accusation, nobody loses anything (decisions.md 17)."""
    return Deduction.objects.filter(petition__is_sealed=False).exclude(petition__petition_class="ACCUSATION")


def there(duty):
    """Deductions whose petition this duty may know of."""
    return standing().filter(Exists(Petition.objects.visible_to(duty).filter(pk=OuterRef("petition"))))


def _of_unit(duty) -> Q:
    if defends(duty, duty.organ_id):
        return Q(organ=duty.organ_id)
    return Q(first_receiver__in=duty.hands)


def to_judge(duty):
    return there(duty).filter(organ__in=judged(duty).values("pk"))


def of_unit(duty):
    """What concerns this duty: its unit's, for whoever speaks for the unit; else what it received first itself."""
    return there(duty).filter(_of_unit(duty))


def seen_by(duty):
    return there(duty).filter(_of_unit(duty) | Q(organ__in=judged(duty).values("pk")))


def is_of_the_unit(by, organ_id) -> bool:
    """Whoever works in the unit in any duty judges nothing of it; the joint-conference office has its desk in a bureau."""
    return Duty.objects.current().filter(officer=by.officer_id, organ=organ_id).exclude(role=Role.JOINT).exists()

"""For whom is a demand there, and for whom are its words?"""

from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.models import OrganKind, Role
from petitions import visibility
from petitions.models import Petition
from petitions.rules.demands import DemandKind
from supervision.models import Demand
from supervision.scope import WATCHERS, ordinary

PEOPLE = ("organ", "about", "by_organ", "by__officer", "by__organ")


def visible_to(duty):
    """Demands of one's own bureau or government, and those that one's own organ has to answer.

    Never one whose petition is not there for this duty or was sealed since; and never a suggestion to hold somebody to account for whoever works
    in that unit, below it, or has a duty there beside this one.
    """
    if duty is None:
        return Demand.objects.none()
    there = Q(petition=None) | Q(Exists(ordinary(duty).filter(pk=OuterRef("petition"))))
    theirs = Q(kind=DemandKind.ACCOUNTABILITY, about__in=duty.organs_above)
    return Demand.objects.filter(there, _ours(duty) | _of_us(duty)).exclude(theirs)


def _ours(duty) -> Q:
    if duty.role in WATCHERS:
        return Q(by_organ__in={duty.organ_id, duty.jurisdiction_id})  # what the government's leader instructs, its bureau watches
    if duty.role == Role.O_LEAD and duty.organ.kind == OrganKind.GOVERNMENT:
        return Q(by_organ=duty.organ_id)
    return Q(pk__in=[])


def _of_us(duty) -> Q:
    issued = Q(organ=duty.organ_id, issued_on__isnull=False)
    if duty.role in (Role.LIAISON, Role.O_LEAD, Role.B_LEAD):
        return issued
    if duty.role == Role.HANDLER:
        return issued & Q(petition__isnull=False) & ~Q(kind=DemandKind.ACCOUNTABILITY)
    return Q(pk__in=[])


def demanded_of(duty):
    """What was demanded of the duty's own organ."""
    return visible_to(duty).filter(_of_us(duty))


def demanded_by(duty):
    """What the duty's own bureau or government demanded of others."""
    return visible_to(duty).filter(_ours(duty))


def with_petitions(demands, duty):
    """Each row with its organs, and with its petition as this duty may read it: in a fixed number of queries."""
    seen = Prefetch("petition", ordinary(duty).defer("query_code").select_related("holder_organ"))
    return demands.select_related(*PEOPLE).prefetch_related(seen)


def readable_by(duty) -> Q:
    """Demands whose words may be searched by this duty."""
    return Q(petition=None) | Q(Exists(Petition.objects.visible_to(duty).filter(visibility.readable(duty), pk=OuterRef("petition"))))

"""What may a duty know to exist? One rule, as SQL, for every list, page, count, file, search and chart."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import Absence, Duty, Organ, OrganKind, OrganPath, Role

from .models.joint import Part
from .models.party import Involvement, Party
from .models.proceeding import Proceeding, Track
from .models.recusal import Recusal
from .review_authorities import reviewed_by
from .workflow.states import FILED_FROM, State

# Roles that see what their own organ has or had to do with.
ORGAN_ROLES = {Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.O_LEAD, Role.REVIEW}
# Roles that see the whole jurisdiction of their organ.
JURISDICTION_ROLES = {Role.B_LEAD, Role.SUPERV, Role.JOINT}

# What an archivist works with: matters that can be filed, and files.
FILED = [*map(str, FILED_FROM), str(State.ARCHIVED)]
# Roles that see figures, each of which opens its list.
BOARD_ROLES = {Role.B_LEAD, Role.O_LEAD, Role.SUPERV}
# Roles whose work is with petitions at all.
CASE_ROLES = (*ORGAN_ROLES, *JURISDICTION_ROLES, Role.HANDLER, Role.DISC, Role.ARCHIVIST)


def rule(duty) -> Q:
    """Deny first: a sealed matter exists for accusation officers of an organ that holds it and for nobody else, and no matter
    for an officer who has to keep away from it, in whatever duty (art. 28).

    No duty, no rows. The system administrator and the auditor see no case content (assurance.md §3.2).
    """
    if duty is None:
        return Q(pk__in=[])
    involved = _involving([duty.organ_id])
    if duty.role == Role.DISC:
        return Q(is_sealed=True) & involved & ~_accuses(duty) & ~_recuses(duty)
    if duty.role == Role.REVIEW:
        seen = involved | Q(pk__in=_may_come_to(duty.organ_id).values("petition"))
    elif duty.role in ORGAN_ROLES:
        seen = involved
    elif duty.role == Role.HANDLER:
        seen = Q(holder__in=duty.hands) | Q(pk__in=Proceeding.objects.filter(handler__in=duty.hands).values("petition"))
        seen |= Q(pk__in=Part.objects.filter(handler__in=duty.hands).values("joint__petition"))
    elif duty.role == Role.ARCHIVIST:
        seen = involved & Q(state__in=FILED)
    elif duty.role in JURISDICTION_ROLES:
        seen = _involving(OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant"))
    else:
        return Q(pk__in=[])
    return Q(is_sealed=False) & seen & ~_recuses(duty)


def known_to_be_there(duty) -> Q:
    """What a dispatcher may learn of when a matter is checked for repeats: that it is there, where, since when and how far; never what it says.

    Every open matter of the own jurisdiction (art. 19 ¶3: the same matter pending elsewhere is not taken in twice); nothing sealed.
    """
    if duty.role not in (Role.DISPATCHER, Role.B_LEAD):
        return rule(duty)
    below = OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant")
    return rule(duty) | Q(is_sealed=False) & _involving(below) & ~_recuses(duty)


def _involving(organs) -> Q:
    return Q(pk__in=Involvement.objects.filter(organ__in=organs).values("petition"))


def _may_come_to(organ_id):
    """Opinions against which this organ may be asked now: whoever brings such a request to its counter finds somebody who can register it.

    The thirty days after the end are for a letter that was posted on the last day (domain.md §2.5.2).
    """
    return Proceeding.objects.filter(_can_be_attacked(), organ__in=Organ.objects.filter(reviewed_by(organ_id)))


def _can_be_attacked() -> Q:
    recent = timezone.localdate() - timedelta(days=30)
    of_a_kind = Q(track=Track.T6_PETITION) | Q(kind=Proceeding.Kind.REVIEW)
    return Q(served_on__isnull=False) & of_a_kind & (Q(closed_on=None) | Q(closed_on__gte=recent)) & ~Q(kind=Proceeding.Kind.REREVIEW)


def _recuses(duty) -> Q:
    return Q(pk__in=Recusal.objects.filter(officer=duty.officer_id).values("petition"))


def _accuses(duty) -> Q:
    """Accused persons, and everybody in an accused unit or below it, however the tree stands today."""
    above = OrganPath.objects.filter(descendant=duty.organ_id, valid_until=None).values("ancestor")
    accused = Party.objects.filter(role=Party.Role.ACCUSED).filter(Q(officer=duty.officer_id) | Q(organ__in=above))
    return Q(pk__in=accused.values("petition"))


# ── The same rule the other way round (a test compares the two for every duty) ──


def readers(petition):
    """Today's duties of all organs for which this petition exists."""
    duties = Duty.objects.current().exclude(officer__in=petition.recusals.values("officer"))
    involved = petition.involvements.values("organ")
    if petition.is_sealed:
        accused = petition.parties.filter(role=Party.Role.ACCUSED)
        below = OrganPath.objects.filter(ancestor__in=accused.exclude(organ=None).values("organ"), valid_until=None)
        duties = duties.filter(role=Role.DISC, organ__in=involved)
        return duties.exclude(officer__in=accused.exclude(officer=None).values("officer")).exclude(organ__in=below.values("descendant"))
    above = OrganPath.objects.filter(descendant__in=involved, valid_until=None).values("ancestor")
    has_above = Q(organ__kind=OrganKind.BUREAU, organ__parent__isnull=False)
    asked = Part.objects.filter(joint__petition=petition).exclude(handler=None)
    handlers = Duty.objects.filter(
        Q(pk=petition.holder_id)
        | Q(pk__in=petition.proceedings.exclude(handler=None).values("handler"))
        | Q(pk__in=asked.values("handler"))
    )
    stand_ins = Absence.objects.on(timezone.localdate()).filter(duty__in=handlers).values("deputy")
    seen = Q(role__in=ORGAN_ROLES, organ__in=involved)
    seen |= Q(role=Role.HANDLER) & (Q(pk__in=handlers) | Q(pk__in=stand_ins))
    seen |= Q(role__in=JURISDICTION_ROLES) & (has_above & Q(organ__parent__in=above) | ~has_above & Q(organ__in=above))
    attacked = Organ.objects.filter(pk__in=petition.proceedings.filter(_can_be_attacked()).values("organ"))
    one_up = Q(organ__in=attacked.values("parent")) | Q(organ__in=attacked.values("line_superior"))
    seen |= Q(role=Role.REVIEW) & one_up
    if petition.state in FILED:
        seen |= Q(role=Role.ARCHIVIST, organ__in=involved)
    return duties.filter(seen)

"""What may a duty know to exist? One rule, as SQL, for every list, page, count, file, search and chart."""

from django.db.models import Q

from accounts.models import OrganPath, Role

from .models.party import Involvement, Party
from .models.proceeding import Proceeding

# Roles that see what their own organ has or had to do with.
ORGAN_ROLES = {Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.O_LEAD, Role.REVIEW}
# Roles that see the whole jurisdiction of their organ.
JURISDICTION_ROLES = {Role.B_LEAD, Role.SUPERV, Role.JOINT}

# Roles that see figures, each of which opens its list.
BOARD_ROLES = {Role.B_LEAD, Role.O_LEAD, Role.SUPERV}
# Roles whose work is with petitions at all.
CASE_ROLES = (*ORGAN_ROLES, *JURISDICTION_ROLES, Role.HANDLER, Role.DISC, Role.ARCHIVIST)


def rule(duty) -> Q:
    """Deny first: a sealed matter exists for accusation officers of an organ that holds it and for nobody else.

    No duty, no rows. The system administrator and the auditor see no case content (assurance.md §3.2).
    """
    if duty is None:
        return Q(pk__in=[])
    involved = _involving([duty.organ_id])
    if duty.role == Role.DISC:
        return Q(is_sealed=True) & involved & ~_accuses(duty)
    if duty.role in ORGAN_ROLES:
        seen = involved
    elif duty.role == Role.HANDLER:
        seen = Q(holder=duty) | Q(pk__in=Proceeding.objects.filter(handler=duty).values("petition"))
    elif duty.role == Role.ARCHIVIST:
        seen = involved & Q(state__in=["CLOSED", "ARCHIVED"])
    elif duty.role in JURISDICTION_ROLES:
        seen = _involving(OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant"))
    else:
        return Q(pk__in=[])
    return Q(is_sealed=False) & seen


def _involving(organs) -> Q:
    return Q(pk__in=Involvement.objects.filter(organ__in=organs).values("petition"))


def _accuses(duty) -> Q:
    """Accused persons, and everybody in an accused unit or below it, however the tree stands today."""
    above = OrganPath.objects.filter(descendant=duty.organ_id, valid_until=None).values("ancestor")
    accused = Party.objects.filter(role=Party.Role.ACCUSED).filter(Q(officer=duty.officer_id) | Q(organ__in=above))
    return Q(pk__in=accused.values("petition"))

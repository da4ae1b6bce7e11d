"""What may a duty know to exist? One rule, as SQL, for every list, page, count, file, search and chart."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import LEADERS, Absence, Duty, Organ, OrganKind, OrganPath, Role

from .models.clearance import Clearance
from .models.emergency import Emergency
from .models.joint import Part
from .models.look import Look
from .models.party import Involvement, Party
from .models.proceeding import Proceeding, Track
from .models.recusal import Recusal
from .review_authorities import reviewed_by
from .workflow.states import FILED_FROM, State

# Roles that see what their own organ has or had to do with; a window clerk less of it (_is_before).
ORGAN_ROLES = {Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.O_LEAD, Role.REVIEW}
# Roles that see the whole jurisdiction of their organ.
JURISDICTION_ROLES = {Role.B_LEAD, Role.SUPERV, Role.JOINT}

# What an archivist works with: matters that can be filed, and files.
FILED = [*map(str, FILED_FROM), str(State.ARCHIVED)]
# Roles that see figures, each of which opens its list.
BOARD_ROLES = {Role.B_LEAD, Role.O_LEAD, Role.SUPERV}
# Roles whose work is with petitions at all.
# The system administrator knows of no petition, but in an emergency that two persons opened (models/emergency.py).
EMERGENCY_ROLES = (Role.ADMIN,)
CASE_ROLES = (*ORGAN_ROLES, *JURISDICTION_ROLES, Role.HANDLER, Role.DISC, Role.ARCHIVIST)


def rule(duty) -> Q:
    """Conflict before clearance before assignment (decision.py says the same of one row). No duty, no rows."""
    if duty is None or duty.role not in (*CASE_ROLES, *EMERGENCY_ROLES):
        return Q(pk__in=[])
    return ~conflict(duty) & clearance(duty) & assignment(duty)


def has(rows, **where) -> Q:
    """A petition to which one of these rows belongs.

    EXISTS and not IN: for one petition PostgreSQL looks at the rows of that one, and only for long lists collects all rows beforehand. Collected
    for a single page they cost so much that the planner no longer cared whether it finds the petition by its number or reads the whole table.
    """
    return Q(Exists(rows.filter(**where or {"petition": OuterRef("pk")})))


# ── 1. Conflict: beats every grant, in whatever duty ──


def conflict(duty) -> Q:
    """Who has to keep away (art. 28); who is accused; and of an accusation everybody in an accused unit, below it, or led by an accused person,
    however the tree stands today (art. 30: not told, not even that there is one).

    That an ordinary claim complains of a unit hinders nobody there: it is the unit that answers (art. 22).
    """
    accused = Party.objects.filter(role=Party.Role.ACCUSED)
    through = accused.filter(Q(organ__in=duty.organs_above) | Q(officer__in=duty.leaders_above))
    recused = Recusal.objects.filter(officer=duty.officer_id)
    of_an_accusation = Q(is_sealed=True) | Q(petition_class="ACCUSATION")
    return has(recused) | has(accused.filter(officer=duty.officer_id)) | of_an_accusation & has(through)


# ── 2. Clearance: a sealed matter is there for accusation officers, and for the leader who was put in charge of it ──


def clearance(duty) -> Q:
    if duty.role == Role.DISC:
        return Q(is_sealed=True) | Q(is_restricted=True)
    return Q(is_sealed=False) | named(duty) if duty.role in LEADERS else Q(is_sealed=False)


def named(duty) -> Q:
    """Named to read it: this person, in whatever duty."""
    return has(Clearance.objects.filter(officer=duty.officer_id, ended_on=None))


def readable(duty) -> Q:
    """Its words may be searched, compared and shown: not of a confidential matter that this person was not named for."""
    return Q(is_restricted=False) | named(duty)


# ── 3. Assignment: what the duty, its organ or its jurisdiction has or had to do with ──


def assignment(duty) -> Q:
    involved = _involving([duty.organ_id])
    if duty.role == Role.DISC:
        return Q(is_sealed=True) & involved | Q(is_sealed=False) & named(duty)
    if duty.role == Role.ADMIN:
        return _in_an_emergency(duty)
    if duty.role == Role.CLERK:
        return involved & (Q(state=State.REGISTERED) | Q(first_receiver__in=duty.hands) | was_shown_to(duty))
    if duty.role == Role.REVIEW:
        return involved | has(_may_come_to(duty.organ_id))
    if duty.role == Role.HANDLER:
        seen = Q(holder__in=duty.hands) | has(Proceeding.objects.filter(handler__in=duty.hands))
        return seen | has(Part.objects.filter(handler__in=duty.hands), joint__petition=OuterRef("pk"))
    if duty.role == Role.ARCHIVIST:
        return involved & Q(state__in=FILED)
    if duty.role in JURISDICTION_ROLES:
        involved = _involving(OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant"))
    return involved | Q(is_sealed=True) & named(duty) if duty.role in LEADERS else involved


def may_be_shown_to(duty) -> Q:
    """What somebody who comes back to the window, with the receipt or an identity paper, can have opened there."""
    return ~conflict(duty) & Q(is_sealed=False) & _involving([duty.organ_id])


def was_shown_to(duty) -> Q:
    """Its petitioner stood before this duty today. A clerk cannot look up a neighbour: what a colleague received, and the bureau has sorted,
    is there for a clerk on that day alone, and the opening is kept for ever (looks.py)."""
    return has(_at_windows_today().filter(duty=duty.pk), number=OuterRef("number"))


def _at_windows_today():
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Look.objects.filter(kind=Look.Kind.WINDOW, at__gte=midnight)


def _in_an_emergency(duty) -> Q:
    """The system administrator sees no case content, but for what two persons opened for some hours; never an accusation, and nothing from
    which the leader who approved has to keep away."""
    opened = Q(pk__in=[])
    for granted in Emergency.objects.open_to(duty):
        what = Q(number=granted.number) if granted.number else State.open_q() & Q(holder_organ=granted.organ_id)
        opened |= what & ~conflict(granted.decided_by)
    return Q(is_sealed=False) & opened


# ── Beside the rule ──


def known_to_be_there(duty) -> Q:
    """What a dispatcher may learn of when a matter is checked for repeats: that it is there, where, since when and how far; never what it says.

    Every open matter of the own jurisdiction (art. 19 ¶3: the same matter pending elsewhere is not taken in twice); nothing sealed.
    """
    if duty.role not in (Role.DISPATCHER, Role.B_LEAD):
        return rule(duty)
    below = OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant")
    return rule(duty) | Q(is_sealed=False) & _involving(below) & ~conflict(duty)


def _involving(organs) -> Q:
    return has(Involvement.objects.filter(organ__in=organs))


def _may_come_to(organ_id):
    """Opinions against which this organ may be asked now: whoever brings such a request to its counter finds somebody who can register it.

    The thirty days after the end are for a letter that was posted on the last day (domain.md §2.5.2).
    """
    return Proceeding.objects.filter(_can_be_attacked(), organ__in=Organ.objects.filter(reviewed_by(organ_id)))


def _can_be_attacked() -> Q:
    recent = timezone.localdate() - timedelta(days=30)
    of_a_kind = Q(track=Track.T6_PETITION) | Q(kind=Proceeding.Kind.REVIEW)
    return Q(served_on__isnull=False) & of_a_kind & (Q(closed_on=None) | Q(closed_on__gte=recent)) & ~Q(kind=Proceeding.Kind.REREVIEW)


# ── The same rule the other way round (a test compares the two for every duty) ──


def readers(petition):
    """Today's duties of all organs for which this petition exists."""
    duties = Duty.objects.current().exclude(officer__in=kept_from(petition))
    involved = petition.involvements.values("organ")
    named = petition.clearances.filter(ended_on=None).values("officer")
    if petition.is_sealed:
        return duties.filter(Q(role=Role.DISC, organ__in=involved) | Q(role__in=LEADERS, officer__in=named))
    above = OrganPath.objects.filter(descendant__in=involved, valid_until=None).values("ancestor")
    has_above = Q(organ__kind=OrganKind.BUREAU, organ__parent__isnull=False)
    asked = Part.objects.filter(joint__petition=petition).exclude(handler=None)
    handlers = Duty.objects.filter(
        Q(pk=petition.holder_id)
        | Q(pk__in=petition.proceedings.exclude(handler=None).values("handler"))
        | Q(pk__in=asked.values("handler"))
    )
    stand_ins = Absence.objects.on(timezone.localdate()).filter(duty__in=handlers).values("deputy")
    seen = Q(role__in=ORGAN_ROLES - {Role.CLERK}, organ__in=involved)
    seen |= Q(role=Role.CLERK, organ__in=involved) & _windows(petition)
    seen |= Q(role=Role.HANDLER) & (Q(pk__in=handlers) | Q(pk__in=stand_ins))
    seen |= Q(role__in=JURISDICTION_ROLES) & (has_above & Q(organ__parent__in=above) | ~has_above & Q(organ__in=above))
    attacked = Organ.objects.filter(pk__in=petition.proceedings.filter(_can_be_attacked()).values("organ"))
    one_up = Q(organ__in=attacked.values("parent")) | Q(organ__in=attacked.values("line_superior"))
    seen |= Q(role=Role.REVIEW) & one_up
    if petition.state in FILED:
        seen |= Q(role=Role.ARCHIVIST, organ__in=involved)
    if petition.is_restricted:
        seen |= Q(role=Role.DISC, officer__in=named)
    opened = Q(number=petition.number)
    if petition.is_open:
        opened |= Q(organ=petition.holder_organ_id)
    granted = Emergency.objects.live().filter(opened).exclude(decided_by__officer__in=kept_from(petition))
    seen |= Q(role=Role.ADMIN, pk__in=granted.values("asked_by"))
    return duties.filter(seen)


def _windows(petition) -> Q:
    """Clerks for whom it is there, of those whose organ has to do with it."""
    receivers = Duty.objects.filter(pk=petition.first_receiver_id)
    stand_ins = Absence.objects.on(timezone.localdate()).filter(duty__in=receivers).values("deputy")
    shown = _at_windows_today().filter(number=petition.number).values("duty")
    found = Q(pk__in=receivers) | Q(pk__in=stand_ins) | Q(pk__in=shown)
    return Q() if petition.state == State.REGISTERED else found


def kept_from(petition) -> set:
    """Keys of the officers for whom it does not exist, whatever their duty."""
    return _accused_and_theirs(petition) | set(petition.recusals.values_list("officer", flat=True))


def _accused_and_theirs(petition) -> set:
    """Keys of the officers who must know nothing: the accused; of an accusation also those of accused units and of what the accused lead."""
    accused = petition.parties.filter(role=Party.Role.ACCUSED)
    persons = set(accused.values_list("officer", flat=True)) - {None}
    if not (petition.is_sealed or petition.petition_class == "ACCUSATION"):
        return persons
    led = Duty.objects.current().filter(role__in=LEADERS, officer__in=persons).values("organ")
    units = Q(ancestor__in=accused.exclude(organ=None).values("organ")) | Q(ancestor__in=led)
    below = OrganPath.objects.filter(units, valid_until=None).values("descendant")
    return persons | set(Duty.objects.current().filter(organ__in=below).values_list("officer", flat=True))

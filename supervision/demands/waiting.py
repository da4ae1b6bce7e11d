"""What of all that was demanded waits for whom today?"""

from django.db.models import F, Q

from accounts.models import Role
from petitions.rules.demands import DemandKind
from supervision.models import Demand

from .kinds import ANSWERING, KINDS
from .seeing import demanded_by, demanded_of

State = Demand.State
JUDGED = [kind.code for kind in KINDS.values() if kind.is_judged]

WAITING = Q(state=State.ISSUED)
TO_JUDGE = Q(state=State.ANSWERED, kind__in=JUDGED)
TO_ISSUE = Q(state__in=[State.DRAFT, State.PROPOSED])
DONE = Q(state__in=[State.ACCEPTED, State.WITHDRAWN]) | Q(state=State.ANSWERED) & ~Q(kind__in=JUDGED)


def overdue(today) -> Q:
    return Q(state=State.ISSUED, rolled_on__lt=today)


def waiting_for(duty, today) -> dict:
    """What this duty has to do, as lists that a page may cut or count, the longest waiting first: `to_judge` answered ones, `overdue` ones,
    `to_issue` what a colleague proposed (leaders of the bureau), `drafts` that came back to whoever wrote them, `to_answer` what is demanded of
    the own organ.
    """
    nothing = Demand.objects.none()
    found = dict.fromkeys(("to_judge", "overdue", "to_issue", "drafts", "to_answer"), nothing)
    ours = demanded_by(duty).filter(by_organ=duty.organ_id)
    if duty.role in (Role.SUPERV, Role.B_LEAD, Role.O_LEAD):
        found["to_judge"] = ours.filter(TO_JUDGE).order_by("answered_on", "pk")
        found["overdue"] = demanded_by(duty).filter(overdue(today)).order_by("rolled_on", "pk")
        found["drafts"] = ours.filter(state=State.DRAFT, by__officer=duty.officer_id).order_by("pk")
    if duty.role == Role.B_LEAD:
        found["to_issue"] = (
            ours.filter(state=State.PROPOSED).exclude(deeds__act="PROPOSED", deeds__duty__officer=duty.officer_id).order_by("pk")
        )
    if duty.role in ANSWERING:
        mine = demanded_of(duty).filter(WAITING)
        if duty.role == Role.HANDLER:
            mine = mine.filter(petition__holder__in=duty.hands).exclude(kind=DemandKind.ACCOUNTABILITY)
        found["to_answer"] = mine.order_by(F("rolled_on").asc(), "pk")
    return found

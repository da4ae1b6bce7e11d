"""Who knows of a warning, and who may propose, issue and judge one?"""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.aggregates import Count

from accounts.models import Duty, Organ, OrganKind, OrganPath, Role
from petitions.models import Clock

from .accountability import PERFUNCTORY
from .models import WarningCard, WarningEvidence
from .models.warning import NEVER_ISSUED, State
from .models.warning_rule import Level
from .scope import DEFENDERS, WATCHERS, ordinary

READERS = (*WATCHERS, Role.JOINT, *DEFENDERS)
STANDING = (Clock.Result.LATE, Clock.Result.RUNNING)  # a clock that was set aside meanwhile proves nothing any more


def superior_of(duty):
    """The organ below which this duty may call others to account: a bureau's or joint conference's government, a government itself."""
    if duty.role == Role.O_LEAD:
        return duty.organ_id if duty.organ.kind == OrganKind.GOVERNMENT else None
    if duty.role == Role.JOINT and duty.organ.kind == OrganKind.JOINT_CONFERENCE:
        return duty.organ.parent_id
    return duty.jurisdiction_id if duty.role in (*WATCHERS, Role.JOINT) else None


def below(duty) -> Q:
    """Cards of the organs that this duty watches over: never of its own house, nor of another in which the same person has a duty."""
    superior = superior_of(duty)
    if superior is None:
        return Q(pk__in=[])
    own = Duty.objects.current().filter(officer=duty.officer_id).order_by().values("organ")
    paths = OrganPath.objects.filter(ancestor=superior, valid_until=None).exclude(descendant__in=[superior, duty.organ_id])
    return Q(organ__in=paths.values("descendant")) & ~Q(organ__in=own)


def rows_for(duty):
    """The cards that are there for this duty; one about a single matter only where the matter is, and never once that is sealed."""
    known = Q(petition=None) | Exists(ordinary(duty).filter(pk=OuterRef("petition")))
    seen = below(duty)
    if duty.role in DEFENDERS:
        seen |= Q(organ=duty.organ_id) & ~NEVER_ISSUED
    return WarningCard.objects.filter(known & seen)


def evidence_for(duty):
    return WarningEvidence.objects.filter(Exists(ordinary(duty).filter(pk=OuterRef("petition"))))


def with_counts(cards, duty):
    """Each with the number of petitions in its evidence that this duty may know of: `shown`."""
    shown = (
        evidence_for(duty)
        .filter(warning=OuterRef("pk"))
        .order_by()
        .values("warning")
        .annotate(n=Count("petition", distinct=True))
        .values("n")
    )
    return cards.annotate(shown=Subquery(shown))


def standing(card, duty) -> int:
    """How many petitions still bear the proposal, of those that this duty may know of."""
    return evidence_for(duty).filter(warning=card, clock__result__in=STANDING).values("petition").distinct().count()


def organs_to_warn(duty):
    """Organs that a supervisor may propose to warn."""
    own = Duty.objects.current().filter(officer=duty.officer_id).order_by().values("organ")
    superior = superior_of(duty)
    return Organ.objects.active().under(superior).exclude(pk__in=[superior, duty.organ_id]).exclude(pk__in=own)


# ── One card that came through rows_for ──


def is_ours(card, duty):
    """Of the own organ: its people answer and never judge."""
    return card.organ_id == duty.organ_id


def issuing_roles(card):
    """A card is the bureau's; what art. 39 para. 3 names, the joint conference's. The circular after a perfunctory first reception is of the
    first-responsibility system, which the bureau keeps."""
    if card.level == Level.CARD:
        return (Role.B_LEAD,)
    return (Role.JOINT, Role.O_LEAD, *((Role.B_LEAD,) if card.reason == PERFUNCTORY and card.level == Level.CIRCULAR else ()))


def may_issue(card, duty):
    by_another = card.proposed_by is None or card.proposed_by.officer_id != duty.officer_id
    return card.state == State.PROPOSED and not is_ours(card, duty) and duty.role in issuing_roles(card) and by_another


def may_hand_in(card, duty):
    return card.state == State.ISSUED and is_ours(card, duty) and duty.role in DEFENDERS


def may_judge(card, duty):
    by_another = card.handed_in_by is None or card.handed_in_by.officer_id != duty.officer_id
    return card.state == State.CLEARING and not is_ours(card, duty) and duty.role in WATCHERS and by_another


def may_propose_next(card, duty, today):
    can_follow = card.is_overdue(today) and card.measure.next and not card.followed_by.exclude(state=State.DROPPED).exists()
    return can_follow and not is_ours(card, duty) and duty.role in (*WATCHERS, Role.JOINT)


# ── Who is told ──


def bureaus_of(organs) -> dict:
    """{key of an organ: the nearest bureau that may judge it}; a bureau and the government that it serves are judged by the one above."""
    bureaus = {}
    for bureau in Organ.objects.active().filter(kind=OrganKind.BUREAU).order_by("pk"):
        bureaus.setdefault(bureau.parent_id or bureau.pk, bureau)
    paths = OrganPath.objects.filter(descendant__in=organs, valid_until=None, depth__gt=0).order_by("descendant", "depth")
    found = {}
    for organ, ancestor in paths.values_list("descendant", "ancestor"):
        if ancestor in bureaus and bureaus[ancestor].pk != organ:
            found.setdefault(organ, bureaus[ancestor])
    return found


def watchers_of(card, *roles):
    """Who may act on it in the nearest bureau, or for the joint conference beside it; nobody who belongs to the organ itself."""
    bureau = bureaus_of([card.organ_id]).get(card.organ_id)
    if bureau is None:
        return []
    there = Q(organ=bureau)
    if Role.JOINT in roles:
        there |= Q(role=Role.JOINT, organ__kind=OrganKind.JOINT_CONFERENCE, organ__parent=bureau.jurisdiction)
    if Role.O_LEAD in roles:
        there |= Q(role=Role.O_LEAD, organ=bureau.jurisdiction, organ__kind=OrganKind.GOVERNMENT)
    theirs = Duty.objects.current().filter(organ=card.organ_id).order_by().values("officer")
    return Duty.objects.current().filter(there, role__in=roles).exclude(officer__in=theirs).select_related("officer", "organ")

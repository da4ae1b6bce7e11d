"""Which organs does the rule propose to warn, which warnings were not cleared in time, and who has to do something about one?"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from petitions.clocks import add_months, profiles, rule_for
from petitions.models import Clock, PetitionClass
from petitions.rulebook import WINDOWS, Rule

from .accountability import LATE
from .models import WarningCard, WarningDeed, WarningEvidence, WarningRule
from .models.warning import State
from .scope import DEFENDERS, WATCHERS
from .telling import tell
from .warning_rights import bureaus_of, issuing_roles, may_issue, may_judge, rows_for, watchers_of

LOCK = 7_403
QUARTERS_BACK = 1  # besides the running one, after an office was closed
ORDINARY = Q(petition__is_sealed=False) & ~Q(petition__petition_class=PetitionClass.ACCUSATION)


def quarter_of(day: date) -> date:
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def propose(today: date) -> list:
    """Each night: what the rule finds in this quarter and the last one, and the next measure after what was not cleared. Returns the new proposals.

    Run twice, or after days without a run, it adds nothing that is there already.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        this_quarter = quarter_of(today)
        found = []
        for back in range(QUARTERS_BACK, -1, -1):
            found += _of_quarter(add_months(this_quarter, -3 * back), today)
        found += _not_cleared(today)
        _end(today)
    return found


# ── The rule ──


def overdue(quarter: date, today: date):
    """Clocks of organs whose first day of being late lies in the quarter; never of an accusation.

    A right that was not used is not late, and a target that the office set itself is no breach, unless a letter named the date.
    """
    last = min(add_months(quarter, 3) - timedelta(days=1), today)
    day_before = timedelta(days=1)
    clocks = Clock.objects.filter(
        ORDINARY, result__in=[Clock.Result.LATE, Clock.Result.RUNNING], organ__closed_on=None, organ__isnull=False, is_provisional=False,
        rolled_on__gte=quarter - day_before, rolled_on__lte=last - day_before,
    )  # fmt: skip
    for rule, profile in _targets():
        clocks = clocks.exclude(rule=rule, profile=profile, given_on=None)
    return clocks.exclude(rule__in=WINDOWS)


@lru_cache
def _targets() -> tuple:
    laws = {(str(rule), law.profile) for rule in Rule for profile in profiles() if (law := _law(rule, profile)) and law.is_internal}
    return tuple(sorted(laws))


def _law(rule, profile):
    return rule_for(rule, profile.key, profile.valid_from)


def _of_quarter(quarter, today):
    late = overdue(quarter, today)
    counts = dict(late.order_by().values("organ").annotate(n=Count("petition", distinct=True)).values_list("organ", "n"))
    bureaus = bureaus_of(counts)
    rules = {bureau: WarningRule.of(bureau, quarter) for bureau in set(bureaus.values())}
    proposed = []
    for organ, number in sorted(counts.items()):
        rule = rules[bureaus[organ]] if organ in bureaus else None
        if rule is None or number < rule.threshold:
            continue
        fields = {"rule_id": rule.pk, "threshold": rule.threshold, "level": rule.level, "reason": LATE, "proposed_on": today}
        card, is_new = WarningCard.objects.get_or_create(organ_id=organ, quarter_on=quarter, defaults=fields)
        if card.state == State.PROPOSED:
            _gather(card, late.filter(organ=organ))
        if is_new:
            announce(card)
            proposed.append(card)
    return proposed


def _gather(card, clocks):
    """What became late since the proposal was written bears it too, as long as nobody has decided on it."""
    known = card.evidence.values("clock")
    rows = [WarningEvidence(warning=card, clock=clock, petition_id=clock.petition_id) for clock in clocks.exclude(pk__in=known)]
    if rows:
        WarningEvidence.objects.bulk_create(rows)
        card.counted = card.evidence.values("petition").distinct().count()
        card.save(update_fields=["counted"])


def announce(card, by=None, words=""):
    WarningDeed.objects.create(warning=card, kind=WarningDeed.Kind.PROPOSED, duty=by, words=words)
    tell_of("warning_proposed", card, watchers_of(card, *issuing_roles(card)), by=by)


def tell_of(kind, card, duties, *, by=None, turn=0):
    """`turn`: the deed that is told, where one kind can come again."""
    url = reverse("warning", args=[card.slug])
    tell(kind, duties, key=f"warning:{card.slug}:{kind}:{turn}", petition=card.petition, by=by, organ=card.organ.short_name, url=url)


# ── The ladder ──


def _not_cleared(today):
    known = Q(petition=None) | ORDINARY
    late = WarningCard.objects.filter(known, state=State.ISSUED, clear_by__lt=today)
    known_late = WarningDeed.objects.filter(warning=OuterRef("pk"), kind=WarningDeed.Kind.OVERDUE, day=OuterRef("clear_by"))
    late = late.exclude(Exists(known_late))
    proposed = []
    for card in late.select_for_update(of=["self"]).select_related("organ", "petition").order_by("pk"):
        deed = WarningDeed.objects.create(warning=card, kind=WarningDeed.Kind.OVERDUE, day=card.clear_by)
        tell_of("warning_overdue", card, watchers_of(card, *WATCHERS), turn=deed.pk)
        if card.measure.next and not card.followed_by.exclude(state=State.DROPPED).exists():
            proposed.append(propose_next(card, None, today))
    return proposed


def propose_next(card, by, today, words=""):
    """The next level after one that was not cleared; the card that it follows is its evidence."""
    following = WarningCard.objects.create(
        organ=card.organ,
        level=card.measure.next,
        follows=card,
        petition=card.petition,
        reason=card.reason,
        proposed_by=by,
        proposed_on=today,
    )
    announce(following, by=by, words=words)
    return following


def _end(today):
    """Expired, and no next measure waits for a decision."""
    over = WarningCard.objects.filter(state=State.ISSUED, valid_until__lt=today, clear_by__lt=today)
    for card in over.exclude(followed_by__state=State.PROPOSED).select_for_update(of=["self"]):
        card.state, card.settled_on = State.ENDED, today
        card.save(update_fields=["state", "settled_on"])
        WarningDeed.objects.create(warning=card, kind=WarningDeed.Kind.ENDED)


# ── What waits ──


class Waiting(NamedTuple):
    """One line of the workbench."""

    card: WarningCard
    what: str
    due_on: date | None
    url: str


def waiting_for(duty, today) -> list:
    """What of this duty is at hand, what is late first."""
    lines = []
    cards = rows_for(duty).filter(state__in=[State.PROPOSED, State.ISSUED, State.CLEARING])
    for card in cards.select_related("organ", "proposed_by", "handed_in_by").defer("payload"):
        if may_issue(card, duty):
            lines.append(_line(card, _("A proposal to warn an organ waits for your decision"), card.proposed_on))
        elif may_judge(card, duty):
            lines.append(_line(card, _("Proof was handed in to clear a warning"), card.clear_by))
        elif card.organ_id == duty.organ_id and duty.role in DEFENDERS and card.state == State.ISSUED:
            lines.append(_line(card, _("A warning has to be cleared with proof"), card.clear_by))
        elif duty.role in (*WATCHERS, Role.JOINT) and card.organ_id != duty.organ_id and card.is_overdue(today):
            lines.append(_line(card, _("A warning was not cleared in time"), card.clear_by))
    return sorted(lines, key=lambda line: (line.due_on, line.card.pk))


def _line(card, what, due_on):
    return Waiting(card, what, due_on, reverse("warning", args=[card.slug]))

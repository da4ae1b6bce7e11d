"""Which rungs have running clocks reached, and which steps does time take?"""

import logging
import time as stopwatch
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

from django.core.cache import cache
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from petitions.clocks import Rule, Unit, profiles, rule_for
from petitions.models import Clock, Event, Party, Petition, Withdrawal
from petitions.rulebook import CHANCES, WINDOWS
from petitions.workflow import STEPS, State, StepNotOpen

from . import ears, rungs, sweep_runs
from .models import Rung, SweepFailure

logger = logging.getLogger(__name__)


LONGEST_REST = 12  # days; no stretch of rest days is longer, so that a date is looked for this far ahead
LAST_SWEEP = "supervision:last-sweep"
STALE_SECONDS = 15 * 60  # beat sweeps every ten minutes
LOCK = 7302

# The last working day before a date, by the office's calendar.
WORKDAY_BEFORE = f"""(
    SELECT max(day)::date FROM generate_series(clock.rolled_on - {LONGEST_REST}, clock.rolled_on - 1, interval '1 day') day
    LEFT JOIN accounts_calendarday known ON known.date = day::date
    WHERE coalesce(known.is_workday, extract(isodow FROM day) < 6))"""

# One statement a rung, through the partial index of running clocks: the rows that are due and missing.
CLIMB = """
INSERT INTO supervision_escalation (petition_id, clock_id, rung, deed, due_on, recorded_at)
SELECT clock.petition_id, clock.id, %(rung)s, %(deed)s, reached_on.day, now()
FROM petitions_clock clock
CROSS JOIN LATERAL (SELECT greatest({day}, clock.started_on, %(since)s::date) AS day) reached_on
WHERE clock.result = 'RUNNING' AND clock.organ_id IS NOT NULL AND clock.rule <> ALL(%(windows)s::text[])
  AND clock.rolled_on <= %(today)s::date + %(ahead)s AND reached_on.day <= %(today)s
  AND NOT EXISTS (SELECT FROM supervision_escalation known WHERE known.clock_id = clock.id AND known.rung = %(rung)s)
ON CONFLICT (clock_id, rung) DO NOTHING
RETURNING clock_id
"""


@dataclass
class Sweep:
    """What one sweep did: rows per rung, notices, steps the system took, and the numbers of petitions on which it could not."""

    reached: dict = field(default_factory=dict)
    told: int = 0
    steps: dict = field(default_factory=dict)
    failed: list = field(default_factory=list)
    is_alone: bool = True  # False: another sweep was at it, and this one left all to the other
    wrote_at: list = field(default_factory=list)  # recorded_at of its rows: the times of its transactions


def sweep(today: date) -> Sweep:
    """Catch up with everything that is due by that day. Safe to run twice, after missed days, and beside another sweep."""
    began_at, began, swept = timezone.now(), stopwatch.monotonic(), Sweep()
    if _climb(today, swept):
        ripe = _withdrawn(today)
        for step, due in [
            ("deem_accepted", _silent(today)), ("lapse", _lapsed(today)), ("withdraw", ripe.filter(is_whole=True)),
            ("withdraw_some", ripe.filter(is_whole=False)),
        ]:  # fmt: skip
            swept.steps[step] = _take(step, due, today, swept.failed)
        if any(swept.steps.values()):
            _climb(today, swept)  # a clock that a step has just started may have been due long ago, where days were missed
        _remember()
    sweep_runs.keep(swept, today, began_at, stopwatch.monotonic() - began)
    return swept


def _climb(today, swept) -> bool:
    """Whether it was alone. All rows first, those of older versions before those of today's; then the messages, from the top: one a clock, of
    its highest rung."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s), now()", [LOCK])
        is_alone, now = cursor.fetchone()
        if not is_alone:
            swept.is_alone = bool(swept.wrote_at)
            return False
        swept.wrote_at.append(now)
        climbed = []
        for version, day in rungs.to_climb(today, sweep_runs.last_day()):
            for rung in version.rungs:
                cursor.execute(_statement(rung), _values(rung, version, day))
                reached = [clock for (clock,) in cursor]
                swept.reached[rung.name] = swept.reached.get(rung.name, 0) + len(reached)
                climbed.append((version, rung, reached))
        spoken_of = set()
        for version, rung, reached in reversed(climbed):
            news = [clock for clock in reached if clock not in spoken_of]
            spoken_of.update(news)
            if news:
                swept.told += ears.tell(cursor, version, rung, news, today)
    return True


def _statement(rung) -> str:
    day = f"clock.{Rung.Date(rung.counts_from)} + %(days)s"
    if rung.days < 0:
        day = f"CASE WHEN (clock.rule, clock.profile) IN %(in_workdays)s THEN {WORKDAY_BEFORE} ELSE {day} END"
    return CLIMB.format(day=day)


def _values(rung, version, day):
    # The strict date and the working day before lie at most one stretch of rest days before the rolled date that the index holds.
    rest = LONGEST_REST if rung.days <= 0 or rung.counts_from == Rung.Date.STRICT else 0
    return {
        "rung": rung.name, "deed": str(rung.deed), "days": rung.days, "today": day, "since": version.since[rung.name],
        "ahead": rest - rung.days, "in_workdays": _counted_in_workdays(),
        # A right that was not used is not late.
        "windows": [str(rule) for rule in WINDOWS] if rung.days > 0 else [str(rule) for rule in CHANCES],
    }  # fmt: skip


@lru_cache
def _counted_in_workdays() -> tuple[tuple[str, str], ...]:
    """(rule, profile) of every clock whose length is a number of working days."""
    laws = (rule_for(rule, profile.key, profile.valid_from) for rule in Rule.values for profile in profiles())
    return tuple(sorted({(str(law.id), law.profile) for law in laws if law.unit == Unit.WORKDAY}))


def _silent(today):
    """The notice is overdue and the sixty days do not run yet (domain.md §2.5.5); a suggestion has no sixty days."""
    overdue = Clock.objects.late(today).filter(
        rule__in=[Rule.NOTICE, Rule.DIRECT_NOTICE], petition__state__in=[State.ROUTING, State.PENDING_NOTICE]
    )
    # Of a matter that was reopened an older time of handling says nothing.
    handled = Clock.objects.filter(rule=Rule.HANDLING, petition=OuterRef("petition"), started_on__gte=OuterRef("started_on"))
    silent = overdue.exclude(Exists(handled.exclude(result=Clock.Result.NOT_APPLICABLE)))
    return Petition.objects.filter(pk__in=silent.values("petition")).exclude(petition_class="SUGGESTION")


def _lapsed(today):
    """Nobody asked for a review, or after it for a re-review, in time (arts 35, 36)."""
    over = Clock.objects.late(today).filter(
        Q(rule=Rule.REVIEW_REQUEST, petition__state=State.REMEDY_WINDOW)
        | Q(rule=Rule.REREVIEW_REQUEST, petition__state=State.REREVIEW_WINDOW)
    )
    return Petition.objects.filter(pk__in=over.values("petition"))


def _withdrawn(today):
    """The days to think again have passed; `is_whole` where nobody is left who has not withdrawn (domain.md §3.4 row 44)."""
    stays = Party.objects.filter(petition=OuterRef("pk")).exclude(role__in=[Party.Role.ACCUSED, Party.Role.AGENT])
    gone = Withdrawal.objects.filter(revoked_on=None, may_revoke_until__lt=today).exclude(party=None)
    stays = stays.exclude(pk__in=gone.values("party"))
    ripe = Withdrawal.objects.ripe(today).values("petition")
    return Petition.objects.filter(pk__in=ripe, state__in=STEPS["withdraw"].sources).annotate(is_whole=~Exists(stays))


def _take(step, due, today, failed) -> int:
    """Each petition in a transaction of its own: one that cannot go on does not hold up the others."""
    at = None if today == timezone.localdate() else datetime.combine(today, time(), timezone.get_current_timezone())
    taken = 0
    for petition in due.order_by("pk").iterator(chunk_size=500):
        try:
            petition.advance(step, actor=Event.Actor.SYSTEM, at=at)
            taken += 1
        except (StepNotOpen, IntegrityError, ProgrammingError) as refused:
            if due.filter(pk=petition.pk).exists():  # else somebody else took the step meanwhile
                why = refused.explain() if isinstance(refused, StepNotOpen) else _("The database refused it.")
                failed.append(petition.number)
                SweepFailure.objects.bulk_create(
                    [SweepFailure(petition=petition, step=step, day=today, reason=why[:300])], ignore_conflicts=True
                )
                logger.warning("petition %s: %s was due and is not possible: %s", petition.number, step, why)
    return taken


def _remember():
    try:
        cache.set(LAST_SWEEP, timezone.now(), None)
    except RedisError:
        logger.warning("the time of this sweep could not be noted: the cache does not answer")


def seconds_since_last_sweep() -> int | None:
    """None where nobody knows: no sweep yet, or the cache was emptied or does not answer."""
    try:
        last = cache.get(LAST_SWEEP)
    except RedisError:
        return None
    return round((timezone.now() - last).total_seconds()) if last else None


def is_late_itself() -> bool:
    seconds = seconds_since_last_sweep()
    return seconds is None or seconds > STALE_SECONDS

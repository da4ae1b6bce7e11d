"""Which rungs have running clocks reached, and who hears of it?"""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from petitions.clocks import Rule, Unit, profiles, rule_for
from petitions.models import Clock, Event, Party, Petition, Withdrawal
from petitions.rulebook import CHANCES, WINDOWS
from petitions.workflow import STEPS, State, StepNotOpen

logger = logging.getLogger(__name__)


class Rung(NamedTuple):
    """Reached `days` after (before, where negative) one of a clock's two dates."""

    name: str
    counts_from: str  # strict_on: the state is warned; rolled_on: it is late (domain.md §2.5.2)
    days: int
    label: str
    hears: tuple  # besides the officer who holds the petition, or the organ's desk where nobody does


# Lowest first. A clock counted in working days is short: it is amber on the last working day before its date, not three days before.
RUNGS = (
    Rung("SOON", "rolled_on", -3, _("due soon"), ()),
    Rung("LAST_DAY", "strict_on", 0, _("last day"), ()),
    Rung("LATE", "rolled_on", 1, _("late"), ("leader", "supervisor")),
    Rung("LATE_7", "rolled_on", 7, _("a week late"), ("leader", "supervisor")),
    Rung("LATE_30", "rolled_on", 30, _("a month late"), ("leader", "supervisor")),
)
LABELS = {rung.name: rung.label for rung in RUNGS}
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
INSERT INTO supervision_escalation (petition_id, clock_id, rung, due_on, recorded_at)
SELECT clock.petition_id, clock.id, %(rung)s, reached_on.day, now()
FROM petitions_clock clock
CROSS JOIN LATERAL (SELECT greatest({day}, clock.started_on) AS day) reached_on
WHERE clock.result = 'RUNNING' AND clock.organ_id IS NOT NULL AND clock.rule <> ALL(%(windows)s::text[])
  AND clock.rolled_on <= %(today)s::date + %(ahead)s AND reached_on.day <= %(today)s
  AND NOT EXISTS (SELECT FROM supervision_escalation known WHERE known.clock_id = clock.id AND known.rung = %(rung)s)
ON CONFLICT (clock_id, rung) DO NOTHING
RETURNING clock_id
"""

# And one for those who hear of them. A higher rung is written first and silences the lower ones that were reached meanwhile: all rows, one message.
TELL = """
WITH news AS MATERIALIZED (
    SELECT clock.id AS clock_id, clock.petition_id, clock.organ_id, clock.rule, clock.rolled_on, petition.is_sealed, holder.id AS holder_id,
           petition.holder_organ_id AS lead_id, petition.holder_id AS lead_holder_id
    FROM unnest(%(reached)s::bigint[]) reached (clock_id)
    JOIN petitions_clock clock ON clock.id = reached.clock_id
    JOIN petitions_petition petition ON petition.id = clock.petition_id
    LEFT JOIN accounts_duty holder ON holder.id = petition.holder_id AND holder.organ_id = clock.organ_id
    WHERE NOT EXISTS (SELECT FROM supervision_escalation higher WHERE higher.clock_id = reached.clock_id AND higher.rung = ANY(%(higher)s))
), duty AS MATERIALIZED (
    SELECT duty.id, duty.officer_id, duty.organ_id, duty.role
    FROM accounts_duty duty
    JOIN accounts_officer officer ON officer.id = duty.officer_id AND officer.is_active
    JOIN accounts_organ organ ON organ.id = duty.organ_id AND organ.closed_on IS NULL
    WHERE duty.since <= %(today)s AND (duty.ended_on IS NULL OR duty.ended_on > %(today)s)
), bureau AS MATERIALIZED (
    -- the nearest bureau above an organ that has a supervisor: its own jurisdiction comes first
    SELECT DISTINCT ON (up.descendant_id) up.descendant_id AS organ_id, bureau.id AS bureau_id
    FROM accounts_organpath up
    JOIN accounts_organ bureau ON bureau.kind = 'BUREAU' AND coalesce(bureau.parent_id, bureau.id) = up.ancestor_id
    WHERE up.valid_until IS NULL AND EXISTS (SELECT FROM duty WHERE duty.organ_id = bureau.id AND duty.role = 'SUPERV')
    ORDER BY up.descendant_id, up.depth, bureau.id
), ear AS (
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.id = news.holder_id WHERE NOT news.is_sealed
    UNION
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.organ_id = news.organ_id
    WHERE NOT news.is_sealed AND (duty.role = ANY(%(leaders)s) OR (duty.role = ANY(%(desk)s) AND news.holder_id IS NULL))
    UNION
    SELECT news.clock_id, duty.id FROM news JOIN bureau ON bureau.organ_id = news.organ_id JOIN duty ON duty.organ_id = bureau.bureau_id
    WHERE NOT news.is_sealed AND duty.role = ANY(%(supervisors)s)
    UNION
    -- a late part of an assisting organ holds up the lead, which chases it, and the bureau that named the lead (scenario 51)
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.organ_id = news.lead_id
    WHERE NOT news.is_sealed AND news.rule = %(part)s AND %(is_late)s
      AND (duty.id = news.lead_holder_id OR (news.lead_holder_id IS NULL AND duty.role = ANY(%(desk)s)))
    UNION
    SELECT news.clock_id, duty.id FROM news JOIN bureau ON bureau.organ_id = news.organ_id JOIN duty ON duty.organ_id = bureau.bureau_id
    WHERE NOT news.is_sealed AND news.rule = %(part)s AND %(is_late)s AND duty.role = 'DISPATCHER'
    UNION
    -- a sealed matter is known to accusation officers alone, and to none of those whom it accuses
    SELECT news.clock_id, duty.id FROM news JOIN duty ON duty.organ_id = news.organ_id AND duty.role = 'DISC'
    WHERE news.is_sealed AND NOT petitions_accuses_duty(news.petition_id, duty.id)
)
INSERT INTO petitions_notice (key, petition_id, duty_id, kind, details, channel, state, attempts, next_try_at, created_at)
SELECT format('clock:%%s:%%s:%%s:DESK', news.clock_id, %(rung)s, ear.id), news.petition_id, ear.id, %(kind)s,
       jsonb_build_object('rule', news.rule, 'due_on', news.rolled_on, 'organ', organ.short_name), 'DESK', 'WAITING', 0, now(), now()
FROM news JOIN ear ON ear.clock_id = news.clock_id JOIN accounts_organ organ ON organ.id = news.organ_id
WHERE NOT petitions_keeps_away(news.petition_id, ear.id)  -- who keeps away hears nothing (art. 28)
ORDER BY news.rolled_on DESC, news.clock_id DESC, ear.id  -- the list shows the newest row first: what is due earliest; and no plan shows through
ON CONFLICT (key) DO NOTHING
"""


@dataclass
class Sweep:
    """What one sweep did: rows per rung, notices, steps the system took, and the numbers of petitions on which it could not."""

    reached: dict = field(default_factory=dict)
    told: int = 0
    steps: dict = field(default_factory=dict)
    failed: list = field(default_factory=list)
    is_alone: bool = True  # False: another sweep was at it, and this one left it to the other


def sweep(today: date) -> Sweep:
    """Catch up with everything that is due by that day. Safe to run twice, after missed days, and beside another sweep."""
    swept = Sweep()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        swept.is_alone = cursor.fetchone()[0]
        if not swept.is_alone:
            return swept
        for place in reversed(range(len(RUNGS))):
            rung = RUNGS[place]
            values = _values(rung, RUNGS[place + 1 :], today)
            cursor.execute(_statement(rung), values)
            reached = [clock for (clock,) in cursor]
            swept.reached[rung.name] = len(reached)
            if reached:
                cursor.execute(TELL, values | {"reached": reached})
                swept.told += cursor.rowcount
    ripe = _withdrawn(today)
    for step, due in [
        ("deem_accepted", _silent(today)), ("lapse", _lapsed(today)), ("withdraw", ripe.filter(is_whole=True)),
        ("withdraw_some", ripe.filter(is_whole=False)),
    ]:  # fmt: skip
        swept.steps[step] = _take(step, due, today, swept.failed)
    _remember()
    return swept


def _statement(rung) -> str:
    day = f"clock.{rung.counts_from} + %(days)s"
    if rung.days < 0:
        day = f"CASE WHEN (clock.rule, clock.profile) IN %(in_workdays)s THEN {WORKDAY_BEFORE} ELSE {day} END"
    return CLIMB.format(day=day)


def _values(rung, higher, today):
    return {
        "rung": rung.name, "days": rung.days, "today": today, "higher": [above.name for above in higher], "kind": f"clock_{rung.name.lower()}",
        # The strict date and the working day before lie at most one stretch of rest days before the rolled date that the index holds.
        "ahead": max(-rung.days, 0) + LONGEST_REST if rung.days <= 0 else -rung.days, "in_workdays": _counted_in_workdays(),
        # A right that was not used is not late.
        "windows": [str(rule) for rule in WINDOWS] if rung.days > 0 else [str(rule) for rule in CHANCES],
        "desk": ["LIAISON", "DISPATCHER"], "leaders": ["O_LEAD", "B_LEAD"] if "leader" in rung.hears else [],
        "part": str(Rule.PART), "is_late": rung.days > 0,
        "supervisors": ["SUPERV"] if "supervisor" in rung.hears else [],
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
        except StepNotOpen as refused:
            if due.filter(pk=petition.pk).exists():  # else somebody else took the step meanwhile
                failed.append(petition.number)
                logger.warning("petition %s: %s was due and is not possible: %s", petition.number, step, refused)
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

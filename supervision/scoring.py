"""What did units fail to do, as their clocks and events show? Proposed each night; decided by people.

A clock costs its organ one failing, whichever way it is late: still running past its rolled date, or stopped after it (domain.md §2.5.2).
"""

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from accounts import acting
from accounts.calendar import current_calendar
from accounts.models import Organ
from petitions.models import Clock, Petition
from petitions.rulebook import Rule

from . import following, judging
from .models import Deduction, DeductionDeed, Failing, YearSheet
from .scoring_rules import Rules
from .telling import tell

LOCK = 7_405
ONE_DAY = timedelta(days=1)

# Whose neglect is which failing. Not here: windows (nobody is late with a right), the petitioner's clocks, targets that the office set itself
# (asked of the rule), reviews (they are the superior's) and reports upward.
FAILINGS = {
    Rule.REGISTRATION: Failing.NOT_TRANSFERRED,
    Rule.FORWARDING: Failing.NOT_TRANSFERRED,
    Rule.DIRECT_NOTICE: Failing.NOT_ACCEPTED,
    Rule.NOTICE: Failing.NOT_ACCEPTED,
    Rule.HANDLING: Failing.NOT_HANDLED,  # with its extension: C07 is the same clock
    Rule.SIMPLE_REPLY: Failing.NOT_HANDLED,
    Rule.DUTY: Failing.NOT_HANDLED,
    Rule.ASSIGNED_RESULT: Failing.NOT_HANDLED,
    Rule.CORRECTION: Failing.NOT_HANDLED,
    Rule.REDO: Failing.NOT_HANDLED,
}
SENDING = {"refer", "transfer", "assign", "assign_jointly", "report_up"}


def failing_of(clock) -> Failing:
    """The first unit's own clock (C02) ends with its notice, or with sending the matter to whom it belongs."""
    sent_on = clock.rule == Rule.DIRECT_NOTICE and clock.stop_event and clock.stop_event.step in SENDING
    return Failing.NOT_TRANSFERRED if sent_on else FAILINGS[clock.rule]


def propose(today: date) -> int:
    """Writes what is new, and tells the units. Run twice it adds nothing; after days that were missed it finds the same. Returns new ones.

    MissingYear, and nothing written, where the end of the time to contest cannot be counted yet.
    """
    with acting.as_office(), transaction.atomic(), connection.cursor() as cursor:
        _alone(cursor)
        rules, calendar = Rules(), current_calendar()
        frozen = set(YearSheet.objects.values_list("organ", "year"))
        found = [*_late_clocks(rules, today), *_lost_from_sight(rules, today)]
        until = {rule.pk: calendar.add_workdays(today, rule.contest_days) for rule in {row.rule for row in found}}
        for row in found:
            row.year = year_of(row, frozen)
            row.points, row.proposed_on, row.contest_until = row.rule.points, today, until[row.rule.pk]
        Deduction.objects.bulk_create(found, ignore_conflicts=True)
        return _announce(today)


def _alone(cursor):
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def hold(organ):
    """Until the end of the transaction nobody else closes this unit's year, or writes into it by hand."""
    Organ.objects.select_for_update(of=("self",), no_key=True).get(pk=organ.pk)


def year_of(row, frozen) -> int:
    """The year of the occurrence. What comes to light after that sheet was frozen stands in the next one: a frozen sheet never changes."""
    year = row.occurred_on.year
    while (row.organ_id, year) in frozen:
        year += 1
    return year


def _late_clocks(rules, today):
    late = Q(result=Clock.Result.LATE) | Q(result=Clock.Result.RUNNING, rolled_on__lt=today)
    ordinary = Petition.objects.filter(pk=OuterRef("petition"), is_sealed=False, is_taken_over=False, is_offline=False)
    same_sending = Clock.objects.filter(petition=OuterRef("petition"), organ=OuterRef("organ"), rule=Rule.REGISTRATION)
    clocks = (
        Clock.objects.filter(late, rule__in=FAILINGS, organ__isnull=False, rolled_on__gte=rules.first_day - ONE_DAY)
        .filter(
            Exists(ordinary.exclude(petition_class="ACCUSATION").exclude(state="VOID")),
            ~Exists(Deduction.objects.filter(clock=OuterRef("pk"))),
        )
        .exclude(Q(rule=Rule.FORWARDING) & Exists(same_sending))
        .select_related("petition__first_receiver", "organ", "stop_event")
        .order_by("pk")
    )
    for clock in clocks:
        code, occurred_on = failing_of(clock), clock.rolled_on + ONE_DAY
        rule = rules.on(code, occurred_on)
        if rule is not None and not clock.law.is_internal:
            yield Deduction(
                petition=clock.petition, code=code, organ=clock.organ, clock=clock, occurred_on=occurred_on, rule=rule,
                first_receiver=receiver_of(clock.petition, clock.organ_id),
            )  # fmt: skip


def receiver_of(petition, organ_id):
    """首访责任人: answers beside the first unit for what that unit fails to do; not for what another organ does."""
    receiver = petition.first_receiver
    return receiver if receiver and petition.first_organ_id == organ_id == receiver.organ_id else None


def _lost_from_sight(rules, today):
    for rule, first, until in rules.spans(Failing.NOT_TRACKED):
        for petition, organ, receiver, day in following.gaps(today, rule, first, until):
            yield Deduction(
                petition_id=petition, code=Failing.NOT_TRACKED, organ_id=organ, first_receiver_id=receiver, occurred_on=day, rule=rule,
            )  # fmt: skip


def _announce(today) -> int:
    """The rows that are new have no deed yet; each is told to its unit."""
    new = list(Deduction.objects.filter(deeds=None).select_related("petition", "organ", "first_receiver__officer", "first_receiver__organ"))
    DeductionDeed.objects.bulk_create(DeductionDeed(deduction=row, kind=DeductionDeed.Kind.PROPOSE, done_on=today) for row in new)
    for row in new:
        tell_unit(row, "deduction_proposed")
    return len(new)


def tell_unit(deduction, kind, by=None):
    """Those who speak for the unit and, for the own rows, the first receiver."""
    duties = [*judging.defenders_of(deduction.organ), *([deduction.first_receiver] if deduction.first_receiver else [])]
    tell(
        kind, duties, key=f"{kind}:{deduction.slug}", petition=deduction.petition, by=by,
        organ=deduction.organ.short_name, points=str(deduction.points), until=deduction.contest_until.isoformat(),
    )  # fmt: skip


def waiting_for(duty, today: date):
    """What waits for this duty: to be decided, where it judges; to be contested or accepted, where it speaks for the unit."""
    undecided = Q(state__in=[Deduction.State.PROPOSED, Deduction.State.CONTESTED])
    ripe = Q(contest_until__lt=today) | Q(acknowledged_on__isnull=False)
    judged = Q(organ__in=judging.judged(duty).values("pk")) & ripe & ~Q(proposed_by__officer=duty.officer_id)
    own = Q(organ=duty.organ_id, state=Deduction.State.PROPOSED, acknowledged_on=None, contest_until__gte=today)
    mine = judged | own if judging.defends(duty, duty.organ_id) else judged
    return judging.there(duty).filter(undecided & mine)

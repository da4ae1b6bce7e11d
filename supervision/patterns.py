"""Where do an organ's figures look as if somebody worked for the figures? A hint for a person to look at, never a deduction.

Six patterns (domain.md §6.2 no. 6). Each counts matters that the reader may open, and names what would be usual: the organ's own share of the
twelve months before, or a floor where it has none. What was taken over from another system is in none of them (decisions.md 12).
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce, ExtractMonth, TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Role
from petitions.clocks import Rule, add_months
from petitions.models import Clock, Evaluation, Event, Transfer
from petitions.rulebook import ANSWERS

from . import scope

READERS = (Role.SUPERV, Role.B_LEAD)
MONTHS, USUAL = 3, 12  # what is looked at, this month included; what it is held against
LAST_DAYS_OF_MONTH, LAST_DAYS_OF_CLOCK, LATE_ENTRY = 3, 2, 3
RETURNS = 2


class Pattern(NamedTuple):
    """`rows`: what is counted of what a duty sees, each with the path to its petition, organ and day; `mark`: which of them make the pattern.

    It shows where at least `least` matters, and at least `share` of all, and at least twice the usual share are marked; `floor` is the least
    that counts as usual.
    """

    label: str
    why: str
    rows: Callable
    petition: str
    organ: str
    day: str
    mark: Callable  # (since) -> condition
    least: int
    share: float
    floor: float


def _days_later(path, days):
    return ExpressionWrapper(F(path) + timedelta(days=days), output_field=DateField())


def _at_the_end_of_a_month(since):
    return ~Q(in_month=ExtractMonth("closed_on"))


def _closings(duty):
    answered = scope.ordinary(duty).filter(closed_on__isnull=False, is_taken_over=False).exclude(closure_type="")
    return answered.annotate(in_month=ExtractMonth(_days_later("closed_on", LAST_DAYS_OF_MONTH)))


def _answers(duty):
    stopped = Clock.objects.filter(rule__in=ANSWERS, stopped_on__isnull=False, rolled_on__isnull=False, petition__is_taken_over=False)
    return stopped.exclude(result=Clock.Result.NOT_APPLICABLE)


def _on_the_last_days(since):
    return Q(stopped_on__lte=F("rolled_on"), stopped_on__gt=_days_later("rolled_on", -LAST_DAYS_OF_CLOCK))


def _there_and_back(since):
    """Of a transfer: its organ objected to a matter that was objected to before or after, or got the same matter twice."""
    sent = Transfer.objects.exclude(kind=Transfer.Kind.RETURN).filter(sent_on__gte=since, petition=OuterRef("petition")).order_by()
    objected = sent.filter(objection__isnull=False).values("petition").annotate(times=Count("pk")).filter(times__gte=RETURNS)
    again = sent.filter(to_organ=OuterRef("to_organ")).values("petition").annotate(times=Count("pk")).filter(times__gte=RETURNS)
    return Q(objection__isnull=False) & Exists(objected) | Exists(again)


def _registrations(duty):
    born = Event.objects.filter(step="register", petition__is_taken_over=False)
    return born.annotate(entered_on=TruncDate(Coalesce("happened_at", "recorded_at")))


PATTERNS = {
    "month-end": Pattern(
        _("Closed on the last days of a month"), _("Matters closed on the last three days of a month, of all that were closed."),
        _closings, "pk", "holder_organ", "closed_on", _at_the_end_of_a_month, 5, 0.4, 0.1,
    ),
    "last-days": Pattern(
        _("Answered on the last two days"), _("Matters answered on the last day of their time or the day before, of all that were answered."),
        _answers, "petition", "organ", "stopped_on", _on_the_last_days, 5, 0.5, 0.1,
    ),
    "returns": Pattern(
        _("Sent there and back"), _("Matters that were objected to twice, or sent to the same organ twice, of all that were sent to it."),
        lambda duty: Transfer.objects.exclude(kind=Transfer.Kind.RETURN).filter(petition__is_taken_over=False),
        "petition", "to_organ", "sent_on", _there_and_back, 1, 0, 0,
    ),
    "late-entry": Pattern(
        _("Entered late"), _("Matters that were registered more than three days after they had come in, of all that came to it first."),
        _registrations, "petition", "petition__first_organ", "petition__received_on",
        lambda since: Q(entered_on__gt=_days_later("petition__received_on", LATE_ENTRY)), 3, 0.1, 0,
    ),
    "own-network": Pattern(
        _("Rated from its own network"), _("Ratings that were entered from the rated organ's own network, of all ratings of it."),
        lambda duty: Evaluation.objects.all(), "petition", "organ", "rated_on", lambda since: Q(is_from_own_network=True), 1, 0, 0,
    ),
    "extended": Pattern(
        _("Extended as a rule"), _("Matters whose time was extended, of all whose handling began."),
        lambda duty: Clock.objects.filter(rule=Rule.HANDLING, petition__is_taken_over=False).exclude(result=Clock.Result.NOT_APPLICABLE),
        "petition", "organ", "started_on", lambda since: Q(extension_days__gt=0), 5, 0.6, 0.2,
    ),
}  # fmt: skip


class Signal(NamedTuple):
    """One pattern at one organ: `number` of `whole` matters, where `usual` (a share) would be expected."""

    key: str
    organ: Organ
    number: int
    whole: int
    usual: float

    @property
    def pattern(self):
        return PATTERNS[self.key]

    @property
    def percent(self):
        return round(100 * self.number / self.whole)

    @property
    def usual_percent(self):
        return round(100 * self.usual)


def since(today: date) -> date:
    return add_months(today.replace(day=1), 1 - MONTHS)


def _rows(pattern, duty, today, began):
    """What this duty may count, of the organs it watches over."""
    told = {f"{pattern.organ}__in": scope.watched(duty), f"{pattern.day}__range": (began, today)}
    rows = pattern.rows(duty).order_by().filter(**told)
    return rows if pattern.petition == "pk" else rows.filter(Exists(scope.ordinary(duty).filter(pk=OuterRef(pattern.petition))))


def signals(duty, today: date) -> list[Signal]:
    """The patterns in their order, the organ where it is strongest first; one query for each pattern."""
    began, organs, found = since(today), Organ.objects.in_bulk(), []
    for key, pattern in PATTERNS.items():
        now, marked = Q(**{f"{pattern.day}__gte": began}), pattern.mark(began)
        matters = {"expression": pattern.petition, "distinct": True}
        counted = _rows(pattern, duty, today, add_months(began, -USUAL)).values(pattern.organ)
        counted = counted.annotate(
            marked=Count(**matters, filter=now & marked), whole=Count(**matters, filter=now),
            before=Count(**matters, filter=~now & marked), whole_before=Count(**matters, filter=~now),
        )  # fmt: skip
        here = []
        for row in counted.filter(marked__gte=pattern.least):
            usual = max(pattern.floor, row["before"] / row["whole_before"] if row["whole_before"] else 0)
            share = row["marked"] / row["whole"]
            if share >= max(pattern.share, 2 * usual):
                here.append(Signal(key, organs[row[pattern.organ]], row["marked"], row["whole"], usual))
        found += sorted(here, key=lambda signal: (-signal.number / signal.whole, -signal.number, signal.organ.pk))
    return found


def count_for(duty, today: date) -> int:
    return len(signals(duty, today)) if duty.role in READERS else 0


def cases(duty, key: str, organ, today: date):
    """The matters behind one figure, through the gate."""
    pattern, began = PATTERNS[key], since(today)
    marked = _rows(pattern, duty, today, began).filter(pattern.mark(began), **{pattern.organ: organ})
    return scope.ordinary(duty).filter(pk__in=marked.values(pattern.petition))

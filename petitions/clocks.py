"""By when must it be done? Dates in, dates out.

Nothing here reads the database or today's date. The start day is never counted and a day ends at 24:00 (Civil Code arts 201, 203). Every
count gives two dates: the strict one, and the rolled one where the strict date is a rest day. An organ is warned after the strict date and
late after the rolled one; a petitioner's window always ends on the rolled date. Which rule holds is the question of rulebook.py.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .explanation import Step, steps
from .rulebook import ClockRule, Profile, Rule, Unit, Whose, day_of, profile_for, profiles, representatives_limit, rule_for

if TYPE_CHECKING:
    from accounts.calendar import WorkCalendar

__all__ = [
    "ClockRule",
    "Counting",
    "Profile",
    "Result",
    "Rule",
    "Start",
    "Unit",
    "Verdict",
    "Whose",
    "add_months",
    "check_extension",
    "count",
    "deemed_start",
    "profile_for",
    "profiles",
    "representatives_limit",
    "rule_for",
    "served_by_public_notice",
    "verdict",
]


class Result(TextChoices):
    MET = "MET", _("in time")
    LATE = "LATE", _("late")


@dataclass(frozen=True)
class Counting:
    """A count with everything it rests on. The original due date (base_strict) never changes; extension and pauses stand beside it."""

    rule: ClockRule
    start: date | datetime
    base_strict: date
    strict: date
    rolled: date
    last_workday: date  # the last working day on or before the strict date: the day to aim at
    is_provisional: bool
    extension: int = 0
    pauses: tuple[tuple[date, date], ...] = ()
    idle_pauses: tuple[tuple[date, date], ...] = ()  # given, but nothing in the rule lets them count
    given_due: date | None = None
    due_at: datetime | None = None  # the instant, for clocks of minutes
    calendar: "WorkCalendar | None" = field(default=None, repr=False, compare=False)

    @property
    def target(self) -> date:
        """The date to show: strict for the state, generous to the petitioner."""
        return self.rolled if self.rule.is_petitioners else self.strict

    def steps(self) -> list[Step]:
        """The counting in words, each sentence with the kind of step it tells."""
        return steps(self)

    def explain(self) -> list[str]:
        return [step.text for step in self.steps()]


def add_months(start: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _instant(moment: datetime) -> datetime:
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _add(start: date, amount: int, unit: str, calendar: "WorkCalendar") -> date:
    if unit == Unit.WORKDAY:
        return calendar.add_workdays(start, amount)
    if unit == Unit.MONTH:
        return add_months(start, amount)
    return start + timedelta(days=amount)


def _check(rule: ClockRule, extension: int, given_due: date | None, start: date):
    words = {"rule": rule.id.value, "title": rule.title, "days": rule.longest_extension}
    if not rule.applies:
        raise ValueError(gettext("%(rule)s does not run here: %(note)s") % {**words, "note": rule.note})
    if given_due is None and rule.length is None:
        if rule.by_level:
            raise ValueError(gettext("%(rule)s depends on the organ's level; name a level from national to county.") % words)
        raise ValueError(gettext("%(rule)s (%(title)s) has no length of its own; give the date that the letter names.") % words)
    if given_due is not None and not rule.may_be_named:
        raise ValueError(gettext("%(rule)s runs for a fixed period; no letter can name another date.") % words)
    if given_due is not None and given_due < start:
        raise ValueError(gettext("The named date lies before the start."))
    if extension < 0:
        raise ValueError(gettext("An extension cannot be negative."))
    if extension and not rule.longest_extension:
        raise ValueError(gettext("%(rule)s (%(title)s) cannot be extended.") % words)
    if extension > rule.longest_extension:
        raise ValueError(gettext("An extension may not exceed %(days)s days.") % words)


def _joined(pauses, start: date) -> list[tuple[date, date]]:
    """Pauses in order, overlapping ones as one, so that no day is given back twice."""
    joined: list[tuple[date, date]] = []
    for from_on, until_on in sorted(pauses):
        if until_on <= from_on:
            raise ValueError(gettext("A pause must end after it begins."))
        if from_on < start:
            raise ValueError(gettext("A pause cannot begin before the clock starts."))
        if joined and from_on <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until_on))
        else:
            joined.append((from_on, until_on))
    return joined


def count(
    rule: ClockRule,
    start: date | datetime,
    calendar: "WorkCalendar",
    *,
    extension: int = 0,
    pauses=(),
    given_due: date | None = None,
) -> Counting:
    """When a clock that starts on that day is due.

    Pauses are half-open (from, until) dates; where the rule knows no reason to pause, or the clock had run out before, they change nothing
    and are shown as idle. The extension counts from the original, unrolled due date (Regulations 2022 art. 34). Clocks of minutes want a
    datetime; with a date alone they are due on that day. ValueError, with a sentence, for what the rule does not allow; MissingYear when
    the calendar ends too early.
    """
    started_on = day_of(start)
    _check(rule, extension, given_due, started_on)
    if rule.unit == Unit.MINUTE:
        return _count_minutes(rule, start)

    base = given_due or _add(started_on, rule.length or 0, rule.unit, calendar)
    strict = _add(base, extension, rule.unit, calendar) if extension else base
    counted, idle = [], []
    for from_on, until_on in _joined(pauses, started_on):
        if not rule.pause_reasons or from_on > calendar.roll(strict):
            idle.append((from_on, until_on))
            continue
        if rule.unit == Unit.WORKDAY:
            strict = calendar.add_workdays(strict, calendar.count_workdays(from_on - timedelta(days=1), until_on - timedelta(days=1)))
        else:
            strict += until_on - from_on
        counted.append((from_on, until_on))

    rolled, last_workday = calendar.roll(strict), calendar.roll_back(strict)
    first = started_on if rule.unit == Unit.WORKDAY and given_due is None else last_workday
    return Counting(
        rule=rule,
        start=started_on,
        base_strict=base,
        strict=strict,
        rolled=rolled,
        last_workday=last_workday,
        is_provisional=any(calendar.is_provisional(year) for year in range(first.year, rolled.year + 1)),
        extension=extension,
        pauses=tuple(counted),
        idle_pauses=tuple(idle),
        given_due=given_due,
        calendar=calendar,
    )


def _count_minutes(rule: ClockRule, start: date | datetime) -> Counting:
    """Minutes run through nights and holidays."""
    due_at = _instant(start) + timedelta(minutes=rule.length or 0) if isinstance(start, datetime) else None
    due_on = day_of(due_at or start)
    return Counting(rule, start, base_strict=due_on, strict=due_on, rolled=due_on, last_workday=due_on, is_provisional=False, due_at=due_at)


class Verdict(NamedTuple):
    result: Result
    days_late: int  # calendar days after the rolled date; 0 for a clock of minutes missed on its own day


def verdict(due: Counting | date, done_on: date | datetime) -> Verdict:
    """Met up to 24:00 of the rolled date, late by calendar days after it. A petitioner's letter is done on its postmark (CPL art. 85)."""
    if isinstance(due, Counting) and due.due_at and isinstance(done_on, datetime):
        is_late = _instant(done_on) > due.due_at
    else:
        is_late = day_of(done_on) > (due.rolled if isinstance(due, Counting) else due)
    days_late = (day_of(done_on) - (due.rolled if isinstance(due, Counting) else due)).days
    return Verdict(Result.LATE, days_late) if is_late else Verdict(Result.MET, 0)


def check_extension(counting: Counting, days: int, approved_on: date):
    """Once, within the longest extension, approved on the original due date at the latest (Regulations 2022 art. 34); else ValueError."""
    if counting.extension:
        raise ValueError(gettext("The period has been extended once already."))
    if days < 1:
        raise ValueError(gettext("An extension is at least one day."))
    _check(counting.rule, days, counting.given_due, day_of(counting.start))
    if approved_on > counting.base_strict:
        raise ValueError(gettext("The original period has run out; it can no longer be extended."))


class Start(NamedTuple):
    on: date
    is_deemed: bool


def deemed_start(notice: Counting, accepted_on: date | None, today: date) -> Start | None:
    """When handling starts, seen from the notice clock (C02, C03): on acceptance; else, once that clock ran out, on its strict due date.

    Silence never stretches the sixty days, so a late acceptance does not move a start that was already deemed. None: not started yet.
    """
    if accepted_on and accepted_on <= notice.rolled:
        return Start(accepted_on, False)
    if today > notice.rolled:
        return Start(notice.strict, True)
    return None


def served_by_public_notice(published_on: date) -> date:
    """Thirty days after publication (Civil Procedure Law art. 95, by analogy)."""
    return published_on + timedelta(days=30)

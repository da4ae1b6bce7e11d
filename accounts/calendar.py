"""Which days does the office work?

The State Council's General Office announces each year's days off and make-up workdays (调休上班) in the autumn before. The office's truth
is the table CalendarYear with its CalendarDay rows; the files beside this module only fill it the first time. A year that is not there is
an error, because a Monday-to-Friday guess is wrong about thirty days a year.
"""

import datetime
import time
import tomllib
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from .models import CalendarDay, CalendarYear

FILES = Path(__file__).parent / "calendars"
FRESH_SECONDS = 5  # how long a process may go on with the calendar it has before it asks whether a year was loaded
ONE_DAY = datetime.timedelta(days=1)
LONGEST_REST = 15  # days; the longest in the files is ten

HOLIDAYS = (  # the names as stored; shown through gettext
    _("New Year's Day"),
    _("Spring Festival"),
    _("Qingming Festival"),
    _("Labour Day"),
    _("Dragon Boat Festival"),
    _("Mid-Autumn Festival"),
    _("National Day"),
    _("Victory Day, 70th anniversary"),
)


class MissingYear(LookupError):
    """No calendar was loaded for a year that a date depends on."""

    def __init__(self, year: int):
        self.year = year
        super().__init__(year)

    def __str__(self):
        return gettext("The working calendar of %(year)s has not been loaded; load the State Council's notice for that year first.") % {
            "year": self.year
        }


class Day(NamedTuple):
    """A day that is not what its weekday says."""

    is_workday: bool
    name: str


class Year(NamedTuple):
    year: int
    status: str
    source: str
    days: dict[datetime.date, Day]


class WorkCalendar:
    """Working days as pure data: the deviating days by date, and the status of each year that is known."""

    def __init__(self, days: Mapping[datetime.date, Day], years: Mapping[int, str]):
        self.days = dict(days)
        self.years = dict(years)

    @classmethod
    def from_files(cls) -> "WorkCalendar":
        """The shipped years, without a database."""
        shipped = list(shipped_years())
        return cls({date: day for year in shipped for date, day in year.days.items()}, {year.year: year.status for year in shipped})

    def is_workday(self, day: datetime.date) -> bool:
        if day.year not in self.years:
            raise MissingYear(day.year)
        deviation = self.days.get(day)
        return deviation.is_workday if deviation else day.weekday() < 5

    def is_makeup(self, day: datetime.date) -> bool:
        """A Saturday or Sunday that is worked."""
        return day.weekday() >= 5 and self.is_workday(day)

    def is_provisional(self, year: int) -> bool:
        """Only the statutory holidays of that year are known; the exchange of rest days has not been announced."""
        if year not in self.years:
            raise MissingYear(year)
        return self.years[year] == CalendarYear.Status.PROVISIONAL

    def add_workdays(self, start: datetime.date, n: int) -> datetime.date:
        """The n-th working day after the start, which itself is not counted."""
        if n < 0:
            raise ValueError("working days are added forwards")
        day = start
        while n:
            day += ONE_DAY
            n -= self.is_workday(day)
        return day

    def count_workdays(self, start: datetime.date, end: datetime.date) -> int:
        """Working days after the start up to and including the end; negative when the end comes first."""
        if end < start:
            return -self.count_workdays(end, start)
        return sum(self.is_workday(day) for day in days_after(start, end))

    def roll(self, day: datetime.date) -> datetime.date:
        """The day itself when it is worked, else the next working day (Civil Code art. 203)."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def roll_back(self, day: datetime.date) -> datetime.date:
        """The last working day on or before the day."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def name_of(self, day: datetime.date) -> str:
        """The holiday that a rest day or a make-up workday belongs to, as stored; "" on an ordinary day.

        The notice gives whole stretches and the table keeps only the days that deviate, so a weekend joined to a holiday takes its name.
        """
        if day in self.days:
            return self.days[day].name
        if self.is_workday(day):
            return ""
        return next((self.days[rest].name for step in (-ONE_DAY, ONE_DAY) for rest in self._rest(day, step) if rest in self.days), "")

    def _rest(self, day: datetime.date, step: datetime.timedelta) -> Iterator[datetime.date]:
        """The unbroken rest days beside a day, as far as the calendar is known."""
        near = (day + step * i for i in range(1, LONGEST_REST))
        return takewhile(lambda near: near.year in self.years and not self.is_workday(near), near)


def days_after(start: datetime.date, end: datetime.date) -> Iterator[datetime.date]:
    """Each day after the start, the end included."""
    return (start + ONE_DAY * i for i in range(1, (end - start).days + 1))


def _deviating(days: Mapping[datetime.date, Day]) -> dict[datetime.date, Day]:
    return {date: day for date, day in sorted(days.items()) if day.is_workday != (date.weekday() < 5)}


def read_year(path: Path) -> Year:
    """One file: the notice's stretches of days off (first and last day) and its make-up workdays, by holiday."""
    notice = tomllib.loads(path.read_text(encoding="utf-8"))
    days: dict[datetime.date, Day] = {}
    for holiday in notice["holidays"]:
        if "off" in holiday:
            first, last = holiday["off"]
            days |= {day: Day(False, holiday["name"]) for day in (first, *days_after(first, last))}
        days |= {day: Day(True, holiday["name"]) for day in holiday.get("workdays", [])}
    return Year(notice["year"], notice["status"], notice["source"], _deviating(days))


def shipped_years() -> Iterator[Year]:
    return (read_year(path) for path in sorted(FILES.glob("*.toml")))


def fill(CalendarYear, CalendarDay):
    """Put the shipped years into empty tables; takes the classes, because a migration has its own."""
    for year in shipped_years():
        CalendarYear.objects.create(year=year.year, status=year.status, source=year.source)
        CalendarDay.objects.bulk_create(
            CalendarDay(date=date, is_workday=day.is_workday, name=day.name, year_id=year.year) for date, day in year.days.items()
        )


def seed_calendar():
    """The shipped years, where the office has none; what it has loaded itself is never touched."""
    if not CalendarYear.objects.exists():
        fill(CalendarYear, CalendarDay)
        forget()


@transaction.atomic
def load_year(year: int, days: Mapping[datetime.date, Day], status: str, source: str) -> CalendarYear:
    """Write a whole year as announced (or as expected), in place of what was known of it.

    Days are (is_workday, name) by date; those that only say what their weekday says are left out. ValueError for a day of another year.
    """
    strangers = [date for date in days if date.year != year]
    if strangers:
        raise ValueError(gettext("%(day)s is not a day of %(year)s.") % {"day": strangers[0], "year": year})
    if not source.strip():
        raise ValueError(gettext("Name the notice that announces these days."))
    known_as = {"status": CalendarYear.Status(status), "source": source, "loaded_at": timezone.now()}
    loaded, _is_new = CalendarYear.objects.update_or_create(year=year, defaults=known_as)
    CalendarDay.objects.filter(year=loaded).delete()
    deviating = _deviating({date: Day(*day) for date, day in days.items()})
    CalendarDay.objects.bulk_create(
        CalendarDay(date=date, is_workday=day.is_workday, name=day.name, year=loaded) for date, day in deviating.items()
    )
    forget()
    return loaded


def as_if(year: int, days: Mapping[datetime.date, Day], status: str) -> WorkCalendar:
    """The office's calendar as it would be with that year; nothing is written."""
    known = current_calendar()
    others = {date: day for date, day in known.days.items() if date.year != year}
    return WorkCalendar(others | _deviating({date: Day(*day) for date, day in days.items()}), known.years | {year: status})


ANNOUNCED_BY = (11, 15)  # the notice for the next year usually comes in early November


class Gap(NamedTuple):
    """A year that the office needs and cannot count with any more."""

    year: int
    is_missing: bool  # else it is provisional, past the day by which it should have been announced


def gaps(today: datetime.date) -> list[Gap]:
    """This year and the next, where they are missing, or still provisional when the notice must be out."""
    known = dict(CalendarYear.objects.filter(year__in=[today.year, today.year + 1]).values_list("year", "status"))
    is_out = (today.month, today.day) > ANNOUNCED_BY
    found = []
    for year in (today.year, today.year + 1):
        if year not in known:
            found.append(Gap(year, True))
        elif known[year] == CalendarYear.Status.PROVISIONAL and (is_out or year == today.year):
            found.append(Gap(year, False))
    return found


def state() -> tuple:
    """Changes whenever a year is loaded or taken away, and costs one small query."""
    return tuple(CalendarYear.objects.aggregate(Count("year"), Max("loaded_at")).values())


def _read() -> WorkCalendar:
    days = {date: Day(is_workday, name) for date, is_workday, name in CalendarDay.objects.values_list("date", "is_workday", "name")}
    return WorkCalendar(days, dict(CalendarYear.objects.values_list("year", "status")))


class _Held(NamedTuple):
    """What this process knows of the office's calendar, and when it last asked (by the monotonic clock)."""

    calendar: WorkCalendar
    state: tuple
    asked_at: float


_held: dict[str, _Held] = {}


def current_calendar() -> WorkCalendar:
    """The office's calendar from the database, held by the process and asked after every few seconds."""
    now, held = time.monotonic(), _held.get("office")
    if held is None or not 0 <= now - held.asked_at < FRESH_SECONDS:
        known = state()
        held = _held["office"] = _Held(held.calendar if held and held.state == known else _read(), known, now)
    return held.calendar


def forget():
    """The next question reads the database again; for whoever just changed the tables in this process."""
    _held.clear()

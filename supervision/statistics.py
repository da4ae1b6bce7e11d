"""What do leaders measure, and which list stands behind each number?

A figure is a row of a catalogue: which cells of which table it adds up, and the filters of the worklist that show the same petitions.
One statement brings the cells, through the one gate; everything else is addition.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import BooleanField, Case, Count, DateField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Cast, TruncMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy

from petitions import visibility
from petitions.clocks import add_months
from petitions.filters import this_week
from petitions.models import Petition
from petitions.queries import due_q, late_q, promises_q
from petitions.workflow import State

PERIODS = {"12m": gettext_lazy("Last 12 months"), "year": gettext_lazy("This year"), "all": gettext_lazy("All years")}
SLOW_DAYS = 15  # a reply that took more days than this counts as slow, whatever clock ran beside it
FEWEST = 5  # a number below it is not shown where it cannot be opened (decisions.md 18)


class Figure(NamedTuple):
    """`holds(cell, scope)`: does the cell count? `query(scope)`: the same as filters of the worklist."""

    table: str  # standing, arrivals, verdicts or replies
    holds: Callable
    query: Callable


def in_period(cell, scope):
    return scope.since is None or cell["month"] >= scope.since


def period_of(scope, **more):
    return {**({"since": scope.since.isoformat()} if scope.since else {}), **more}


CATALOGUE = {
    "open": Figure("standing", lambda cell, scope: True, lambda scope: {"open": "open"}),
    "late": Figure("standing", lambda cell, scope: cell["is_late"], lambda scope: {"due": "late"}),
    "week": Figure("standing", lambda cell, scope: cell["is_due"], lambda scope: {"due": "week"}),
    "received": Figure("arrivals", in_period, period_of),
    "judged": Figure("verdicts", lambda cell, scope: cell["is_met"] or cell["is_missed"], lambda scope: period_of(scope, verdict="judged")),
    "met": Figure("verdicts", lambda cell, scope: cell["is_met"] and not cell["is_missed"], lambda scope: period_of(scope, verdict="met")),
    "this_month": Figure(
        "arrivals", lambda cell, scope: cell["month"] == scope.month, lambda scope: {"since": scope.month.isoformat()}
    ),
    "last_month": Figure(
        "arrivals",
        lambda cell, scope: cell["month"] == add_months(scope.month, -1),
        lambda scope: month_of(add_months(scope.month, -1)),
    ),
    "answered": Figure(
        "replies", lambda cell, scope: not cell["is_taken_over"], lambda scope: period_of(scope, origin="here", days_from=0)
    ),
    "slow": Figure(
        "replies",
        lambda cell, scope: not cell["is_taken_over"] and cell["days_to_reply"] > SLOW_DAYS,
        lambda scope: period_of(scope, origin="here", days_from=SLOW_DAYS + 1),
    ),
    "taken_over_answered": Figure(
        "replies", lambda cell, scope: cell["is_taken_over"], lambda scope: {"origin": "taken-over", "days_from": 0}
    ),
    "taken_over_slow": Figure(
        "replies",
        lambda cell, scope: cell["is_taken_over"] and cell["days_to_reply"] > SLOW_DAYS,
        lambda scope: {"origin": "taken-over", "days_from": SLOW_DAYS + 1},
    ),
}  # fmt: skip


def month_of(first):
    return {"since": first.isoformat(), "until": (add_months(first, 1) - timedelta(days=1)).isoformat()}


COLUMNS = (
    "organ", "is_late", "is_due", "month", "channel", "petition_class", "is_missed", "is_met", "is_taken_over", "days_to_reply", "is_open",
)  # fmt: skip
# The four tables: what a cell is counted by, the column first without which there is nothing to count.
SETS = {
    "standing": ("organ", "is_late", "is_due"),
    "arrivals": ("month", "channel", "petition_class", "is_open"),
    "verdicts": ("is_missed", "is_met"),
    "replies": ("days_to_reply", "is_taken_over"),
}
GROUPED = (
    f"SELECT {', '.join(COLUMNS)}, count(*), grouping({', '.join(COLUMNS)}) FROM (SELECT *, organ IS NOT NULL AS is_open FROM seen) seen"
    f" GROUP BY GROUPING SETS ({', '.join('(' + ', '.join(names) + ')' for names in SETS.values())})"
)
# PostgreSQL names a grouping by the columns it leaves out, one bit each.
BY_GROUPING = {int("".join("0" if column in names else "1" for column in COLUMNS), 2): table for table, names in SETS.items()}


class Board:
    """The figures of one duty on one day. `is_wall`: shown where people look who may not open the lists."""

    def __init__(self, duty, today: date, period="12m", *, is_wall=False):
        self.duty, self.today, self.is_wall = duty, today, is_wall
        self.period = period if period in PERIODS else next(iter(PERIODS))
        self.month = today.replace(day=1)
        self.since = {"12m": add_months(self.month, -11), "year": today.replace(month=1, day=1), "all": None}[self.period]

    # ── The tables ──

    @cached_property
    def tables(self) -> dict:
        """name → cells, in one statement: the gate is passed once, and what it lets through is grouped four ways.

        standing: what is open now, organ × late × due this week. arrivals: month × channel × class × still open. verdicts: how the
        answers of the period kept their time. replies: days from arrival to the answer, of the period and of all that was taken over.
        """
        period = Q(received_on__gte=self.since) if self.since else Q(pk__isnull=False)
        seen = (
            Petition.objects.visible_to(self.duty)
            .order_by()
            .with_verdict(self.today)
            .values_list(
                _only(State.open_q(), "holder_organ"), _flag(late_q(self.today)), _flag(due_q(*this_week(self.today))),
                Cast(TruncMonth("received_on"), DateField()), "channel", "petition_class",
                _flag(period & Q(is_missed=True)), _flag(period & Q(is_met=True)),
                "is_taken_over", _only(Q(is_taken_over=True) | period, "days_to_reply"),
            )
        )  # fmt: skip
        sql, values = seen.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"WITH seen ({', '.join(COLUMNS[:-1])}) AS ({sql}) {GROUPED}", values)
            found = cursor.fetchall()
        tables = {name: [] for name in SETS}
        for *cell, count, grouping in found:
            name = BY_GROUPING[grouping]
            cell = dict(zip(COLUMNS, cell, strict=True)) | {"count": count}
            if cell[SETS[name][0]] is not None:
                tables[name].append(cell)
        return tables

    # ── Numbers ──

    def count(self, holds, table) -> int:
        return sum(cell["count"] for cell in self.tables[table] if holds(cell, self))

    def number(self, name):
        """{value, url} of a figure of the catalogue."""
        figure = CATALOGUE[name]
        return self._shown(self.count(figure.holds, figure.table), figure.query(self))

    def cell(self, table, holds, **query):
        return self._shown(self.count(lambda cell, scope: holds(cell), table), query)

    def _shown(self, value, query):
        if self.is_wall:
            return {"value": None if 0 < value < FEWEST else value, "url": ""}
        return {"value": value, "url": self.address(**query)}

    def address(self, **query) -> str:
        """The worklist that shows what was counted. Whoever sees a jurisdiction has a tab of all that is open, soonest first."""
        standing = "due" in query or query.get("open") == "open"
        tab = "organ" if standing and self.duty.role in visibility.JURISDICTION_ROLES else "all"
        return f"{reverse('worklist')}?{urlencode({'tab': tab, **query})}"

    def rate(self, part, whole):
        """Two figures of the catalogue and their share in percent. On the wall the share alone: the rest would give the small number away."""
        parts, wholes = (self.count(CATALOGUE[name].holds, CATALOGUE[name].table) for name in (part, whole))
        share = round(100 * parts / wholes) if wholes >= (FEWEST if self.is_wall else 1) else None
        if self.is_wall:
            return {"share": share}
        return {"share": share, "part": self.number(part), "whole": self.number(whole)}

    def carried_out(self):
        """Of the petitions of the period with a promise, those whose promises were all carried out. Answered is not carried out."""
        return {"rate": self._promised("kept", "made"), "denied": self._promised("denied", "made")}

    def _promised(self, part, whole):
        parts, wholes = (self.promised[name] for name in (part, whole))
        share = round(100 * parts / wholes) if wholes >= (FEWEST if self.is_wall else 1) else None
        if self.is_wall:
            return {"share": share}
        query = period_of(self)
        return {
            "share": share, "part": self._shown(parts, {**query, "promised": part}), "whole": self._shown(wholes, {**query, "promised": whole}),
        }  # fmt: skip

    @cached_property
    def promised(self) -> dict:
        """made, kept, denied: petitions, in one statement."""
        made = Petition.objects.visible_to(self.duty).order_by().with_promises(are="made")
        made = made.filter(received_on__gte=self.since) if self.since else made
        is_so = {are: Count("pk", filter=promises_q(are)) for are in ("made", "kept", "denied")}
        return made.aggregate(**is_so)

    def median_days(self, *, is_taken_over) -> float | None:
        """The middle one of all days to reply."""
        counts = sorted((cell["days_to_reply"], cell["count"]) for cell in self.tables["replies"] if cell["is_taken_over"] == is_taken_over)
        total = sum(number for _days, number in counts)
        if not total or (self.is_wall and total < FEWEST):
            return None
        return (_nth(counts, (total - 1) // 2) + _nth(counts, total // 2)) / 2


def _only(condition, name):
    """The value where the condition holds, else nothing."""
    return Case(When(condition, then=F(name)))


def _flag(condition):
    return ExpressionWrapper(condition, output_field=BooleanField())


def _nth(counts, place):
    """The value at a place of a sorted list that is given as (value, how often)."""
    for value, number in counts:
        if place < number:
            return value
        place -= number
    raise IndexError(place)

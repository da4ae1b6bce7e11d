"""What do leaders measure, and which list stands behind each number?

A figure is a row of a catalogue: which cells of which table it adds up, and the filters of the worklist that show the same petitions.
One statement brings the cells, through the one gate; everything else is addition.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import BooleanField, Case, DateField, ExpressionWrapper, F, Q, When
from django.db.models.functions import Cast, TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organ
from petitions import visibility
from petitions.clocks import add_months
from petitions.filters import NOT_CLASSIFIED, this_week
from petitions.models import Channel, Petition, PetitionClass
from petitions.queries import due_q, late_q
from petitions.workflow import State

PERIODS = {"12m": gettext_lazy("Last 12 months"), "year": gettext_lazy("This year"), "all": gettext_lazy("All years")}
SLOW_DAYS = 15  # a reply that took more days than this counts as slow, whatever clock ran beside it
FEWEST = 5  # a number below it is not shown where it cannot be opened (decisions.md 18)
MONTHS, ORGANS = 24, 30
# Days to reply, from and until; the last has no end.
REPLIES = ((0, 3), (4, 7), (8, 15), (16, 30), (31, 60), (61, 90), (91, None))


class Figure(NamedTuple):
    """`holds(cell, scope)`: does the cell count? `query(scope)`: the same as filters of the worklist."""

    table: str  # standing, arrivals, verdicts or replies
    holds: Callable
    query: Callable


def _in_period(cell, scope):
    return scope.since is None or cell["month"] >= scope.since


def _period(scope, **more):
    return {**({"since": scope.since.isoformat()} if scope.since else {}), **more}


CATALOGUE = {
    "open": Figure("standing", lambda cell, scope: True, lambda scope: {"open": "open"}),
    "late": Figure("standing", lambda cell, scope: cell["is_late"], lambda scope: {"due": "late"}),
    "week": Figure("standing", lambda cell, scope: cell["is_due"], lambda scope: {"due": "week"}),
    "received": Figure("arrivals", _in_period, _period),
    "judged": Figure("verdicts", lambda cell, scope: cell["is_met"] or cell["is_missed"], lambda scope: _period(scope, verdict="judged")),
    "met": Figure("verdicts", lambda cell, scope: cell["is_met"] and not cell["is_missed"], lambda scope: _period(scope, verdict="met")),
    "this_month": Figure(
        "arrivals", lambda cell, scope: cell["month"] == scope.month, lambda scope: {"since": scope.month.isoformat()}
    ),
    "last_month": Figure(
        "arrivals",
        lambda cell, scope: cell["month"] == add_months(scope.month, -1),
        lambda scope: _month(add_months(scope.month, -1)),
    ),
    "answered": Figure(
        "replies", lambda cell, scope: not cell["is_taken_over"], lambda scope: _period(scope, origin="here", days_from=0)
    ),
    "slow": Figure(
        "replies",
        lambda cell, scope: not cell["is_taken_over"] and cell["days_to_reply"] > SLOW_DAYS,
        lambda scope: _period(scope, origin="here", days_from=SLOW_DAYS + 1),
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


def _month(first):
    return {"since": first.isoformat(), "until": (add_months(first, 1) - timedelta(days=1)).isoformat()}


COLUMNS = (
    "organ",
    "is_late",
    "is_due",
    "month",
    "channel",
    "petition_class",
    "is_missed",
    "is_met",
    "is_taken_over",
    "days_to_reply",
    "is_open",
)
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

    def median_days(self, *, is_taken_over) -> float | None:
        """The middle one of all days to reply."""
        counts = sorted((cell["days_to_reply"], cell["count"]) for cell in self.tables["replies"] if cell["is_taken_over"] == is_taken_over)
        total = sum(number for _days, number in counts)
        if not total or (self.is_wall and total < FEWEST):
            return None
        return (_nth(counts, (total - 1) // 2) + _nth(counts, total // 2)) / 2

    # ── Plots ──

    def plots(self):
        """[{id, title, summary, chart}] in the order of the page."""
        plots = [self._by_organ(), self._by_month(), self._by_days(), self._by_channel(), self._by_class()]
        if self.is_wall:
            for plot in plots:
                _hide_the_second(plot["chart"])
                plot["summary"] = ""
        return plots

    def _by_organ(self):
        late, held = Counter(), Counter()
        for cell in self.tables["standing"]:
            held[cell["organ"]] += cell["count"]
            late[cell["organ"]] += cell["count"] * bool(cell["is_late"])
        worst_first = sorted(held, key=lambda organ: (-late[organ], -held[organ]))[:ORGANS]
        rows = []
        for organ in sorted(Organ.objects.filter(pk__in=worst_first), key=lambda organ: worst_first.index(organ.pk)):
            cells = [
                self.cell(
                    "standing", lambda cell, key=organ.pk: cell["organ"] == key and cell["is_late"], due="late", organ_slug=organ.slug
                ),
                self.cell("standing", lambda cell, key=organ.pk: cell["organ"] == key, open="open", organ_slug=organ.slug),
            ]
            if organ.closed_on:
                cells = [{**cell, "url": ""} for cell in cells]  # a filter offers open organs only
            rows.append({"label": organ.short_name, "cells": cells})
        worst = rows[0] if rows and rows[0]["cells"][0]["value"] else None
        summary = (
            _("%(organ)s has the most late petitions: %(number)s.") % {"organ": worst["label"], "number": worst["cells"][0]["value"]}
            if worst
            else _("No petition is late.")
        )
        series = [{"name": _("late"), "tone": "late"}, {"name": _("open"), "tone": ""}]
        return _plot("by-organ", _("Open and late, by organ"), summary, "bar", series, rows)

    def _by_month(self):
        months = [add_months(self.month, back) for back in range(1 - MONTHS, 1)]
        rows = [
            {
                "label": date_format(month, "Y-m"),
                "cells": [
                    self.cell("arrivals", lambda cell, month=month: cell["month"] == month, **_month(month)),
                    self.cell(
                        "arrivals", lambda cell, month=month: cell["month"] == month and cell["is_open"], open="open", **_month(month)
                    ),
                ],
            }
            for month in months
        ]
        series = [{"name": _("received"), "tone": ""}, {"name": _("of these still open"), "tone": "quiet"}]
        top = max(rows, key=lambda row: row["cells"][0]["value"] or 0)
        summary = (
            _("Most were received in %(month)s: %(number)s.") % {"month": top["label"], "number": top["cells"][0]["value"]}
            if top["cells"][0]["value"]
            else ""
        )
        return _plot("by-month", _("Received, by month"), summary, "line", series, rows)

    def _by_days(self):
        has_old = any(cell["is_taken_over"] for cell in self.tables["replies"])
        rows = []
        for first, last in REPLIES:
            query = {"days_from": first, **({"days_until": last} if last is not None else {})}
            cells = [self.cell("replies", _replied(first, last, is_taken_over=False), **_period(self, origin="here", **query))]
            if has_old:
                cells.append(self.cell("replies", _replied(first, last, is_taken_over=True), origin="taken-over", **query))
            rows.append({"label": f"{first}–{last}" if last is not None else f"{first}+", "cells": cells})
        series = [{"name": _("registered here"), "tone": ""}, *([{"name": _("taken over, all years"), "tone": "quiet"}] if has_old else [])]
        summary = _("From the day of arrival to the day of the answer, in calendar days; the clocks of the law are counted apart.")
        return _plot("by-days", _("Days to reply"), summary, "bar", series, rows)

    def _by_channel(self):
        rows = [
            {
                "label": str(channel.label),
                "cells": [self._arrived(lambda cell, value=channel.value: cell["channel"] == value, channel=channel.value)],
            }
            for channel in Channel
        ]
        return _plot("by-channel", _("Received, by channel"), "", "bar", [{"name": _("received"), "tone": ""}], rows)

    def _by_class(self):
        classes = [(value, label, value) for value, label in PetitionClass.choices] + [("", _("not classified"), NOT_CLASSIFIED)]
        rows = [
            {"label": str(label), "cells": [self._arrived(lambda cell, value=value: cell["petition_class"] == value, kind=kind)]}
            for value, label, kind in classes
        ]
        return _plot("by-class", _("Received, by class"), "", "bar", [{"name": _("received"), "tone": ""}], rows)

    def _arrived(self, holds, **query):
        return self.cell("arrivals", lambda cell: _in_period(cell, self) and holds(cell), **_period(self, **query))


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


def _replied(first, last, *, is_taken_over):
    return lambda cell: cell["is_taken_over"] == is_taken_over and first <= cell["days_to_reply"] <= (last if last is not None else 99999)


def _plot(name, title, summary, kind, series, rows):
    return {"id": name, "title": title, "summary": summary, "chart": {"type": kind, "series": series, "rows": rows}}


def _hide_the_second(chart):
    """One hidden number can be found from the others and their sum; so the next smallest hides with it."""
    for place in range(len(chart["series"])):
        column = [row["cells"][place] for row in chart["rows"]]
        shown = [cell for cell in column if cell["value"]]
        if sum(cell["value"] is None for cell in column) == 1 and shown:
            min(shown, key=lambda cell: cell["value"])["value"] = None

"""What do leaders measure, and which list stands behind each number?

A figure is a row of a catalogue: which cells of which table it adds up, and the filters of the worklist that show the same petitions.
Four statements bring the cells, all through the one gate; everything else is addition.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "judged": Figure("verdicts", lambda cell, scope: cell["verdict"], lambda scope: _period(scope, verdict="judged")),
    "met": Figure("verdicts", lambda cell, scope: cell["verdict"] == "met", lambda scope: _period(scope, verdict="met")),
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


class Board:
    """The figures of one duty on one day. `is_wall`: shown where people look who may not open the lists."""

    def __init__(self, duty, today: date, period="12m", *, is_wall=False):
        self.duty, self.today, self.is_wall = duty, today, is_wall
        self.period = period if period in PERIODS else next(iter(PERIODS))
        self.month = today.replace(day=1)
        self.since = {"12m": add_months(self.month, -11), "year": today.replace(month=1, day=1), "all": None}[self.period]

    # ── The tables ──

    @property
    def seen(self):
        return Petition.objects.visible_to(self.duty).order_by()

    @cached_property
    def standing(self):
        """What is open now: organ × late × due this week."""
        return list(
            self.seen.open()
            .annotate(is_late=_flag(late_q(self.today)), is_due=_flag(due_q(*this_week(self.today))))
            .values("is_late", "is_due", organ=F("holder_organ"))
            .annotate(
                count=Count("pk"), name=F("holder_organ__short_name"), slug=F("holder_organ__slug"), until=F("holder_organ__closed_on")
            )
        )

    @cached_property
    def arrivals(self):
        """What came: month × channel × class × still open."""
        return list(
            self.seen.annotate(month=TruncMonth("received_on"), is_open=_flag(State.open_q()))
            .values("month", "channel", "petition_class", "is_open")
            .annotate(count=Count("pk"))
        )

    @cached_property
    def verdicts(self):
        """How the answers of the period kept their time."""
        rows = self.seen.filter(received_on__gte=self.since) if self.since else self.seen
        return list(rows.with_verdict(self.today).values("verdict").annotate(count=Count("pk")))

    @cached_property
    def replies(self):
        """Days from arrival to the answer: those of the period, and those of all that was taken over, whenever it came."""
        rows = self.seen.exclude(days_to_reply=None)
        if self.since:
            rows = rows.filter(Q(is_taken_over=True) | Q(received_on__gte=self.since))
        return list(rows.values("is_taken_over", "days_to_reply").annotate(count=Count("pk")))

    # ── Numbers ──

    def count(self, holds, table) -> int:
        return sum(cell["count"] for cell in getattr(self, table) if holds(cell, self))

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
        counts = sorted((cell["days_to_reply"], cell["count"]) for cell in self.replies if cell["is_taken_over"] == is_taken_over)
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
        organs = {cell["organ"]: cell for cell in self.standing}.values()
        rows = []
        for organ in organs:
            here = {"organ_slug": organ["slug"]}
            cells = [
                self.cell("standing", lambda cell, key=organ["organ"]: cell["organ"] == key and cell["is_late"], due="late", **here),
                self.cell("standing", lambda cell, key=organ["organ"]: cell["organ"] == key, open="open", **here),
            ]
            if organ["until"]:
                cells = [{**cell, "url": ""} for cell in cells]  # a filter offers open organs only
            rows.append({"label": organ["name"], "cells": cells})
        rows.sort(key=lambda row: [-(cell["value"] or 0) for cell in row["cells"]] + [row["label"]])
        worst = rows[0] if rows and rows[0]["cells"][0]["value"] else None
        summary = (
            _("%(organ)s has the most late petitions: %(number)s.") % {"organ": worst["label"], "number": worst["cells"][0]["value"]}
            if worst
            else _("No petition is late.")
        )
        series = [{"name": _("late"), "tone": "late"}, {"name": _("open"), "tone": ""}]
        return _plot("by-organ", _("Open and late, by organ"), summary, "bar", series, rows[:ORGANS])

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
        has_old = any(cell["is_taken_over"] for cell in self.replies)
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

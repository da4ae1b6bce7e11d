"""Which plots stand on the board, and what do their bars open?"""

from collections import Counter

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organ
from petitions.clocks import add_months
from petitions.filters import NOT_CLASSIFIED
from petitions.models import Channel, PetitionClass

from .statistics import in_period, month_of, period_of

MONTHS, ORGANS = 24, 30
# Days to reply, from and until; the last has no end.
REPLIES = ((0, 3), (4, 7), (8, 15), (16, 30), (31, 60), (61, 90), (91, None))


def plots(board):
    """[{id, title, summary, chart}] in the order of the page; chart: {type, series, rows} as _chart.html and chart.js read it."""
    found = [by_organ(board), by_month(board), by_days(board), by_channel(board), by_class(board)]
    if board.is_wall:
        for plot in found:
            _hide_the_second(plot["chart"])
            plot["summary"] = ""
    return found


def by_organ(board):
    late, held = Counter(), Counter()
    for cell in board.tables["standing"]:
        held[cell["organ"]] += cell["count"]
        late[cell["organ"]] += cell["count"] * bool(cell["is_late"])
    # Organs alike stand by their keys: the order in which the database counted them tells of what it counted past.
    worst_first = sorted(held, key=lambda organ: (-late[organ], -held[organ], organ))[:ORGANS]
    rows = []
    for organ in sorted(Organ.objects.filter(pk__in=worst_first), key=lambda organ: worst_first.index(organ.pk)):
        cells = [
            board.cell("standing", lambda cell, key=organ.pk: cell["organ"] == key and cell["is_late"], due="late", organ_slug=organ.slug),
            board.cell("standing", lambda cell, key=organ.pk: cell["organ"] == key, open="open", organ_slug=organ.slug),
        ]
        if organ.closed_on:
            cells = [{**cell, "url": ""} for cell in cells]  # a filter offers open organs only
        rows.append({"label": organ.short_name, "cells": cells})
    summary = _("No petition is late.")
    if rows and (most := rows[0]["cells"][0]["value"]):
        summary = _("%(organ)s has the most late petitions: %(number)s.") % {"organ": rows[0]["label"], "number": most}
    return _plot("by-organ", _("Open and late, by organ"), summary, [(_("late"), "late"), (_("open"), "")], rows)


def by_month(board):
    rows = []
    for month in (add_months(board.month, back) for back in range(1 - MONTHS, 1)):
        days = month_of(month)
        received = board.cell("arrivals", lambda cell, month=month: cell["month"] == month, **days)
        still_open = board.cell("arrivals", lambda cell, month=month: cell["month"] == month and cell["is_open"], open="open", **days)
        rows.append({"label": date_format(month, "Y-m"), "cells": [received, still_open]})
    summary = ""
    top = max(rows, key=lambda row: row["cells"][0]["value"] or 0)
    if most := top["cells"][0]["value"]:
        summary = _("Most were received in %(month)s: %(number)s.") % {"month": top["label"], "number": most}
    return _plot(
        "by-month", _("Received, by month"), summary, [(_("received"), ""), (_("of these still open"), "quiet")], rows, kind="line"
    )


def by_days(board):
    has_old = any(cell["is_taken_over"] for cell in board.tables["replies"])
    rows = []
    for first, last in REPLIES:
        query = {"days_from": first, **({} if last is None else {"days_until": last})}
        cells = [board.cell("replies", _replied(first, last, is_taken_over=False), **period_of(board, origin="here", **query))]
        if has_old:
            cells.append(board.cell("replies", _replied(first, last, is_taken_over=True), origin="taken-over", **query))
        rows.append({"label": f"{first}+" if last is None else f"{first}–{last}", "cells": cells})
    series = [(_("registered here"), ""), *([(_("taken over, all years"), "quiet")] if has_old else [])]
    summary = _("From the day of arrival to the day of the answer, in calendar days; the clocks of the law are counted apart.")
    return _plot("by-days", _("Days to reply"), summary, series, rows)


def by_channel(board):
    rows = [{"label": str(label), "cells": [_arrived(board, "channel", value, channel=value)]} for value, label in Channel.choices]
    return _plot("by-channel", _("Received, by channel"), "", [(_("received"), "")], rows)


def by_class(board):
    rows = [
        {"label": str(label), "cells": [_arrived(board, "petition_class", value, kind=value or NOT_CLASSIFIED)]}
        for value, label in [*PetitionClass.choices, ("", _("not classified"))]
        if value != PetitionClass.ACCUSATION  # a nought would be untrue
    ]
    summary = _("Accusations are sealed and counted nowhere on this page.")
    return _plot("by-class", _("Received, by class"), summary, [(_("received"), "")], rows)


def _arrived(board, column, value, **query):
    return board.cell("arrivals", lambda cell: in_period(cell, board) and cell[column] == value, **period_of(board, **query))


def _replied(first, last, *, is_taken_over):
    return lambda cell: (
        cell["is_taken_over"] == is_taken_over and first <= cell["days_to_reply"] and (last is None or cell["days_to_reply"] <= last)
    )


def _plot(name, title, summary, series, rows, kind="bar"):
    series = [{"name": words, "tone": tone} for words, tone in series]
    return {"id": name, "title": title, "summary": summary, "chart": {"type": kind, "series": series, "rows": rows}}


def _hide_the_second(chart):
    """One hidden number can be found from the others and their sum; so the next smallest hides with it."""
    for place in range(len(chart["series"])):
        column = [row["cells"][place] for row in chart["rows"]]
        shown = [cell for cell in column if cell["value"]]
        if sum(cell["value"] is None for cell in column) == 1 and shown:
            min(shown, key=lambda cell: cell["value"])["value"] = None

"""The leaders' board: what must be decided, what goes wrong, and the petitions behind each number."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import for_roles
from petitions import visibility, worklists
from supervision.plots import plots
from supervision.statistics import PERIODS, SLOW_DAYS, Board


def decisions_waiting(duty):
    """{value, url} of the list that waits for this leader; None for a supervisor, who decides nothing."""
    tab = next((tab for tab in worklists.tabs_of(duty) if tab.name == worklists.MINE), None)
    return tab and {"value": worklists.rows_of(tab, duty).count(), "url": f"{reverse('worklist')}?tab={tab.name}"}


@for_roles(*visibility.BOARD_ROLES)
def board(request):
    figures = Board(request.duty, timezone.localdate(), request.GET.get("period", ""), is_wall=request.GET.get("wall") == "on")
    context = {
        "board": figures,
        "today": figures.today,
        "periods": [{"label": words, "url": f"?period={name}", "active": name == figures.period} for name, words in PERIODS.items()],
        "waiting": None if figures.is_wall else decisions_waiting(request.duty),
        **{name: figures.number(name) for name in ("open", "late", "week", "received", "this_month", "last_month")},
        "on_time": figures.rate("met", "judged"),
        "slow": figures.rate("slow", "answered"),
        "carried_out": figures.carried_out(),
        "slow_before": figures.rate("taken_over_slow", "taken_over_answered"),
        "median": figures.median_days(is_taken_over=False),
        "median_before": figures.median_days(is_taken_over=True),
        "slow_days": SLOW_DAYS,
        "plots": plots(figures),
    }
    return render(request, "supervision/board.html", context)

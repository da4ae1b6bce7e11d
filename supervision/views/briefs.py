"""每日快报: what happened on a day, on a page and on paper; a report of it can be written from there."""

from datetime import date, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from supervision.annual import Period
from supervision.models import Report
from supervision.report_scope import own_reports
from supervision.scope import WATCHERS

SHOWN = 20
PAST = 366  # days that can be looked back at


class Day:
    """`day` of the address, yesterday where none or another kind of word stands there."""

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        yesterday = self.today - timedelta(days=1)
        try:
            self.day = date.fromisoformat(request.GET.get("day", "")[:10])
        except ValueError:
            self.day = yesterday
        if not self.today - timedelta(days=PAST) <= self.day <= yesterday:
            self.day = yesterday
        self.before = self.day - timedelta(days=1)
        self.after = self.day + timedelta(days=1) if self.day < yesterday else None

    def figures(self):
        period = Period(self.duty, self.day, self.day)
        now = period.overall()
        return [
            (_("Arrived"), now["total"]), (_("Urgent matters"), now["urgent"]), (_("Group visits"), now["crowds"]), (_("Repeats"), now["repeat"]),
            (_("Closed"), period.closed()), (_("Late at the end of the day"), period.late()),
        ]  # fmt: skip

    def lists(self):
        """(words, petitions) of what is worth a leader's look; empty ones are left out."""
        matters = Period(self.duty, self.day, self.day)
        shown = [(_("Urgent matters"), matters.matters.filter(is_urgent=True)), (_("Group visits"), matters.crowds)]
        found = [
            (words, list(rows.select_related("holder_organ").defer("query_code").order_by("-headcount", "pk")[:SHOWN]))
            for words, rows in shown
        ]
        return [(words, rows) for words, rows in found if rows]

    def context(self):
        report = own_reports(self.duty).filter(kind=Report.Kind.BRIEF, since=self.day).exclude(state=Report.State.DROPPED).first()
        return {"shown": self, "figures": self.figures(), "lists": self.lists(), "report": report, "now": timezone.now()}


@for_roles(*WATCHERS)
@require_safe
def brief(request):
    return render(request, "supervision/brief.html", Day(request).context())


@for_roles(*WATCHERS)
@require_safe
def brief_print(request):
    return render(request, "supervision/brief_print.html", Day(request).context())

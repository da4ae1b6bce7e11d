"""Open urgent matters: who has to know, until which minute, who was told and who has said that they know."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Min, Prefetch, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions.models import Clock, UrgentTask
from petitions.rulebook import Rule
from supervision import report_scope

ROLES = (Role.SUPERV, Role.B_LEAD, Role.JOINT, Role.O_LEAD)
SIZE = 25


@for_roles(*ROLES)
@require_safe
def urgent(request):
    now = timezone.now()
    tasks = UrgentTask.objects.filter(is_dropped=False).select_related("organ__parent", "receipt__duty__officer", "receipt__duty__organ")
    clocks = Clock.objects.filter(rule__in=(Rule.URGENT_CALL, Rule.URGENT_REPORT)).order_by("pk")
    untold = Min("urgent_tasks__due_at", filter=Q(urgent_tasks__is_dropped=False, urgent_tasks__reported_at=None))
    rows = report_scope.urgent_matters(request.duty).annotate(untold=untold, first=Min("urgent_tasks__due_at"))
    rows = rows.select_related("holder_organ", "holder__officer").defer("query_code").order_by("untold", "first", "pk")
    rows = rows.prefetch_related(Prefetch("urgent_tasks", tasks), Prefetch("clocks", clocks))
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    lines = [line_of(petition, request.duty, now) for petition in page]
    return render(request, "supervision/urgent.html", {"page": page, "lines": lines, "now": now})


def line_of(petition, duty, now: datetime) -> dict:
    clocks = {clock.rule: clock for clock in petition.clocks.all()}  # the newest of each
    call, report = clocks.get(Rule.URGENT_CALL), clocks.get(Rule.URGENT_REPORT)
    waiting = [task for task in petition.urgent_tasks.all() if not hasattr(task, "receipt")]
    known = [task for task in petition.urgent_tasks.all() if hasattr(task, "receipt")]
    shown = {task.addressee: task for task in [*known, *waiting]}  # of a second alarm, what waits still
    stands_here = duty.organ_id == petition.holder_organ_id and duty.role in (Role.B_LEAD, Role.O_LEAD) and petition.is_readable
    return {
        "petition": petition,
        "call": told(call, now),
        "report": told(report, now),
        "tasks": list(shown.values()),
        "may_acknowledge": petition.is_readable and any(task.is_for(duty) for task in waiting),
        "may_report": stands_here and report is not None and report.is_running,
        "may_record": stands_here and bool(waiting),
    }


def told(clock, now):
    """{words, is_late, is_done} of a clock of minutes."""
    if clock is None or clock.due_at is None:
        return None
    if clock.result == Clock.Result.MET:
        return {"words": _("done in time"), "is_late": False, "is_done": True}
    if clock.result == Clock.Result.LATE:
        return {"words": _("done late"), "is_late": True, "is_done": True}
    minutes = int((clock.due_at - now).total_seconds() // 60)
    if minutes < 0:
        return {"words": _("%(number)d minutes late") % {"number": -minutes}, "is_late": True, "is_done": False}
    return {"words": _("%(number)d minutes left") % {"number": minutes}, "is_late": False, "is_done": False}

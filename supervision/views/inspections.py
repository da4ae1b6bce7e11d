"""Joint inspections: the list, the plan, its approval, and the page of one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions.forms.fields import UNSEEN
from supervision import inspecting, inspection_checks, inspection_reports
from supervision.forms.inspection import PlanForm
from supervision.inspecting import GUESTS, PLANNERS, RUNNERS, NotPossible
from supervision.models import Inspection

SIZE = 25


def found(request, slug):
    """The campaign, where its page exists for this duty."""
    rows = inspecting.inspections(request.duty).select_related("organ", "planned_by__officer", "decided_by__officer", "closed_by__officer")
    return get_object_or_404(rows, slug=slug)


def tabs(inspection):
    """What every page of one campaign shows at its head."""
    return {"inspection": inspection, "is_running": inspection.state not in (Inspection.State.PLANNED, Inspection.State.DROPPED)}


@for_roles(*RUNNERS, *GUESTS)
@require_safe
def inspections(request):
    rows = (
        inspecting.inspections(request.duty).select_related("organ", "planned_by__officer").annotate(number=Count("organs")).order_by("-pk")
    )
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    return render(request, "supervision/inspections.html", {"page": page, "may_plan": request.duty.role in PLANNERS})


@for_roles(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request):
    return _planned(request, None)


@for_roles(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug):
    inspection = found(request, slug)
    if not inspecting.may_change(inspection, request.duty):
        raise Http404
    return _planned(request, inspection)


def _planned(request, inspection):
    initial = {}
    if inspection is not None:
        team = list(inspection.members.select_related("duty"))
        initial = {name: getattr(inspection, name) for name in ("title", "scope", "since", "until", "sample_size")}
        initial |= {
            "organs": [organ.slug for organ in inspection.organs.all()],
            "lead": next((member.duty.slug for member in team if member.is_lead), None),
            "members": [member.duty.slug for member in team if not member.is_lead],
        }
    today = timezone.localdate()
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial, duty=request.duty, today=today)
    if form.is_valid():
        try:
            inspection = inspecting.plan(request.duty, inspection=inspection, at=timezone.now(), **form.cleaned_data)
        except NotPossible as sorry:
            form.add_error(None, sorry.args[0])
        else:
            messages.success(request, _("Planned. A leader of the bureau approves it; the sample is drawn then."))
            return redirect("inspection", inspection.slug)
    context = {"form": form, "inspection": inspection}
    return render(request, "supervision/inspection_plan.html", context, status=422 if form.is_bound else 200)


@for_roles(*RUNNERS, *GUESTS)
@require_safe
def inspection(request, slug):
    inspection = found(request, slug)
    duty = request.duty
    seen = inspection_reports.Seen(inspection, duty)
    context = tabs(inspection) | {
        "seen": seen,
        "organs": seen.by_organ(),
        "team": inspection.members.select_related("duty__officer", "duty__organ"),
        "is_guest": not inspecting.runs(inspection, duty),
        "may_change": inspecting.may_change(inspection, duty),
        "may_decide": inspecting.may_decide(inspection, duty),
        "may_check": inspection_checks.may_check(inspection, duty),
        "may_close": inspection.state == Inspection.State.REPORTED and inspecting.runs(inspection, duty),
        "sees_report": inspecting.runs(inspection, duty) or inspection.state in (Inspection.State.REPORTED, Inspection.State.CLOSED),
    }
    return render(request, "supervision/inspection.html", context)


@require_POST
@for_roles(*RUNNERS)
def decide(request, slug):
    """Approve and draw, or refuse; whoever planned it may take it back."""
    inspection = found(request, slug)
    words = request.POST.get("reason", "").replace("\0", "").strip()[:300]
    try:
        if request.POST.get("decision") == "approve":
            inspecting.approve(inspection, request.duty, at=timezone.now())
            messages.success(request, _("Approved: the sample is drawn, and the team is told."))
        elif not UNSEEN.sub("", words):
            messages.warning(request, _("Please give a reason."))
        else:
            inspecting.refuse(inspection, request.duty, words, at=timezone.now())
            messages.success(request, _("The plan is off."))
    except NotPossible as sorry:
        messages.warning(request, sorry.args[0])
    return redirect("inspection", inspection.slug)


@require_POST
@for_roles(Role.SUPERV, Role.B_LEAD, Role.JOINT)
def close(request, slug):
    inspection = found(request, slug)
    try:
        inspecting.close(inspection, request.duty, at=timezone.now())
        messages.success(request, _("The inspection is closed."))
    except NotPossible as sorry:
        messages.warning(request, sorry.args[0])
    return redirect("inspection", inspection.slug)

"""The report of a joint inspection: written by the team, signed by a leader who wrote none of it, and read below."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions.views.papers import paper
from supervision import inspecting, inspection_reports
from supervision.forms.inspection import DraftForm
from supervision.inspecting import GUESTS, RUNNERS, NotPossible
from supervision.models import InspectionReport

from .inspections import found, tabs


@for_roles(*RUNNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, slug):
    """What the report would say now, and its draft; afterwards the frozen copy."""
    inspection = found(request, slug)
    duty, today = request.duty, timezone.localdate()
    if not inspecting.runs(inspection, duty):
        raise Http404
    is_posted = request.method == "POST"
    may_write = inspection_reports.may_write(inspection, duty)
    draft = inspection_reports.last_draft(inspection)
    form = None
    if is_posted or may_write:
        words = {"analysis": draft.analysis, "requirements": draft.requirements} if draft else {}
        form = DraftForm(request.POST if is_posted else None, initial={"seen": inspection.drafts.count(), **words})
    if is_posted and form.is_valid():
        seen = form.cleaned_data["seen"]
        words = {name: form.cleaned_data[name] for name in ("analysis", "requirements")}
        try:
            inspection_reports.write(inspection, duty, seen=-1 if seen is None else seen, today=today, at=timezone.now(), **words)
        except NotPossible as sorry:
            form.add_error(None, sorry.args[0])
            form.data = form.data.copy()
            form.data["seen"] = str(inspection.drafts.count())
        else:
            messages.success(request, _("Saved. A leader of the bureau who wrote none of it signs."))
            return redirect("inspection-report", inspection.slug)
    issued = InspectionReport.objects.filter(inspection=inspection).select_related("issued_by__officer").first()
    context = tabs(inspection) | {"form": form, "draft": draft, "issued": issued}
    if issued is None:
        seen = inspection_reports.Seen(inspection, duty)
        payload = seen.payload(draft, today)
        context |= {
            "payload": payload,
            "is_part": seen.is_part,
            "shown": inspection_reports.fingerprint(payload),
            "may_issue": inspection_reports.may_issue(inspection, duty),
        }
    else:
        context["payload"] = issued.payload
    return render(request, "supervision/inspection_report.html", context, status=422 if is_posted else 200)


@require_POST
@for_roles(Role.B_LEAD)
def sign(request, slug):
    inspection = found(request, slug)
    try:
        inspection_reports.issue(inspection, request.duty, shown=request.POST.get("shown", ""), today=timezone.localdate())
    except NotPossible as sorry:
        messages.warning(request, sorry.args[0])
    else:
        messages.success(request, _("Issued. The inspected organs are told."))
    return redirect("inspection-report", inspection.slug)


@for_roles(*RUNNERS, *GUESTS)
@require_safe
def report_paper(request, slug):
    """D30, for the bureau, its team and every organ that was inspected."""
    issued = get_object_or_404(inspection_reports.reports(request.duty), slug=slug)
    return paper(inspection_reports.CODE, issued.payload, f"{issued.payload['title']} {issued.number}")

"""What an inspection found: the list, as Excel, a new finding, and the task that follows from one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from petitions import export
from petitions.views import exports
from supervision import checklists, inspecting, inspection_checks, rectifying, scope
from supervision.forms.inspection import FindingForm, RequirementForm
from supervision.inspecting import GUESTS, RUNNERS, NotPossible

from .inspection_cases import case_of
from .inspections import SIZE, found, tabs


class Findings:
    """One campaign's findings for the duty that asks, as a list that can leave the house."""

    roles = RUNNERS

    def __init__(self, request):
        self.duty = request.duty
        self.inspection = get_object_or_404(
            inspecting.inspections(self.duty), slug=request.GET.get("inspection", "")[:12].replace("\0", "")
        )
        petitions = Prefetch("petition", scope.ordinary(self.duty).defer("query_code"))
        rows = inspecting.findings(self.inspection, self.duty).select_related("organ", "duty__officer", "task")
        self.rows = rows.prefetch_related(petitions).order_by("pk")

    def address(self):
        return f"?inspection={self.inspection.slug}"

    def sheet(self):
        title = _("findings of a joint inspection") + f" · {self.inspection.title}"
        return export.Sheet(title, self.rows, lambda row: row, lambda row: row.petition, columns, _("Findings"))


def columns():
    return [
        (_("Organ"), 24, lambda row: row.organ.name),
        (_("Number"), 17, lambda row: row.petition.grouped_number if row.petition else ""),
        (_("Line of the checklist"), 40, lambda row: str(checklists.LINES[row.code].label)),
        (_("Severity"), 10, lambda row: str(row.get_severity_display())),
        (_("What was found"), 60, lambda row: masked(row, row.words)),
        (_("Found by"), 12, lambda row: row.duty.officer.name),
        (_("What is to be put right"), 40, lambda row: masked(row, row.task.requirement) if hasattr(row, "task") else ""),
        (_("Due on"), 12, lambda row: row.task.due_on if hasattr(row, "task") else None),
        (_("State"), 18, lambda row: str(row.task.get_state_display()) if hasattr(row, "task") else ""),
    ]


def masked(row, words):
    is_readable = row.petition_id is None or (row.petition is not None and row.petition.is_readable)
    return words if is_readable else _("Confidential matter")


@for_roles(*RUNNERS, *GUESTS)
@require_safe
def findings(request, slug):
    inspection = found(request, slug)
    rows = inspecting.findings(inspection, request.duty).select_related("organ", "case", "duty__officer", "task").order_by("-pk")
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    shown = inspecting.read(page.object_list, request.duty)
    for row in shown:
        row.inspection = inspection
    context = tabs(inspection) | {
        "page": page,
        "rows": [
            {"row": row, "line": checklists.LINES[row.code], "may_require": rectifying.may_require(row, request.duty)} for row in shown
        ],
        "may_find": inspection_checks.may_check(inspection, request.duty),
        "may_export": request.duty.role in RUNNERS,
    }
    return render(request, "supervision/inspection_findings.html", context)


@for_roles(*RUNNERS)
@require_safe
def findings_excel(request):
    return exports.answer(request, "findings", Findings(request))


@for_roles(*RUNNERS, *GUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request, slug, case=None):
    """About one matter, or about an organ as a whole."""
    inspection = found(request, slug)
    if not inspection_checks.may_check(inspection, request.duty):
        raise Http404
    case = case_of(request, inspection, case) if case else None
    if case is not None and not case.is_readable:
        raise Http404
    organs = None if case else inspection.organs.exclude(pk__in=inspecting.own_house(request.duty))
    form = FindingForm(request.POST if request.method == "POST" else None, organs=organs)
    if form.is_valid():
        fields = ({"case": case, "organ": case.organ} if case else {}) | form.cleaned_data
        try:
            inspection_checks.find(inspection, request.duty, at=timezone.now(), **fields)
        except NotPossible as sorry:
            form.add_error(None, sorry.args[0])
        else:
            messages.success(request, _("Recorded."))
            return redirect("inspection-findings", inspection.slug)
    context = tabs(inspection) | {"form": form, "case": case}
    return render(request, "supervision/inspection_find.html", context, status=422 if form.is_bound else 200)


@for_roles(*RUNNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def require(request, slug, finding):
    inspection = found(request, slug)
    rows = inspecting.findings(inspection, request.duty).filter(slug=finding).select_related("organ", "task")
    finding = next(iter(inspecting.read(rows, request.duty)), None)
    if finding is None or not finding.is_readable or not inspecting.runs(inspection, request.duty):
        raise Http404
    finding.inspection = inspection
    form = RequirementForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if form.is_valid():
        try:
            rectifying.require(finding, request.duty, at=timezone.now(), **form.cleaned_data)
        except NotPossible as sorry:
            form.add_error(None, sorry.args[0])
        else:
            messages.success(request, _("The organ is told what it has to put right."))
            return redirect("inspection-findings", inspection.slug)
    context = tabs(inspection) | {"form": form, "finding": finding, "line": checklists.LINES[finding.code]}
    return render(request, "supervision/inspection_require.html", context, status=422 if form.is_bound else 200)

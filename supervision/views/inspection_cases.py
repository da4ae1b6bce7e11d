"""The sample of a joint inspection: its list, and the checklist of one matter."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from petitions.decision import Action, decide
from supervision import checklists, inspecting, inspection_checks
from supervision.forms.inspection import CheckForm
from supervision.inspecting import GUESTS, RUNNERS, NotPossible

from .inspections import SIZE, found, tabs


def case_of(request, inspection, slug):
    """The case with its petition as this duty sees it; 404 where either is not there."""
    case = get_object_or_404(inspecting.cases(inspection, request.duty).select_related("organ"), slug=slug)
    case.inspection = inspection
    rows = inspecting.read([case], request.duty)
    if not rows:
        raise Http404
    return rows[0]


@for_roles(*RUNNERS, *GUESTS)
@require_safe
def cases(request, slug):
    inspection = found(request, slug)
    rows = inspecting.cases(inspection, request.duty).select_related("organ").order_by("organ", "pk")
    rows = rows.annotate(answered=Count("answers__code", distinct=True))
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    context = tabs(inspection) | {
        "page": page,
        "rows": inspecting.read(page.object_list, request.duty),
        "lines": len(checklists.OF_A_CASE),
        "is_guest": not inspecting.runs(inspection, request.duty),
    }
    return render(request, "supervision/inspection_cases.html", context)


@for_roles(*RUNNERS, *GUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request, slug, case):
    inspection = found(request, slug)
    case = case_of(request, inspection, case)
    may_check = inspection_checks.may_check(inspection, request.duty) and bool(decide(request.duty, case.petition, Action.SEE_TEXT))
    if request.method == "POST" and not may_check:
        raise Http404
    known = inspection_checks.newest(case) if case.is_readable else {}
    is_posted = request.method == "POST"
    form = CheckForm(request.POST if is_posted else None, known=known, initial={"seen": case.answers.count()}) if may_check else None
    if is_posted and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            inspection_checks.answer(case, request.duty, form.answers(), seen=-1 if seen is None else seen, at=timezone.now())
        except NotPossible as sorry:
            form.add_error(None, sorry.args[0])
            form.data = form.data.copy()
            form.data["seen"] = str(case.answers.count())
        else:
            messages.success(request, _("Saved."))
            return redirect("inspection-cases", inspection.slug)
    found_here = inspecting.findings(inspection, request.duty).filter(case=case).select_related("duty__officer", "task")
    context = tabs(inspection) | {
        "case": case,
        "form": form,
        "known": [(line, known[line.code]) for line in checklists.OF_A_CASE if line.code in known],
        "findings": [(checklists.LINES[row.code], row) for row in inspecting.read(found_here, request.duty)],
        "may_check": may_check,
    }
    return render(request, "supervision/inspection_case.html", context, status=422 if is_posted else 200)

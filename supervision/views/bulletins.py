"""What was sent to my organ, and that it was read."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from petitions.views.papers import paper
from supervision import report_papers, report_scope, reporting
from supervision.models import ReportReading

SIZE = 25


def _found(request, slug):
    rows = report_scope.addressed_reports(request.duty).select_related("organ")
    return get_object_or_404(rows, slug=slug)


@for_roles(*report_scope.READERS)
@require_safe
def bulletins(request):
    read = ReportReading.objects.filter(report=OuterRef("pk"), duty=request.duty)
    rows = report_scope.addressed_reports(request.duty).select_related("organ").annotate(is_read=Exists(read)).order_by("-issued_at", "-id")
    return render(request, "supervision/bulletins.html", {"page": Paginator(rows, SIZE).get_page(request.GET.get("page"))})


@for_roles(*report_scope.READERS)
@require_safe
def bulletin(request, slug):
    report = _found(request, slug)
    context = {"report": report, "content": report.payload, "reading": report.readings.filter(duty=request.duty).first()}
    return render(request, "supervision/bulletin.html", context)


@require_POST
@for_roles(*report_scope.READERS)
def bulletin_read(request, slug):
    report = _found(request, slug)
    reporting.read(report, request.duty)
    return redirect("bulletin", report.slug)


@for_roles(*report_scope.READERS)
@require_safe
def bulletin_paper(request, slug):
    report = _found(request, slug)
    return paper(report_papers.CODES[report.kind], report.payload, str(report))

"""A bureau's reports: the list, the form, the page with its figures, and what is done with one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions.forms.fields import UNSEEN
from petitions.models import Petition
from petitions.views.papers import paper
from supervision import report_papers, report_scope, reporting
from supervision.models import AnnualDay, Report
from supervision.models.report import digest
from supervision.report_forms import FORMS, AnnualDayForm, FeedbackForm
from supervision.reporting import Moved, ReportNotOpen
from supervision.scope import WATCHERS

SIZE, CANDIDATES = 25, 30
PEOPLE = ("organ__parent", "drafted_by__officer", "written_by__officer", "issued_by__officer", "feedback_by__officer")


def _bureaus_only(request):
    if not request.duty.organ.is_bureau:
        raise Http404


def _found(request, slug):
    return get_object_or_404(report_scope.own_reports(request.duty).select_related(*PEOPLE).prefetch_related("to"), slug=slug)


@for_roles(*WATCHERS)
@require_safe
def reports(request):
    _bureaus_only(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Report.Kind.values else ""
    rows = report_scope.own_reports(request.duty).select_related(*PEOPLE).exclude(state=Report.State.DROPPED)
    rows = rows.filter(kind=kind) if kind else rows
    context = {
        "chips": [
            {"label": label, "url": f"?kind={value}" if value else "?", "active": kind == value}
            for value, label in [("", _("all")), *Report.Kind.choices]
        ],
        "kind": kind,
        "page": Paginator(rows.order_by("-id"), SIZE).get_page(request.GET.get("page")),
        "day_form": AnnualDayForm(),
        **_annual(request),
    }
    return render(request, "supervision/reports.html", context)


def _annual(request):
    year, due, is_done = reporting.annual_due(request.duty.organ, timezone.localdate())
    return {"year": year, "due": due, "is_done": is_done, "today": timezone.localdate()}


@for_roles(*WATCHERS)
def report_new(request, kind):
    _bureaus_only(request)
    if kind.upper() not in Report.Kind.values:
        raise Http404
    kind = Report.Kind(kind.upper())
    given = {name: request.GET[name][:40].replace("\0", "") for name in ("day", "sources") if name in request.GET}
    form = FORMS[kind](request.POST or None, duty=request.duty, today=timezone.localdate(), initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            report = reporting.draft(request.duty, kind, words=form.words(), to=form.to, **form.details())
        except ReportNotOpen as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The draft is kept. Read it with its figures, and hand it in."))
            return redirect("report", report.slug)
    context = {"form": form, "kind": kind}
    if kind == Report.Kind.SUGGESTION:
        newest = report_scope.sources_for(request.duty).filter(petition_class="SUGGESTION").defer("query_code")
        context["candidates"] = newest.order_by("-received_on", "-pk")[:CANDIDATES]
    return render(request, "supervision/report_form.html", context, status=422 if form.is_bound else 200)


@for_roles(*WATCHERS)
def report_edit(request, slug):
    report = _found(request, slug)
    if not reporting.may_write(report, request.duty):
        if request.method == "POST":
            messages.warning(
                request, _("Meanwhile a colleague went on with this report, or it is not yours to do. Please look at it again.")
            )
        return redirect("report", report.slug)
    form = FORMS[report.kind](request.POST or None, duty=request.duty, today=timezone.localdate(), report=report)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            reporting.write(report, request.duty, version=said["version"], words=form.words(), to=form.to, title=said.get("title"))
        except Moved as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("report", report.slug)
    context = {"form": form, "kind": Report.Kind(report.kind), "report": report}
    return render(request, "supervision/report_form.html", context, status=422 if form.is_bound else 200)


@for_roles(*WATCHERS)
@require_safe
def report(request, slug):
    return _page(request, _found(request, slug))


def _page(request, report, form=None):
    duty, today = request.duty, timezone.localdate()
    content = report.payload if report.is_issued else report_papers.content(report, duty, today)
    may_note = report.kind == Report.Kind.SUGGESTION and report.is_issued and report.feedback_on is None
    context = {
        "report": report,
        "content": content,
        "seen": digest(content),
        "gaps": [] if report.is_issued else report_papers.gaps(report, duty, today),
        "is_over": reporting.period_is_over(report, today),
        "may_write": reporting.may_write(report, duty),
        "may_issue": reporting.may_issue(report, duty),
        "may_return": reporting.may_return(report, duty),
        "steps": report.steps.select_related("duty__officer"),
        "readings": report.readings.select_related("duty__officer", "duty__organ"),
        "sources": Petition.objects.visible_to(duty).filter(report_sources__report=report) if report.sources_count else [],
        "feedback_form": form or (FeedbackForm(today=today, since=timezone.localdate(report.issued_at)) if may_note else None),
    }
    return render(request, "supervision/report.html", context, status=422 if form else 200)


@for_roles(*WATCHERS)
@require_safe
def report_paper(request, slug):
    report = _found(request, slug)
    if not report.is_issued:
        raise Http404
    return paper(report_papers.CODES[report.kind], report.payload, str(report))


@require_POST
@for_roles(*WATCHERS)
def report_act(request, slug, act):
    report = _found(request, slug)
    if act not in ACTS:
        raise Http404
    try:
        return ACTS[act](request, report)
    except ReportNotOpen as refused:
        messages.warning(request, str(refused))
        return redirect("report", slug)


def _propose(request, report):
    reporting.propose(report, request.duty, timezone.localdate())
    messages.success(request, _("Handed in; a leader of the bureau issues it."))
    return redirect("report", report.slug)


def _issue(request, report):
    issued = reporting.issue(report, request.duty, seen=request.POST.get("seen", ""), today=timezone.localdate())
    messages.success(request, _("Issued as %(number)s.") % {"number": issued.number})
    return redirect("report", report.slug)


def _return(request, report):
    note = request.POST.get("note", "").replace("\0", "").strip()[:500]
    if len(UNSEEN.sub("", note)) < 2:
        raise ReportNotOpen(_("Please write why it goes back."))
    reporting.send_back(report, request.duty, note)
    messages.success(request, _("It went back to be written on."))
    return redirect("report", report.slug)


def _drop(request, report):
    reporting.drop(report, request.duty)
    messages.success(request, _("The draft was dropped."))
    return redirect("reports")


def _feedback(request, report):
    if not report.is_issued:
        raise ReportNotOpen(_("Feedback is noted on what was submitted."))
    form = FeedbackForm(request.POST, today=timezone.localdate(), since=timezone.localdate(report.issued_at))
    if not form.is_valid():
        return _page(request, report, form)
    reporting.note_feedback(report, request.duty, **form.cleaned_data)
    messages.success(request, _("The feedback is noted."))
    return redirect("report", report.slug)


ACTS = {"propose": _propose, "issue": _issue, "return": _return, "drop": _drop, "feedback": _feedback}


@require_POST
@for_roles(Role.B_LEAD)
def annual_day(request):
    """C21: set by the bureau's leader alone."""
    _bureaus_only(request)
    form = AnnualDayForm(request.POST)
    if form.is_valid():
        AnnualDay.objects.create(organ=request.duty.organ, set_by=request.duty, **form.cleaned_data)
        messages.success(request, _("The day is set."))
        return redirect("reports")
    rows = report_scope.own_reports(request.duty).select_related(*PEOPLE).exclude(state=Report.State.DROPPED).order_by("-id")
    context = {"chips": [], "kind": "", "page": Paginator(rows, SIZE).get_page(1), "day_form": form, **_annual(request)}
    return render(request, "supervision/reports.html", context, status=422)

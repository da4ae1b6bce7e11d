"""What inspected organs have to put right: the list, one task, the answer with its proof, and the verdict."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from petitions import files
from petitions.views.papers import kept_file
from supervision import checklists, inspecting, inspection_reports, rectifying
from supervision.forms.inspection import ReplyForm, VerdictForm
from supervision.inspecting import GUESTS, RUNNERS, NotPossible
from supervision.models import RectificationFile, RectificationTask

from .inspections import SIZE

OPEN, DONE = "open", "done"
NEWEST_REPORTS = 20


def task_of(request, slug):
    """The task as this duty sees it, with `is_readable`; 404 where it is not there."""
    people = ("organ", "given_by__officer", "finding__organ", "finding__inspection__organ", "finding__case")
    rows = inspecting.read(inspecting.tasks(request.duty).filter(slug=slug).select_related(*people), request.duty)
    if not rows:
        raise Http404
    return rows[0]


@for_roles(*RUNNERS, *GUESTS)
@require_safe
def rectification(request):
    """Due soonest first; the papers that came down are beside it."""
    chosen = DONE if request.GET.get("status") == DONE else OPEN
    rows = inspecting.tasks(request.duty).select_related("organ", "finding__inspection").order_by("due_on", "pk")
    is_done = {"state": RectificationTask.State.DONE}
    rows = rows.filter(**is_done) if chosen == DONE else rows.exclude(**is_done)
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    reports = inspection_reports.reports(request.duty).select_related("inspection", "issued_by__organ")
    context = {
        "page": page,
        "rows": [{"row": row, "line": checklists.LINES[row.finding.code]} for row in inspecting.read(page.object_list, request.duty)],
        "reports": reports[:NEWEST_REPORTS],
        "chips": [
            {"label": words, "url": f"?status={value}", "active": value == chosen, "count": None}
            for value, words in [(OPEN, _("not put right yet")), (DONE, _("put right"))]
        ],
        "today": timezone.localdate(),
    }
    return render(request, "supervision/rectification.html", context)


@for_roles(*RUNNERS, *GUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request, slug):
    task = task_of(request, slug)
    is_posted = request.method == "POST"
    may_reply = task.is_readable and rectifying.may_reply(task, request.duty)
    if is_posted and not (request.duty.role in GUESTS and request.duty.organ_id == task.organ_id and task.is_readable):
        raise Http404
    form = ReplyForm(request.POST or None, request.FILES or None) if is_posted or may_reply else None
    if is_posted and form.is_valid() and _replied(request, task, form):
        messages.success(request, _("Sent. Another person of the bureau judges it."))
        return redirect("rectification-task", task.slug)
    return _shown(request, task, form, VerdictForm(), status=422 if is_posted else 200)


def _replied(request, task, form):
    """Files are taken whole before anything is written; those that come to nothing are discarded."""
    taken = []
    try:
        taken.extend(files.store_checked(upload) for upload in form.cleaned_data["files"])
        rectifying.reply(task, request.duty, words=form.cleaned_data["words"], files=taken, at=timezone.now())
    except files.BadFile as sorry:
        form.add_error("files", sorry.args[0])
    except NotPossible as sorry:
        form.add_error(None, sorry.args[0])
    else:
        return True
    files.discard(*(RectificationFile(**fields) for fields in taken))
    return False


def _shown(request, task, form, verdict, status=200):
    replies = task.replies.select_related("duty__officer", "duty__organ", "verdict__duty__officer").prefetch_related("files")
    context = {
        "task": task,
        "line": checklists.LINES[task.finding.code],
        "replies": replies if task.is_readable else [],
        "form": form,
        "verdict": verdict if task.is_readable and rectifying.may_judge(task, request.duty) else None,
        "sees_inspection": inspecting.inspections(request.duty).filter(pk=task.finding.inspection_id).exists(),
        "today": timezone.localdate(),
    }
    return render(request, "supervision/rectification_task.html", context, status=status)


@require_POST
@for_roles(*RUNNERS)
def judge(request, slug):
    task = task_of(request, slug)
    if not task.is_readable or not inspecting.runs(task.finding.inspection, request.duty):
        raise Http404
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _shown(request, task, None, form, status=422)
    try:
        rectifying.judge(
            task, request.duty, is_done=form.cleaned_data["verdict"] == "done", words=form.cleaned_data["words"], at=timezone.now()
        )
    except NotPossible as sorry:
        messages.warning(request, sorry.args[0])
    else:
        messages.success(request, _("The organ is told."))
    return redirect("rectification-task", task.slug)


@for_roles(*RUNNERS, *GUESTS)
@require_safe
def file(request, slug, file):
    task = task_of(request, slug)
    if not task.is_readable:
        raise Http404
    return kept_file(get_object_or_404(RectificationFile.objects.filter(reply__task=task), slug=file))

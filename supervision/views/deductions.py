"""One deduction with its evidence and its history: the unit answers, a second person decides."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from petitions import dossier, files
from petitions.views.papers import kept_file
from supervision import deduction_words, deductions, judging
from supervision.forms.deductions import ContestForm, DecideForm, ReasonForm
from supervision.judging import JUDGES, UNITS, NotPossible
from supervision.models import ContestFile, Deduction

READERS = tuple(dict.fromkeys((*JUDGES, *UNITS)))
PEOPLE = (
    "organ", "first_receiver__officer", "first_receiver__organ", "proposed_by__officer", "clock__organ", "clock__petition", "clock__extension",
    "event__organ", "rule",
)  # fmt: skip


def seen(request, slug, rows=None) -> Deduction:
    rows = judging.seen_by(request.duty) if rows is None else rows
    row = get_object_or_404(rows.select_related(*PEOPLE), slug=slug)
    return deductions.with_petitions([row], request.duty)[0]


@for_roles(*READERS)
@require_safe
def deduction(request, slug):
    return shown(request, seen(request, slug))


def shown(request, row, *, contest=None, decision=None, reversal=None):
    duty, today, is_readable = request.duty, timezone.localdate(), row.petition.is_readable
    judges = judging.judged(duty).filter(pk=row.organ_id).exists()
    may_answer, may_decide = deductions.may_answer(row, duty, today), judges and deductions.may_decide(row, duty)
    bound = next((form for form in (contest, decision, reversal) if form), None)
    context = {
        "row": row,
        "reason": deduction_words.reason(row),
        "article": deduction_words.article(row),
        "evidence": deduction_words.evidence([row])[row.pk],
        "clock": dossier.clock_words(row.clock) if row.clock else None,
        "deeds": row.deeds.select_related("duty__officer", "duty__organ").prefetch_related("files"),
        "is_readable": is_readable,
        "judges": judges,
        "bound": bound,
        "contest": contest or (ContestForm() if may_answer and is_readable else None),
        "may_accept": row.is_undecided and row.acknowledged_on is None and judging.defends(duty, row.organ_id),
        "decision": decision or (DecideForm() if may_decide and is_readable else None),
        "is_ripe": deductions.is_ripe(row, today),
        "reversal": reversal or (ReasonForm() if judges and is_readable and deductions.may_reverse(row, duty) else None),
        "today": today,
    }
    return render(request, "supervision/deduction.html", context, status=422 if bound else 200)


@require_POST
@for_roles(*UNITS)
def contest(request, slug):
    row = seen(request, slug, judging.of_unit(request.duty))
    if not judging.defends(request.duty, row.organ_id) or not row.petition.is_readable:
        raise Http404
    form = ContestForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            words, uploads = form.cleaned_data["words"], form.cleaned_data["files"]
            deductions.contest(row, request.duty, words=words, uploads=uploads, today=timezone.localdate())
        except files.BadFile as sorry:
            form.add_error("files", sorry.args[0])
        except NotPossible as sorry:
            form.add_error(None, sorry.args[0])
        else:
            messages.success(request, _("Your unit's words are with those who decide."))
            return redirect("deduction", row.slug)
    return shown(request, row, contest=form)


@require_POST
@for_roles(*UNITS)
def accept(request, slug):
    row = seen(request, slug, judging.of_unit(request.duty))
    if not judging.defends(request.duty, row.organ_id):
        raise Http404
    try:
        deductions.acknowledge(row, request.duty, today=timezone.localdate())
    except NotPossible as sorry:
        messages.warning(request, sorry.args[0])
    else:
        messages.success(request, _("Accepted; nobody need wait for the end of the time to contest it."))
    return redirect("deduction", row.slug)


@require_POST
@for_roles(*JUDGES)
def decide(request, slug):
    row = seen(request, slug, judging.to_judge(request.duty))
    if not row.petition.is_readable:
        raise Http404
    form, is_confirmed = DecideForm(request.POST), request.POST.get("decision") == "confirm"
    if form.is_valid():
        try:
            deductions.decide(row, request.duty, is_confirmed=is_confirmed, words=form.cleaned_data["words"], today=timezone.localdate())
        except NotPossible as sorry:
            form.add_error(None if form.cleaned_data["words"] else "words", sorry.args[0])
        else:
            messages.success(
                request, _("Confirmed. It stands in the unit's sheet.") if is_confirmed else _("Dropped. The unit reads your reason.")
            )
            return redirect("deduction", row.slug)
    return shown(request, row, decision=form)


@require_POST
@for_roles(*JUDGES)
def reverse(request, slug):
    row = seen(request, slug, judging.to_judge(request.duty))
    if not row.petition.is_readable:
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            deductions.reverse(row, request.duty, words=form.cleaned_data["words"], today=timezone.localdate())
        except NotPossible as sorry:
            form.add_error(None, sorry.args[0])
        else:
            messages.success(request, _("Reversed. A sheet that is closed already stays as it is, until it is corrected."))
            return redirect("deduction", row.slug)
    return shown(request, row, reversal=form)


@for_roles(*READERS)
@require_safe
def contest_file(request, slug, file):
    row = seen(request, slug)
    if not row.petition.is_readable:
        raise Http404
    return kept_file(get_object_or_404(ContestFile.objects.filter(deed__deduction=row), slug=file))

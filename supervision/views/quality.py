"""The pages of the quality samples: what was drawn, what two reviewers found, and what a third decided."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions import export, permissions
from petitions.decision import Action, decide
from petitions.views import exports
from supervision import sampling
from supervision.models import QualityReview, QualityRuling, Sample
from supervision.quality_checklist import ANSWERS, ITEMS
from supervision.quality_forms import DrawForm, ReviewForm

SIZE = 12
STATES = {
    "first": gettext_lazy("waits for its first review"),
    "second": gettext_lazy("waits for its second review"),
    "differs": gettext_lazy("the two differ, a third decides"),
    "done": gettext_lazy("reviewed"),
}


def _rows(duty):
    people = ("organ", "sample", "petition")
    return sampling.cases_for(duty).select_related(*people, "ruling").defer("petition__query_code").prefetch_related("reviews")


def _state(case):
    return STATES[sampling.standing(case).key]


def _findings(case):
    """Of a confidential matter its named readers alone read what was found."""
    if case.petition.is_restricted and not case.petition.is_readable:
        return ""
    return pgettext("list of findings", "; ").join(str(ITEMS[key].question) for key in sampling.standing(case).findings if key in ITEMS)


class Cases:
    """The cases of one sample, as Excel: what the page shows."""

    roles = sampling.REVIEWERS

    def __init__(self, request):
        self.duty = request.duty
        self.query = QueryDict(mutable=True)
        self.query["sample"] = request.GET.get("sample", "")[:40].replace("\0", "")
        self.sample = get_object_or_404(Sample, slug=self.query["sample"], bureau=self.duty.organ_id)
        self.rows = _rows(self.duty).filter(sample=self.sample).order_by("organ", "pk")

    def address(self):
        return f"?{self.query.urlencode()}"

    def sheet(self):
        words = _("quality sample") + f" · {self.sample.month:%Y-%m}"
        return export.Sheet(words, self.rows, lambda row: row, lambda row: row.petition, columns, _("Quality sample"))


def columns():
    return [
        (_("Organ"), 24, lambda row: row.organ.name),
        (_("Number"), 17, lambda row: row.petition.grouped_number),
        (_("Subject"), 40, lambda row: row.petition.title),
        (_("Closed on"), 12, lambda row: row.petition.closed_on),
        (_("State"), 24, lambda row: str(_state(row))),
        (_("Answered with no"), 60, _findings),
    ]


@for_roles(*sampling.REVIEWERS)
@require_safe
def samples(request):
    return _samples(request, _draw_form(request), 200)


@require_POST
@for_roles(Role.SUPERV)
def draw(request):
    form = _draw_form(request, request.POST)
    if form.is_valid():
        try:
            sample = sampling.draw(request.duty, **form.cleaned_data, today=timezone.localdate())
        except sampling.NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The sample is drawn. Each matter is reviewed by two persons, each alone."))
            return redirect("quality-sample", sample.slug)
    return _samples(request, form, 422)


def _draw_form(request, given=None):
    """None for whoever does not draw."""
    if request.duty.role != Role.SUPERV:
        return None
    drawn = set(Sample.objects.filter(bureau=request.duty.organ_id).values_list("month", flat=True))
    left = [month for month in sampling.months(timezone.localdate()) if month not in drawn]
    return DrawForm(given, months=left)


def _samples(request, form, status):
    page = Paginator(Sample.objects.filter(bureau=request.duty.organ_id).order_by("-month"), SIZE).get_page(request.GET.get("page"))
    decided = Exists(QualityReview.objects.filter(case=OuterRef("pk"), is_same=True))
    decided |= Exists(QualityRuling.objects.filter(case=OuterRef("pk")))
    seen = sampling.cases_for(request.duty).order_by().annotate(is_decided=decided).values("sample")
    counts = {
        row["sample"]: row
        for row in seen.filter(sample__in=[sample.pk for sample in page]).annotate(
            cases=Count("pk"), done=Count("pk", filter=Q(is_decided=True))
        )
    }
    lines = [{**counts.get(sample.pk, {"cases": 0, "done": 0}), "sample": sample} for sample in page]
    return render(request, "supervision/quality.html", {"page": page, "lines": lines, "form": form}, status=status)


def _context(request, sample):
    duty = request.duty
    cases = sampling.with_petitions(_rows(duty).filter(sample=sample).order_by("organ", "pk"), duty)
    mine = set(sampling.to_review(duty).filter(sample=sample).values_list("pk", flat=True))
    mine |= set(sampling.to_settle(duty).filter(sample=sample).values_list("pk", flat=True))
    lines = [
        {
            "case": case, "state": _state(case), "findings": _findings(case), "is_mine": case.pk in mine,
            "is_readable": bool(decide(duty, case.petition, Action.SEE_TEXT)), "is_done": sampling.standing(case).key == "done",
        }
        for case in cases
    ]  # fmt: skip
    found = Counter(key for case in cases for key in sampling.standing(case).findings)
    done = sum(line["is_done"] for line in lines)
    totals = [{"question": item.question, "number": found[key]} for key, item in ITEMS.items() if found[key]]
    return {"sample": sample, "lines": lines, "totals": totals, "done": done, "today": timezone.localdate()}


@for_roles(*sampling.REVIEWERS)
@require_safe
def sample(request, slug):
    return render(request, "supervision/quality_sample.html", _context(request, _sample(request, slug)))


@for_roles(*sampling.REVIEWERS)
@require_safe
def sample_print(request, slug):
    return render(request, "supervision/quality_print.html", _context(request, _sample(request, slug)))


@for_roles(*sampling.REVIEWERS)
@require_safe
def samples_excel(request):
    return exports.answer(request, "quality", Cases(request))


def _sample(request, slug):
    return get_object_or_404(Sample.objects.select_related("drawn_by__officer"), slug=slug, bureau=request.duty.organ_id)


@for_roles(*sampling.REVIEWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request, slug):
    """The checklist for whoever reviews or settles; for the others what came of it, once both have written."""
    found = get_object_or_404(_rows(request.duty).select_related("sample__bureau").prefetch_related("reviews__officer"), slug=slug)
    [found] = sampling.with_petitions([found], request.duty)
    if not decide(request.duty, found.petition, Action.SEE_TEXT):
        raise Http404
    reviews_it = sampling.to_review(request.duty).filter(pk=found.pk).exists()
    settles = not reviews_it and sampling.to_settle(request.duty).filter(pk=found.pk).exists()
    if request.method != "POST":
        form = ReviewForm(needs_words=settles, initial=_agreed(found) if settles else {}) if reviews_it or settles else None
        return _case(request, found, form, settles)
    form = ReviewForm(request.POST, needs_words=settles)
    if form.is_valid():
        write = sampling.settle if settles else sampling.review
        try:
            write(found, request.duty, answers=form.answers, words=form.cleaned_data["words"])
        except sampling.NotPossible as refused:  # a colleague was faster: what was typed stays on the page
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answers are kept. Nobody can change them, you included."))
            return redirect("quality-case", found.slug)
    return _case(request, found, form, settles, 422)


def _agreed(found):
    first, second = found.reviews.all()
    return {key: answer for key, answer in first.answers.items() if second.answers.get(key) == answer}


def _case(request, found, form, settles, status=200):
    written = list(found.reviews.all())
    shown = written if len(written) == 2 else [review for review in written if review.officer_id == request.duty.officer_id]
    ruling = getattr(found, "ruling", None)
    columns = [*shown, ruling] if ruling else shown
    words = dict(ANSWERS)
    table = [
        {
            "question": item.question, "answers": [words.get(column.answers.get(key), "–") for column in columns],
            "differs": len({column.answers.get(key) for column in shown}) > 1,
        }
        for key, item in ITEMS.items()
    ]  # fmt: skip
    context = {
        "case": found, "form": form, "settles": settles, "reviews": shown, "ruling": ruling, "table": table if columns else [],
        "state": _state(found), "findings": _corrections(request.duty, found),
    }  # fmt: skip
    return render(request, "supervision/quality_case.html", context, status=status)


def _corrections(duty, found):
    """What was answered with no, each with the way to an order to correct it where this duty may propose one."""
    findings = [ITEMS[key] for key in sampling.standing(found).findings if key in ITEMS]
    may_order = bool(findings) and permissions.is_open_to(found.petition, "order_correction", duty)
    address = reverse("take-step", args=[found.petition.number, "order_correction"]) if may_order else ""
    return [{"question": item.question, "url": f"{address}?defect={item.defect}" if address and item.defect else ""} for item in findings]

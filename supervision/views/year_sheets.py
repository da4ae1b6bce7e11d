"""The year's sheets: all units at a glance, one unit or one first receiver, as Excel and on paper; and closing the year."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Duty, Organ
from petitions import export, files
from petitions.views import exports
from petitions.views.papers import LOCKED
from supervision import deduction_words, judging, sheet_paper, year_sheets
from supervision.forms.deductions import ReasonForm
from supervision.judging import JUDGES, UNITS, NotPossible

from .assessment import lines_of
from .deductions import READERS

ORGANS, ROWS = 50, 100
FIRST_YEAR = 2022  # the Regulations


def year_in(query, today) -> int:
    """A year of assessment from an address, else this one."""
    typed = query.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else today.year
    return year if FIRST_YEAR <= year <= today.year else today.year


def years(today, chosen, url="?"):
    return [
        {"label": str(year), "url": f"{url}year={year}", "active": year == chosen}
        for year in range(today.year, max(today.year - 4, FIRST_YEAR) - 1, -1)
    ]


class Listing:
    """One address: a unit, a year and perhaps a first receiver."""

    roles = READERS

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        self.year = year_in(request.GET, self.today)
        slug = request.GET.get("organ", "")[:40].replace("\0", "")
        organ = get_object_or_404(Organ, slug=slug) if slug else self.duty.organ
        slug = request.GET.get("receiver", "")[:40].replace("\0", "")
        receiver = get_object_or_404(Duty.objects.filter(organ=organ).select_related("officer", "organ"), slug=slug) if slug else None
        self.of = year_sheets.find(self.duty, organ, self.year, receiver)
        if self.of is None:
            raise Http404

    def address(self, **changes):
        query = QueryDict(mutable=True)
        known = {"organ": self.of.organ.slug, "year": self.year, "receiver": self.of.receiver and self.of.receiver.slug}
        for name, value in (known | changes).items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def title(self):
        words = _("Year sheet %(year)s of %(organ)s") % {"year": self.year, "organ": self.of.organ.name}
        words = f"{words} · {self.of.receiver.officer.name}" if self.of.receiver else words
        return " · ".join([words, _("in part")]) if self.of.is_part else words

    def chips(self):
        return years(self.today, self.year, f"{self.address(year=None)}&")

    def sheet(self):
        rows = self.of.rows
        foot = [_("Sum"), self.of.total] + ([_("in part")] if self.of.is_part else [])
        return export.Sheet(self.title, rows, self.line, lambda row: row.petition, columns, _("Year sheet"), tuple(foot))

    def line(self, row):
        row.petition = _as_seen(row.petition, self.duty)
        return row


def _as_seen(petition, duty):
    """A row of the export came through the gate beside its deduction; whether its words are for this duty is asked of the person."""
    petition.seen_by, petition.is_readable = duty, not petition.is_restricted or duty.officer_id in petition.named
    return petition


def columns():
    return [
        (_("Failing"), 22, lambda row: str(row.get_code_display())),
        (_("Points"), 8, lambda row: row.points),
        (_("Number"), 17, lambda row: row.petition.grouped_number),
        (_("Subject"), 40, lambda row: row.petition.title),
        (_("Occurred on"), 12, lambda row: row.occurred_on),
        (_("Law"), 40, deduction_words.article),
        (_("Reason"), 60, deduction_words.reason),
        (_("First receiver"), 14, lambda row: row.first_receiver.officer.name if row.first_receiver else ""),
    ]


@for_roles(*JUDGES)
@require_safe
def sheets(request):
    today = timezone.localdate()
    year = year_in(request.GET, today)
    page = Paginator(judging.judged(request.duty).order_by("level", "short_name", "pk"), ORGANS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "sums": [{"organ": organ} | told for organ, told in year_sheets.sums(request.duty, page.object_list, year).items()],
        "year": year,
        "chips": years(today, year),
    }
    return render(request, "supervision/year_sheets.html", context)


@for_roles(*READERS)
@require_safe
def sheet(request):
    return _shown(request, Listing(request))


@for_roles(*UNITS)
@require_safe
def own_sheet(request):
    """The unit's own room: what is proposed against it, and its sheet."""
    return _shown(request, Listing(request), is_own=True)


def _shown(request, listing, *, is_own=False, correction=None):
    of, today = listing.of, listing.today
    page = Paginator(of.rows, ROWS).get_page(request.GET.get("page"))
    open_rows = []
    if is_own:
        undecided = ["PROPOSED", "CONTESTED"]
        mine = judging.of_unit(request.duty).filter(organ=of.organ, state__in=undecided)
        open_rows = lines_of(mine.select_related(*year_sheets.PEOPLE).order_by("contest_until", "pk")[:ROWS], request.duty, today)
    may_freeze = not of.receiver and year_sheets.may_freeze(request.duty, of.organ)
    context = {
        "listing": listing,
        "of": of,
        "page": page,
        "lines": lines_of(page.object_list, request.duty),
        "open_rows": open_rows,
        "defends": judging.defends(request.duty, of.organ.pk),
        "is_own": is_own,
        "may_freeze": may_freeze and not of.frozen and today.year > of.year,
        "correction": correction
        or (ReasonForm() if may_freeze and of.frozen and year_sheets.may_correct(request.duty, of.frozen) else None),
        "bound": correction,
        "today": today,
    }
    return render(request, "supervision/year_sheet.html", context, status=422 if correction else 200)


@for_roles(*READERS)
@require_safe
def sheet_excel(request):
    return exports.answer(request, "assessment", Listing(request))


@for_roles(*READERS)
@require_safe
def sheet_paper_pdf(request):
    listing = Listing(request)
    content = sheet_paper.pdf(listing.of, [listing.line(row) for row in listing.of.rows], by=request.duty, on=listing.today)
    disposition = content_disposition_header(as_attachment=False, filename=f"{files.label_of(listing.title)}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={**LOCKED, "Content-Disposition": disposition})


def _to_close(request):
    organ = get_object_or_404(judging.judged(request.duty), slug=request.POST.get("organ", "")[:40].replace("\0", ""))
    return organ, year_in(request.POST, timezone.localdate())


def _back(organ, year):
    return redirect(f"{reverse('assessment-sheet')}?organ={organ.slug}&year={year}")


@require_POST
@for_roles(*year_sheets.FREEZERS)
def freeze(request):
    organ, year = _to_close(request)
    try:
        year_sheets.freeze(request.duty, organ, year, timezone.localdate())
    except NotPossible as sorry:
        messages.warning(request, sorry.args[0])
    else:
        messages.success(request, _("The sheet is closed; what comes to light later stands in the next one."))
    return _back(organ, year)


@require_POST
@for_roles(*year_sheets.FREEZERS)
def correct(request):
    organ, year = _to_close(request)
    listing = Listing(_Asked(request.duty, QueryDict(f"organ={organ.slug}&year={year}")))
    form = ReasonForm(request.POST)
    if listing.of.frozen is None:
        raise Http404
    if form.is_valid():
        try:
            year_sheets.correct(listing.of.frozen, request.duty, reason=form.cleaned_data["words"], today=listing.today)
        except NotPossible as sorry:
            messages.warning(request, sorry.args[0])
        else:
            messages.success(request, _("Corrected: the sheet has a new version, and the old one is kept."))
        return _back(organ, year)
    return _shown(request, listing, correction=form)


class _Asked:
    """What a listing wants to know of a request that was posted."""

    def __init__(self, duty, query):
        self.duty, self.GET = duty, query

"""How is a closed envelope registered and handed on, and where is the register of all of them?"""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.encryption import new_slug
from accounts.models import Role
from petitions import export, looks
from petitions.models import Look
from reception.counter import pass_through
from reception.counter.pass_through import EnvelopeFilter, EnvelopeForm, HandOnForm

WINDOW = (Role.CLERK, Role.DISPATCHER)
A_PAGE, MOST_PRINTED = 50, 500


class Listing:
    """One address of the register."""

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        self.query = QueryDict(mutable=True)
        for name in EnvelopeFilter.base_filters:
            if value := request.GET.get(name, "")[:20].replace("\0", ""):
                self.query[name] = value
        self.filter = EnvelopeFilter(self.query, pass_through.rows_of(self.duty), today=self.today)
        self.rows = self.filter.qs
        self.asks = "filter" in request.GET or bool(self.filter.form.errors)

    def address(self, **changes):
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def chips(self):
        chosen = self.query.get("state", "")
        return [
            {"label": words, "url": self.address(state=value), "active": chosen == value}
            for value, words in [("", _("All envelopes")), *pass_through.STATES]
        ]

    def lines(self, rows):
        return [{"row": row, "is_late": row.is_late(self.today)} for row in rows]


@require_safe
@for_roles(*WINDOW)
def register(request):
    listing = Listing(request)
    page = Paginator(listing.rows, A_PAGE).get_page(request.GET.get("page"))
    number = _("Envelopes: %(number)d") % {"number": page.paginator.count}
    pager = {
        "newer": page.previous_page_number() if page.has_previous() else "", "older": page.next_page_number() if page.has_next() else "",
    }  # fmt: skip
    context = {"listing": listing, "lines": listing.lines(page), "pager": pager, "number_words": number, "today": listing.today}
    return render(request, "reception/counter/pass_through.html", context)


@require_safe
@for_roles(*WINDOW)
def on_paper(request):
    listing = Listing(request)
    rows = list(listing.rows[: MOST_PRINTED + 1])
    looks.record(Look.Kind.PRINT, request.duty, page="pass-through-print", rows=len(rows))
    context = {
        "listing": listing, "lines": listing.lines(rows[:MOST_PRINTED]), "is_cut": len(rows) > MOST_PRINTED, "limit": MOST_PRINTED,
        "today": listing.today,
    }  # fmt: skip
    return render(request, "reception/counter/pass_through_print.html", context)


@require_safe
@for_roles(*WINDOW)
def as_excel(request):
    listing = Listing(request)
    title = _("Closed envelopes")
    sheet = export.Sheet(title, listing.rows, lambda row: row, lambda row: row, pass_through.columns, title)
    book, number, _rows = export.workbook(sheet, export.Mark(str(request.duty), timezone.now(), new_slug()))
    looks.record(Look.Kind.EXPORT, request.duty, page="pass-through-excel", rows=number)
    return FileResponse(book, as_attachment=True, filename=f"{title}-{listing.today.isoformat()}.xlsx", content_type=export.CONTENT_TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WINDOW)
def new(request):
    form = EnvelopeForm(request.POST if request.method == "POST" else None, duty=request.duty, initial={"idem": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        row = pass_through.register(form)
        messages.success(request, _("Registered as %(number)s. Write this number on the envelope.") % {"number": row.number})
        return redirect("pass-through-envelope", row.slug)
    return render(request, "reception/counter/pass_through_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WINDOW)
def envelope(request, slug):
    """One envelope; and, as long as it is here, to whom it goes."""
    row = get_object_or_404(pass_through.rows_of(request.duty), slug=slug)
    form = None
    if row.handed_on is None or request.method == "POST":
        form = HandOnForm(request.POST if request.method == "POST" else None, envelope=row, duty=request.duty)
    if form and form.is_bound and form.is_valid():
        if pass_through.hand_on(row, by=request.duty, **form.cleaned_data):
            messages.success(request, _("Handed on."))
        else:
            messages.warning(request, _("It has been handed on already."))
        return redirect("pass-through")
    today = timezone.localdate()
    context = {"envelope": row, "form": form, "today": today, "is_late": row.is_late(today)}
    return render(request, "reception/counter/pass_through_envelope.html", context, status=422 if form and form.is_bound else 200)

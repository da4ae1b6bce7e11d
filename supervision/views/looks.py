"""The supervisor's list of looks without a task, as a page, as Excel and on paper; and what explains each."""

import django_filters
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions import export
from petitions.filters import OrganFilter
from petitions.forms.fields import UNSEEN, DayInput
from petitions.views import exports
from supervision import stray_looks as strays
from supervision.models import StrayLook

ROLES = (Role.SUPERV, Role.B_LEAD)
SIZE, MOST_PRINTED = 25, 500
OPEN, EXPLAINED = "open", "explained"
STATUS = [(OPEN, gettext_lazy("not explained")), (EXPLAINED, gettext_lazy("explained"))]


class StrayFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Explained"), choices=STATUS, method="by_status", empty_label=gettext_lazy("all")
    )
    officer = django_filters.CharFilter(
        label=gettext_lazy("Officer"), field_name="duty__officer__name", lookup_expr="icontains", max_length=50
    )
    organ = OrganFilter(label=gettext_lazy("Organ of the officer"), field_name="duty__organ")
    since = django_filters.DateFilter(label=gettext_lazy("Looked from"), field_name="last_at", lookup_expr="date__gte", widget=DayInput)
    until = django_filters.DateFilter(label=gettext_lazy("Looked until"), field_name="first_at", lookup_expr="date__lte", widget=DayInput)

    class Meta:
        model = StrayLook
        fields = []

    def by_status(self, rows, name, value):
        return rows.filter(explained_by__isnull=value == OPEN)


class Strays:
    """One address: filters, and what they leave. Without any, what nobody has explained."""

    roles = ROLES

    def __init__(self, request):
        self.duty = request.duty
        self.query = QueryDict(mutable=True)
        for name in (*StrayFilter.base_filters, "organ_slug"):
            if name in request.GET:
                self.query[name] = request.GET[name][:200].replace("\0", "")
        if "status" not in self.query:
            self.query["status"] = OPEN
        self.filter = StrayFilter(self.query, strays.rows_for(self.duty))
        self.filter.form.auto_id = "filter_%s"
        people = ("duty__officer", "duty__organ", "petition", "explained_by__officer")
        self.rows = self.filter.qs.select_related(*people).defer("petition__query_code").order_by("-last_at", "-pk")
        self.asks = "filter" in request.GET or bool(self.filter.form.errors)

    def address(self, **changes):
        query = self.query.copy()
        for name, value in changes.items():
            query[name] = value
        return f"?{query.urlencode()}"

    @property
    def asking(self):
        return f"{self.address()}&filter=open"

    @property
    def is_filtered(self):
        return any(value for name, value in self.query.items() if name != "status")

    def chips(self):
        chosen = self.query.get("status")
        return [
            {"label": label, "url": self.address(status=value), "active": chosen == value} for value, label in [*STATUS, ("", _("all"))]
        ]

    def lines(self, rows):
        return [{"row": row, "may_explain": strays.may_explain(row, self.duty)} for row in rows]

    def sheet(self):
        status = dict(STATUS).get(self.query.get("status"), _("all"))
        words = _("looks without a task") + f" · {status}"
        return export.Sheet(words, self.rows, lambda row: row, lambda row: row.petition, columns, _("Looks"))


def columns():
    return [
        (_("Officer"), 12, lambda row: row.duty.officer.name),
        (_("Organ"), 20, lambda row: row.duty.organ.name),
        (_("Role"), 16, lambda row: str(row.duty.get_role_display())),
        (_("Number"), 17, lambda row: row.petition.grouped_number),
        (_("Times"), 8, lambda row: row.times),
        (_("First"), 18, lambda row: timezone.localtime(row.first_at).strftime("%Y-%m-%d %H:%M")),
        (_("Last"), 18, lambda row: timezone.localtime(row.last_at).strftime("%Y-%m-%d %H:%M")),
        (_("What"), 16, what),
        (_("Explanation"), 40, lambda row: row.explanation),
        (_("Explained by"), 12, lambda row: row.explained_by.officer.name if row.explained_by else ""),
    ]


def what(row):
    return _("tried to open") if row.is_only_tried else _("opened")


@for_roles(*ROLES)
@require_safe
def stray_looks(request):
    shown = Strays(request)
    page = Paginator(shown.rows, SIZE).get_page(request.GET.get("page"))
    return render(request, "supervision/looks.html", {"shown": shown, "page": page, "lines": shown.lines(page)})


@for_roles(*ROLES)
@require_safe
def stray_looks_excel(request):
    return exports.answer(request, "looks", Strays(request))


@for_roles(*ROLES)
@require_safe
def stray_looks_print(request):
    shown = Strays(request)
    rows = list(shown.rows[: MOST_PRINTED + 1])
    context = {
        "shown": shown,
        "lines": shown.lines(rows[:MOST_PRINTED]),
        "is_cut": len(rows) > MOST_PRINTED,
        "limit": MOST_PRINTED,
        "today": timezone.localdate(),
    }
    return render(request, "supervision/looks_print.html", context)


@require_POST
@for_roles(*ROLES)
def explain(request, slug):
    line = get_object_or_404(strays.rows_for(request.duty).select_related("duty"), slug=slug)
    words = request.POST.get("explanation", "").replace("\0", "").strip()[:300]
    if len(UNSEEN.sub("", words)) < 4:
        messages.warning(request, _("Please write what explains it, in a few words."))
    elif not strays.may_explain(line, request.duty) or not strays.explain(line, request.duty, words):
        messages.warning(request, _("This look has been explained already, or is your own: another person explains it."))
    else:
        messages.success(request, _("Explained; the line is off the list."))
    return redirect(reverse("stray-looks"))

"""The register of demands (台账) and what was demanded of us: as pages, as Excel and on paper."""

import django_filters
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions import export, numbers
from petitions.filters import OrganFilter
from petitions.rules.demands import DemandKind
from petitions.views import exports
from supervision.demands import kinds, seeing, waiting
from supervision.models import Demand

ROLES = (Role.SUPERV, Role.B_LEAD, Role.O_LEAD)
OF_US = (Role.LIAISON, Role.O_LEAD, Role.B_LEAD)
SIZE, MOST_PRINTED = 25, 500
STATUS = [
    ("waiting", gettext_lazy("Waiting for the reply")), ("overdue", gettext_lazy("Overdue")), ("answered", gettext_lazy("To be judged")),
    ("proposed", gettext_lazy("To be issued")), ("done", pgettext_lazy("demands", "Done")),
]  # fmt: skip


def conditions(today):
    return {
        "waiting": waiting.WAITING, "overdue": waiting.overdue(today), "answered": waiting.TO_JUDGE, "proposed": waiting.TO_ISSUE,
        "done": waiting.DONE,
    }  # fmt: skip


class DemandFilter(django_filters.FilterSet):
    """A part of the register; what cannot be read is left out."""

    q = django_filters.CharFilter(label=gettext_lazy("Number or words"), max_length=100, method="by_words")
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Where it stands"), choices=STATUS, method="by_status", empty_label=gettext_lazy("all")
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=DemandKind, empty_label=gettext_lazy("all"))
    organ = OrganFilter(label=gettext_lazy("Organ that has to answer"), field_name="organ")

    class Meta:
        model = Demand
        fields = []

    def __init__(self, query, rows, *, duty, today):
        self.duty, self.today = duty, today
        super().__init__(query, rows)
        self.form.auto_id = "filter_%s"

    def by_status(self, rows, name, value):
        return rows.filter(conditions(self.today)[value])

    def by_words(self, rows, name, value):
        if numbers.is_number(value):
            return rows.filter(Q(petition__number=numbers.read(value)) | Q(number__icontains=value))
        said = Q(subject__icontains=value) | Q(problem__icontains=value) | Q(analysis__icontains=value) | Q(requirement__icontains=value)
        said |= Q(petition__subject__icontains=value)
        return rows.filter(Q(number__icontains=value) | said & seeing.readable_by(self.duty))


class Register:
    """One address: filters, and what they leave of what this duty's own bureau or government demanded."""

    roles = ROLES
    address_name = "demands"

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        self.query = QueryDict(mutable=True)
        for name in (*DemandFilter.base_filters, "organ_slug"):
            if value := request.GET.get(name, "")[:200].replace("\0", ""):
                self.query[name] = value
        self.all = self.start()
        self.filter = DemandFilter(self.query, self.all, duty=self.duty, today=self.today)
        found = seeing.with_petitions(self.filter.qs, self.duty)
        self.rows = (
            found.order_by("-issued_on", "-pk")
            if self.query.get("status")
            else found.order_by(F("issued_on").desc(nulls_first=True), "-pk")
        )
        self.chosen = self.filter.form.cleaned_data
        self.asks = "filter" in request.GET or bool(self.filter.form.errors)

    def start(self):
        return seeing.demanded_by(self.duty)

    def address(self, **changes):
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def asking(self):
        return f"{self.address()}&filter=open"

    @property
    def statuses(self):
        return STATUS

    def chips(self, *, is_counted=True):
        chosen = self.chosen.get("status") or ""
        counts = {}
        if is_counted:
            counts = self.all.order_by().aggregate(
                **{f"n_{name}": Count("pk", filter=rule) for name, rule in conditions(self.today).items()}
            )
        chips = [
            {"label": label, "url": self.address(status=name), "active": chosen == name, "count": counts.get(f"n_{name}")}
            for name, label in [("", _("all")), *self.statuses]
        ]
        if kind := self.chosen.get("kind"):
            chips.append({"label": DemandKind(kind).label, "url": self.address(kind=None), "active": True})
        if organ := self.chosen.get("organ"):
            chips.append({"label": organ.short_name, "url": self.address(organ=None, organ_slug=None), "active": True})
        if words := self.chosen.get("q"):
            chips.append({"label": f"“{words}”", "url": self.address(q=None), "active": True})
        return chips

    def sheet(self):
        words = [
            _("demands"),
            *(str(chip["label"]) for chip in self.chips(is_counted=False) if chip["active"] and "“" not in chip["label"]),
        ]
        return export.Sheet(" · ".join(words), self.rows, lambda row: row, lambda row: row.petition, columns, _("Demands"))


class OfUs(Register):
    """What was demanded of the duty's own organ."""

    roles = OF_US
    address_name = "demands-of-us"

    def start(self):
        return seeing.demanded_of(self.duty)

    @property
    def statuses(self):
        return [(name, label) for name, label in STATUS if name in ("waiting", "overdue", "answered", "done")]


def columns():
    return [
        (_("Kind"), 20, lambda row: str(row.get_kind_display())),
        (_("Number"), 24, lambda row: row.number),
        (_("Petition"), 17, lambda row: row.petition.grouped_number if row.petition else ""),
        (_("Subject"), 36, lambda row: row.title),
        (_("Organ that has to answer"), 24, lambda row: row.organ.name),
        (_("By"), 24, lambda row: row.by_organ.name),
        (_("State"), 18, lambda row: str(row.get_state_display())),
        (_("Issued on"), 12, lambda row: row.issued_on),
        (_("Due on"), 12, lambda row: row.due_on),
        (_("Answered on"), 12, lambda row: row.answered_on),
        (_("What is required"), 60, lambda row: row.requirement if row.is_readable else ""),
    ]


def show(request, listing, template):
    shown = listing(request)
    page = Paginator(shown.rows, SIZE).get_page(request.GET.get("page"))
    context = {
        "shown": shown, "page": page, "today": shown.today, "chips": shown.chips(), "kinds": kinds.kinds_for(request.duty),
        "address": reverse(shown.address_name),
    }  # fmt: skip
    return render(request, template, context)


@for_roles(*ROLES)
@require_safe
def demands(request):
    return show(request, Register, "supervision/demands.html")


@for_roles(*OF_US)
@require_safe
def of_us(request):
    return show(request, OfUs, "supervision/demands_of_us.html")


@for_roles(*ROLES)
@require_safe
def demands_excel(request):
    return exports.answer(request, "demands", Register(request))


@for_roles(*ROLES)
@require_safe
def demands_print(request):
    shown = Register(request)
    rows = list(shown.rows[: MOST_PRINTED + 1])
    context = {
        "shown": shown, "rows": rows[:MOST_PRINTED], "chips": shown.chips(is_counted=False), "is_cut": len(rows) > MOST_PRINTED,
        "limit": MOST_PRINTED, "today": shown.today,
    }  # fmt: skip
    return render(request, "supervision/demands_print.html", context)

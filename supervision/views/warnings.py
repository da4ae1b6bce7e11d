"""The register of warnings, as a page, as Excel and on paper; and the page on which one is proposed by hand."""

import django_filters
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from petitions import export
from petitions.filters import OrganFilter
from petitions.views import exports
from supervision import warning_steps as steps
from supervision.accountability import CHOICES
from supervision.forms.warnings import ProposeForm
from supervision.models import WarningCard
from supervision.models.warning import WARNED, State
from supervision.models.warning_rule import Level
from supervision.scope import WATCHERS
from supervision.warning_rights import READERS, is_ours, rows_for, superior_of, with_counts

SIZE, MOST_PRINTED = 25, 500
STATUS = [
    ("proposed", gettext_lazy("proposed")), ("open", gettext_lazy("to be cleared")), ("late", gettext_lazy("not cleared in time")),
    ("done", gettext_lazy("settled")),
]  # fmt: skip


class WarningFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATUS, method="by_status", empty_label=gettext_lazy("all"))
    level = django_filters.ChoiceFilter(label=gettext_lazy("Measure"), choices=Level, empty_label=gettext_lazy("all"))
    reason = django_filters.ChoiceFilter(label=gettext_lazy("Ground"), choices=CHOICES, empty_label=gettext_lazy("all"))
    organ = OrganFilter(label=gettext_lazy("Organ"))

    class Meta:
        model = WarningCard
        fields = []

    def by_status(self, rows, name, value):
        if value == "late":
            return rows.filter(state=State.ISSUED, clear_by__lt=timezone.localdate())
        wanted = {"proposed": Q(state=State.PROPOSED), "open": WARNED}
        return rows.filter(wanted[value]) if value in wanted else rows.exclude(WARNED | Q(state=State.PROPOSED))


class Register:
    """One address: filters, and what they leave."""

    roles = READERS

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        self.query = QueryDict(mutable=True)
        for name in (*WarningFilter.base_filters, "organ_slug"):
            if value := request.GET.get(name, "")[:200].replace("\0", ""):
                self.query[name] = value
        self.filter = WarningFilter(self.query, rows_for(self.duty))
        self.filter.form.auto_id = "filter_%s"
        people = ("organ", "petition", "issued_by__officer", "issued_by__organ")
        self.rows = with_counts(self.filter.qs, self.duty).select_related(*people).defer("petition__query_code", "payload").order_by("-pk")
        self.asks = "filter" in request.GET or bool(self.filter.form.errors)
        self.is_watching = superior_of(self.duty) is not None

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

    def chips(self):
        chosen = self.query.get("status", "")
        known = [choice for choice in STATUS if self.is_watching or choice[0] != "proposed"]
        return [{"label": label, "url": self.address(status=value), "active": chosen == value} for value, label in [("", _("all")), *known]]

    def line(self, card):
        return {"card": card, "is_late": card.is_overdue(self.today), "is_part": bool(card.counted) and (card.shown or 0) < card.counted,
                "is_ours": is_ours(card, self.duty)}  # fmt: skip

    def lines(self, cards):
        return [self.line(card) for card in cards]

    def sheet(self):
        active = next((str(chip["label"]) for chip in self.chips() if chip["active"]), "")
        return export.Sheet(_("warnings") + f" · {active}", self.rows, self.line, lambda card: card.petition, columns, _("Warnings"))


def columns():
    return [
        (_("Organ"), 24, lambda line: line["card"].organ.name),
        (_("Measure"), 18, lambda line: str(line["card"].get_level_display())),
        (_("Ground"), 40, lambda line: str(line["card"].get_reason_display())),
        (_("State"), 18, lambda line: str(line["card"].get_state_display())),
        (_("Cases"), 12, cases),
        (_("Proposed on"), 12, lambda line: line["card"].proposed_on),
        (_("Number"), 24, lambda line: line["card"].number),
        (_("Issued on"), 12, lambda line: line["card"].issued_on),
        (_("Issued by"), 24, issuer),
        (_("To be cleared by"), 12, lambda line: line["card"].clear_by),
        (_("Settled on"), 12, lambda line: line["card"].settled_on),
        (_("Expires on"), 12, lambda line: line["card"].valid_until),
    ]


def cases(line):
    if not line["card"].counted:
        return None
    shown = line["card"].shown or 0
    return _("%(number)d (part)") % {"number": shown} if line["is_part"] else shown


def issuer(line):
    by = line["card"].issued_by
    return f"{by.officer.name} · {by.organ.short_name}" if by else ""


@for_roles(*READERS)
@require_safe
def register(request):
    shown = Register(request)
    page = Paginator(shown.rows, SIZE).get_page(request.GET.get("page"))
    context = {"shown": shown, "page": page, "lines": shown.lines(page), "may_propose": request.duty.role in WATCHERS}
    return render(request, "supervision/warnings.html", context)


@for_roles(*READERS)
@require_safe
def register_excel(request):
    return exports.answer(request, "warnings", Register(request))


@for_roles(*READERS)
@require_safe
def register_print(request):
    shown = Register(request)
    rows = list(shown.rows[: MOST_PRINTED + 1])
    context = {
        "shown": shown, "lines": shown.lines(rows[:MOST_PRINTED]), "is_cut": len(rows) > MOST_PRINTED, "limit": MOST_PRINTED,
        "today": shown.today,
    }  # fmt: skip
    return render(request, "supervision/warnings_print.html", context)


@for_roles(*WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request):
    form = ProposeForm(request.POST if request.method == "POST" else None, duty=request.duty)
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("organ", "level", "reason", "facts", "requirement")}
        try:
            card = steps.propose_by_hand(request.duty, timezone.localdate(), petition=form.petition, **asked)
        except steps.NotPossible as sorry:
            form.add_error(None, sorry.args[0])
        else:
            messages.success(request, _("Proposed. Another person than you decides whether it is issued."))
            return redirect("warning", card.slug)
    return render(request, "supervision/warning_propose.html", {"form": form}, status=422 if form.is_bound else 200)

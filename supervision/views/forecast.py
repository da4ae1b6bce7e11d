"""The page of what will be late: numbers by day, organ and officer, each opening its list; the list as Excel."""

from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Organ, Role
from petitions import export
from petitions.models import Petition
from petitions.rulebook import Rule
from petitions.views import exports
from supervision import forecast

ROLES = (Role.SUPERV, Role.B_LEAD, Role.O_LEAD)
SIZE = 25


class Forecast:
    """One address: filters, and what they leave."""

    roles = ROLES

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        self.query = QueryDict(mutable=True)
        for name in forecast.ForecastFilter.base_filters:
            if value := request.GET.get(name, "")[:200].replace("\0", ""):
                self.query[name] = value
        self.all = forecast.with_hands(forecast.rows(self.duty, self.today))
        self.filter = forecast.ForecastFilter(self.query, self.all)
        # What cannot be read is left out, of the address too.
        for name in self.filter.form.errors:
            self.query.pop(name, None)
        self.rows = (
            self.filter.qs.select_related("organ", "petition").defer("petition__query_code").order_by("-is_quiet", "rolled_on", "pk")
        )

    def address(self, **changes):
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    def chips(self):
        """What the list is narrowed to, each with the way back."""
        chosen = self.filter.form.cleaned_data
        risk = chosen.get("risk")
        chips = [{"label": _("all"), "url": self.address(risk=None), "active": not risk}]
        chips += [{"label": label, "url": self.address(risk=value), "active": risk == value} for value, label in forecast.RISK]
        if slug := chosen.get("organ"):
            organ = Organ.objects.filter(slug=slug).first()
            chips.append(
                {"label": organ.short_name if organ else _("another organ"), "url": self.address(organ=None, officer=None), "active": True}
            )
        if slug := chosen.get("officer"):
            held = self.all.filter(in_hand_slug=slug).order_by().values_list("in_hand_name", flat=True).first()
            chips.append({"label": held or _("nobody has it in hand"), "url": self.address(officer=None), "active": True})
        if day := chosen.get("day"):
            chips.append({"label": date_format(day), "url": self.address(day=None), "active": True})
        return chips

    def sheet(self):
        words = [_("forecast"), *(str(chip["label"]) for chip in self.chips() if chip["active"])]
        return export.Sheet(" · ".join(words), self.rows, lambda row: row, lambda row: row.petition, columns, _("Forecast"))

    def lines(self, page):
        """Each clock with its petition as this duty may read it."""
        seen = Petition.objects.visible_to(self.duty).defer("query_code").in_bulk([row.petition_id for row in page])
        return [
            {"clock": row, "petition": seen[row.petition_id], "rule": Rule(row.rule).label, "days": (row.rolled_on - self.today).days}
            for row in page
            if row.petition_id in seen
        ]


def columns():
    return [
        (_("Number"), 17, lambda row: row.petition.grouped_number),
        (_("Organ"), 24, lambda row: row.organ.name),
        (_("Officer"), 12, lambda row: row.in_hand_name or ""),
        (_("Clock"), 30, lambda row: f"{row.rule} {Rule(row.rule).label}"),
        (_("Last day in time"), 14, lambda row: row.rolled_on),
        (_("Last seven days"), 22, lambda row: str(dict(forecast.RISK)["quiet" if row.is_quiet else "moving"])),
    ]


@for_roles(*ROLES)
@require_safe
def forecast_page(request):
    shown = Forecast(request)
    table = forecast.Table(shown.all, shown.today)
    page = Paginator(shown.rows, SIZE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "today": shown.today,
        "total": table.total,
        "days": table.by_day(),
        "organs": table.by_organ(),
        "page": page,
        "lines": shown.lines(page),
    }
    return render(request, "supervision/forecast.html", context)


@for_roles(*ROLES)
@require_safe
def forecast_excel(request):
    return exports.answer(request, "forecast", Forecast(request))

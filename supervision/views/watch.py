"""The supervisor's page: what is late and what will be, as a list, as Excel and on paper."""

import logging

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import for_roles
from accounts.models import Role
from petitions import export, worklists
from petitions.models import Verification
from petitions.paging import DUE, page_of
from petitions.sealed_dates import sealed_dates
from petitions.views import exports
from petitions.views.worklist import line_of
from supervision import ladder, sweep_runs, watch, workbench

logger = logging.getLogger(__name__)

MOST_PRINTED = 500
FILTERS = ("what", "organ", "organ_slug", "rule")
ROLES = (Role.SUPERV, Role.B_LEAD)


class Watch:
    """One address: filters, and what they leave."""

    roles = ROLES

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        self.query = QueryDict(mutable=True)
        for name in FILTERS:
            if value := request.GET.get(name, "")[:200].replace("\0", ""):
                self.query[name] = value
        self.filter = watch.WatchFilter(self.query, duty=self.duty, today=self.today)
        self.rows = self.filter.qs
        self.chosen = self.filter.form.cleaned_data

    def address(self, **changes):
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    def chips(self):
        what = self.chosen.get("what") or ""
        choices = [("", _("Late and soon")), *watch.WHAT]
        chips = [{"label": label, "url": self.address(what=value), "active": what == value} for value, label in choices]
        if organ := self.chosen.get("organ"):
            chips.append({"label": organ.short_name, "url": self.address(organ=None, organ_slug=None), "active": True})
        if rule := self.chosen.get("rule"):
            chips.append({"label": dict(watch.DUTIES)[rule], "url": self.address(rule=None), "active": True})
        return chips

    def sheet(self):
        words = [_("supervision"), *(str(chip["label"]) for chip in self.chips() if chip["active"])]
        rows = DUE.sort(worklists.with_columns(self.rows))
        return export.Sheet(" · ".join(words), rows, lambda petition: line_of(petition, self.duty), lambda petition: petition)

    def lines(self, petitions):
        keys = [petition.pk for petition in petitions]
        rungs, provisional = watch.reached(keys), watch.on_provisional_dates(keys)
        return [
            line_of(petition, self.duty) | {"rung": rungs.get(petition.pk), "is_provisional": petition.pk in provisional}
            for petition in petitions
        ]


@for_roles(*ROLES)
def supervision(request):
    shown = Watch(request)
    organs = list(watch.by_organ(shown.duty, shown.today))
    address = reverse("supervision")
    for organ in organs:
        organ["days"] = (shown.today - organ["oldest"]).days if organ["oldest"] else None
        if organ["until"] is None:
            organ["url"] = f"{address}?organ_slug={organ['slug']}"
    page = page_of(shown.rows, DUE, request.GET.get("page", ""))
    context = {
        "shown": shown,
        "today": shown.today,
        "to_do": workbench.lines(shown.duty, shown.today),
        "organs": organs,
        "late": sum(organ["late"] for organ in organs),
        "soon": sum(organ["soon"] for organ in organs),
        "provisional": watch.provisional(shown.duty).count(),
        "sweep_is_late": ladder.is_late_itself(),
        "sweeps": sweep_runs.report(shown.duty, shown.today) if shown.duty.role == Role.SUPERV else None,
        "verification": Verification.objects.first(),
        "sealed_dates": sealed_dates() if shown.duty.role == Role.SUPERV else [],
        "page": page,
        "lines": shown.lines(worklists.lines(shown.rows, page)),
    }
    return render(request, "supervision/supervision.html", context)


@for_roles(*ROLES)
def supervision_excel(request):
    """Exactly what the list shows, all pages of it; a long one waits for a second person."""
    return exports.answer(request, "supervision", Watch(request))


@for_roles(*ROLES)
def supervision_print(request):
    shown = Watch(request)
    petitions = list(DUE.sort(worklists.with_columns(shown.rows))[: MOST_PRINTED + 1])
    logger.info("supervision list with filters %s printed by duty %s", ",".join(shown.query), shown.duty.slug)
    context = {
        "shown": shown,
        "today": shown.today,
        "lines": shown.lines(petitions[:MOST_PRINTED]),
        "is_cut": len(petitions) > MOST_PRINTED,
        "limit": MOST_PRINTED,
    }
    return render(request, "supervision/supervision_print.html", context)

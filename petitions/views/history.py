"""What do the auditor and the supervisor see of the history? Whether it stands, who did what when; never about whom, and never what it says."""

from datetime import datetime, time, timedelta

import django_filters
from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.access import for_roles
from accounts.encryption import blind_index
from accounts.models import LEADERS, Duty, Role
from petitions import looks as records
from petitions.forms.fields import DayInput
from petitions.models import Event, Look, Petition, Verification
from petitions.models.event import LOOK
from petitions.workflow.states import LABELS

SHOWN = 14
SIZE = 50
ROLES = (Role.AUDITOR, Role.SUPERV, Role.B_LEAD, Role.ADMIN)


@for_roles(*ROLES)
@require_safe
def history(request):
    runs = list(Verification.objects.all()[:SHOWN])
    anchored = Verification.objects.exclude(anchor="").first()
    last = runs[0] if runs else None
    faults = last.faults if last else []
    seen = Petition.objects.visible_to(request.duty).filter(number__in=[number for number, _seq, _kind in faults])
    known = set(seen.values_list("number", flat=True)) if faults else ()
    faults = [(number if number in known else opaque(number), seq, kind) for number, seq, kind in faults]
    return render(request, "petitions/history.html", {"runs": runs, "last": last, "anchored": anchored, "faults": faults})


def opaque(number) -> str:
    """The same petition is always called the same, and nobody can tell from it which one it is."""
    return blind_index("audit", number)[:12]


class Recorded(django_filters.FilterSet):
    """A part of what was recorded, by day, officer and kind. `at`: the field with its instant."""

    since = django_filters.DateFilter(label=_("From"), method="by_since", widget=DayInput)
    until = django_filters.DateFilter(label=_("Until"), method="by_until", widget=DayInput)
    officer = django_filters.CharFilter(label=_("Officer"), method="by_officer", max_length=50)
    at = "at"

    def by_since(self, rows, name, day):
        return rows.filter(**{f"{self.at}__gte": timezone.make_aware(datetime.combine(day, time()))})

    def by_until(self, rows, name, day):
        return rows.filter(**{f"{self.at}__lt": timezone.make_aware(datetime.combine(day, time())) + timedelta(days=1)})

    def by_officer(self, rows, name, words):
        return rows.filter(duty__in=Duty.objects.filter(officer__name__icontains=words).values("pk"))


class EventFilter(Recorded):
    what = django_filters.ChoiceFilter(
        label=_("What"), field_name="step", choices=[(LOOK, _("looked")), *LABELS.items()], empty_label=_("all")
    )
    at = "recorded_at"

    class Meta:
        model = Event
        fields = []


class LookFilter(Recorded):
    what = django_filters.ChoiceFilter(label=_("What"), field_name="kind", choices=Look.Kind, empty_label=_("all"))

    class Meta:
        model = Look
        fields = []


@for_roles(Role.AUDITOR)
@require_safe
def events(request):
    """Who did which step when, of all matters but those from which the auditor has to keep away; a petition has another name here."""
    rows = (
        Event.objects.exclude(petition__in=records.kept_from(request.duty).values("pk"))
        .select_related("duty__officer", "duty__organ", "petition")
        .order_by("-pk")
    )
    rows = rows.only(
        "step", "recorded_at", "actor", "details", "duty__officer__name", "duty__organ__short_name", "duty__role", "petition__number"
    )
    return page(request, EventFilter, rows, line_of_event)


@for_roles(Role.AUDITOR)
@require_safe
def looks(request):
    rows = (
        Look.objects.exclude(number__in=records.kept_from(request.duty).values("number"))
        .select_related("duty__officer", "duty__organ")
        .order_by("-pk")
    )
    return page(request, LookFilter, rows, line_of_look)


def page(request, filter_class, rows, line_of):
    """Fifty lines and the way to the older ones. As the office's own question: the wall between sealed matters and others is not the auditor's."""
    query = QueryDict(mutable=True)
    for name in filter_class.base_filters:
        if value := request.GET.get(name, "")[:60].replace("\0", ""):
            query[name] = value
    shown = filter_class(query, rows)
    shown.form.auto_id = "filter_%s"
    before = parse_place(request.GET.get("before", ""))
    found = shown.qs.filter(**{f"{filter_class.at}__lt": before}) if before else shown.qs
    with acting.as_office():
        found = list(found[: SIZE + 1])
    lines = [line_of(row) for row in found[:SIZE]]
    older = query.copy()
    if len(found) > SIZE:
        older["before"] = lines[-1]["at"].isoformat()
    context = {
        "filter": shown,
        "lines": lines,
        "older": f"?{older.urlencode()}" if len(found) > SIZE else "",
        "is_filtered": bool(query),
        "is_looks": rows.model is Look,
    }
    return render(request, "petitions/history_events.html", context)


def parse_place(text):
    try:
        place = parse_datetime(text[:40].replace(" ", "+"))
    except ValueError:
        return None
    return place if place and timezone.is_aware(place) else None


def line_of_event(event):
    kind = event.details.get("kind") if event.step == LOOK else None
    what = Look.Kind(kind).label if kind in Look.Kind.values else LABELS.get(event.step, event.step)
    return {
        "at": event.recorded_at,
        "duty": event.duty,
        "actor": event.get_actor_display(),
        "what": what,
        "name": opaque(event.petition.number),
    }


def line_of_look(look):
    # How many rows somebody took along who may open accusations tells how many there are; the auditor may be the one who is accused.
    rows = None if look.duty and look.duty.role in (Role.DISC, *LEADERS) else look.rows
    return {"at": look.at, "duty": look.duty, "what": look.get_kind_display(), "name": opaque(look.number), "rows": rows}

"""What needs a supervisor today, in order, and why?"""

from datetime import timedelta

import django_filters
from django.db.models import Count, Exists, F, Min, OuterRef
from django.utils.translation import gettext_lazy as _

from petitions.clocks import Rule
from petitions.filters import OrganFilter
from petitions.models import Clock, Petition
from petitions.queries import due_q, late_q
from petitions.rulebook import WINDOWS

from . import proposed, rungs
from .models import Escalation

LATE, SOON, PROVISIONAL, PROPOSED = "late", "soon", "provisional", "proposed"
WHAT = [
    (LATE, _("Late")),
    (SOON, _("Due in the next seven days")),
    (PROVISIONAL, _("On provisional dates")),
    (PROPOSED, _("Supervision order proposed")),
]
DUTIES = [(rule.value, f"{rule.value} {rule.label}") for rule in Rule if rule not in WINDOWS]


def next_days(today):
    return today, today + timedelta(days=7)


def rows(duty, today):
    """Late, or due within seven days: the longest late first, in the order of the date."""
    return Petition.objects.visible_to(duty).open().filter(due_on__lte=next_days(today)[1]).exclude(due_rule__in=WINDOWS)


def provisional(duty):
    """Open duties whose date rests on a year that is not announced yet."""
    clocks = Clock.objects.running().filter(petition=OuterRef("pk"), is_provisional=True, organ__isnull=False)
    return Petition.objects.visible_to(duty).open().filter(Exists(clocks))


def by_organ(duty, today):
    """One line an organ: how many are late, since when the oldest, how many are due soon; the worst first."""
    late, soon = late_q(today), due_q(*next_days(today))
    return (
        rows(duty, today)
        .order_by()
        .values(name=F("holder_organ__short_name"), slug=F("holder_organ__slug"), until=F("holder_organ__closed_on"))
        .annotate(late=Count("pk", filter=late), soon=Count("pk", filter=soon), oldest=Min("due_on", filter=late))
        .order_by(F("oldest").asc(nulls_last=True), "-late", "name")
    )


class WatchFilter(django_filters.FilterSet):
    """A part of the list; what cannot be read is left out."""

    what = django_filters.ChoiceFilter(
        label=_("What"), choices=WHAT, method="by_what", empty_label=_("late, or due in the next seven days")
    )
    organ = OrganFilter(label=_("Organ that has it"), field_name="holder_organ")
    rule = django_filters.ChoiceFilter(label=_("Clock"), field_name="due_rule", choices=DUTIES, empty_label=_("all"))

    class Meta:
        model = Petition
        fields = []

    def __init__(self, query, *, duty, today):
        self.duty, self.today = duty, today
        super().__init__(query, rows(duty, today))
        self.form.auto_id = "filter_%s"

    def by_what(self, found, name, value):
        if value == PROVISIONAL:
            return provisional(self.duty)
        if value == PROPOSED:
            return found.filter(pk__in=proposed.proposed(self.duty).values("petition"))
        return found.filter(late_q(self.today) if value == LATE else due_q(*next_days(self.today)))


def reached(petition_ids) -> dict:
    """petition id → (label, day) of the highest rung that a running clock of it has reached; of two clocks at one rung the earlier day."""
    height = rungs.heights()
    found = Escalation.objects.filter(petition__in=petition_ids, clock__result="RUNNING").values_list("petition", "rung", "due_on")
    found = sorted(found, key=lambda row: (height.get(row[1], (0, False)), -row[2].toordinal()))
    return {petition: (rungs.label(rung), day) for petition, rung, day in found}


def on_provisional_dates(petition_ids) -> set:
    return set(Clock.objects.running().filter(petition__in=petition_ids, is_provisional=True).values_list("petition", flat=True))

"""What will be late in the next fourteen days, at which organ, in whose hands, and on which of it has nobody worked?"""

from collections import Counter
from datetime import datetime, time, timedelta

import django_filters
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from petitions.forms.fields import DayInput
from petitions.models import Clock, Event
from petitions.models.event import LOOK
from petitions.rulebook import WINDOWS

from .scope import ordinary

DAYS, QUIET_DAYS = 14, 7
RISK = [("quiet", _("no step taken for seven days")), ("moving", _("a step was taken"))]
NOBODY = "nobody"


def rows(duty, today):
    """Running duties whose last day in time lies in the next fourteen days, today included; of a leader's own organ, else of the jurisdiction.

    `in_hand`: who holds the petition, where that is somebody of the organ whose clock it is. `is_quiet`: nothing was done for a week.
    """
    since = timezone.make_aware(datetime.combine(today - timedelta(days=QUIET_DAYS), time()))
    steps = Event.objects.filter(petition=OuterRef("petition")).exclude(step=LOOK).annotate(done_at=Coalesce("happened_at", "recorded_at"))
    found = Clock.objects.running().filter(
        Exists(ordinary(duty).open().filter(pk=OuterRef("petition"))),
        organ__isnull=False,
        rolled_on__range=(today, today + timedelta(days=DAYS)),
    )
    if duty.role == Role.O_LEAD:
        found = found.filter(organ=duty.organ_id)
    return found.exclude(rule__in=WINDOWS).annotate(
        in_hand=Case(When(petition__holder__organ=F("organ"), then=F("petition__holder"))),
        is_quiet=~Exists(steps.filter(done_at__gte=since)),
    )


class Table:
    """All numbers of the page from one statement: by day, by organ and in it by officer; where most was left lying stands first."""

    def __init__(self, found, today):
        groups = found.order_by().values(
            "rolled_on", "is_quiet", "in_hand", "in_hand_slug", "in_hand_name", name=F("organ__short_name"), slug=F("organ__slug")
        )
        self.days, self.organs, self.total = Counter(), {}, Counter()
        for group in groups.annotate(number=Count("pk")):
            kind, number = "quiet" if group["is_quiet"] else "moving", group["number"]
            self.days[group["rolled_on"], kind] += number
            self.total[kind] += number
            organ = self.organs.setdefault(
                group["slug"], {"name": group["name"], "slug": group["slug"], "quiet": 0, "moving": 0, "officers": {}}
            )
            officer = organ["officers"].setdefault(
                group["in_hand"], {"name": group["in_hand_name"], "slug": group["in_hand_slug"] or NOBODY, "quiet": 0, "moving": 0}
            )
            organ[kind] += number
            officer[kind] += number
        self.today = today

    def by_day(self):
        days = (self.today + timedelta(days=number) for number in range(DAYS + 1))
        return [{"day": day, "iso": day.isoformat(), "quiet": self.days[day, "quiet"], "moving": self.days[day, "moving"]} for day in days]

    def by_organ(self):
        for organ in self.organs.values():
            organ["lines"] = sorted(organ["officers"].values(), key=_worst_first)
        return sorted(self.organs.values(), key=_worst_first)


def _worst_first(line):
    return -line["quiet"], -line["moving"], line["name"] or "", line["slug"]


def with_hands(found):
    """With the name and the slug of who has it in hand, for the table and the lists."""
    own = Q(petition__holder__organ=F("organ"))
    return found.annotate(
        in_hand_name=Case(When(own, then=F("petition__holder__officer__name"))),
        in_hand_slug=Case(When(own, then=F("petition__holder__slug"))),
    )


class ForecastFilter(django_filters.FilterSet):
    """A number of the table as an address; what cannot be read is left out."""

    organ = django_filters.CharFilter(field_name="organ__slug", max_length=12)
    officer = django_filters.CharFilter(method="by_officer", max_length=12)
    day = django_filters.DateFilter(field_name="rolled_on", widget=DayInput)
    risk = django_filters.ChoiceFilter(choices=RISK, method="by_risk")

    class Meta:
        model = Clock
        fields = []

    def by_officer(self, found, name, value):
        return found.filter(in_hand_slug=None) if value == NOBODY else found.filter(in_hand_slug=value)

    def by_risk(self, found, name, value):
        return found.filter(is_quiet=value == "quiet")

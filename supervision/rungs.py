"""Which rungs does the ladder have on a day, and which had it before?"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, OrganKind, OrganPath, Role

from .models import Deed, Ladder, Rung

# What an office has that has set nothing. A clock counted in working days is short: it is amber on the last working day before its date.
DEFAULT = tuple(
    Rung(place=place, name=name, counts_from=counts_from, days=days, deed=deed)
    for place, (name, counts_from, days, deed) in enumerate(
        [
            ("SOON", Rung.Date.ROLLED, -3, Deed.REMIND),
            ("LAST_DAY", Rung.Date.STRICT, 0, Deed.REMIND),
            ("LATE", Rung.Date.ROLLED, 1, Deed.URGE),
            ("LATE_7", Rung.Date.ROLLED, 7, Deed.PROPOSE),
            ("LATE_30", Rung.Date.ROLLED, 30, Deed.ESCALATE),
        ]
    )
)
LABELS = {"SOON": _("due soon"), "LAST_DAY": _("last day"), "LATE": _("late"), "LATE_7": _("a week late"), "LATE_30": _("a month late")}

ONE_AT_A_TIME = 7304  # advisory lock


class Version(NamedTuple):
    """The rungs from one day until another; of the last, `valid_until` is None. The first is the default, and holds from ever."""

    valid_from: date
    valid_until: date | None
    rungs: tuple
    since: dict  # name of a rung → first day from which it has stood like this without a break
    row: Ladder | None


def label(name):
    """A rung that an office named itself is called as it was named."""
    return LABELS.get(name, name)


def versions() -> list[Version]:
    """Oldest first. A version that another one of the same day replaced never held."""
    held = {
        row.valid_from: row for row in Ladder.objects.select_related("duty__officer").prefetch_related("rungs").order_by("valid_from", "id")
    }
    starts = [(date.min, DEFAULT, None), *((day, tuple(row.rungs.all()), row) for day, row in held.items())]
    found, before = [], {}
    for place, (day, steps, row) in enumerate(starts):
        until = starts[place + 1][0] - timedelta(days=1) if place + 1 < len(starts) else None
        # Another deed is another way to tell, and no other day.
        stood = {rung.values[:3]: before.get(rung.values[:3], day) for rung in steps}
        found.append(Version(day, until, steps, {key[0]: since for key, since in stood.items()}, row))
        before = stood
    return found


def on(day) -> Version:
    """The version that holds on that day."""
    return [version for version in versions() if version.valid_from <= day][-1]


def to_climb(today, last) -> list[tuple[Version, date]]:
    """Each version to climb and up to which day, oldest first: today's, and those that ended after `last`, the day of the last sweep.

    A rung that was taken off meanwhile was reached on the days before: who catches up writes what would have been written day by day.
    """
    return [
        (version, today if version.valid_until is None else min(version.valid_until, today))
        for version in versions()
        if version.valid_from <= today
        and (version.valid_until is None or version.valid_until >= today or last is None or version.valid_until >= last)
    ]


def heights() -> dict:
    """name → order, of all rungs there ever were; a name that changed its day counts as it is now."""
    return {rung.name: rung.order for version in versions() for rung in version.rungs}


def may_put_up(duty) -> bool:
    """There is one ladder for the office: the leader of its highest bureau sets it, and whoever leads one below reads it."""
    if duty.role != Role.B_LEAD:
        return False
    above = OrganPath.objects.filter(descendant=duty.jurisdiction_id, valid_until=None, depth__gt=0).values("ancestor")
    higher = Duty.objects.current().filter(role=Role.B_LEAD, organ__kind=OrganKind.BUREAU)
    return not higher.filter(Q(organ__parent__in=above) | Q(organ__in=above)).exists()


@transaction.atomic
def put_up(duty, rungs, *, today, known) -> Ladder | None:
    """The ladder from tomorrow on; None where a colleague put up another one since `known`, the slug of the newest that was read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    if newest_slug() != known:
        return None
    ladder = Ladder.objects.create(valid_from=today + timedelta(days=1), duty=duty)
    Rung.objects.bulk_create([Rung(ladder=ladder, place=place, **rung) for place, rung in enumerate(rungs)])
    return ladder


def newest_slug() -> str:
    return Ladder.objects.order_by("-id").values_list("slug", flat=True).first() or ""

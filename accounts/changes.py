"""What was changed on an organ and its duties, when, and by whom?"""

from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Duty, Officer, Organ

SHOWN = [field for field in Organ._meta.fields if field.name not in ("id", "slug")]


class Change(NamedTuple):
    at: datetime
    by: Officer | None  # none: a command, or the demo
    what: str
    was: str = ""
    now: str = ""


def changes_of(organ, most=40) -> list[Change]:
    """The newest first; three queries, however many there are."""
    changes = sorted([*_of_organ(organ, most), *_of_duties(organ, most)], key=lambda change: change.at, reverse=True)
    return changes[:most]


def _of_organ(organ, most):
    records = list(organ.history.select_related("history_user").order_by("-history_date", "-history_id")[: most + 1])
    names = Organ.objects.in_bulk({key for record in records for key in (record.parent_id, record.line_superior_id)} - {None})
    for new, old in pairwise(records):
        for field in SHOWN:
            was, now = (_told(field, record, names) for record in (old, new))
            if was != now:
                yield Change(new.history_date, new.history_user, str(field.verbose_name), was, now)
    if records and records[-1].history_type == "+":
        yield Change(records[-1].history_date, records[-1].history_user, _("entered"))


def _told(field, record, names):
    value = getattr(record, field.attname)
    if value in (None, ""):
        return "–"
    if field.is_relation:
        return names[value].name
    if isinstance(value, date):
        return date_format(value)
    return str(dict(field.flatchoices).get(value, value))


def _of_duties(organ, most):
    records = Duty.history.filter(organ=organ).select_related("history_user", "officer").order_by("-history_date", "-history_id")[:most]
    for record in records:
        words = {"name": record.officer.name, "role": record.get_role_display(), "day": date_format(record.ended_on or record.since)}
        if record.history_type == "+":
            told = _("duty given: %(name)s, %(role)s, from %(day)s")
        elif record.ended_on:
            told = _("duty ended: %(name)s, %(role)s, on %(day)s")
        else:
            told = _("duty goes on: %(name)s, %(role)s")
        yield Change(record.history_date, record.history_user, told % words)

"""How is a long list cut into pages, so that page 40,000 costs as much as the first?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, F
from django.db.models.expressions import RawSQL

from . import numbers
from .models import Petition

SIZE = 25


@dataclass(frozen=True)
class Order:
    """A date and the key, in the order of one of the petition's indexes; rows without the date come last."""

    name: str
    is_descending: bool = False

    def sort(self, rows, *, backwards=False):
        down = self.is_descending != backwards
        return rows.order_by(F(self.name).desc() if down else F(self.name).asc(), "-id" if down else "id")

    def beyond(self, rows, day, key, *, backwards=False):
        sign = "<" if self.is_descending != backwards else ">"
        here = RawSQL(f'("petitions_petition"."{self.name}", "petitions_petition"."id") {sign} (%s, %s)', [day, key], BooleanField())
        return rows.filter(here)


DUE = Order("due_on")
NEWEST = Order("received_on", is_descending=True)


@dataclass(frozen=True)
class Page:
    """The keys of one page in order, and the places before and behind it; None where there is nothing."""

    keys: list
    previous: str | None
    next: str | None


def page_of(rows, order, place="", size=SIZE) -> Page:
    """The page that `place` names, read from the index alone; two queries whatever it holds.

    A place is "next.2026-03-02.7K3Q…": which way, the date of the row at the edge, and its number. Any other text is the first page.
    """
    rows = rows.order_by().values_list("pk", order.name, "number")
    way, day, key = _read(place, rows)
    backwards = way == "previous"
    dated, undated = rows.exclude(**{order.name: None}), rows.filter(**{order.name: None})
    if way and day is None:
        beyond = undated.filter(**{"pk__lt" if backwards or order.is_descending else "pk__gt": key})
        parts = [beyond, dated] if backwards else [beyond]
    elif way:
        dated = order.beyond(dated, day, key, backwards=backwards)
        parts = [dated] if backwards else [dated, undated]
    else:
        parts = [dated, undated]
    parts = [order.sort(part, backwards=backwards)[: size + 1] for part in parts]
    found = list(parts[0] if len(parts) == 1 else parts[0].union(parts[1], all=True))
    found.sort(key=lambda row: _place_in(row, order))
    if backwards:
        has_previous, has_next, found = len(found) > size, True, found[-size:]
    else:
        has_previous, has_next, found = bool(way), len(found) > size, found[:size]
    return Page(
        keys=[pk for pk, _day, _number in found],
        previous=_write("previous", found[0]) if found and has_previous else None,
        next=_write("next", found[-1]) if found and has_next else None,
    )


def _place_in(row, order):
    pk, day, _number = row
    sign = -1 if order.is_descending else 1
    return (day is None, sign * day.toordinal() if day else 0, sign * pk)


def _write(way, row):
    _pk, day, number = row
    return f"{way}.{day.isoformat() if day else 'none'}.{number}"


def _read(place, rows):
    """Way, date and key; the key is looked up by the number, because no key ever stands in an address.

    Among what the reader of the rows may see: the place of a matter that is hidden is no place.
    """
    way, _dot, rest = place.partition(".")
    written, _dot, number = rest.partition(".")
    if way not in ("next", "previous") or not numbers.is_number(number):
        return "", None, None
    try:
        day = None if written == "none" else date.fromisoformat(written)
    except ValueError:
        return "", None, None
    seen = Petition.objects.visible_to(rows._seen_by) if rows._seen_by else rows.order_by()
    key = seen.filter(number=number).values_list("pk", flat=True).first()
    return (way, day, key) if key else ("", None, None)

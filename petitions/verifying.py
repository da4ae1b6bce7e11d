"""Is the history as it was written, and if not, where not?

One pass over the events by their key and one over the petitions, in ranges, so that memory stays the same whatever the size. Each range
is one statement and so one moment: the office may work on meanwhile. Only numbers come out, never a word of what was written.
"""

import itertools
import re
import time
from collections.abc import Iterator
from typing import NamedTuple

from django.db import DatabaseError, connection
from django.utils import timezone

from . import anchors, barring, chain
from .models import Link, Petition, Shape, Verification

AT_ONCE = 20_000  # events or petitions a statement
FAULTS_KEPT = 50
SHORTEST_RECEIPT = 16  # hexadecimal digits: 64 bits of a hash


class CannotCheck(Exception):
    """Something is missing without which the answer would mean nothing."""


class Fault(NamedTuple):
    """Where the history is broken: the petition's key, the place in its line (0: the petition as a whole), and how."""

    petition: int
    seq: int
    kind: str


EVENTS = """
WITH gathered AS MATERIALIZED ({rows})
SELECT coalesce(e.petition_id, l.petition_id), coalesce(e.seq, l.seq),
       CASE WHEN e.id IS NULL THEN 'event is gone'
            WHEN l.id IS NULL THEN 'event was never linked'
            WHEN l.petition_id <> e.petition_id OR l.seq <> e.seq THEN 'event is not in its place'
            WHEN e.seq > 1 AND p.id IS NULL THEN 'the one before is gone'
            WHEN {hash} <> l.hash THEN 'link does not fit'
            WHEN l.salt = '' AND gone.id IS NULL THEN 'words were emptied without a disposal'
            WHEN l.salt <> '' AND {rows_sha256} <> l.rows_sha256 THEN 'event or its rows were changed' END AS kind
  FROM (SELECT * FROM {event} WHERE id {events}) e
  FULL JOIN (SELECT * FROM {link} WHERE event_id {events}) l ON l.event_id = e.id
  LEFT JOIN {link} p ON p.petition_id = l.petition_id AND p.seq = l.seq - 1
  LEFT JOIN LATERAL (SELECT later.id FROM {event} later JOIN petitions_disposal d ON d.event_id = later.id
                      WHERE l.salt = '' AND later.petition_id = l.petition_id AND later.step = 'dispose' AND later.seq > l.seq LIMIT 1) gone ON true
  LEFT JOIN gathered g ON g.key = e.id
 WHERE l.shape_id IS NULL OR l.shape_id = {shape}
"""
PETITIONS = """
WITH last AS MATERIALIZED (SELECT DISTINCT ON (petition_id) * FROM {link} WHERE petition_id {petitions} ORDER BY petition_id, seq DESC),
gathered AS MATERIALIZED ({state})
SELECT coalesce(t.id, l.petition_id), coalesce(l.seq, 0),
       CASE WHEN t.id IS NULL THEN 'petition is gone'
            WHEN l.id IS NULL THEN 'petition has no history'
            WHEN {state_sha256} <> l.state_sha256 THEN 'rows were changed beside the history' END AS kind
  FROM (SELECT id FROM {petition} WHERE id {petitions}) t
  FULL JOIN last l ON l.petition_id = t.id
  LEFT JOIN gathered g ON g.key = t.id
 WHERE l.shape_id IS NULL OR l.shape_id = {shape}
"""


class Verifier:
    """Reads everything there is; refuses where row security or a missing table would make a part of it look clean."""

    def __init__(self):
        self.events = self.petitions = self.outside = 0
        self.point = None
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")  # the canonical form of an instant; Django's own connections have it
        self._can_see_everything()
        self.shapes = {shape.pk: shape.columns for shape in Shape.objects.all()}
        known = set(chain.tables())
        if not self.shapes or any(set(shape) != known for shape in self.shapes.values()):
            raise CannotCheck("links of another version")

    def _can_see_everything(self):
        with connection.cursor() as cursor:
            names = [*chain.tables(), chain.LINK]
            cursor.execute("SELECT name FROM unnest(%s) name WHERE to_regclass(name) IS NULL OR row_security_active(name)", [names])
            if hidden := cursor.fetchall():
                raise CannotCheck(f"{len(hidden)} tables cannot be read in full by this role")

    def guards(self) -> Iterator[Fault]:
        """Triggers that are gone or switched off, and the index without which a history could fork."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal")
            standing = set(cursor.fetchall())
            cursor.execute("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('links_in_one_line') AND indisunique AND indisvalid")
            has_index = bool(cursor.fetchall())
        for table, trigger in sorted((chain.guards() | barring.guards()) - standing):
            yield Fault(0, 0, f"guard {trigger} of {table} is missing")
        if not has_index:
            yield Fault(0, 0, "guard links_in_one_line is missing")

    def everything(self) -> Iterator[Fault]:
        yield from self.guards()
        for first, last in self._ranges("SELECT least((SELECT min(id) FROM {event}), (SELECT min(event_id) FROM {link})),"
                                        " greatest((SELECT max(id) FROM {event}), (SELECT max(event_id) FROM {link}))"):  # fmt: skip
            yield from self.events_in(f"BETWEEN {first} AND {last}")
        for first, last in self._ranges("SELECT least((SELECT min(id) FROM {petition}), (SELECT min(petition_id) FROM {link})),"
                                        " greatest((SELECT max(id) FROM {petition}), (SELECT max(petition_id) FROM {link}))"):  # fmt: skip
            yield from self.petitions_in(f"BETWEEN {first} AND {last}")

    def one(self, petition: int) -> Iterator[Fault]:
        keys = f"(SELECT id FROM {chain.EVENT} WHERE petition_id = {petition} UNION SELECT event_id FROM {chain.LINK} WHERE petition_id = {petition})"
        yield from self.events_in(f"IN {keys}")
        yield from self.petitions_in(f"= {petition}")

    def events_in(self, keys) -> Iterator[Fault]:
        for number, shape in self._shapes_of(f"event_id {keys}"):
            yield from self._faults(
                EVENTS.format(
                    rows=chain.gather(chain.parts()[0], shape, keys), events=keys, shape=number, event=chain.EVENT, link=chain.LINK,
                    hash=chain.digest_of_link(shape, "CASE WHEN l.seq = 1 THEN '' ELSE p.hash END"), rows_sha256=chain.digest_of_rows(shape, "g.said"),
                )
            )  # fmt: skip
        events, outside = self._row(f"SELECT count(*), count(*) FILTER (WHERE step = 'row_changed') FROM {chain.EVENT} WHERE id {keys}")
        self.events, self.outside = self.events + events, self.outside + outside

    def petitions_in(self, keys) -> Iterator[Fault]:
        has_remains = self._row(f"SELECT EXISTS (SELECT 1 FROM {chain.LINK} WHERE petition_id {keys} AND salt = '')")[0]
        half = [*chain.parts()[1], *(chain.remains() if has_remains else ())]
        for number, shape in self._shapes_of(f"petition_id {keys}"):
            yield from self._faults(
                PETITIONS.format(
                    state=chain.gather(half, shape, keys, upto="last"), petitions=keys, shape=number, petition=chain.PETITION,
                    link=chain.LINK, state_sha256=chain.digest_of_state("g.said", "l.seq"),
                )
            )  # fmt: skip
        self.petitions += self._row(f"SELECT count(*) FROM {chain.PETITION} WHERE id {keys}")[0]

    def _shapes_of(self, condition):
        """The shapes in use there; the newest where no link is left."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT shape_id FROM {chain.LINK} WHERE {condition}")
            used = [number for (number,) in cursor.fetchall()] or [max(self.shapes)]
        for number in used:
            if number not in self.shapes:
                raise CannotCheck("a shape is missing")
            yield number, self.shapes[number]

    def _faults(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({statement}) found WHERE kind IS NOT NULL ORDER BY 1, 2")
            for row in cursor.fetchall():
                yield Fault(*row)

    def _ranges(self, bounds):
        first, last = self._row(bounds.format(event=chain.EVENT, link=chain.LINK, petition=chain.PETITION))
        if first is not None:
            yield from ((start, min(start + AT_ONCE - 1, last)) for start in range(first, last + 1, AT_ONCE))

    def _row(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()

    def receipt(self, printed) -> Iterator[Fault]:
        """Whether the hash on a paper is a point of the history, and the history up to there and beyond still stands. Yields faults; sets `point`."""
        digits = re.sub(r"[\s\-]", "", printed).lower()
        if not (SHORTEST_RECEIPT <= len(digits) <= 64 and re.fullmatch("[0-9a-f]+", digits)):
            raise CannotCheck("what was given is not the hash of a paper")
        self.point = Link.objects.filter(hash__startswith=digits).order_by("id").first()
        if self.point is None:
            yield Fault(0, 0, "the hash of the paper is not in the history")
            return
        yield from self.one(self.point.petition_id)


def verify(anchor=None) -> Verification:
    """Verifies everything, against that anchor file too where one is given. Returns a row that is not saved; whatever kept it from being
    done, the answer is then "could not be verified", never "clean"."""
    found, faults = Verification(began_at=timezone.now(), result=Verification.Result.CLEAN), []
    began = time.monotonic()
    try:
        verifier = Verifier()
        try:
            for fault in itertools.chain(_held_against(anchor, found), verifier.everything()):
                found.fault_count += 1
                faults = [*faults, fault][:FAULTS_KEPT]
        finally:
            found.events, found.petitions, found.outside = verifier.events, verifier.petitions, verifier.outside
        if found.events == 0 and found.petitions:
            raise CannotCheck("there is no history")
    except (CannotCheck, anchors.Unreadable) as reason:
        found.result, found.reason = Verification.Result.UNCHECKED, str(reason)[:200]
    except (DatabaseError, OSError, ValueError) as reason:
        found.result, found.reason = Verification.Result.UNCHECKED, type(reason).__name__
    if found.fault_count:
        found.result = Verification.Result.BROKEN
        found.faults = told(faults)
    found.seconds = round(time.monotonic() - began, 2)
    return found


def _held_against(anchor, found):
    if anchor:
        head = anchors.read_head(anchor)
        found.anchor, found.anchored_at, found.anchor_root = anchor.name[:60], head.made_at, head.root
        yield from (Fault(*difference) for difference in anchors.differences(anchor))


def told(faults):
    """Faults with the petition's public number in place of its key; the key, where the petition is gone."""
    numbers = dict(Petition.objects.filter(pk__in={fault.petition for fault in faults}).values_list("pk", "number"))
    return [[numbers.get(fault.petition, f"#{fault.petition}"), fault.seq, fault.kind] for fault in faults]

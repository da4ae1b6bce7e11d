"""What stands outside the database, so that a history rewritten with all its hashes is found?

A root file a day, below DATA_DIR/anchors: a digest over every link there is, the digest of the file before, and the links that are new
since then, by number alone; and a digest over the records of looking since then. Whoever keeps copies of them elsewhere can hold the database against any of them.
"""

import hashlib
import itertools
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from . import chain, looks

TITLE = "history anchor 1"
FIELDS = ("made_at", "links", "last", "root", "previous", "after", "looks_after", "looks_last", "looks_root")
AT_ONCE = 10_000  # lines compared by one statement


class Unreadable(Exception):
    """The file is no anchor, or not a whole one."""


class Head(NamedTuple):
    made_at: datetime
    links: int  # how many there were
    last: int  # the newest of them
    root: str
    previous: str  # SHA-256 of the file before; "-" in the first
    after: int  # the lines are the links after this one
    looks_after: int = 0  # of the records of looking: those after this one …
    looks_last: int = 0  # … up to this one …
    looks_root: str = ""  # … and SHA-256 over them


def folder() -> Path:
    return settings.DATA_DIR / "anchors"


def newest() -> Path | None:
    return max(folder().glob("*.anchor"), default=None)


def write(now) -> Path:
    """The anchor of this day; the one that is there where it has been made already. `now`: aware datetime."""
    path = folder() / f"{timezone.localdate(now).isoformat()}.anchor"
    if path.exists():
        return path
    folder().mkdir(parents=True, exist_ok=True)
    before = newest()
    known, previous = (read_head(before), hashlib.sha256(before.read_bytes()).hexdigest()) if before else (None, "-")
    after, looks_after = (known.last, known.looks_last) if known else (0, 0)
    last, looks_last = _newest_link(), looks.newest()
    count, root = root_upto(last)
    head = Head(
        timezone.localtime(now), count, last, root, previous, after, looks_after, looks_last, looks.digest(looks_after, looks_last)
    )  # fmt: skip
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("x", encoding="ascii") as target:
        target.write(f"{TITLE}\n")
        for name in FIELDS:
            value = getattr(head, name)
            target.write(f"{name} {value.isoformat() if isinstance(value, datetime) else value}\n")
        target.write("\n")
        target.writelines(_lines("WHERE id > %s AND id <= %s", [after, last]))
        target.write("end\n")
        target.flush()
        os.fsync(target.fileno())
    draft.chmod(0o440)
    try:
        os.link(draft, path)  # never over a file that is there
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    with suppress(OSError):
        directory = os.open(folder(), os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    return path


def _newest_link() -> int:
    """Below it nothing can appear any more: the lock waits for the transactions that are about to end, for a moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {chain.LINK} IN SHARE MODE")
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {chain.LINK}")
        return cursor.fetchone()[0]


def _lines(where, values) -> Iterator[str]:
    """Links in the order in which they were made, with constant memory."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        with connection.chunked_cursor() as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(f"SELECT petition_id || ' ' || seq || ' ' || hash || E'\\n' FROM {chain.LINK} {where} ORDER BY id", values)
            while rows := cursor.fetchmany(AT_ONCE):
                yield from (line for (line,) in rows)


def root_upto(last) -> tuple[int, str]:
    """(how many links, SHA-256 over all of them in their order)."""
    digest, count = hashlib.sha256(), 0
    for line in _lines("WHERE id <= %s", [last]):
        digest.update(line.encode())
        count += 1
    return count, digest.hexdigest()


def read_head(path) -> Head:
    with path.open(encoding="ascii") as source:
        return _head(source)


def _head(source) -> Head:
    try:
        if next(source).strip() != TITLE:
            raise Unreadable("this is no anchor file")
        given = dict(line.rstrip("\n").split(" ", 1) for line in itertools.takewhile(str.strip, source))
        return Head(
            datetime.fromisoformat(given["made_at"]), int(given["links"]), int(given["last"]), given["root"], given["previous"], int(given["after"]),
            int(given.get("looks_after", 0)), int(given.get("looks_last", 0)), given.get("looks_root", ""),
        )  # fmt: skip
    except (StopIteration, KeyError, ValueError) as reason:
        raise Unreadable("this is no anchor file") from reason


def differences(path) -> list[tuple[int, int, str]]:
    """What of the anchored history is not there any more: (petition's key, place, kind). Raises Unreadable, OSError."""
    found = []
    with path.open(encoding="ascii") as source:
        head = _head(source)
        whole = False
        while lines := list(itertools.islice(source, AT_ONCE)):
            if lines[-1] == "end\n":
                whole = True
                lines.pop()
            found += _missing([line.split() for line in lines])
    if not whole:
        raise Unreadable("the anchor file is not whole")
    if (head.links, head.root) != root_upto(head.last) and not found:
        found.append((0, 0, "the history is not the anchored one, in links older than this file's; take an earlier anchor to see where"))
    return found + _changed_looks(path)


def _changed_looks(path):
    """Each file seals the looks of its own days, so those before it, where they lie beside it, are held against the table too."""
    found = []
    for other in sorted(path.parent.glob("*.anchor")) or [path]:
        head = read_head(other)
        if other.name <= path.name and head.looks_root and head.looks_root != looks.digest(head.looks_after, head.looks_last):
            found.append((0, 0, f"records of looking that {other.name} sealed were changed"))
    return found


def _missing(lines):
    try:
        petitions, places, hashes = [int(line[0]) for line in lines], [int(line[1]) for line in lines], [line[2] for line in lines]
    except (ValueError, IndexError) as reason:
        raise Unreadable("the anchor file is not whole") from reason
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT petition, seq, 'the anchored link is gone or another' FROM unnest(%s::bigint[], %s::int[], %s::text[]) kept (petition, seq, hash)"
            f" WHERE NOT EXISTS (SELECT 1 FROM {chain.LINK} l WHERE l.petition_id = kept.petition AND l.seq = kept.seq AND l.hash = kept.hash)",
            [petitions, places, hashes],
        )
        return cursor.fetchall()

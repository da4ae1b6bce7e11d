"""What waits to be checked, and what comes of it? The queue is a table; a worker takes one file after another, and whoever dies leaves it to the next.

1. unchanged   every byte against the checksum of the row
2. scanned     by the virus scanner, where the office has one; without an answer the file waits and is tried again
3. inspected   kind, structure and bombs, in a cell of its own, which also makes the safe copies
4. released    out of the quarantine, or held back with the reason
"""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import acting
from petitions.inspection.refusal import COSTLY, VIRUS
from petitions.models.file_check import FileCheck

from . import cell, disk, scanner
from .scanner import ScannerDown

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # how long a worker has one file before another one takes it
MOST_ATTEMPTS = 5  # of a file that takes its worker along
AT_ONCE = 20  # files a run, so that other tasks get their turn
State = FileCheck.State


@acting.as_office()
def check_waiting(now) -> bool:
    """Check what is due, as far as one run goes. Safe beside another run of itself. Returns whether more is waiting."""
    for _turn in range(AT_ONCE):
        row = _taken(now)
        if row is None:
            return False
        _check(row)
    return _due(now).exists()


def waiting():
    return FileCheck.objects.filter(state__in=[State.RECEIVED, State.CHECKING])


def _due(now):
    return waiting().filter(next_try_at__lte=now)


def _taken(now) -> FileCheck | None:
    """The next one, put off before it is looked at."""
    with transaction.atomic():
        row = _due(now).order_by("next_try_at", "id").select_for_update(skip_locked=True, of=["self"]).select_related("evidence").first()
        if row:
            row.state, row.attempts, row.next_try_at = State.CHECKING, row.attempts + 1, now + LEASE
            row.save(update_fields=["state", "attempts", "next_try_at"])
    return row


def _check(row):
    if row.attempts > MOST_ATTEMPTS:
        return _say(row, State.HELD, COSTLY)
    try:
        handle = disk.open_checked(row.evidence)
    except disk.Damaged:
        logger.error("evidence %s is not what was handed in", row.evidence.slug)
        return _say(row, State.DAMAGED)
    with handle:
        try:
            found = scanner.scan(handle) if scanner.is_configured() else ""
        except ScannerDown as down:
            logger.warning("evidence %s waits for the virus scanner: %s", row.evidence.slug, down)
            return _wait(row)
        row.is_scanned = scanner.is_configured()
        if found:
            row.found = found
            return _say(row, State.HELD, VIRUS)
        reason, seen = cell.inspect(handle, row.evidence.content_type)
    if reason:
        return _say(row, State.HELD, reason)
    try:
        disk.write_copies(row.evidence.path, [copy.content for copy in seen.copies])
        disk.release(row.evidence.path)
    except OSError as full:
        logger.error("copies of evidence %s could not be stored: %s", row.evidence.slug, type(full).__name__)
        return _wait(row)
    row.pages = seen.pages
    row.copies = [
        {"content_type": copy.content_type, "size": len(copy.content), "sha256": hashlib.sha256(copy.content).hexdigest()}
        for copy in seen.copies
    ]
    return _say(row, State.AVAILABLE)


def _say(row, state, reason=""):
    row.state, row.reason, row.checked_at = state, reason, timezone.now()
    if reason:
        logger.warning("evidence %s is held back: %s", row.evidence.slug, reason)
    row.save()


def _wait(row):
    """It is no fault of the file: it stays, and does not use up its attempts."""
    row.next_try_at = timezone.now() + timedelta(minutes=row.attempts)
    row.attempts = min(row.attempts, MOST_ATTEMPTS - 1)
    row.save(update_fields=["attempts", "next_try_at"])


def seconds_waiting() -> int:
    """How long the oldest file has been waiting; 0 where none does."""
    oldest = waiting().order_by("evidence__recorded_at").values_list("evidence__recorded_at", flat=True).first()
    return round((timezone.now() - oldest).total_seconds()) if oldest else 0

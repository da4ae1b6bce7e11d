"""Does the disk hold what the rows say, and do the rows know what lies on the disk? After a restore, and every night."""

import os
import time
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts import acting
from petitions.models.evidence import Evidence
from petitions.models.file_check import FileCheck, Reconciliation
from petitions.models.kept_file import KeptFile

from . import disk

AT_ONCE = 1000  # rows or names a statement
ROUND = 28  # nights in which every file is compared byte by byte once
LEFT_BEHIND = timedelta(days=31)  # no draft is kept as long as that, so a file that waits in the quarantine is nobody's
BROKEN_OFF = timedelta(days=1)
FAULTS_KEPT = 50
LOCK = 7_312
State = FileCheck.State


@acting.as_office()
def reconcile(now, *, everything=False) -> Reconciliation | None:
    """Hold disk and rows against each other, write down the figures, and take away what broke off. `everything`: compare every byte tonight.

    What was changed is not served from now on; what is whole again is checked again. None where another run is at it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        began = time.monotonic()
        told = Reconciliation(began_at=now, seconds=0, result=Reconciliation.Result.CLEAN)
        enter_what_was_never_checked()
        _rows_without_files(told, now, everything)
        _kept_without_files(told, now, everything)
        _files_without_rows(told, now)
        if told.missing or told.changed or told.strangers:
            told.result = Reconciliation.Result.FAULTS
        told.seconds = round(time.monotonic() - began, 3)
        told.save()
    return told


def enter_what_was_never_checked():
    """Files of an edition that knew no checks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO petitions_filecheck (evidence_id, state, reason, found, is_scanned, pages, copies, attempts, next_try_at)"
            " SELECT id, 'RECEIVED', '', '', false, 0, '[]', 0, now() FROM petitions_evidence e"
            " WHERE NOT EXISTS (SELECT 1 FROM petitions_filecheck c WHERE c.evidence_id = e.id) ON CONFLICT DO NOTHING"
        )


def _rows_without_files(told, now, everything):
    tonight = timezone.localdate(now).toordinal() % ROUND
    kept = Evidence.objects.filter(petition__disposals=None).select_related("check_row").order_by("pk")
    for evidence in kept.iterator(chunk_size=AT_ONCE):
        told.files += 1
        check = evidence.check_so_far
        size = disk.size_of(evidence.path)
        if size is None:
            told.missing += 1
            _damaged(told, check, "missing")
        elif size != evidence.size:
            told.changed += 1
            _damaged(told, check, "changed")
        elif everything or evidence.pk % ROUND == tonight or check.state == State.DAMAGED:
            told.compared += 1
            try:
                disk.open_checked(evidence).close()
            except disk.Damaged:
                told.changed += 1
                _damaged(told, check, "changed")
            else:
                if check.state == State.DAMAGED or (check.is_open and not _has_copies(evidence, check)):
                    _again(check)


def _kept_without_files(told, now, everything):
    """Officers' files were checked before they were taken: there is no row to put back, so a fault is told and the file is not given out."""
    tonight = timezone.localdate(now).toordinal() % ROUND
    left = (use.objects.exclude(name="").order_by("pk") for use in KeptFile.uses())  # without a name it was destroyed with its matter
    for kept in (kept for rows in left for kept in rows.iterator(chunk_size=AT_ONCE)):
        told.files += 1
        size = disk.size_of(kept.path)
        if size != kept.size:
            told.missing += size is None
            told.changed += size is not None
            _note(told, "missing" if size is None else "changed", kept.slug)
        elif everything or kept.pk % ROUND == tonight:
            told.compared += 1
            try:
                disk.open_checked(kept).close()
            except disk.Damaged:
                told.changed += 1
                _note(told, "changed", kept.slug)


def _has_copies(evidence, check):
    try:
        for place in range(1, len(check.copies) + 1):
            disk.open_copy(evidence, place)
    except disk.Damaged:
        return False
    return True


def _damaged(told, check, kind):
    _note(told, kind, check.evidence.slug)
    FileCheck.objects.filter(pk=check.pk).update(state=State.DAMAGED, checked_at=timezone.now())


def _again(check):
    FileCheck.objects.filter(pk=check.pk).update(state=State.RECEIVED, reason="", attempts=0, next_try_at=timezone.now())


def _note(told, kind, name):
    if len(told.faults) < FAULTS_KEPT:
        told.faults.append([kind, name])


def _files_without_rows(told, now):
    every = _names(told, now)
    while names := list(islice(every, AT_ONCE)):
        paths = {f"{disk.EVIDENCE}/{name}": name for name in names}
        known = set(Evidence.objects.filter(path__in=paths).exclude(petition__disposals__isnull=False).values_list("path", flat=True))
        for use in KeptFile.uses():
            known |= set(use.objects.filter(path__in=paths).values_list("path", flat=True))
        for path in paths.keys() - known:
            told.strangers += 1
            _note(told, "stranger", path)


def _names(told, now):
    """Each name below the folders as a row has it; halves of uploads that broke off go."""
    for folder in (disk.EVIDENCE, disk.QUARANTINE, disk.COPIES):
        for shelf in _listed(settings.MEDIA_ROOT / folder):
            for entry in _listed(shelf.path):
                age = now.timestamp() - entry.stat(follow_symlinks=False).st_mtime
                if entry.name.endswith(disk.PART):
                    if age > BROKEN_OFF.total_seconds():
                        disk.remove(entry.path)
                        told.swept += 1
                elif folder != disk.QUARANTINE or age > LEFT_BEHIND.total_seconds():
                    yield f"{shelf.name}/{entry.name}"


def _listed(folder):
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except (FileNotFoundError, NotADirectoryError):
        return

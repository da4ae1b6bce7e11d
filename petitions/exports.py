"""Who may take a list out of the house, how large, with whose consent, and what is kept of it?"""

import hashlib
import os
import secrets
import shutil
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import LEADERS, Duty, OrganPath, Role

from . import looks
from .export import MOST, Mark, workbook
from .models import Export, Look, Notice, Petition

KEPT_DAYS = 7
WATCHERS = (Role.B_LEAD, Role.SUPERV)
STUCK = timedelta(minutes=15)


class NotPossible(Exception):
    """With a sentence for the officer."""


class Asked(NamedTuple):
    """What a listing wants to know of a request, for the worker, which has none."""

    duty: Duty
    GET: QueryDict


def may_use(source, duty) -> bool:
    return source in settings.EXPORTS and duty.role in import_string(settings.EXPORTS[source]).roles


def sheet_of(source, duty, query):
    """The list as the duty sees it at this moment. `source`: a key of settings.EXPORTS; `query`: {name: value}."""
    asked = QueryDict(mutable=True)
    asked.update(query)
    return import_string(settings.EXPORTS[source])(Asked(duty, asked)).sheet()


def count(sheet) -> int:
    return sheet.rows.order_by()[: MOST + 1].count()


def is_too_many(number) -> bool:
    return number > settings.EXPORT_LIMIT


def at_once(duty, source, query, sheet):
    """(the file, the row about it) of a list below the limit; the row is there before anybody has the file."""
    export = Export(
        duty=duty, source=source, query=query, title=sheet.title[:200], language=translation.get_language(), state=Export.State.READY
    )
    content, petitions = _written(export, sheet)
    export.asked_rows, export.ready_at = export.rows, timezone.now()
    _keep(export, petitions, page=source)
    return content, export


def ask(duty, source, query, sheet, *, number, reason) -> Export:
    """A list beyond the limit waits for a second person."""
    with transaction.atomic():
        export = Export.objects.create(
            duty=duty, source=source, query=query, title=sheet.title[:200], language=translation.get_language(), asked_rows=number,
            reason=reason, state=Export.State.ASKED,
        )  # fmt: skip
        _tell(deciders(export), f"export:{export.slug}:asked", "export_asked")
    return export


def waiting_for(duty):
    """What this duty may decide on: as a leader of the asker's organ, or as a bureau leader or supervisor above it.

    Lists of accusations are confirmed by another accusation officer of the same organ, and by nobody else.
    """
    rows = Export.objects.filter(state=Export.State.ASKED).exclude(duty__officer=duty.officer_id)
    if duty.role == Role.DISC:
        return rows.filter(duty__role=Role.DISC, duty__organ=duty.organ_id)
    here = Q(pk__in=[])
    if duty.role in LEADERS:
        here |= Q(duty__organ=duty.organ_id)
    if duty.role in WATCHERS:
        below = OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant")
        here |= Q(duty__organ__in=below)
    return rows.exclude(duty__role=Role.DISC).filter(here)


def deciders(export):
    """Who is told: the leaders of the asker's organ; where there is none but the asker, those of the bureau above."""
    duties = Duty.objects.current().exclude(officer=export.duty.officer_id)
    if export.duty.role == Role.DISC:
        return duties.filter(organ=export.duty.organ_id, role=Role.DISC)
    own = duties.filter(organ=export.duty.organ_id, role__in=LEADERS)
    if own:
        return own
    above = OrganPath.objects.filter(descendant=export.duty.organ_id, valid_until=None).values("ancestor")
    return duties.filter(Q(organ__in=above) | Q(organ__parent__in=above, organ__kind="BUREAU"), role__in=WATCHERS)


def decide(slug, by, *, is_confirmed, refusal=""):
    """The second person says yes or no; the asker may take it back. Returns the export; raises NotPossible, Export.DoesNotExist."""
    with transaction.atomic():
        rows = Q(pk__in=waiting_for(by).values("pk"))
        if not is_confirmed:
            rows |= Q(duty=by, state=Export.State.ASKED)
        export = Export.objects.select_for_update(of=["self"]).select_related("duty").filter(rows).get(slug=slug)
        if not is_confirmed and not refusal and export.duty_id != by.pk:
            raise NotPossible(_("Please give a reason."))
        export.decided_by, export.decided_at, export.refusal = by, timezone.now(), refusal
        export.state = Export.State.WRITING if is_confirmed else Export.State.REFUSED
        export.save()
        if is_confirmed:
            # Nobody hears the bell: `tend` writes it within the hour.
            transaction.on_commit(lambda: write_export.apply_async([export.pk], retry=False), robust=True)
        elif export.duty_id != by.pk:
            _tell([export.duty], f"export:{export.slug}:answer", "export_refused")
    return export


@shared_task
def write_export(key):
    """Stands here and not in tasks.py, which the models themselves need. The key alone goes through the broker."""
    write(key)


def write(key):
    """The worker's part: the rows as the asker may see them now. Run twice it writes once."""
    with transaction.atomic():
        export = Export.objects.select_for_update(of=["self"]).select_related("duty__officer", "duty__organ").get(pk=key)
        if export.state != Export.State.WRITING:
            return
        if not Duty.objects.current().filter(pk=export.duty_id).exists():
            export.state, export.refusal = Export.State.REFUSED, ""
            export.save()
            return
        with translation.override(export.language):
            content, petitions = _written(export, sheet_of(export.source, export.duty, export.query))
        with content:
            export.path = _on_disk(content)
        export.state, export.ready_at = Export.State.READY, timezone.now()
        export.kept_until = export.ready_at + timedelta(days=KEPT_DAYS)
        _keep(export, petitions, page=export.source)
        _tell([export.duty], f"export:{export.slug}:answer", "export_ready")


def opened(export, duty):
    """The file, whole and as it was written, for the asker, who may still see all that is in it. Raises NotPossible."""
    if not export.is_there or export.kept_until <= timezone.now():
        raise NotPossible(_("This file has been deleted after its seven days. Please ask again."))
    keys = set(export.petitions)
    if Petition.objects.visible_to(duty).filter(pk__in=keys).count() < len(keys):
        raise NotPossible(_("Some of what is in this file is not with you any more. Please ask again."))
    handle = (folder() / export.path).open("rb")
    if _digest(handle) != export.sha256:
        handle.close()
        raise NotPossible(_("This file is not as it was written. Please tell the system administrator."))
    looks.record(Look.Kind.EXPORT, duty, page="export-file", export=export, rows=export.rows)
    return handle


def tend(now):
    """Hourly: files whose time is over are deleted, and what a worker left unwritten is written. Safe to run twice."""
    for export in Export.objects.exclude(path="").filter(kept_until__lte=now):
        (folder() / export.path).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(path="", state=Export.State.GONE)
    for key in Export.objects.filter(state=Export.State.WRITING, decided_at__lte=now - STUCK).values_list("pk", flat=True):
        write(key)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"


def _written(export, sheet):
    duty = export.duty
    who = f"{duty.officer.name} · {duty.organ.name} · {duty.get_role_display()}"
    content, export.rows, petitions = workbook(sheet, Mark(who, timezone.localtime(), export.slug))
    export.sha256 = _digest(content)
    return content, petitions


def _keep(export, petitions, *, page):
    """The row about the file, the look, and for each sealed matter in it an event of its own."""
    with transaction.atomic():
        export.petitions = sorted(petitions)
        export.save()
        looks.record(Look.Kind.EXPORT, export.duty, page=page, export=export, rows=export.rows)
        for petition in petitions.values():
            if petition.is_sealed:
                looks.chain(petition, export.duty, Look.Kind.EXPORT, export=export.slug)


def _digest(handle) -> str:
    handle.seek(0)
    digest = hashlib.file_digest(handle, "sha256").hexdigest()
    handle.seek(0)
    return digest


def _on_disk(content) -> str:
    """Under a random name, and only once it is whole."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{secrets.token_hex(16)}.xlsx"
    draft = folder() / f"{name}.part"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        shutil.copyfileobj(content, target)
        target.flush()
        os.fsync(target.fileno())
    draft.replace(folder() / name)
    return name


def _tell(duties, key, kind):
    rows = [Notice(key=f"{key}:{duty.pk}:DESK", duty=duty, kind=kind, channel=Notice.Channel.DESK) for duty in duties]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)

"""What does a worker do for the front door? It reads spreadsheets; only the key of the job travels, and every task may run twice."""

import logging

from celery import shared_task
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from kombu.exceptions import OperationalError

from reception.counter import pass_through
from reception.importing import BadSheet, Report, look_through, open_sheet, take
from reception.models import ImportJob

logger = logging.getLogger(__name__)
PROGRESS_KEPT = 3600  # seconds


@shared_task
def remind_of_envelopes():
    """Safe to run twice, and to miss a day."""
    pass_through.remind(timezone.localdate())


@shared_task
def check_import(job):
    _work(job, ImportJob.State.CHECKING, _check)


@shared_task
def take_import(job):
    _work(job, ImportJob.State.RUNNING, _take)


def ring(job):
    """Ask a worker. If nobody hears it, the page that waits asks again."""
    job.rung_at = timezone.now()
    job.save(update_fields=["rung_at"])
    task = take_import if job.state == ImportJob.State.RUNNING else check_import
    try:
        task.delay(job.pk)
    except OperationalError:
        logger.warning("import %s: no worker could be asked", job.slug)


def rows_done(job) -> int:
    return cache.get(f"import:{job.slug}", 0)


def _work(key, state, step):
    """One worker at a time; what the step writes and the job's new state come together or not at all."""
    try:
        with transaction.atomic():
            job = (
                ImportJob.objects.select_for_update(skip_locked=True)
                .select_related("duty__organ", "duty__officer")
                .filter(pk=key, state=state)
                .first()
            )
            if job is None:
                return
            with override(job.language):
                step(job)
            job.save()
    except Exception:
        # Whatever it was, the clerk must not wait for ever; the words of the error may quote a cell and stay out of the log.
        logger.error("import job %s failed while %s", key, state, exc_info=not state)
        job = ImportJob.objects.get(pk=key)
        job.state, job.report = (
            ImportJob.State.REFUSED,
            job.report | {"fault": _("Something went wrong while reading the file. Nothing was taken over.")},
        )
        job.save()


def _how(job):
    return {
        "organ": job.duty.organ, "chosen": job.columns, "is_complete": bool(job.columns), "channel": job.channel,
        "progress": lambda rows: cache.set(f"import:{job.slug}", rows, PROGRESS_KEPT),
    }  # fmt: skip


def _read(job, read, **more) -> Report:
    try:
        return read(open_sheet(job.file), **_how(job), **more)
    except BadSheet as fault:
        return Report(fault=str(fault))


def _check(job):
    report = _read(job, look_through)
    job.report = report.as_values()
    job.state = ImportJob.State.READY if report.is_good else ImportJob.State.REFUSED


def _take(job):
    report = _read(job, take, by=job.duty)
    job.report = report.as_values() | {"sample": []}
    job.state, job.finished_at = (ImportJob.State.DONE, timezone.now()) if report.is_good else (ImportJob.State.REFUSED, None)
    if report.is_good:
        transaction.on_commit(lambda: ImportJob.objects.get(pk=job.pk).forget_file())

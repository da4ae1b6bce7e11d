"""What does supervision do when nobody looks?"""

import logging

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from petitions import anchors, exports, looks, queues, verifying

from . import ladder, scoring, stray_looks, warnings

logger = logging.getLogger(__name__)


@shared_task
def sweep_clocks():
    ladder.sweep(timezone.localdate())


@shared_task
def call_from_queues():
    queues.call(timezone.now())


@shared_task
def send_digests():
    queues.send_digests(timezone.localdate())


@shared_task
def chain_attempts():
    """Attempts on petitions that are not for whoever tried become events of those petitions."""
    looks.chain_attempts(timezone.now())


@shared_task
def tend_exports():
    exports.tend(timezone.now())


@shared_task
def list_stray_looks():
    """Each morning, so that a Monday that was missed is made up for on Tuesday."""
    stray_looks.sweep(timezone.localdate())


@shared_task
def propose_warnings():
    """Each morning; a day that was missed is made up for by the next one."""
    warnings.propose(timezone.localdate())


@shared_task
def propose_deductions():
    """Each night; a night that was missed is made up for by the next one."""
    scoring.propose(timezone.localdate())


@shared_task(time_limit=6 * 3600)
def keep_history():
    """Each night: hold the history against the last root file and write the next one. A root over a broken history would only bless it."""
    found = verifying.verify(anchors.newest())
    found.save()
    if found.result == found.Result.CLEAN:
        anchors.write(timezone.now())
    else:
        logger.critical("the history is not as it was written, or could not be verified: manage.py verify_history")


@worker_ready.connect
def catch_up(**_kwargs):
    """An office that was closed has days to make up for: it does not wait for the beat."""
    sweep_clocks.apply_async(retry=False)

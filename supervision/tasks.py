"""What does supervision do when nobody looks?"""

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from . import ladder


@shared_task
def sweep_clocks():
    ladder.sweep(timezone.localdate())


@worker_ready.connect
def catch_up(**_kwargs):
    """An office that was closed has days to make up for: it does not wait for the beat."""
    sweep_clocks.apply_async(retry=False)

"""What does the worker do for petitions?"""

from celery import shared_task
from django.utils import timezone

from . import delivery, recounting
from .files import checking, reconciling


@shared_task
def deliver_notices():
    """No arguments: the queue is the table, and the broker holds nothing that anybody could read."""
    delivery.deliver(timezone.now())


@shared_task
def recount_clocks():
    """Finishes what was left of a notice on days off, then looks whether the calendar is another one than the last time."""
    recounting.go_on()
    recounting.recount_after_a_notice()


@shared_task
def go_on_with_notices():
    recounting.go_on()


@shared_task
def check_waiting_files():
    """No arguments either. A flood of files does not keep the other tasks waiting: after some of them the bell is rung again."""
    if checking.check_waiting(timezone.now()):
        check_waiting_files.apply_async(retry=False)


@shared_task(time_limit=6 * 3600)
def reconcile_files():
    """Each night: does the disk hold what the rows say?"""
    reconciling.reconcile(timezone.now())

"""What does the worker do for petitions?"""

from celery import shared_task
from django.utils import timezone

from . import delivery, recounting


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

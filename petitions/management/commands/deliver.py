"""Which notices wait? `manage.py deliver` hands them out at once, with or without broker and worker."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from petitions import delivery


class Command(BaseCommand):
    help = "Delivers every notice that is due: on desks and by e-mail. Safe to run beside the worker."

    def handle(self, **options):
        done = delivery.deliver(timezone.now())
        self.stdout.write(f"{done['desk']} on desks, {done['sent']} sent, {done['failed']} failed")

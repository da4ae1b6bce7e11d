"""What is due now? `manage.py sweep` does at once what beat does every ten minutes, and prints what it found."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from supervision import ladder


class Command(BaseCommand):
    help = "Climb the ladder of reminders for every running clock, and take the steps that only time takes."

    def add_arguments(self, parser):
        parser.add_argument("--today", metavar="DATE", help="catch up to this day only, 2026-02-12; never later than today")

    def handle(self, *, today, **options):
        try:
            on = date.fromisoformat(today) if today else timezone.localdate()
        except ValueError:
            raise CommandError(f"{today} is not a date: write it as 2026-02-12.") from None
        if on > timezone.localdate():
            raise CommandError("Nobody is late tomorrow yet: the day may not lie in the future.")
        swept = ladder.sweep(on)
        if not swept.is_alone:
            self.stdout.write("Another sweep is running; it does the work.")
            return
        for name, number in [*reversed(swept.reached.items()), ("notices", swept.told), *swept.steps.items()]:
            self.stdout.write(f"{name:<14} {number:>8}")
        for number in swept.failed:
            self.stdout.write(f"not possible   {number}")

"""Which running dates move by the calendar of today? Prints them, and moves them on request."""

from django.core.management.base import BaseCommand

from petitions import recounting


class Command(BaseCommand):
    help = "Counts all running clocks again by the office's calendar and prints those whose date moves; --apply moves them, one event for each petition."

    def add_arguments(self, parser):
        parser.add_argument(
            "--apply", action="store_true", help="move the dates; the clock of the office does so by itself within ten minutes of a load"
        )

    def handle(self, *, apply, **options):
        moved = certain = 0
        for found in recounting.recounted():
            if found.is_moved:
                moved += 1
                self.stdout.write(f"{found.clock.petition.grouped_number}  {found.clock.rule}  {found.was} → {found.now}")
            else:
                certain += 1
        self.stdout.write(f"{moved} dates move; {certain} stay and are only more or less certain than before.")
        if apply:
            self.stdout.write(f"{recounting.recount()} petitions recounted.")
        elif moved or certain:
            self.stdout.write("Nothing was written. Run again with --apply to move them.")

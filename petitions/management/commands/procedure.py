"""Which steps does the procedure know? The table of workflow/states.py as text, as CSV, as a diagram in Mermaid, or as the manual's page."""

import csv

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from petitions.procedure import diagram, manual
from petitions.workflow import TABLE


class Command(BaseCommand):
    help = "Prints the table of the procedure: step, from, to, who, second person, article, clocks, papers."
    requires_system_checks = []

    def add_arguments(self, parser):
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--csv", action="store_true", help="for a spreadsheet")
        form.add_argument("--diagram", action="store_true", help="a state diagram in Mermaid")
        form.add_argument("--manual", action="store_true", help="docs/procedure.md: the diagram and a table for each state")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en", help="of the labels")

    def handle(self, **options):
        with translation.override(options["language"]):
            if options["diagram"]:
                self.stdout.write(diagram())
            elif options["manual"]:
                self.stdout.write(manual())
            elif options["csv"]:
                writer = csv.writer(self.stdout, lineterminator="\n")
                writer.writerows([HEADINGS, *map(cells, TABLE)])
            else:
                rows = [HEADINGS, *map(cells, TABLE)]
                widths = [min(max(len(row[place]) for row in rows), 44) for place in range(len(HEADINGS))]
                for row in rows:
                    self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


HEADINGS = ["step", "label", "from", "to", "by", "second", "where", "article", "starts", "stops", "papers"]


def cells(row):
    return [
        row.step, str(row.label), " ".join(map(str, row.sources)), " ".join(map(str, row.targets)) or "–", " ".join(map(str, row.by)),
        " ".join(map(str, row.second)), row.where, row.article, " ".join(row.starts), " ".join(row.stops), " ".join(row.papers),
    ]  # fmt: skip

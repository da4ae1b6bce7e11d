"""Which steps does the procedure know? The table of workflow/states.py as text, as CSV, or as a diagram in Mermaid."""

import csv

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from petitions.workflow import TABLE, State


class Command(BaseCommand):
    help = "Prints the table of the procedure: step, from, to, who, second person, article, clocks, papers."
    requires_system_checks = []

    def add_arguments(self, parser):
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--csv", action="store_true", help="for a spreadsheet")
        form.add_argument("--diagram", action="store_true", help="a state diagram in Mermaid")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en", help="of the labels")

    def handle(self, **options):
        with translation.override(options["language"]):
            if options["diagram"]:
                self.stdout.write(diagram())
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
        row.step, str(row.label), " ".join(map(str, row.sources)), str(row.to or "–"), " ".join(map(str, row.by)), " ".join(map(str, row.second)),
        row.where, row.article, " ".join(row.starts), " ".join(row.stops), " ".join(row.papers),
    ]  # fmt: skip


def diagram() -> str:
    """Steps that move a petition; those that leave it where it is are not drawn."""
    moving = [row for row in TABLE if row.to]
    used = {state for row in moving for state in (*row.sources, row.to)}
    lines = ["stateDiagram-v2", f"    [*] --> {State.REGISTERED}: register"]
    lines += [f'    state "{state.label}" as {state}' for state in State if state in used]
    lines += [f"    {source} --> {row.to}: {row.step}" for row in moving for source in row.sources]
    return "\n".join(lines)

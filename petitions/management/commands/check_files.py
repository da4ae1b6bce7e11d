"""Does the disk hold what the rows say? 0: yes; 1: files are missing, changed or nobody's; 2: it could not be compared."""

import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from petitions.files import reconciling
from petitions.models import Reconciliation

CLEAN, FAULTS, UNCHECKED = Reconciliation.Result


class Command(BaseCommand):
    help = "Hold every file against its row and every row against its file. Exit code 0: all is there and as it was; 1: not; 2: could not be compared."

    def add_arguments(self, parser):
        parser.add_argument(
            "--quick", action="store_true", help="compare sizes, and byte by byte only tonight's part, as the nightly run does"
        )

    def handle(self, quick, **options):
        try:
            told = reconciling.reconcile(timezone.now(), everything=not quick)
        except (DatabaseError, OSError) as trouble:
            self.stderr.write(f"Could not be compared: {type(trouble).__name__}")
            sys.exit(int(UNCHECKED))
        if told is None:
            self.stderr.write("Could not be compared: another run is at it")
            sys.exit(int(UNCHECKED))
        for kind, name in told.faults:
            self.stdout.write(f"{kind} {name}")
        count = told.missing + told.changed + told.strangers
        if count > len(told.faults):
            self.stdout.write(f"… and {count - len(told.faults)} more")
        self.stdout.write(
            f"{told.files} files, {told.compared} byte by byte in {told.seconds:.1f} s: {told.missing} missing, {told.changed} changed, "
            f"{told.strangers} nobody's, {told.swept} halves swept"
        )
        sys.exit(int(told.result))

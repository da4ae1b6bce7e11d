"""Reads an archive package back: manage.py verify_package FILE. Ends with 0 when clean, 1 when broken (and says where), 2 when it cannot be checked."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from petitions import package


class Command(BaseCommand):
    help = "Checks every byte of an archive package. Exit: 0 clean, 1 broken, 2 could not be checked."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--offline", action="store_true", help="do not ask the register of files")

    def handle(self, file, offline, **options):
        try:
            report = package.verify(file, ask_register=not offline)
        except package.NotAPackage as reason:
            self.stderr.write(f"{file}: {reason}")
            sys.exit(2)
        for sentence in report.broken:
            self.stderr.write(sentence)
        if report.broken:
            sys.exit(1)
        said = "and is the one in the register" if report.is_known else "the register does not know the volume, or was not asked"
        self.stdout.write(f"clean: volume {report.number}, seal {report.seal}; {said}")

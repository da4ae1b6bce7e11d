"""Write today's root file now: manage.py anchor_history [--to FOLDER], to carry a copy out of the house."""

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from petitions import anchors


class Command(BaseCommand):
    help = "Write the root file of today, unless it is there, and copy it into a folder elsewhere where one is given."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="where a copy goes; it must be there")

    def handle(self, to, **options):
        if to and not to.is_dir():
            raise CommandError(f"{to} is not a folder.")
        path = anchors.write(timezone.now())
        if to:
            shutil.copyfile(path, to / path.name)
        self.stdout.write(f"{path.name} {anchors.read_head(path).root}")

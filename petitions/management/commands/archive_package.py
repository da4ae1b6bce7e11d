"""Writes the archive package of a filed petition into a folder: manage.py archive_package 7K3Q-92MD-4XWB0 --to FOLDER"""

import os
import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from petitions import files, numbers, package
from petitions.models import ArchiveVolume


class Command(BaseCommand):
    help = "Writes the archive package of a filed petition: a BagIt bag as one zip, in full, to be read back with verify_package."

    def add_arguments(self, parser):
        parser.add_argument("number", help="the petition's number or the archive number")
        parser.add_argument("--to", required=True, type=Path, help="the folder; it must be there")

    def handle(self, number, to, **options):
        volumes = ArchiveVolume.objects.filter(disposal=None).select_related("petition__category", "organ")
        volume = volumes.filter(petition__number=numbers.read(number)).last() or volumes.filter(number=number).last()
        if volume is None:
            raise CommandError("There is no such file, or it was destroyed.")
        if not to.is_dir():
            raise CommandError(f"{to} is not a folder.")
        target = to / f"{volume.petition.number}.zip"
        try:
            with package.pack(volume) as packed, open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as place:
                shutil.copyfileobj(packed, place)
        except FileExistsError:
            raise CommandError(f"{target} is there already; it is not written over.") from None
        except OSError as reason:
            raise CommandError(f"{target} cannot be written: {reason.strerror}.") from reason
        except files.Damaged:
            raise CommandError("A file on the disk is not the one that was handed in; restore it from the backup first.") from None
        self.stdout.write(f"{target}\nvolume {volume.number}, seal {volume.seal}")

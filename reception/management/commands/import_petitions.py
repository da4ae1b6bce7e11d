"""How are the petitions of another system taken over from a spreadsheet, on the command line?"""

import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Duty, Organ, OrganKind, Role
from petitions.models import Channel
from reception.importing import FIELDS, BadSheet, look_through, open_sheet, take


class Command(BaseCommand):
    help = "Take over petitions from an .xlsx or .csv file, all or none; a second run of the same rows changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument(
            "--map", dest="pairs", nargs="+", action="extend", default=[], metavar="FIELD=COLUMN", help=f"fields: {', '.join(FIELDS)}"
        )
        parser.add_argument("--organ", help="name, short name or slug of the organ that takes the petitions over")
        parser.add_argument("--channel", choices=Channel.values, default="", help="where the file names none")
        parser.add_argument("--dry-run", action="store_true", help="look the file through and write nothing")

    def handle(self, *, file, pairs, organ, channel, dry_run, **options):
        chosen = {}
        for pair in pairs:
            name, equals, heading = pair.partition("=")
            if not equals:
                raise CommandError(
                    _("--map wants FIELD=COLUMN, for instance %(example)s; the fields are: %(fields)s.")
                    % {"example": "text=投诉件内容", "fields": ", ".join(FIELDS)}
                )
            chosen[name.strip()] = heading.strip()
        organ = organ_named(organ) if organ else organ_with_a_desk()
        began = time.monotonic()
        try:
            sheet = open_sheet(file)
        except BadSheet as fault:
            raise CommandError(str(fault)) from fault
        read = {"sheet": sheet, "organ": organ, "chosen": chosen, "channel": channel}
        report = look_through(**read, progress=self.tell(_("Looking through")))
        self.end_line()
        self.show(report)
        if not report.is_good:
            raise CommandError(report.fault or _("Nothing was taken over. Correct these rows and run the command again."))
        if dry_run:
            self.stdout.write(_("Nothing was written (dry run)."))
            return
        report = take(**read, progress=self.tell(_("Taking over"), report.rows))
        self.end_line()
        if not report.is_good:
            raise CommandError(report.fault or _("Nothing was taken over."))
        seconds = time.monotonic() - began
        self.stdout.write(
            ngettext("%(new)s petition taken over for %(organ)s", "%(new)s petitions taken over for %(organ)s", report.new)
            % {"new": f"{report.new:,}", "organ": organ.name}
            + _(" in %(seconds).1f s (%(speed)s rows a second).") % {"seconds": seconds, "speed": f"{report.rows / seconds:,.0f}"}
        )

    def tell(self, words, total=None):
        if not sys.stderr.isatty():
            return None

        def progress(rows):
            share = f"{100 * rows // total:3d} %  " if total else ""
            self.stderr.write(f"\r{words}: {share}{rows:,}", ending="")
            self.stderr.flush()

        return progress

    def end_line(self):
        if sys.stderr.isatty():
            self.stderr.write("")

    def show(self, report):
        named = [f"{heading} → {name}" for heading, name in report.headings if name]
        kept = [heading for heading, name in report.headings if heading and not name]
        if named:
            self.stdout.write(_("Columns: %(named)s.") % {"named": ", ".join(named)})
        if kept:
            self.stdout.write(_("Kept with the row as they are: %(kept)s.") % {"kept": ", ".join(kept)})
        for line, sentence in report.errors:
            self.stderr.write(_("Row %(line)d: %(sentence)s") % {"line": line, "sentence": sentence})
        if report.bad:
            self.stderr.write(ngettext("%(bad)d row cannot be read.", "%(bad)d rows cannot be read.", report.bad) % {"bad": report.bad})
        if not report.fault:
            self.stdout.write(
                _(
                    "%(rows)d rows: %(new)d new (%(open)d open, %(closed)d closed elsewhere, %(undated)d of them without the day of the reply; "
                    "%(accusations)d accusations, sealed), %(known)d in the office already, %(again)d twice in the file."
                )
                % vars(report)
            )
        for words, names in (
            (_("Organs not known here"), report.unknown_organs),
            (_("Categories not known here"), report.unknown_categories),
        ):
            if names:
                listed = ", ".join(f"{name} ({count})" for name, count in sorted(names.items(), key=lambda item: -item[1])[:10])
                self.stdout.write(f"{words}: {listed}")


def organ_named(name) -> Organ:
    found = list(Organ.objects.active().filter(Q(slug=name) | Q(name=name) | Q(short_name=name))[:2])
    if len(found) != 1:
        raise CommandError(
            _("There is no organ “%(name)s”.") % {"name": name}
            if not found
            else _("More than one organ is called “%(name)s”; give its slug.") % {"name": name}
        )
    return found[0]


def organ_with_a_desk() -> Organ:
    """The highest bureau with a window clerk; without any, the only bureau."""
    bureaus = Organ.objects.active().filter(kind=OrganKind.BUREAU)
    desks = bureaus.filter(pk__in=Duty.objects.current().filter(role=Role.CLERK).values("organ"))
    found = list(desks.order_by("level", "id") or bureaus.order_by("level", "id"))
    if not found or (len(found) > 1 and found[0].level == found[1].level):
        names = ", ".join(organ.name for organ in found) or _("none")
        raise CommandError(_("Say with --organ who takes the petitions over. The bureaus are: %(names)s.") % {"names": names})
    return found[0]

"""By when? `manage.py due C04 2026-02-12` prints the strict and the rolled date of a clock, and on request how they were counted."""

from datetime import date, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, ProgrammingError
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.calendar import MissingYear, current_calendar
from accounts.models import Level
from petitions import clocks


class Command(BaseCommand):
    help = "Prints the strict and the rolled due date of a clock (C01 to C30) that starts on a date."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("rule", help="C01 to C30")
        parser.add_argument("start", help="the day the clock starts, 2026-02-12; for clocks of minutes 2026-02-12T09:30")
        parser.add_argument("--explain", action="store_true", help="say rule, start, what was counted and what was skipped")
        parser.add_argument("--profile", help="for example ZHEJIANG_2016; else the office's own")
        parser.add_argument("--extend", type=int, default=0, metavar="DAYS", help="days of an approved extension")
        parser.add_argument(
            "--pause", action="append", default=[], metavar="FROM:UNTIL", help="days not counted, without UNTIL; repeatable"
        )
        parser.add_argument("--arrived", metavar="DATE", help="when the matter arrived, which decides the rules; else the start")
        parser.add_argument("--given", metavar="DATE", help="the date a letter names, for clocks without a length of their own")
        parser.add_argument("--level", choices=Level.names, type=str.upper, help="the organ's level, for C22")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], help="of the explanation")

    def handle(self, *, rule, start, **options):
        with translation.override(options["language"] or translation.get_language() or settings.LANGUAGE_CODE):
            try:
                counting = self.counted(rule.upper(), start, **options)
            except (MissingYear, LookupError, ValueError) as reason:
                raise CommandError(str(reason), returncode=2) from None
            except OverflowError:
                raise CommandError(gettext("The date lies beyond what a calendar can hold."), returncode=2) from None
            except ProgrammingError:
                raise CommandError(gettext("The office has no tables yet; run `manage.py migrate` first."), returncode=2) from None
            except DatabaseError as reason:
                sentence = gettext("The office's calendar cannot be read from the database: %(reason)s")
                raise CommandError(sentence % {"reason": str(reason).partition("\n")[0]}, returncode=2) from None
            if counting.due_at:
                self.stdout.write(" ".join([timezone.localtime(counting.due_at).isoformat(timespec="minutes")] * 2))
            else:
                self.stdout.write(f"{counting.strict} {counting.rolled}")
            if options["explain"]:
                for sentence in counting.explain():
                    self.stdout.write(sentence)

    def counted(self, rule, start, *, profile, extend, pause, arrived, given, level, **_options) -> clocks.Counting:
        started_at = moment_of(start)
        started_on = started_at.date() if isinstance(started_at, datetime) else started_at
        profile = clocks.profile_for(profile or settings.CLOCK_PROFILE)
        # Whoever names a repealed profile and no day of arrival speaks of a matter that arrived while it held.
        arrived_on = day_of(arrived) if arrived else min(started_on, profile.valid_until or started_on)
        law = clocks.rule_for(rule, profile.key, arrived_on, level=Level[level] if level else None)
        given_due = day_of(given) if given else None
        return clocks.count(law, started_at, current_calendar(), extension=extend, pauses=[*map(stretch_of, pause)], given_due=given_due)


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(gettext("%(text)s is not a date; write it like 2026-02-12.") % {"text": text}) from None


def moment_of(text: str) -> date | datetime:
    try:
        return datetime.fromisoformat(text) if "T" in text else day_of(text)
    except ValueError:
        raise ValueError(gettext("%(text)s is not a date; write it like 2026-02-12.") % {"text": text}) from None


def stretch_of(text: str) -> tuple[date, date]:
    first, colon, until = text.partition(":")
    if not colon:
        raise ValueError(gettext("A pause is two dates, like 2026-11-20:2026-12-04."))
    return day_of(first), day_of(until)

"""What would the ladder have said of messages that were really answered? Day by day, sending nothing, beside a count from the dates alone."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import CalendarDay, Level, Organ, OrganKind
from petitions.models import Channel, Clock, Notice, Petition
from petitions.workflow.taking_over import take_over
from reception.importing import BadSheet, Plan, open_sheet
from reception.importing.rows import BadRow, Reader
from supervision.ladder import sweep
from supervision.models import Escalation

ONE_DAY = timedelta(days=1)
# The rule of handling and the default ladder, written out: they are compared with what the product makes of them.
HANDLING_DAYS = 60
RUNGS = [("SOON", "rolled", -3), ("LAST_DAY", "strict", 0), ("LATE", "rolled", 1), ("LATE_7", "rolled", 7), ("LATE_30", "rolled", 30)]
SPELLINGS = ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")


class Command(BaseCommand):
    """The file gives arrival and reply, and no day of acceptance: the sixty days of C06 are counted from the arrival, and the reply stops them.

    Everything happens in one transaction that is rolled back, in an office that has no petitions and no officers: nobody is told anything.
    """

    help = "Replay answered messages (.xlsx, .csv) through the ladder, and compare each case with a count from its dates; exit 1 on a difference."

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *, file, **options):
        if Petition.objects.exists():
            raise CommandError(
                "This office has petitions. Replay in an empty one: DATA_DIR=/tmp/replay manage.py migrate, then replay_messages."
            )
        try:
            sheet = open_sheet(file)
            with transaction.atomic():
                replay = Replay(sheet)
                replay.run()
                transaction.set_rollback(True)
        except BadSheet as fault:
            raise CommandError(str(fault)) from fault
        differences = replay.differences()
        self.stdout.write(
            f"rows {replay.rows}, left out {len(replay.left_out)}, cases {len(replay.dates)}, days {replay.days}, notices {replay.notices}"
        )
        reached, counted = (Counter(name for _line, name, _day in found) for found in (replay.found, replay.expected))
        for name, _which, _days in RUNGS:
            self.stdout.write(f"{name:<10} reached {reached[name]:>6}   from the dates {counted[name]:>6}")
        for reason, number in Counter(replay.left_out.values()).items():
            self.stdout.write(f"left out {number:>5}: {reason}")
        self.stdout.write(f"differences {len(differences)}")
        for line, name, day, where in differences[:20]:
            self.stdout.write(f"  line {line}: {name} on {day}, {where}")
        if differences:
            raise SystemExit(1)


class Replay:
    def __init__(self, sheet):
        self.organ = Organ.objects.create(name="重放", short_name="重放", kind=OrganKind.BUREAU, level=Level.CITY, code="重放")
        self.rows, self.left_out, self.matters, self.dates = 0, {}, {}, {}
        plan = Plan.of(sheet)
        reader, seen = Reader(plan, self.organ, Channel.ONLINE), set()
        for line, values in plan.rows(sheet):
            self.rows += 1
            try:
                matter = reader.matter(line, values)
            except BadRow:
                self.left_out[line] = "the import refuses the row"
                continue
            if matter.contact.source in seen:
                self.left_out[line] = "the same row stands above"
                continue
            seen.add(matter.contact.source)
            came, replied = (plain_day(values[plan.places[name]]) if name in plan.places else None for name in ("received", "replied"))
            if came is None:
                self.left_out[line] = "the count cannot read the day of arrival"
                continue
            self.dates[line], self.matters[line] = (came, replied), matter

    def run(self):
        """Each day: what came is taken over as open, the sweep, and then the replies of that day, which stop their clocks."""
        came, replied = {}, {}
        for line, matter in self.matters.items():
            came.setdefault(timezone.localdate(matter.contact.received_at), []).append(line)
            replied.setdefault(matter.replied_on, []).append(line)
            matter.accepted_on = timezone.localdate(matter.contact.received_at)
            matter.is_closed, matter.replied_on = False, None
        replied.pop(None, None)
        first, last = min(came), max([*came, *replied])
        clocks, self.days = {}, (last - first).days + 1
        for day in (first + timedelta(days=number) for number in range(self.days)):
            if day in came:
                petitions = take_over(Petition, [self.matters[line] for line in came[day]], by=None)
                keys = [petition.pk for petition in petitions]
                started = dict(Clock.objects.filter(petition__in=keys).values_list("petition", "pk"))
                clocks |= {line: started[key] for line, key in zip(came[day], keys, strict=True)}
            sweep(day)
            for line in replied.get(day, []):
                clock = Clock.objects.get(pk=clocks[line])
                clock.stop(day)
                clock.save()
        line_of = {clock: line for line, clock in clocks.items()}
        rows = Escalation.objects.values_list("clock", "rung", "due_on")
        self.found = {(line_of[clock], name, day) for clock, name, day in rows}
        self.notices = Notice.objects.count()
        self.expected = count(self.dates, last)

    def differences(self):
        """(line, rung, day, on which side) of whatever stands on one side alone, in the order of the file."""
        ours = [(*row, "reached, not from the dates") for row in self.found - self.expected]
        return sorted([*ours, *((*row, "from the dates, not reached") for row in self.expected - self.found)])


def count(dates, last):
    """From arrival and reply alone: which rungs were reached before the reply, or on its day. Uses nothing of the ladder or of the clocks."""
    deviating = dict(CalendarDay.objects.values_list("date", "is_workday"))
    found = set()
    for line, (came, replied) in dates.items():
        strict = came + HANDLING_DAYS * ONE_DAY
        rolled = strict
        while not deviating.get(rolled, rolled.isoweekday() < 6):
            rolled += ONE_DAY
        for name, which, days in RUNGS:
            day = (strict if which == "strict" else rolled) + days * ONE_DAY
            if day <= min(replied or last, last):
                found.add((line, name, day))
    return found


def plain_day(cell) -> date | None:
    """Read a second time and in another way than the import reads it."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for spelling in SPELLINGS:
        try:
            return datetime.strptime(" ".join(str(cell).split()), spelling).date()  # noqa: DTZ007 - the day as it is written
        except ValueError:
            continue
    return None

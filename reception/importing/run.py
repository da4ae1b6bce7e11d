"""What would happen with this file, and then: do it, all or nothing."""

from dataclasses import asdict, dataclass, field
from itertools import islice

from django.db import connection, transaction

from accounts.calendar import MissingYear
from petitions.models import Contact, Petition
from petitions.workflow.taking_over import take_over

from . import cells
from .columns import Plan
from .rows import BadRow, Reader
from .sheet import BadSheet

CHUNK = 500  # rows written at a time: enough to be quick, few enough to stay small
ERRORS_KEPT = 500
SAMPLE = 5
ONE_AT_A_TIME = 7303  # advisory lock: two imports of one file wait for each other, and the second finds the rows of the first


@dataclass
class Report:
    """What a file holds. `new` is what an import takes; `again` stood in the file above already, `known` is in the office already."""

    sheet: str = ""
    headings: list = field(default_factory=list)  # [heading, name of its field or ""]
    sample: list = field(default_factory=list)  # the first rows as text
    rows: int = 0
    new: int = 0
    open: int = 0
    closed: int = 0
    undated: int = 0  # closed, the day of the reply unknown
    accusations: int = 0
    known: int = 0
    again: int = 0
    unknown_organs: dict = field(default_factory=dict)
    unknown_categories: dict = field(default_factory=dict)
    bad: int = 0
    errors: list = field(default_factory=list)  # [line, sentence], the first of them
    fault: str = ""  # why the file cannot be read at all

    as_values = asdict

    @property
    def is_good(self):
        return not self.fault and not self.bad

    def refuse(self, line, sentences):
        self.bad += 1
        self.errors += [[line, str(sentence)] for sentence in sentences][: max(ERRORS_KEPT - len(self.errors), 0)]

    def count(self, matter):
        self.new += 1
        self.open += not matter.is_closed
        self.closed += matter.is_closed
        self.undated += matter.is_closed and matter.replied_on is None
        self.accusations += matter.petition_class == "ACCUSATION"


def look_through(sheet, *, progress=None, **how) -> Report:
    """Read everything and write nothing. `how`: the organ, and as the clerk chose: chosen and is_complete (Plan.of), channel (Reader)."""
    report = Report(sheet=sheet.name)
    try:
        for _matters in _chunks(sheet, report, progress, **how):
            pass
    except BadSheet as fault:
        report.fault = str(fault)
    return report


def take(sheet, *, by=None, progress=None, **how) -> Report:
    """Take over what is new, in one transaction; with a single bad row nothing is written, and the report says which.

    `by`: the duty that confirmed; none on the command line. `progress` is called with the number of rows done.
    """
    report = Report(sheet=sheet.name)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            for matters in _chunks(sheet, report, progress, **how):
                if matters and report.is_good:
                    take_over(Petition, matters, by=by)
            if not report.is_good:
                raise BadSheet
    except (BadSheet, MissingYear) as fault:
        report.fault = str(fault)
        report.new = 0
    return report


def _chunks(sheet, report, progress, *, organ, chosen=None, is_complete=False, channel=""):
    """The new matters of each stretch of rows; the report is filled on the way."""
    plan = Plan.of(sheet, chosen, is_complete=is_complete)
    fields = {place: name for name, place in plan.places.items()}
    report.headings = [[heading, fields.get(place, "")] for place, heading in enumerate(plan.headings)]
    reader, seen = Reader(plan, organ, channel), set()
    report.unknown_organs, report.unknown_categories = reader.unknown_organs, reader.unknown_categories
    rows = plan.rows(sheet)
    while stretch := list(islice(rows, CHUNK)):
        matters = []
        for line, values in stretch:
            report.rows += 1
            if len(report.sample) < SAMPLE:
                report.sample.append([line, [cells.words(value).strip()[:200] for value in values]])
            try:
                matter = reader.matter(line, values)
            except BadRow as bad:
                report.refuse(line, bad.args[0])
                continue
            if (key := bytes.fromhex(matter.contact.source)) in seen:
                report.again += 1
                continue
            seen.add(key)
            matters.append(matter)
        yield _new(matters, report)
        if progress:
            progress(report.rows)


def _new(matters, report):
    sources = [matter.contact.source for matter in matters]
    known = set(Contact.objects.filter(source__in=sources).values_list("source", flat=True))
    report.known += len(known)
    new = [matter for matter in matters if matter.contact.source not in known]
    for matter in new:
        report.count(matter)
    return new

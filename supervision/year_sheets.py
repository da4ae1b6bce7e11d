"""What stands in a unit's sheet of a year, what is its sum for this reader, and how is it closed?"""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts import acting
from accounts.calendar import MissingYear
from accounts.models import Duty, Organ, Role

from . import judging, scoring
from .judging import NotPossible
from .models import Deduction, SheetRow, YearSheet
from .telling import tell

NOTHING = Decimal("0.00")
State = Deduction.State
PEOPLE = ("organ", "first_receiver__officer", "first_receiver__organ", "clock__organ", "clock__petition", "rule", "petition")
FREEZERS = (Role.B_LEAD, Role.JOINT, Role.O_LEAD)


def sum_of(rows) -> Decimal:
    return rows.aggregate(sum=Sum("points"))["sum"] or NOTHING


@dataclass
class Sheet:
    """One unit's year as one duty sees it, or one first receiver's part of it.

    Once the year is frozen it shows the rows that were frozen, whatever happens afterwards. A row whose petition the reader must not know is
    not shown and not summed, and the sheet says that it is a part.
    """

    duty: Duty
    organ: Organ
    year: int
    receiver: Duty | None = None

    @cached_property
    def frozen(self) -> YearSheet | None:
        found = YearSheet.objects.filter(organ=self.organ, year=self.year).select_related("frozen_by__officer", "frozen_by__organ")
        return found.order_by("-version").first()

    def _of(self, rows):
        rows = rows.filter(first_receiver=self.receiver) if self.receiver else rows
        if self.frozen:
            return rows.filter(pk__in=self.frozen.rows.values("deduction"))
        return rows.filter(organ=self.organ, year=self.year, state=State.CONFIRMED)

    @cached_property
    def rows(self):
        """A queryset: in the order of the year."""
        return self._of(judging.there(self.duty)).select_related(*PEOPLE).order_by("occurred_on", "pk")

    @cached_property
    def total(self) -> Decimal:
        return sum_of(self.rows.order_by())

    @cached_property
    def size(self) -> int:
        """How many rows there are for the office."""
        if self.frozen and not self.receiver:
            return self.frozen.size
        with acting.as_office():
            return self._of(Deduction.objects if self.frozen else judging.standing()).count()

    @cached_property
    def is_part(self) -> bool:
        return self.rows.count() < self.size

    @cached_property
    def receivers(self):
        """[(first receiver, sum)] of the rows that are shown, the highest first."""
        sums = self.rows.order_by().exclude(first_receiver=None).values("first_receiver").annotate(sum=Sum("points"))
        sums = {row["first_receiver"]: row["sum"] for row in sums}
        duties = Duty.objects.filter(pk__in=sums).select_related("officer", "organ")
        return sorted(((duty, sums[duty.pk]) for duty in duties), key=lambda pair: (-pair[1], pair[0].pk))

    @cached_property
    def undecided(self) -> int:
        """What keeps the year from being frozen. Asked for the office: also what this reader does not see has to be decided."""
        with acting.as_office():
            return _undecided(self.organ, self.year).count()


def _undecided(organ, year):
    return judging.standing().filter(organ=organ, year=year, state__in=[State.PROPOSED, State.CONTESTED])


def find(duty, organ, year, receiver=None) -> Sheet | None:
    """The sheet, where it is for this duty: of an organ on which it decides, of its own unit, or its own part as a first receiver."""
    decides = judging.judged(duty).filter(pk=organ.pk).exists()
    if decides or judging.defends(duty, organ.pk):
        return Sheet(duty, organ, year, receiver)
    if organ.pk == duty.organ_id and duty.role in judging.UNITS and (receiver is None or receiver.pk in duty.hands):
        return Sheet(duty, organ, year, receiver or duty)
    return None


def sums(duty, organs, year) -> dict:
    """{organ: {"points", "rows", "undecided", "frozen", "is_part"}} in a fixed number of queries, whatever their number."""
    organs = list(organs)
    newest = YearSheet.objects.filter(organ=OuterRef("organ"), year=OuterRef("year")).order_by("-version").values("version")[:1]
    sheets = {
        sheet.organ_id: sheet for sheet in YearSheet.objects.filter(organ__in=organs, year=year).annotate(top=Subquery(newest)).filter(version=F("top"))
    }  # fmt: skip
    mine = judging.there(duty)
    live = mine.filter(organ__in=organs, year=year).order_by().values("organ")
    confirmed, undecided = Q(state=State.CONFIRMED), Q(state__in=[State.PROPOSED, State.CONTESTED])
    live = live.annotate(
        sum=Sum("points", filter=confirmed), rows=Count("pk", filter=confirmed), undecided=Count("pk", filter=undecided)
    )  # fmt: skip
    live = {row["organ"]: row for row in live}
    frozen = SheetRow.objects.filter(sheet__in=sheets.values(), deduction__in=mine).order_by().values("sheet__organ")
    frozen = {row["sheet__organ"]: row for row in frozen.annotate(sum=Sum("points"), rows=Count("pk"))}
    with acting.as_office():
        there = judging.standing().filter(confirmed, organ__in=organs, year=year).order_by().values("organ").annotate(rows=Count("pk"))
        there = {row["organ"]: row["rows"] for row in there}
    told = {}
    for organ in organs:
        sheet, now = sheets.get(organ.pk), live.get(organ.pk, {})
        shown = frozen.get(organ.pk, {}) if sheet else now
        size = sheet.size if sheet else there.get(organ.pk, 0)
        told[organ] = {
            "points": shown.get("sum") or NOTHING, "rows": shown.get("rows", 0), "undecided": now.get("undecided", 0), "frozen": sheet,
            "is_part": shown.get("rows", 0) < size,
        }  # fmt: skip
    return told


# ── Closing the year ──


def may_freeze(duty, organ) -> bool:
    """The bureau's leader; for a bureau whoever decides on it."""
    return duty.role in FREEZERS and judging.judged(duty).filter(pk=organ.pk).exists() and not judging.is_of_the_unit(duty, organ.pk)


def freeze(by, organ, year, today) -> YearSheet:
    """Once, after the year's end, when everything is decided: the office's rows and their sum, not those that the leader happens to see."""
    if not may_freeze(by, organ):
        raise NotPossible(_("Only a leader who decides on this unit can close its year."))
    if today.year <= year:
        raise NotPossible(_("The year has not ended yet."))
    with transaction.atomic(), acting.as_office():
        try:
            scoring.propose(today)  # what the last night did not find yet; and until we are done no sweep writes
        except MissingYear as missing:
            raise NotPossible(str(missing)) from missing
        scoring.hold(organ)
        if YearSheet.objects.filter(organ=organ, year=year).exists():
            raise NotPossible(_("This sheet has been closed already."))
        if _undecided(organ, year).exists():
            raise NotPossible(_("Some deductions of this year are not decided yet."))
        rows = judging.standing().filter(organ=organ, year=year, state=State.CONFIRMED)
        return _write(by, organ, year, today, list(rows.order_by("occurred_on", "pk")))


def _write(by, organ, year, today, rows, version=1, reason=""):
    lines = "".join(f"{row.slug} {row.code} {row.occurred_on} {row.points}\n" for row in rows)
    sheet = YearSheet.objects.create(
        organ=organ, year=year, version=version, as_of=today, total=sum((row.points for row in rows), NOTHING), size=len(rows),
        rows_sha256=hashlib.sha256(lines.encode()).hexdigest(), reason=reason, frozen_by=by,
    )  # fmt: skip
    SheetRow.objects.bulk_create(SheetRow(sheet=sheet, deduction=row, points=row.points) for row in rows)
    tell(
        "year_sheet_frozen", judging.defenders_of(organ), key=f"year_sheet:{sheet.slug}", by=by, organ=organ.short_name, year=str(year),
        url=f"/assessment/?year={year}",
    )  # fmt: skip
    return sheet


def _fallen(sheet):
    """Rows of a frozen sheet that do not count any more: reversed, or of a matter that was sealed since."""
    gone = Q(state=State.REVERSED) | Q(petition__is_sealed=True) | Q(petition__petition_class="ACCUSATION")
    return Deduction.objects.filter(gone, pk__in=sheet.rows.values("deduction"))


def may_correct(duty, sheet) -> bool:
    if not may_freeze(duty, sheet.organ):
        return False
    with acting.as_office():
        return _fallen(sheet).filter(state=State.REVERSED).exists()


def correct(sheet, by, *, reason, today) -> YearSheet:
    """A new version beside the old one, after a deduction of it was reversed."""
    with transaction.atomic(), acting.as_office():
        scoring.hold(sheet.organ)
        last = YearSheet.objects.filter(organ=sheet.organ, year=sheet.year).order_by("-version").first()
        if last.pk != sheet.pk or not may_correct(by, sheet):
            raise NotPossible(_("There is nothing to correct: no deduction of this sheet was reversed."))
        rows = Deduction.objects.filter(pk__in=sheet.rows.values("deduction")).exclude(pk__in=_fallen(sheet).values("pk"))
        rows = list(rows.order_by("occurred_on", "pk"))
        return _write(by, sheet.organ, sheet.year, today, rows, version=sheet.version + 1, reason=reason)

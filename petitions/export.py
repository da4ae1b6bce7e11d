"""How does a list become a spreadsheet that computes nothing, and says on each page whose it is?"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MOST = 10_000  # rows
AT_ONCE = 1000
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Nothing that a citizen typed becomes a formula or a link on the officer's machine.
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def columns():
    """Heading, width in characters, and how the cell is read from a line."""
    return [
        (_("Number"), 17, lambda line: line["petition"].grouped_number),
        (_("Subject"), 40, lambda line: line["petition"].title),
        (_("Class"), 12, lambda line: str(line["kind"])),
        (_("Category"), 26, lambda line: str(line["petition"].category or "")),
        (_("Channel"), 10, lambda line: line["petition"].get_channel_display()),
        (_("Petitioner"), 16, lambda line: line["who"]),
        (_("People"), 8, lambda line: line["petition"].headcount),
        (_("Claims"), 8, lambda line: line["petition"].claim_count),
        (_("Received on"), 12, lambda line: line["petition"].received_on),
        (_("State"), 18, lambda line: str(line["state"])),
        (_("Organ that has it"), 24, lambda line: line["petition"].holder_organ.name),
        (_("Officer"), 12, lambda line: line["petition"].holder.officer.name if line["petition"].holder else ""),
        (_("Next step"), 24, lambda line: str(line["next"].label) if line["next"] else ""),
        (_("Due on"), 12, lambda line: line["petition"].due_on),
        (_("Rule"), 10, lambda line: line["petition"].due_rule),
        (_("Law"), 40, lambda line: line["law"].article if line["law"] else ""),
        (_("Closed on"), 12, lambda line: line["petition"].closed_on),
        (_("Days to reply"), 12, lambda line: line["petition"].days_to_reply),
    ]


@dataclass(frozen=True)
class Sheet:
    """A list that can be exported: its rows in order, how a row is read, and what it is called."""

    title: str  # with its filters, in words
    rows: object  # a queryset
    line: Callable
    petition: Callable  # of a row; None where it is about no petition
    columns: Callable = columns
    name: str = ""
    foot: tuple = ()  # a last line under the rows: words, and a sum


@dataclass(frozen=True)
class Mark:
    """Who took the list out of the house, when, and under which of the recorded exports: on each page, and in the file's own properties."""

    who: str
    at: datetime
    slug: str

    @property
    def words(self):
        return f"{self.who} · {date_format(self.at, 'DATETIME_FORMAT')} · {self.slug}"


def workbook(sheet, mark):
    """An open temporary file at its beginning, and the petitions in it, by key. Says in its last row when there were more."""
    target = tempfile.TemporaryFile()
    book = xlsxwriter.Workbook(target, SAFE)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    page = book.add_worksheet(sheet.name or _("Petitions"))
    page.freeze_panes(1, 1)
    _sign(book, page, mark)
    wanted = sheet.columns()
    for place, (heading, width, _read) in enumerate(wanted):
        page.set_column(place, place, width)
        page.write_string(0, place, heading, bold)
    rows, petitions = 0, {}
    for row in sheet.rows[: MOST + 1].iterator(chunk_size=AT_ONCE):
        if rows == MOST:
            page.write_string(rows + 1, 0, _("Only the first 10,000 rows are here. Filter the list to get the others."), bold)
            break
        rows += 1
        petition = sheet.petition(row)
        if petition is not None:  # a row about an organ as a whole
            petitions[petition.pk] = petition
        shown = sheet.line(row)
        for place, (_heading, _width, read) in enumerate(wanted):
            value = read(shown)
            if isinstance(value, str):
                page.write_string(rows, place, value)
            elif isinstance(value, int | Decimal):
                page.write_number(rows, place, value)
            elif value is not None:
                page.write_datetime(rows, place, value, day)
    for place, value in enumerate(sheet.foot):
        (page.write_number if isinstance(value, Decimal) else page.write_string)(rows + 2, place, value, bold)
    book.close()
    target.seek(0)
    return target, rows, petitions


def _sign(book, page, mark):
    words = mark.words.replace("&", "&&")[:200]  # a header takes 255 characters, and & begins a command
    page.set_header(f"&L{words}")
    page.set_footer(f"&L{words}&R&P / &N")
    page.set_landscape()
    book.set_custom_property("Exported by", mark.who)
    book.set_custom_property("Exported at", mark.at.isoformat(timespec="seconds"))
    book.set_custom_property("Export", mark.slug)
    hidden = book.add_worksheet("export")
    hidden.very_hidden()
    hidden.write_column(0, 0, [mark.who, mark.at.isoformat(timespec="seconds"), mark.slug])

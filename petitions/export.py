"""How does a list become a spreadsheet that computes nothing?"""

import tempfile

import xlsxwriter
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
        (_("Subject"), 40, lambda line: line["petition"].subject),
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


def workbook(found, *, line, wanted=None, sheet_name=""):
    """An open temporary file at its beginning, and the number of rows. Says in its last row when there were more."""
    target = tempfile.TemporaryFile()
    book = xlsxwriter.Workbook(target, SAFE)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet = book.add_worksheet(sheet_name or _("Petitions"))
    sheet.freeze_panes(1, 1)
    wanted = wanted or columns()
    for place, (heading, width, _read) in enumerate(wanted):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, bold)
    rows = 0
    for row in found[: MOST + 1].iterator(chunk_size=AT_ONCE):
        if rows == MOST:
            sheet.write_string(rows + 1, 0, _("Only the first 10,000 rows are here. Filter the list to get the others."), bold)
            break
        rows += 1
        shown = line(row)
        for place, (_heading, _width, read) in enumerate(wanted):
            value = read(shown)
            if isinstance(value, str):
                sheet.write_string(rows, place, value)
            elif isinstance(value, int):
                sheet.write_number(rows, place, value)
            elif value is not None:
                sheet.write_datetime(rows, place, value, day)
    book.close()
    target.seek(0)
    return target, rows

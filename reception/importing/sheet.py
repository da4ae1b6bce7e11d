"""What rows does a file hold? Excel or text, read without trusting it."""

import codecs
import csv
import re
import zipfile
from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

LARGEST = 64 * 1024 * 1024  # bytes as they lie on disk
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 6_000_000  # calamine keeps a rectangle, so one cell far out costs as much as all between
CHUNK = 1 << 20

# The position of a cell or row in a sheet's XML, across the border of two chunks.
CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]*?r="([A-Z]{0,4})(\d{1,9})"')
UNREADABLE = gettext_lazy("The characters of this file cannot be read. Please save it as .xlsx, or as .csv in UTF-8.")
MARKUP = (b"<!DOCTYPE", b"<!ENTITY")


class BadSheet(ValueError):
    """The file cannot be read at all; args[0] is the sentence for the person who sent it."""


class Sheet:
    """The rows of a file as often as one asks: (line number as the reader of the file sees it, list of cells). Empty rows are left out."""

    name = ""

    def __iter__(self):
        for line, cells in self.lines():
            if line > MOST_ROWS:
                raise BadSheet(_("The file has more than %(most)s rows. Please split it.") % {"most": f"{MOST_ROWS:,}"})
            if any(cell is not None and str(cell).strip() for cell in cells):
                yield line, cells


def open_sheet(path) -> Sheet:
    """The first sheet of a workbook that has cells, or the rows of a text file. Raises BadSheet."""
    path = Path(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as gone:
        raise BadSheet(_("The file cannot be opened: %(why)s.") % {"why": gone.strerror or gone}) from gone
    if not size:
        raise BadSheet(_("The file is empty."))
    if size > LARGEST:
        raise BadSheet(
            _("The file has %(size)s; at most %(largest)s can be read. Please split it.")
            % {"size": filesizeformat(size), "largest": filesizeformat(LARGEST)}
        )
    if head.startswith(b"PK"):
        return Workbook(path)
    if head.startswith(bytes.fromhex("d0cf11e0")):
        raise BadSheet(_("This is an old Excel file, or one with a password. Please save it as .xlsx without a password, or as .csv."))
    return Text(path)


class Workbook(Sheet):
    def __init__(self, path):
        _check_archive(path)
        try:
            book = CalamineWorkbook.from_path(path)
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            sheets = (book.get_sheet_by_name(name) for name in names)
            self.sheet = next((sheet for sheet in sheets if sheet.end), None)
        except (CalamineError, OSError, ValueError) as broken:
            raise BadSheet(_("The workbook is damaged: %(why)s.") % {"why": broken}) from broken
        if self.sheet is None:
            raise BadSheet(_("The workbook has no rows."))
        self.name = self.sheet.name

    def lines(self):
        first = self.sheet.start[0] + 1
        return enumerate(self.sheet.iter_rows(), start=first)


def _check_archive(path):
    """Unpack everything once and look: bombs, document types and far cells are refused before a parser sees them."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise BadSheet(_("This is not an Excel workbook. Please save it as .xlsx or .csv."))
            if len(members) > 2000 or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise BadSheet(_("The workbook unpacks to more than can be read. Please split it."))
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        if isinstance(broken, BadSheet):
            raise
        raise BadSheet(_("The workbook is damaged: %(why)s.") % {"why": broken}) from broken


def _check_member(archive, member):
    """The size that the archive promises is kept by zipfile: it stops there, and the checksum tells whether more was to come."""
    is_sheet = re.fullmatch(r"xl/worksheets/[^/]+\.xml", member.filename)
    width = height = 0
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            if member.filename.endswith((".xml", ".rels")):
                seen = tail + chunk
                if any(mark in seen for mark in MARKUP):
                    raise BadSheet(_("The workbook contains a document type, which no spreadsheet program writes. Please save it anew."))
                if is_sheet:
                    for letters, digits in CELL.findall(seen):
                        width, height = max(width, _column(letters)), max(height, int(digits))
                tail = seen[-200:]
    if height > MOST_ROWS:
        raise BadSheet(_("The file has more than %(most)s rows. Please split it.") % {"most": f"{MOST_ROWS:,}"})
    if width > MOST_COLUMNS or width * height > MOST_CELLS:
        raise BadSheet(_("The sheet reaches too far: please delete the columns and rows that are not needed and save it anew."))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class Text(Sheet):
    def __init__(self, path):
        self.path, self.encoding = path, _encoding(path)
        with self.open() as file:
            self.delimiter = _delimiter(file)

    def open(self):
        return open(self.path, encoding=self.encoding, newline="")

    def lines(self):
        with self.open() as file:
            rows = csv.reader(file, delimiter=self.delimiter)
            while True:
                line = rows.line_num + 1
                try:
                    cells = next(rows)
                except StopIteration:
                    return
                except csv.Error as broken:
                    raise BadSheet(_("Line %(line)d cannot be read: %(why)s.") % {"line": line, "why": broken}) from broken
                if len(cells) > MOST_COLUMNS:
                    raise BadSheet(_("Line %(line)d has more than %(most)d columns.") % {"line": line, "most": MOST_COLUMNS})
                yield line, cells


def _encoding(path) -> str:
    """By its mark; else UTF-8 where the whole file is, else the Chinese one. UTF-16 without a mark is known by its zeros."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        return _whole(path, "utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _whole(path, "utf-16")
    if b"\0" in head:
        decoded = {encoding: head.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")}
        likeliest = max(decoded, key=lambda encoding: len(re.findall(r"[\n,;\t0-9]", decoded[encoding])))
        if "\0" in decoded[likeliest]:
            raise BadSheet(UNREADABLE)
        return _whole(path, likeliest)
    return _whole(path, "utf-8", "gb18030")


def _whole(path, *encodings) -> str:
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with open(path, "rb") as file:
                while chunk := file.read(CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        return encoding
    raise BadSheet(UNREADABLE)


def _delimiter(file) -> str:
    """What stands most often between the words of the first line that has any, quoted parts left aside."""
    line = next((line for line in file if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=bare.count)

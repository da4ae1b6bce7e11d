"""Is a document of Word or Excel only a document, and what does it say?"""

import io
import re
import stat
import zipfile
from itertools import pairwise
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from .kinds import BY_ENDING, end_of_zip
from .refusal import BOMB, EMBEDDED, LOCKED, PROGRAM, REMOTE, TWO_KINDS, UNREADABLE, Copy, Refused, Seen

MOST_ENTRIES = 3000
LARGEST_UNPACKED = 200 << 20  # bytes, of all parts together
LARGEST_TEXT_PART = 40 << 20
MOST_CHARACTERS = 300_000
CHUNK = 1 << 16
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RUNS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|\.(?:exe|dll|js|vbs|bat|cmd|ps1|hta|lnk|scr|msi)$", re.IGNORECASE)
HOLDS = re.compile(
    r"(?:^|/)(?:embeddings|packages)/|\.(?:zip|jar|7z|rar|gz|bz2|xz|cab|iso|docx?|docm|xlsx?|xlsm|pptx?|pdf|ole)$", re.IGNORECASE
)
STARTS_SOMETHING = re.compile(rb"DDEAUTO|<ddeLink|instrText[^>]*>\s*DDE\s|macroEnabled|ms-office\.vbaProject", re.IGNORECASE)
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")


def look_at_zip(source, content_type) -> Seen:
    """docx and xlsx: every part is unpacked once and counted while it comes. The copy is what they say, as plain text. Raises Refused."""
    entries, _directory, behind = end_of_zip(source) or (0, 0, 0)
    source.seek(0)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, OSError) as broken:
        raise Refused(UNREADABLE) from broken
    with archive:
        parts = archive.infolist()
        if behind or archive.comment or min(part.header_offset for part in parts) > 0:
            raise Refused(TWO_KINDS)
        if len(parts) > MOST_ENTRIES or len(parts) != entries or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise Refused(BOMB)
        _judge_names(parts)
        _unpack(archive, parts)
        said = _words(archive) if content_type == BY_ENDING["docx"] else _cells(source)
    return Seen([Copy("text/plain", said)] if said else [])


def _judge_names(parts):
    names = [part.filename for part in parts]
    for part in parts:
        if part.flag_bits & 1:
            raise Refused(LOCKED)
        name = part.filename
        if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/") or stat.S_ISLNK(part.external_attr >> 16):
            raise Refused(BOMB)
        if RUNS.search(name):
            raise Refused(PROGRAM)
        if HOLDS.search(name):
            raise Refused(EMBEDDED)
    if len(set(names)) != len(names):
        raise Refused(BOMB)
    ends = sorted((part.header_offset, part.header_offset + 30 + part.compress_size) for part in parts)
    if any(end > start for (_start, end), (start, _end) in pairwise(ends)):
        raise Refused(BOMB)  # parts that share their bytes unpack to any size


def _unpack(archive, parts):
    total = 0
    for part in parts:
        size, kept = 0, io.BytesIO()
        is_markup = part.filename.lower().endswith((".xml", ".rels", ".vml"))
        with archive.open(part) as packed:
            while chunk := packed.read(CHUNK):
                size += len(chunk)
                total += len(chunk)
                if total > LARGEST_UNPACKED or (is_markup and size > LARGEST_TEXT_PART):
                    raise Refused(BOMB)
                if is_markup:
                    kept.write(chunk)
                elif size == len(chunk) and chunk.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"%PDF", b"Rar!")):
                    raise Refused(EMBEDDED)
        if is_markup:
            _judge_markup(part.filename, kept.getvalue())


def _judge_markup(name, content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[1:2] == b"\0":
        content = content.decode("utf-16", "replace").encode()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused(BOMB)
    if STARTS_SOMETHING.search(content):
        raise Refused(PROGRAM)
    if name.endswith(".rels"):
        for relation in RELATION.findall(content):
            if re.search(rb"TargetMode\s*=\s*[\"']External", relation, re.IGNORECASE) and not re.search(
                rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", relation
            ):
                raise Refused(REMOTE)  # a template or a picture from elsewhere tells that it was opened, and by whom


def _words(archive) -> bytes:
    said, length, opened = [], 0, archive.open("word/document.xml")
    with opened:
        for _event, element in ElementTree.iterparse(opened):  # noqa: S314  # nosec B314 - a document type was refused before, and the cell has its limits
            piece = {f"{WORD}t": element.text or "", f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}p": "\n", f"{WORD}tc": "\t"}.get(
                element.tag
            )
            if piece is None:
                continue
            said.append(piece)
            length += len(piece)
            element.clear()
            if length > MOST_CHARACTERS:
                break
    return "".join(said).strip().encode()


def _cells(source) -> bytes:
    source.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(source)
    except PasswordError as locked:
        raise Refused(LOCKED) from locked
    except CalamineError as broken:
        raise Refused(UNREADABLE) from broken
    if any(sheet.typ in (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba) for sheet in book.sheets_metadata):
        raise Refused(PROGRAM)
    said, length = [], 0
    for name in book.sheet_names:
        said.append(name)
        for row in book.get_sheet_by_name(name).iter_rows():
            line = "\t".join(str(cell) for cell in row).rstrip()
            said.append(line)
            length += len(line) + 1
            if length > MOST_CHARACTERS:
                return "\n".join(said).encode()
        said.append("")
    return "\n".join(said).strip().encode()


# ── The old formats ──


def look_at_ole(source, content_type) -> Seen:
    """doc and xls. What a workbook says is copied; of an old Word file nothing can be shown safely."""
    source.seek(0)
    content = source.read()
    if _named(content, "EncryptedPackage"):
        raise Refused(LOCKED)
    if _named(content, "_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA"):
        raise Refused(PROGRAM)
    if _named(content, "ObjectPool", "Equation Native", "\1Ole10Native", "Package"):
        raise Refused(EMBEDDED)
    if content_type == BY_ENDING["doc"]:
        # The head of a Word document says at its eleventh byte whether it is locked; it begins at a sector.
        if any(content[place : place + 2] == b"\xec\xa5" and content[place + 11] & 1 for place in range(512, len(content) - 32, 512)):
            raise Refused(LOCKED)
        if re.search(rb"DDEAUTO|\x13\s*DDE\s", content):
            raise Refused(PROGRAM)
        return Seen([])
    said = _cells(source)
    return Seen([Copy("text/plain", said)] if said else [])


def _named(content, *names):
    """Whether the directory of the container has one of these names: in UTF-16, ended by a zero."""
    return any(f"{name}\0".encode("utf-16-le") in content for name in names)

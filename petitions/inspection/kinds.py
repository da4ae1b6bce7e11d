"""What kind of file is it by its bytes alone? What the sender calls it is never asked."""

import re
import struct
import zipfile

import puremagic

HEAD = 64 * 1024  # bytes; enough for every signature

# Content type → the endings a file of it may carry; the first is added where the label has another one.
TYPES = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/heic": ("heic", "heif"),
    "application/msword": ("doc", "wps"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.ms-excel": ("xls", "et"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "text/plain": ("txt", "log", "csv", "md"),
    "audio/mpeg": ("mp3", "mpga"),
    "video/mp4": ("mp4", "m4v", "m4a"),
    "audio/amr": ("amr",),
}
BY_ENDING = {ending: content_type for content_type, endings in TYPES.items() for ending in endings}
MARKUP = {"html", "htm", "svg", "xml", "xhtml", "xht"}
PHOTO_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP_END = b"PK\x05\x06"
MOST_ENTRIES, LARGEST_DIRECTORY = 5000, 1 << 20  # of a zip that somebody may open at all


def type_of(source) -> str | None:
    """The content type; None for everything that is not on the list. `source`: anything with seek and read."""
    source.seek(0)
    head = source.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _type_of_zip(source)
    if head.startswith(OLE):
        return _type_of_ole(source)
    if head[4:8] == b"ftyp" and head[8:12] in PHOTO_BRANDS:
        return "image/heic"
    guess = _guess(head)
    if guess not in MARKUP and guess not in ("pdf", "amr") and _is_text(source):
        return "text/plain"
    return BY_ENDING.get(guess) if guess not in ("txt", "csv", "log", "md") else None


def end_of_zip(source) -> tuple[int, int, int] | None:
    """(entries, size of their directory, bytes behind the end) as the last record of a zip says; None where there is none."""
    source.seek(0, 2)
    size = source.tell()
    source.seek(max(0, size - HEAD - 22))
    tail = source.read()
    place = tail.rfind(ZIP_END)
    if place < 0 or len(tail) - place < 22:
        return None
    entries, directory = struct.unpack("<HL", tail[place + 10 : place + 16])
    return entries, directory, len(tail) - place - 22


def _guess(head) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    # Some signatures are shared with things nobody sends (an .mp3 with tags "is" also a .koz); the first that we know decides among equals.
    endings = [match.extension.lstrip(".").lower() for match in found]
    if endings[0] in ("exe", "com", "dll", "ocx", "scr", "elf"):
        return ""
    return next((ending for ending in endings if ending in BY_ENDING or ending in MARKUP), "")


def _type_of_zip(source) -> str | None:
    """Word and Excel without macros; their list of contents says which. A directory of a size that no document has is not even read."""
    end = end_of_zip(source)
    if end is None or end[0] > MOST_ENTRIES or end[1] > LARGEST_DIRECTORY:  # also the marks of a 64-bit zip, which nobody needs below 20 MB
        return None
    try:
        source.seek(0)
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RecursionError, struct.error):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return BY_ENDING["docx"]
    return BY_ENDING["xlsx"] if "xl/workbook.xml" in names else None


def _type_of_ole(source) -> str | None:
    """The old formats of Word and Excel share one container; its directory names the stream, in UTF-16."""
    source.seek(0)
    content = source.read()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        return None
    if "WordDocument".encode("utf-16-le") in content:
        return BY_ENDING["doc"]
    return BY_ENDING["xls"] if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book\0")) else None


def text_of(content) -> str | None:
    """Words in UTF-8, UTF-16 with its mark, or GB 18030, without control characters; None where it is no text."""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text) else text
    return None


def _is_text(source) -> bool:
    source.seek(0)
    return text_of(source.read()) is not None

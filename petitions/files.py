"""What is this file really, and how does it get to disk and back without harm?"""

import hashlib
import os
import re
import secrets
import unicodedata
import zipfile
from pathlib import Path

import puremagic
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .models.evidence import Evidence

LARGEST = 20 * 1024 * 1024  # bytes
MOST_AT_ONCE = 20
HEAD = 64 * 1024  # enough for every signature; office files are looked at as a whole

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
ACCEPT = ",".join(f".{ending}" for endings in TYPES.values() for ending in endings[:2])
BY_ENDING = {ending: content_type for content_type, endings in TYPES.items() for ending in endings}
MARKUP = {"html", "htm", "svg", "xml", "xhtml", "xht"}
PHOTO_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class BadFile(Exception):
    """The file cannot be taken; args[0] is the sentence for the person who sent it."""


class Damaged(Exception):
    """What lies on disk is not what was handed in, or is gone; it must not be served."""


def store(uploaded) -> Evidence:
    """Write an uploaded file below MEDIA_ROOT under a random name and return its unsaved Evidence. Raises BadFile.

    What the sender says about the type is not asked. The caller saves the row, or calls discard() when it does not come to that.
    """
    label = label_of(uploaded.name)
    if not uploaded.size:
        raise BadFile(_("“%(name)s” is empty. Please choose the file again.") % {"name": label})
    if uploaded.size > LARGEST:
        words = {"name": label, "size": filesizeformat(uploaded.size), "largest": filesizeformat(LARGEST)}
        raise BadFile(_("“%(name)s” has %(size)s; a file may have %(largest)s at most.") % words)
    content_type = type_of(uploaded)
    if content_type is None:
        raise BadFile(
            _("“%(name)s” is not a kind of file that we can take. Please send PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR.")
            % {"name": label}
        )
    path = f"evidence/{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    size, digest = _write(uploaded, settings.MEDIA_ROOT / path)
    return Evidence(name=with_ending(label, content_type), path=path, content_type=content_type, size=size, sha256=digest)


def store_all(uploads) -> tuple[list[Evidence], list[str]]:
    """The files that could be kept, and a sentence for each that could not."""
    kept, refused = [], []
    for position, uploaded in enumerate(uploads):
        if position >= MOST_AT_ONCE:
            refused.append(_("At most %(number)d files can be sent at once; the others were not taken.") % {"number": MOST_AT_ONCE})
            break
        try:
            kept.append(store(uploaded))
        except BadFile as refusal:
            refused.append(refusal.args[0])
    return kept, refused


def discard(*files: Evidence):
    """Take files off the disk again whose rows were never saved."""
    for evidence in files:
        (settings.MEDIA_ROOT / evidence.path).unlink(missing_ok=True)


def open_checked(evidence):
    """The file, open at its beginning, after every byte was compared with the checksum. Raises Damaged."""
    try:
        handle = open(settings.MEDIA_ROOT / evidence.path, "rb")
    except OSError as gone:
        raise Damaged(evidence.slug) from gone
    if hashlib.file_digest(handle, "sha256").hexdigest() != evidence.sha256:
        handle.close()
        raise Damaged(evidence.slug)
    handle.seek(0)
    return handle


def is_there(evidence) -> bool:
    """Whether a file of that size lies there; whether it is the same is the question of open_checked()."""
    try:
        return (settings.MEDIA_ROOT / evidence.path).stat().st_size == evidence.size
    except OSError:
        return False


def label_of(name) -> str:
    """What the sender called the file: the last part of its path, without unseen characters, at most 180 characters."""
    last = re.split(r"[/\\]", str(name or ""))[-1]
    seen = "".join(character for character in last if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    tidy = " ".join(seen.replace(":", "_").split()).strip(". ")
    if len(tidy) > 180:
        stem, _dot, ending = tidy.rpartition(".")
        tidy = f"{stem[: 179 - len(ending)]}.{ending}" if stem and len(ending) <= 5 else tidy[:180]
    return tidy or _("file without a name")


def with_ending(label, content_type) -> str:
    """The label with an ending that is true, so that nothing opens as what it is not."""
    endings = TYPES[content_type]
    return label if label.rpartition(".")[2].lower() in endings and "." in label else f"{label}.{endings[0]}"


def type_of(uploaded) -> str | None:
    """The content type by the bytes alone; None for everything that is not on the list."""
    uploaded.seek(0)
    head = uploaded.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _type_of_zip(uploaded)
    if head.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        return _type_of_ole(uploaded)
    if head[4:8] == b"ftyp" and head[8:12] in PHOTO_BRANDS:
        return "image/heic"
    guess = _guess(head)
    if guess not in MARKUP and guess not in ("pdf", "amr") and _is_text(uploaded):
        return "text/plain"
    return BY_ENDING.get(guess) if guess not in ("txt", "csv", "log", "md") else None


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


def _type_of_zip(uploaded) -> str | None:
    """Word and Excel without macros; their list of contents says which. The contents themselves are never unpacked."""
    try:
        uploaded.seek(0)
        with zipfile.ZipFile(uploaded) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RecursionError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return BY_ENDING["docx"]
    return BY_ENDING["xlsx"] if "xl/workbook.xml" in names else None


def _type_of_ole(uploaded) -> str | None:
    """The old formats of Word and Excel share one container; its directory names the stream, in UTF-16."""
    uploaded.seek(0)
    content = uploaded.read()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        return None
    if "WordDocument".encode("utf-16-le") in content:
        return BY_ENDING["doc"]
    return BY_ENDING["xls"] if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book\0")) else None


def _is_text(uploaded) -> bool:
    """Words in UTF-8, UTF-16 with its mark, or GB 18030, without control characters."""
    uploaded.seek(0)
    content = uploaded.read()
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text)
    return False


def _write(uploaded, path: Path) -> tuple[int, str]:
    """Under a .part name first, on the disk before it gets its own: a power cut leaves a whole file or none. Returns bytes and SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part, digest, size = path.with_name(f"{path.name}.part"), hashlib.sha256(), 0
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            uploaded.seek(0)
            for chunk in uploaded.chunks():
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, digest.hexdigest()

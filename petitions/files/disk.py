"""Where does a file lie, and is it whole? Quarantine, evidence, copies: three folders below MEDIA_ROOT, all names random.

A row names `evidence/ab/…` from the first; until it was checked, the file lies under the same name in the quarantine. Nothing has its own name
before every byte of it is on the disk.
"""

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from django.conf import settings

EVIDENCE, QUARANTINE, COPIES = "evidence", "quarantine", "copies"
PART = ".part"


class Damaged(Exception):
    """What lies on disk is not what was handed in, or is gone; it must not be served."""


def quarantined(path) -> Path:
    return settings.MEDIA_ROOT / QUARANTINE / path.removeprefix(f"{EVIDENCE}/")


def places(path) -> tuple[Path, Path]:
    """Where the bytes may be, in the order in which to look: they move from the first to the second and never back."""
    return quarantined(path), settings.MEDIA_ROOT / path


def folder_of_copies(path) -> Path:
    return settings.MEDIA_ROOT / COPIES / path.removeprefix(f"{EVIDENCE}/")


def write(uploaded) -> tuple[str, int, str]:
    """Into the quarantine. Returns the path of the row, bytes and SHA-256. Raises OSError, and then nothing is left."""
    path = _new_path()
    uploaded.seek(0)
    size, digest = _write(uploaded.chunks(), quarantined(path))
    return path, size, digest


def _new_path() -> str:
    return f"{EVIDENCE}/{secrets.token_hex(1)}/{secrets.token_hex(16)}"


def another_name(path) -> str:
    """The same bytes under a name of their own, for a petition that is split off: what is destroyed with one of the two stays with the other."""
    other = _new_path()
    quarantined(other).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place in places(path):
        try:
            os.link(place, quarantined(other))
        except OSError:
            continue
        return other
    return path


def write_copies(path, contents):
    """The safe copies of a file, numbered from 1; those of an earlier check are replaced."""
    folder = folder_of_copies(path)
    drafted = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{PART}")
    try:
        for place, content in enumerate(contents, start=1):
            _write([content], drafted / str(place))
        shutil.rmtree(folder, ignore_errors=True)
        if drafted.exists():
            drafted.rename(folder)
    finally:
        shutil.rmtree(drafted, ignore_errors=True)


def release(path):
    """Out of the quarantine, by a rename: there is no moment at which the file is in neither place or half in both."""
    waiting, target = quarantined(path), settings.MEDIA_ROOT / path
    if waiting.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        waiting.rename(target)
        _sync(target.parent)


def discard(*files):
    """Take files off the disk again, with their copies: rows that were never saved, or a petition that is destroyed."""
    for evidence in files:
        for place in places(evidence.path):
            place.unlink(missing_ok=True)
        shutil.rmtree(folder_of_copies(evidence.path), ignore_errors=True)


def remove(path):
    """A file or a folder that nobody has a name for."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def open_checked(evidence):
    """The file, open at its beginning, after every byte was compared with the checksum. Raises Damaged."""
    handle = _opened(evidence.path)
    if handle is None:
        raise Damaged(evidence.slug)
    if hashlib.file_digest(handle, "sha256").hexdigest() != evidence.sha256:
        handle.close()
        raise Damaged(evidence.slug)
    handle.seek(0)
    return handle


def open_copy(evidence, place) -> bytes:
    """The nth safe copy, compared with the checksum that the check wrote down. Raises Damaged, also where there is none."""
    copies = evidence.check_so_far.copies
    if not 1 <= place <= len(copies):
        raise Damaged(evidence.slug)
    try:
        content = (folder_of_copies(evidence.path) / str(place)).read_bytes()
    except OSError as gone:
        raise Damaged(evidence.slug) from gone
    if hashlib.sha256(content).hexdigest() != copies[place - 1]["sha256"]:
        raise Damaged(evidence.slug)
    return content


def is_there(evidence) -> bool:
    """Whether a file of that size lies there; whether it is the same is the question of open_checked()."""
    return size_of(evidence.path) == evidence.size


def size_of(path) -> int | None:
    """Bytes on the disk; None where there is no such file."""
    for place in places(path):
        try:
            return place.stat().st_size
        except OSError:
            continue
    return None


def _opened(path):
    for place in places(path):
        try:
            return open(place, "rb")
        except OSError:
            continue
    return None


def _write(chunks, path: Path) -> tuple[int, str]:
    """Under a .part name first, on the disk before it gets its own: a power cut leaves a whole file or none. Returns bytes and SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part, digest, size = path.with_name(f"{path.name}{PART}"), hashlib.sha256(), 0
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            for chunk in chunks:
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return size, digest.hexdigest()


def _sync(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

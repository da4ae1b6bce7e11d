"""One file, one answer, within limits that the process sets itself and cannot lift again."""

import json
import resource
import sys

from . import media, office, pdf, pictures
from .kinds import TYPES, end_of_zip, text_of, type_of
from .refusal import COSTLY, KIND, TWO_KINDS, UNREADABLE, VIRUS, Copy, Refused, Seen

LIMITS = {
    resource.RLIMIT_AS: 256 << 20,  # bytes, everything included
    resource.RLIMIT_CPU: 5,  # seconds
    resource.RLIMIT_FSIZE: 32 << 20,  # bytes of the answer
    resource.RLIMIT_NOFILE: 32,
    resource.RLIMIT_NPROC: 0,  # no further process
    resource.RLIMIT_CORE: 0,
}
MOST_TEXT = 300_000  # characters
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"  # what every scanner is tried out with, and ours as well
OPENERS = (b"%PDF-", b"<script", b"<html", b"<svg", b"<?php", b"<!doctype")
AT_HEAD = 1024  # bytes in which readers look for the beginning of what they know


def look_at_text(source, content_type) -> Seen:
    source.seek(0)
    return Seen([Copy(content_type, text_of(source.read())[:MOST_TEXT].encode())])


LOOKS = dict.fromkeys(pictures.FORMATS, pictures.look) | {
    "application/pdf": pdf.look,
    "application/msword": office.look_at_ole,
    "application/vnd.ms-excel": office.look_at_ole,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office.look_at_zip,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office.look_at_zip,
    "text/plain": look_at_text,
    "audio/mpeg": media.look_at_mp3,
    "video/mp4": media.look_at_mp4,
    "audio/amr": media.look_at_amr,
}


def inspect(source, content_type) -> Seen:
    """What a file is, holds and shows. Raises Refused."""
    if content_type not in TYPES or type_of(source) != content_type:
        raise Refused(KIND)
    _judge_bytes(source, content_type)
    return LOOKS[content_type](source, content_type)


def _judge_bytes(source, content_type):
    """What is one kind of file from the front must not be another one from the back."""
    source.seek(0)
    content = source.read()
    if EICAR in content:
        raise Refused(VIRUS)
    head = content[:AT_HEAD].lower()
    if content_type != "text/plain" and any(opener in head for opener in map(bytes.lower, OPENERS) if not head.startswith(opener)):
        raise Refused(TWO_KINDS)
    if "openxmlformats" not in content_type and end_of_zip(source) and b"PK\x03\x04" in content:
        raise Refused(TWO_KINDS)
    if content_type != "text/plain" and (b"Rar!\x1a\x07" in content or b"7z\xbc\xaf\x27\x1c" in content):
        raise Refused(TWO_KINDS)


def answer(source, content_type) -> tuple[str, Seen]:
    """("", what was seen), or the code of why not. Whatever goes wrong inside somebody else's file is that file's fault."""
    try:
        return "", inspect(source, content_type)
    except Refused as refused:
        return refused.args[0], Seen([])
    except (MemoryError, RecursionError):
        return COSTLY, Seen([])
    except Exception:
        return UNREADABLE, Seen([])


def main(content_type):
    for what, most in LIMITS.items():
        if (what, content_type) != (resource.RLIMIT_NPROC, "image/heic"):  # its decoder works in a thread of its own, which counts as one
            resource.setrlimit(what, (most, most))
    with open(0, "rb") as source, open(1, "wb") as target:
        reason, seen = answer(source, content_type)
        copies = [{"content_type": copy.content_type, "size": len(copy.content)} for copy in seen.copies]
        target.write(json.dumps({"reason": reason, "pages": seen.pages, "copies": copies}).encode() + b"\n")
        for copy in seen.copies:
            target.write(copy.content)


if __name__ == "__main__":
    main(sys.argv[1])

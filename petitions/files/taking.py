"""What is taken at the door? Kinds, sizes and names; what cannot be taken is said in a sentence, and the others are kept."""

import logging
import re
import unicodedata

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from petitions.inspection.kinds import TYPES, type_of
from petitions.models.evidence import Evidence

from . import disk
from .arriving import MOST_AT_ONCE, Unstored

logger = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024  # bytes
ACCEPT = ",".join(f".{ending}" for endings in TYPES.values() for ending in endings[:2])


class BadFile(Exception):
    """The file cannot be taken; args[0] is the sentence for the person who sent it."""


def store(uploaded) -> Evidence:
    """Write an uploaded file into the quarantine under a random name and return its unsaved Evidence. Raises BadFile.

    What the sender says about the type is not asked. The caller saves the row, or calls discard() when it does not come to that.
    What is inside is looked at afterwards (checking.py): whoever hands something in does not wait for it, and gets a receipt in any case.
    """
    label = label_of(uploaded.name)
    if not uploaded.size:
        raise BadFile(_("“%(name)s” is empty. Please choose the file again.") % {"name": label})
    if uploaded.size > LARGEST:
        words = {"name": label, "size": filesizeformat(uploaded.size), "largest": filesizeformat(LARGEST)}
        raise BadFile(_("“%(name)s” has %(size)s; a file may have %(largest)s at most.") % words)
    if isinstance(uploaded, Unstored):
        raise _no_room(label)
    content_type = type_of(uploaded)
    if content_type is None:
        raise BadFile(
            _("“%(name)s” is not a kind of file that we can take. Please send PDF, pictures, Word, Excel, plain text, MP3, MP4 or AMR.")
            % {"name": label}
        )
    try:
        path, size, digest = disk.write(uploaded)
    except OSError as trouble:  # full, mostly: the words of the petition need no room there
        logger.error("a file could not be stored: %s", type(trouble).__name__)
        raise _no_room(label) from trouble
    return Evidence(name=with_ending(label, content_type), path=path, content_type=content_type, size=size, sha256=digest)


def _no_room(label):
    return BadFile(
        _("“%(name)s” could not be stored: there is no room for files just now. What you wrote is not lost; please bring the file later.")
        % {"name": label}
    )


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

"""How is an officer's file taken whole? Scanned and inspected while the officer waits; what cannot be taken is said in a sentence."""

from django.utils.translation import gettext as _

from petitions.models.file_check import FileCheck

from . import cell, disk, scanner
from .scanner import ScannerDown
from .taking import BadFile, store


def store_checked(uploaded) -> dict:
    """The fields of a KeptFile (name, path, content_type, size, sha256); the bytes lie at their place.

    Raises BadFile with a sentence for the officer, and then nothing is left on the disk. Whoever does not come to save the row discards it:
    files.discard(KeptFile subclass(**fields)).
    """
    taken = store(uploaded)
    try:
        _look_at(taken)
        disk.release(taken.path)
    except BaseException:
        disk.discard(taken)
        raise
    return {name: getattr(taken, name) for name in ("name", "path", "content_type", "size", "sha256")}


def _look_at(taken):
    with disk.open_checked(taken) as handle:
        try:
            reason = FileCheck.Reason.VIRUS if scanner.is_configured() and scanner.scan(handle) else ""
        except ScannerDown as down:
            raise BadFile(
                _("“%(name)s” could not be checked for viruses just now. Please try again in a few minutes.") % {"name": taken.name}
            ) from down
        if not reason:
            reason, _seen = cell.inspect(handle, taken.content_type)
    if reason:
        words = {"name": taken.name, "reason": FileCheck.Reason(reason).label}
        raise BadFile(_("“%(name)s” cannot be taken: %(reason)s. Please bring it in another form, as a PDF or a picture.") % words)

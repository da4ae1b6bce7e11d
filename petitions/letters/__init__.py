"""What does an official paper lack, and how does it look?"""

from datetime import date, datetime

from django.utils.translation import gettext as _
from PIL import Image

from petitions.letters import typesetting
from petitions.letters.kinds import ARTICLES, KINDS, WORDS, Kind

__all__ = ["ARTICLES", "KINDS", "WORDS", "Incomplete", "Kind", "check", "preview", "render"]


class Incomplete(ValueError):
    """A paper may not be issued with gaps; ``args[0]`` is the list of sentences that ``check`` gives."""


def check(code: str, payload: dict) -> list[str]:
    """What keeps the paper from being issued, in sentences for the officer; an empty list when it is complete."""
    kind = KINDS[code]
    gaps = []
    if kind.is_numbered and is_blank(payload.get("number")):
        gaps.append(_("The document number is missing."))
    for path, label in kind.required.items():
        gaps += missing(payload, path, label)
    return gaps + wrong_values(payload) + unreadable_seal(payload) + MORE.get(code, lambda payload: [])(payload)


def render(code: str, payload: dict) -> bytes:
    """The paper as PDF/A-2b: the same payload gives the same bytes. Raises Incomplete when something is missing."""
    if gaps := check(code, payload):
        raise Incomplete(gaps)
    return typesetting.pdf(KINDS[code], payload)


def preview(code: str, payload: dict, *, ppi: int = 96) -> list[bytes]:
    """The pages of a draft as PNG, with a watermark; gaps are allowed and shown."""
    return typesetting.draft(KINDS[code], payload, ppi)


def is_blank(value) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def missing(payload, path, label):
    head, _dot, rest = path.partition(".")
    value = payload.get(head)
    if not rest or is_blank(value):
        return [_("Missing: %(what)s.") % {"what": label}] if is_blank(value) else []
    if isinstance(value, list):
        return [
            _("Missing in row %(row)d: %(what)s.") % {"row": row, "what": label}
            for row, entry in enumerate(value, start=1)
            if is_blank(entry.get(rest))
        ]
    return missing(value, rest, label)


def wrong_values(value, key=""):
    """Dates that are none, and codes without an official word."""
    if isinstance(value, dict):
        return [sentence for name, inner in value.items() if name != "english" for sentence in wrong_values(inner, name)]
    if isinstance(value, list):
        return [sentence for inner in value for sentence in wrong_values(inner, key)]
    if is_blank(value):
        return []
    if key.endswith(("_on", "_at")) and not is_iso(value, date if key.endswith("_on") else datetime):
        return [_("%(key)s is not a date: %(value)s.") % {"key": key, "value": value}]
    if key in WORDS and value not in WORDS[key]:
        return [_("%(key)s has no official word for %(value)s.") % {"key": key, "value": value}]
    return []


def is_iso(value, moment) -> bool:
    try:
        moment.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def unreadable_seal(payload):
    if not payload.get("seal"):
        return []
    try:
        typesetting.picture(payload["seal"])
    except (OSError, ValueError, Image.DecompressionBombError):
        return [_("The seal's picture cannot be read.")]
    return []


def secret_in_address(payload):
    """The QR code is read by every camera that passes by: it may lead to the follow page, never open it."""
    code = payload.get("query_code") or ""
    address = payload.get("follow_url") or ""
    return [_("The follow page's address must not carry the query code.")] if "?" in address or (code and code in address) else []


def unproved_service(payload):
    """What proves each mode of service, once a date is recorded (Civil Procedure Law arts 87 to 95 by analogy)."""
    proof = {
        "PERSONAL": ("received_by", _("who signed")),
        "FAMILY": ("relation", _("the receiver's relation to the addressee")),
        "MAIL": ("mail_number", _("the number of the mail")),
        "ELECTRONIC": ("electronic_address", _("the agreed electronic address")),
        "LEFT": ("witnesses", _("the witnesses")),
    }
    if is_blank(payload.get("served_on")) or payload.get("mode") not in proof:
        return []
    key, label = proof[payload["mode"]]
    return missing(payload, key, label)


MORE = {"D03": secret_in_address, "D23": unproved_service}

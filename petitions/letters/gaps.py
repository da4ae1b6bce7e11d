"""What is missing or wrong in a payload, whatever paper it is for?"""

from datetime import date, datetime

from django.utils.translation import gettext as _
from PIL import Image

from . import typesetting
from .kinds import WORDS


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

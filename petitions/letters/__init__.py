"""What does an official paper lack, and how does it look?"""

from django.utils.translation import gettext as _

from . import typesetting
from .conditions import MORE
from .gaps import is_blank, missing, unreadable_seal, wrong_values
from .kinds import ARTICLES, KINDS, WORDS, Kind

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
    special = [gap for condition in MORE.get(code, []) for gap in condition(payload)]
    return gaps + wrong_values(payload) + unreadable_seal(payload) + special


def render(code: str, payload: dict) -> bytes:
    """The paper as PDF/A-2b: the same payload gives the same bytes. Raises Incomplete when something is missing."""
    if gaps := check(code, payload):
        raise Incomplete(gaps)
    return typesetting.pdf(KINDS[code], payload)


def preview(code: str, payload: dict, *, ppi: int = 96) -> list[bytes]:
    """The pages of a draft as PNG, with a watermark; gaps are allowed and shown."""
    return typesetting.draft(KINDS[code], payload, ppi)

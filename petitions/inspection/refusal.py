"""Why can a file not be opened safely? Codes; the words stand in petitions/models/evidence.py."""

from typing import NamedTuple


class Refused(Exception):
    """args[0] is one of the codes below."""


KIND, PROGRAM, EMBEDDED, REMOTE = "KIND", "PROGRAM", "EMBEDDED", "REMOTE"
LOCKED, BOMB, TWO_KINDS, UNREADABLE, COSTLY, VIRUS = "LOCKED", "BOMB", "TWO_KINDS", "UNREADABLE", "COSTLY", "VIRUS"


class Copy(NamedTuple):
    """Made anew from what a file shows, without anything that it does not show."""

    content_type: str
    content: bytes


class Seen(NamedTuple):
    """`pages`: how many there are, of which the first ones may have been copied."""

    copies: list
    pages: int = 1

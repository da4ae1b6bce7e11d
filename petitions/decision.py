"""May this duty do this with this petition, and how much of it? One decision for one row, in a fixed order:

1. conflict    who is accused, works in or below an accused unit, is led by the accused or has to keep away: it is not there (art. 28, 30)
2. clearance   a sealed accusation: accusation officers, and leaders named in charge; a confidential matter (保密件): named persons
3. assignment  the organ, the hand, the jurisdiction that has to do with it
4. mask        who asks, the numbers of papers and telephones, the words of a confidential matter
5. otherwise   absent, and a page answers 404 as for a number that nobody ever gave

Lists ask the same rule as SQL (`Petition.objects.visible_to(duty)`, visibility.py); `readers(petition)` is the rule the other way round,
and a test compares the three for every duty and petition. The second wall stands in the database (row_security.py).

    decide(request.duty, petition, Action.SEE_TEXT)          -> Decision; true unless absent
    decide(duty, petition, Action.SEE_IDENTITY).is_full      -> numbers and telephones too (the page may ask for a reason first)

A row that came through `visible_to(duty)` remembers it, so deciding on it asks the database nothing more; any other row costs one query.
"""

from enum import IntEnum
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, TextChoices
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import LEADERS

from . import masking, visibility
from .models import Petition


class Action(TextChoices):
    """What somebody may want to do with a petition (the columns of tests/access/matrix.csv)."""

    LIST = "list"  # also count, search, suggestion and hint: that it is there
    OPEN = "open"
    SEE_IDENTITY = "identity"
    SEE_TEXT = "text"  # subject, what happened, claims, findings, papers
    NOTES = "notes"
    LIST_FILES = "attachments"
    DOWNLOAD = "download"
    ACT = "act"  # any step; which one, permissions.py says
    HISTORY = "history"
    EXPORT = "export"
    DRILL_DOWN = "drill-down"
    PRINT = "print"
    BE_TOLD = "notify"  # asked when a notice is sent, not when it is written


class Level(IntEnum):
    ABSENT = 0  # as if it, or this part of it, did not exist
    MASKED = 1  # that it is there, its state and dates; of a person the name, with the numbers hidden
    FULL = 2


class Decision(NamedTuple):
    level: Level
    why: str = ""  # "conflict", "clearance", "assignment" or "mask": which rule spoke; never shown to anybody

    def __bool__(self):
        return self.level > Level.ABSENT

    @property
    def is_full(self):
        return self.level == Level.FULL


ABSENT = Level.ABSENT
MASKED = Level.MASKED
FULL = Level.FULL
# What of a confidential matter is there for somebody who was not named: that it is there, its state and its dates.
OUTSIDE = {Action.LIST, Action.OPEN, Action.DRILL_DOWN, Action.EXPORT, Action.PRINT, Action.BE_TOLD}


def decide(duty, petition, action) -> Decision:
    """The one answer for one row. `duty` may be None: nobody, for whom nothing is there."""
    stands = Standing.of(duty, petition)
    if not stands.is_there:
        return Decision(ABSENT, stands.why)
    if not stands.is_readable:
        return Decision(MASKED, "clearance") if action in OUTSIDE else Decision(ABSENT, "clearance")
    if action == Action.SEE_IDENTITY:
        return _identity(duty, petition)
    if action == Action.ACT and petition.is_sealed and duty.role in LEADERS:
        return Decision(ABSENT, "assignment")  # in charge is who knows of it; the steps are the accusation officer's
    return Decision(FULL)


def _identity(duty, petition):
    if not masking.knows_name(petition, duty):
        return Decision(ABSENT, "mask")
    return Decision(FULL) if masking.knows_person(petition, duty) else Decision(MASKED, "mask")


class Standing(NamedTuple):
    """What the first three rules say of a duty and a petition."""

    is_there: bool
    is_readable: bool = False
    why: str = ""

    @classmethod
    def of(cls, duty, petition):
        if duty is None or petition.pk is None:
            return cls(is_there=False, why="assignment")
        if petition.seen_by is not None and petition.seen_by.pk == duty.pk:
            return cls(is_there=True, is_readable=petition.is_readable)
        return cls._asked(duty, petition)

    @classmethod
    def _asked(cls, duty, petition):
        if duty.role not in (*visibility.CASE_ROLES, *visibility.EMERGENCY_ROLES):
            return cls(is_there=False, why="assignment")
        rules = {
            "conflict": visibility.conflict,
            "clearance": visibility.clearance,
            "assignment": visibility.assignment,
            "named": visibility.readable,
        }
        asked = {f"by_{name}": ExpressionWrapper(rule(duty), BooleanField()) for name, rule in rules.items()}
        said = Petition.objects.filter(pk=petition.pk).annotate(**asked).values(*asked).first()
        if said is None:
            return cls(is_there=False, why="assignment")
        fails = {"conflict": said["by_conflict"], "clearance": not said["by_clearance"], "assignment": not said["by_assignment"]}
        if any(fails.values()):
            return cls(is_there=False, why=next(why for why, does in fails.items() if does))
        return cls(is_there=True, is_readable=said["by_named"])


def gate(request, number, action=Action.SEE_TEXT, rows=None) -> Petition:
    """The petition of this number for a page that does this with it; 404 where it is not there for the duty, whatever the reason.

    `rows`: petitions with what the page needs beside them.
    """
    rows = Petition.objects.all() if rows is None else rows
    petition = get_object_or_404(rows.visible_to(request.duty), number=number)
    if not decide(request.duty, petition, action):
        raise Http404
    return petition

"""Who: organs and their tree, officers, the duties they act in, and the working calendar."""

from .calendar import CalendarDay, CalendarYear, YearNotice
from .duty import LEADERS, STAFF, Absence, Duty, Role
from .officer import Officer, readable_secret
from .organ import Level, Organ, OrganKind, OrganPath
from .signing_in import AccessRecord, OpenSession, RecoveryCode, SecondFactor

__all__ = [
    "LEADERS",
    "STAFF",
    "Absence",
    "AccessRecord",
    "CalendarDay",
    "CalendarYear",
    "Duty",
    "Level",
    "Officer",
    "OpenSession",
    "Organ",
    "OrganKind",
    "OrganPath",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "YearNotice",
    "readable_secret",
]

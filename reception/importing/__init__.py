"""How does somebody else's spreadsheet become petitions of this office? Looked through first, then taken over whole or not at all."""

from .columns import FIELDS, Plan
from .run import Report, look_through, take
from .sheet import BadSheet, open_sheet

__all__ = ["FIELDS", "BadSheet", "Plan", "Report", "look_through", "open_sheet", "take"]

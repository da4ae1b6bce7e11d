"""The procedure: its states and steps, and advance, the one door through which a petition changes."""

from .door import Act, Door, StepNotOpen
from .states import STEPS, TABLE, Row, State

__all__ = ["STEPS", "TABLE", "Act", "Door", "Row", "State", "StepNotOpen"]

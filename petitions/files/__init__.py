"""How does a stranger's file come in, get checked and get out again without harm?

arriving   an upload that finds no room
keeping    officers' files, looked at while the officer waits
taking     what is taken at the door, and what is refused with a sentence
disk       where it lies: quarantine, then evidence, with its safe copies beside; whole or not at all
checking   the queue behind the door: scanner, inspection in a cell of its own, safe copies, verdict
reconciling  does the disk hold what the rows say?
"""

from petitions.inspection.kinds import BY_ENDING, TYPES, type_of

from .disk import Damaged, discard, is_there, open_checked, open_copy
from .keeping import store_checked
from .taking import ACCEPT, LARGEST, MOST_AT_ONCE, BadFile, label_of, store, store_all, with_ending

__all__ = [
    "ACCEPT",
    "BY_ENDING",
    "LARGEST",
    "MOST_AT_ONCE",
    "TYPES",
    "BadFile",
    "Damaged",
    "discard",
    "is_there",
    "label_of",
    "open_checked",
    "open_copy",
    "store",
    "store_all",
    "store_checked",
    "type_of",
    "with_ending",
]  # fmt: skip

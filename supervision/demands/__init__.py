"""What do supervisors demand of organs, and what comes of it?

kinds     which demands there are: who writes, issues and judges them, on which paper
seeing    for whom a demand is there
checking  who may do what with one, of which organ, for which petition
papers    what its papers say
doing     the one way in which a demand changes
waiting   what waits for whom
"""

from .checking import NotNow
from .kinds import KINDS
from .seeing import visible_to, with_petitions
from .waiting import waiting_for

__all__ = ["KINDS", "NotNow", "visible_to", "waiting_for", "with_petitions"]

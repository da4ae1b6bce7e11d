"""Which matters does an inspection look at? Drawn by nine digits that stand in the plan, so that anybody can draw them again."""

import secrets

from . import scope
from .models import InspectedCase
from .sampling import rank


def draw(inspection, by):
    """Unsaved cases of each organ; sets the seed. The order of an organ's matters is that of SHA-256("<seed> <number>"); the first ones are taken.

    From what the approving leader sees of the organ that holds a matter, or closed it. Confidential matters are read by named persons alone,
    so no team could check them.
    """
    inspection.seed = f"{secrets.randbelow(10**9):09d}"
    drawn = []
    for organ in inspection.organs.order_by("pk"):
        held = scope.ordinary(by).filter(
            holder_organ=organ, received_on__range=(inspection.since, inspection.until), is_restricted=False, is_offline=False
        )
        held = held.order_by().values_list("number", "pk")
        first = sorted(held.iterator(), key=lambda row: rank(inspection.seed, row[0]))[: inspection.sample_size]
        drawn += [InspectedCase(inspection=inspection, petition_id=pk, organ=organ) for _number, pk in first]
    return drawn

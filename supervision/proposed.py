"""For which matters does the ladder propose a supervision order?"""

from django.db.models import Exists, OuterRef

from petitions.rules.demands import DemandKind

from .models import Deed, Demand, Escalation
from .scope import ordinary, watched


def proposed(duty):
    """Rungs that propose an order (督办), of running clocks of organs that this duty watches over; none where an order was written or issued."""
    orders = Demand.objects.filter(kind=DemandKind.ORDER, petition=OuterRef("petition")).exclude(state=Demand.State.WITHDRAWN)
    return Escalation.objects.filter(
        Exists(ordinary(duty).filter(pk=OuterRef("petition"))), ~Exists(orders), deed=Deed.PROPOSE, clock__result="RUNNING",
        clock__organ__in=watched(duty),
    ).order_by("clock__rolled_on", "clock")  # fmt: skip

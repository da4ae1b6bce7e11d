"""How long is this file kept, by which rule, and until which day?"""

from datetime import date

from .clocks import add_months
from .models.transfer import Transfer
from .models.volume import Retention
from .rules.retention import CLASSES

RESULTS = ("D16", "D17", "D17R", "D20", "D22", "D34")


def proposed(petition) -> Retention:
    """The class that the table gives: by whether the matter has a result, and whether it was assigned on a leader's instruction (交办)."""
    if not petition.documents.filter(kind__in=RESULTS).exists():
        return Retention.Y10
    is_instructed = petition.transfers.filter(kind=Transfer.Kind.ASSIGN).exists()
    return Retention.PERMANENT if is_instructed else Retention.Y30


def last_day(retention: str, archived_on: date) -> date | None:
    """Counted from the first of January after the year of filing, as archives count; None for what is kept for ever."""
    years = CLASSES[retention]["years"]
    return add_months(date(archived_on.year, 12, 31), 12 * years) if years else None

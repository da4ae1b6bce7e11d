"""What does a supervisor learn of sealed accusations? That something is due, and when: a token and a date, never a number (assurance.md §3.2)."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.encryption import blind_index

SHOWN = 50


@dataclass(frozen=True)
class SealedDate:
    token: str  # the same as long as the matter runs, so that two who speak of it mean the same; opens nothing
    due_on: date


def sealed_dates() -> list[SealedDate]:
    """Of the accusations in the jurisdiction of the duty that asks, the soonest first; of none that concerns this officer.

    The database answers for the actor of this request (row_security.py), since nothing else of these petitions is there for a supervisor.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, due_on FROM petitions_sealed_dates() ORDER BY due_on, id LIMIT %s", [SHOWN])
        return [SealedDate(blind_index("sealed", str(key))[:8], due_on) for key, due_on in cursor.fetchall()]

"""May this petition be rated by its petitioner, until when, and whom does the rating concern?

The national rules (国信发〔2022〕11号) rate first petitions, the bureau and the competent organ apart. They name no period that we could find:
the office sets it (`EVALUATION_DAYS`, 30 days from the service of the answer unless it says otherwise; domain.md §4.5).
"""

from datetime import timedelta

from django.conf import settings

from .models.evaluation import Evaluation
from .models.proceeding import Track

# What goes a legal way has its own remedies there, and its answer is not this procedure's to be content with (R22-31).
RATED_TRACKS = (Track.T6_PETITION, Track.SUGGESTION)


def is_of_a_kind(petition) -> bool:
    """A first matter of the petition procedure that this office answered; nothing is asked of the database."""
    is_first = not petition.is_repeat and petition.repeats_id is None
    is_ours = not petition.is_taken_over and not petition.is_sealed and petition.petition_class != "ACCUSATION"
    return is_first and is_ours and petition.track in RATED_TRACKS


def last_day(petition):
    """The last day on which it may be rated: counted from the service of the answer that stands; None where none was served."""
    answer = petition.answering_proceeding if is_of_a_kind(petition) else None
    return answer.served_on + timedelta(days=settings.EVALUATION_DAYS) if answer and answer.served_on else None


def sides(petition) -> dict:
    """side → organ: who answered, and the bureau that received it first or sent it on; a matter that saw no bureau has no such side."""
    found = {Evaluation.Side.ORGAN: petition.answering_proceeding.organ}
    sent = petition.transfers.filter(from_organ__kind="BUREAU").select_related("from_organ").order_by("pk").first()
    bureau = petition.first_organ if petition.first_organ.is_bureau else sent and sent.from_organ
    if bureau and bureau != found[Evaluation.Side.ORGAN]:
        found[Evaluation.Side.BUREAU] = bureau
    return found


def left(petition, today) -> dict:
    """side → organ that the petitioner may still rate on that day."""
    until = last_day(petition)
    if until is None or today > until:
        return {}
    rated = set(petition.evaluations.values_list("side", flat=True))
    return {side: organ for side, organ in sides(petition).items() if side not in rated}

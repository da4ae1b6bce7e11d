"""Over whom does a duty watch, and which petitions may supervision write about?"""

from accounts.models import Organ, Role
from petitions.models import Petition

WATCHERS = (Role.SUPERV, Role.B_LEAD)
# Who answers for a unit towards those who watch over it.
DEFENDERS = (Role.LIAISON, Role.O_LEAD)


def watched(duty):
    """The organs below the duty's jurisdiction, as the tree stands today; the bureau itself is not among them: nobody judges the own house."""
    return Organ.objects.active().under(duty.jurisdiction_id).exclude(pk__in=[duty.organ_id, duty.jurisdiction_id])


def ordinary(duty):
    """Petitions that supervision may count, sample, inspect and write about as this duty sees them.

    Never a sealed one, whoever asks: a leader in charge of an accusation sees it, and what they freeze into a report is read by others (art. 30).
    """
    return Petition.objects.visible_to(duty).filter(is_sealed=False).exclude(petition_class="ACCUSATION")

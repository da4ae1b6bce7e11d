"""Which petitions may be the same matter of the same person? Suggestions for the dispatcher, who decides (domain.md §4.3)."""

from django.db.models import Q

from . import masking, visibility
from .models.party import Party
from .models.petition import Petition

SHOWN = 8
PEOPLE = (Party.Role.PETITIONER, Party.Role.REPRESENTATIVE, Party.Role.CO_SIGNER)


def others(duty):
    """What the duty may name as the petition that goes on, or that is pending elsewhere."""
    there = Petition.objects.filter(visibility.known_to_be_there(duty), is_sealed=False).exclude(state__in=["VOID", "MERGED"])
    return there.defer("query_code").select_related("holder_organ")


def of_same_people(petition, duty) -> list[Petition]:
    """The newest petitions with a person of the same paper, telephone or name."""
    conditions = Q(pk__in=[])
    for party in petition.parties.all():
        if party.role not in PEOPLE:
            continue
        for name in ("paper_index", "phone_index", "name"):
            if value := getattr(party, name):
                conditions |= Q(**{name: value})
    same = Party.objects.filter(conditions, role__in=PEOPLE).values("petition")
    return list(others(duty).filter(masking.nameable(duty), pk__in=same).exclude(pk=petition.pk).newest_first()[:SHOWN])

"""Whose words does the one answer carry besides the lead's, and who gets a copy of it?"""

from petitions.models.joint import Part


def parts_in(petition):
    """What the assisting organs contributed to the one answer of the lead, each by its name."""
    parts = Part.objects.filter(joint__petition=petition).given().select_related("organ").prefetch_related("answers")
    return [{"organ": part.organ.name, "task": part.task, "opinion": part.answer.opinion} for part in parts]


def copied_to(petition, organ):
    """抄送: the bureau that sent it and the unit that received it first hear what was answered (domain.md §1.2 B4, B6)."""
    leg = petition.current_transfer
    organs = dict.fromkeys(other for other in (leg.from_organ if leg else None, petition.first_organ) if other and other != organ)
    return [other.name for other in organs]

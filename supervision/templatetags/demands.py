"""What does the page of a petition say of supervision, to this duty?"""

from django import template

from supervision.demands import kinds, seeing
from supervision.scope import watched

register = template.Library()


@register.simple_tag
def demands_on(petition, duty):
    """The demands on a petition that are there for this duty, the newest first; its words are for whoever opened that page."""
    if duty is None:
        return []
    found = list(seeing.visible_to(duty).filter(petition=petition).select_related("organ", "by_organ"))
    for demand in found:
        demand.petition = petition
    return found


@register.simple_tag
def kinds_of_demands(petition, duty):
    """What this duty may demand for this petition of the organ that has it."""
    if duty is None or petition.is_sealed or petition.petition_class == "ACCUSATION" or petition.state == "VOID":
        return []
    offered = kinds.kinds_for(duty)
    if not offered or petition.holder_organ_id in (duty.organ_id, duty.jurisdiction_id):
        return []
    return offered if watched(duty).filter(pk=petition.holder_organ_id).exists() else []

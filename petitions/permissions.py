"""Who may take a step?"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import OrganPath, Role

from .models.event import Event
from .readiness import is_relevant, not_ready
from .workflow.states import CITIZEN, STEPS, SYSTEM, State
from .workflow.step import StepNotOpen

# Whoever had a hand in the opinion that is attacked does not judge it (art. 28 ¶3).
OF_ANOTHER_HAND = {f"{step}_{stage}" for step in ("accept", "refuse", "decide", "pause", "resume") for stage in ("review", "rereview")}


def stands_right(petition, row, duty) -> bool:
    """Is the duty's organ the one that the row asks for?"""
    if row.where == "sender":
        return petition.transfers.filter(is_current=True, from_organ=duty.organ_id).exists()
    if row.where == "involved":
        return any(row.organ_id == duty.organ_id for row in petition.involvements.all())
    if row.where == "convener":
        return duty.organ_id == petition.holder_organ_id or petition.transfers.filter(is_current=True, from_organ=duty.organ_id).exists()
    if row.where == "assisting":
        if duty.organ_id == petition.holder_organ_id:
            return False
        parts = petition.parts_of(duty)
        return parts.filter(is_drafted=True).exists() if row.step == "confirm_part" else parts.exists()
    if row.where == "review":
        return duty.organ_id == petition.first_organ_id or duty.organ in petition.review_authority().organs
    if row.where == "told":
        return any(task.is_for(duty) for task in petition.unacknowledged)
    if row.where == "invited":
        return petition.invitation_of(duty) is not None
    if row.where == "first":
        return duty.organ_id == petition.first_organ_id
    if row.where == "above":
        path = OrganPath.objects.filter(ancestor=duty.jurisdiction_id, descendant=petition.holder_organ_id, valid_until=None)
        return duty.organ_id != petition.holder_organ_id and path.exists()
    return duty.organ_id == petition.holder_organ_id


def may_take(petition, row, duty) -> bool:
    """Role, organ and, for a case handler, the case, also a deputy's. A sealed petition is moved by accusation officers and nobody else.

    Who has to keep away takes no step at all (art. 28).
    """
    if duty is None or duty.role not in row.actors:
        return False
    if petition.is_sealed != (duty.role == Role.DISC) and not (duty.role == Role.DISC and petition.is_restricted):
        return False
    if petition.is_restricted and duty.officer_id not in petition.named and row.step != "name_readers":
        return False  # who may not read a matter cannot work on it; a head names somebody who can
    if duty.role == Role.HANDLER and row.where != "assisting" and petition.holder_id not in (None, *duty.hands):
        return False
    if row.step in OF_ANOTHER_HAND and duty.officer_id in petition.judges_so_far():
        return False
    return duty.officer_id not in petition.recused and stands_right(petition, row, duty)


def check(petition, row, act):
    """Raise StepNotOpen unless this actor may take this step of this petition now."""
    if act.actor == Event.Actor.OFFICER:
        if not may_take(petition, row, act.by):
            raise StepNotOpen(_("“%(step)s” is not yours to do on this petition.") % {"step": row.label})
    elif {Event.Actor.CITIZEN: CITIZEN, Event.Actor.SYSTEM: SYSTEM}[act.actor] not in row.by:
        raise StepNotOpen(_("“%(step)s” is done by an officer.") % {"step": row.label})
    if petition.state not in row.sources:
        raise StepNotOpen(
            _("“%(step)s” is not possible any more: the petition is now “%(state)s”.")
            % {"step": row.label, "state": petition.get_state_display()}
        )
    sentence = not_ready(petition, row, act.by)
    if not is_relevant(petition, row) or sentence:
        raise StepNotOpen(sentence or _("“%(step)s” does not fit this petition.") % {"step": row.label})


def check_second(row, proposal, duty):
    """Another person, from the other side of the A + B."""
    if duty.officer_id == proposal.by.officer_id:
        raise StepNotOpen(_("This step needs two persons: a colleague has to confirm it."))
    needed = row.second if proposal.by.role in row.by else row.by
    if duty.role not in needed:
        roles = pgettext("list of roles", ", ").join(str(Role(role).label) for role in needed)
        raise StepNotOpen(_("This step is confirmed by: %(roles)s.") % {"roles": roles})


def steps_for(petition, duty) -> list:
    """The rows that this duty may take now, the main one first, each with the reason why it has to wait, if any."""
    rows = [row for row in STEPS.values() if petition.state in row.sources and may_take(petition, row, duty) and is_relevant(petition, row)]
    return [(row, not_ready(petition, row, duty)) for row in sorted(rows, key=lambda row: not row.is_main)]


def next_step(petition):
    """What is to happen next, whoever does it: the first main step of this state that fits and is not done already."""
    fitting = [row for row in STEPS.values() if row.is_main and petition.state in row.sources and is_relevant(petition, row)]
    return next((row for row in fitting if not _is_done(petition, row)), None)


def _is_done(petition, row):
    """A step that may be taken again, but need not. Lists bring `claims_left`, the number of claims without a finding."""
    if row.step == "classify":
        return bool(petition.petition_class)
    if row.step == "identify":
        return petition.identifications.exists()
    return row.step == "find" and getattr(petition, "claims_left", None) == 0


def may_hand_over(duty) -> bool:
    """May this duty give the open matters of a colleague to another one?"""
    return duty.role in STEPS["hand_over"].by


def is_open_to(petition, step, duty) -> bool:
    row = STEPS[step]
    return (
        petition.state in row.sources
        and may_take(petition, row, duty)
        and is_relevant(petition, row)
        and not not_ready(petition, row, duty)
    )


__all__ = ["State", "check", "check_second", "is_open_to", "may_take", "next_step", "steps_for"]

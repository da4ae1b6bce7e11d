"""Who may take a step, and what must be true first?"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Role

from .models.event import Event
from .models.party import Claim
from .models.proceeding import Track
from .models.transfer import Transfer
from .workflow.states import CITIZEN, STEPS, SYSTEM, State
from .workflow.step import StepNotOpen

# ── Persons ──


def stands_right(petition, row, duty) -> bool:
    """Is the duty's organ the one that the row asks for?"""
    if row.where == "sender":
        return petition.transfers.filter(is_current=True, from_organ=duty.organ_id).exists()
    if row.where == "involved":
        return petition.involvements.filter(organ=duty.organ_id).exists()
    return duty.organ_id == petition.holder_organ_id


def may_take(petition, row, duty) -> bool:
    """Role, organ and, for a case handler, the case. A sealed petition is moved by accusation officers and nobody else."""
    if duty is None or duty.role not in row.actors:
        return False
    if petition.is_sealed != (duty.role == Role.DISC):
        return False
    if duty.role == Role.HANDLER and petition.holder_id not in (None, duty.pk):
        return False
    return stands_right(petition, row, duty)


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
    sentence = not_ready(petition, row)
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


# ── Matters: a step that does not fit is not offered; one that is not ready is offered with the reason why it waits ──


def _has_remedy(petition):
    return petition.track == Track.T6_PETITION


def _assignment(petition):
    return petition.transfers.filter(kind=Transfer.Kind.ASSIGN, is_current=True).first()


def _reported(petition):
    assignment = _assignment(petition)
    return bool(assignment and assignment.reported_on and petition.clocks.running().filter(rule="C11").exists())


RELEVANT = {
    "serve": _has_remedy,
    "serve_reply": lambda petition: not _has_remedy(petition),
    "keep": lambda petition: not petition.is_sealed and not petition.holder_organ.is_bureau,
    "transfer": lambda petition: not petition.is_sealed and petition.holder_organ.is_bureau,
    "assign": lambda petition: not petition.is_sealed and petition.holder_organ.is_bureau,
    "hand_to_discipline": lambda petition: petition.is_sealed,
    "object": lambda petition: petition.transfers.filter(is_current=True).exists(),
    "extend": lambda petition: petition.track == Track.T6_PETITION,
    "report_result": lambda petition: (
        bool(_assignment(petition)) and not _reported(petition) and petition.clocks.running().filter(rule="C11").exists()
    ),
    "accept_report": _reported,
    "return_report": _reported,
    "deem_accepted": lambda petition: not petition.clocks.filter(rule="C06").exists(),
}


def _classified(petition):
    return "" if petition.petition_class else _("Classify the petition first.")


def _claims_answered(petition):
    """Every claim has its answer, or nothing is signed (art. 32; domain.md §6.2)."""
    proceeding = petition.open_proceeding
    answered = set(proceeding.findings.values_list("claim", flat=True)) if proceeding else set()
    missing = [str(claim.seq) for claim in petition.claims.all() if claim.pk not in answered]
    if missing:
        return _("Claim %(numbers)s has no finding yet.") % {"numbers": pgettext("list of numbers", ", ").join(missing)}
    return ""


def _has_claims(petition):
    return (
        ""
        if Claim.objects.filter(petition=petition).exists()
        else _("Say first what the petitioner asks for: add the claims under “Classify”.")
    )


def _clocks_resolved(petition):
    rules = list(petition.clocks.running().values_list("rule", flat=True))
    return _("These clocks still run: %(rules)s.") % {"rules": ", ".join(rules)} if rules else ""


READY = {
    "transfer": [_classified],
    "assign": [_classified],
    "keep": [_classified],
    "accept": [_has_claims],
    "submit": [_claims_answered],
    "sign": [_claims_answered],
    "archive": [_clocks_resolved],
}


def is_relevant(petition, row) -> bool:
    return RELEVANT.get(row.step, lambda petition: True)(petition)


def not_ready(petition, row) -> str:
    """The sentence that says what is still missing; empty when nothing is."""
    return next((sentence for guard in READY.get(row.step, []) if (sentence := guard(petition))), "")


def steps_for(petition, duty) -> list:
    """The rows that this duty may take now, the main one first, each with the reason why it has to wait, if any."""
    rows = [row for row in STEPS.values() if petition.state in row.sources and may_take(petition, row, duty) and is_relevant(petition, row)]
    return [(row, not_ready(petition, row)) for row in sorted(rows, key=lambda row: not row.is_main)]


def next_step(petition):
    """What is to happen next, whoever does it: the first main step of this state that fits and is not done already."""
    fitting = [row for row in STEPS.values() if row.is_main and petition.state in row.sources and is_relevant(petition, row)]
    return next((row for row in fitting if not _is_done(petition, row)), None)


def _is_done(petition, row):
    """A step that may be taken again, but need not. Lists bring `claims_left`, the number of claims without a finding."""
    if row.step == "classify":
        return bool(petition.petition_class)
    return row.step == "find" and getattr(petition, "claims_left", None) == 0


def may_hand_over(duty) -> bool:
    """May this duty give the open matters of a colleague to another one?"""
    return duty.role in STEPS["hand_over"].by


def is_open_to(petition, step, duty) -> bool:
    row = STEPS[step]
    return petition.state in row.sources and may_take(petition, row, duty) and is_relevant(petition, row) and not not_ready(petition, row)


__all__ = ["State", "check", "check_second", "is_open_to", "may_take", "next_step", "steps_for"]

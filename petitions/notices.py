"""Who hears what? Rows written with the step; a worker delivers them later."""

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.models import Duty

from . import permissions
from .explanation import long
from .models.notice import Notice
from .rulebook import Rule
from .tasks import deliver_notices
from .workflow.states import LABELS, STEPS

# What a petitioner who left an e-mail address is told of: that there is news, never what it is.
PETITIONER_HEARS = {"register", "transfer", "assign", "agree_objection", "accept", "extend", "sign", "hand_to_discipline"}


def announce(petition, act, event):
    """One notice to each who has to act next, and to the petitioner where the step concerns them. Taken-over matters send nothing."""
    rows = [
        Notice(key=f"{event.pk}:{duty.pk}:DESK", petition=petition, duty=duty, kind=event.step, channel=Notice.Channel.DESK)
        for duty in _who_is_next(petition, act, event)
        if act.by is None or duty.officer_id != act.by.officer_id
    ]
    person = petition.petitioner if event.step in PETITIONER_HEARS and not petition.is_taken_over else None
    if person and person.email:
        rows.append(Notice(key=f"{event.pk}:petitioner:EMAIL", petition=petition, kind=event.step, channel=Notice.Channel.EMAIL))
    if rows:
        Notice.objects.bulk_create(rows)
        # The bell only saves the worker its next look at the table: when nobody hears it, nothing is lost.
        transaction.on_commit(ring, robust=True)


def ring():
    deliver_notices.apply_async(retry=False)


def _who_is_next(petition, act, event):
    if event.step == "propose":
        row = STEPS[event.details["step"]]
        return _officers(petition, row.second if act.by.role in row.by else row.by)
    if event.step == "refuse_proposal":
        return [act.proposed_by]
    told = [act.proposed_by] if act.proposed_by else []
    if petition.holder_id:
        return [*told, petition.holder] if petition.holder not in told else told
    row = permissions.next_step(petition)
    return [*told, *(duty for duty in _officers(petition, row.actors) if duty not in told)] if row else told


def _officers(petition, roles):
    """Those in the organ that has the petition; a case handler knows only what was given to him, so nobody tells him of the rest."""
    roles = {"DISC"} if petition.is_sealed else set(roles) - {"HANDLER"}
    return list(Duty.objects.current().filter(organ=petition.holder_organ_id, role__in=roles))


def sentence(notice) -> str:
    """What a notice says to the officer who reads it; nothing of what the petition says."""
    told, kind = notice.details, notice.kind
    if kind in LABELS:
        return {
            "propose": _("A colleague proposed a step; please confirm or refuse it."),
            "refuse_proposal": _("The step that you proposed was refused."),
            "hand_over": _("The petition was handed over to you."),
            "appoint": _("The petition was given to you to handle."),
            "register": _("A new petition has arrived."),
            "recount": _("A date moved, because the days off of a year were announced."),
        }.get(kind) or _("%(step)s: done. The petition waits for you.") % {"step": LABELS[kind]}
    if told.get("rule") in Rule.values and (due_on := parse_date(str(told.get("due_on", "")))):
        words = {"rule": Rule(told["rule"]).label, "day": long(due_on), "organ": told.get("organ", "")}
        if notice.created_at.date() > due_on:
            return _("%(organ)s: “%(rule)s” was due on %(day)s and is late.") % words
        return _("%(organ)s: “%(rule)s” is due on %(day)s.") % words
    return _("There is news on this petition.")

"""Who hears what? Rows written with the step; a worker delivers them later."""

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Absence, Duty

from . import accusations, bystanders, permissions
from .explanation import long
from .models.notice import Notice
from .rulebook import Rule
from .tasks import deliver_notices
from .workflow.states import LABELS, STEPS

# What a petitioner who left an e-mail address is told of: that there is news, never what it is.
PETITIONER_HEARS = {
    "register", "transfer", "assign", "assign_jointly", "decide_dispute", "agree_objection", "accept", "extend", "sign", "hand_to_discipline",
    "ask_petitioner", "decide_recusal", "merge", "decline", "decline_final", "guide", "withdraw", "terminate", "reopen", "accept_review", "refuse_review", "decide_review", "accept_rereview", "refuse_rereview",
    "pause_rereview", "resume_rereview", "decide_rereview", "refuse_acceptance", "guide_from_organ", "convert", "change_track", "reply_simply",
    "hold_hearing", "record_hearing", "mediate", "settle", "perform", "exempt_promise", "close_performed",
}  # fmt: skip


OF_LOOKS = {
    "stray_looks": gettext_lazy("Looks at petitions without a task in them: %(number)d wait to be explained, under Supervision."),
    "export_asked": gettext_lazy("A colleague asks for the export of a long list; please confirm or refuse it, under Exports."),
    "export_ready": gettext_lazy("The list that you asked for is ready, under Exports, for seven days."),
    "export_refused": gettext_lazy("The export that you asked for was refused."),
    "emergency_asked": gettext_lazy("The system administrator asks for emergency access; please decide, under Emergency access."),
    "emergency_approved": gettext_lazy("Your emergency access is open. Each page that you open is written down."),
    "emergency_refused": gettext_lazy("The emergency access that you asked for was refused."),
    "emergency_told": gettext_lazy("The system administrator has emergency access, approved by a leader of the bureau."),
}


# Floors above add the sentences of their own notices: kind → words with the keys of the notice's details (supervision/telling.py).
TOLD_UPSTAIRS = {}


def announce(petition, act, event):
    """One notice to each who has to act next, and to the petitioner where the step concerns them. Taken-over matters send nothing."""
    next_ones = with_deputies(_who_is_next(petition, act, event))
    told = dict(bystanders.also_told(petition, act, event)) | dict.fromkeys(next_ones, event.step)
    may_hear = accusations.open_to(petition, told)
    rows = [
        Notice(key=f"{event.pk}:{duty.pk}:DESK", petition=petition, duty=duty, kind=kind, channel=Notice.Channel.DESK)
        for duty, kind in told.items()
        if duty in may_hear and (act.by is None or duty.officer_id != act.by.officer_id) and duty.officer_id not in petition.recused
    ]
    if act.is_sealing:
        rows += _released(petition, act, event)
    person = petition.petitioner if event.step in PETITIONER_HEARS and not petition.is_taken_over else None
    if person and person.email:
        rows.append(Notice(key=f"{event.pk}:petitioner:EMAIL", petition=petition, kind=event.step, channel=Notice.Channel.EMAIL))
    if rows:
        Notice.objects.bulk_create(rows)
        # The bell only saves the worker its next look at the table: when nobody hears it, nothing is lost.
        transaction.on_commit(ring, robust=True)


def _released(petition, act, event):
    """Who received it first follows it no longer, and is told so without a link: for that officer it is gone (decisions.md 17)."""
    first = petition.first_receiver
    if first is None or first.ended_on or first.officer_id == (act.by and act.by.officer_id) or not accusations.open_to(petition, [first]):
        return []
    key, told = f"{event.pk}:{first.pk}:released:DESK", {"number": petition.grouped_number}
    return [Notice(key=key, duty=first, kind="released", details=told, channel=Notice.Channel.DESK)]


def ring():
    deliver_notices.apply_async(retry=False)


def _who_is_next(petition, act, event):
    if event.step == "note_supervision":
        return []  # supervision tells those whom it concerns itself
    if event.step == "propose":
        row = STEPS[event.details["step"]]
        roles = row.second if act.by.role in row.by else row.by
        if row.where == "involved":
            return list(Duty.objects.current().filter(organ=act.by.organ_id, role__in=roles))
        return _officers_above(act.by, roles) if row.where == "above" else _officers(petition, roles)
    if event.step == "refuse_proposal":
        return [act.proposed_by]
    if event.step == "ask_recusal":
        return _officers(petition, STEPS["decide_recusal"].by)  # never those whom it is about
    if event.step == "ask_petitioner":
        return [petition.holder] if petition.holder else []
    if event.step in ("recuse", "decide_recusal") and petition.holder_id is None and petition.state in STEPS["appoint"].sources:
        return _officers(petition, STEPS["appoint"].by)
    told = [act.proposed_by] if act.proposed_by else []
    if petition.is_urgent and event.step in ("register", "flag_urgent"):
        told += _officers(petition, STEPS["report_urgent"].by)
    if event.step in bystanders.PART_STEPS | bystanders.OF_THIRD_PARTIES or event.step in (
        "ask_extension",
        "confirm_performance",
        *bystanders.OF_URGENT,
        "evaluate",
    ):
        return told
    if petition.holder_id:
        return [*told, petition.holder] if petition.holder not in told else told
    row = permissions.next_step(petition)
    return [*told, *(duty for duty in _officers(petition, row.actors) if duty not in told)] if row else told


def with_deputies(duties):
    """Whoever is away is told all the same, and so is the deputy."""
    away = Absence.objects.on(timezone.localdate()).filter(duty__in=duties)
    deputies = Duty.objects.current().filter(pk__in=away.values("deputy"))
    return [*duties, *(duty for duty in deputies if duty not in duties)] if duties else []


def _officers(petition, roles):
    """Those in the organ that has the petition; a case handler knows only what was given to him, so nobody tells him of the rest."""
    roles = {"DISC"} if petition.is_sealed else set(roles) - {"HANDLER", "DISC"}
    return list(Duty.objects.current().filter(organ=petition.holder_organ_id, role__in=roles))


def _officers_above(proposer, roles):
    """Superiors who can confirm what somebody above the holder proposed: in the same organ, or in the government that a bureau belongs to."""
    return list(Duty.objects.current().filter(organ__in=[proposer.organ_id, proposer.jurisdiction_id], role__in=roles))


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
            "ask_recusal": _("The petitioner asks that an officer keep away; please decide."),
            "recuse": _("An officer keeps away from the petition; it needs somebody else."),
            "identify": _("It was recorded who is accused."),
            "seal": _("A running matter was sealed as an accusation; it waits for you."),
            "take_offline": _("The matter touches state secrets and was taken off-line."),
            "lift_recusal": _("An officer need not keep away from the petition any more."),
            "recount": _("A date moved, because the days off of a year were announced."),
        }.get(kind) or _("%(step)s: done. The petition waits for you.") % {"step": LABELS[kind]}
    if kind in bystanders.SENTENCES:
        return str(bystanders.SENTENCES[kind])
    if kind in ("note", "task", "task_done"):
        return {
            "note": _("A colleague wrote you a note."),
            "task": _("A colleague gave you a task."),
            "task_done": _("A task that you gave is done."),
        }[kind]
    if kind == "released":
        return _("Petition %(number)s, which you received first, was handed over. You need not follow it any more.") % told
    if kind == "pass_through":
        return _("A closed envelope has to be handed on by %(day)s. You find it in the register of closed envelopes.") % {
            "day": long(parse_date(told["due_on"]))
        }
    if kind == "year_notice":
        return _("The notice on days off of %(year)s waits for your signature. You find it in the settings of the calendar.") % {
            "year": told["year"]
        }
    if kind in TOLD_UPSTAIRS:
        return str(TOLD_UPSTAIRS[kind]) % told
    if kind in OF_LOOKS:
        return OF_LOOKS[kind] % told if kind == "stray_looks" else str(OF_LOOKS[kind])
    if kind == "queues":
        return queues_in_words(told["queues"])
    if kind == "queue_call":
        words = {"name": told["name"], "number": told["number"], "late": told["late"]}
        return _("Your queue “%(name)s” calls: %(number)d petitions, %(late)d late.") % words
    if told.get("rule") in Rule.values and (due_on := parse_date(str(told.get("due_on", "")))):
        words = {"rule": Rule(told["rule"]).label, "day": long(due_on), "organ": told.get("organ", "")}
        if notice.created_at.date() > due_on:
            return _("%(organ)s: “%(rule)s” was due on %(day)s and is late.") % words
        return _("%(organ)s: “%(rule)s” is due on %(day)s.") % words
    return _("There is news on this petition.")


def queues_in_words(counts) -> str:
    """`counts`: (name, number, late) of each queue, as an officer reads it in the morning."""
    lines = [_("%(name)s: %(number)d, %(late)d late") % {"name": name, "number": number, "late": late} for name, number, late in counts]
    return _("Your queues this morning: %(lines)s") % {"lines": pgettext("list of queues", "; ").join(lines)}

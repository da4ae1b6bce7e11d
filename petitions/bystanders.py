"""Who hears of a step although it is not their turn on the petition: organs that assist, sent it, received it first, or ordered something?"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, OrganKind, OrganPath, Role

from .models.accusation import Retaliation
from .models.guest import GuestOpinion
from .models.joint import Part
from .models.party import Involvement

# Steps on a part: they are between the lead and one assisting organ, and nobody else is called to act.
PART_STEPS = {"ask_for_part", "give_part", "answer_part", "confirm_part", "return_part", "override_parts", "record_meeting"}
# What is between an officer and somebody from outside calls nobody else either.
OF_THIRD_PARTIES = {"invite_third_party", "third_party_pledge", "third_party_opinion", "withdraw_invitation"}
ASKING = {"assign_jointly", "ask_for_part", "record_meeting", "decide_dispute"}

OF_URGENT = ("acknowledge_urgent", "record_urgent_receipt")

SENTENCES = {
    "urgent_told": _("Your office is told of an urgent matter; please acknowledge it at once."),
    "urgent_known": _("An addressee has acknowledged the urgent report."),
    "part_asked": _("Your organ is asked for its part of the answer to this petition."),
    "part_drafted": _("Your organ's part of an answer is written; please confirm it."),
    "part_in": _("The part of an assisting organ is in."),
    "part_back": _("Your organ's part of an answer came back; it has to be better."),
    "retaliation": _("Somebody reports retaliation for a petition."),
    "copy": _("For your information: the petitioner has the answer; your organ has a copy in the file."),
    "corrected": _("The correction that you ordered was answered; please accept or return it."),
    "attacked": _("The petitioner asks that your organ's opinion be reviewed."),
    "reviewed": _("A review of your organ's opinion was decided; your organ has a copy in the file."),
    "extension_asked": _("An organ asks you to approve the extension of an assigned matter."),
    "extension_approved": _("The extension of the assigned matter is approved; your own leader can confirm it now."),
    "not_done": _("The petitioner says that what was promised was not carried out."),
    "done": _("The petitioner says that what was promised was carried out."),
    "opinion_given": _("A third party whom you invited has given an opinion."),
    "reported": _("The result of an assigned matter was reported; please accept or return it."),
    "report_back": _("The report of the result came back."),
}


def also_told(petition, act, event) -> list:
    """[(duty, kind of notice)], in no order; whoever is told anyway is told once."""
    step = event.step
    parts = [row for row in act.rows if isinstance(row, Part)]
    if step == "register" and any(isinstance(row, Retaliation) for row in act.rows):
        organs = [row.organ_id for row in act.rows if isinstance(row, Involvement)]
        return [(duty, "retaliation") for organ in organs for duty in people(organ, Role.DISC)]
    if step in ASKING:
        return [(duty, "part_asked") for part in parts if part.is_missing for duty in desk(part.organ_id)]
    if step == "give_part":
        return [(part.handler, "part_asked") for part in parts]
    if step == "answer_part":
        return [(duty, "part_drafted") for part in parts for duty in people(part.organ_id, Role.O_LEAD)]
    if step == "confirm_part" and event.details.get("is_confirmed") is False:
        return [(part.answer.duty, "part_back") for part in parts]
    if step == "confirm_part":
        return [(duty, "part_in") for duty in ([petition.holder] if petition.holder else desk(petition.holder_organ_id))]
    if step == "return_part":
        return [(duty, "part_back") for part in parts for duty in (*desk(part.organ_id), *([part.handler] if part.handler else []))]
    if step == "report_urgent":
        return [(duty, "urgent_told") for duty in _addressed(petition)]
    if step == "acknowledge_urgent":
        return [(duty, "urgent_known") for duty in people(petition.holder_organ_id, Role.B_LEAD, Role.O_LEAD)]
    if step in ("request_review", "request_rereview", "serve_review", "serve_rereview"):
        return [(duty, "reviewed" if step.startswith("serve") else "attacked") for duty in _of_the_answer(petition)]
    if step in ("serve", "serve_reply"):
        return [(duty, "copy") for duty in _copied(petition)]
    if step == "sign" and (order := petition.open_correction) and order.verdict == "":
        return [(duty, "corrected") for duty in (order.ordered_by, order.proposed_by) if duty]
    if step == "third_party_opinion":
        return [(row.invitation.by, "opinion_given") for row in act.rows if isinstance(row, GuestOpinion)]
    if step == "ask_extension":
        return [(duty, "extension_asked") for duty in people(petition.current_transfer.from_organ_id, Role.DISPATCHER, Role.B_LEAD)]
    if step == "approve_extension" and petition.holder:
        return [(petition.holder, "extension_approved")]
    if step == "confirm_performance":
        kind = "done" if event.details["is_carried_out"] else "not_done"
        heard = [petition.last_proceeding.handler] if petition.last_proceeding.handler else []
        return [(duty, kind) for duty in (heard if kind == "done" else [*heard, *_supervisors(petition)])]
    if step == "report_result":
        return [(duty, "reported") for duty in people(petition.current_transfer.from_organ_id, Role.DISPATCHER, Role.B_LEAD)]
    if step == "return_report":
        return [(duty, "report_back") for duty in people(petition.holder_organ_id, Role.O_LEAD)]
    return []


def _addressed(petition):
    """Those who answer for the addressees of an urgent report, where they work in this system."""
    tasks = petition.unacknowledged
    governments = {task.government for task in tasks} - {None}
    near = Q(organ__in=governments) | Q(organ__parent__in=governments)
    near |= Q(organ__kind=OrganKind.BUREAU, organ__parent__in=[own.parent_id for own in governments if own.parent_id])
    there = Duty.objects.current().filter(near, role__in=(Role.O_LEAD, Role.B_LEAD, Role.JOINT)).select_related("organ")
    of_departments = set(petition.involvements.values_list("organ", flat=True))
    return [
        duty for duty in there
        if any(task.is_for(duty) and (task.addressee != "DEPARTMENTS" or duty.organ_id in of_departments) for task in tasks)
    ]  # fmt: skip


def _supervisors(petition):
    """Those whose jurisdiction the organ belongs to; a bureau stands where its government stands."""
    above = OrganPath.objects.filter(descendant=petition.holder_organ_id, valid_until=None).values("ancestor")
    return list(
        Duty.objects.current().filter(Q(organ__in=above) | Q(organ__kind=OrganKind.BUREAU, organ__parent__in=above), role=Role.SUPERV)
    )


def _of_the_answer(petition):
    """The desk and the leader of the organ whose opinion it is; the case handler sees it on the list that it comes back to."""
    return people(petition.answering_proceeding.organ_id, Role.LIAISON, Role.O_LEAD)


def _copied(petition):
    """The bureau that sent it and the unit that received it first: there whoever registered it, or else its desk."""
    told, leg, first = [], petition.current_transfer, petition.first_organ_id
    if leg and leg.from_organ_id != first:
        told += people(leg.from_organ_id, Role.DISPATCHER)
    if first != petition.holder_organ_id:
        receiver = petition.first_receiver
        told += [receiver] if receiver and receiver.ended_on is None else desk(first)
        if leg and leg.from_organ_id == first:
            told += people(first, Role.DISPATCHER)
    return told


def desk(organ):
    return people(organ, Role.LIAISON, Role.DISPATCHER)


def people(organ, *roles):
    return list(Duty.objects.current().filter(organ=organ, role__in=roles))

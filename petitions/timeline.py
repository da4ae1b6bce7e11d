"""What happened to a petition, said in words: the newest first, with the papers and services that came of it."""

from dataclasses import dataclass, field

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Duty

from .explanation import article_words, long
from .models import Event, PetitionClass, RemedyDecision, RemedyRequest, ServiceMode, ToldBy, Track
from .models.proceeding import ClaimResult
from .rules.defects import DEFECTS
from .rules.reasons import REVIEW_REFUSALS
from .sayings import said_of
from .workflow.states import LABELS


@dataclass
class Happening:
    """One line of the timeline."""

    event: Event
    what: str
    who: str
    words: list = field(default_factory=list)
    article: str = ""
    icon: str = "dot"
    documents: list = field(default_factory=list)
    services: list = field(default_factory=list)


def timeline(petition) -> list[Happening]:
    """Takes a petition with its events, documents, services and transfers at hand."""
    events = list(petition.events.all())
    named = {
        value["slug"]
        for event in events
        for told in event.details.values()
        for value in (told if isinstance(told, list) else [told])
        if isinstance(value, dict) and value.get("row") == "accounts.duty"
    }
    duties = {duty.slug: duty for duty in Duty.objects.filter(slug__in=named).select_related("officer", "organ")} if named else {}
    documents, services = {}, {}
    for document in petition.documents.all():
        documents.setdefault(document.event_id, []).append(document)
        for number, service in enumerate(document.services.all(), start=1):
            services.setdefault(service.event_id, []).append((document, service, number))
    legs = {leg.to_organ.slug: leg for leg in petition.transfers.all()}
    return [
        Happening(
            event=event, what=LABELS.get(event.step, event.step), who=who_did(event), words=list(event_words(event, legs, duties)),
            article=article_words(event.article), icon=ICONS.get(event.step, "dot"), documents=documents.get(event.pk, []),
            services=services.get(event.pk, []),
        )
        for event in reversed(events)
    ]  # fmt: skip


def who_did(event) -> str:
    if event.duty is None:
        return event.get_actor_display()
    words = f"{event.duty.officer.name} · {event.duty.organ.short_name} · {event.duty.get_role_display()}"
    if event.on_behalf_of:
        words = _("%(who)s, for %(absent)s") % {"who": words, "absent": event.on_behalf_of.officer.name}
    if event.proposed_by and event.proposed_by_id != event.duty_id:
        words = _("%(who)s; proposed by %(first)s") % {"who": words, "first": event.proposed_by.officer.name}
    return words


ICONS = {
    "register": "box-arrow-in-right", "take_over_open": "box-arrow-in-right", "take_over_closed": "box-arrow-in-right", "take": "inbox",
    "classify": "tags", "transfer": "send", "assign": "send-check", "keep": "house", "hand_to_discipline": "shield-lock", "sign_for": "pen",
    "object": "arrow-return-left", "agree_objection": "send", "refuse_objection": "x-lg", "appoint": "person-check", "accept": "check2-square",
    "deem_accepted": "hourglass-bottom", "find": "search", "extend": "calendar-plus", "submit": "file-earmark-arrow-up", "return_draft": "arrow-return-left",
    "sign": "vector-pen", "serve": "envelope-check", "serve_reply": "envelope-check", "report_result": "file-earmark-text", "accept_report": "check2",
    "return_report": "arrow-return-left", "accept_answer": "hand-thumbs-up", "lapse": "hourglass-bottom", "archive": "archive",
    "put_on_hold": "lock", "lift_hold": "unlock", "dispose": "trash",
    "allow_late_objection": "unlock", "dispute": "sign-intersection-y", "decide_dispute": "signpost-split", "assign_jointly": "diagram-3",
    "ask_for_part": "person-plus", "give_part": "person-check", "answer_part": "pencil-square", "confirm_part": "check2",
    "return_part": "arrow-return-left", "record_meeting": "people", "override_parts": "skip-forward", "order_correction": "wrench-adjustable",
    "start_correction": "wrench-adjustable", "accept_correction": "check2", "return_correction": "arrow-return-left",
    "ask_petitioner": "question-circle", "release_file": "unlock", "ask_recusal": "person-slash", "decide_recusal": "person-slash", "recuse": "person-slash",
    "request_review": "arrow-up-square", "accept_review": "check2-square", "refuse_review": "x-lg", "decide_review": "vector-pen",
    "serve_review": "envelope-check", "request_rereview": "arrow-up-square", "accept_rereview": "check2-square", "refuse_rereview": "x-lg",
    "split_off": "scissors", "split": "scissors", "undo_split": "union", "rejoin": "union", "link": "link-45deg", "merge": "intersect",
    "undo_merge": "arrow-counterclockwise", "gain_repeat": "arrow-repeat", "lose_repeat": "arrow-counterclockwise", "decline": "slash-circle",
    "decline_final": "slash-circle", "guide": "signpost", "refer": "sign-turn-right", "receive": "inbox", "report_up": "arrow-up",
    "void": "x-octagon", "ask_withdrawal": "door-closed", "revoke_withdrawal": "arrow-counterclockwise", "withdraw": "door-closed",
    "withdraw_some": "door-closed", "terminate": "stop-circle", "reopen": "arrow-clockwise", "serve_notice": "envelope-check",
    "flag_urgent": "lightning-charge", "report_urgent": "megaphone", "clear_urgent": "bell-slash",
    "acknowledge_urgent": "check2-all", "record_urgent_receipt": "telephone-inbound",
    "pause_rereview": "pause-circle", "resume_rereview": "play-circle", "decide_rereview": "vector-pen", "serve_rereview": "envelope-check",
    "refuse_acceptance": "slash-circle", "guide_from_organ": "signpost", "change_track": "signpost-split", "convert": "arrow-repeat",
    "reply_simply": "chat-left-text", "ask_extension": "calendar-plus", "approve_extension": "calendar-check", "serve_extension": "envelope-check",
    "hold_hearing": "megaphone", "record_hearing": "journal-text", "mediate": "people", "settle": "hand-thumbs-up", "perform": "check2-all",
    "exempt_promise": "slash-circle", "confirm_performance": "person-check", "close_performed": "check2-all",
    "evaluate": "star",
    "add_material": "paperclip", "hand_over": "people", "recount": "calendar-week", "note_supervision": "binoculars", "propose": "chat-left-dots", "refuse_proposal": "x-lg",
    "restrict": "lock", "unrestrict": "unlock", "name_readers": "eye", "end_readers": "eye-slash",
    "identify": "person-exclamation", "keep_accusation": "shield-lock", "record_hand_over": "envelope-check", "seal": "shield-lock",
    "take_offline": "wifi-off", "bring_back": "wifi", "lift_recusal": "person-check",
    "invite_third_party": "person-plus", "third_party_pledge": "pen", "third_party_opinion": "chat-left-text", "withdraw_invitation": "person-slash",
    "row_changed": "exclamation-triangle",
}  # fmt: skip


def remedy_words(told):
    """Of a request for review, of its refusal and of the decision."""
    if told.get("way"):
        words = {"way": RemedyRequest.Way(told["way"]).label, "day": long(parse_date(told["lodged_on"]["date"]))}
        yield _("%(way)s, lodged on %(day)s") % words
    if told.get("refusal") in REVIEW_REFUSALS:
        yield REVIEW_REFUSALS[told["refusal"]]["label"]
    if told.get("ruling"):
        yield RemedyDecision.Result(told["ruling"]).label
    if told.get("redo_due_on"):
        yield _("new answer by %(day)s") % {"day": long(parse_date(told["redo_due_on"]["date"]))}
    if told.get("hearing_on"):
        yield _("hearing on %(day)s") % {"day": long(parse_date(told["hearing_on"]["date"]))}
    if told.get("held_on"):
        yield _("heard on %(day)s") % {"day": long(parse_date(told["held_on"]["date"]))}


def event_words(event, legs, duties):
    """What the details of an event say, in short sentences. `legs`: the way of the petition by the slug of the organ that received it."""
    told = event.details
    yield from said_of(told)
    leg = legs.get(told["organ"]["slug"]) if isinstance(told.get("organ"), dict) else None
    if leg:
        yield _("to %(organ)s") % {"organ": leg.to_organ.name}
        if leg.result_due_on:
            yield _("result to be reported by %(day)s") % {"day": long(leg.result_due_on)}
    people = [told.get(key) for key in ("colleague", "handler", "to")]
    for person in [*people, *told.get("readers", ())]:
        duty = duties.get(person["slug"]) if isinstance(person, dict) else None
        if duty:
            yield f"{duty.officer.name} · {duty.get_role_display()}"
    if named := told.get("parts") or told.get("organs"):
        yield pgettext("list of names", ", ").join(named)
    if told.get("invited_until"):
        yield _("until %(day)s") % {"day": long(parse_date(told["invited_until"]["date"]))}
    if told.get("met_on"):
        yield _("held on %(day)s") % {"day": long(parse_date(told["met_on"]["date"]))}
    if told.get("is_confirmed") is False:
        yield _("back to who wrote it")
    if told.get("defect") in DEFECTS:
        yield DEFECTS[told["defect"]].label
    if told.get("reply_by"):
        yield _("reply by %(day)s") % {"day": long(parse_date(told["reply_by"]["date"]))}
    if "is_granted" in told:
        yield _("granted") if told["is_granted"] else _("not granted")
    if told.get("petition_class"):
        yield PetitionClass(told["petition_class"]).label
    if told.get("track"):
        yield Track(told["track"]).label
    if told.get("claim"):
        yield _("Claim %(number)s: %(result)s") % {"number": told["claim"], "result": ClaimResult(told["result"]).label}
    yield from remedy_words(told)
    if told.get("days"):
        yield ngettext("%(days)d day more", "%(days)d days more", told["days"]) % {"days": told["days"]}
    for moved in told.get("moved", ()):
        words = {"rule": moved["rule"], **{when: long(parse_date(moved[when]["date"])) for when in ("was", "now")}}
        yield _("%(rule)s: %(was)s → %(now)s") % words
    if told.get("step"):
        yield LABELS.get(told["step"], told["step"])
    if told.get("mode") in (*ServiceMode.values, *ToldBy.values):
        yield dict(ServiceMode.choices + ToldBy.choices)[told["mode"]]
    if event.step in ("register", "add_material", "third_party_opinion") and told.get("files"):
        yield ngettext("%(number)d file", "%(number)d files", told["files"]) % {"number": told["files"]}

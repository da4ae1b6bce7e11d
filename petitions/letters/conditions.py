"""What does the law ask of one kind of paper, beyond the content that it always has?"""

import re

from django.utils.translation import gettext as _

from .gaps import is_blank, missing
from .kinds import KINDS

# What stands on the envelope of a sealed handover (D32), and who sends it. Everything else would be content, a title of its own included.
ENVELOPE = {*KINDS["D32"].required, *KINDS["D32"].optional, "organ_full", "number", "seal", "contact", "head_hash"}
PEOPLE = {"petition_number", "petitioners", "parties", "persons", "accused", "name", "phone", "paper_number", "query_code"}
PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")  # resident ID, the old one, mobile telephone


def secret_in_address(payload):
    """The QR code is read by every camera that passes by: it may lead to the follow page, never open it."""
    code = payload.get("query_code") or ""
    address = payload.get("follow_url") or ""
    return [_("The follow page's address must not carry the query code.")] if "?" in address or (code and code in address) else []


def unproved_service(payload):
    """What proves each mode of service, once a date is recorded (Civil Procedure Law arts 87 to 95 by analogy)."""
    proof = {
        "PERSONAL": ("received_by", _("who signed")),
        "FAMILY": ("relation", _("the receiver's relation to the addressee")),
        "MAIL": ("mail_number", _("the number of the mail")),
        "ELECTRONIC": ("electronic_address", _("the agreed electronic address")),
        "LEFT": ("witnesses", _("the witnesses")),
    }
    if is_blank(payload.get("served_on")) or payload.get("mode") not in proof:
        return []
    key, label = proof[payload["mode"]]
    return missing(payload, key, label)


def all_missing(payload, **labels):
    """The gaps in these keys; a label for each."""
    return [gap for key, label in labels.items() for gap in missing(payload, key, label)]


def refused_acceptance(payload):
    """A matter pending elsewhere is refused only with the organ where it is pending (Regulations 2022 art. 19)."""
    return missing(payload, "pending_with", _("where it is pending")) if payload.get("refusal") == "PENDING_ELSEWHERE_SAME_MATTER" else []


def lapsed_window(payload):
    return missing(payload, "lapsed_on", _("the last day of the window")) if payload.get("finality") == "WINDOW_LAPSED" else []


def own_track(payload):
    """The petition procedure is accepted (D07), not pointed to: items 1 to 5 of art. 31 alone are other channels."""
    is_own = payload.get("track") in ("T6_PETITION", "SUGGESTION")
    return [_("The petition procedure is no other legal channel.")] if is_own else []


def both_parties(payload):
    parties = payload.get("parties") or []
    gaps = [_("An agreement has at least two parties.")] if isinstance(parties, list) and len(parties) == 1 else []
    return gaps + (missing(payload, "mediated_by", _("who mediated")) if payload.get("agreement") == "MEDIATION" else [])


def admitted_review(payload):
    """Taken up: by when it is decided. Refused: on which ground, and why."""
    if payload.get("admission") == "ADMITTED":
        return missing(payload, "due_on", _("the date the answer is due"))
    if payload.get("admission") == "REFUSED":
        return all_missing(payload, review_refusal=_("the ground of refusal"), reason=_("the reason"))
    return []


def ruling_carried_out(payload):
    """What a result that is not "maintain" leads to: the changed words, or handling anew by a date."""
    if payload.get("ruling") == "CHANGE":
        return missing(payload, "changed_to", _("what the opinion is changed to"))
    if payload.get("ruling") in ("REVOKE", "REDO"):
        return missing(payload, "redo_due_on", _("the date for handling anew"))
    return []


def signed_by_head(payload):
    """The completion report is signed by the head of the organ, nobody else."""
    return [] if payload.get("signer_is_head") is True else [_("A completion report is signed by the head of the organ.")]


def adopted_with_measures(payload):
    return missing(payload, "measures", _("the measures")) if payload.get("adoption") in ("ADOPTED", "PARTLY") else []


def personal_data(payload):
    """A paper for many readers names nobody: no keys for people, no numbers of identity papers or mobile telephones in any text."""
    found = [_("This paper may not carry personal data: %(key)s.") % {"key": key} for key in sorted(PEOPLE & payload.keys())]
    told = {name: value for name, value in payload.items() if name not in ("contact", "head_hash", "seal")}
    return found + [
        _("This paper may not carry personal data: a number of a person in %(key)s.") % {"key": key}
        for key, value in told.items()
        if any(PERSONAL_NUMBER.search(text) for text in texts(value))
    ]


def texts(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def interview_arranged(payload):
    if payload.get("measure") != "INTERVIEW":
        return []
    return all_missing(payload, interview_at=_("the time of the interview"), place=_("the place of the interview"))


def content_of_envelope(payload):
    """Nothing of an accusation leaves with the paper that hands it over: envelope data only (Regulations 2022 arts 22, 30)."""
    told = [key for key, value in payload.items() if key not in ENVELOPE and not is_blank(value)]
    return [_("A sealed handover carries the envelope alone, and not: %(key)s.") % {"key": key} for key in sorted(told)]


def ended_properly(payload):
    if payload.get("ending") == "WITHDRAWAL":
        return all_missing(payload, statement=_("the petitioner's statement of free will"), requested_on=_("the date of the request"))
    if payload.get("ending") == "TERMINATION":
        return missing(payload, "approved_by", _("who approved it"))
    return []


def counted(payload):
    """A clock that ran has its dates; one that stands still has none until it goes on, and one that did not run says why."""
    if payload.get("verdict") == "NA":
        return missing(payload, "reason", _("the reason"))
    if payload.get("is_paused"):
        return missing(payload, "pauses", _("the pause"))
    if payload.get("verdict") == "RUNNING" and payload.get("pauses") and not payload.get("strict_on"):
        return []  # it stands still, and nobody can name its day yet
    dates = all_missing(payload, strict_on=_("the strict date"), rolled_on=_("the rolled date"))
    return dates + (missing(payload, "stopped_on", _("the day it stopped")) if payload.get("verdict") in ("MET", "LATE") else [])


MORE = {
    "D03": [secret_in_address],
    "D08": [refused_acceptance],
    "D09": [lapsed_window],
    "D10": [own_track],
    "D16": [both_parties],
    "D19": [admitted_review],
    "D20": [ruling_carried_out],
    "D22": [ruling_carried_out],
    "D23": [unproved_service],
    "D24": [signed_by_head],
    "D27": [adopted_with_measures],
    "D30": [personal_data],
    "D31": [interview_arranged],
    "D32": [content_of_envelope],
    "D35": [ended_properly],
    "D38": [personal_data],
    "CC": [counted],
}

"""Which papers does the competent organ make from acceptance to the opinion and its service?"""

from django.utils.translation import gettext_lazy as _

from .kind import ADDRESSEE, CASE, CONTACT, ORGAN, Kind

# fmt: off
PAPERS = [
    Kind(
        "D07", "信访事项受理告知书", _("Acceptance notice"), "受",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "received_on": _("the date of receipt"), "accepted_on": _("the date of acceptance"), "claims.request": _("the request"),
            "claims.track": _("the procedure"), "due_on": _("the date the answer is due"),
        },
        optional=("received_from", "subject", "days", "claims[].due_on article", "is_simple", "remedy", "review_organ", "follow_url", "copies[]"),
    ),
    Kind(
        "D14", "延长办理期限告知书", _("Extension notice"), "延",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "accepted_on": _("the date of acceptance"), "reason": _("the reason"), "due_on": _("the date the answer was due"),
            "extended_due_on": _("the new date"), "approved_by": _("who approved it"),
        },
        optional=("subject", "claims[].request", "days", "approved_on", "follow_url", "copies[]"),
    ),
    Kind(
        "D15A", "听证通知书", _("Hearing notice"), "听",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "hearing_at": _("the time of the hearing"), "place": _("the place of the hearing"), "issues": _("what the hearing is about"),
            "host": _("the host"), "panel": _("the panel"),
        },
        optional=("subject", "stage", "recorder", "third_parties[]", "is_public", "reply_by_on", "copies[]"),
    ),
    Kind(
        "D15B", "听证公告", _("Announcement of a hearing"), "听告",
        required={
            **ORGAN, **CASE, **CONTACT,
            "hearing_at": _("the time of the hearing"), "place": _("the place of the hearing"), "issues": _("what the hearing is about"),
            "host": _("the host"), "panel": _("the panel"),
        },
        optional=("stage", "seats", "apply_by_on"),
    ),
    Kind(
        "D15C", "听证笔录", _("Record of a hearing"),
        required={
            **ORGAN, **CASE,
            "hearing_at": _("the time of the hearing"), "place": _("the place of the hearing"), "host": _("the host"), "panel": _("the panel"),
            "recorder": _("the recorder"), "attendees.name": _("who attended"), "attendees.part": _("in what part they attended"),
            "statements": _("the statements"), "questioning": _("the questioning"), "debate": _("the debate"), "assessment": _("the assessment"),
        },
        optional=("ended_at", "subject", "stage", "issues[]", "absent"),
    ),
    Kind(
        "D15D", "听证结论", _("Conclusion of a hearing"), "听结",
        required={
            **ORGAN, **CASE,
            "held_on": _("the day of the hearing"), "place": _("the place of the hearing"), "host": _("the host"), "panel": _("the panel"),
            "issues": _("what the hearing is about"), "facts": _("the facts found"), "conclusion": _("the conclusion"),
            "basis": _("the legal or policy basis"),
        },
        optional=("to", "subject", "stage", "votes", "dissent", "pause_from_on", "pause_until_on", "copies[]"),
    ),
    Kind(
        "D16", "调解（和解）协议书", _("Mediation or settlement agreement"), "调",
        # At least two parties; a MEDIATION also needs mediated_by.
        required={
            **ORGAN, **CASE,
            "agreement": _("whether mediation or settlement"), "parties.name": _("each party's name"), "facts": _("the facts of the dispute"),
            "terms.text": _("the terms"), "perform_by_on": _("the date of performance"), "reached_on": _("the date of the agreement"),
        },
        optional=(
            "subject", "parties[].part paper_number phone address agent", "terms[].due_on", "mediated_by", "mediators[]", "place", "court",
            "confirmation_due_on", "sets",
        ),
    ),
    Kind(
        "D17", "信访处理意见书", _("Opinion letter"), "答",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "received_on": _("the date of receipt"), "received_from": _("from whom it was received"),
            "claims.request": _("the request"), "claims.facts": _("the facts found"), "claims.result": _("the opinion"),
            "claims.basis": _("the legal or policy basis"), "review_organ": _("the organ of review"),
        },
        optional=(
            "accepted_on", "subject", "claims[].opinion", "claims[].promises[].text due_on", "investigation", "evidence[]", "review_days (30)", "review_address",
            "extended_due_on", "parts[].organ task opinion", "copies[]",
        ),
    ),
    Kind(
        "D17R", "信访事项答复函", _("Reply"), "答",
        # What answers where no review is open: in simple procedure (claims without facts and basis), and on the performance of a duty.
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "received_on": _("the date of receipt"), "claims.request": _("the request"), "claims.result": _("the opinion"),
            "claims.opinion": _("what follows"), "remedy": _("what stands open against it"),
        },
        optional=(
            "received_from", "accepted_on", "subject", "is_simple", "claims[].facts basis", "claims[].promises[].text due_on", "copies[]",
        ),
    ),
    Kind(
        "D23", "送达回证", _("Proof of service"),
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "papers.title": _("the served document"), "mode": _("the mode of service"), "served_by": _("the serving officer"),
        },
        # Printed empty to be signed by hand, or filled when the service has been recorded: then the mode decides what must be said.
        optional=(
            "papers[].number", "address", "served_on", "received_by", "relation", "witnesses[]", "mail_number", "electronic_address",
            "note",
        ),
    ),
    Kind(
        "D34", "建议意见回复函", _("Reply to a suggestion"), "复",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "received_on": _("the date of receipt"), "claims.request": _("the suggestion"),
            "claims.adoption": _("whether it is adopted"), "claims.reason": _("the reason"),
        },
        optional=("channel", "received_from", "subject", "measures", "copies[]"),
    ),
]
# fmt: on

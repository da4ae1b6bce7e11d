"""Which papers send a petition on its way: transfer, objection, dispute, other channels?"""

from django.utils.translation import gettext_lazy as _

from .kind import ADDRESSEE, CASE, CONTACT, ORGAN, Kind

# fmt: off
PAPERS = [
    Kind(
        "D04", "信访事项转送函", _("Transfer letter"), "转",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "received_on": _("the date of receipt"), "petitioners.name": _("the petitioner's name"), "petition_class": _("the class"),
            "summary": _("the summary of the matter"), "materials": _("the list of materials"),
        },
        optional=(
            "channel", "subject", "headcount", "requirements", "notice_due_on", "objection_due_on", "petitioners[].phone address", "copies[]",
        ),
    ),
    Kind(
        "D05", "信访事项交办函", _("Assignment letter"), "交",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "received_on": _("the date of receipt"), "petitioners.name": _("the petitioner's name"), "petition_class": _("the class"),
            "summary": _("the summary of the matter"), "materials": _("the list of materials"),
            "result_due_on": _("the date for the result"),
        },
        optional=(
            "channel", "subject", "headcount", "requirements", "notice_due_on", "objection_due_on", "petitioners[].phone address",
            "copies[]",
        ),
    ),
    Kind(
        "D06", "信访事项去向告知书", _("Where-it-went notice"), "告",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "received_on": _("the date of receipt"), "leg": _("how it was passed on"), "sent_to": _("the organ it went to"),
            "sent_on": _("the date it was passed on"), "sent_to_phone": _("that organ's telephone number"),
            "next_step": _("what happens next"), "next_due_on": _("the latest date of the next step"),
        },
        optional=("channel", "subject", "sent_to_address", "follow_url"),
    ),
    Kind(
        "D10", "信访事项处理途径告知书", _("Notice of the legal channel"), "径",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "received_on": _("the date of receipt"), "claims.request": _("the request"), "track": _("the procedure"),
            "body": _("the competent body"), "body_address": _("the competent body's address"), "limits": _("the time limits of that procedure"),
            "materials": _("the list of materials"),
        },
        # A procedure that knows no limit has no last day.
        optional=("limitation_on", "limitation", "subject", "received_from", "reason", "body_phone", "basis", "follow_url", "copies[]"),
    ),
    Kind(
        "D11", "信访事项转送异议函", _("Objection"), "异",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "transfer_number": _("the number of the transfer letter"), "transferred_on": _("the date of the transfer"),
            "received_on": _("the date of receipt"), "summary": _("the summary of the matter"), "grounds": _("the detailed reasons"),
            "basis": _("the legal basis"), "materials": _("the list of materials"),
        },
        optional=("leg", "subject", "petitioners[].name", "suggested_organ"),
    ),
    Kind(
        "D12", "信访事项异议审核意见", _("Decision on an objection"), "核",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "objection_number": _("the number of the objection"), "objected_on": _("the date of the objection"),
            "decision": _("the decision"), "reason": _("the reason"),
        },
        optional=("subject", "transfer_number", "new_organ", "notice_due_on", "copies[]"),
    ),
    Kind(
        "D13", "指定受理（主办）意见", _("Decision on competence"), "指",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "received_on": _("the date of receipt"), "dispute": _("what is in dispute"), "lead": _("the lead organ"), "reason": _("the reason"),
            "notice_due_on": _("the date the petitioner must be told by"),
        },
        optional=(
            "subject", "declared_on", "requested_by", "assisting[].name", "assisting[].task", "assisting[].due_on", "answer_due_on",
            "decided_at_meeting", "copies[]",
        ),
    ),
    Kind(
        "D13A", "协办函", _("Letter to an assisting organ"), "协",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "received_on": _("the date of receipt"), "lead": _("the lead organ"), "summary": _("the summary of the matter"),
            "materials": _("the list of materials"), "task": _("what is asked"), "due_on": _("the date for the part"),
        },
        optional=("subject", "petitioners[].name", "copies[]"),
    ),
    Kind(
        "D32", "检举控告材料移送函", _("Sealed handover"), "移",
        # What is written on the envelope, and nothing of what is in it: any other key is refused.
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "received_on": _("the date of receipt"), "channel": _("the channel"), "envelopes": _("the number of envelopes"),
            "envelope_number": _("the number on the envelope"), "handed_over_by": _("who hands it over"),
        },
        optional=("sheets", "handed_over_on"),
    ),
    Kind(
        "D33", "涉法涉诉信访事项转送函", _("Handover to a political-legal organ"), "政",
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "received_on": _("the date of receipt"), "petitioners.name": _("the petitioner's name"), "summary": _("the summary of the matter"),
            "reason": _("why it belongs to a legal procedure"), "materials": _("the list of materials"),
        },
        optional=("channel", "subject", "headcount", "track", "case_numbers[]", "petitioners[].phone address", "copies[]"),
    ),
]
# fmt: on

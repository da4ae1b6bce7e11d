"""Which papers are made at the door, and when a petition is not taken in?"""

from django.utils.translation import gettext_lazy as _

from .kind import ADDRESSEE, CASE, CONTACT, ORGAN, Kind

# fmt: off
PAPERS = [
    Kind(
        "D01", "信访事项登记表", _("Registration sheet"),
        required={
            **ORGAN, **CASE,
            "channel": _("the channel"), "received_at": _("the time of receipt"), "headcount": _("the number of people"),
            "petitioners.name": _("the petitioner's name"), "claims.request": _("the request"), "facts": _("the facts"),
            "first_receiver": _("the first receiver"), "first_unit": _("the first unit"),
        },
        optional=(
            "petitioners[].role paper paper_number phone address", "subject", "reasons", "place", "category", "petition_class",
            "is_repeat", "prior_number", "accused[]", "materials[]", "language", "is_confidential", "is_sealed", "flags[]",
        ),
    ),
    Kind(
        "D02", "来访接谈记录", _("Visit interview record"),
        required={
            **ORGAN, **CASE,
            "visited_at": _("the time of the visit"), "window": _("the window"), "received_by": _("the receiving officer"),
            "petitioners.name": _("the petitioner's name"), "statement": _("what the petitioner stated"),
            "explained": _("what was explained"), "outcome": _("the outcome"),
        },
        optional=(
            "ended_at", "headcount", "recorded_by", "subject", "claims[].request", "materials[]",
            "petitioners[].role paper paper_number phone address",
        ),
    ),
    Kind(
        "D03", "收件回执", _("Receipt"),
        required={
            **ORGAN, **CASE, **CONTACT,
            "query_code": _("the query code"), "received_at": _("the time of receipt"), "channel": _("the channel"),
            "next_step": _("what happens next"), "next_due_on": _("the latest date of the next step"),
            "follow_url": _("the address of the follow page"),
        },
        optional=("to", "subject", "next_organ", "claims[].request", "materials[]", "english.organ next_organ next_step"),
    ),
    Kind(
        "D08", "不予受理告知书", _("Non-acceptance notice"), "不受",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "received_on": _("the date of receipt"), "refusal": _("the ground of refusal"), "reason": _("the reason"),
            "article": _("the article"), "guidance": _("where to go instead"),
        },
        # PENDING_ELSEWHERE_SAME_MATTER also needs pending_with.
        optional=("channel", "subject", "pending_with", "pending_due_on", "guidance_phone", "guidance_address", "copies[]"),
    ),
    Kind(
        "D09", "不再受理告知书", _("No-longer-accepted notice"), "不再",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "received_on": _("the date of receipt"), "finality": _("why the matter is final"), "final_organ": _("the organ of the final opinion"),
            "final_number": _("the number of the final opinion"), "final_on": _("the date of the final opinion"),
            "would_count": _("what would count as new facts"),
        },
        # WINDOW_LAPSED also needs lapsed_on, the last day of the window.
        optional=("channel", "subject", "prior_number", "served_on", "lapsed_on", "copies[]"),
    ),
    Kind(
        "D36", "信访事项并案说明", _("Merge note"), "并",
        required={
            **ORGAN, **CASE,
            "merged.number": _("the number of the merged petition"), "merged.received_on": _("its date of receipt"),
            "person_basis": _("why it is the same person"), "matter_basis": _("why it is the same matter"),
            "decided_by": _("who decided it"),
        },
        optional=("to", "subject", "holder", "due_on", "merged[].channel subject", "new_facts"),
    ),
]
# fmt: on

"""Which papers belong to review and re-review?"""

from django.utils.translation import gettext_lazy as _

from .kind import ADDRESSEE, CASE, CONTACT, ORGAN, Kind

# fmt: off
PAPERS = [
    Kind(
        "D18", "信访事项复查申请书", _("Request for review"),
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "petitioners.name": _("the petitioner's name"), "respondent": _("the organ whose opinion is attacked"),
            "opinion_number": _("the number of the opinion attacked"), "opinion_on": _("the date of that opinion"),
            "request": _("the request"), "grounds": _("the grounds"), "materials": _("the list of materials"),
            "requested_on": _("the date of the request"),
        },
        optional=("petitioners[].paper paper_number phone address", "subject", "served_on", "received_by"),
    ),
    Kind(
        "D19", "复查（复核）受理告知书", _("Decision to take up a review"), "查受",
        # ADMITTED also needs due_on; REFUSED needs review_refusal and reason.
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "stage": _("review or re-review"), "admission": _("whether it is taken up"), "requested_on": _("the date of the request"),
            "respondent": _("the organ whose opinion is attacked"), "opinion_number": _("the number of the opinion attacked"),
        },
        optional=("subject", "opinion_on", "due_on", "review_refusal", "reason", "article", "guidance", "follow_url", "copies[]"),
    ),
    Kind(
        "D20", "信访事项复查意见书", _("Review opinion"), "复查",
        # CHANGE also needs changed_to; REVOKE and REDO need redo_due_on.
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "respondent": _("the organ whose opinion is attacked"), "opinion_number": _("the number of the opinion attacked"),
            "opinion_on": _("the date of that opinion"), "requested_on": _("the date of the request"), "claims.request": _("the request"),
            "facts": _("the facts found"), "reason": _("the reason"), "ruling": _("the result"), "basis": _("the legal or policy basis"),
            "rereview_organ": _("the organ of re-review"), "rereview_days": _("the days for asking for re-review"),
            "rereview_materials": _("the materials for re-review"),
        },
        optional=("subject", "admitted_on", "opinion_said", "investigation", "evidence[]", "held_on", "changed_to", "redo_due_on", "final_note", "copies[]"),
    ),
    Kind(
        "D21", "信访事项复核申请书", _("Request for re-review"),
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "petitioners.name": _("the petitioner's name"), "respondent": _("the organ whose opinion is attacked"),
            "opinion_number": _("the number of the opinion attacked"), "opinion_on": _("the date of that opinion"),
            "review_organ": _("the organ of review"), "review_number": _("the number of the review opinion"),
            "review_on": _("the date of the review opinion"), "request": _("the request"), "grounds": _("the grounds"),
            "materials": _("the list of materials"), "requested_on": _("the date of the request"),
        },
        optional=("petitioners[].paper paper_number phone address", "subject", "served_on", "received_by"),
    ),
    Kind(
        "D22", "信访事项复核意见书", _("Re-review opinion"), "复核",
        # CHANGE also needs changed_to; REVOKE and REDO need redo_due_on.
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "respondent": _("the organ whose opinion is attacked"), "opinion_number": _("the number of the opinion attacked"),
            "opinion_on": _("the date of that opinion"), "review_organ": _("the organ of review"),
            "review_number": _("the number of the review opinion"), "review_on": _("the date of the review opinion"),
            "requested_on": _("the date of the request"), "claims.request": _("the request"), "facts": _("the facts found"),
            "reason": _("the reason"), "ruling": _("the result"), "basis": _("the legal or policy basis"),
        },
        optional=("subject", "admitted_on", "opinion_said", "investigation", "evidence[]", "held_on", "changed_to", "redo_due_on", "copies[]"),
    ),
]
# fmt: on

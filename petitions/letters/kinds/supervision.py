"""Which papers pass between a bureau, the organs it watches over and those above it?"""

from django.utils.translation import gettext_lazy as _

from .kind import ADDRESSEE, CASE, CONTACT, ORGAN, Kind

# fmt: off
PAPERS = [
    Kind(
        "D24", "信访事项办结报告", _("Completion report"), "报",
        # signer_is_head must be True: only the head of the organ signs this report. attachments: the opinion letter with its signature of receipt.
        required={
            **ORGAN, **CASE, **ADDRESSEE,
            "assignment_number": _("the number of the assignment"), "assigned_on": _("the date of the assignment"),
            "petitioners.name": _("the petitioner's name"), "claims.request": _("the request"), "investigation": _("the investigation"),
            "outcome": _("the outcome"), "signed_by": _("the signer"), "signer_post": _("the signer's post"), "handler": _("the handler"),
            "contact.phone": _("the telephone number to ask"), "attachments": _("the opinion letter that was signed for"),
        },
        optional=("subject", "summary", "opinion_number", "served_on", "claims[].result", "audit", "signer_is_head", "copies[]"),
    ),
    Kind(
        "D25", "信访事项督办函", _("Supervision order"), "督",
        # petition_number only where it is about one matter, not about the work of an organ as a whole.
        required={
            **ORGAN, **ADDRESSEE, **CONTACT,
            "triggers": _("what is wrong"), "problem": _("the problem found"), "requirement": _("what is required"),
            "due_on": _("the date for the result"), "supervision_mode": _("the way of supervision"),
        },
        optional=("petition_number", "subject", "received_on", "was_due_on", "days_late", "repeated", "copies[]"),
    ),
    Kind(
        "D26", "信访工作建议书", _("Suggestion of the bureau"), "建",
        # Its title follows suggestion_kind where the payload brings none. petition_number only where it rests on one matter.
        required={
            **ORGAN, **ADDRESSEE, **CONTACT,
            "suggestion_kind": _("the kind of suggestion"), "facts": _("the facts found"), "analysis": _("the analysis"),
            "suggestions": _("the suggestions"), "feedback_due_on": _("the date for the feedback"),
        },
        optional=("petition_number", "subject", "copies[]"),
    ),
    Kind(
        "D27", "建议采纳情况反馈函", _("Feedback on a suggestion"), "馈",
        # Whatever is adopted, wholly or partly, also needs measures.
        required={
            **ORGAN, **ADDRESSEE, **CONTACT,
            "suggestion_number": _("the number of the suggestion"), "suggested_on": _("the date of the suggestion"),
            "adoption": _("whether it is adopted"), "reason": _("the reason"),
        },
        optional=("petition_number", "suggestion_kind", "subject", "measures", "measures_due_on", "copies[]"),
    ),
    Kind(
        "D28", "责令限期改正通知书", _("Correction order"), "改",
        required={
            **ORGAN, **CASE, **ADDRESSEE, **CONTACT,
            "defect": _("the kind of defect"), "defect_facts": _("what is defective"), "correction": _("what must be corrected"),
            "due_on": _("the date for the correction"), "article": _("the article"),
        },
        optional=("subject", "opinion_number", "opinion_on", "proposed_by", "copies[]"),
    ),
    Kind(
        "D29", "重大紧急信访信息报告", _("Urgent report"), "急",
        required={
            **ORGAN, **CASE, **CONTACT,
            "addressees": _("to whom it goes"), "occurred_at": _("when it happened"), "place": _("where it happened"),
            "headcount": _("the number of people"), "demand": _("the demand"), "risk": _("the risk"), "measures": _("the measures taken"),
            "follow_up": _("what follows"),
        },
        optional=("subject", "known_at", "phoned_at", "situation", "reported_by", "approved_by", "installment"),
    ),
    Kind(
        "D30", "信访情况通报", _("Circular"), "通",
        # No personal data: people, numbers of identity papers and of telephones are refused.
        required={
            **ORGAN, **ADDRESSEE,
            "period_from_on": _("the first day of the period"), "period_until_on": _("the last day of the period"),
            "figures.label": _("what a figure counts"), "figures.value": _("the figure"), "problems": _("the typical problems"),
        },
        optional=("figures[].before", "analysis", "requirements", "contact", "copies[]"),
    ),
    Kind(
        "D31", "信访工作责任警示通知书", _("Warning to a unit"), "警",
        # Its title follows measure where the payload brings none. INTERVIEW also needs interview_at and place.
        required={
            **ORGAN, **ADDRESSEE, **CONTACT,
            "measure": _("the measure"), "facts": _("the facts found"), "requirement": _("what is required"), "due_on": _("the clear-by date"),
            "article": _("the article"),
        },
        optional=("petition_number", "subject", "interview_at", "place", "interviewer", "attendees[]", "next_measure", "copies[]"),
    ),
    Kind(
        "D38", "信访情况年度报告", _("Annual report"), "年",
        # The four blocks of art. 41; no personal data.
        required={
            **ORGAN, **ADDRESSEE,
            "year": _("the year"), "counts.label": _("what a count counts"), "counts.value": _("the count"),
            "fields.label": _("the field"), "fields.value": _("the field's number"), "complained.label": _("the organ complained of"),
            "complained.value": _("that organ's number"), "routing.label": _("what was transferred, assigned or supervised"),
            "routing.value": _("its number"), "suggestions.label": _("the kind of suggestion"), "suggestions.made": _("how many were made"),
            "suggestions.adopted": _("how many were adopted"), "other": _("what else is to be reported"),
        },
        optional=("counts[].before", "analysis", "routing_analysis", "suggestions_analysis", "contact", "copies[]"),
    ),
]
# fmt: on

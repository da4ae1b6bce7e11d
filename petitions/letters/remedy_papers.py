"""What do the papers of review and re-review say of this petition?"""

from petitions.models.proceeding import ClaimResult
from petitions.models.remedy import RemedyDecision, RemedyRequest

from . import handling_papers
from .papers import OPINIONS, addressee, contact_of, iso, newest_findings, people, persons, review_organ

NO_NUMBER = "（无文号）"
MATERIALS = ["复核申请书", "本复查意见书", "原信访处理意见书"]
FINAL = "本意见为信访终局意见。同一事实和理由再次提出的信访事项，不再受理。"
AFTER_REDO = "对重新作出的处理意见不服的，可以依法请求复查。"
OPINION_OF = {"HANDLING": "D17", "CORRECTION": "D17", "REDO": "D17", "REVIEW": "D20", "REREVIEW": "D22"}


def opinion_of(petition, proceeding):
    """The opinion that this proceeding led to."""
    return petition.documents.filter(kind=OPINION_OF[proceeding.kind], organ=proceeding.organ, issued_on=proceeding.issued_on).last()


def _attacked(petition, request):
    """Number and date of the original opinion and, in a re-review, those of the review opinion."""
    original = petition.answering_proceeding
    paper = opinion_of(petition, original)
    told = {
        "subject": petition.subject, "respondent": original.organ.name, "opinion_number": paper.number if paper else NO_NUMBER,
        "opinion_on": iso(original.issued_on),
    }  # fmt: skip
    if request.kind == RemedyRequest.Kind.REREVIEW:
        review = request.against
        paper = opinion_of(petition, review)
        told |= {
            "review_organ": review.organ.name,
            "review_number": paper.number if paper else NO_NUMBER,
            "review_on": iso(review.issued_on),
        }
    return told


def request(petition, request, files):
    """D18, D21: what the petitioner asks for and why, as it was handed in."""
    materials = ["信访处理意见书"] if request.kind == RemedyRequest.Kind.REVIEW else ["信访处理意见书", "信访事项复查意见书"]
    return {
        **_attacked(petition, request), "to": request.organ.name, "requested_on": iso(request.lodged_on), "served_on": iso(request.against.served_on),
        "petitioners": people(petition) if petition.is_confidential else persons(petition), "request": request.request,
        "grounds": request.grounds, "materials": materials + [file.name for file in files],
    }  # fmt: skip


def admission(petition, request, *, reason="", guidance="", clock=None):
    """D19: taken up, to be decided by then; or not, on which ground."""
    told = {
        **_attacked(petition, request), "to": addressee(petition), "stage": request.kind, "requested_on": iso(request.lodged_on),
        "admission": "ADMITTED" if request.is_admitted else "REFUSED", "contact": contact_of(request.organ),
    }  # fmt: skip
    if request.kind == RemedyRequest.Kind.REREVIEW:  # the paper names one opinion: the one that is attacked
        told |= {"respondent": told["review_organ"], "opinion_number": told["review_number"], "opinion_on": told["review_on"]}
    if request.is_admitted:
        return told | {"due_on": iso(clock.strict_on)}
    return told | {"review_refusal": request.refusal, "reason": reason, "guidance": guidance}


def changed_words(changes):
    """What a changed opinion says now, claim by claim."""
    lines = []
    for change in changes:
        claim, result = change["claim"], OPINIONS[ClaimResult(change["result"])]
        lines.append(f"{claim.seq}.{claim.text}：{result}。{change['opinion']}（依据：{change['basis']}）")
    return "\n".join(lines)


def opinion(petition, request, decision, *, changes, hearing=None):
    """D20, D22: facts, reasons, result, basis, and what can still be asked for."""
    original = petition.answering_proceeding
    said = [
        f"{finding.claim.seq}.{OPINIONS[finding.result]}：{finding.opinion}"
        for finding in sorted(newest_findings(original).values(), key=lambda finding: finding.claim.seq)
    ]
    payload = {
        **_attacked(petition, request), "to": addressee(petition), "requested_on": iso(request.lodged_on),
        "claims": [{"request": request.request}], "opinion_said": "\n".join(said), "facts": decision.facts, "reason": decision.reasons,
        "ruling": decision.result, "basis": decision.basis, "held_on": iso(hearing),
        "copies": [original.organ.name, petition.first_organ.name],
    }  # fmt: skip
    if decision.result == RemedyDecision.Result.CHANGE:
        payload["changed_to"] = changed_words(changes)
    if decision.orders_redo:
        payload["redo_due_on"] = iso(decision.redo_due_on)
    if request.kind == RemedyRequest.Kind.REREVIEW:
        return payload
    is_final = petition.is_final_after_review(request.organ)
    authority = review_organ(request.organ, petition.profile)
    return payload | {
        "rereview_organ": "—" if is_final else authority, "rereview_days": 0 if is_final else 30, "rereview_materials": MATERIALS,
        "final_note": (AFTER_REDO if decision.orders_redo else FINAL) if is_final else "",
    }  # fmt: skip


def hearing_conclusion(petition, record, pause):
    """D15D of a re-review also says which days are not counted."""
    told = handling_papers.hearing_conclusion(petition, record)
    return told | {"pause_from_on": iso(pause.from_on), "pause_until_on": iso(pause.until_on)}

"""What do the order to correct an answer and the report of an assigned matter say?

Official papers are Chinese whatever language the officer reads.
"""

from petitions.rules.defects import DEFECTS

from .papers import contact_of, iso, newest_findings, people, summary

ANSWERS = ("D17", "D34")


def order(petition, act, order, clock):
    """D28, proposed by the supervisor and signed by a leader above the organ."""
    answer = petition.documents.filter(kind__in=ANSWERS).last()
    proposer = act.proposed_by or act.by
    return {
        "to": order.organ.name, "subject": petition.subject, "defect": order.defect, "defect_facts": order.facts,
        "correction": order.requirement, "due_on": iso(clock.strict_on), "article": DEFECTS[order.defect].article,
        "opinion_number": answer.number if answer else "", "opinion_on": iso(answer.issued_on) if answer else None,
        "proposed_by": proposer.organ.name, "contact": contact_of(act.by.organ), "copies": [petition.first_organ.name],
    }  # fmt: skip


def completion(petition, act, leg, *, investigation, outcome):
    """D24: signed by the head of the organ (Regulations 2022 art. 22 ¶1(3))."""
    assignment = petition.documents.filter(kind="D05", organ=leg.from_organ).last()
    answer = petition.documents.filter(kind__in=ANSWERS).last()
    proceeding = petition.last_proceeding
    findings = newest_findings(proceeding)
    service = answer.services.last() if answer else None
    officer = act.by.officer
    letter = f"{answer.title}（{answer.number}）" if answer else "处理意见书"
    return {
        "to": leg.from_organ.name, "assignment_number": assignment.number if assignment else "（无文号）", "assigned_on": iso(leg.sent_on),
        "subject": petition.subject, "summary": summary(petition), "petitioners": people(petition),
        "claims": [
            {"request": claim.text, **({"result": findings[claim.pk].result} if claim.pk in findings else {})}
            for claim in petition.claims.all()
        ],
        "investigation": investigation, "outcome": outcome, "opinion_number": answer.number if answer else "",
        "served_on": iso(service.served_on) if service else None, "signed_by": officer.name, "signer_post": "主要负责人",
        "signer_is_head": act.by.is_principal, "handler": proceeding.handler.officer.name if proceeding.handler else officer.name,
        "contact": contact_of(act.by.organ), "attachments": [f"{letter}及送达回证" if service else f"{letter}（送达情况另行补报）"],
        "copies": [] if petition.first_organ_id == leg.from_organ_id else [petition.first_organ.name],
    }  # fmt: skip

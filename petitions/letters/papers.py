"""What does each paper say of this petition? Plain values from rows to a payload; the template does the rest.

Official papers are Chinese whatever language the officer reads, so their sentences are Chinese here and not in the catalogues.
"""

from petitions.models.proceeding import ClaimResult, Track
from petitions.review_authorities import review_organs_of
from petitions.rules.retention import CLASSES

from .copies import copied_to, parts_in

NOBODY = "未署名"
GUIDED = "越级走访，已登记；引导信访人到{0[office]}（电话{0[phone]}，地址{0[address]}）提出"
NEXT_STEP_OF_ORGAN, NEXT_STEP_OF_BUREAU = "书面告知您受理情况以及处理途径和程序", "转送、交办有权处理的机关、单位"
NAME_KEPT = "（信访人要求保密）"
OPINIONS = {ClaimResult.SUPPORT: "支持", ClaimResult.EXPLAIN: "解释说明", ClaimResult.REJECT: "不予支持"}


def iso(day):
    return day.isoformat() if day else None


def contact_of(organ):
    return {"office": organ.name, "phone": organ.phone or "—", "address": organ.address}


def people(petition, *, with_address=False):
    rows = [party for party in petition.parties.all() if party.role != "ACCUSED"]
    if petition.is_confidential or not rows:
        return [{"name": NAME_KEPT if petition.is_confidential else NOBODY}]
    return [{"name": party.name or NOBODY, **({"phone": party.phone, "address": party.address} if with_address else {})} for party in rows]


def addressee(petition):
    person = petition.petitioner
    return person.name if person and person.name else "信访人"


def summary(petition):
    contact = petition.contacts.first()
    return contact.text if contact else petition.subject


def materials(petition):
    files = [evidence.name for evidence in petition.evidence.all()]
    return ["信访事项登记表", *files]


def review_organ(organ, profile="CN_2022"):
    """Whom the petitioner may ask, one level up (arts 35 and 36; review_authorities.py)."""
    return "或者".join(above.name for above in review_organs_of(organ, profile).organs) or "上一级机关、单位"


def transfer(petition, leg, notice, window):
    payload = {
        "to": leg.to_organ.name, "received_on": iso(petition.received_on), "channel": petition.channel, "subject": petition.subject,
        "petitioners": people(petition, with_address=not petition.is_confidential), "petition_class": petition.petition_class,
        "summary": summary(petition), "materials": materials(petition), "headcount": petition.headcount, "requirements": leg.note,
        "notice_due_on": iso(notice.strict_on) if notice else None, "objection_due_on": iso(window.strict_on) if window else None,
        "contact": contact_of(leg.from_organ),
    }  # fmt: skip
    if leg.result_due_on:
        payload["result_due_on"] = iso(leg.result_due_on)
    return payload


def whereabouts(petition, leg, notice):
    return {
        "to": addressee(petition), "received_on": iso(petition.received_on), "channel": petition.channel, "subject": petition.subject,
        "leg": leg.kind, "sent_to": leg.to_organ.name, "sent_on": iso(leg.sent_on), "sent_to_phone": leg.to_organ.phone or "—",
        "sent_to_address": leg.to_organ.address, "next_step": f"{leg.to_organ.name}将{NEXT_STEP_OF_BUREAU if leg.to_organ.is_bureau else NEXT_STEP_OF_ORGAN}",
        "next_due_on": iso(notice.strict_on),
    }  # fmt: skip


def objection(petition, leg, objection):
    number = petition.documents.filter(kind__in=["D04", "D05"], organ=leg.from_organ).last()
    return {
        "to": leg.from_organ.name, "transfer_number": number.number if number else "（无文号）", "transferred_on": iso(leg.sent_on),
        "received_on": iso(leg.sent_on), "leg": leg.kind, "subject": petition.subject, "summary": petition.subject,
        "petitioners": people(petition), "grounds": objection.grounds, "basis": objection.basis,
        "suggested_organ": objection.suggested_organ.name if objection.suggested_organ else "", "materials": materials(petition),
    }  # fmt: skip


def objection_decision(petition, leg, objection, new_organ):
    paper = petition.documents.filter(kind="D11").last()
    notice = petition.clocks.running().filter(rule="C03").first()
    return {
        "to": leg.to_organ.name, "objection_number": paper.number if paper else "（无文号）", "objected_on": iso(objection.lodged_on),
        "decision": "AGREED" if objection.is_agreed else "REFUSED", "reason": objection.decision, "subject": petition.subject,
        "new_organ": new_organ.name if new_organ else "", "notice_due_on": iso(notice.strict_on) if notice and not new_organ else None,
    }  # fmt: skip


def acceptance(petition, proceeding, clock):
    leg = petition.current_transfer
    return {
        "to": addressee(petition), "received_on": iso(proceeding.received_on), "received_from": leg.from_organ.name if leg else "",
        "accepted_on": iso(proceeding.accepted_on), "subject": petition.subject, "due_on": iso(clock.strict_on),
        "claims": [{"request": claim.text, "track": proceeding.track} for claim in petition.claims.all()],
        "review_organ": review_organ(proceeding.organ, petition.profile), "contact": contact_of(proceeding.organ),
        "is_simple": proceeding.is_simple, "remedy": remedy(proceeding),
    }  # fmt: skip


def remedy(proceeding):
    """What stands open against the answer: a review, a lawsuit for a duty not performed (ALL art. 47), or nothing."""
    if proceeding.track == Track.T5_DUTY:
        return "LAWSUIT"
    return "REVIEW" if proceeding.track == Track.T6_PETITION and not proceeding.is_simple else "NONE"


def extension(petition, proceeding, extension, was_due, extended_on):
    return {
        "to": addressee(petition), "accepted_on": iso(proceeding.accepted_on), "reason": extension.reason, "subject": petition.subject,
        "due_on": iso(was_due), "extended_due_on": iso(extended_on), "days": extension.days, "approved_on": iso(extension.approved_on),
        "approved_by": f"{proceeding.organ.name}负责人", "contact": contact_of(proceeding.organ),
    }  # fmt: skip


def newest_findings(proceeding):
    """The finding that counts for each claim: the newest."""
    newest = {}
    for finding in proceeding.findings.all():
        newest[finding.claim_id] = finding
    return newest


def answer(petition, proceeding):
    """The paper that answers: an opinion letter (D17), a reply on a duty (D17R), or on a suggestion (D34). Returns its code and payload."""
    findings = newest_findings(proceeding)
    claims = [(claim, findings[claim.pk]) for claim in petition.claims.all() if claim.pk in findings]
    leg = petition.current_transfer
    common = {
        "to": addressee(petition), "received_on": iso(proceeding.received_on), "subject": petition.subject, "channel": petition.channel,
        "received_from": leg.from_organ.name if leg else addressee(petition), "accepted_on": iso(proceeding.accepted_on),
        "copies": copied_to(petition, proceeding.organ),
    }  # fmt: skip
    if proceeding.track == Track.SUGGESTION:
        adopted = {ClaimResult.SUPPORT: "ADOPTED", ClaimResult.EXPLAIN: "PARTLY", ClaimResult.REJECT: "NOT_ADOPTED"}
        rows = [
            {"request": claim.text, "adoption": adopted[finding.result], "reason": f"{finding.facts}\n{finding.opinion}"}
            for claim, finding in claims
        ]
        return "D34", {**common, "claims": rows}
    if proceeding.track == Track.T5_DUTY:
        return "D17R", reply(petition, proceeding, findings)
    rows = [found(claim, finding) for claim, finding in claims]
    evidence = [file.name for file in petition.evidence.all()]
    return "D17", {
        **common,
        "claims": rows,
        "review_organ": review_organ(proceeding.organ, petition.profile),
        "evidence": evidence,
        "parts": parts_in(petition),
    }


def found(claim, finding):
    """Request, facts, result, basis and what is promised."""
    return {
        "request": claim.text, "facts": finding.facts, "result": finding.result, "opinion": finding.opinion, "basis": finding.basis,
        "promises": finding.promises,
    }  # fmt: skip


def reply(petition, proceeding, findings):
    """D17R: an answer against which no review is open, claim by claim; in simple procedure without facts and basis. `findings`: by claim."""
    leg = petition.current_transfer
    return {
        "to": addressee(petition), "received_on": iso(proceeding.received_on), "subject": petition.subject,
        "received_from": leg.from_organ.name if leg else addressee(petition), "accepted_on": iso(proceeding.accepted_on),
        "claims": [found(claim, findings[claim.pk]) for claim in petition.claims.all() if claim.pk in findings],
        "is_simple": proceeding.is_simple, "remedy": remedy(proceeding), "contact": contact_of(proceeding.organ),
        "copies": copied_to(petition, proceeding.organ),
    }  # fmt: skip


# What proves a way of service: the key that the paper shows it under.
PROOF = {"FAMILY": "relation", "MAIL": "mail_number", "ELECTRONIC": "electronic_address", "LEFT": "witnesses"}
NOT_RECORDED = "（未记录）"


def service(service):
    """D23 of a recorded service: what was recorded, and nothing that was not."""
    document = service.document
    proof = service.note or NOT_RECORDED
    payload = {
        "organ": document.organ.short_name, "organ_full": document.organ.name, "petition_number": document.petition.grouped_number,
        "issued_on": iso(service.served_on), "to": document.payload.get("to") or "信访人",
        "papers": [{"title": document.title, "number": document.number}], "mode": service.mode,
        "served_by": service.event.duty.officer.name if service.event.duty else document.organ.name, "served_on": iso(service.served_on),
        "received_by": service.received_by or (NOT_RECORDED if service.mode in ("PERSONAL", "FAMILY") else ""), "note": service.note,
    }  # fmt: skip
    if key := PROOF.get(service.mode):
        payload[key] = [proof] if key == "witnesses" else proof
    return payload


def persons(petition):
    """The people of a petition in full, for the papers of the organ that registered it."""
    rows = [
        {
            "role": party.role, "name": party.name or NOBODY, "paper": party.paper or None, "paper_number": party.paper_number,
            "phone": party.phone, "address": party.address,
        }
        for party in petition.parties.all()
        if party.role != "ACCUSED"
    ]  # fmt: skip
    return rows or [{"name": NOBODY}]


def registration_sheet(petition, contact):
    """D01 of a petition, from the contact that opened it."""
    # Asked like this because it may not be there for whoever prints.
    before = type(petition).objects.filter(pk=petition.repeats_id).first() if petition.repeats_id else None
    return {
        "organ": contact.organ.short_name, "organ_full": contact.organ.name, "petition_number": petition.grouped_number,
        "issued_on": iso(contact.received_on), "channel": contact.channel, "received_at": contact.received_at.isoformat(),
        "headcount": petition.headcount, "petitioners": persons(petition),
        "claims": [{"request": claim.text} for claim in petition.claims.all()] or [{"request": contact.subject}],
        "facts": contact.text, "subject": contact.subject, "place": contact.place, "language": contact.language,
        "category": str(petition.category) if petition.category else "", "petition_class": petition.petition_class or None,
        "is_repeat": petition.is_repeat, "prior_number": before.grouped_number if before else "", "is_confidential": petition.is_confidential,
        "is_sealed": petition.is_sealed, "accused": [str(party) for party in petition.parties.all() if party.role == "ACCUSED"],
        "materials": [evidence.name for evidence in petition.evidence.all()], "first_unit": petition.first_organ.name,
        "first_receiver": petition.first_receiver.officer.name if petition.first_receiver else "网上受理",
        "flags": ["紧急"] if petition.is_urgent else [],
    }  # fmt: skip


def visit_record(petition, contact):
    """D02 of the visit that a contact was."""
    visit = contact.visit
    return {
        "organ": contact.organ.short_name, "organ_full": contact.organ.name, "petition_number": petition.grouped_number,
        "issued_on": iso(contact.received_on), "visited_at": contact.received_at.isoformat(), "window": visit.window or "接待窗口",
        "received_by": contact.duty.officer.name if contact.duty else contact.organ.name, "petitioners": persons(petition),
        "headcount": visit.companions, "subject": contact.subject, "statement": contact.text,
        "explained": visit.explained or "告知信访人登记编号、查询方式和下一步办理程序。",
        "claims": [{"request": claim.text} for claim in petition.claims.all()],
        "materials": [evidence.name for evidence in petition.evidence.all()], "outcome": GUIDED.format(contact_of(visit.guided_to)) if visit.guided_to else "登记受理，进入办理程序",
    }  # fmt: skip


def receipt(petition, contact, *, follow_url, clock):
    """D03: number, code, and what happens next by when."""
    organ = petition.first_organ
    step = "登记后转送、交办有权处理的机关、单位" if organ.is_bureau else "书面告知您接收情况以及处理途径和程序"
    step_english = (
        "sends your matter to the organ that is competent" if organ.is_bureau else "tells you in writing how your matter will be dealt with"
    )
    return {
        "organ": organ.short_name, "organ_full": organ.name, "petition_number": petition.grouped_number, "issued_on": iso(contact.received_on),
        "to": addressee(petition), "query_code": petition.query_code, "received_at": contact.received_at.isoformat(),
        "channel": contact.channel, "subject": petition.subject,
        "claims": [{"request": claim.text} for claim in petition.claims.all()],
        "materials": [evidence.name for evidence in petition.evidence.all()], "next_organ": organ.name, "next_step": step,
        "next_due_on": iso(clock.strict_on if clock else petition.received_on), "follow_url": follow_url, "contact": contact_of(organ),
        "english": {"next_step": step_english},
    }  # fmt: skip


def sealed_receipt(petition, contact, *, follow_url, clock):
    """D03 of an accusation: that something was received, and how it is followed; whoever finds the paper learns nothing more."""
    return receipt(petition, contact, follow_url=follow_url, clock=clock) | {
        "to": "信访人", "subject": "（密封件）", "claims": [], "materials": [], "next_step": "依照规定移送有权处理的机关",
        "english": {"next_step": "hands it to the competent organ"},
    }  # fmt: skip


def file_index(petition, volume, items, by):
    """D37: everything in the file in order, each with its pages and its checksum."""
    return {
        "volume_number": volume.number, "retention": CLASSES[volume.retention]["word"], "seal_sha256": volume.seal,
        "items": [
            {
                "title": item.title, "number": item.number, "dated_on": iso(item.dated_on), "pages": item.pages, "first_page": item.first_page,
                "sha256": item.sha256,
            }
            for item in items
        ],
        "archived_by": by.officer.name, "archived_on": iso(volume.archived_on), "subject": petition.subject,
        "received_on": iso(petition.received_on), "closed_on": iso(petition.closed_on), "petitioners": people(petition),
    }  # fmt: skip


def cover(petition, volume):
    """The cover of the volume, by the fields that GB/T 9705 gives it."""
    items = list(volume.items.all())
    return {
        "organ": volume.organ.short_name, "organ_full": volume.organ.name, "issued_on": iso(volume.archived_on), "volume_number": volume.number,
        "petition_number": petition.grouped_number, "subject": petition.subject, "petitioners": people(petition),
        "retention": CLASSES[volume.retention]["word"], "retained_until": iso(volume.retained_until), "item_count": volume.item_count,
        "page_count": volume.page_count, "first_on": iso(min(item.dated_on for item in items)), "last_on": iso(max(item.dated_on for item in items)),
        "archived_on": iso(volume.archived_on), "seal_sha256": volume.seal,
    }  # fmt: skip


def without_name(payload):
    """The same paper for an organ from which the petitioner's name is kept (domain.md §3.6.6)."""
    told = {key: NAME_KEPT for key in ("received_by", "electronic_address", "address", "note") if payload.get(key)}
    if payload.get("petitioners"):
        told["petitioners"] = [{"name": NAME_KEPT}]
    elif "to" in payload:
        told["to"] = "信访人"
    return payload | told

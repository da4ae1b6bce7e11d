"""What do the papers say where several organs have to do with one petition: who leads, who assists, who decided it?

Official papers are Chinese whatever language the officer reads.
"""

from .papers import contact_of, iso, materials, people, summary

SEVERAL = "该事项涉及多个机关、单位的职权，需要确定主办单位和协办单位"


def lead_named(petition, act, lead, parts, notice):
    """D13 of a joint handling: nobody disputes it, several are competent."""
    return {
        "to": "、".join(organ.name for organ in (lead, *(part.organ for part in parts))), "received_on": iso(petition.received_on),
        "subject": petition.subject, "dispute": SEVERAL, "lead": lead.name, "reason": act.reason or SEVERAL, "assisting": assisting(parts),
        "notice_due_on": iso(notice.strict_on) if notice else iso(act.on), "copies": [petition.first_organ.name],
    }  # fmt: skip


def competence_decided(petition, act, dispute, organs, parts, notice):
    """D13 of a dispute: the superior's decision, which binds."""
    return {
        "to": "、".join(organ.name for organ in organs), "received_on": iso(petition.received_on), "subject": petition.subject,
        "dispute": f"{'、'.join(organ.name for organ in organs)}对该事项的受理有争议，协商情况：{dispute.attempts}", "lead": dispute.lead.name,
        "reason": dispute.decision, "declared_on": iso(dispute.declared_on), "requested_by": dispute.declared_by.organ.name,
        "assisting": assisting(parts), "notice_due_on": iso(notice.strict_on) if notice else iso(act.on),
    }  # fmt: skip


def assisting(parts):
    return [{"name": part.organ.name, "task": part.task, "due_on": iso(part.due_on)} for part in parts]


def part_asked(petition, joint, part, sender):
    """D13A: the letter to one assisting organ."""
    return {
        "to": part.organ.name, "received_on": iso(petition.received_on), "subject": petition.subject, "petitioners": people(petition),
        "summary": summary(petition), "materials": materials(petition), "lead": joint.lead.name, "task": part.task,
        "due_on": iso(part.due_on), "contact": contact_of(sender),
    }  # fmt: skip

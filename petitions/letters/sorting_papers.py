"""What do the papers say by which a petition is not taken in, goes elsewhere or ends? (D08, D09, D10, D29, D32, D33, D35, D36)"""

from petitions.rules.reasons import REFUSALS, TERMINATIONS
from petitions.rules.urgent import ADDRESSEES

from .papers import addressee, contact_of, iso, materials, people, summary

NO_NUMBER = "（无文号）"
UNITS = {"day": "日", "month": "个月"}


def merge_note(petition, master, *, person_basis, matter_basis, new_facts, by):
    """D36, with the number of the petition that goes on."""
    return {
        "to": addressee(petition), "petition_number": master.grouped_number, "subject": master.subject, "holder": master.holder_organ.name,
        "due_on": iso(master.due_on),
        "merged": [
            {
                "number": petition.grouped_number, "received_on": iso(petition.received_on), "channel": petition.channel,
                "subject": petition.subject,
            }
        ],
        "person_basis": person_basis, "matter_basis": matter_basis, "new_facts": new_facts, "decided_by": by.officer.name,
    }  # fmt: skip


def refusal(petition, organ, *, refusal, reason, guidance, pending=None):
    """D08."""
    answer = pending and pending.clocks.running().filter(rule__in=["C06", "C09", "C25", "C26"]).first()
    return {
        "to": addressee(petition), "received_on": iso(petition.received_on), "channel": petition.channel, "subject": petition.subject,
        "refusal": refusal, "reason": reason, "article": REFUSALS[refusal]["text"], "guidance": guidance, "contact": contact_of(organ),
        "pending_with": pending.holder_organ.name if pending else "", "guidance_phone": pending.holder_organ.phone if pending else "",
        "pending_due_on": iso(answer.strict_on) if answer else None,
    }  # fmt: skip


def final_refusal(petition, organ, master, *, would_count):
    """D09: names the paper with which the matter was decided to the end."""
    last = master.documents.filter(kind__in=["D22", "D20", "D17"]).order_by("kind").last()
    window = master.clocks.filter(rule__in=["C12", "C14"]).last()
    return {
        "to": addressee(petition), "received_on": iso(petition.received_on), "channel": petition.channel, "subject": petition.subject,
        "finality": master.finality, "final_organ": (last.organ if last else master.holder_organ).name,
        "final_number": last.number if last else NO_NUMBER, "final_on": iso(last.issued_on if last else master.closed_on),
        "prior_number": master.grouped_number, "lapsed_on": iso(window.rolled_on if window else master.closed_on),
        "would_count": would_count, "contact": contact_of(organ),
    }  # fmt: skip


def legal_channel(petition, organ, channel, *, body, body_address, body_phone, needed, limitation_on, reason):
    """D10: where the matter is decided, and the last day to go there."""
    limits = "该程序没有法定申请期限"
    if channel["length"]:
        limits = f"自{channel['since_word']}起{channel['length']}{UNITS[channel['unit']]}内（{channel['article']}）"
    claims = [{"request": claim.text} for claim in petition.claims.all()] or [{"request": petition.subject}]
    return {
        "to": addressee(petition), "received_on": iso(petition.received_on), "subject": petition.subject, "claims": claims,
        "track": channel["track"], "body": body, "body_address": body_address, "body_phone": body_phone, "basis": channel["article"],
        "limits": limits, "materials": needed, "reason": reason, "contact": contact_of(organ), "limitation_on": iso(limitation_on),
        "limitation": f"向{body}{channel['word']}" if limitation_on else "",
    }  # fmt: skip


def political_legal(petition, body, channel, reason):
    """D33."""
    return {
        "to": body, "received_on": iso(petition.received_on), "channel": petition.channel, "subject": petition.subject,
        "petitioners": people(petition, with_address=not petition.is_confidential), "summary": summary(petition), "track": channel["track"],
        "headcount": petition.headcount, "reason": reason or f"属于{channel['word']}的事项", "materials": materials(petition),
    }  # fmt: skip


def sealed_handover(petition, to, act, *, envelopes, sheets):
    """D32: what stands on the envelope, and nothing of what is in it. `to`: the name of the organ."""
    return {
        "to": to, "received_on": iso(petition.received_on), "channel": petition.channel, "envelopes": envelopes,
        "envelope_number": petition.grouped_number, "handed_over_by": act.by.officer.name, "handed_over_on": iso(act.on),
        **({"sheets": sheets} if sheets else {}),
    }  # fmt: skip


def sealed_to_political_legal(petition, to, act, *, envelopes, sheets):
    """D33 of an accusation: that it is one, closed, and nothing of what is in it."""
    enclosed = f"密封材料{envelopes}件" + (f"，共{sheets}页" if sheets else "")
    return {
        "to": to, "received_on": iso(petition.received_on), "channel": petition.channel, "petitioners": [{"name": "（密封）"}],
        "summary": "详见密封材料。", "reason": act.reason or "属于政法机关职责范围内的检举控告事项", "materials": [enclosed],
    }  # fmt: skip


def withdrawal(petition, organ, waiting, act, *, is_whole):
    """D35 of those who withdrew."""
    names = "、".join(one.party.name for one in waiting if one.party and one.party.name)
    return {
        "to": addressee(petition) if is_whole or not names else names, "ending": "WITHDRAWAL", "ended_on": iso(act.on), "subject": petition.subject,
        "received_on": iso(petition.received_on), "requested_on": iso(min(one.asked_on for one in waiting)), "reason": "信访人自愿撤回信访事项",
        "statement": "\n".join(dict.fromkeys(one.statement for one in waiting)), "contact": contact_of(organ),
        "scope": "全部信访事项" if is_whole else f"{names or '撤回人'}本人提出的部分，其余信访人的信访事项继续办理",
        "consequence": "本信访事项终结办理；以新的事实和理由可以再次提出" if is_whole else "撤回人不再作为本信访事项的信访人",
    }  # fmt: skip


def termination(petition, organ, ground, act):
    """D35 of a matter that nobody can go on with."""
    return {
        "to": addressee(petition), "ending": "TERMINATION", "ended_on": iso(act.on), "subject": petition.subject, "scope": "全部信访事项",
        "received_on": iso(petition.received_on), "reason": f"{TERMINATIONS[ground]['text']}：{act.reason}", "contact": contact_of(organ),
        "approved_by": act.by.officer.name, "consequence": "本信访事项终止办理；终止原因消失的，可以重新提出",
    }  # fmt: skip


def urgent_report(petition, organ, act, *, addressees, occurred_at, phoned_at, place, headcount, demand, risk, measures, follow_up):
    """D29."""
    known = petition.clocks.filter(rule="C17").last()
    return {
        "addressees": [ADDRESSEES[addressee]["word"] for addressee in addressees], "occurred_at": occurred_at.isoformat(), "place": place,
        "headcount": headcount, "demand": demand, "risk": risk, "measures": measures, "follow_up": follow_up, "subject": petition.subject,
        "contact": contact_of(organ), "reported_by": act.by.officer.name, "phoned_at": phoned_at.isoformat() if phoned_at else None,
        "known_at": known.started_at.isoformat() if known and known.started_at else None,
    }  # fmt: skip

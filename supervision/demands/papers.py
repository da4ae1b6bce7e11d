"""What do the papers of a demand say: the order (D25), the three suggestions (D26), the feedback on them (D27)?

Official papers are Chinese whatever language the officer reads.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import translation

from petitions import clocks
from petitions.letters.papers import contact_of, iso
from petitions.rulebook import WINDOWS, Rule, numeral

from .kinds import KINDS

SAID_OF_LATENESS = "“{title}”（{article}）的期限至{due}届满，至今没有完成，已超期{days}日。"
NEXT_TIME = "请查明超期原因，于限期内完成，并书面反馈办理结果和防止再次超期的措施。"
ADOPTED = "建议符合实际，予以采纳。"


def late_clock(petition, today):
    """The clock that is late longest in the organ that has the petition; None where none is."""
    running = petition.clocks.running().filter(rolled_on__lt=today, organ=petition.holder_organ_id).exclude(rule__in=WINDOWS)
    return running.order_by("rolled_on", "pk").first()


def suggested(kind, petition, today):
    """What the form of a demand says before anybody has written: which clock is late, by which article, since when."""
    clock = late_clock(petition, today)
    if clock is None:
        return {}
    with translation.override("zh-hans"):
        law = clocks.rule_for(clock.rule, clock.profile, petition.received_on)
        due = f"{clock.rolled_on.year}年{clock.rolled_on.month}月{clock.rolled_on.day}日"
        words = {"title": Rule(clock.rule).label, "article": law.article, "due": due, "days": (today - clock.rolled_on).days}
        problem = SAID_OF_LATENESS.format(**words)
    if kind.problem:
        return {"problem": problem, "triggers": ["DELAY"]} | ({} if kind.is_suggestion else {"requirement": NEXT_TIME})
    return {"requirement": f"{problem}{NEXT_TIME}"}


def feedback_due(organ, today, calendar):
    """C18: where the law of the organ names no period, the office's own (2022: none; 2005: 30 days)."""
    law = clocks.rule_for(Rule.SUGGESTION_FEEDBACK, organ.profile or settings.CLOCK_PROFILE, today)
    named = None if law.length else today + timedelta(days=settings.SUGGESTION_FEEDBACK_DAYS)
    return clocks.count(law, today, calendar, given_due=named)


def _head(demand, organ, to, number, on):
    return {
        "organ": organ.short_name, "organ_full": organ.name, "number": number, "issued_on": iso(on), "to": to.name,
        "contact": contact_of(organ), "subject": demand.petition.subject if demand.petition_id else demand.subject,
        **({"petition_number": demand.petition.grouped_number} if demand.petition_id else {}),
    }  # fmt: skip


def issue(demand, *, number, on):
    """D25 or D26; a draft has no number yet."""
    payload = _head(demand, demand.by_organ, demand.organ, number, on)
    kind = KINDS[demand.kind]
    if kind.is_suggestion:
        about = f"涉及单位：{demand.about.name}\n" if demand.about_id else ""
        return payload | {
            "suggestion_kind": kind.suggestion, "facts": f"{about}{demand.problem}", "analysis": demand.analysis,
            "suggestions": [line for line in demand.requirement.splitlines() if line.strip()], "feedback_due_on": iso(demand.due_on),
        }  # fmt: skip
    payload |= {
        "triggers": list(demand.triggers), "problem": demand.problem, "requirement": demand.requirement, "due_on": iso(demand.due_on),
        "supervision_mode": demand.mode,
    }  # fmt: skip
    if demand.petition_id:
        payload |= {"received_on": iso(demand.petition.received_on)}
        if clock := late_clock(demand.petition, on):
            payload |= {"was_due_on": iso(clock.rolled_on), "days_late": (on - clock.rolled_on).days}
    if demand.times > 1:
        with translation.override("zh-hans"):
            payload |= {"repeated": numeral(str(demand.times))}
    return payload


def feedback(demand, *, number, on, adoption, words, measures, measures_due_on):
    """D27, by the organ that was asked."""
    return _head(demand, demand.organ, demand.by_organ, number, on) | {
        "suggestion_kind": KINDS[demand.kind].suggestion, "suggestion_number": demand.number, "suggested_on": iso(demand.issued_on),
        "adoption": adoption, "reason": words or ADOPTED, "measures": measures, "measures_due_on": iso(measures_due_on),
    }  # fmt: skip

"""What does the paper of a warning say (D31), and with which words does a proposal begin?

Official papers are Chinese whatever language the officer reads. No petition is named in them: who may know of it opens it in the register.
"""

from petitions.letters.kinds import WORDS
from petitions.letters.papers import contact_of, iso

from .accountability import GROUNDS, LADDER
from .models.warning_rule import Level

QUARTERS = "一二三四"
MEASURES = WORDS["measure"]


def payload(card, by, *, bureau, interview=None, copies=()):
    """`interview`: (when, where); `copies`: to whom a circular goes."""
    issuer = by.organ
    told = {
        "organ": issuer.name, "to": card.organ.name, "issued_on": iso(card.issued_on), "number": card.number, "measure": card.level,
        "article": GROUNDS[card.reason].article if card.level == Level.CARD else LADDER, "facts": card.facts, "requirement": card.requirement,
        "due_on": iso(card.clear_by), "contact": contact_of(issuer if issuer.phone or bureau is None else bureau), "copies": list(copies),
    }  # fmt: skip
    if card.measure.next:
        told["next_measure"] = MEASURES[card.measure.next]
    if interview:
        at, place = interview
        told |= {"interview_at": at.isoformat(), "place": place}
    return told


def facts(card, lines):
    """What a proposal of the rule, or after a card that was not cleared, begins with; `lines`: the evidence that the reader may know of."""
    if card.facts:
        return card.facts
    if card.follows:
        before = card.follows
        return f"{_day(before.issued_on)}以{before.number}对你单位予以{MEASURES[before.level]}，要求于{_day(before.clear_by)}前整改到位，至今未整改到位。"
    number = len({line.petition_id for line in lines})
    quarter = f"{card.quarter_on.year}年第{QUARTERS[(card.quarter_on.month - 1) // 3]}季度"
    return f"{quarter}，你单位有{number}件信访事项超过规定期限。"


def requirement(card):
    if card.requirement:
        return card.requirement
    if card.follows:
        return card.follows.requirement
    return "超期事项逐件查明原因并全部办结；建立到期前提醒和定期检查制度。"


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"

"""How is each step of the table taken? What it asks for, made up for a petition as it stands.

`WAYS[step](way)` gives the step's details. Random walks, the matrix of actors and the demo of a state use the same ones, so that a new
row of the table needs one line here and is walked everywhere.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from accounts.models import Role
from petitions.accusations import Accused
from petitions.models import Evidence, Petition, ThirdParty
from petitions.rules import pledges
from tests.factories import CONCLUSION, HEARING, Cast, at, make_duty

WORDS = ["经现场查勘情况属实。", "根据现有材料无法认定。", "已责成物业单位于本月内维修。", "属于历史遗留问题，需多部门会商。"]


@dataclass
class Way:
    """One petition, one day, and a die that falls the same way for everybody who starts with the same number."""

    cast: Cast
    petition: Petition
    on: date
    die: Random

    def some(self, values):
        return self.die.choice(list(values) or [None])

    @property
    def words(self):
        return self.some(WORDS)

    @property
    def earlier(self):
        """A day between the petition's arrival and today."""
        return self.on - timedelta(days=self.die.choice([0, 0, 0, 1, 3]))

    def later(self, days=30):
        return self.on + timedelta(days=self.die.randint(1, days))

    @property
    def other_organ(self):
        return self.some(organ for organ in (self.cast.housing, self.cast.water) if organ.pk != self.petition.holder_organ_id)


def finding(way):
    result = way.some(["SUPPORT", "EXPLAIN", "REJECT"])
    promises = {"promises": ["重做屋顶防水"], "perform_by_on": way.later(60)} if result == "SUPPORT" and way.die.random() < 0.4 else {}
    return {
        "claim": way.some(way.petition.claims.all()), "facts": way.words, "result": result, "opinion": way.words, "basis": "《住房保障办法》第十条",
        **promises,
    }  # fmt: skip


def service(way):
    return {"mode": way.some(["PERSONAL", "MAIL", "LEFT"]), "served_on": way.earlier, "received_by": "王秀英"}


def notice(way):
    return {"mode": "PERSONAL", "notified_on": way.earlier}


def part(way):
    return {"organ": way.some([way.cast.water, way.cast.education, way.cast.housing]), "task": "查明供水管网情况", "due_on": way.later(20)}


def request(way):
    return {
        "organ": way.some([way.cast.city, way.cast.province]), "way": "ONLINE", "lodged_on": way.on, "received_on": way.on,
        "request": "请撤销原处理意见。", "grounds": "屋顶还在漏水，处理意见认定的事实与现场不符。",
    }  # fmt: skip


def turned_away(way):
    return {"refusal": way.some(["LATE", "OUT_OF_SCOPE", "WRONG_LEVEL"]), "guidance": "请向上一级机关提出。", **notice(way)}


def ruling(way):
    result = way.some(["MAINTAIN", "MAINTAIN", "REVOKE", "REDO"])
    return {
        "result": result, "facts": way.words, "reasons": way.words, "basis": "《信访工作条例》第三十五条",
        "redo_due_on": way.later(60) if result in ("REVOKE", "REDO") else None,
    }  # fmt: skip


def hearing(way):
    return {**HEARING, "hearing_at": at(way.later(15), 9), **notice(way)}


def conclusion(way):
    return {**CONCLUSION, "held_on": way.on, **notice(way)}


def promise(way):
    return way.petition.promises.first()


def channel(way, since):
    return {
        "channel": way.some(["RECONSIDERATION", "CIVIL_SUIT", "LABOUR_ARBITRATION"]), "body": "江城市人民政府", "body_address": "江城市一路 1 号",
        since: way.earlier, **notice(way),
    }  # fmt: skip


def another(way):
    """The petition beside: of the same petitioner, in the same bureau."""
    return Petition.objects.exclude(pk=way.petition.pk).filter(is_sealed=False).order_by("pk").first()


def decided_to_the_end():
    return Petition.objects.filter(finality="REREVIEW_FINAL").first()


WAYS = {
    # Sorting
    "take": lambda way: {},
    "classify": lambda way: {"petition_class": way.some(["CLAIM", "CLAIM", "SUGGESTION"])},
    "split": lambda way: {"parts": [{"subject": "赔偿", "claims": [way.petition.claims.last()], "files": []}]},
    "undo_split": lambda way: {},
    "link": lambda way: {"other": another(way)},
    "merge": lambda way: {"other": another(way), "person_basis": "证件号码相同", "matter_basis": "同一处房屋同一漏水"},
    "undo_merge": lambda way: {},
    "decline": lambda way: {"refusal": "NOT_A_PETITION", "guidance": "请到咨询窗口。", **notice(way)},
    "decline_final": lambda way: {"other": decided_to_the_end() or another(way), "would_count": "新的鉴定结论"},
    "guide": lambda way: {**channel(way, "event_on"), "materials": ["身份证"]},
    "report_up": lambda way: {"organ": way.some([way.cast.province, way.cast.city])},
    "void": lambda way: {},
    "flag_urgent": lambda way: {},
    "report_urgent": lambda way: {
        "addressees": [task.addressee for task in way.petition.urgent_tasks.filter(reported_at=None, is_dropped=False)], "occurred_at": at(way.earlier),
        "place": "湖滨路", "headcount": 12, "demand": "要求立即维修", "risk": "人员聚集", "measures": "已派员到场", "follow_up": "每日报告",
    },
    "acknowledge_urgent": lambda way: {},
    "record_urgent_receipt": lambda way: {
        "addressees": [task.addressee for task in way.petition.unacknowledged][:1], "received_by": "值班员", "received_at": at(way.earlier),
    },
    "clear_urgent": lambda way: {},
    # Routing
    "transfer": lambda way: {"organ": way.other_organ},
    "assign": lambda way: {"organ": way.other_organ, "result_due_on": way.later(90)},
    "assign_jointly": lambda way: {"organ": way.other_organ, "result_due_on": way.later(90), "parts": [part(way)]},
    "keep": lambda way: {},
    "refer": lambda way: {"organ": way.other_organ},
    "receive": lambda way: {},
    "hand_to_discipline": lambda way: {"organ": way.cast.discipline},
    "identify": lambda way: {"is_identified": True, "accused": [Accused("某负责人", way.cast.housing)]},
    "record_hand_over": lambda way: {"mode": "PERSONAL", "served_on": way.on, "received_by": "收件人"},
    "sign_for": lambda way: {},
    "object": lambda way: {"grounds": "不属于本单位职责范围的事项。", "basis": "三定方案"},
    "allow_late_objection": lambda way: {},
    "agree_objection": lambda way: {"organ": way.other_organ},
    "refuse_objection": lambda way: {},
    "dispute": lambda way: {"organs": [way.cast.housing, way.cast.water], "attempts": "两单位会商两次，均认为不属于本单位职责。"},
    "decide_dispute": lambda way: {"organ": way.some([way.cast.housing, way.cast.water])},
    # Handling
    "appoint": lambda way: {"handler": way.some([way.cast.handler, way.cast.water_handler])},
    "accept": lambda way: {
        "track": way.some(["T6_PETITION", "T6_PETITION", "T5_DUTY", "SUGGESTION"]), "is_simple": way.die.random() < 0.2, "is_clear": True,
        **notice(way),
    },
    "refuse_acceptance": lambda way: {"refusal": "NOT_A_PETITION", "guidance": "请到咨询窗口。", **notice(way)},
    "guide_from_organ": lambda way: {**channel(way, "since_on"), "needed": ["身份证"]},
    "deem_accepted": lambda way: {},
    "reply_simply": lambda way: {
        "replies": [{"claim": claim, "result": "SUPPORT", "reply": way.words} for claim in way.petition.claims.all()], "mode": "ORAL",
        "replied_on": way.earlier,
    },
    "convert": notice,
    "change_track": lambda way: {"track": way.some(["T5_DUTY", "T6_PETITION"]), **notice(way)},
    "find": finding,
    "extend": lambda way: {"days": way.die.randint(1, 32), **way.some([{}, notice(way)])},
    "serve_extension": lambda way: {"mode": "PERSONAL", "served_on": way.earlier},
    "ask_extension": lambda way: {"days": way.die.randint(1, 30)},
    "approve_extension": lambda way: {"days": way.die.randint(1, 30)},
    "hold_hearing": hearing,
    "record_hearing": conclusion,
    "mediate": lambda way: {
        "kind": "SETTLEMENT", "consented": True, "is_lawful": True, "held_on": way.on, "is_agreed": True, "other_party": "物业公司",
        "claims": list(way.petition.claims.all()), "facts": way.words, "terms": ["三十日内修好屋顶"], "perform_by_on": way.later(30),
    },
    "settle": lambda way: {},
    "submit": lambda way: way.some([{}, {"justification": "重新检测后结论不变。"}]),
    "return_draft": lambda way: {},
    "sign": lambda way: {},
    "serve": service,
    "serve_reply": service,
    "report_result": lambda way: {"report": way.words, "investigation": way.words},
    "accept_report": lambda way: {},
    "return_report": lambda way: {},
    # Several organs
    "ask_for_part": part,
    "give_part": lambda way: {"handler": way.some([way.cast.handler, way.cast.water_handler])},
    "answer_part": lambda way: {"opinion": way.words},
    "confirm_part": lambda way: {"is_confirmed": way.die.random() < 0.8},
    "return_part": lambda way: {"part": way.some(way.petition.parts), "due_on": way.later(10)},
    "record_meeting": lambda way: {
        "held_on": way.earlier, "place": "二楼会议室", "attendees": ["孙承办", "褚承办"], "minutes": way.words, "decisions": way.words,
    },
    "override_parts": lambda way: {},
    # Review and correction
    "request_review": request,
    "accept_review": notice,
    "refuse_review": turned_away,
    "decide_review": ruling,
    "serve_review": service,
    "request_rereview": request,
    "accept_rereview": notice,
    "refuse_rereview": turned_away,
    "pause_rereview": hearing,
    "resume_rereview": conclusion,
    "decide_rereview": ruling,
    "serve_rereview": service,
    "order_correction": lambda way: {"defect": "FACTS_UNCLEAR", "facts": way.words, "requirement": "委托鉴定后重新答复。"},
    "start_correction": lambda way: {},
    "accept_correction": lambda way: {},
    "return_correction": lambda way: {},
    # The end
    "accept_answer": lambda way: {"accepted_on": way.earlier},
    "lapse": lambda way: {},
    "perform": lambda way: {"promise": promise(way), "performed_on": way.earlier, "files": [evidence(way)]},
    "exempt_promise": lambda way: {"promise": promise(way)},
    "confirm_performance": lambda way: {"promise": promise(way), "is_carried_out": way.die.random() < 0.7},
    "close_performed": lambda way: {},
    "evaluate": lambda way: {
        "side": way.some(["ORGAN", "BUREAU"]), "grade": way.some(["SATISFIED", "BASICALLY", "DISSATISFIED"]),
        "solved": way.some(["YES", "PARTLY", "NO"]), "words": way.words,
    },
    "ask_withdrawal": lambda way: {"parties": list(way.petition.petitioners), "statement": "本人自愿撤回，无人施加压力。"},
    "revoke_withdrawal": lambda way: {},
    "withdraw": lambda way: {},
    "withdraw_some": lambda way: {},
    "terminate": lambda way: {"ground": "UNIDENTIFIABLE"},
    "serve_notice": service,
    "reopen": lambda way: {"ground": "NEW_FACTS"},
    "archive": lambda way: {},
    "put_on_hold": lambda way: {},
    "lift_hold": lambda way: {},
    "dispose": lambda way: {},
    # Asides
    "add_material": lambda way: {},
    "release_file": lambda way: {"file": way.petition.evidence.filter(check_row__state="HELD").first()},
    "ask_petitioner": lambda way: {"text": "请补充维修报价单。", "reply_by": way.later(10)},
    "ask_recusal": lambda way: {"text": "承办人与物业公司有亲属关系。"},
    "decide_recusal": lambda way: {"is_granted": way.die.random() < 0.5, "colleague": way.cast.handler},
    "recuse": lambda way: {},
    "invite_third_party": lambda way: {"guest": third_party(way), "purpose": way.words, "until": way.later(40)},
    "withdraw_invitation": lambda way: {"invitation": way.some(list(way.petition.invitations_to_take_back))},
    "hand_over": lambda way: {"to": way.some([way.cast.handler, way.cast.liaison, way.cast.water_liaison])},
    "recount": lambda way: {},
    "note_supervision": lambda way: {"demand": "ORDER", "deed": way.some(["ISSUED", "ANSWERED"]), "number": "江信督〔2026〕1号"},
}  # fmt: skip


def third_party(way):
    """The one on the roster of the cast's bureau, entered at the first question."""
    known = ThirdParty.objects.filter(duty__organ=way.cast.bureau).first()
    duty = known.duty if known else make_duty(Role.GUEST, way.cast.bureau, "韩律师")
    return known or ThirdParty.objects.create(duty=duty, kind="LAWYER", body="江城律师事务所", added_by=way.cast.bureau_leader)


def evidence(way):
    return Evidence(
        petition=way.petition, name="照片.png", path=secrets.token_hex(8), content_type="image/png", size=10, sha256="0" * 64
    )  # fmt: skip


# What leads out of the sight of most, or off the line: taken by the matrix of actors, and not on a walk, which would end there.
APART = {
    "seal": lambda way: {"accused": [Accused("某负责人")]},
    "keep_accusation": lambda way: {},
    "take_offline": lambda way: {},
    "bring_back": lambda way: {"ground": "NO_SECRET"},
    # By somebody from outside, who is not of the cast.
    "third_party_pledge": lambda way: {"name": third_party(way).duty.officer.name, "version": pledges.CURRENT},
    "third_party_opinion": lambda way: {"text": way.words, "files": [evidence(way)]},
    "lift_recusal": lambda way: {"officer": getattr(way.petition.recusals.first(), "officer", None)},
    "restrict": lambda way: {"colleagues": [way.cast.handler]},
    "unrestrict": lambda way: {},
    "name_readers": lambda way: {
        "colleagues": [way.some([way.cast.bureau_leader, way.cast.leader, way.cast.water_leader, way.cast.liaison])]
    },
    "end_readers": lambda way: {
        "colleagues": [clearance.officer.duties.first() for clearance in way.petition.clearances.filter(ended_on=None)]
    },
}

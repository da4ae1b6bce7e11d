"""Which petitions does it take to stand at every corner of the table, so that each step can be taken somewhere?"""

from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from accounts.models import Role
from config.demo import matters
from petitions import files, remarks
from petitions.models import Petition, ThirdParty, Track
from petitions.rules import pledges
from reception.models import PassThrough
from tests.factories import at, make_duty, make_petition
from tests.petitions.test_disposal import filed_long_ago
from tests.uploads.hostile import acting
from tests.uploads.samples import office, pdf, photograph

TODAY = date(2026, 4, 15)
HOUSING = matters.CLAIMS[:3]
FILES = {
    "photograph": ("屋顶漏水现场.jpg", photograph((800, 500))), "contract": ("租赁合同.pdf", pdf(7)), "words": ("说明.docx", office()),
    "held_back": ("退税表单.pdf", pdf(change=acting("open"))),
}  # fmt: skip


def told(place):
    """What somebody brings: subject, text and claims, as people of the demo city tell them."""
    _department, subject, text, claims, *_rest = HOUSING[place % len(HOUSING)]
    here = {"place": matters.PLACES[place % len(matters.PLACES)], "time": "2025年11月"}
    return {"subject": subject.format(**here), "text": text.format(**here), "claims": claims}


def step(petition, name, by, second=None, **details):
    petition.advance(name, by=by, **details)
    if second:
        petition.confirm(petition.pending, by=second)


def rate(petition):
    """By its petitioner; a file does not wait for the time of the rating then."""
    for side in ("ORGAN", "BUREAU"):
        petition.advance("evaluate", actor="CITIZEN", side=side, grade="SATISFIED", solved="YES")


def corners(cast) -> dict[str, Petition]:
    """A petition at each corner by the corner's name."""
    made = {
        stage: cast.at_stage(stage) for stage in ("registered", "taken", "signed_for", "accepted", "found", "submitted", "issued", "served")
    }
    made |= {"sorted": cast.sorted(**told(0)), "transferred": cast.transferred(**told(1))}
    made["closed"] = cast.served(**told(2))
    step(made["closed"], "accept_answer", cast.handler, accepted_on=TODAY)
    rate(made["closed"])
    made["archived"] = cast.served(**told(2))
    step(made["archived"], "accept_answer", cast.handler, accepted_on=TODAY)
    rate(made["archived"])
    step(made["archived"], "archive", cast.archivist)
    made["held"] = cast.served(**told(2))
    step(made["held"], "accept_answer", cast.handler, accepted_on=TODAY)
    rate(made["held"])
    step(made["held"], "archive", cast.archivist)
    step(made["held"], "put_on_hold", cast.archivist, reason="行政诉讼需要")
    made["expired"] = filed_long_ago(cast)
    made["objected"] = cast.transferred(sent_on=TODAY, received_on=date(2026, 4, 9), **told(3))
    grounds = "供水管网由水利局管理，不属于本单位职责范围。"
    step(made["objected"], "object", cast.liaison, cast.leader, grounds=grounds, basis="三定方案", suggested_organ=cast.water)
    made["proposed"] = cast.signed_for(**told(4))
    step(made["proposed"], "appoint", cast.liaison, handler=cast.handler)
    step(made["proposed"], "accept", cast.handler, track=Track.T6_PETITION, mode="PERSONAL", notified_on=TODAY)
    made["answered"], made["reported"] = answered(cast), answered(cast)
    step(made["reported"], "report_result", cast.leader, report="已办结。")
    made["direct"] = make_petition(cast.housing, cast.liaison, **told(5))
    step(made["direct"], "take", cast.liaison)
    step(made["direct"], "classify", cast.liaison, petition_class="CLAIM")
    made["suggestion"] = cast.issued(petition_class="SUGGESTION", track=Track.SUGGESTION, **told(6))
    made |= sorted_otherwise(cast)
    made |= handled_otherwise(cast)
    made |= reviewed(cast)
    made["disputed"] = cast.disputed(**told(1))
    made["jointly"] = handled_jointly(cast)
    made["ordered"], made["corrected"] = ordered_to_correct(cast), ordered_to_correct(cast)
    step(made["corrected"], "start_correction", cast.handler)
    for claim in made["corrected"].claims.all():
        step(
            made["corrected"], "find", cast.handler, claim=claim, facts="经鉴定属实", result="SUPPORT", opinion="予以支持", basis="《办法》"
        )
    step(made["corrected"], "submit", cast.handler)
    step(made["corrected"], "sign", cast.leader)
    made["noted"] = cast.accepted(**told(1))
    step(made["noted"], "ask_petitioner", cast.handler, text="请提供租赁合同。", reply_by=date(2026, 4, 25))
    step(made["noted"], "ask_recusal", cast.liaison, text="承办人是对方的亲属。")
    remarks.write(made["noted"], by=cast.leader, text="请到现场测量。", to=[cast.handler], is_task=True, due_on=date(2026, 4, 20))
    made["with_files"] = cast.accepted(**told(2))
    step(made["with_files"], "add_material", cast.handler, files=[files.store(SimpleUploadedFile(*file)) for file in FILES.values()])
    made |= with_third_parties(cast)
    made["restricted"] = cast.accepted(**told(6))
    step(made["restricted"], "restrict", cast.leader, reason="涉及商业秘密。", colleagues=[cast.handler])
    made["restricted_elsewhere"] = cast.sorted(**told(5))
    step(made["restricted_elsewhere"], "restrict", cast.dispatcher, reason="涉及商业秘密。", colleagues=[])
    step(made["restricted_elsewhere"], "transfer", cast.dispatcher, organ=cast.water)
    made["sealed"] = make_petition(cast.bureau, cast.clerk, **told(7))
    step(made["sealed"], "take", cast.dispatcher)
    step(made["sealed"], "classify", cast.dispatcher, petition_class="ACCUSATION", accused="某负责人")
    accused_everywhere(cast, made)
    return made


def accused_everywhere(cast, made):
    """Handed over, in the discipline organ's own lane, off-line, with somebody who keeps away; and a closed envelope."""
    cast.discipline_officer = make_duty(Role.DISC, cast.discipline)
    for name, organ in (("handed", cast.water), ("of_the_bureau", cast.bureau)):
        made[name] = make_petition(cast.bureau, cast.clerk, **told(7))
        step(made[name], "take", cast.dispatcher)
        step(made[name], "classify", cast.dispatcher, petition_class="ACCUSATION", accused="某负责人", accused_organ=organ)
    step(made["handed"], "hand_to_discipline", cast.accusation_officer, organ=cast.discipline)
    made["offline"], made["kept_away"] = cast.accepted(**told(1)), cast.accepted(**told(2))
    step(made["offline"], "take_offline", cast.handler)
    step(made["kept_away"], "recuse", cast.handler, reason="亲属")
    PassThrough.objects.create(
        organ=cast.bureau, year=2026, seq=1, received_on=TODAY, way="MAIL", sender="UNKNOWN", condition="CLOSED", addressee=cast.city_leader,
        due_on=date(2026, 4, 22), by=cast.clerk, idem=UUID(int=7),
    )  # fmt: skip


def with_third_parties(cast):
    """Somebody from outside is invited to two matters, and has pledged confidentiality for one of them; `guest` is how that person acts."""
    cast.guest = make_duty(Role.GUEST, cast.bureau, "韩律师")
    line = ThirdParty.objects.create(duty=cast.guest, kind="LAWYER", body="江城律师事务所", expertise="住房", added_by=cast.supervisor)
    made = {"invited": cast.accepted(**told(0)), "pledged": cast.accepted(**told(1))}
    for petition in made.values():
        # Late also by the database's own clock, by which the second wall goes.
        step(petition, "invite_third_party", cast.handler, guest=line, purpose="请提出法律意见", until=date(2099, 12, 31))
    made["pledged"].advance("third_party_pledge", by=cast.guest, name="韩律师", version=pledges.CURRENT)
    return made


def reviewed(cast):
    """At each stage of review and re-review; a hearing stops the clock of one of them."""
    asked = ("asked_for_review", "review_taken_up", "review_decided", "review_served")
    again = ("asked_for_rereview", "rereview_taken_up", "rereview_heard", "rereview_decided")
    return {stage: cast.at_stage(stage) for stage in asked + again}


def sorted_otherwise(cast):
    """Split, merged, not taken in again, sent to a lower bureau, withdrawn for the moment, urgent."""
    made = {
        name: cast.sorted(**told(place)) for place, name in enumerate(("split", "merged", "declined", "lower", "withdrawing", "urgent"))
    }
    petition, in_time = made["split"], make_petition(cast.bureau, cast.clerk, received_on=date(2026, 4, 9), **told(2))
    step(petition, "split", cast.dispatcher, parts=[{"subject": "另案", "claims": [petition.claims.last()], "files": []}])
    step(made["merged"], "merge", cast.dispatcher, other=made["split"], person_basis="同一电话", matter_basis="同一事项")
    step(
        made["declined"], "decline", cast.dispatcher, refusal="PENDING_ELSEWHERE_SAME_MATTER", guidance="请查询原事项", other=in_time, reason="正在办理",
        mode="PERSONAL", notified_on=TODAY,
    )  # fmt: skip
    step(made["lower"], "transfer", cast.dispatcher, organ=cast.county_dispatcher.organ)
    step(made["withdrawing"], "ask_withdrawal", cast.clerk, parties=made["withdrawing"].petitioners, statement="本人自愿撤回")
    step(made["urgent"], "flag_urgent", cast.clerk, reason="信中扬言自杀")
    return made


def handled_otherwise(cast):
    """In simple procedure, extended and not told yet, to be heard, agreed on, promised, carried out, and assigned where the assigner is asked."""
    made = {name: cast.accepted(**told(place)) for place, name in enumerate(("extended", "heard", "agreed"))}
    made |= {"simple": cast.signed_for(**told(0)), "promised": cast.promised(**told(1)), "settled": cast.accepted(**told(2))}
    step(made["simple"], "appoint", cast.liaison, handler=cast.handler)
    simply = {"track": Track.T6_PETITION, "is_simple": True, "is_clear": True, "mode": "SMS", "notified_on": TODAY}
    step(made["simple"], "accept", cast.handler, cast.liaison, **simply)
    step(made["extended"], "extend", cast.handler, cast.leader, days=30, reason="需要鉴定。")
    hearing = {"place": "三楼会议室", "issues": ["漏水原因"], "host": "何局长", "panel": ["钱一", "孙二"]}
    step(made["heard"], "hold_hearing", cast.leader, hearing_at=at(TODAY), mode="PERSONAL", notified_on=TODAY, **hearing)
    for name in ("agreed", "settled"):
        step(
            made[name], "mediate", cast.handler, kind="MEDIATION", consented=True, is_lawful=True, held_on=TODAY, is_agreed=True, facts="漏水。",
            mediated_by="东湖街道人民调解委员会", other_party="湖滨物业公司", claims=list(made[name].claims.all()), terms=["重做防水层"], perform_by_on=TODAY,
        )  # fmt: skip
    step(made["settled"], "settle", cast.handler, cast.leader)
    step(made["settled"], "exempt_promise", cast.handler, cast.leader, promise=made["settled"].promises.get(), reason="房屋已经拆除。")
    with override_settings(CLOCK_PROFILE="SHANDONG_2015"):
        made["asking"] = cast.assigned()
    step(made["asking"], "sign_for", cast.liaison)
    step(made["asking"], "accept", cast.handler, cast.liaison, track=Track.T6_PETITION, mode="PERSONAL", notified_on=TODAY)
    return made


def handled_jointly(cast):
    """The housing bureau leads and has accepted; one part is in, one is written and waits for its leader."""
    petition = cast.assigned_jointly(**told(2))
    step(petition, "sign_for", cast.liaison)
    step(petition, "accept", cast.handler, cast.liaison, track=Track.T6_PETITION, mode="PERSONAL", notified_on=TODAY)
    meeting = {"place": "信访局二楼会议室", "attendees": "各单位联络员", "minutes": "通报情况。", "decisions": "按分工推进。"}
    step(petition, "record_meeting", cast.dispatcher, held_on=TODAY, **meeting)
    step(petition, "answer_part", cast.education_liaison, opinion="学校供水正常。")
    step(petition, "confirm_part", cast.education_leader)
    step(petition, "answer_part", cast.water_liaison, opinion="阀门老化，已列入更换计划。")
    return petition


def ordered_to_correct(cast):
    petition = cast.issued(**told(0))
    order = {"defect": "FACTS_UNCLEAR", "facts": "漏水原因没有鉴定。", "requirement": "委托鉴定后重新答复。"}
    step(petition, "order_correction", cast.supervisor, cast.bureau_leader, **order)
    return petition


def answered(cast):
    """Assigned, and its answer signed: the bureau waits for a report."""
    petition = cast.assigned()
    step(petition, "sign_for", cast.liaison)
    step(petition, "accept", cast.handler, cast.liaison, track=Track.T6_PETITION, mode="PERSONAL", notified_on=TODAY)
    for claim in petition.claims.all():
        step(petition, "find", cast.handler, claim=claim, facts="属实", result="SUPPORT", opinion="予以支持", basis="《办法》")
    step(petition, "submit", cast.handler)
    step(petition, "sign", cast.leader)
    return petition

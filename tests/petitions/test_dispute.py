"""Whose petition is it? Objections that come too late or too often, and the superior who decides."""

from datetime import date

import pytest
import time_machine

from accounts.models import Duty
from petitions.models import Petition, Transfer
from petitions.workflow import State, StepNotOpen
from tests.factories import SHANGHAI, at, make_duty, make_organ
from tests.petitions.test_joint import confirm, sees, told
from tests.petitions.test_views_steps import errors, state_of, take

GROUNDS = {"grounds": "供水管网不属于本单位职责范围，应由水利部门办理。", "basis": "三定方案"}
ATTEMPTS = "2月27日两单位会商，均认为不属于本单位职责，未能达成一致。"


def moment(day, hour, minute, second):
    return at(day, hour).replace(minute=minute, second=second, tzinfo=SHANGHAI)


@pytest.fixture
def sent(cast):
    """Scenario 3: received by the housing bureau on Thursday 12 February 2026; its five working days end on 26 February."""
    return cast.transferred(sent_on=date(2026, 2, 12), received_on=date(2026, 2, 9))


def returned(cast, petition, liaison, leader, organ, day):
    petition.advance("object", by=liaison, at=at(day), **GROUNDS)
    petition.confirm(petition.pending, by=leader, at=at(day))
    petition.advance("agree_objection", by=cast.dispatcher, at=at(day), organ=organ, reason="理由成立")


def test_scenario_4_the_last_second_is_in_time_and_the_next_one_is_not(cast, sent, sign_in):
    with time_machine.travel(moment(date(2026, 2, 27), 0, 0, 1), tick=False):
        late = take(sign_in(cast.liaison), sent, "object", **GROUNDS)
    assert late.status_code == 422
    with time_machine.travel(moment(date(2026, 2, 26), 23, 59, 0), tick=False):
        assert take(sign_in(cast.liaison), sent, "object", **GROUNDS).status_code == 302
        assert confirm(sign_in(cast.leader), sent).status_code == 302

    assert state_of(sent) == State.OBJECTED
    assert sent.clocks.get(rule="C04").result == "MET"


def test_the_supervisor_above_lets_an_organ_object_too_late_and_says_why(cast, sent, sign_in, on):
    on(2026, 2, 26)
    assert take(sign_in(cast.supervisor), sent, "allow_late_objection", reason="春节值班").status_code == 422
    on(2026, 2, 27)
    assert take(sign_in(cast.dispatcher), sent, "allow_late_objection", reason="春节值班").status_code == 404
    assert take(sign_in(cast.supervisor), sent, "allow_late_objection", reason=" ").status_code == 422
    assert take(sign_in(cast.supervisor), sent, "allow_late_objection", reason="材料在春节期间未能送达经办人。").status_code == 302

    window = sent.clocks.get(rule="C04")
    assert (window.result, window.days_late) == ("LATE", 1)
    assert sent.events.last().reason == "材料在春节期间未能送达经办人。"
    assert take(sign_in(cast.liaison), sent, "object", **GROUNDS).status_code == 302
    assert confirm(sign_in(cast.leader), sent).status_code == 302
    assert state_of(sent) == State.OBJECTED
    assert sent.clocks.get(rule="C05").is_running


def test_scenario_17_a_refused_objection_leaves_the_organ_three_days_late(cast, sent, sign_in, on):
    on(2026, 2, 26)
    take(sign_in(cast.liaison), sent, "object", **GROUNDS)
    confirm(sign_in(cast.leader), sent)
    on(2026, 3, 2)
    assert take(sign_in(cast.liaison), sent, "refuse_objection", reason="属于贵单位职责").status_code == 404
    assert take(sign_in(cast.dispatcher), sent, "refuse_objection", reason="属于贵单位职责").status_code == 302

    sent = Petition.objects.get(pk=sent.pk)
    notice = sent.clocks.get(rule="C03")
    assert (sent.state, sent.holder_organ, notice.strict_on, notice.is_running) == (
        State.PENDING_NOTICE,
        cast.housing,
        date(2026, 2, 27),
        True,
    )
    page = sign_in(cast.liaison).get(sent.get_absolute_url()).content.decode()
    assert "3 days late" in page
    assert take(sign_in(cast.liaison), sent, "object", **GROUNDS).status_code == 422  # decided once
    sent.advance("accept", by=cast.handler, track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 2))
    sent.confirm(sent.pending, by=cast.liaison)
    notice.refresh_from_db()
    assert (notice.result, notice.days_late) == ("LATE", 3)


def test_an_organ_that_objected_rightly_is_not_chosen_again(cast, sent, sign_in, on):
    returned(cast, sent, cast.liaison, cast.leader, cast.water, date(2026, 2, 13))
    sent.advance("object", by=cast.water_liaison, at=at(date(2026, 2, 14)), **GROUNDS)
    sent.confirm(sent.pending, by=cast.water_leader, at=at(date(2026, 2, 14)))
    on(2026, 2, 24)

    assert cast.education_liaison.organ == cast.education
    back = take(sign_in(cast.dispatcher), sent, "agree_objection", organ=cast.housing.name, reason="送回")
    assert errors(back).keys() == {"organ"}
    assert take(sign_in(cast.dispatcher), sent, "agree_objection", organ=cast.education.name, reason="理由成立").status_code == 302
    assert Petition.objects.get(pk=sent.pk).holder_organ == cast.education


def test_after_two_returns_that_were_right_the_dispute_must_be_decided(cast, sent, sign_in, on):
    returned(cast, sent, cast.liaison, cast.leader, cast.water, date(2026, 2, 13))
    returned(cast, sent, cast.water_liaison, cast.water_leader, cast.education, date(2026, 2, 14))
    sent.advance("object", by=cast.education_liaison, at=at(date(2026, 2, 24)), **GROUNDS)
    sent.confirm(sent.pending, by=cast.education_leader, at=at(date(2026, 2, 24)))
    fourth = make_organ("城市管理局", parent=cast.city)
    on(2026, 2, 25)
    dispatcher = sign_in(cast.dispatcher)

    refused = take(dispatcher, sent, "agree_objection", organ=fourth.name, reason="理由成立")
    assert refused.status_code == 422
    assert "dispute" in str(errors(refused))
    answers = {"organ_1": cast.housing.name, "organ_2": cast.water.name, "organ_3": cast.education.name}
    assert take(dispatcher, sent, "dispute", **answers, attempts="没有").status_code == 422
    assert take(sign_in(cast.clerk), sent, "dispute", **answers, attempts=ATTEMPTS).status_code == 404
    assert take(dispatcher, sent, "dispute", **answers, attempts=ATTEMPTS).status_code == 302

    sent = Petition.objects.get(pk=sent.pk)
    dispute = sent.clocks.get(rule="C27")
    assert (sent.state, sent.holder_organ, sent.clocks.get(rule="C05", result="MET", stopped_on=date(2026, 2, 25)).organ) == (
        State.DISPUTED, cast.city, cast.bureau,
    )  # fmt: skip
    assert (dispute.organ, dispute.strict_on) == (cast.city, date(2026, 3, 3))  # 26, 27, Saturday 28 February, 2, 3 March
    assert told(cast.city_leader, sent) == ["dispute"]
    mayor = sign_in(cast.city_leader)
    assert sent.number in mayor.get("/cases/?tab=mine").content.decode()

    on(2026, 2, 27)
    decision = {"organ": cast.housing.name, "reason": "公租房维修由住建部门负责，水利部门协助查明管网。"}
    part = {"organ_1": cast.water.name, "task_1": "查明管网", "due_on_1": "2026-03-13"}
    assert take(sign_in(cast.joint), sent, "decide_dispute", **decision).status_code == 422
    assert state_of(sent) == State.DISPUTED
    assert take(sign_in(cast.leader), sent, "decide_dispute", **decision).status_code == 422
    assert state_of(sent) == State.DISPUTED
    assert take(sign_in(cast.city_leader), sent, "decide_dispute", **decision, **part).status_code == 302

    sent = Petition.objects.get(pk=sent.pk)
    notice = sent.clocks.get(rule="C03", organ=cast.housing, result="RUNNING")
    assert (sent.state, sent.holder_organ, notice.started_on, notice.strict_on) == (
        State.PENDING_NOTICE, cast.housing, date(2026, 2, 27), date(2026, 3, 14),
    )  # fmt: skip
    assert sent.clocks.get(rule="C27").result == "MET"
    assert not sent.clocks.filter(rule="C03", organ=cast.education, result="RUNNING").exists()
    paper = sent.documents.get(kind="D13")
    assert (paper.organ, paper.payload["lead"], paper.payload["assisting"][0]["name"]) == (cast.city, cast.housing.name, cast.water.name)
    assert [(part.organ, part.due_on) for part in sent.parts] == [(cast.water, date(2026, 3, 13))]
    assert sent.current_transfer.is_ordered
    assert take(sign_in(cast.liaison), sent, "object", **GROUNDS).status_code == 422  # the decision binds
    sent.advance("accept", by=cast.handler, track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 2, 27))
    sent.confirm(sent.pending, by=cast.liaison)
    assert sent.state == State.HANDLING


def test_where_no_leader_stands_above_the_joint_conference_decides(cast, sign_in, on):
    Duty.objects.filter(pk=cast.city_leader.pk).update(ended_on=date(2026, 1, 1))
    petition = cast.disputed()
    on(2026, 3, 19)
    decision = {"organ": cast.water.name, "reason": "供水设施由水利部门负责。"}

    assert petition.holder_organ == cast.bureau
    assert petition.number in sign_in(cast.joint).get("/cases/?tab=mine").content.decode()
    assert take(sign_in(cast.dispatcher), petition, "decide_dispute", **decision).status_code == 404
    assert take(sign_in(cast.joint), petition, "decide_dispute", **decision).status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.holder_organ, petition.documents.get(kind="D13").organ) == (cast.water, cast.bureau)
    assert petition.clocks.get(rule="C03", organ=cast.housing).result == "NA"


def test_an_organ_that_has_its_period_keeps_it_whatever_the_dispute_took(cast):
    petition = cast.disputed()
    due_on = petition.clocks.get(rule="C03").strict_on

    petition.advance("decide_dispute", by=cast.city_leader, at=at(date(2026, 3, 24)), organ=cast.housing, reason="属于住建部门职责。")

    notice = petition.clocks.get(rule="C03")
    assert (notice.strict_on, notice.is_running, petition.holder_organ) == (due_on, True, cast.housing)


def test_the_superior_sees_a_dispute_and_before_it_does_not(cast, sign_in, on):
    on(2026, 3, 19)
    quiet, loud = cast.transferred(), cast.disputed()
    mayor = sign_in(cast.city_leader)

    assert not sees(mayor, quiet)
    assert sees(mayor, loud)


def test_an_assigned_matter_stays_assigned_by_its_bureau(cast):
    petition = cast.assigned()
    petition.advance("dispute", by=cast.dispatcher, at=at(date(2026, 3, 18)), organs=[cast.housing, cast.water], attempts=ATTEMPTS)
    petition.advance("decide_dispute", by=cast.city_leader, at=at(date(2026, 3, 19)), organ=cast.water, reason="属于水利部门职责。")

    leg = petition.current_transfer
    assert (leg.kind, leg.from_organ, leg.to_organ, leg.result_due_on) == (Transfer.Kind.ASSIGN, cast.bureau, cast.water, date(2026, 6, 19))
    assert petition.clocks.get(rule="C11", result="RUNNING").organ == cast.water


STEPS = {
    "allow_late_objection": ("supervisor", "dispatcher", {"reason": "材料未能送达。"}),
    "dispute": ("leader", "water_leader", {"organs": ["housing", "water"], "attempts": ATTEMPTS}),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_one_who_may_and_one_who_may_not(cast, step):
    allowed, refused, details = STEPS[step]
    petition = cast.signed_for()
    details = {key: [getattr(cast, name) for name in value] if isinstance(value, list) else value for key, value in details.items()}
    last = petition.events.last()

    with pytest.raises(StepNotOpen):
        petition.advance(step, by=getattr(cast, refused), at=at(date(2026, 3, 24)), **details)
    assert petition.events.last() == last
    petition.advance(step, by=getattr(cast, allowed), at=at(date(2026, 3, 24)), **details)

    assert petition.events.last().step == step


def test_a_dispute_names_organs_that_somebody_stands_above(cast):
    alone = make_organ("独立单位")
    make_duty("LIAISON", alone)
    petition = cast.signed_for()

    with pytest.raises(StepNotOpen):
        petition.advance("dispute", by=cast.leader, at=at(date(2026, 3, 18)), organs=[cast.housing, alone], attempts=ATTEMPTS)
    with pytest.raises(StepNotOpen):
        petition.advance("dispute", by=cast.leader, at=at(date(2026, 3, 18)), organs=[cast.water, cast.education], attempts=ATTEMPTS)
    petition.advance("dispute", by=cast.leader, at=at(date(2026, 3, 18)), organs=[cast.housing, cast.education], attempts=ATTEMPTS)

    assert petition.state == State.DISPUTED

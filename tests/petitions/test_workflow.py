"""The five core steps, through the one door."""

from datetime import date

import pytest
from django.utils import translation

from petitions.models import Petition
from petitions.workflow import State, StepNotOpen
from tests.factories import at, make_duty, make_organ, make_petition


def clocks(petition):
    return {clock.rule: (clock.result, clock.strict_on, clock.rolled_on, clock.days_late) for clock in petition.clocks.all()}


def test_a_petition_goes_from_the_door_to_the_archive(cast):
    petition = cast.served()

    assert petition.state == State.REMEDY_WINDOW
    assert clocks(petition) == {
        "C01": ("MET", date(2026, 3, 17), date(2026, 3, 17), 0),
        "C03": ("MET", date(2026, 3, 31), date(2026, 3, 31), 0),
        "C04": ("NA", date(2026, 3, 23), date(2026, 3, 23), 0),
        "C08": ("NA", date(2026, 3, 19), date(2026, 3, 19), 0),
        "C06": ("MET", date(2026, 5, 19), date(2026, 5, 19), 0),
        "C29": ("MET", date(2026, 4, 17), date(2026, 4, 17), 0),
        "C12": ("RUNNING", date(2026, 5, 13), date(2026, 5, 13), 0),
    }
    assert [document.kind for document in petition.documents.all()] == ["D04", "D06", "D07", "D17"]

    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    petition.advance("archive", by=cast.archivist, at=at(date(2026, 6, 1)))

    assert Petition.objects.get(pk=petition.pk).state == State.ARCHIVED
    assert [event.seq for event in petition.events.all()] == list(range(1, petition.events.count() + 1))


def test_an_assigned_matter_needs_the_leader_and_its_result_reported(cast):
    petition = cast.assigned()

    assert clocks(petition)["C11"] == ("RUNNING", date(2026, 6, 19), date(2026, 6, 22), 0)  # scenario 56: Dragon Boat

    petition.advance("sign_for", by=cast.liaison, at=at(date(2026, 3, 17)))
    petition.advance("accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="MAIL", notified_on=date(2026, 3, 20))
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))
    for claim in petition.claims.all():
        petition.advance(
            "find", by=cast.handler, at=at(date(2026, 4, 1)), claim=claim, facts="属实", result="SUPPORT", opinion="支持", basis="条例"
        )
    petition.advance("submit", by=cast.handler, at=at(date(2026, 4, 2)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 4, 3)))
    with pytest.raises(StepNotOpen):
        petition.advance("accept_report", by=cast.dispatcher, at=at(date(2026, 4, 4)))
    petition.advance("report_result", by=cast.leader, at=at(date(2026, 4, 7)), report="已办结")
    petition.advance("return_report", by=cast.dispatcher, at=at(date(2026, 4, 8)), reason="缺送达回证")
    petition.advance("report_result", by=cast.leader, at=at(date(2026, 4, 9)), report="已补送达回证")
    petition.advance("accept_report", by=cast.dispatcher, at=at(date(2026, 4, 10)))

    assert clocks(petition)["C11"][0] == "MET"
    assert petition.documents.filter(kind="D05").count() == 1


def test_a_wrong_transfer_comes_back_and_the_new_organ_has_clocks_of_its_own(cast):
    petition = cast.transferred(sent_on=date(2026, 2, 12), received_on=date(2026, 2, 9))

    petition.advance(
        "object",
        by=cast.liaison,
        at=at(date(2026, 2, 26), 23),
        grounds="供水管网不属于住建部门职责，应由水利部门办理。",
        basis="三定方案",
        suggested_organ=cast.water,
    )
    assert petition.state == State.ROUTING
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 2, 26), 23))
    assert (petition.state, petition.holder_organ) == (State.OBJECTED, cast.bureau)
    petition.advance("agree_objection", by=cast.dispatcher, at=at(date(2026, 3, 2)), organ=cast.water, reason="理由成立")

    assert (petition.state, petition.holder_organ) == (State.ROUTING, cast.water)
    assert list(petition.clocks.filter(rule="C03").values_list("organ", "result")) == [(cast.housing.pk, "NA"), (cast.water.pk, "RUNNING")]
    assert clocks(petition)["C05"][0] == "MET"
    assert clocks(petition)["C01"][0] == "MET"


def test_an_objection_after_five_working_days_is_refused(cast):
    petition = cast.transferred(sent_on=date(2026, 2, 12), received_on=date(2026, 2, 9))

    with pytest.raises(StepNotOpen, match=r"."):
        petition.advance("object", by=cast.liaison, at=at(date(2026, 2, 27), 0), grounds="供水管网不属于住建部门职责。", basis="三定方案")

    assert petition.state == State.ROUTING
    assert petition.pending is None


def test_a_refused_objection_leaves_the_clock_where_it_was(cast):
    petition = cast.transferred(sent_on=date(2026, 2, 12), received_on=date(2026, 2, 9))
    petition.advance("object", by=cast.liaison, at=at(date(2026, 2, 26)), grounds="供水管网不属于住建部门职责。", basis="三定方案")
    petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 2, 26)))

    petition.advance("refuse_objection", by=cast.dispatcher, at=at(date(2026, 3, 2)), reason="属于贵单位职责")

    notice = petition.clocks.get(rule="C03")
    assert (petition.holder_organ, notice.strict_on, notice.is_running) == (cast.housing, date(2026, 2, 27), True)
    assert petition.is_late(date(2026, 3, 2))  # scenario 17: three days late when the objection is refused


@pytest.mark.parametrize(
    ("days", "approved_on", "is_allowed"),
    [(30, date(2026, 5, 8), True), (31, date(2026, 5, 8), False), (30, date(2026, 5, 10), False)],
    ids=["thirty", "thirty-one", "too-late"],
)
def test_the_handling_time_is_extended_once_by_thirty_days_before_it_ends(cast, days, approved_on, is_allowed):
    petition = cast.accepted(accepted_on=date(2026, 3, 10), sent_on=date(2026, 3, 4), signed_on=date(2026, 3, 5))
    details = {"days": days, "mode": "PERSONAL", "notified_on": approved_on, "reason": "需要委托鉴定"}

    if not is_allowed:
        with pytest.raises(StepNotOpen):
            petition.advance("extend", by=cast.handler, at=at(approved_on), **details)
        assert clocks(petition)["C06"][1] == date(2026, 5, 9)
        return
    petition.advance("extend", by=cast.handler, at=at(approved_on), **details)
    petition.confirm(petition.pending, by=cast.leader, at=at(approved_on))

    assert clocks(petition)["C06"][:3] == ("RUNNING", date(2026, 6, 8), date(2026, 6, 8))  # scenario 11
    assert petition.due_on == date(2026, 6, 8)
    assert petition.documents.filter(kind="D14").get().services.get().served_on == approved_on
    with pytest.raises(StepNotOpen):
        petition.advance("extend", by=cast.handler, at=at(approved_on), **{**details, "days": 5})


def test_silence_starts_the_sixty_days_on_the_day_the_notice_was_due(cast):
    petition = cast.signed_for(received_on=date(2026, 3, 2), sent_on=date(2026, 3, 16))

    with pytest.raises(StepNotOpen):
        petition.advance("deem_accepted", actor="SYSTEM", at=at(date(2026, 3, 31)))
    petition.advance("deem_accepted", actor="SYSTEM", at=at(date(2026, 4, 1)))
    petition.advance(
        "accept", by=cast.handler, at=at(date(2026, 4, 20)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 4, 20)
    )
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 4, 20)))

    handling = petition.clocks.get(rule="C06")
    assert (handling.started_on, handling.is_deemed, handling.strict_on) == (date(2026, 3, 31), True, date(2026, 5, 30))
    assert clocks(petition)["C03"] == ("LATE", date(2026, 3, 31), date(2026, 3, 31), 20)


def test_an_organ_that_never_signs_cannot_keep_the_sixty_days_from_starting(cast):
    petition = cast.transferred(received_on=date(2026, 3, 2), sent_on=date(2026, 3, 16))

    petition.advance("deem_accepted", actor="SYSTEM", at=at(date(2026, 4, 1)))

    handling = petition.clocks.get(rule="C06")
    assert (petition.state, handling.started_on, handling.strict_on) == (State.ROUTING, date(2026, 3, 31), date(2026, 5, 30))


def test_why_a_clock_does_not_run_is_said_in_the_language_of_who_reads_it(cast):
    with translation.override("zh-hans"):
        petition = cast.accepted()
        clock = petition.clocks.get(rule="C04")
        in_chinese = clock.why_not
    with translation.override("en"):
        in_english = clock.why_not

    assert clock.reason == in_english == "Accepted without objection."
    assert in_chinese == "受理时未提出异议。"


def test_a_claim_without_a_finding_blocks_the_opinion_and_is_named(cast):
    petition = cast.accepted()
    first = petition.claims.first()
    petition.advance(
        "find", by=cast.handler, at=at(date(2026, 4, 1)), claim=first, facts="属实", result="SUPPORT", opinion="支持", basis="条例"
    )

    with pytest.raises(StepNotOpen, match="2"):
        petition.advance("submit", by=cast.handler, at=at(date(2026, 4, 2)))
    petition.advance(
        "find",
        by=cast.handler,
        at=at(date(2026, 4, 2)),
        claim=petition.claims.last(),
        facts="查无",
        result="REJECT",
        opinion="不支持",
        basis="条例",
    )
    petition.advance("submit", by=cast.handler, at=at(date(2026, 4, 2)))

    assert petition.state == State.SIGN_OFF


def test_a_suggestion_is_replied_to_and_closes_when_served(cast):
    petition = cast.signed_for(petition_class="SUGGESTION")
    with pytest.raises(StepNotOpen):
        petition.advance(
            "accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="MAIL", notified_on=date(2026, 3, 20)
        )
    petition.advance("accept", by=cast.handler, at=at(date(2026, 3, 20)), track="SUGGESTION", mode="MAIL", notified_on=date(2026, 3, 20))
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))
    for claim in petition.claims.all():
        petition.advance(
            "find", by=cast.handler, at=at(date(2026, 4, 1)), claim=claim, facts="可行", result="SUPPORT", opinion="采纳", basis="—"
        )
    petition.advance("submit", by=cast.handler, at=at(date(2026, 4, 2)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 4, 3)))
    with pytest.raises(StepNotOpen):
        petition.advance("serve", by=cast.handler, at=at(date(2026, 4, 7)), mode="MAIL", served_on=date(2026, 4, 7))
    petition.advance("serve_reply", by=cast.handler, at=at(date(2026, 4, 7)), mode="MAIL", served_on=date(2026, 4, 7))

    assert (petition.state, petition.finality, petition.closed_on) == (State.CLOSED, "NOT_APPLICABLE", date(2026, 4, 7))
    assert petition.documents.filter(kind="D34").exists()


def test_an_accusation_is_sealed_at_once_and_never_goes_to_or_below_the_accused(cast):
    county_housing = make_organ("住建局下属房管所", parent=cast.housing)
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 3)))
    petition.advance(
        "classify", by=cast.dispatcher, at=at(date(2026, 3, 3)), petition_class="ACCUSATION", accused="何局长", accused_organ=cast.housing
    )

    for duty in (cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.leader, cast.handler, cast.admin):
        assert not Petition.objects.visible_to(duty).filter(pk=petition.pk).exists()
    assert Petition.objects.visible_to(cast.accusation_officer).get() == petition
    with pytest.raises(StepNotOpen):
        petition.advance("transfer", by=cast.dispatcher, at=at(date(2026, 3, 4)), organ=cast.water)
    for organ in (cast.housing, county_housing):
        with pytest.raises(StepNotOpen):
            petition.advance("hand_to_discipline", by=cast.accusation_officer, at=at(date(2026, 3, 4)), organ=organ)
    petition.advance("hand_to_discipline", by=cast.accusation_officer, at=at(date(2026, 3, 4)), organ=cast.discipline)

    assert (petition.state, clocks(petition)["C01"][0]) == (State.HANDED_DISCIPLINE, "MET")


def test_a_petitioner_without_name_or_address_is_owed_no_notice(cast):
    petition = cast.transferred(parties=[])
    petition.advance("sign_for", by=cast.liaison, at=at(date(2026, 3, 17)))
    petition.advance("accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION")
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))

    notice = petition.clocks.get(rule="C03")
    assert (notice.result, bool(notice.reason)) == ("NA", True)  # scenario 41
    assert not petition.documents.filter(kind="D07").exists()
    assert petition.clocks.get(rule="C06").is_running


def test_two_persons_means_two_persons(cast):
    both = make_duty("LIAISON", cast.housing)
    same_person = both.officer.duties.create(organ=cast.housing, role="HANDLER", since=date(2020, 1, 1))
    petition = cast.signed_for()
    petition.advance("accept", by=same_person, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="MAIL", notified_on=date(2026, 3, 20))

    with pytest.raises(StepNotOpen):
        petition.confirm(petition.pending, by=both, at=at(date(2026, 3, 20)))
    with pytest.raises(StepNotOpen):
        petition.confirm(petition.pending, by=cast.handler, at=at(date(2026, 3, 20)))
    assert petition.state == State.PENDING_NOTICE
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))

    assert (petition.state, petition.holder) == (State.HANDLING, same_person)


def test_a_refused_proposal_says_why_and_opens_the_way_again(cast):
    petition = cast.signed_for()
    petition.advance("accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T5_DUTY", mode="MAIL", notified_on=date(2026, 3, 20))
    with pytest.raises(StepNotOpen):
        petition.advance("appoint", by=cast.liaison, at=at(date(2026, 3, 20)), handler=cast.water_handler)

    petition.refuse(petition.pending, by=cast.liaison, reason="应当按信访程序办理", at=at(date(2026, 3, 20)))

    assert petition.pending is None
    assert petition.events.last().reason == "应当按信访程序办理"


def test_the_next_date_on_the_petition_is_that_of_its_soonest_duty_or_of_the_open_window(cast):
    assert cast.transferred().due_rule == "C03"  # although the objection window closes before
    for petition in (cast.sorted(), cast.transferred(), cast.accepted(), cast.issued(), cast.served()):
        running = petition.clocks.running().exclude(rule__in=["C04", "C08"]).order_by("rolled_on", "rule").first()
        assert (petition.due_on, petition.due_rule) == (running.rolled_on, running.rule)


def test_a_step_on_a_page_that_grew_old_is_refused_and_changes_nothing(cast):
    petition = cast.signed_for()
    seen_before = Petition.objects.get(pk=petition.pk)
    petition.advance("accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="MAIL", notified_on=date(2026, 3, 20))
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))

    with pytest.raises(StepNotOpen):
        seen_before.advance("object", by=cast.liaison, at=at(date(2026, 3, 20)), grounds="不属于本单位职责范围的事项。", basis="三定方案")

    assert seen_before.state == State.HANDLING


STEPS_AND_REFUSED = {
    "take": ("registered", "dispatcher", "clerk", {}),
    "classify": ("taken", "dispatcher", "clerk", {"petition_class": "CLAIM"}),
    "transfer": ("sorted", "dispatcher", "liaison", {"organ": "housing"}),
    "assign": ("sorted", "dispatcher", "supervisor", {"organ": "housing", "result_due_on": date(2026, 9, 1)}),
    "sign_for": ("transferred", "liaison", "water_liaison", {}),
    "object": ("transferred", "liaison", "dispatcher", {"grounds": "不属于本单位职责范围的事项。", "basis": "三定方案"}),
    "appoint": ("signed_for", "liaison", "handler", {"handler": "handler"}),
    "accept": ("signed_for", "handler", "water_handler", {"track": "T6_PETITION", "mode": "MAIL", "notified_on": date(2026, 3, 18)}),
    "submit": ("found", "handler", "leader", {}),
    "sign": ("submitted", "leader", "handler", {}),
    "return_draft": ("submitted", "leader", "water_leader", {"reason": "依据不足"}),
    "serve": ("issued", "handler", "clerk", {"mode": "MAIL", "served_on": date(2026, 4, 13)}),
    "accept_answer": ("served", "handler", "dispatcher", {"accepted_on": date(2026, 4, 14)}),
    "hand_over": ("accepted", "leader", "water_leader", {"to": "liaison"}),
    "add_material": ("accepted", "clerk", "water_handler", {}),
}


@pytest.mark.parametrize("step", STEPS_AND_REFUSED)
def test_each_step_has_one_who_may_and_one_who_may_not(cast, step):
    stage, allowed, refused, details = STEPS_AND_REFUSED[step]
    petition = cast.at_stage(stage)
    details = {key: getattr(cast, value) if isinstance(value, str) and hasattr(cast, value) else value for key, value in details.items()}
    last = petition.events.last()

    with pytest.raises(StepNotOpen):
        petition.advance(step, by=getattr(cast, refused), at=at(date(2026, 4, 14)) if stage == "served" else last.at, **details)
    assert petition.events.last() == last
    when = at(date(2026, 4, 14)) if stage in ("issued", "served") else at(date(2026, 3, 18)) if stage == "signed_for" else last.at
    petition.advance(step, by=getattr(cast, allowed), at=when, **details)

    assert petition.events.count() == last.seq + 1

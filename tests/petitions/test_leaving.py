"""A petition is taken back, ended or opened again; and an urgent one is reported whatever becomes of it."""

from datetime import date, datetime

import pytest
import time_machine

from petitions import looks
from petitions.models import Notice, Petition
from petitions.workflow import State, StepNotOpen
from supervision.ladder import sweep
from tests.factories import SHANGHAI, at, make_duty, make_party, make_petition

DAY = date(2026, 3, 4)
FREE = "问题已经协商解决，本人自愿撤回。"


def clocks(petition):
    return {clock.rule: clock.result for clock in petition.clocks.all()}


def step(client, petition, name, **answers):
    return client.post(f"/cases/{petition.number}/steps/{name}/", answers)


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def fresh(petition):
    return Petition.objects.get(pk=petition.pk)


def follow(client, petition):
    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    return client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()


# ── Withdrawal ──


def test_a_petitioner_withdraws_online_may_think_again_and_then_it_is_done(cast, client, on):
    on(2026, 3, 24)
    petition = cast.accepted()
    assert "Withdraw the matter" in follow(client, petition)

    unfree = client.post("/follow/petition/withdraw/", {"statement": FREE})
    assert (unfree.status_code, list(errors(unfree))) == (422, ["is_free"])
    assert client.post("/follow/petition/withdraw/", {"statement": FREE, "is_free": "on"}).status_code == 302
    sweep(date(2026, 3, 27))  # the last day to think again
    assert fresh(petition).state == State.HANDLING
    assert "I changed my mind" in follow(client, petition)
    on(2026, 3, 28)
    assert sweep(date(2026, 3, 28)).steps["withdraw"] == 1

    petition = fresh(petition)
    assert (petition.state, petition.closed_on, petition.open_proceeding) == (State.WITHDRAWN, date(2026, 3, 28), None)
    assert clocks(petition) == {"C01": "MET", "C03": "MET", "C04": "NA", "C06": "NA"} | {
        rule: result for rule, result in clocks(petition).items() if rule in ("C08", "C26")
    }
    paper = petition.documents.get(kind="D35")
    assert (paper.payload["ending"], paper.payload["statement"], paper.payload["requested_on"]) == ("WITHDRAWAL", FREE, "2026-03-24")
    assert "You withdrew your matter" in follow(client, petition)


def test_who_changes_their_mind_in_time_has_lost_nothing(cast, client, on):
    on(2026, 3, 24)
    petition = cast.accepted()
    before = clocks(petition)
    follow(client, petition)
    client.post("/follow/petition/withdraw/", {"statement": FREE, "is_free": "on"})
    on(2026, 3, 26)
    follow(client, petition)

    client.post("/follow/petition/withdraw/revoke/")

    sweep(date(2026, 4, 1))
    assert (fresh(petition).state, clocks(petition)) == (State.HANDLING, before)
    assert client.post("/follow/petition/withdraw/", {"statement": FREE, "is_free": "on"}).status_code == 302


def test_two_of_five_withdraw_and_the_matter_goes_on_for_three(cast, sign_in, on):
    """Scenario 58, at the counter."""
    on(2026, 3, 24)
    people = [make_party(f"村民{number}", phone=f"1380000000{number}") for number in range(5)]
    petition = cast.transferred(parties=people, headcount=5)

    asked = step(sign_in(cast.clerk), petition, "ask_withdrawal", parties=["1", "3"], statement=FREE)
    assert asked.status_code == 302
    swept = sweep(date(2026, 3, 28))

    petition = fresh(petition)
    assert (swept.steps["withdraw"], swept.steps["withdraw_some"], swept.failed) == (0, 1, [])
    assert (petition.state, petition.headcount) == (State.ROUTING, 3)
    assert [party.name for party in petition.petitioners] == ["村民0", "村民2", "村民4"]
    assert petition.documents.get(kind="D35").payload["to"] == "村民1、村民3"
    step(sign_in(cast.clerk), petition, "ask_withdrawal", parties=["0", "1", "2"], statement=FREE)
    assert sweep(date(2026, 3, 29)).steps["withdraw"] == 1 or sweep(date(2026, 4, 1)).steps["withdraw"] == 1
    assert fresh(petition).state == State.WITHDRAWN


def test_the_organ_that_handles_it_never_enters_a_withdrawal(cast, sign_in, on):
    on(2026, 3, 24)
    petition = cast.accepted()
    housing_clerk = make_duty("CLERK", cast.housing)
    looks.record(looks.Kind.WINDOW, housing_clerk, petition.number, "desk-returning")  # the petitioner stands there
    details = {"parties": petition.petitioners, "statement": FREE}

    answer = step(sign_in(housing_clerk), petition, "ask_withdrawal", parties=["0"], statement=FREE)
    assert answer.status_code == 422
    for duty in (housing_clerk, cast.handler, cast.leader, cast.liaison):
        with pytest.raises(StepNotOpen):
            petition.advance("ask_withdrawal", by=duty, **details)
    petition.advance("ask_withdrawal", by=cast.clerk, **details)

    assert petition.withdrawals.count() == 1


def test_an_answer_that_came_first_is_not_withdrawn(cast, client, on):
    on(2026, 4, 13)
    petition = cast.issued()

    assert "Withdraw the matter" not in follow(client, petition)
    client.post("/follow/petition/withdraw/", {"statement": FREE, "is_free": "on"})

    assert not petition.withdrawals.exists()


def test_a_name_that_does_not_stand_in_the_petition_withdraws_nothing(cast, client, on):
    on(2026, 3, 24)
    petition = cast.transferred(parties=[make_party(), make_party("李四", phone="13900000002")])
    follow(client, petition)

    strange = client.post("/follow/petition/withdraw/", {"name": "赵六", "statement": FREE, "is_free": "on"})
    assert list(errors(strange)) == ["name"]
    client.post("/follow/petition/withdraw/", {"name": "李四", "statement": FREE, "is_free": "on"})

    assert [one.party.name for one in petition.withdrawals.all()] == ["李四"]


def test_the_citizen_reads_on_one_page_and_opens_the_other_part(cast, client, on):
    on(2026, 3, 4)
    petition = cast.sorted()
    petition.advance("split", by=cast.dispatcher, parts=[{"subject": "赔偿", "claims": [petition.claims.last()], "files": []}])
    part, stranger = petition.split_into.get(), make_petition(cast.bureau, cast.clerk)

    assert part.grouped_number in follow(client, petition)
    assert client.post("/follow/petition/part/", {"number": stranger.number}).status_code == 404
    client.post("/follow/petition/part/", {"number": part.number})

    assert (
        "赔偿" in client.get("/follow/petition/").content.decode()
        or part.grouped_number in client.get("/follow/petition/").content.decode()
    )


# ── Termination, reopening ──


def test_a_leader_ends_what_nobody_can_go_on_with(cast, sign_in, on):
    on(2026, 3, 24)
    petition = cast.accepted()

    step(sign_in(cast.leader), petition, "terminate", ground="DEATH", reason="信访人去世，无继承人")

    petition = fresh(petition)
    assert (petition.state, petition.holder, petition.open_proceeding, clocks(petition)["C06"]) == (State.TERMINATED, None, None, "NA")
    assert petition.documents.get(kind="D35").payload["ending"] == "TERMINATION"


def test_what_is_late_stays_late_when_the_handling_ends(cast):
    petition = cast.accepted()

    petition.advance("terminate", by=cast.leader, at=at(date(2026, 7, 1)), ground="DEATH", reason="去世")

    handling = petition.clocks.get(rule="C06")
    assert (handling.result, handling.days_late) == ("LATE", 43)


@pytest.mark.parametrize("is_archived", [False, True], ids=["closed", "archived"])
def test_a_finished_matter_is_reopened_by_two_and_sorted_by_the_bureau_anew(cast, sign_in, on, is_archived):
    petition = cast.served()
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    if is_archived:
        petition.advance("archive", by=cast.archivist, at=at(date(2026, 6, 1)))
    on(2026, 6, 8)

    step(sign_in(cast.dispatcher), petition, "reopen", ground="NEW_FACTS", reason="出现新的鉴定结论")
    assert Notice.objects.filter(petition=petition, duty=cast.bureau_leader, kind="propose").exists()
    sign_in(cast.bureau_leader).post(f"/cases/{petition.number}/proposals/{petition.pending.slug}/", {"decision": "confirm"})

    petition = fresh(petition)
    assert (petition.state, petition.holder_organ, petition.holder) == (State.TRIAGE, cast.bureau, cast.dispatcher)
    assert (petition.finality, petition.closed_on, petition.closure_type) == ("OPEN", None, "")
    assert [(clock.rule, clock.started_on) for clock in petition.clocks.running()] == [("C01", date(2026, 6, 8))]
    petition.advance("transfer", by=cast.dispatcher, organ=cast.water)
    assert petition.holder_organ == cast.water


# ── Urgent ──

REPORT = {
    "addressees": ["GOVERNMENT", "DEPARTMENTS", "JOINT_CONFERENCE", "HIGHER_BUREAU", "NATIONAL_BUREAU"], "occurred_at": "2026-03-04T09:30",
    "phoned_at": "2026-03-04T10:20", "place": "人民广场", "headcount": "3", "demand": "支付工资", "risk": "扬言跳楼", "measures": "已派人到场劝导",
    "follow_up": "专人稳控",
}  # fmt: skip


def test_a_threat_is_reported_within_minutes_and_no_exit_cancels_the_report(cast, sign_in, on):
    """Scenario 57."""
    with time_machine.travel(datetime(2026, 3, 4, 10, 0, tzinfo=SHANGHAI), tick=False):
        petition = cast.sorted(received_on=date(2026, 3, 3))
        assert step(sign_in(cast.clerk), petition, "flag_urgent", reason="信中扬言自杀").status_code == 302
        petition = fresh(petition)
        report, call = petition.clocks.get(rule="C17"), petition.clocks.get(rule="C30")
        assert (call.due_at, report.due_at) == (
            datetime(2026, 3, 4, 10, 30, tzinfo=SHANGHAI), datetime(2026, 3, 4, 12, 0, tzinfo=SHANGHAI),
        )  # fmt: skip
        assert [task.addressee for task in petition.urgent_tasks.all()] == REPORT["addressees"]
        assert (petition.due_on, petition.due_rule) == (date(2026, 3, 4), "C17")
        assert Notice.objects.filter(petition=petition, duty=cast.bureau_leader, kind="flag_urgent").exists()
        petition.advance(
            "decline", by=cast.dispatcher, refusal="NOT_A_PETITION", guidance="咨询窗口", reason="咨询", mode="MAIL", notified_on=DAY
        )

    assert (petition.state, clocks(petition)["C17"]) == (State.NOT_ACCEPTED, "RUNNING")
    with time_machine.travel(datetime(2026, 3, 4, 12, 30, tzinfo=SHANGHAI), tick=False):
        leader = sign_in(cast.bureau_leader)
        some = {**REPORT, "addressees": ["GOVERNMENT"]}
        assert step(leader, petition, "report_urgent", **some).status_code == 302
        assert clocks(petition) == clocks(petition) | {"C30": "MET", "C17": "RUNNING"}
        assert step(leader, petition, "report_urgent", **{**REPORT, "addressees": REPORT["addressees"][1:]}).status_code == 302

    petition = fresh(petition)
    assert clocks(petition)["C17"] == "LATE"  # half an hour
    assert [document.kind for document in petition.documents.all()] == ["D08", "D29", "D29"]
    assert not petition.urgent_tasks.filter(reported_at=None).exists()


def test_withdrawal_leaves_the_report_due(cast):
    petition = cast.sorted(is_urgent=True)
    petition.advance("ask_withdrawal", actor="CITIZEN", at=at(DAY), parties=petition.petitioners, statement=FREE)

    petition.advance("withdraw", actor="SYSTEM", at=at(date(2026, 3, 8)))

    assert petition.state == State.WITHDRAWN
    assert (clocks(petition)["C17"], clocks(petition)["C30"], clocks(petition)["C01"]) == ("RUNNING", "RUNNING", "NA")
    assert petition.urgent_tasks.filter(reported_at=None, is_dropped=False).count() == 5


def test_registration_with_the_flag_starts_the_report_at_once_and_an_organ_owes_it_to_three(cast):
    at_bureau = make_petition(cast.bureau, cast.clerk, is_urgent=True)
    at_organ = make_petition(cast.housing, cast.liaison, is_urgent=True)

    assert {clock.rule for clock in at_bureau.clocks.running()} == {"C01", "C17", "C30"}
    assert [task.addressee for task in at_organ.urgent_tasks.all()] == ["GOVERNMENT", "DEPARTMENTS", "JOINT_CONFERENCE"]


def test_only_a_leader_with_a_reason_clears_the_flag(cast, sign_in, on):
    on(2026, 3, 4)
    petition = make_petition(cast.bureau, cast.clerk, is_urgent=True)

    with pytest.raises(StepNotOpen):
        petition.advance("clear_urgent", by=cast.clerk, reason="误标")
    step(sign_in(cast.bureau_leader), petition, "clear_urgent", reason="系统误判，来信无危险内容")

    petition = fresh(petition)
    assert (petition.is_urgent, clocks(petition)["C17"], clocks(petition)["C30"]) == (False, "NA", "NA")
    assert petition.urgent_tasks.filter(is_dropped=True).count() == 5


def test_a_sealed_urgent_matter_is_reported_by_the_accusation_officer_in_a_series_of_its_own(cast, sign_in, on):
    on(2026, 3, 4)
    petition = cast.sorted(petition_class="ACCUSATION", is_urgent=True)
    assert step(sign_in(cast.bureau_leader), petition, "report_urgent", **REPORT).status_code == 404

    assert step(sign_in(cast.accusation_officer), petition, "report_urgent", **{**REPORT, "phoned_at": ""}).status_code == 302

    assert "密急〔2026〕1号" in petition.documents.get(kind="D29").number


def test_an_anonymous_claim_is_sorted_and_sent_without_a_notice(cast):
    """Scenario 41."""
    petition = make_petition(cast.housing, cast.liaison, parties=[], received_on=date(2026, 3, 2))
    sent = cast.transferred(parties=[])

    notice = petition.clocks.get(rule="C02")
    assert (notice.result, notice.reason) == ("NA", "No name or no address: a notice cannot be sent (art. 23).")
    sent.advance("sign_for", by=cast.liaison, at=at(date(2026, 3, 17)))
    sent.advance("accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION")
    sent.confirm(sent.pending, by=cast.liaison, at=at(date(2026, 3, 20)))

    assert (sent.state, clocks(sent)["C03"]) == (State.HANDLING, "NA")
    assert [document.kind for document in sent.documents.all()] == ["D04"]

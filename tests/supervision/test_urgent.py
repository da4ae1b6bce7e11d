"""Do all who must know of a danger know it within minutes, and does everybody see who does not yet?"""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import OrganKind, Role
from petitions.models import Notice, Recusal, UrgentReceipt
from tests.database import count_queries
from tests.factories import SHANGHAI, make_duty, make_organ, make_petition

PAGE = "/supervision/urgent/"
ALL = ["GOVERNMENT", "DEPARTMENTS", "JOINT_CONFERENCE", "HIGHER_BUREAU", "NATIONAL_BUREAU"]
REPORT = {
    "addressees": ALL, "occurred_at": "2026-03-04T09:30", "phoned_at": "2026-03-04T10:20", "place": "人民广场", "headcount": "3",
    "demand": "支付工资", "risk": "扬言跳楼", "measures": "已派人到场劝导", "follow_up": "专人稳控",
}  # fmt: skip


def sign_in(duty):
    client = Client(headers={"accept-language": "en"})
    client.force_login(duty.officer)
    return client


def step(client, petition, name, **answers):
    return client.post(f"/cases/{petition.number}/steps/{name}/", answers)


def moment(hour, minute=0):
    return time_machine.travel(datetime(2026, 3, 4, hour, minute, tzinfo=SHANGHAI), tick=False)


def lines(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.context["lines"]


def numbers(client):
    return [line["petition"].number for line in lines(client)]


@pytest.fixture
def province(cast):
    """A bureau above, whose leader is an addressee in this system."""
    cast.review_offices()
    cast.higher = make_organ("（省）信访局", OrganKind.BUREAU, parent=cast.province)
    cast.higher_leader = make_duty(Role.B_LEAD, cast.higher, "省局长")
    return cast


def test_a_danger_is_on_the_page_at_once_with_its_minutes_and_stays_when_the_petition_leaves(province):
    """Scenario 57."""
    cast = province
    with moment(10):
        petition = cast.sorted(received_on=date(2026, 3, 3))
        assert numbers(sign_in(cast.supervisor)) == []
        step(sign_in(cast.clerk), petition, "flag_urgent", reason="信中扬言自杀")
        (line,) = lines(sign_in(cast.supervisor))
        assert {task.addressee for task in line["tasks"]} == set(ALL)
        assert (line["call"]["words"], line["report"]["words"]) == ("30 minutes left", "120 minutes left")
    with moment(10, 45):
        (line,) = lines(sign_in(cast.bureau_leader))
        assert (line["call"]["words"], line["call"]["is_late"], line["report"]["words"]) == ("15 minutes late", True, "75 minutes left")
        assert (line["may_report"], line["may_record"], line["may_acknowledge"]) == (True, True, False)
        assert numbers(sign_in(cast.joint)) == numbers(sign_in(cast.higher_leader)) == [petition.number]
        assert numbers(sign_in(cast.city_leader)) == []  # told of it with the report
        petition.advance(
            "decline",
            by=cast.dispatcher,
            refusal="NOT_A_PETITION",
            guidance="咨询窗口",
            reason="咨询",
            mode="MAIL",
            notified_on=date(2026, 3, 4),
        )
        assert numbers(sign_in(cast.supervisor)) == [petition.number]


def test_each_addressee_acknowledges_for_itself_and_the_others_by_telephone(province):
    cast = province
    with moment(10):
        petition = cast.sorted(received_on=date(2026, 3, 3), is_urgent=False)
        petition.advance("flag_urgent", by=cast.clerk, reason="扬言跳楼")
    with moment(10, 30):
        leader = sign_in(cast.bureau_leader)
        assert step(leader, petition, "report_urgent", **REPORT).status_code == 302
        assert Notice.objects.filter(petition=petition, duty=cast.city_leader, kind="urgent_told").exists()
        assert Notice.objects.filter(petition=petition, duty=cast.higher_leader, kind="urgent_told").exists()
        for duty in (cast.city_leader, cast.joint, cast.higher_leader):
            (line,) = lines(sign_in(duty))
            assert line["may_acknowledge"], duty
            assert step(sign_in(duty), petition, "acknowledge_urgent").status_code == 302
            assert step(sign_in(duty), petition, "acknowledge_urgent").status_code != 302  # once
        assert step(sign_in(cast.supervisor), petition, "acknowledge_urgent").status_code == 404
    with moment(10, 40):
        wrong = step(
            leader, petition, "record_urgent_receipt", addressees=["DEPARTMENTS"], received_by="值班员", received_at="2026-03-04T11:40"
        )
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["received_at"])
        assert "值班员" in wrong.content.decode()
        told = {"addressees": ["DEPARTMENTS", "NATIONAL_BUREAU"], "received_by": "值班员刘", "received_at": "2026-03-04T10:25"}
        assert step(leader, petition, "record_urgent_receipt", **told).status_code == 302
        assert numbers(leader) == []  # everybody knows
        assert "值班员刘" in leader.get(f"/cases/{petition.number}/").content.decode()

    receipts = {receipt.task.addressee: (receipt.duty, receipt.received_by) for receipt in UrgentReceipt.objects.all()}
    assert receipts == {
        "GOVERNMENT": (cast.city_leader, ""), "JOINT_CONFERENCE": (cast.joint, ""), "HIGHER_BUREAU": (cast.higher_leader, ""),
        "DEPARTMENTS": (None, "值班员刘"), "NATIONAL_BUREAU": (None, "值班员刘"),
    }  # fmt: skip


def test_a_sealed_matter_a_cleared_flag_and_one_to_keep_away_from_are_not_on_the_page(cast):
    with moment(10):
        for subject in ("检举", "误标", "回避", "照常"):
            make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 3), is_urgent=True, subject=subject)
        by = {line["petition"].subject: line["petition"] for line in lines(sign_in(cast.supervisor))}
        assert set(by) == {"检举", "误标", "回避", "照常"}
        by["检举"].advance("take", by=cast.dispatcher)
        by["检举"].advance("classify", by=cast.dispatcher, petition_class="ACCUSATION")
        by["误标"].advance("take", by=cast.dispatcher)
        by["误标"].advance("clear_urgent", by=cast.bureau_leader, reason="系统误判")
        petition = by["回避"]
        Recusal.objects.create(petition=petition, officer=cast.supervisor.officer, kind="DECLARED", event=petition.events.first())

        assert {line["petition"].subject for line in lines(sign_in(cast.supervisor))} == {"照常"}
        assert {line["petition"].subject for line in lines(sign_in(cast.bureau_leader))} == {"照常", "回避"}


def test_words_of_a_confidential_matter_are_not_on_the_page(cast):
    with moment(10):
        petition = make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 3), is_urgent=True, subject="保密的事")
        assert "保密的事" in sign_in(cast.supervisor).get(PAGE).content.decode()
        petition.advance("take", by=cast.dispatcher)
        petition.advance("restrict", by=cast.bureau_leader, reason="涉及隐私", colleagues=[])
        page = sign_in(cast.supervisor).get(PAGE).content.decode()
        assert "保密的事" not in page
        assert petition.grouped_number in page


def test_one_matter_and_twenty_cost_the_same_queries(cast):
    with moment(10):
        make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 3), is_urgent=True)
        client = sign_in(cast.bureau_leader)
        client.get(PAGE)
        with count_queries() as few:
            client.get(PAGE)
        for _ in range(20):
            make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 3), is_urgent=True)
        with count_queries() as many:
            client.get(PAGE)
        assert len(few) == len(many)


def test_the_page_is_for_who_answers_for_it(cast):
    for duty in (cast.supervisor, cast.bureau_leader, cast.joint, cast.city_leader):
        assert sign_in(duty).get(PAGE).status_code == 200
    for duty in (cast.clerk, cast.dispatcher, cast.liaison, cast.handler, cast.admin, cast.accusation_officer, cast.archivist):
        assert sign_in(duty).get(PAGE).status_code == 404, duty

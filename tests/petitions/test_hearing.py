"""A hearing by its pages: called and announced, recorded and concluded, seen by the petitioner, and no clock stands still."""

from datetime import date

import pytest

from petitions.models import Petition
from petitions.workflow import StepNotOpen
from tests.factories import at

from .test_simple import clock
from .test_views_steps import errors, take

CALLED = {
    "hearing_at": "2026-04-15T09:30", "place": "市住建局三楼会议室", "issues": "漏水原因\n维修责任", "host": "何局长", "panel": "钱一\n孙二\n李三",
    "parties": "湖滨物业公司", "mode": "PERSONAL", "notified_on": "2026-04-01",
}  # fmt: skip
RECORDED = {
    "held_on": "2026-04-15", "recorder": "周记录", "attendees": "王秀英，信访人\n湖滨物业公司，第三方", "statements": "双方陈述。",
    "questioning": "听证员询问。", "debate": "双方辩论。", "assessment": "评议一致。", "facts": "防水层老化。", "conclusion": "应当维修。",
    "basis": "《公共租赁住房管理办法》第二十四条", "mode": "PERSONAL", "notified_on": "2026-04-15",
}  # fmt: skip


def accepted(cast):
    return cast.accepted(accepted_on=date(2026, 3, 10), sent_on=date(2026, 3, 4), signed_on=date(2026, 3, 5))


def test_a_hearing_does_not_pause_the_handling(cast, sign_in, on, client):
    petition = accepted(cast)
    on(2026, 4, 1)
    leader, handler = sign_in(cast.leader), sign_in(cast.handler)

    assert take(handler, petition, "hold_hearing", **CALLED).status_code == 404
    assert take(leader, petition, "hold_hearing", **CALLED).status_code == 302
    assert [paper.kind for paper in petition.documents.all()][-2:] == ["D15A", "D15B"]
    on(2026, 4, 15)
    assert take(sign_in(cast.liaison), petition, "record_hearing", **RECORDED).status_code == 404
    assert take(sign_in(cast.handler), petition, "record_hearing", **RECORDED).status_code == 302

    assert clock(petition, "C06") == ("RUNNING", date(2026, 5, 9), 0)
    assert not petition.clocks.get(rule="C06").pauses.exists()
    assert [paper.kind for paper in petition.documents.all()][-2:] == ["D15C", "D15D"]
    assert petition.documents.get(kind="D15C").payload["attendees"][1] == {"name": "湖滨物业公司", "part": "第三方"}
    assert "王秀英" not in str(petition.documents.get(kind="D15B").payload)
    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    page = client.get("/follow/petition/").content.decode()
    assert "市住建局三楼会议室" in page
    assert "应当维修。" in page


def test_the_record_follows_the_day_for_which_it_was_called(cast, sign_in, on):
    petition = accepted(cast)
    on(2026, 4, 1)
    assert take(sign_in(cast.leader), petition, "record_hearing", **RECORDED).status_code == 422
    assert take(sign_in(cast.leader), petition, "hold_hearing", **CALLED).status_code == 302

    early = take(sign_in(cast.handler), petition, "record_hearing", **RECORDED | {"held_on": "2026-04-01", "notified_on": "2026-04-01"})

    assert (early.status_code, list(errors(early))) == (422, ["held_on"])


def test_what_was_typed_wrong_is_said_at_its_field(cast, sign_in, on):
    petition = accepted(cast)
    on(2026, 4, 1)

    past = take(sign_in(cast.leader), petition, "hold_hearing", **CALLED | {"hearing_at": "2026-03-01T09:30"})
    no_time = take(sign_in(cast.leader), petition, "hold_hearing", **CALLED | {"hearing_at": "tomorrow"})

    assert (past.status_code, no_time.status_code) == (422, 422)
    assert (list(errors(past)), list(errors(no_time))) == (["hearing_at"], ["hearing_at"])
    assert not Petition.objects.get(pk=petition.pk).hearings.exists()


def test_only_a_matter_of_the_petition_procedure_is_heard(cast):
    petition = cast.accepted(track="T5_DUTY")

    with pytest.raises(StepNotOpen):
        petition.advance(
            "hold_hearing", by=cast.leader, at=at(date(2026, 4, 1)), hearing_at=at(date(2026, 4, 15)), place="会议室", issues=["责任"],
            host="何局长", panel=["钱一"], mode="MAIL", notified_on=date(2026, 4, 1),
        )  # fmt: skip

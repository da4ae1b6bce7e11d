"""Not taken in, guided elsewhere, dealt with in another procedure: by their pages, by two persons, each with its paper."""

from datetime import date

import pytest

from petitions.models import Petition
from petitions.workflow import State, StepNotOpen
from tests.factories import at

from .test_simple import clock, confirm
from .test_views_steps import errors, take

TOLD = {"mode": "MAIL", "notified_on": "2026-03-20"}
REFUSAL = {"refusal": "NOT_A_PETITION", "reason": "所问事项属于政策咨询。", "guidance": "请到接待窗口咨询。", **TOLD}
GUIDANCE = {
    "channel": "LABOUR_ARBITRATION", "since_on": "2026-01-31", "body": "江城市劳动人事争议仲裁委员会", "body_address": "江城市解放路 1 号",
    "needed": "仲裁申请书\n身份证明", "reason": "属于劳动争议。", **TOLD,
}  # fmt: skip


def noticed(cast, **fields):
    petition = cast.signed_for(**fields)
    petition.advance("appoint", by=cast.liaison, handler=cast.handler, at=at(date(2026, 3, 17)))
    return petition


def test_a_refusal_names_its_ground_and_where_to_go_instead(cast, sign_in, on, client):
    petition = noticed(cast)
    on(2026, 3, 20)

    assert take(sign_in(cast.liaison), petition, "refuse_acceptance", **REFUSAL).status_code == 404
    assert take(sign_in(cast.handler), petition, "refuse_acceptance", **REFUSAL).status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.finality, petition.closed_on) == (State.NOT_ACCEPTED, "NOT_APPLICABLE", date(2026, 3, 20))
    assert (clock(petition, "C03")[0], clock(petition, "C04")[0], clock(petition, "C08")[0]) == ("MET", "NA", "NA")
    assert not petition.clocks.running().exists()
    paper = petition.documents.get(kind="D08")
    assert (paper.payload["refusal"], paper.payload["guidance"]) == ("NOT_A_PETITION", "请到接待窗口咨询。")
    assert paper.payload["article"] == "《信访工作条例》第十七条"
    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    assert "Not accepted" in client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()


def test_what_is_pending_elsewhere_is_named(cast, sign_in, on):
    petition, other = noticed(cast), cast.accepted()
    on(2026, 3, 20)
    handler = sign_in(cast.handler)
    pending = REFUSAL | {"refusal": "PENDING_ELSEWHERE_SAME_MATTER"}

    unnamed = take(handler, petition, "refuse_acceptance", **pending)
    itself = take(handler, petition, "refuse_acceptance", **pending | {"pending": petition.number})
    assert (list(errors(unnamed)), list(errors(itself))) == (["pending"], ["pending"])
    assert take(handler, petition, "refuse_acceptance", **pending | {"pending": other.grouped_number}).status_code == 302


def test_a_guided_matter_tells_the_last_day_to_apply_there(cast, sign_in, on):
    petition = noticed(cast)
    on(2026, 3, 20)

    no_day = take(sign_in(cast.handler), petition, "guide_from_organ", **GUIDANCE | {"since_on": ""})
    assert (no_day.status_code, list(errors(no_day))) == (422, ["since_on"])
    assert take(sign_in(cast.water_handler), petition, "guide_from_organ", **GUIDANCE).status_code == 404
    assert take(sign_in(cast.handler), petition, "guide_from_organ", **GUIDANCE).status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.track) == (State.ROUTED_LEGAL, "T2_ARBITRATION")
    paper = petition.documents.get(kind="D10")
    assert (paper.payload["limitation_on"], paper.payload["materials"]) == ("2027-01-31", ["仲裁申请书", "身份证明"])
    assert clock(petition, "C03")[0] == "MET"


def test_an_accepted_matter_can_still_be_guided_and_leaves_no_clock_behind(cast, sign_in, on):
    petition = cast.accepted()
    on(2026, 3, 20)
    handler = sign_in(cast.handler)

    for day in ("2024-01-31", "2999-01-31"):
        wrong = take(handler, petition, "guide_from_organ", **GUIDANCE | {"since_on": day})
        assert (wrong.status_code, list(errors(wrong))) == (422, ["since_on"]), day
    assert take(handler, petition, "guide_from_organ", **GUIDANCE).status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert clock(petition, "C06")[0] == "NA"
    assert petition.open_proceeding is None
    assert not petition.clocks.running().exists()


def test_the_procedure_changes_with_its_clock_and_its_notice(cast, sign_in, on):
    petition = cast.accepted()
    on(2026, 3, 25)
    change = {"track": "T5_DUTY", "reason": "请求查处违法行为", "mode": "MAIL", "notified_on": "2026-03-25"}

    assert take(sign_in(cast.liaison), petition, "change_track", **change).status_code == 404
    assert take(sign_in(cast.handler), petition, "change_track", **change).status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302

    assert clock(petition, "C06")[0] == "NA"
    assert clock(petition, "C25") == ("RUNNING", date(2026, 5, 16), 0)  # two months from receipt by the organ
    notice = petition.documents.filter(kind="D07").last()
    assert (notice.payload["remedy"], notice.payload["claims"][0]["track"]) == ("LAWSUIT", "T5_DUTY")
    back = change | {"track": "T6_PETITION", "reason": "不属于履职事项"}
    assert take(sign_in(cast.handler), petition, "change_track", **back).status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302
    assert petition.clocks.running().get(rule="C06").strict_on == date(2026, 5, 19)  # sixty days from acceptance all the same


def test_a_suggestion_stays_a_suggestion(cast):
    petition = cast.accepted(petition_class="SUGGESTION", track="SUGGESTION")

    with pytest.raises(StepNotOpen):
        petition.advance("change_track", by=cast.handler, at=at(date(2026, 3, 25)), track="T6_PETITION", reason="改")


def test_a_duty_has_two_months_from_receipt_and_a_lawsuit_instead_of_a_review(cast, sign_in, on, client):
    """Scenario 30: received on 13 April, so until 13 June, a Saturday, and by rolling until Monday the 15th."""
    received = date(2026, 4, 13)
    petition = cast.accepted(track="T5_DUTY", received_on=received, sent_on=received, signed_on=received, accepted_on=date(2026, 4, 20))

    duty = petition.clocks.get(rule="C25")
    assert (duty.strict_on, duty.rolled_on) == (date(2026, 6, 13), date(2026, 6, 15))
    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    page = client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()
    assert "Administrative Litigation Law, art. 47" in page
    assert "Ask for a review" not in page
    for claim in petition.claims.all():
        petition.advance(
            "find", by=cast.handler, at=at(date(2026, 5, 6)), claim=claim, facts="属实", result="SUPPORT", opinion="已查处", basis="条例"
        )
    petition.advance("submit", by=cast.handler, at=at(date(2026, 5, 6)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 5, 7)))
    paper = petition.documents.get(kind="D17R")
    assert paper.payload["remedy"] == "LAWSUIT"
    on(2026, 5, 8)
    assert take(sign_in(cast.handler), petition, "serve", mode="MAIL", served_on="2026-05-08").status_code == 422
    assert take(sign_in(cast.handler), petition, "serve_reply", mode="MAIL", served_on="2026-05-08").status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.finality) == (State.CLOSED, "NOT_APPLICABLE")
    assert not petition.clocks.filter(rule="C12").exists()

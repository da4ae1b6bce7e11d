"""办结报告: an assigned matter is done when its result was reported by the head of the organ and accepted by the bureau."""

from datetime import date

import pypdfium2
import pytest

from petitions import retention
from petitions.workflow import State, StepNotOpen
from tests.factories import at, make_duty
from tests.petitions.test_joint import find_all, reach_handling, told
from tests.petitions.test_views_steps import errors, state_of, take

REPORT = {"investigation": "经现场查勘，防水层老化，漏水属实。", "report": "已责成物业修复，处理意见书已送达信访人。"}


@pytest.fixture
def answered(cast):
    petition = find_all(cast, reach_handling(cast, cast.assigned()))
    petition.advance("submit", by=cast.handler, at=at(date(2026, 4, 2)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 4, 3)))
    petition.advance("serve", by=cast.handler, at=at(date(2026, 4, 7)), mode="MAIL", served_on=date(2026, 4, 7), note="XA1")
    return petition


def test_scenario_56_only_the_principal_reports_and_only_the_assigner_accepts(cast, answered, sign_in, on):
    result = answered.clocks.get(rule="C11")
    assert (result.strict_on, result.rolled_on) == (date(2026, 6, 19), date(2026, 6, 22))
    deputy = make_duty("O_LEAD", cast.housing, "副局长")
    assert (deputy.is_principal, cast.leader.is_principal) == (False, True)
    on(2026, 6, 22)

    assert take(sign_in(cast.handler), answered, "report_result", **REPORT).status_code == 404
    refused = take(sign_in(deputy), answered, "report_result", **REPORT)
    assert "principal" in str(errors(refused))
    assert take(sign_in(cast.leader), answered, "report_result", investigation="", report="").status_code == 422
    form = sign_in(cast.leader).get(f"/cases/{answered.number}/steps/report_result/")
    assert "属实" in form.content.decode()
    assert take(sign_in(cast.leader), answered, "report_result", **REPORT).status_code == 302
    assert told(cast.dispatcher, answered)[-1] == told(cast.bureau_leader, answered)[-1] == "reported"

    paper = answered.documents.get(kind="D24")
    leg = answered.documents.get(kind="D05")
    said = paper.payload
    assert (said["to"], said["assignment_number"], said["assigned_on"]) == (cast.bureau.name, leg.number, "2026-03-16")
    assert (said["signed_by"], said["signer_is_head"], said["handler"]) == ("何局长", True, "孙承办")
    assert said["claims"] == [{"request": "请修理屋顶", "result": "SUPPORT"}, {"request": "请赔偿损失", "result": "SUPPORT"}]
    assert (said["investigation"], said["outcome"], said["served_on"]) == (REPORT["investigation"], REPORT["report"], "2026-04-07")
    assert "送达回证" in said["attachments"][0]
    drawn = sign_in(cast.dispatcher).get(f"/cases/{answered.number}/documents/{paper.slug}.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(drawn.content)).replace("\r\n", "")
    assert "何局长" in text
    assert "孙承办" in text

    assert take(sign_in(cast.leader), answered, "accept_report").status_code == 404
    assert take(sign_in(cast.dispatcher), answered, "return_report", reason=" ").status_code == 422
    assert take(sign_in(cast.dispatcher), answered, "return_report", reason="缺少赔偿的证明。").status_code == 302
    assert told(cast.leader, answered)[-1] == "report_back"
    assert answered.clocks.get(rule="C11").is_running
    assert take(sign_in(cast.leader), answered, "report_result", **REPORT).status_code == 302
    assert take(sign_in(cast.dispatcher), answered, "accept_report").status_code == 302
    result.refresh_from_db()
    assert (result.result, result.days_late) == ("MET", 0)


def test_without_an_accepted_report_the_file_stays_open(cast, answered, sign_in, on):
    answered.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 8)))
    on(2026, 5, 11)

    refused = take(sign_in(cast.archivist), answered, "archive", retention_class=retention.proposed(answered))
    assert refused.status_code == 422
    assert state_of(answered) == State.CLOSED
    assert "Result of an assigned matter" in str(errors(refused))
    answered.advance("report_result", by=cast.leader, **REPORT)
    answered.advance("accept_report", by=cast.dispatcher)

    assert not answered.clocks.running().filter(rule="C11").exists()


def test_the_administrator_says_who_the_principal_is(cast, sign_in):
    deputy = make_duty("O_LEAD", cast.housing, "副局长")
    admin, clerk = sign_in(cast.admin), sign_in(cast.clerk)
    address = f"/settings/duties/{deputy.slug}/principal/"

    assert clerk.post(address).status_code in (403, 404)
    assert admin.get(address).status_code == 405
    assert admin.post(f"/settings/duties/{cast.handler.slug}/principal/").status_code == 404
    deputy.refresh_from_db()
    assert not deputy.is_principal
    assert admin.post(address)["Location"] == f"/settings/officers/{deputy.officer.slug}/"
    deputy.refresh_from_db()
    assert deputy.is_principal
    assert "principal of the organ" in admin.get(f"/settings/officers/{deputy.officer.slug}/").content.decode()
    admin.post(address)
    deputy.refresh_from_db()
    assert not deputy.is_principal


def test_whoever_received_it_first_reads_that_they_follow_it(cast, sign_in, on):
    on(2026, 3, 17)
    petition, closed = cast.transferred(), cast.served()
    closed.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))

    assert "you follow it until it is closed" in sign_in(cast.clerk).get(petition.get_absolute_url()).content.decode()
    assert "you follow it until it is closed" not in sign_in(cast.liaison).get(petition.get_absolute_url()).content.decode()
    assert "you follow it until it is closed" not in sign_in(cast.clerk).get(closed.get_absolute_url()).content.decode()


def test_a_report_before_the_answer_is_not_offered(cast):
    petition = reach_handling(cast, cast.assigned())

    with pytest.raises(StepNotOpen):
        petition.advance("report_result", by=cast.leader, at=at(date(2026, 4, 2)), **REPORT)

"""What was promised: printed in the opinion, done by its date, proved, confirmed by the petitioner, and never mixed up with "answered"."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from petitions.models import Petition
from petitions.readiness import has_open_promises
from petitions.workflow import State, StepNotOpen
from tests.factories import at, make_duty

from .test_simple import confirm
from .test_views_steps import PDF, errors, state_of, take


def promised(cast, sign_in, on):
    """Two claims supported, one promise by 30 April and one by 15 May, served on 13 April."""
    petition = cast.accepted()
    on(2026, 4, 1)
    handler = sign_in(cast.handler)
    for claim, (text, day) in zip(
        petition.claims.all(), [("重做屋顶防水层", "2026-04-30"), ("赔偿家具损失八百元", "2026-05-15")], strict=True
    ):
        finding = {
            "claim": claim.slug,
            "facts": "属实",
            "result": "SUPPORT",
            "opinion": "予以支持",
            "basis": "《办法》",
            "promises": text,
            "perform_by_on": day,
        }
        assert take(handler, petition, "find", **finding).status_code == 302
    petition.advance("submit", by=cast.handler)
    petition.advance("sign", by=cast.leader)
    on(2026, 4, 13)
    assert take(sign_in(cast.handler), petition, "serve", mode="PERSONAL", served_on="2026-04-13").status_code == 302
    return Petition.objects.get(pk=petition.pk)


def perform(client, petition, promise, day):
    return take(client, petition, "perform", promise=promise.slug, performed_on=day, files=SimpleUploadedFile("验收单.pdf", PDF))


def follow(client, petition):
    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    return client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()


def say(client, petition, promise, answer, **words):
    follow(client, petition)
    return client.post(f"/follow/petition/promises/{promise.slug}/", {"is_carried_out": answer, **words})


def test_a_promise_stands_in_the_opinion_and_its_clock_runs_from_service_with_the_earliest_date(cast, sign_in, on):
    petition = promised(cast, sign_in, on)

    assert petition.documents.get(kind="D17").payload["claims"][0]["promises"] == [{"text": "重做屋顶防水层", "due_on": "2026-04-30"}]
    running = petition.clocks.get(rule="C23")
    assert (running.started_on, running.strict_on) == (date(2026, 4, 13), date(2026, 4, 30))
    assert has_open_promises(petition)


def test_only_a_supported_claim_brings_a_promise_with_a_date(cast, sign_in, on):
    petition = cast.accepted()
    on(2026, 4, 1)
    finding = {"claim": petition.claims.first().slug, "facts": "属实", "opinion": "说明", "basis": "《办法》", "promises": "重做屋顶"}

    rejected = take(sign_in(cast.handler), petition, "find", result="REJECT", perform_by_on="2026-04-30", **finding)
    undated = take(sign_in(cast.handler), petition, "find", result="SUPPORT", **finding)

    assert (list(errors(rejected)), list(errors(undated))) == (["promises"], ["perform_by_on"])


def test_an_answered_matter_is_carried_out_before_it_is_closed(cast, sign_in, on, client):
    petition = promised(cast, sign_in, on)
    first, second = petition.promises.all()
    on(2026, 4, 28)
    handler = sign_in(cast.handler)

    assert perform(sign_in(cast.leader), petition, first, "2026-04-28").status_code == 404
    no_proof = take(handler, petition, "perform", promise=first.slug, performed_on="2026-04-28")
    assert (no_proof.status_code, list(errors(no_proof))) == (422, ["files"])
    assert perform(handler, petition, first, "2026-04-28").status_code == 302
    clocks = [(row.result, row.given_on) for row in petition.clocks.filter(rule="C23")]
    assert clocks == [("MET", date(2026, 4, 30)), ("RUNNING", date(2026, 5, 15))]
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    assert (petition.state, petition.finality, petition.closed_on) == (State.EXECUTING, "WINDOW_LAPSED", None)
    assert "has to carry out what was promised" in follow(client, petition)

    on(2026, 5, 18)
    handler = sign_in(cast.handler)
    assert take(handler, petition, "close_performed").status_code == 422
    assert perform(handler, petition, second, "2026-05-18").status_code == 302
    assert take(sign_in(cast.liaison), petition, "close_performed").status_code == 404
    assert take(handler, petition, "close_performed").status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.closure_type, petition.finality) == (State.CLOSED, "CARRIED_OUT", "WINDOW_LAPSED")
    assert [row.result for row in petition.clocks.filter(rule="C23")] == ["MET", "LATE"]
    assert not has_open_promises(petition)


def test_silence_is_no_confirmation_and_a_yes_is_recorded(cast, sign_in, on, client):
    petition = promised(cast, sign_in, on)
    promise = petition.promises.first()
    on(2026, 4, 28)
    perform(sign_in(cast.handler), petition, promise, "2026-04-28")
    promise.refresh_from_db()
    assert promise.answer == ""

    page = follow(client, petition)
    assert "Silence is not taken for a yes." in page
    assert say(client, petition, promise, "yes").status_code == 302

    promise.refresh_from_db()
    assert (promise.answer, promise.answered_on, promise.performed_on) == ("CONFIRMED", date(2026, 4, 28), date(2026, 4, 28))
    assert petition.events.last().actor == "CITIZEN"
    say(client, petition, promise, "no")
    promise.refresh_from_db()
    assert promise.answer == "CONFIRMED"


def test_a_no_opens_the_promise_again_and_the_supervisor_hears_of_it(cast, sign_in, on, client):
    petition = promised(cast, sign_in, on)
    promise = petition.promises.first()
    on(2026, 4, 28)
    perform(sign_in(cast.handler), petition, promise, "2026-04-28")

    say(client, petition, promise, "no", words="只修了一半。")

    promise.refresh_from_db()
    assert (promise.answer, promise.performed_on, promise.answer_words) == ("DENIED", None, "只修了一半。")
    assert petition.clocks.running().get(rule="C23").given_on == date(2026, 4, 30)
    assert cast.supervisor.notices.filter(petition=petition, kind="not_done").exists()
    assert "只修了一半。" in sign_in(cast.supervisor).get(petition.get_absolute_url()).content.decode()
    on(2026, 4, 30)
    assert perform(sign_in(cast.handler), petition, promise, "2026-04-30").status_code == 302
    promise.refresh_from_db()
    assert (promise.answer, promise.performed_on) == ("", date(2026, 4, 30))


def test_after_the_end_a_no_is_kept_for_the_supervisor_and_moves_nothing(cast, sign_in, on, client):
    petition = promised(cast, sign_in, on)
    on(2026, 5, 15)
    for promise in petition.promises.all():
        perform(sign_in(cast.handler), petition, promise, "2026-05-14")
    petition.advance("lapse", actor="SYSTEM")
    assert (petition.state, petition.closure_type) == (State.CLOSED, "CARRIED_OUT")

    say(client, petition, petition.promises.first(), "no")

    assert state_of(petition) == State.CLOSED
    assert petition.promises.first().answer == "DENIED"
    assert cast.supervisor.notices.filter(petition=petition, kind="not_done").exists()


def test_nobody_confirms_for_the_petitioner_and_nobody_without_the_code(cast, sign_in, on, client):
    petition = promised(cast, sign_in, on)
    promise = petition.promises.first()
    on(2026, 4, 28)
    perform(sign_in(cast.handler), petition, promise, "2026-04-28")

    with pytest.raises(StepNotOpen):
        petition.advance("confirm_performance", by=cast.handler, promise=promise, is_carried_out=True)
    assert take(sign_in(cast.handler), petition, "confirm_performance", promise=promise.slug, is_carried_out="yes").status_code == 404
    assert client.post(f"/follow/petition/promises/{promise.slug}/", {"is_carried_out": "yes"})["Location"] == "/follow/"
    promise.refresh_from_db()
    assert promise.answer == ""
    assert say(client, petition, promise, "maybe").status_code == 302
    promise.refresh_from_db()
    assert promise.answer == ""


def test_a_release_takes_two_persons_and_its_reason_is_read_by_the_petitioner(cast, sign_in, on, client):
    petition = promised(cast, sign_in, on)
    promise = petition.promises.first()
    on(2026, 4, 28)

    assert take(sign_in(cast.water_handler), petition, "exempt_promise", promise=promise.slug, reason="房屋已经拆除。").status_code == 404
    assert take(sign_in(cast.handler), petition, "exempt_promise", promise=promise.slug, reason="房屋已经拆除。").status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302

    promise.refresh_from_db()
    assert (promise.exempted_on, promise.is_open) == (date(2026, 4, 28), False)
    assert petition.clocks.running().get(rule="C23").given_on == date(2026, 5, 15)
    assert "房屋已经拆除。" in follow(client, petition)


def test_a_matter_without_promises_closes_as_before(cast):
    petition = cast.served()

    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))

    assert (petition.state, petition.closure_type) == (State.CLOSED, "ANSWERED")
    assert not petition.clocks.filter(rule="C23").exists()


# ── Claim by claim, and by whose hand ──


def test_three_claims_and_no_finding_for_the_second(cast, sign_in, on, client):
    """Scenario 53: blocked, naming claim 2; afterwards the citizen reads request, finding, basis, result and promise of each."""
    petition = cast.accepted(claims=("请修理屋顶", "请赔偿损失", "请公开账目"))
    on(2026, 4, 1)
    handler = sign_in(cast.handler)
    claims = list(petition.claims.all())

    def find(claim):
        answers = {
            "claim": claim.slug,
            "facts": f"查明第{claim.seq}项",
            "result": "SUPPORT",
            "opinion": f"意见{claim.seq}",
            "basis": f"依据{claim.seq}",
        }
        return take(handler, petition, "find", **answers, promises=f"承诺{claim.seq}", perform_by_on="2026-05-01")

    assert [find(claim).status_code for claim in (claims[0], claims[2])] == [302, 302]
    blocked = take(handler, petition, "submit")
    assert blocked.status_code == 422
    assert "Claim 2 has no finding yet." in blocked.content.decode()
    assert state_of(petition) == State.HANDLING
    assert find(claims[1]).status_code == 302
    assert take(handler, petition, "submit").status_code == 302
    petition.advance("sign", by=cast.leader)

    page = follow(client, petition)
    for claim in claims:
        assert all(
            words in page for words in (claim.text, f"查明第{claim.seq}项", f"意见{claim.seq}", f"依据{claim.seq}", f"承诺{claim.seq}")
        )


def test_a_major_matter_is_signed_by_the_principal_where_the_organ_has_one(cast, sign_in, on):
    deputy = make_duty(Role.O_LEAD, cast.housing, "丁副局长")  # beside the principal
    urgent, ordinary = cast.found(is_urgent=True), cast.found()
    on(2026, 4, 9)
    for petition in (urgent, ordinary):
        petition.advance("submit", by=cast.handler)

    refused = take(sign_in(deputy), urgent, "sign")
    assert (refused.status_code, state_of(urgent)) == (422, State.SIGN_OFF)
    assert "principal" in refused.content.decode()
    assert take(sign_in(deputy), ordinary, "sign").status_code == 302
    assert take(sign_in(cast.leader), urgent, "sign").status_code == 302


def test_the_board_keeps_carried_out_apart_from_answered(cast, sign_in, on, client):
    kept, denied = promised(cast, sign_in, on), promised(cast, sign_in, on)
    cast.served()
    on(2026, 4, 28)
    for promise in (*kept.promises.all(), denied.promises.first()):
        perform(sign_in(cast.handler), promise.petition, promise, "2026-04-28")
    say(client, denied, denied.promises.first(), "no")
    board = sign_in(cast.bureau_leader)

    figures = board.get("/board/").context["carried_out"]

    assert (figures["rate"]["share"], figures["denied"]["share"]) == (50, 50)
    for figure, petitions in [
        (figures["rate"]["part"], {kept}),
        (figures["rate"]["whole"], {kept, denied}),
        (figures["denied"]["part"], {denied}),
    ]:
        assert figure["value"] == len(petitions)
        listed = board.get(figure["url"]).content.decode()
        assert {petition for petition in (kept, denied) if petition.grouped_number in listed or petition.number in listed} == petitions

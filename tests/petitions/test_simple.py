"""Simple procedure by its pages: three working days to choose it, ten to reply, and the way back to ordinary procedure."""

from datetime import date

import pytest

from accounts.models import Level, OrganKind, Role
from petitions.models import Petition
from petitions.workflow import State, StepNotOpen
from tests.factories import at, make_duty, make_organ, make_party, make_petition

from .test_views_steps import errors, state_of, take

ARRIVED, LAST_DAY, LATER = date(2026, 2, 9), date(2026, 2, 12), date(2026, 2, 26)
SIMPLY = {"track": "T6_PETITION", "is_simple": "on", "is_clear": "on", "mode": "ORAL"}


def clock(petition, rule):
    found = petition.clocks.get(rule=rule)
    return found.result, found.strict_on, found.days_late


def given_to_the_handler(cast, **fields):
    """At the housing bureau since the day on which it arrived at the bureau (scenario 19)."""
    petition = cast.signed_for(received_on=ARRIVED, sent_on=ARRIVED, signed_on=ARRIVED, **fields)
    petition.advance("appoint", by=cast.liaison, handler=cast.handler, at=at(ARRIVED))
    return petition


def confirm(client, petition):
    proposal = petition.proposals.filter(is_confirmed=None).get()
    return client.post(f"/cases/{petition.number}/proposals/{proposal.slug}/", {"decision": "confirm"})


@pytest.fixture
def simple(cast, sign_in, on):
    """Accepted in simple procedure on the last day for it, by two persons at their pages."""
    petition = given_to_the_handler(cast)
    on(2026, 2, 12)
    assert take(sign_in(cast.handler), petition, "accept", notified_on="2026-02-12", **SIMPLY).status_code == 302
    assert confirm(sign_in(cast.liaison), petition).status_code == 302
    return Petition.objects.get(pk=petition.pk)


def test_three_working_days_to_choose_it_and_ten_to_reply(simple):
    assert clock(simple, "C08") == ("MET", LAST_DAY, 0)
    assert clock(simple, "C09") == ("RUNNING", date(2026, 3, 4), 0)  # two Saturdays are make-up workdays
    assert not simple.clocks.filter(rule="C06").exists()
    assert (simple.state, simple.due_on, simple.due_rule) == (State.HANDLING, date(2026, 3, 4), "C09")
    assert not simple.documents.filter(kind="D07").exists()
    accepted = simple.events.get(step="accept")
    assert accepted.details["mode"] == "ORAL"
    assert accepted.details["notified_on"] == {"date": "2026-02-12"}


def test_a_short_reply_to_each_claim_closes_it_without_paper(simple, cast, sign_in, on):
    on(2026, 3, 4)
    handler = sign_in(cast.handler)

    half = take(
        handler, simple, "reply_simply", mode="SMS", replied_on="2026-03-04", result_1="SUPPORT", reply_1="明天来修。", result_2="SUPPORT"
    )
    assert (half.status_code, list(errors(half))) == (422, ["reply_2"])
    answers = {
        "mode": "SMS",
        "replied_on": "2026-03-04",
        "result_1": "SUPPORT",
        "reply_1": "明天来修。",
        "result_2": "EXPLAIN",
        "reply_2": "按合同办理。",
    }
    assert take(sign_in(cast.water_handler), simple, "reply_simply", **answers).status_code == 404
    assert take(handler, simple, "reply_simply", **answers).status_code == 302

    simple.refresh_from_db()
    assert (simple.state, simple.closure_type, simple.finality, simple.days_to_reply) == (State.CLOSED, "ANSWERED", "NOT_APPLICABLE", 23)
    assert clock(simple, "C09") == ("MET", date(2026, 3, 4), 0)
    assert not simple.documents.filter(kind__in=["D17", "D17R"]).exists()


def test_the_petitioner_reads_the_reply_and_gets_paper_where_it_was_asked_for(simple, cast, sign_in, on, client):
    on(2026, 3, 5)
    answers = {"mode": "PERSONAL", "replied_on": "2026-03-05", "received_by": "王秀英"}
    for number in (1, 2):
        answers |= {f"result_{number}": "SUPPORT", f"reply_{number}": f"第{number}项已安排。"}
    assert take(sign_in(cast.handler), simple, "reply_simply", **answers).status_code == 302

    assert clock(simple, "C09") == ("LATE", date(2026, 3, 4), 1)
    paper = simple.documents.get(kind="D17R")
    assert (paper.is_for_petitioner, paper.services.get().mode, paper.payload["remedy"]) == (True, "PERSONAL", "NONE")
    client.post("/follow/", {"number": simple.number, "code": simple.query_code, "tail": "0001"})
    page = client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()
    assert "第1项已安排。" in page
    assert "Ask for a review" not in page


def test_simple_becomes_ordinary_and_the_sixty_days_count_from_acceptance(simple, cast, sign_in, on):
    on(2026, 2, 26)
    told = {"reason": "需要现场鉴定", "mode": "MAIL", "notified_on": "2026-02-26"}

    assert take(sign_in(cast.liaison), simple, "convert", **told).status_code == 404
    oral = take(sign_in(cast.handler), simple, "convert", **told | {"mode": "ORAL"})
    assert (oral.status_code, list(errors(oral))) == (422, ["mode"])
    assert take(sign_in(cast.handler), simple, "convert", **told).status_code == 302

    assert clock(simple, "C09")[0] == "NA"
    assert clock(simple, "C06") == ("RUNNING", date(2026, 4, 13), 0)
    notice = simple.documents.get(kind="D07")
    assert (notice.payload["due_on"], notice.payload["is_simple"], notice.services.get().served_on) == ("2026-04-13", False, LATER)
    # From here on it is answered like every other matter.
    assert take(sign_in(cast.handler), simple, "reply_simply", mode="SMS", replied_on="2026-02-26").status_code == 422
    assert state_of(simple) == State.HANDLING
    claim = simple.claims.first()
    found = {"claim": claim.slug, "facts": "属实", "result": "SUPPORT", "opinion": "予以支持", "basis": "《办法》"}
    assert take(sign_in(cast.handler), simple, "find", **found).status_code == 302


def test_what_is_simple_needs_no_opinion_and_cannot_be_extended(simple, cast):
    for step, details in {
        "submit": {},
        "extend": {"days": 10, "reason": "复杂"},
        "change_track": {"track": "T5_DUTY", "reason": "职责"},
    }.items():
        with pytest.raises(StepNotOpen):
            simple.advance(step, by=cast.handler, at=at(LAST_DAY), **details)


REFUSED = {
    "an assigned matter": (lambda cast: cast.assigned(sent_on=ARRIVED), "An assigned matter"),
    "a repeat": (lambda cast: cast.transferred(received_on=ARRIVED, sent_on=ARRIVED, is_repeat=True), "a repeat"),
    "a joint letter": (
        lambda cast: cast.transferred(
            received_on=ARRIVED, sent_on=ARRIVED, parties=[make_party(), make_party(name="李强", phone="13800000002", role="CO_SIGNER")]
        ),
        "A joint petition",
    ),
    "a group": (lambda cast: cast.transferred(received_on=ARRIVED, sent_on=ARRIVED, headcount=12), "A joint petition"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_simple_procedure_is_refused_with_its_reason(cast, sign_in, on, case):
    make, reason = REFUSED[case]
    on(2026, 2, 9)
    petition = make(cast)
    petition.advance("sign_for", by=cast.liaison)
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)

    answer = take(sign_in(cast.handler), petition, "accept", notified_on="2026-02-09", **SIMPLY)

    assert answer.status_code == 422
    assert reason in errors(answer)["is_simple"][0]
    assert not petition.clocks.filter(rule="C08").exists()
    ordinary = {"track": "T6_PETITION", "mode": "PERSONAL", "notified_on": "2026-02-09"}
    assert take(sign_in(cast.handler), petition, "accept", **ordinary).status_code == 302


def test_several_organs_or_what_is_not_clear_go_the_ordinary_way(cast, sign_in, on):
    on(2026, 2, 10)
    petition = given_to_the_handler(cast)
    unclear = take(sign_in(cast.handler), petition, "accept", notified_on="2026-02-10", **SIMPLY | {"is_clear": ""})
    duty = take(sign_in(cast.handler), petition, "accept", notified_on="2026-02-10", **SIMPLY | {"track": "T5_DUTY"})
    petition.advance("ask_for_part", by=cast.handler, organ=cast.water, task="核实供水管网情况", due_on=date(2026, 2, 20))
    joint = take(sign_in(cast.handler), petition, "accept", notified_on="2026-02-10", **SIMPLY)

    assert "probably be supported" in errors(unclear)["is_clear"][0]
    assert "its own law" in errors(duty)["is_simple"][0]
    assert "Several organs" in errors(joint)["is_simple"][0]


def test_a_word_is_enough_in_simple_procedure_alone(cast, sign_in, on):
    on(2026, 2, 10)
    petition = given_to_the_handler(cast)

    answer = take(sign_in(cast.handler), petition, "accept", track="T6_PETITION", mode="ORAL", notified_on="2026-02-10")

    assert (answer.status_code, list(errors(answer))) == (422, ["mode"])


def test_the_window_for_simple_procedure_makes_nobody_late_and_ends_with_the_choice(cast):
    petition = given_to_the_handler(cast)
    assert clock(petition, "C08") == ("RUNNING", LAST_DAY, 0)
    assert not petition.is_late(date(2026, 2, 13))

    petition.advance("accept", by=cast.handler, at=at(LATER), track="T6_PETITION", mode="MAIL", notified_on=LATER)
    petition.confirm(petition.pending, by=cast.liaison, at=at(LATER))

    assert clock(petition, "C08")[0] == "NA"


def test_the_window_opens_on_direct_receipt_at_an_organ_and_not_at_a_bureau(cast):
    at_the_organ = make_petition(cast.housing, cast.liaison, received_on=ARRIVED)
    at_the_bureau = make_petition(cast.bureau, cast.clerk, received_on=ARRIVED)

    assert clock(at_the_organ, "C08") == ("RUNNING", LAST_DAY, 0)
    assert not at_the_bureau.clocks.filter(rule="C08").exists()


def test_a_bureau_in_between_passes_it_on_within_a_working_day(cast):
    district = make_organ("东湖区信访局", OrganKind.BUREAU, Level.COUNTY, parent=cast.city)
    dispatcher = make_duty(Role.DISPATCHER, district)
    petition = cast.transferred(received_on=ARRIVED, sent_on=ARRIVED, organ=district)
    assert clock(petition, "C10") == ("RUNNING", date(2026, 2, 10), 0)
    assert not petition.is_late(date(2026, 2, 11))

    petition.advance("receive", by=dispatcher, at=at(date(2026, 2, 10)))
    petition.advance("transfer", by=dispatcher, at=at(date(2026, 2, 10)), organ=cast.housing)

    assert clock(petition, "C10")[0] == "MET"
    assert clock(petition, "C08")[0] == "RUNNING"

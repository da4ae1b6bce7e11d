"""A finished answer that has to be corrected: ordered from above, done anew, judged, and open to a review again."""

from datetime import date

import pytest

from petitions.models import Petition, Proceeding
from petitions.workflow import State, StepNotOpen
from tests.factories import at
from tests.petitions.test_joint import confirm, sees, told
from tests.petitions.test_views_steps import errors, state_of, take

ORDER = {"defect": "FACTS_UNCLEAR", "facts": "漏水原因没有鉴定。", "requirement": "委托鉴定后重新答复。"}


def closed(cast, **fields):
    petition = cast.served(**fields)
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    return petition


def test_scenario_39_thirty_days_from_service_and_rolled_over_a_sunday(cast, sign_in, on):
    petition = closed(cast)
    on(2026, 7, 10)
    supervisor, bureau_leader = sign_in(cast.supervisor), sign_in(cast.bureau_leader)

    assert take(sign_in(cast.dispatcher), petition, "order_correction", **ORDER).status_code == 404
    assert take(supervisor, petition, "order_correction", **ORDER).status_code == 302
    assert state_of(petition) == State.CLOSED
    assert confirm(bureau_leader, petition).status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    clock = petition.clocks.get(rule="C19")
    assert (petition.state, petition.finality, petition.closed_on, petition.holder_organ) == (State.CORRECTION, "OPEN", None, cast.housing)
    assert (clock.started_on, clock.strict_on, clock.rolled_on, clock.organ) == (
        date(2026, 7, 10), date(2026, 8, 9), date(2026, 8, 10), cast.housing,
    )  # fmt: skip
    paper = petition.documents.get(kind="D28")
    assert (paper.organ, paper.payload["due_on"], paper.payload["article"]) == (cast.bureau, "2026-08-09", "《信访工作条例》第四十五条")
    assert paper.services.get().served_on == date(2026, 7, 10)
    assert told(cast.liaison, petition)[-1] == "order_correction"


def test_the_leader_of_the_government_sees_and_confirms_what_the_supervisor_proposed(cast, sign_in, on):
    petition = closed(cast)
    on(2026, 7, 10)
    mayor = sign_in(cast.city_leader)

    assert not sees(mayor, petition)
    take(sign_in(cast.supervisor), petition, "order_correction", **ORDER, due_on="2026-07-31")
    assert told(cast.city_leader, petition) == ["propose"]
    assert petition.number in mayor.get("/cases/?tab=mine").content.decode()
    assert confirm(sign_in(cast.leader), petition).status_code == 422
    assert state_of(petition) == State.CLOSED
    assert confirm(mayor, petition).status_code == 302

    assert state_of(petition) == State.CORRECTION
    assert petition.documents.get(kind="D28").organ == cast.city
    assert petition.clocks.get(rule="C19").strict_on == date(2026, 7, 31)


def test_the_correction_is_a_proceeding_of_its_own_with_new_findings_and_a_new_right_of_review(cast, sign_in, on):
    petition = cast.ordered_to_correct()
    on(2026, 5, 21)
    handler, leader, water = sign_in(cast.handler), sign_in(cast.leader), sign_in(cast.water_handler)

    assert take(water, petition, "start_correction").status_code == 404
    assert petition.number in sign_in(cast.liaison).get("/cases/?tab=mine").content.decode()
    assert take(handler, petition, "start_correction").status_code == 302
    proceeding = petition.open_proceeding
    assert (proceeding.kind, proceeding.handler, state_of(petition)) == (Proceeding.Kind.CORRECTION, cast.handler, State.HANDLING)
    assert take(handler, petition, "submit").status_code == 422  # the findings before do not count any more

    before = {"facts": "经查第{}项属实", "result": "SUPPORT", "opinion": "予以支持", "basis": "《住房保障办法》"}
    for claim in petition.claims.all():
        answers = before | {"facts": before["facts"].format(claim.seq)}
        assert take(handler, petition, "find", claim=claim.slug, **answers).status_code == 302
    repeated = take(handler, petition, "submit", justification="")
    assert errors(repeated).keys() == {"justification"}
    for claim in petition.claims.all():
        answers = before | {"facts": "经鉴定，三号楼屋面防水层失效。"}
        assert take(handler, petition, "find", claim=claim.slug, **answers).status_code == 302
    assert take(handler, petition, "submit").status_code == 302
    assert take(leader, petition, "sign").status_code == 302
    assert told(cast.supervisor, petition)[-1] == "corrected"
    assert take(handler, petition, "serve", mode="MAIL", served_on="2026-05-21", note="XA1").status_code == 302

    assert petition.documents.filter(kind="D17").count() == 2
    assert list(petition.clocks.filter(rule="C12").values_list("result", "strict_on")) == [
        ("NA", date(2026, 5, 13)),
        ("RUNNING", date(2026, 6, 20)),
    ]
    assert take(sign_in(cast.dispatcher), petition, "accept_correction").status_code == 404
    assert take(sign_in(cast.leader), petition, "accept_correction").status_code == 422
    assert petition.clocks.get(rule="C19").is_running
    assert petition.number in sign_in(cast.supervisor).get("/cases/?tab=mine").content.decode()
    assert take(sign_in(cast.supervisor), petition, "accept_correction").status_code == 302
    assert petition.clocks.get(rule="C19").result == "MET"
    assert petition.corrections.get().verdict == "ACCEPTED"
    assert state_of(petition) == State.REMEDY_WINDOW


def corrected(cast):
    petition = cast.ordered_to_correct()
    petition.advance("start_correction", by=cast.handler, at=at(date(2026, 5, 21)))
    for claim in petition.claims.all():
        petition.advance(
            "find", by=cast.handler, at=at(date(2026, 5, 22)), claim=claim, facts="经鉴定，防水层失效。", result="SUPPORT", opinion="支持", basis="条例"
        )  # fmt: skip
    petition.advance("submit", by=cast.handler, at=at(date(2026, 5, 25)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 5, 25)))
    return petition


def test_a_correction_that_comes_back_starts_again_while_its_time_runs_on(cast):
    petition = corrected(cast)
    clock = petition.clocks.get(rule="C19")

    with pytest.raises(StepNotOpen):
        petition.advance("return_correction", by=cast.leader, at=at(date(2026, 5, 26)), reason="仍未鉴定。")
    petition.advance("return_correction", by=cast.supervisor, at=at(date(2026, 5, 26)), reason="仍未鉴定。")

    assert (petition.state, petition.open_proceeding, petition.open_correction.verdict) == (State.CORRECTION, None, "RETURNED")
    with pytest.raises(StepNotOpen):
        petition.advance("accept_correction", by=cast.supervisor, at=at(date(2026, 5, 26)))
    petition.advance("start_correction", by=cast.handler, at=at(date(2026, 5, 27)))
    assert petition.open_proceeding.kind == "CORRECTION"
    clock.refresh_from_db()
    assert (clock.is_running, clock.strict_on) == (True, date(2026, 6, 19))


def test_nothing_is_accepted_before_the_new_answer_and_nothing_is_ordered_twice(cast):
    petition = cast.ordered_to_correct()

    with pytest.raises(StepNotOpen):
        petition.advance("accept_correction", by=cast.supervisor, at=at(date(2026, 5, 21)))
    petition = corrected(cast)
    with pytest.raises(StepNotOpen):
        petition.advance("order_correction", by=cast.supervisor, at=at(date(2026, 5, 26)), **ORDER)
    petition.advance("accept_correction", by=cast.bureau_leader, at=at(date(2026, 5, 26)))
    petition.advance("order_correction", by=cast.supervisor, at=at(date(2026, 5, 27)), **ORDER)

    assert petition.pending.step == "order_correction"


def test_an_answer_is_corrected_before_it_is_served_too(cast):
    petition = cast.issued()
    petition.advance("order_correction", by=cast.supervisor, at=at(date(2026, 4, 13)), **ORDER)
    with pytest.raises(StepNotOpen):
        petition.confirm(petition.pending, by=cast.supervisor, at=at(date(2026, 4, 13)))
    petition.confirm(petition.pending, by=cast.bureau_leader, at=at(date(2026, 4, 13)))

    assert (petition.state, petition.clocks.get(rule="C29").result) == (State.CORRECTION, "NA")


STEPS = {
    "order_correction": ("closed", "supervisor", "dispatcher", ORDER),
    "start_correction": ("ordered", "liaison", "water_liaison", {}),
    "accept_correction": ("corrected", "city_leader", "leader", {}),
    "return_correction": ("corrected", "bureau_leader", "leader", {"reason": "仍未鉴定。"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_one_who_may_and_one_who_may_not(cast, step):
    stage, allowed, refused, details = STEPS[step]
    petition = {"closed": closed, "ordered": type(cast).ordered_to_correct, "corrected": corrected}[stage](cast)
    last = petition.events.last()

    with pytest.raises(StepNotOpen):
        petition.advance(step, by=getattr(cast, refused), at=at(date(2026, 5, 26)), **details)
    assert petition.events.last() == last
    petition.advance(step, by=getattr(cast, allowed), at=at(date(2026, 5, 26)), **details)

    assert petition.events.count() == last.seq + 1

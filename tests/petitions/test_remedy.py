"""Review and re-review: in time, by the right organ, by other hands, once and once more, and what follows from each result."""

from datetime import date

import pytest

from petitions.models import Clock, Finding, Petition, RemedyRequest
from petitions.workflow import STEPS, State, StepNotOpen
from petitions.workflow.states import TABLE
from supervision.ladder import sweep
from tests.factories import CONCLUSION, HEARING, at, make_duty

ASKED = {"request": "请撤销原处理意见。", "grounds": "屋顶还在漏水，事实认定有误。"}
DECIDED = {"facts": "经复查属实", "reasons": "依据不足", "basis": "《信访工作条例》第三十五条"}


@pytest.fixture
def cast(cast):
    cast.review_offices()
    return cast


def clock(petition, rule):
    found = petition.clocks.filter(rule=rule).last()
    return (found.result, found.strict_on, found.rolled_on)


def by_post(organ, lodged_on, received_on, **more):
    return {"organ": organ, "way": "POST", "lodged_on": lodged_on, "received_on": received_on, **ASKED, **more}


# ── The window ──


def served_in_september(cast, **fields):
    """Scenario 22: the opinion was served on Wednesday 2 September 2026."""
    dates = {
        "received_on": date(2026, 7, 20), "sent_on": date(2026, 7, 22), "signed_on": date(2026, 7, 23), "accepted_on": date(2026, 7, 24),
        "found_on": date(2026, 8, 20), "issued_on": date(2026, 8, 31), "served_on": date(2026, 9, 2),
    }  # fmt: skip
    return cast.served(**dates, **fields)


def test_the_window_over_national_day_ends_at_midnight_of_the_rolled_date(cast):
    petition = served_in_september(cast)
    assert clock(petition, "C12") == ("RUNNING", date(2026, 10, 2), date(2026, 10, 8))
    on_the_last_day = {"organ": cast.city, "way": "ONLINE", "lodged_on": date(2026, 10, 8), "received_on": date(2026, 10, 8), **ASKED}
    too_late = on_the_last_day | {"lodged_on": date(2026, 10, 9), "received_on": date(2026, 10, 9)}

    with pytest.raises(StepNotOpen, match="2026"):
        petition.advance("request_review", actor="CITIZEN", at=at(date(2026, 10, 9), 0), **too_late)
    petition.advance("request_review", actor="CITIZEN", at=at(date(2026, 10, 8), 23), **on_the_last_day)

    assert (petition.state, petition.holder_organ) == (State.UNDER_REVIEW, cast.city)
    assert clock(petition, "C12")[0] == "MET"
    assert clock(petition, "C13") == ("RUNNING", date(2026, 11, 7), date(2026, 11, 9))  # scenario 24


def test_a_letter_posted_in_time_is_in_time_although_the_window_lapsed_while_it_was_in_the_post(cast):
    petition = served_in_september(cast)
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 10, 9), 0))
    assert (petition.state, petition.finality) == (State.CLOSED, "WINDOW_LAPSED")

    with pytest.raises(StepNotOpen):
        petition.advance(
            "request_review", by=cast.reviewer, at=at(date(2026, 10, 13)), **by_post(cast.city, date(2026, 10, 9), date(2026, 10, 13))
        )
    petition.advance(
        "request_review", by=cast.reviewer, at=at(date(2026, 10, 13)), **by_post(cast.city, date(2026, 10, 8), date(2026, 10, 13))
    )

    assert (petition.state, petition.finality, petition.closed_on, petition.holder) == (State.UNDER_REVIEW, "OPEN", None, cast.reviewer)
    assert clock(petition, "C12")[0] == "MET"
    assert petition.clocks.get(rule="C13").started_on == date(2026, 10, 13)  # the organ's thirty days begin when it has the letter


def test_a_justified_reason_excuses_a_delay_only_where_the_profile_says_so(cast):
    cast.bureau.profile = "SHANDONG_2015"
    cast.bureau.save()
    local, national = served_in_september(cast), None
    late = by_post(cast.city, date(2026, 10, 12), date(2026, 10, 13))
    with pytest.raises(StepNotOpen):
        local.advance("request_review", by=cast.reviewer, at=at(date(2026, 10, 13)), **late)
    local.advance("request_review", by=cast.reviewer, at=at(date(2026, 10, 13)), **late, excuse="住院至十月十一日，有出院证明。")
    cast.bureau.profile = ""
    cast.bureau.save()
    national = served_in_september(cast)
    with pytest.raises(StepNotOpen):
        national.advance("request_review", by=cast.reviewer, at=at(date(2026, 10, 13)), **late, excuse="住院至十月十一日，有出院证明。")

    assert (local.state, national.state) == (State.UNDER_REVIEW, State.REMEDY_WINDOW)
    assert clock(local, "C16") == ("RUNNING", date(2026, 10, 16), date(2026, 10, 16))  # Shandong: three working days


def test_without_a_request_the_job_ends_it_on_the_day_after(cast):
    petition = cast.served(
        received_on=date(2026, 5, 11), sent_on=date(2026, 5, 13), signed_on=date(2026, 5, 14), accepted_on=date(2026, 5, 15),
        found_on=date(2026, 6, 10), issued_on=date(2026, 6, 18), served_on=date(2026, 6, 22),
    )  # fmt: skip
    assert clock(petition, "C12")[1] == date(2026, 7, 22)  # scenario 28

    sweep(date(2026, 7, 22))
    assert Petition.objects.get().state == State.REMEDY_WINDOW
    sweep(date(2026, 7, 23))

    petition = Petition.objects.get()
    assert (petition.state, petition.finality, petition.closed_on) == (State.CLOSED, "WINDOW_LAPSED", date(2026, 7, 23))


def test_the_re_review_window_lapses_like_the_other(cast):
    petition = cast.review_served(served_on=date(2026, 5, 12))
    assert clock(petition, "C14") == ("RUNNING", date(2026, 6, 11), date(2026, 6, 11))

    sweep(date(2026, 6, 11))
    assert Petition.objects.get().state == State.REREVIEW_WINDOW
    sweep(date(2026, 6, 12))

    petition = Petition.objects.get()
    assert (petition.state, petition.finality, petition.holder_organ) == (State.CLOSED, "WINDOW_LAPSED", cast.housing)
    assert clock(petition, "C14")[0] == "NA"


def test_what_was_accepted_in_writing_cannot_be_attacked_any_more(cast):
    petition = cast.served()
    petition.advance("accept_answer", by=cast.handler, at=at(date(2026, 4, 20)), accepted_on=date(2026, 4, 20))

    with pytest.raises(StepNotOpen):
        petition.advance(
            "request_review", by=cast.reviewer, at=at(date(2026, 4, 22)), **by_post(cast.city, date(2026, 4, 21), date(2026, 4, 22))
        )


# ── The organ, and the hands ──


def test_another_organ_than_the_one_above_cannot_be_asked(cast):
    petition = cast.served()
    for organ in (cast.water, cast.province, cast.bureau):
        with pytest.raises(StepNotOpen):
            petition.advance(
                "request_review", actor="CITIZEN", at=at(date(2026, 4, 20)), **by_post(organ, date(2026, 4, 20), date(2026, 4, 20))
            )

    cast.ask(petition, "request_review", cast.city, date(2026, 4, 20))

    assert RemedyRequest.objects.get().organ == cast.city


def test_nobody_reviews_what_he_had_a_hand_in(cast):
    the_same = cast.handler.officer.duties.create(organ=cast.city, role="REVIEW", since=date(2020, 1, 1))
    signed = cast.leader.officer.duties.create(organ=cast.city, role="O_LEAD", since=date(2020, 1, 1))
    petition = cast.asked_for_review()
    told = {"mode": "MAIL", "notified_on": date(2026, 4, 22)}

    with pytest.raises(StepNotOpen):
        petition.advance("accept_review", by=the_same, at=at(date(2026, 4, 22)), **told)
    petition.advance("accept_review", by=cast.reviewer, at=at(date(2026, 4, 22)), **told)
    petition.advance("decide_review", by=cast.reviewer, at=at(date(2026, 5, 8)), result="MAINTAIN", **DECIDED)
    with pytest.raises(StepNotOpen):
        petition.confirm(petition.pending, by=signed, at=at(date(2026, 5, 8)))
    petition.confirm(petition.pending, by=cast.review_leader, at=at(date(2026, 5, 8)))

    assert petition.remedy_request.decision.result == "MAINTAIN"


def test_whoever_reviewed_does_not_re_review(cast):
    moved = cast.reviewer.officer.duties.create(organ=cast.province, role="REVIEW", since=date(2020, 1, 1))
    petition = cast.asked_for_rereview()
    told = {"at": at(date(2026, 5, 22)), "mode": "MAIL", "notified_on": date(2026, 5, 22)}

    with pytest.raises(StepNotOpen):
        petition.advance("accept_rereview", by=moved, **told)
    petition.advance("accept_rereview", by=cast.rereviewer, **told)

    assert petition.holder == cast.rereviewer


def test_a_review_officer_sees_what_may_be_brought_to_his_counter_and_what_came(cast):
    other = make_duty("REVIEW", cast.water)
    registered, served = cast.sorted(), cast.served(served_on=date(2026, 4, 13))

    assert set(Petition.objects.visible_to(cast.reviewer)) == {served}
    assert not Petition.objects.visible_to(cast.rereviewer).exists()
    assert not Petition.objects.visible_to(other).exists()
    assert registered in Petition.objects.visible_to(cast.clerk)


# ── Refused, and where it stands then ──


def test_a_refused_request_leaves_the_window_as_it_was(cast):
    petition = cast.asked_for_review(asked_on=date(2026, 4, 20))
    before = clock(petition, "C12")[1:]
    told = {"mode": "MAIL", "notified_on": date(2026, 4, 23)}
    with pytest.raises(StepNotOpen):
        petition.advance("refuse_review", by=cast.reviewer, at=at(date(2026, 4, 23)), refusal="OUT_OF_SCOPE", **told)

    petition.advance("refuse_review", by=cast.reviewer, at=at(date(2026, 4, 23)), refusal="OUT_OF_SCOPE", reason="只涉及政策咨询。", **told)

    assert (petition.state, petition.holder_organ, petition.holder) == (State.REMEDY_WINDOW, cast.housing, cast.handler)
    assert clock(petition, "C12") == ("RUNNING", *before)
    assert clock(petition, "C13")[0] == "NA"
    paper = petition.documents.get(kind="D19")
    assert (paper.payload["admission"], paper.payload["review_refusal"], paper.services.count()) == ("REFUSED", "OUT_OF_SCOPE", 1)
    cast.ask(petition, "request_review", cast.city, date(2026, 5, 13))  # the last day, once more
    assert petition.state == State.UNDER_REVIEW


def test_a_refused_re_review_leaves_its_window_as_it_was(cast):
    petition = cast.asked_for_rereview()
    before = clock(petition, "C14")[1:]

    petition.advance(
        "refuse_rereview", by=cast.rereviewer, at=at(date(2026, 5, 25)), refusal="OTHER_CHANNEL", reason="已提起行政诉讼。", mode="MAIL",
        notified_on=date(2026, 5, 25),
    )  # fmt: skip

    assert (petition.state, petition.holder_organ, clock(petition, "C14")) == (State.REREVIEW_WINDOW, cast.housing, ("RUNNING", *before))
    assert petition.open_proceeding.kind == "REVIEW"


# ── What follows from each result ──


def test_maintained_opens_the_window_for_the_re_review_on_the_day_of_service(cast):
    petition = cast.review_served(result="MAINTAIN", served_on=date(2026, 5, 12))

    assert (petition.state, petition.holder_organ, petition.holder) == (State.REREVIEW_WINDOW, cast.housing, cast.handler)
    assert clock(petition, "C13")[0] == clock(petition, "C29")[0] == "MET"
    assert petition.clocks.get(rule="C14").started_on == date(2026, 5, 12)
    paper = petition.documents.get(kind="D20")
    assert (paper.payload["ruling"], paper.payload["rereview_organ"]) == ("MAINTAIN", cast.province.name)


def test_changed_is_what_the_petitioner_reads_and_what_is_owed(cast):
    petition = cast.review_taken_up()
    first, second = petition.claims.all()
    promised = [{"text": "补做东侧防水层", "due_on": "2026-06-30"}]
    change = {
        "claim": second,
        "result": "SUPPORT",
        "opinion": "由物业赔偿八百元",
        "basis": "《民法典》第九百四十二条",
        "promises": promised,
    }
    with pytest.raises(StepNotOpen):
        petition.advance("decide_review", by=cast.reviewer, at=at(date(2026, 5, 8)), result="CHANGE", **DECIDED)

    cast.decide(petition, "decide_review", cast.reviewer, cast.review_leader, date(2026, 5, 8), "CHANGE", [change])
    petition.advance("serve_review", by=cast.reviewer, at=at(date(2026, 5, 12)), mode="MAIL", served_on=date(2026, 5, 12))

    assert petition.state == State.REREVIEW_WINDOW
    assert "由物业赔偿八百元" in petition.documents.get(kind="D20").payload["changed_to"]
    standing = {finding.claim: finding for finding in Finding.objects.standing().filter(proceeding__petition=petition)}
    assert (standing[second].opinion, standing[first].opinion) == ("由物业赔偿八百元", "予以支持")
    assert [(promise.text, promise.due_on) for promise in petition.promises.open()] == [("补做东侧防水层", date(2026, 6, 30))]
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 6, 12)))
    assert (petition.state, petition.finality) == (State.EXECUTING, "WINDOW_LAPSED")


def test_a_redo_is_a_proceeding_of_the_first_organ_with_a_date_of_its_own_and_a_new_right_of_review(cast):
    petition = cast.ordered_to_redo()

    assert (petition.state, petition.holder_organ, petition.holder) == (State.HANDLING, cast.housing, None)
    assert (petition.open_proceeding.kind, clock(petition, "C20")) == ("REDO", ("RUNNING", date(2026, 6, 30), date(2026, 6, 30)))
    assert (petition.due_rule, petition.due_on) == ("C20", date(2026, 6, 30))
    petition.advance("appoint", by=cast.liaison, at=at(date(2026, 5, 13)), handler=cast.handler)
    with pytest.raises(StepNotOpen, match="1.*2"):
        petition.advance("submit", by=cast.handler, at=at(date(2026, 5, 14)))
    answer_anew(cast, petition, facts="补充检测：东侧渗水属实", opinion="重做东侧防水层")
    petition.advance("submit", by=cast.handler, at=at(date(2026, 5, 28)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 6, 1)))
    petition.advance("serve", by=cast.handler, at=at(date(2026, 6, 3)), mode="MAIL", served_on=date(2026, 6, 3))

    assert petition.state == State.REMEDY_WINDOW
    assert clock(petition, "C20")[0] == "MET"
    assert clock(petition, "C12") == ("RUNNING", date(2026, 7, 3), date(2026, 7, 3))
    assert petition.documents.filter(kind="D17").count() == 2
    assert petition.days_to_reply == 39  # the first answer was as late as it was
    cast.ask(petition, "request_review", cast.city, date(2026, 6, 10))
    assert (petition.state, petition.remedy_request.against.kind) == (State.UNDER_REVIEW, "REDO")


def answer_anew(cast, petition, **found):
    for claim in petition.claims.all():
        same = {"facts": f"经查第{claim.seq}项属实", "result": "SUPPORT", "opinion": "予以支持", "basis": "《住房保障办法》"}
        petition.advance("find", by=cast.handler, at=at(date(2026, 5, 28)), claim=claim, **same | found)


def test_the_same_answer_on_the_same_facts_and_reasons_needs_a_justification(cast):
    petition = cast.ordered_to_redo()
    petition.advance("appoint", by=cast.liaison, at=at(date(2026, 5, 13)), handler=cast.handler)
    answer_anew(cast, petition)

    with pytest.raises(StepNotOpen, match="1.*2") as refused:
        petition.advance("submit", by=cast.handler, at=at(date(2026, 5, 28)))
    assert refused.value.field == "justification"
    petition.advance("submit", by=cast.handler, at=at(date(2026, 5, 28)), justification="经重新检测，原结论无误，附检测报告。")

    assert (petition.state, petition.events.last().reason) == (State.SIGN_OFF, "经重新检测，原结论无误，附检测报告。")


def test_a_redo_named_no_day_that_has_passed(cast):
    petition = cast.review_taken_up()

    for redo_due_on in (None, date(2026, 5, 8)):
        with pytest.raises(StepNotOpen) as refused:
            petition.advance("decide_review", by=cast.reviewer, at=at(date(2026, 5, 8)), result="REDO", redo_due_on=redo_due_on, **DECIDED)
        assert refused.value.field == "redo_due_on"
    assert petition.pending is None


# ── Re-review ──


def test_the_hearing_stops_the_clock_of_the_re_review_and_gives_its_days_back(cast):
    petition = cast.rereview_taken_up()
    assert clock(petition, "C15") == ("RUNNING", date(2026, 6, 19), date(2026, 6, 22))  # Dragon Boat

    petition.advance("pause_rereview", by=cast.rereviewer, at=at(date(2026, 5, 25)), **HEARING, mode="MAIL", notified_on=date(2026, 5, 25))
    assert clock(petition, "C15") == ("RUNNING", None, None)
    assert (petition.due_on, Clock.objects.late(date(2026, 12, 31)).filter(petition=petition).exists()) == (None, False)
    with pytest.raises(StepNotOpen):
        petition.advance("decide_rereview", by=cast.rereviewer, at=at(date(2026, 5, 26)), result="MAINTAIN", **DECIDED)
    told = {"mode": "MAIL", "notified_on": date(2026, 6, 5)}
    petition.advance("resume_rereview", by=cast.rereviewer, at=at(date(2026, 6, 5)), held_on=date(2026, 6, 3), **CONCLUSION, **told)

    c15 = petition.clocks.get(rule="C15")
    assert (c15.base_on, c15.strict_on, c15.rolled_on) == (date(2026, 6, 19), date(2026, 6, 30), date(2026, 6, 30))  # eleven days
    assert [(pause.from_on, pause.until_on, pause.reason) for pause in c15.pauses.all()] == [
        (date(2026, 5, 25), date(2026, 6, 5), "HEARING")
    ]
    assert [paper.kind for paper in petition.documents.filter(kind__startswith="D15")] == ["D15A", "D15C", "D15D"]
    assert petition.due_on == date(2026, 6, 30)


def test_a_hearing_cannot_be_called_when_the_time_has_run_out(cast):
    petition = cast.rereview_taken_up()
    late = HEARING | {"hearing_at": at(date(2026, 6, 29))}

    with pytest.raises(StepNotOpen):
        petition.advance("pause_rereview", by=cast.rereviewer, at=at(date(2026, 6, 23)), **late, mode="MAIL", notified_on=date(2026, 6, 23))
    petition.advance("pause_rereview", by=cast.rereviewer, at=at(date(2026, 6, 22)), **late, mode="MAIL", notified_on=date(2026, 6, 22))

    assert petition.clocks.get(rule="C15").rolled_on is None


def test_after_the_re_review_it_is_final(cast):
    petition = cast.rereview_decided()
    assert clock(petition, "C15")[0] == "MET"

    petition.advance("serve_rereview", by=cast.rereviewer, at=at(date(2026, 6, 16)), mode="MAIL", served_on=date(2026, 6, 16))

    assert (petition.state, petition.finality, petition.closed_on) == (State.CLOSED, "REREVIEW_FINAL", date(2026, 6, 16))
    assert not petition.clocks.running().exists()
    assert [paper.kind for paper in petition.documents.filter(kind__in=["D18", "D20", "D21", "D22"])] == ["D18", "D20", "D21", "D22"]
    for step in ("request_review", "request_rereview"):
        with pytest.raises(StepNotOpen):
            cast.ask(petition, step, cast.province, date(2026, 6, 17))


def test_a_re_review_may_order_to_redo_too(cast):
    petition = cast.rereview_decided(result="REVOKE", redo_due_on=date(2026, 8, 14))
    petition.advance("serve_rereview", by=cast.rereviewer, at=at(date(2026, 6, 16)), mode="MAIL", served_on=date(2026, 6, 16))

    assert (petition.state, petition.holder_organ, petition.finality) == (State.HANDLING, cast.housing, "OPEN")
    assert clock(petition, "C20")[1] == date(2026, 8, 14)


def test_where_the_profile_knows_one_level_only_the_review_is_final(cast):
    cast.bureau.profile = "HENAN_2012"
    cast.bureau.save()
    petition = cast.review_served(accepted_on=date(2026, 3, 20))

    assert (petition.state, petition.finality) == (State.CLOSED, "REREVIEW_FINAL")
    assert petition.documents.get(kind="D20").payload["final_note"]


# ── Every row: one who may, one who may not ──

TOLD = {"mode": "MAIL"}
ROWS = {
    "request_review": ("served", "reviewer", "rereviewer", date(2026, 4, 20), "BY_POST"),
    "accept_review": ("asked_for_review", "reviewer", "handler", date(2026, 4, 22), "TOLD"),
    "refuse_review": ("asked_for_review", "reviewer", "review_leader", date(2026, 4, 22), "REFUSED"),
    "decide_review": ("review_taken_up", "reviewer", "rereviewer", date(2026, 5, 8), DECIDED | {"result": "MAINTAIN"}),
    "serve_review": ("review_decided", "reviewer", "handler", date(2026, 5, 12), {"mode": "MAIL", "served_on": date(2026, 5, 12)}),
    "request_rereview": ("review_served", "rereviewer", "reviewer", date(2026, 5, 20), "BY_POST_AGAIN"),
    "accept_rereview": ("asked_for_rereview", "rereviewer", "reviewer", date(2026, 5, 22), "TOLD"),
    "refuse_rereview": ("asked_for_rereview", "rereviewer", "rereview_leader", date(2026, 5, 22), "REFUSED"),
    "pause_rereview": ("rereview_taken_up", "rereviewer", "rereview_leader", date(2026, 5, 25), "HEARING"),
    "resume_rereview": ("rereview_heard", "rereviewer", "reviewer", date(2026, 6, 5), "CONCLUSION"),
    "decide_rereview": ("rereview_taken_up", "rereviewer", "reviewer", date(2026, 6, 12), DECIDED | {"result": "MAINTAIN"}),
    "serve_rereview": ("rereview_decided", "rereviewer", "handler", date(2026, 6, 16), {"mode": "MAIL", "served_on": date(2026, 6, 16)}),
}


def details_of(cast, name, day):
    told = {"mode": "MAIL", "notified_on": day}
    return {
        "TOLD": told,
        "REFUSED": told | {"refusal": "OUT_OF_SCOPE", "reason": "不属于复查范围。"},
        "BY_POST": by_post(cast.city, day, day),
        "BY_POST_AGAIN": by_post(cast.province, day, day),
        "HEARING": HEARING | told,
        "CONCLUSION": CONCLUSION | told | {"held_on": date(2026, 6, 3)},
    }[name] if isinstance(name, str) else name  # fmt: skip


def test_every_row_of_the_stage_is_here():
    assert set(ROWS) == {row.step for row in TABLE if "review" in row.step}


@pytest.mark.parametrize("step", ROWS)
def test_each_step_has_one_who_may_and_one_who_may_not(cast, step):
    stage, allowed, refused, day, details = ROWS[step]
    petition = cast.at_stage(stage)
    details = details_of(cast, details, day)
    last = petition.events.last()

    with pytest.raises(StepNotOpen):
        petition.advance(step, by=getattr(cast, refused), at=at(day), **details)
    assert petition.events.last() == last
    petition.advance(step, by=getattr(cast, allowed), at=at(day), **details)

    assert petition.events.count() == last.seq + 1
    assert bool(petition.pending) == bool(STEPS[step].second)

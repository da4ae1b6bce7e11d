"""Review and re-review by the pages of those who do them: the petitioner by number and code, the officers by their lists."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from petitions.models import Evidence, Petition, RemedyRequest
from petitions.workflow import State
from supervision.ladder import sweep
from tests.database import count_queries
from tests.factories import at, make_petition
from tests.petitions.test_views_steps import errors, state_of, take

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
ASKED = {"request": "请撤销原处理意见。", "grounds": "屋顶还在漏水，处理意见认定的事实与现场不符。"}
DECIDED = {"facts": "经复查，现场仍有渗水。", "reasons": "检测不完整。", "basis": "《信访工作条例》第三十五条"}
SEPTEMBER = {
    "received_on": date(2026, 7, 20), "sent_on": date(2026, 7, 22), "signed_on": date(2026, 7, 23), "accepted_on": date(2026, 7, 24),
    "found_on": date(2026, 8, 20), "issued_on": date(2026, 8, 31), "served_on": date(2026, 9, 2),
}  # fmt: skip


@pytest.fixture
def cast(cast):
    cast.review_offices()
    return cast


def citizen(petition):
    client = Client(headers={"accept-language": "en"})
    assert client.post(reverse("follow"), {"number": petition.number, "code": petition.query_code, "tail": "0001"}).status_code == 302
    return client


def page(client):
    return client.get(reverse("follow-petition")).content.decode()


def written(day):
    with override("en"):
        return date_format(day, "DATE_FORMAT")


def asked(client, **more):
    form = client.get(reverse("follow-review")).context["form"]
    return client.post(reverse("follow-review"), {"idem": str(form.initial["idem"]), **ASKED, **more})


def confirm(client, petition):
    proposal = petition.pending
    return client.post(f"/cases/{petition.number}/proposals/{proposal.slug}/", {"decision": "confirm"})


def test_the_petitioner_asks_once_on_the_last_day_and_has_a_receipt(cast, on):
    petition = cast.served(**SEPTEMBER)
    on(2026, 10, 8)  # scenario 22: the rolled date
    client = citizen(petition)
    assert written(date(2026, 10, 8)) in page(client)
    form = client.get(reverse("follow-review")).context["form"]
    answers = {"idem": str(form.initial["idem"]), **ASKED, "files": SimpleUploadedFile("照片.pdf", PDF)}

    first = client.post(reverse("follow-review"), answers)
    again = client.post(reverse("follow-review"), answers | {"files": SimpleUploadedFile("照片.pdf", PDF)})

    assert first.headers["Location"] == again.headers["Location"] == reverse("follow-review-receipt")
    request = RemedyRequest.objects.get()
    assert (request.organ, request.way, request.lodged_on) == (cast.city, "ONLINE", date(2026, 10, 8))
    assert Evidence.objects.get(petition=petition).is_from_petitioner
    receipt = client.get(reverse("follow-review-receipt"))
    assert (receipt.context["due_on"], receipt.context["paper"].kind) == (date(2026, 11, 7), "D18")  # scenario 24
    assert ASKED["grounds"] in receipt.content.decode()
    paper = client.get(reverse("follow-document", args=[receipt.context["paper"].slug]))
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert cast.city.name in page(client)


def test_on_the_day_after_nothing_can_be_asked_for_and_nothing_is_shown(cast, on):
    petition = cast.served(**SEPTEMBER)
    on(2026, 10, 9)
    client = citizen(petition)

    assert client.get(reverse("follow-review")).headers["Location"] == reverse("follow-petition")
    assert client.post(reverse("follow-review"), {"idem": "x", **ASKED}).headers["Location"] == reverse("follow-petition")
    assert reverse("follow-review") not in page(client)
    assert state_of(petition) == State.REMEDY_WINDOW


@pytest.mark.parametrize("missing", ["grounds", "request"])
def test_what_was_typed_stays_when_something_is_missing(cast, on, missing):
    petition = cast.served(**SEPTEMBER)
    on(2026, 9, 10)
    client = citizen(petition)
    answers = ASKED | {missing: "  "}

    answer = asked(client, **answers)

    assert (answer.status_code, list(errors(answer))) == (422, [missing])
    assert next(text for name, text in answers.items() if name != missing) in answer.content.decode()
    assert not RemedyRequest.objects.exists()


def test_where_two_organs_are_one_level_up_the_petitioner_chooses(cast, on):
    upper = cast.housing.__class__.objects.create(name="省住建厅", short_name="省住建厅", level=2, parent=cast.province, code="省建")
    cast.housing.line_superior = upper
    cast.housing.save()
    petition = cast.served(**SEPTEMBER)
    on(2026, 9, 10)
    client = citizen(petition)

    assert errors(asked(client, organ="")) == {"organ": ["Please choose an organ."]}
    assert errors(asked(client, organ=cast.water.slug)) == {"organ": ["This organ cannot be asked any more."]}
    assert asked(client, organ=upper.slug).status_code == 302

    assert RemedyRequest.objects.get().organ == upper


def test_where_nobody_above_works_with_the_system_the_petitioner_is_told(cast, on):
    cast.city.parent = None
    cast.city.save()
    petition = cast.review_served()
    on(2026, 5, 20)
    client = citizen(petition)

    assert "does not work with this system" in page(client)
    assert client.get(reverse("follow-review")).headers["Location"] == reverse("follow-petition")


def test_a_suggestion_knows_no_review(cast, on):
    petition = cast.issued(petition_class="SUGGESTION", track="SUGGESTION")
    petition.advance("serve_reply", by=cast.handler, at=at(date(2026, 4, 13)), mode="MAIL", served_on=date(2026, 4, 13))
    on(2026, 4, 14)

    assert citizen(petition).get(reverse("follow-review")).status_code == 302
    assert not RemedyRequest.objects.exists()


def test_a_letter_is_registered_by_the_review_officer_who_found_it_by_its_number(cast, sign_in, on):
    petition = cast.served(**SEPTEMBER)
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 10, 9), 0))
    on(2026, 10, 13)  # scenario 23
    reviewer, stranger = sign_in(cast.reviewer), sign_in(cast.rereviewer)
    letter = {"organ": cast.city.slug, "way": "POST", "received_on": "2026-10-13", **ASKED}

    assert stranger.get(petition.get_absolute_url()).status_code == 404
    assert reviewer.get("/search/", {"q": petition.number}).status_code in (200, 302)
    assert errors(take(reviewer, petition, "request_review", lodged_on="2026-10-09", **letter)).keys() == {"lodged_on"}
    assert take(reviewer, petition, "request_review", lodged_on="2026-10-08", **letter).status_code == 302

    assert state_of(petition) == State.UNDER_REVIEW
    assert petition.documents.get(kind="D18").payload["requested_on"] == "2026-10-08"


def test_what_is_brought_in_person_arrives_when_it_is_handed_in(cast, sign_in, on):
    petition = cast.served(**SEPTEMBER)
    on(2026, 9, 14)
    clerk = sign_in(cast.clerk)
    brought = {"organ": cast.city.slug, "way": "COUNTER", "lodged_on": "2026-09-11", **ASKED}

    assert errors(take(clerk, petition, "request_review", received_on="2026-09-14", **brought)).keys() == {"received_on"}
    assert take(clerk, petition, "request_review", received_on="2026-09-11", **brought).status_code == 302

    assert Petition.objects.get().clocks.get(rule="C13").started_on == date(2026, 9, 11)


def test_review_redo_review_re_review_by_the_pages_alone(cast, sign_in, on):
    petition = cast.served()
    on(2026, 4, 20)
    assert asked(citizen(petition)).status_code == 302
    on(2026, 4, 22)
    reviewer = sign_in(cast.reviewer)
    assert petition.number in reviewer.get("/cases/").content.decode()
    assert take(reviewer, petition, "accept_review", mode="MAIL", notified_on="2026-04-22").status_code == 302
    on(2026, 5, 8)
    reviewer, leader = sign_in(cast.reviewer), sign_in(cast.review_leader)
    assert errors(take(reviewer, petition, "decide_review", result="REDO", **DECIDED)).keys() == {"redo_due_on"}
    assert take(reviewer, petition, "decide_review", result="REDO", redo_due_on="2026-06-30", **DECIDED).status_code == 302
    assert DECIDED["reasons"] in leader.get(petition.get_absolute_url()).content.decode()
    assert confirm(leader, petition).status_code == 302
    assert "The letter is on its way" in page(citizen(petition))
    on(2026, 5, 12)
    assert take(sign_in(cast.reviewer), petition, "serve_review", mode="MAIL", served_on="2026-05-12", note="XA1").status_code == 302
    assert state_of(petition) == State.HANDLING
    assert written(date(2026, 6, 30)) in page(citizen(petition))

    on(2026, 5, 13)
    assert take(sign_in(cast.liaison), petition, "appoint", handler=cast.handler.slug).status_code == 302
    handler = sign_in(cast.handler)
    for claim in petition.claims.all():
        same = {
            "claim": claim.slug,
            "facts": f"经查第{claim.seq}项属实",
            "result": "SUPPORT",
            "opinion": "予以支持",
            "basis": "《住房保障办法》",
        }
        assert take(handler, petition, "find", **same).status_code == 302
    assert errors(take(handler, petition, "submit")).keys() == {"justification"}
    assert take(handler, petition, "submit", justification="重新检测后结论不变。").status_code == 302
    assert take(sign_in(cast.leader), petition, "sign").status_code == 302
    assert take(handler, petition, "serve", mode="MAIL", served_on="2026-05-13", note="XA2").status_code == 302
    assert state_of(petition) == State.REMEDY_WINDOW

    on(2026, 5, 20)
    assert asked(citizen(petition)).status_code == 302
    reviewer, leader = sign_in(cast.reviewer), sign_in(cast.review_leader)
    assert take(reviewer, petition, "accept_review", mode="MAIL", notified_on="2026-05-20").status_code == 302
    changed = {"result_2": "EXPLAIN", "opinion_2": "损失没有凭证", "basis_2": "《民法典》"}
    assert errors(take(reviewer, petition, "decide_review", result="CHANGE", **DECIDED)).keys() == {"result"}
    assert errors(take(reviewer, petition, "decide_review", result="CHANGE", result_2="EXPLAIN", **DECIDED)).keys() == {
        "opinion_2",
        "basis_2",
    }
    assert take(reviewer, petition, "decide_review", result="CHANGE", **changed, **DECIDED).status_code == 302
    assert confirm(leader, petition).status_code == 302
    assert take(reviewer, petition, "serve_review", mode="MAIL", served_on="2026-05-20", note="XA3").status_code == 302
    assert "损失没有凭证" in page(citizen(petition))
    assert "re-review" in page(citizen(petition))

    on(2026, 6, 1)
    assert asked(citizen(petition)).status_code == 302
    rereviewer, leader = sign_in(cast.rereviewer), sign_in(cast.rereview_leader)
    assert take(rereviewer, petition, "accept_rereview", mode="MAIL", notified_on="2026-06-01").status_code == 302
    called = {"hearing_at": "2026-06-10T09:30", "place": "听证室", "issues": "屋顶是否修好", "host": "杨复核", "panel": "杨复核\n秦律师"}
    assert take(rereviewer, petition, "pause_rereview", mode="MAIL", notified_on="2026-06-01", **called).status_code == 302
    assert "stands still" in page(citizen(petition))
    on(2026, 6, 12)
    rereviewer, leader = sign_in(cast.rereviewer), sign_in(cast.rereview_leader)
    said = dict.fromkeys(("statements", "questioning", "debate", "assessment", "facts", "conclusion", "basis"), "如记录。")
    held = {"held_on": "2026-06-10", "recorder": "许记录", "mode": "MAIL", "notified_on": "2026-06-12", **said}
    assert errors(take(rereviewer, petition, "resume_rereview", attendees="王秀英", **held)).keys() == {"attendees"}
    assert take(rereviewer, petition, "resume_rereview", attendees="王秀英，信访人\n孙承办, 被申请单位", **held).status_code == 302
    assert Petition.objects.get().clocks.get(rule="C15").strict_on == date(2026, 7, 12)  # thirty days from 1 June, and eleven
    assert take(rereviewer, petition, "decide_rereview", result="MAINTAIN", **DECIDED).status_code == 302
    assert confirm(leader, petition).status_code == 302
    on(2026, 6, 15)
    rereviewer = sign_in(cast.rereviewer)
    assert take(rereviewer, petition, "serve_rereview", mode="MAIL", served_on="2026-06-15", note="XA4").status_code == 302

    petition = Petition.objects.get()
    assert petition.finality == "REREVIEW_FINAL"
    client = citizen(petition)
    papers = petition.documents.filter(kind__in=["D19", "D20", "D22", "D15D"])
    assert {client.get(reverse("follow-document", args=[paper.slug])).status_code for paper in papers} == {200}
    assert "final" in page(client)
    assert reverse("follow-review") not in page(client)


def test_published_on_the_first_of_june_served_on_the_first_of_july(cast, sign_in, on):
    petition = cast.issued(
        received_on=date(2026, 4, 20), sent_on=date(2026, 4, 22), signed_on=date(2026, 4, 23), accepted_on=date(2026, 4, 24),
        found_on=date(2026, 5, 20), issued_on=date(2026, 5, 29),
    )  # fmt: skip
    on(2026, 6, 30)
    assert errors(take(sign_in(cast.handler), petition, "serve", mode="PUBLIC_NOTICE", served_on="2026-06-01")).keys() == {"served_on"}
    on(2026, 7, 1)
    assert take(sign_in(cast.handler), petition, "serve", mode="PUBLIC_NOTICE", served_on="2026-06-01").status_code == 302

    window = petition.clocks.get(rule="C12")  # scenario 29
    assert (window.started_on, window.strict_on, window.rolled_on) == (date(2026, 7, 1), date(2026, 7, 31), date(2026, 7, 31))


def test_a_hearing_does_not_stop_the_sixty_days(cast, sign_in, on):
    petition = cast.accepted(
        received_on=date(2026, 3, 2), sent_on=date(2026, 3, 4), signed_on=date(2026, 3, 5), accepted_on=date(2026, 3, 10)
    )
    assert petition.clocks.get(rule="C06").strict_on == date(2026, 5, 9)
    on(2026, 4, 1)
    called = {"hearing_at": "2026-04-08T09:30", "place": "会议室", "issues": "是否漏水", "host": "何局长", "panel": "何局长\n秦律师"}

    assert take(sign_in(cast.reviewer), petition, "pause_rereview", **called).status_code in (302, 404)
    petition.advance(
        "hold_hearing", by=cast.leader, hearing_at=at(date(2026, 4, 8)), place="会议室", issues=["是否漏水"], host="何局长", panel=["何局长"],
        mode="MAIL", notified_on=date(2026, 4, 1),
    )  # fmt: skip

    handling = petition.clocks.get(rule="C06")  # scenario 26
    assert (handling.strict_on, handling.rolled_on, handling.pauses.count()) == (date(2026, 5, 9), date(2026, 5, 9), 0)


def test_the_list_of_a_review_officer_asks_the_same_questions_for_one_row_and_for_many(cast, sign_in, on):
    cast.asked_for_review()
    on(2026, 4, 21)
    client = sign_in(cast.reviewer)
    client.get("/cases/")
    with count_queries() as one:
        client.get("/cases/")
    for _number in range(5):
        cast.asked_for_review()
    with count_queries() as many:
        answer = client.get("/cases/")

    assert answer.content.decode().count("data-row") == 6
    assert len(one) == len(many)


def test_the_sweep_ends_both_windows_by_one_statement(cast):
    in_the_first, in_the_second, registered = cast.served(), cast.review_served(), make_petition(cast.bureau, cast.clerk)
    window = {petition: petition.clocks.running().get(organ=None).rolled_on for petition in (in_the_first, in_the_second)}

    sweep(max(window.values()) + (date(2026, 1, 2) - date(2026, 1, 1)))

    assert {state_of(petition) for petition in window} == {State.CLOSED}
    assert state_of(registered) == State.REGISTERED

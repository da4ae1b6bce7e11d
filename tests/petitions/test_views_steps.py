"""How officers take steps through the pages: offered, refused, proposed, overtaken; and what bad input gets back."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Organ, Role
from petitions.forms import FORMS
from petitions.models import Category, Evidence, Finding, Petition, Transfer
from petitions.workflow import STEPS, State
from petitions.workflow.states import CITIZEN, SYSTEM
from tests.factories import at, make_duty, make_petition

TOO_LONG = "长" * 20_001
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


def address(petition, step):
    return f"/cases/{petition.number}/steps/{step}/"


def take(client, petition, step, **answers):
    response = client.post(address(petition, step), answers)
    assert not response.get("Location", "").startswith("/sign-in")
    return response


def state_of(petition):
    return Petition.objects.get(pk=petition.pk).state


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def test_every_step_of_an_officer_has_a_form():
    assert set(FORMS) == {step for step, row in STEPS.items() if set(row.by) - {SYSTEM, CITIZEN, Role.GUEST}}


def test_a_petition_goes_through_the_office_by_its_pages_alone(cast, sign_in, on):
    on(2026, 3, 16)
    petition = make_petition(cast.bureau, cast.clerk, claims=())
    dispatcher = sign_in(cast.dispatcher)

    assert take(dispatcher, petition, "take").status_code == 302
    assert (
        take(dispatcher, petition, "classify", petition_class="CLAIM", subject="屋顶漏水", claims="请修理屋顶\n请赔偿损失").status_code
        == 302
    )
    assert take(dispatcher, petition, "transfer", organ_slug=cast.housing.slug, organ=cast.housing.name).status_code == 302
    on(2026, 3, 17)
    liaison = sign_in(cast.liaison)
    assert take(liaison, petition, "sign_for").status_code == 302
    assert take(liaison, petition, "appoint", handler=cast.handler.slug).status_code == 302
    on(2026, 3, 20)
    liaison, handler = sign_in(cast.liaison), sign_in(cast.handler)
    assert take(handler, petition, "accept", track="T6_PETITION", mode="PERSONAL", notified_on="2026-03-20").status_code == 302
    proposal = petition.proposals.get()
    assert state_of(petition) == State.PENDING_NOTICE
    assert liaison.post(f"/cases/{petition.number}/proposals/{proposal.slug}/", {"decision": "confirm"}).status_code == 302
    for claim in petition.claims.all():
        answers = {"claim": claim.slug, "facts": "属实", "result": "SUPPORT", "opinion": "予以支持", "basis": "《办法》"}
        assert take(handler, petition, "find", **answers)["Location"] == address(petition, "submit")
    on(2026, 4, 10)
    handler, leader = sign_in(cast.handler), sign_in(cast.leader)
    assert take(handler, petition, "submit").status_code == 302
    assert take(leader, petition, "sign").status_code == 302
    assert take(handler, petition, "serve", mode="MAIL", served_on="2026-04-10", note="XA123").status_code == 302

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.subject, petition.days_to_reply) == (State.REMEDY_WINDOW, "屋顶漏水", 39)
    assert [claim.text for claim in petition.claims.all()] == ["请修理屋顶", "请赔偿损失"]
    assert [document.kind for document in petition.documents.all()] == ["D04", "D06", "D07", "D17"]


@pytest.mark.parametrize(
    ("stage", "step", "allowed", "refused"),
    [
        ("sorted", "transfer", "dispatcher", "bureau_leader"),
        ("transferred", "sign_for", "liaison", "leader"),
        ("transferred", "object", "liaison", "dispatcher"),
        ("signed_for", "appoint", "leader", "dispatcher"),
        ("accepted", "find", "handler", "liaison"),
        ("accepted", "extend", "leader", "liaison"),
        ("found", "submit", "handler", "leader"),
        ("issued", "serve", "handler", "leader"),
    ],
)
def test_a_form_is_open_to_its_actors_and_does_not_exist_for_others(cast, sign_in, stage, step, allowed, refused):
    petition = getattr(cast, stage)()

    assert sign_in(getattr(cast, allowed)).get(address(petition, step)).status_code == 200
    assert sign_in(getattr(cast, refused)).get(address(petition, step)).status_code == 404


def test_a_step_that_is_not_open_now_leads_back_with_the_reason(cast, sign_in):
    petition = cast.transferred()
    client = sign_in(cast.dispatcher)

    response = client.get(address(petition, "transfer"), follow=True)

    assert response.redirect_chain == [(f"/cases/{petition.number}/", 302)]
    assert "“Transfer to an organ” is not possible now." in response.content.decode()
    assert client.get(address(petition, "nonsense")).status_code == 404


def test_an_outsider_gets_nothing_and_keeps_the_words(cast, sign_in):
    petition = cast.accepted()
    words = "调查经过写了很长很长很长很长很长很长很长很长的一段"

    response = take(sign_in(cast.water_handler), petition, "find", facts=words)

    assert response.status_code == 404
    assert words in response.content.decode()
    assert petition.grouped_number not in response.content.decode()
    assert not Finding.objects.exists()


def test_words_are_kept_when_the_petition_moved_meanwhile(cast, sign_in):
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    words = "这一事项不属于我局职责，属于水利局的职责范围。"
    client = sign_in(cast.liaison)
    assert client.get(address(petition, "appoint")).status_code == 200
    petition.advance(
        "accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 20)
    )
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))

    response = take(client, petition, "object", grounds=words, basis="三定方案")

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "“Object: not our competence” is not possible any more: the petition is now “in handling”. Nothing was done." in page.replace(
        "\n", " "
    )


def test_two_officers_in_the_same_petition_do_not_overwrite_each_other(cast, sign_in):
    petition = cast.sorted()
    first, second = sign_in(cast.dispatcher), sign_in(make_duty(Role.DISPATCHER, cast.bureau))
    for client in (first, second):
        assert client.get(address(petition, "transfer")).status_code == 200

    assert take(first, petition, "transfer", organ=cast.housing.name).status_code == 302
    response = take(second, petition, "transfer", organ=cast.water.name, note="请水利局办理")

    assert response.status_code == 422
    assert "请水利局办理" in response.content.decode()
    assert [leg.to_organ for leg in Transfer.objects.all()] == [cast.housing]


def test_the_server_s_reason_stands_at_its_field(cast, sign_in, on):
    on(2026, 3, 17)
    petition = cast.transferred()

    response = take(sign_in(cast.liaison), petition, "object", grounds="不是", basis="三定方案")

    assert errors(response) == {"grounds": ["Please give detailed reasons, at least ten characters (art. 23)."]}
    assert state_of(petition) == State.ROUTING


def test_a_proposal_is_confirmed_by_another_person_and_by_no_one_else(cast, sign_in):
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    handler, liaison, leader = map(sign_in, (cast.handler, cast.liaison, cast.leader))
    take(handler, petition, "accept", track="T6_PETITION", mode="PERSONAL", notified_on="2026-03-20")
    proposal = petition.proposals.get()
    decide = f"/cases/{petition.number}/proposals/{proposal.slug}/"

    assert "It waits for: liaison officer" in leader.get(f"/cases/{petition.number}/").content.decode()
    page = liaison.get(f"/cases/{petition.number}/").content.decode()
    assert "petition procedure" in page
    assert "20 Mar 2026" in page
    assert handler.post(decide, {"decision": "confirm"}).status_code == 422
    assert leader.post(decide, {"decision": "confirm"}).status_code == 422
    assert sign_in(cast.water_liaison).post(decide, {"decision": "confirm"}).status_code == 404
    assert state_of(petition) == State.PENDING_NOTICE
    assert liaison.get(decide).status_code == 405
    assert liaison.post(decide, {"decision": "confirm"}).status_code == 302
    assert state_of(petition) == State.HANDLING
    again = liaison.post(decide, {"decision": "confirm"})
    assert (again.status_code, "This proposal has been decided already." in again.content.decode()) == (422, True)


def test_a_proposal_is_refused_with_a_reason_and_its_author_hears_of_it(cast, sign_in):
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    take(sign_in(cast.handler), petition, "accept", track="T6_PETITION", mode="PERSONAL", notified_on="2026-03-20")
    decide = f"/cases/{petition.number}/proposals/{petition.proposals.get().slug}/"
    liaison = sign_in(cast.liaison)

    assert "Please give a reason." in liaison.post(decide, {"decision": "refuse", "reason": " \u3000"}).content.decode()
    assert liaison.post(decide, {"decision": "refuse", "reason": "告知方式不对"}).status_code == 302

    assert petition.pending is None
    assert "The step that you proposed was refused." in sign_in(cast.handler).get("/notices/").content.decode()


def test_a_proposal_of_another_petition_cannot_be_slipped_in(cast, sign_in):
    petition, other = cast.signed_for(), cast.signed_for()
    for row in (petition, other):
        row.advance("appoint", by=cast.liaison, handler=cast.handler)
    take(sign_in(cast.handler), other, "accept", track="T6_PETITION", mode="PERSONAL", notified_on="2026-03-20")
    slug = other.proposals.get().slug

    assert sign_in(cast.liaison).post(f"/cases/{petition.number}/proposals/{slug}/", {"decision": "confirm"}).status_code == 404
    assert sign_in(cast.liaison).post(f"/cases/{petition.number}/proposals/unknown12345/", {"decision": "confirm"}).status_code == 404


def test_a_case_handler_is_chosen_from_the_own_organ_alone(cast, sign_in):
    petition = cast.signed_for()
    client = sign_in(cast.liaison)

    for stranger in (cast.water_handler.slug, cast.leader.slug, "nobody", "1", ""):
        assert "handler" in errors(take(client, petition, "appoint", handler=stranger))
    assert take(client, petition, "appoint", handler=cast.handler.slug).status_code == 302


def test_an_organ_is_meant_by_slug_name_or_a_part_that_fits_only_one(cast, sign_in):
    client = sign_in(cast.dispatcher)
    for answers in (
        {"organ_slug": cast.water.slug, "organ": cast.water.name}, {"organ": cast.water.slug}, {"organ": "市水利局"}, {"organ": "水利"}, {"organ_slug": cast.water.slug},
    ):  # fmt: skip
        petition = cast.sorted()
        assert take(client, petition, "transfer", **answers).status_code == 302
        assert Petition.objects.get(pk=petition.pk).holder_organ == cast.water


@pytest.mark.parametrize("typed", ["没有的机关", "局", "unknown-slug", "\0", "😀", "", "a" * 5000, "%", "' OR 1=1 --"])
def test_an_organ_that_is_not_one_gives_a_sentence_and_keeps_what_was_typed(cast, sign_in, typed):
    petition = cast.sorted()

    response = take(sign_in(cast.dispatcher), petition, "transfer", organ=typed, note="请办理")

    assert response.status_code == 422
    assert list(errors(response)) == ["organ"]
    assert "请办理" in response.content.decode()
    assert state_of(petition) == State.TRIAGE


def test_a_tampered_slug_with_another_name_does_not_send_it_astray(cast, sign_in):
    petition = cast.sorted()

    take(sign_in(cast.dispatcher), petition, "transfer", organ_slug=cast.water.slug, organ=cast.housing.name)

    assert Petition.objects.get(pk=petition.pk).holder_organ == cast.housing


def test_suggestions_are_open_organs_by_name_and_competence(cast, sign_in):
    Organ.objects.filter(pk=cast.water.pk).update(competences="河道 堤防 供水")
    client = sign_in(cast.dispatcher)

    def suggested(**query):
        return re.findall(r'data-name="([^"]+)"', client.get("/cases/organs/", query).content.decode())

    assert suggested(name="堤防") == [cast.water.name]
    assert suggested(name="江城 建设") == [cast.housing.name]
    assert suggested(kind="DISCIPLINE") == [cast.discipline.name]
    assert suggested(name="没有") == []
    assert suggested(name="x" * 5000, kind="y" * 5000) == []
    Organ.objects.filter(pk=cast.water.pk).update(closed_on=date(2026, 1, 1))
    assert suggested(name="堤防") == []
    assert sign_in(cast.admin).get("/cases/organs/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facts", ""), ("facts", " \u3000\u200b\ufeff "), ("facts", "零\0"), ("facts", TOO_LONG), ("result", "MAYBE"), ("result", ""), ("basis", "x" * 5001),
        ("claim", "unknown"), ("claim", ""), ("opinion", "\u200b"),
    ],
)  # fmt: skip
def test_a_finding_with_a_bad_answer_says_which_and_keeps_the_others(cast, sign_in, field, value):
    petition = cast.accepted()
    good = {
        "claim": petition.claims.first().slug,
        "facts": "经查😀属实",
        "result": "SUPPORT",
        "opinion": "𠮷野予以支持",
        "basis": "《办法》",
    }

    response = take(sign_in(cast.handler), petition, "find", **(good | {field: value}))

    assert response.status_code == 422
    assert list(errors(response)) == [field]
    page = response.content.decode()
    assert all(good[name] in page for name in ("facts", "opinion", "basis") if name != field)
    assert not Finding.objects.exists()


def test_a_finding_is_kept_as_it_was_typed(cast, sign_in):
    petition = cast.accepted()
    words = "第一行\r\n第二行 😀 𠮷 \u202e反 <b>粗</b> {{ x }}"

    response = take(
        sign_in(cast.handler),
        petition,
        "find",
        claim=petition.claims.first().slug,
        facts=words,
        result="REJECT",
        opinion="长" * 20_000,
        basis="《办法》",
    )

    assert response.status_code == 302
    finding = Finding.objects.get()
    assert finding.facts == words.replace("\r\n", "\n")
    assert len(finding.opinion) == 20_000


def test_the_claim_of_another_petition_cannot_be_answered_here(cast, sign_in):
    petition, other = cast.accepted(), cast.accepted()

    response = take(
        sign_in(cast.handler), petition, "find", claim=other.claims.first().slug, facts="a", result="REJECT", opinion="b", basis="c"
    )

    assert list(errors(response)) == ["claim"]


@pytest.mark.parametrize("day", ["", "tomorrow", "2999-01-01", "0000-00-00", "2026-02-30", "1901-01-01", "99999999999-1-1"])
def test_a_date_that_cannot_be_gives_a_sentence(cast, sign_in, on, day):
    on(2026, 4, 10)
    petition = cast.issued()

    response = take(sign_in(cast.handler), petition, "serve", mode="PERSONAL", served_on=day, received_by="王秀英")

    assert response.status_code == 422
    assert list(errors(response)) == ["served_on"]
    assert "王秀英" in response.content.decode()


def test_a_result_date_lies_in_the_coming_year(cast, sign_in, on):
    on(2026, 3, 16)
    petition = cast.sorted()
    client = sign_in(cast.dispatcher)

    for day in ("2026-03-16", "2025-12-31", "2031-01-01"):
        assert list(errors(take(client, petition, "assign", organ=cast.water.name, result_due_on=day))) == ["result_due_on"]
    assert take(client, petition, "assign", organ=cast.water.name, result_due_on="2026-06-19").status_code == 302


@pytest.mark.parametrize("days", ["0", "31", "-1", "x", "²", "9" * 5000, "１５"])
def test_an_extension_is_one_to_thirty_days(cast, sign_in, on, days):
    on(2026, 4, 1)
    petition = cast.accepted()

    response = take(sign_in(cast.handler), petition, "extend", days=days, reason="案情复杂", mode="PERSONAL", notified_on="2026-04-01")

    if days == "１５":
        assert response.status_code == 302
    else:
        assert (response.status_code, list(errors(response))) == (422, ["days"])


def test_an_accusation_is_sealed_by_its_class_and_out_of_sight_at_once(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    client = sign_in(cast.dispatcher)

    response = client.post(
        address(petition, "classify"),
        {"petition_class": "ACCUSATION", "subject": "反映某局长", "accused": "某局长", "accused_organ": cast.housing.name},
        follow=True,
    )

    assert response.redirect_chain == [("/cases/", 302)]
    assert "The petition is not with you any more." in response.content.decode()
    for step in ("classify", "transfer", "hand_over"):
        assert client.get(address(petition, step)).status_code == 404
        assert take(client, petition, step, subject="x").status_code == 404
    officer = sign_in(cast.accusation_officer)
    assert list(errors(take(officer, petition, "hand_to_discipline", organ=cast.housing.name, envelopes=1))) == ["organ"]
    assert take(officer, petition, "hand_to_discipline", organ=cast.discipline.name, envelopes=1).status_code == 302


def test_classifying_needs_a_claim_and_names_the_accused_only_in_an_accusation(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk, claims=())
    petition.advance("take", by=cast.dispatcher)
    category = Category.objects.create(name="住房保障", path="城乡建设/住房保障")
    client = sign_in(cast.dispatcher)

    assert list(errors(take(client, petition, "classify", petition_class="CLAIM", subject="漏水"))) == ["claims"]
    assert list(errors(take(client, petition, "classify", petition_class="CLAIM", subject="漏水", claims="修", accused="某某"))) == [
        "accused"
    ]
    assert list(errors(take(client, petition, "classify", petition_class="CLAIM", subject="漏" * 121, claims="修"))) == ["subject"]
    assert list(errors(take(client, petition, "classify", petition_class="CLAIM", subject="漏水", claims="修" * 2001))) == ["claims"]
    assert list(errors(take(client, petition, "classify", petition_class="CLAIM", subject="漏水", claims="\n".join("修" * 31)))) == [
        "claims"
    ]
    assert (
        take(
            client, petition, "classify", petition_class="CLAIM", subject="漏水", claims="修\n\n \u200b\n赔", category=category.path
        ).status_code
        == 302
    )
    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.category, [claim.text for claim in petition.claims.all()]) == (category, ["修", "赔"])


def test_material_is_added_and_a_bad_file_does_not_cost_the_others(cast, sign_in, settings):
    petition = cast.signed_for()
    uploads = [SimpleUploadedFile("合同.pdf", PDF), SimpleUploadedFile("virus.pdf", b"MZ\x90\0\0")]

    response = sign_in(cast.liaison).post(
        address(petition, "add_material"), {"text": "补充说明", "files": uploads, "is_from_petitioner": "on"}, follow=True
    )

    assert "“virus.pdf” is not a kind of file that we can take." in response.content.decode()
    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.duty, evidence.is_from_petitioner) == ("合同.pdf", cast.liaison, True)
    assert [arrival.contact.text for arrival in petition.arrivals.all()] == ["我家公租房屋顶漏水半年，请修理。", "补充说明"]


def test_a_refused_step_leaves_no_file_behind(cast, sign_in, settings):
    petition = cast.signed_for()
    client = sign_in(cast.liaison)
    before = set(settings.MEDIA_ROOT.rglob("*"))

    assert list(errors(take(client, petition, "add_material", files=SimpleUploadedFile("x.exe", b"MZ\x90\0\0")))) == ["files"]
    assert list(errors(take(client, petition, "add_material"))) == ["__all__"]
    assert {path for path in set(settings.MEDIA_ROOT.rglob("*")) - before if path.is_file()} == set()


def test_the_draft_marks_missing_claims_and_shows_the_letter(cast, sign_in):
    petition = cast.accepted()
    claim = petition.claims.first()
    petition.advance("find", by=cast.handler, claim=claim, facts="属实", result="SUPPORT", opinion="支持", basis="办法")
    client = sign_in(cast.handler)

    page = client.get(address(petition, "submit")).content.decode()
    assert "Claim 2 has no finding yet." in page
    assert 'src="data:image/png;base64,' in page
    assert "Write the finding" in page
    assert '<button class="btn btn-primary"' not in page.partition("<dialog")[0]

    petition.advance("find", by=cast.handler, claim=petition.claims.last(), facts="属实", result="SUPPORT", opinion="支持", basis="办法")
    assert "Send the opinion to be signed</button>" in client.get(address(petition, "submit")).content.decode()


def test_the_leader_sees_the_same_letter_before_signing_or_returns_it(cast, sign_in):
    petition = cast.found()
    petition.advance("submit", by=cast.handler)
    client = sign_in(cast.leader)

    assert 'src="data:image/png;base64,' in client.get(address(petition, "sign")).content.decode()
    assert list(errors(take(client, petition, "return_draft"))) == ["reason"]
    assert take(client, petition, "return_draft", reason="请补充依据").status_code == 302
    assert state_of(petition) == State.HANDLING


def test_a_form_comes_as_a_fragment_for_htmx_and_as_a_page_without(cast, sign_in):
    petition = cast.sorted()
    client = sign_in(cast.dispatcher)

    fragment = client.get(address(petition, "transfer"), headers={"hx-request": "true"}).content.decode()
    assert fragment.lstrip().startswith("<form")
    assert "<html" in client.get(address(petition, "transfer")).content.decode()
    bad = client.post(address(petition, "transfer"), {"organ": "没有"}, headers={"hx-request": "true"})
    assert (bad.status_code, bad.content.decode().lstrip()[:5]) == (422, "<form")
    done = client.post(address(petition, "transfer"), {"organ": cast.housing.name}, headers={"hx-request": "true"})
    assert done["HX-Redirect"] == f"/cases/{petition.number}/"


def test_a_suggestion_is_studied_and_nothing_else_is_offered(cast, sign_in):
    petition = cast.signed_for(petition_class="SUGGESTION")
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)

    form = sign_in(cast.handler).get(address(petition, "accept")).context["form"]

    assert form.fields["track"].choices == [("SUGGESTION", "study of a suggestion")]


def test_no_notice_is_asked_for_where_nobody_can_be_reached(cast, sign_in):
    petition = cast.signed_for(parties=[])
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    client = sign_in(cast.handler)

    assert list(client.get(address(petition, "accept")).context["form"].fields) == ["track"]
    assert take(client, petition, "accept", track="T6_PETITION").status_code == 302


def test_a_form_needs_its_token(cast):
    petition = cast.transferred()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.liaison.officer)

    assert client.post(address(petition, "sign_for")).status_code == 403
    assert state_of(petition) == State.ROUTING

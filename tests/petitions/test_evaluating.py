"""Scenario 59: a first item is rated once for the organ and once for the bureau, by its petitioner alone, and the rating says where it came from."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from petitions import completeness, evaluating
from petitions.models import Evaluation, Petition
from petitions.workflow import StepNotOpen
from tests.factories import at

RATE = "/follow/petition/rate/"


def enter(client, petition):
    client.post("/follow/", {"number": petition.number, "code": petition.query_code, "tail": "0001"})
    return client.get("/follow/petition/", headers={"accept-language": "en"})


def rate(client, side="ORGAN", grade="DISSATISFIED", solved="NO", words="", **extra):
    return client.post(RATE, {"side": side, "grade": grade, "solved": solved, "words": words}, **extra)


def test_a_petitioner_is_asked_one_question_at_a_time_and_thanked(cast, client, on):
    petition = cast.served()
    on(2026, 4, 20)

    assert RATE in enter(client, petition).content.decode()
    first = client.get(RATE)
    assert list(first.context["form"].fields) == ["solved"]
    second = client.post(RATE, {"solved": "PARTLY"})
    assert second.status_code == 200
    assert cast.housing.name in second.content.decode()
    assert rate(client, words="屋顶修了一半。", solved="PARTLY").status_code == 302
    third = client.get(RATE)
    assert cast.bureau.name in third.content.decode()
    assert rate(client, "BUREAU", "SATISFIED", "PARTLY").status_code == 302
    thanks = client.get(RATE).content.decode()

    assert "屋顶修了一半。" in thanks
    found = [(row.side, row.organ, row.grade, row.solved, row.is_from_own_network) for row in Evaluation.objects.filter(petition=petition)]
    assert found == [
        ("ORGAN", cast.housing, "DISSATISFIED", "PARTLY", False), ("BUREAU", cast.bureau, "SATISFIED", "PARTLY", False),
    ]  # fmt: skip
    assert RATE not in client.get("/follow/petition/").content.decode()
    assert petition.events.filter(step="evaluate", actor="CITIZEN").count() == 2


def test_each_side_is_rated_once_whoever_presses_twice(cast, client, on):
    petition = cast.served()
    on(2026, 4, 20)
    enter(client, petition)

    rate(client, grade="DISSATISFIED")
    assert rate(client, grade="SATISFIED").status_code == 302

    evaluation = Evaluation.objects.get(petition=petition)
    assert evaluation.grade == "DISSATISFIED"
    with pytest.raises(StepNotOpen):
        Petition.objects.get(pk=petition.pk).advance(
            "evaluate", actor="CITIZEN", at=at(date(2026, 4, 20)), side="ORGAN", grade="SATISFIED", solved="YES"
        )
    for change in (lambda: Evaluation.objects.update(grade="SATISFIED"), lambda: Evaluation.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"side": "ORGAN", "solved": "NO"}, "grade"),
        ({"side": "ORGAN", "solved": "NO", "grade": "五星"}, "grade"),
        ({"side": "ORGAN", "solved": "maybe", "grade": "SATISFIED"}, "solved"),
        ({"side": "ORGAN", "solved": "NO", "grade": "SATISFIED", "words": "长" * 501}, "words"),
        ({"side": "ORGAN", "solved": "NO", "grade": "SATISFIED", "words": "a\0b"}, "words"),
        ({"solved": "x" * 300}, "solved"),
    ],
)
def test_what_cannot_be_read_is_asked_again_and_what_was_typed_is_kept(cast, client, on, said, field):
    petition = cast.served()
    on(2026, 4, 20)
    enter(client, petition)

    answer = client.post(RATE, said)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    if len(said.get("words", "")) > 500:
        assert said["words"] in answer.content.decode()
    assert not Evaluation.objects.exists()


def not_rated(cast, kind):
    if kind == "repeat":
        petition = cast.accepted()
        first = cast.sorted()
        with transaction.atomic():
            petition.events.create(step="recount", to_state=petition.state, actor="SYSTEM")
            Petition.objects.filter(pk=petition.pk).update(is_repeat=True, repeats=first)
        petition = Petition.objects.get(pk=petition.pk)
    elif kind == "duty":
        petition = cast.issued(track="T5_DUTY")
        petition.advance("serve_reply", by=cast.handler, at=at(date(2026, 4, 13)), mode="PERSONAL", served_on=date(2026, 4, 13))
        return petition
    elif kind == "unanswered":
        return cast.accepted()
    elif kind == "sealed":
        petition = cast.served()
        petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
        petition.advance("seal", by=cast.handler, at=at(date(2026, 5, 15)), accused=[], reason="来电")
        return petition
    elif kind == "late":
        return cast.served()
    for claim in petition.claims.all():
        petition.advance(
            "find",
            by=cast.handler,
            at=at(date(2026, 4, 1)),
            claim=claim,
            facts="经查属实",
            result="SUPPORT",
            opinion="予以支持",
            basis="《办法》",
        )
    petition.advance("submit", by=cast.handler, at=at(date(2026, 4, 10)))
    petition.advance("sign", by=cast.leader, at=at(date(2026, 4, 10)))
    petition.advance("serve", by=cast.handler, at=at(date(2026, 4, 13)), mode="PERSONAL", served_on=date(2026, 4, 13))
    return petition


@pytest.mark.parametrize("kind", ["repeat", "duty", "unanswered", "sealed", "late"])
def test_what_is_not_to_be_rated_has_no_such_page(cast, client, on, kind):
    rated = cast.served()
    petition = not_rated(cast, kind)
    on(2026, 5, 14 if kind == "late" else 13)

    page = enter(client, petition)
    assert page.status_code == 200
    assert RATE not in page.content.decode()
    assert client.get(RATE).status_code == 404
    assert rate(client).status_code == 404
    on(2026, 5, 13)
    client.post("/follow/leave/")
    enter(client, rated)
    assert rate(client).status_code == 302

    assert list(Evaluation.objects.values_list("petition", flat=True)) == [rated.pk]


def test_without_number_and_code_nobody_rates(cast, client, on):
    cast.served()
    on(2026, 4, 20)

    assert client.get(RATE).url == "/follow/"
    assert rate(client).url == "/follow/"
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("networks", "address", "is_own"),
    [
        ("10.20.0.0/16", "10.20.3.4", True),
        ("10.20.0.0/16", "10.21.3.4", False),
        ("192.168.1.0/24\n2001:db8:5::/48", "2001:db8:5:7::1", True),
        ("10.20.0.0/16", "2001:db8::1", False),
        ("", "10.20.3.4", False),
    ],
)
def test_a_rating_from_the_organs_own_network_is_marked_and_no_address_is_kept(cast, client, on, sign_in, networks, address, is_own):
    cast.housing.networks = networks
    cast.housing.save()
    petition = cast.served()
    on(2026, 4, 20)
    enter(client, petition)

    rate(client, REMOTE_ADDR=address)
    rate(client, "BUREAU", REMOTE_ADDR=address)

    assert dict(Evaluation.objects.values_list("side", "is_from_own_network")) == {"ORGAN": is_own, "BUREAU": False}
    assert address not in str(list(Evaluation.objects.values())) + str(list(petition.events.values("details", "reason")))
    shown = sign_in(cast.leader).get(petition.get_absolute_url()).content.decode()
    assert "not satisfied" in shown
    assert ("own network" in shown) is is_own


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10.20.0.1/16, 10.30.0.4", "10.20.0.0/16\n10.30.0.4/32"),
        ("10.20/16", None),
        ("0.0.0.0/0", None),
        ("", ""),
        ("2001:db8:5::/48", "2001:db8:5::/48"),
    ],
)
def test_the_administrator_enters_an_organs_networks_and_wrong_ones_are_refused(cast, sign_in, typed, kept):
    organ = cast.housing
    form = {
        "name": organ.name, "short_name": organ.short_name, "kind": organ.kind, "level": organ.level, "code": organ.code, "networks": typed,
    }  # fmt: skip
    answer = sign_in(cast.admin).post(f"/settings/organs/{organ.slug}/edit/", form)

    organ.refresh_from_db()
    assert answer.status_code in (200, 302)
    assert organ.networks == (kept or "")
    if kept is None:
        assert list(answer.context["form"].errors) == ["networks"]
        assert typed in answer.content.decode()


def test_a_file_waits_for_the_rating_or_for_its_time_to_pass(cast, on):
    def missing(petition):
        return [line for line in completeness.gaps(Petition.objects.get(pk=petition.pk)) if "rate" in line or "评价" in line]

    petition = cast.served()
    petition.advance("accept_answer", by=cast.handler, at=at(date(2026, 4, 20)), accepted_on=date(2026, 4, 20))
    on(2026, 4, 21)
    assert len(missing(petition)) == 1
    on(2026, 5, 14)
    assert missing(petition) == []
    on(2026, 4, 21)
    for side in ("ORGAN", "BUREAU"):
        petition.advance("evaluate", actor="CITIZEN", at=at(date(2026, 4, 21)), side=side, grade="BASICALLY", solved="YES")

    assert missing(petition) == []
    assert evaluating.left(petition, date(2026, 4, 21)) == {}


def test_nobody_hears_of_a_rating_as_of_work_that_waits(cast):
    petition = cast.served()
    before = petition.notices.count()

    petition.advance("evaluate", actor="CITIZEN", at=at(date(2026, 4, 21)), side="ORGAN", grade="BASICALLY", solved="YES")

    assert petition.notices.count() == before

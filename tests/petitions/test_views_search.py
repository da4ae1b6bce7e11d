"""One box finds a petition, within the gate, and leaves no trace of what was typed."""

import logging
from datetime import date, timedelta

import pytest

from tests.database import count_queries
from tests.factories import make_party, make_petition


def found(client, typed):
    response = client.post("/search/", {"q": typed})
    assert response.status_code == 200
    return [line["petition"].subject for line in response.context["lines"]]


def test_by_name_phone_paper_and_words(cast, sign_in):
    person = make_party(paper="RESIDENT_ID", paper_number="42010119600101123X")
    make_petition(cast.bureau, cast.clerk, subject="公租房漏水", parties=[person])
    make_petition(cast.bureau, cast.clerk, subject="河堤", text="河堤年久失修", parties=[make_party(name="李二", phone="13900000002")])
    client = sign_in(cast.dispatcher)

    assert found(client, "王秀英") == ["公租房漏水"]
    assert found(client, "+86 138 0000 0001") == ["公租房漏水"]
    assert found(client, "42010119600101123x") == ["公租房漏水"]
    assert found(client, "河堤 失修") == ["河堤"]
    assert found(client, "没有的词") == []


def test_an_exact_number_opens_the_petition_however_it_is_typed(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk)
    client = sign_in(cast.dispatcher)

    for typed in (petition.number, petition.grouped_number.lower(), f" {petition.grouped_number.replace('-', ' ')} "):
        assert client.post("/search/", {"q": typed})["Location"] == f"/cases/{petition.number}/"


def test_what_may_not_be_seen_is_answered_like_what_does_not_exist(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk)
    client = sign_in(cast.water_liaison)

    unknown = client.post("/search/", {"q": "0000000000000"})
    hidden = client.post("/search/", {"q": petition.number})
    assert (hidden.status_code, hidden.context["lines"]) == (unknown.status_code, unknown.context["lines"]) == (200, [])
    assert found(client, "王秀英") == []
    assert sign_in(cast.admin).post("/search/", {"q": "王秀英"}).status_code == 404


def test_a_sealed_petition_is_found_by_accusation_officers_alone(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk, subject="反映某局长")
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某局长")

    assert sign_in(cast.accusation_officer).post("/search/", {"q": petition.number}).status_code == 302
    for typed in (petition.number, "王秀英", "13800000001", "某局长", "公租房"):
        assert found(sign_in(cast.dispatcher), typed) == []
        assert found(sign_in(cast.bureau_leader), typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\0", "x" * 201])
def test_what_cannot_be_looked_for_is_said(cast, sign_in, typed):
    response = sign_in(cast.dispatcher).post("/search/", {"q": typed})

    assert response.status_code == 422
    assert "Please check these answers" in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["%", "_", "' OR 1=1 --", "a & | !", "<->:*", "😀", "\\", "(((", "²²²²²²²²²²²", "١٣٨٠٠٠٠٠٠٠١", "\u202e反"]
)
def test_odd_characters_find_nothing_and_break_nothing(cast, sign_in, typed):
    make_petition(cast.bureau, cast.clerk)

    assert found(sign_in(cast.dispatcher), typed) == []


def test_pages_are_turned_by_post(cast, sign_in):
    for number in range(30):
        make_petition(cast.bureau, cast.clerk, subject=f"漏水 {number:02}", received_on=date(2026, 3, 1) + timedelta(days=number // 3))
    client = sign_in(cast.dispatcher)

    first = client.post("/search/", {"q": "漏水"})
    second = client.post("/search/", {"q": "漏水", "place": first.context["page"].next})

    shown = [line["petition"].subject for page in (first, second) for line in page.context["lines"]]
    assert shown == [f"漏水 {number:02}" for number in reversed(range(30))]
    assert 'value="漏水"' in second.content.decode()
    assert client.post("/search/", {"q": "漏水", "place": "next.nonsense"}).context["lines"][0]["petition"].subject == "漏水 29"


def test_what_was_typed_stands_in_no_address_and_no_log(cast, sign_in, caplog):
    make_petition(cast.bureau, cast.clerk)
    client = sign_in(cast.dispatcher)

    with caplog.at_level(logging.DEBUG):
        assert found(client, "王秀英") == ["公租房漏水"]
        assert client.get("/search/?q=王秀英").context.get("lines") is None

    assert "王秀英" not in "".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "q=" not in client.post("/search/", {"q": "王秀英"}).content.decode()


def test_a_search_asks_the_same_number_of_questions_for_1_and_for_25_rows(cast, sign_in):
    client = sign_in(cast.dispatcher)
    make_petition(cast.bureau, cast.clerk)
    found(client, "漏水")
    with count_queries() as one:
        found(client, "漏水")
    for _number in range(29):
        make_petition(cast.bureau, cast.clerk)

    with count_queries() as many:
        assert len(found(client, "漏水")) == 25

    assert len(one) == len(many) <= 12

"""What an officer hears of, in words, and until when it counts as unread."""

import pytest
from django.utils import translation

from petitions.models import Notice
from petitions.notices import sentence
from tests.database import count_queries
from tests.factories import make_petition


def words(client):
    return [(line["words"], line["notice"].read_at is None) for line in client.get("/notices/").context["lines"]]


def test_each_next_person_hears_of_it_in_words(cast, sign_in):
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)

    assert ("A new petition has arrived.", True) in words(sign_in(cast.dispatcher))
    assert words(sign_in(cast.handler)) == [("The petition was given to you to handle.", True)]
    assert words(sign_in(cast.water_handler)) == []


def test_a_handler_hears_only_of_what_he_has(cast, sign_in):
    cast.signed_for()

    assert not Notice.objects.filter(duty=cast.handler).exists()
    assert Notice.objects.filter(duty=cast.liaison).exists()


def test_opening_the_petition_reads_the_notice_and_one_button_reads_all(cast, sign_in):
    first, _second = cast.transferred(), cast.transferred()
    client = sign_in(cast.liaison)

    assert [unread for _words, unread in words(client)] == [True, True]
    client.get(first.get_absolute_url())
    assert [unread for _words, unread in words(client)] == [True, False]
    assert client.get("/notices/read/").status_code == 405
    assert client.post("/notices/read/")["Location"] == "/notices/"
    assert [unread for _words, unread in words(client)] == [False, False]
    assert Notice.objects.filter(duty=cast.dispatcher, channel="DESK", read_at=None).exists()


def test_a_matter_out_of_sight_has_no_notice_any_more(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk, subject="反映某局长")
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某局长")

    assert "反映某局长" not in sign_in(cast.dispatcher).get("/notices/").content.decode()
    assert words(sign_in(cast.dispatcher)) == []
    assert "反映某局长" in sign_in(cast.accusation_officer).get("/notices/").content.decode()


def test_a_date_that_comes_near_or_has_passed_is_said(cast):
    def told(kind, **details):
        notice = Notice.objects.create(key=kind + str(details), duty=cast.liaison, kind=kind, channel="DESK", details=details)
        return sentence(notice)

    with translation.override("en"):
        assert (
            told("clock_soon", rule="C03", due_on="2999-03-31", organ="市住建局")
            == "市住建局: “Notice on a transferred matter” is due on 31 Mar 2999."
        )
        assert (
            told("clock_late", rule="C03", due_on="2020-03-31", organ="市住建局")
            == "市住建局: “Notice on a transferred matter” was due on 31 Mar 2020 and is late."
        )
        assert told("clock_late", rule="C99", due_on="yesterday") == "There is news on this petition."
        assert told("something new") == "There is news on this petition."


def test_the_page_is_empty_but_says_what_will_come(cast, sign_in):
    assert "When a petition comes to you" in sign_in(cast.water_leader).get("/notices/").content.decode()


@pytest.mark.parametrize("role", ["admin", "clerk"])
def test_everybody_with_a_duty_has_notices(cast, sign_in, role):
    assert sign_in(getattr(cast, role)).get("/notices/").status_code == 200


def test_the_page_asks_the_same_number_of_questions_for_1_and_for_30_notices(cast, sign_in):
    client = sign_in(cast.liaison)
    cast.transferred()
    words(client)
    with count_queries() as one:
        assert len(words(client)) == 1
    for _number in range(29):
        cast.transferred()

    with count_queries() as thirty:
        assert len(words(client)) == 30

    assert len(one) == len(thirty) <= 12

"""Who sees numbers, telephones, addresses and the names of those who asked for confidence? Nobody, until a reason is written down."""

import pytest
from django.urls import reverse

from accounts.models import Role
from petitions.models import Event, Look
from petitions.models.event import LOOK
from tests.factories import make_duty, make_party
from tests.petitions.test_views_papers import text_of

PAPER, PHONE, MAIL, ADDRESS = "420101196001011234", "13800000001", "wang@example.org", "江城市东湖区一里 3 号"
SECRETS = (PAPER, PHONE, MAIL, ADDRESS)
WHY = {"why": "REACH", "words": "电话约定看房时间"}


def person(**fields):
    return make_party(paper="RESIDENT_ID", paper_number=PAPER, email=MAIL, **fields)


@pytest.fixture
def petition(cast):
    return cast.accepted(parties=[person()])


def shown(client, petition, **answers):
    return client.post(reverse("reveal", args=[petition.number]), answers)


def test_nobody_sees_a_number_a_telephone_or_an_address_on_the_page(cast, petition, sign_in):
    for duty in (cast.clerk, cast.dispatcher, cast.liaison, cast.handler, cast.leader, cast.supervisor, cast.bureau_leader):
        page = sign_in(duty).get(petition.get_absolute_url()).content.decode()
        assert [secret for secret in SECRETS if secret in page] == []
        assert "138******01" in page  # a positive control: the same person, masked
        assert "王秀英" in page


def test_a_reason_shows_the_person_once_and_is_kept_for_ever(cast, petition, sign_in):
    handler = sign_in(cast.handler)

    page = shown(handler, petition, **WHY)

    assert page.status_code == 200
    assert [secret for secret in SECRETS if secret not in page.content.decode()] == []
    assert "no-store" in page["Cache-Control"]
    event = petition.events.get(step=LOOK)
    assert (event.duty, event.reason, event.details) == (cast.handler, "电话约定看房时间", {"kind": "REVEAL", "why": "REACH"})
    assert list(Look.objects.values_list("kind", "duty", "number")) == [("REVEAL", cast.handler.pk, petition.number)]
    assert PHONE not in handler.get(petition.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "answers", [{}, {"why": "REACH"}, {"why": "REACH", "words": "  "}, {"words": "电话约定看房时间"}, WHY | {"why": "FUN"}]
)
def test_without_a_reason_nothing_is_shown_and_what_was_typed_stays(cast, petition, sign_in, answers):
    page = shown(sign_in(cast.handler), petition, **answers)

    assert page.status_code == 422
    assert PHONE not in page.content.decode()
    assert answers.get("words", "").strip() in page.content.decode()
    assert not Event.objects.filter(step=LOOK).exists()


def test_only_the_organ_that_registered_it_and_the_one_that_has_it_may_ask(cast, petition, sign_in):
    for duty in (cast.clerk, cast.liaison, cast.leader):
        assert PHONE in shown(sign_in(duty), petition, **WHY).content.decode()
    for duty in (make_duty(Role.SUPERV, cast.city), cast.water_liaison, cast.admin):
        assert shown(sign_in(duty), petition, **WHY).status_code == 404


def test_a_link_shows_nobody(cast, petition, sign_in):
    assert sign_in(cast.handler).get(reverse("reveal", args=[petition.number])).status_code == 405
    assert not Event.objects.filter(step=LOOK).exists()


def test_the_name_of_who_asks_for_confidence_is_hidden_even_from_the_first_organ_until_it_gives_a_reason(cast, sign_in):
    petition = cast.accepted(parties=[person()], is_confidential=True)
    clerk, handler = sign_in(cast.clerk), sign_in(cast.handler)

    for client in (clerk, handler):
        assert "王秀英" not in client.get(petition.get_absolute_url()).content.decode()
    assert "王秀英" not in clerk.get(reverse("worklist"), {"tab": "others"}).content.decode()

    assert "王秀英" in shown(clerk, petition, **WHY).content.decode()
    assert shown(handler, petition, **WHY).status_code == 404


def test_letters_still_carry_the_address_to_which_they_go(cast, sign_in):
    petition = cast.issued(parties=[person()])
    letter = petition.documents.filter(kind__in=["D16", "D17", "D04"]).first()

    paper = sign_in(cast.handler).get(reverse("document", args=[petition.number, letter.slug]))
    sheet = sign_in(cast.clerk).get(reverse("registration-paper", args=[petition.number, "D01"]))

    assert paper.status_code == 200
    assert PHONE in text_of(sheet).replace(" ", "")
    assert [kind for (kind,) in Look.objects.order_by("pk").values_list("kind")] == ["PAPER", "PAPER"]

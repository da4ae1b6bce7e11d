"""Somebody comes back to the window: is a matter opened by what only the petitioner has, for that clerk and that day, and kept?"""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from petitions.accusations import Accused
from petitions.models import Look, Party, Petition
from tests.database import count_queries
from tests.factories import make_duty, make_petition

pytestmark = pytest.mark.django_db
PAPER = "11010519491231002X"


def sign_in(client, duty):
    client.force_login(duty.officer)
    return client


def asks(petition, role=Party.Role.PETITIONER):
    Party.objects.create(petition=petition, role=role, name="王秀英", paper=Party.Paper.RESIDENT_ID, paper_number=PAPER)
    return petition


@pytest.fixture
def petition(cast):
    """Registered by a colleague, sorted and sent on."""
    return asks(cast.transferred())


@pytest.fixture
def other_clerk(cast):
    return make_duty(Role.CLERK, cast.bureau, "曹窗口")


@pytest.fixture
def window(client, other_clerk):
    sign_in(client, other_clerk)
    return lambda by, **typed: client.post(reverse("desk-returning"), {"by": by, **typed})


def right(petition):
    return {"number": petition.grouped_number.lower(), "code": petition.query_code, "tail": "0001"}


def status_of(client, petition, name="petition"):
    return client.get(reverse(name, args=[petition.number])).status_code


def test_a_clerk_cannot_look_up_a_neighbour(client, cast, petition, other_clerk):
    sign_in(client, other_clerk)

    assert not Petition.objects.visible_to(other_clerk).exists()
    assert [status_of(client, petition, name) for name in ("petition", "desk-receipt", "desk-beside")] == [404, 404, 404]
    for typed in (petition.number, "王秀英", "13800000001", PAPER):
        assert petition.grouped_number not in client.post(reverse("search"), {"q": typed}).content.decode()
    assert petition.grouped_number not in client.post(reverse("desk-alike"), {"name": "王秀英", "paper_number": PAPER}).content.decode()
    assert petition.grouped_number in sign_in(client, cast.clerk).post(reverse("search"), {"q": "王秀英"}, follow=True).content.decode()


def test_the_receipt_opens_it_for_this_clerk_and_this_day(client, cast, petition, other_clerk, window):
    answer = window("receipt", **right(petition))

    assert answer.url == petition.get_absolute_url()
    assert [status_of(client, petition, name) for name in ("petition", "desk-receipt")] == [200, 200]
    assert petition.grouped_number in client.get(reverse("desk-returning")).content.decode()
    assert Look.objects.get(kind=Look.Kind.WINDOW).number == petition.number
    assert status_of(sign_in(client, make_duty(Role.CLERK, cast.bureau)), petition) == 404
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert status_of(sign_in(client, other_clerk), petition) == 404


@pytest.mark.parametrize("wrong", [{"code": "22222222"}, {"tail": "0000"}, {"number": ""}, {"code": ""}, {"number": "ABC"}])
def test_what_does_not_fit_opens_nothing_and_stays_as_typed(client, petition, window, wrong):
    answer = window("receipt", **right(petition) | wrong)

    assert answer.status_code == 422
    assert all(typed in answer.content.decode() for typed in (right(petition) | wrong).values())
    assert status_of(client, petition) == 404


def test_an_identity_paper_opens_all_their_matters_of_this_office(client, cast, petition, window):
    second, about_them = asks(cast.served()), asks(cast.served(), Party.Role.ACCUSED)
    elsewhere = asks(make_petition(cast.water, cast.water_liaison))

    assert window("paper", paper_number=PAPER).status_code == 422, "the paper itself has to lie there"
    answer = window("paper", paper_number=PAPER.lower(), lies_here="on")

    assert answer.url == reverse("desk-returning")
    assert [status_of(client, found) for found in (petition, second, about_them, elsewhere)] == [200, 200, 404, 404]


def test_a_number_that_is_no_paper_is_refused_with_a_sentence(window):
    assert "110105194912310021" in window("paper", paper_number="110105194912310021", lies_here="on").content.decode()
    assert window("paper", lies_here="on").status_code == 422


def test_a_sealed_accusation_is_not_opened_at_any_window(client, cast, petition, window):
    petition.advance("seal", by=cast.liaison, reason="举报某人受贿", accused=[Accused("某人")])
    wrong = window("receipt", **right(petition) | {"code": "22222222"}).content.decode()
    answer = window("receipt", **right(petition))

    assert answer.status_code == 422
    assert sentences(answer.content.decode()) == sentences(wrong)
    assert window("paper", paper_number=PAPER, lies_here="on").status_code == 422
    assert status_of(client, petition) == 404


def sentences(page):
    return page.partition('class="error-summary"')[2].partition("</div>")[0]


def test_guessing_comes_to_an_end(client, petition, window):
    statuses = [window("receipt", **right(petition) | {"code": f"2222222{digit}"}).status_code for digit in "2345678923"]

    assert set(statuses) == {422}
    assert window("receipt", **right(petition)).status_code == 422
    assert status_of(client, petition) == 404


def test_the_page_asks_the_same_of_one_and_of_thirty(client, cast, petition, other_clerk, window):
    window("receipt", **right(petition))
    with count_queries() as one:
        client.get(reverse("desk-returning"))
    for _seq in range(29):
        Look.objects.create(kind=Look.Kind.WINDOW, duty=other_clerk, number=cast.transferred().number, page="desk-returning")
    with count_queries() as thirty:
        assert client.get(reverse("desk-returning")).content.decode().count("data-row") == 30

    assert len(thirty) == len(one)

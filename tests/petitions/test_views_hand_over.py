"""The open matters of an officer who leaves go to a colleague in one step, with all that a step has."""

from datetime import date

from accounts.models import Duty, Role
from petitions.models import Event, Notice, Petition
from tests.database import count_queries
from tests.factories import make_duty


def held(cast, number, **fields):
    petitions = [cast.signed_for(**fields) for _number in range(number)]
    for petition in petitions:
        petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    return petitions


def test_all_matters_go_at_once_each_with_its_event(cast, sign_in):
    petitions = held(cast, 3)
    successor = make_duty(Role.HANDLER, cast.housing, "新承办")
    client = sign_in(cast.liaison)
    page = client.get("/cases/hand-over/", {"leaver": cast.handler.slug}).content.decode()
    assert "3 open matters of 孙承办" in page
    assert "Hand over 3 petitions" in page

    response = client.post(f"/cases/hand-over/?leaver={cast.handler.slug}", {"to": successor.slug, "reason": "调离岗位"}, follow=True)

    assert "3 petitions were handed over." in response.content.decode()
    assert set(Petition.objects.filter(holder=successor)) == set(petitions)
    assert Event.objects.filter(step="hand_over", duty=cast.liaison, reason="调离岗位").count() == 3
    assert Notice.objects.filter(duty=successor, kind="hand_over").count() == 3
    assert not Petition.objects.visible_to(cast.handler).filter(pk__in=[petition.pk for petition in petitions]).exists()


def test_matters_of_a_duty_that_has_ended_can_still_be_found(cast, sign_in):
    held(cast, 1)
    Duty.objects.filter(pk=cast.handler.pk).update(ended_on=date(2026, 3, 18))

    page = sign_in(cast.leader).get("/cases/hand-over/").content.decode()

    assert cast.handler.slug in page
    assert cast.water_handler.slug not in page


def test_only_the_own_organ_s_matters_and_only_for_those_who_may(cast, sign_in):
    held(cast, 1)

    for duty in (cast.handler, cast.clerk, cast.archivist, cast.supervisor, cast.accusation_officer):
        assert sign_in(duty).get("/cases/hand-over/").status_code == 404
    for duty in (cast.water_liaison, cast.dispatcher, cast.bureau_leader):
        client = sign_in(duty)
        assert client.get("/cases/hand-over/").status_code == 200
        page = client.post(f"/cases/hand-over/?leaver={cast.handler.slug}", {"to": cast.water_handler.slug, "reason": "x"}).content.decode()
        assert "This colleague cannot be chosen any more." in page
    assert Petition.objects.filter(holder=cast.handler).count() == 1


def test_the_successor_is_another_officer_of_the_same_role_in_the_same_organ(cast, sign_in):
    held(cast, 1)
    client = sign_in(cast.liaison)
    second = Duty.objects.create(officer=cast.handler.officer, organ=cast.housing, role=Role.REVIEW, since=date(2026, 1, 1))

    for stranger in (cast.water_handler, cast.leader, cast.handler, second):
        response = client.post(f"/cases/hand-over/?leaver={cast.handler.slug}", {"to": stranger.slug, "reason": "调离"})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["to"])
        assert "调离" in response.content.decode()
    response = client.post(f"/cases/hand-over/?leaver={cast.handler.slug}", {"to": "", "reason": ""})
    assert list(response.context["form"].errors) == ["to", "reason"]
    assert Petition.objects.filter(holder=cast.handler).count() == 1


def test_a_request_does_a_limited_number_and_says_what_is_left(cast, sign_in, monkeypatch):
    monkeypatch.setattr("petitions.views.hand_over.MOST_AT_ONCE", 2)
    held(cast, 3)
    successor = make_duty(Role.HANDLER, cast.housing)

    response = sign_in(cast.leader).post(
        f"/cases/hand-over/?leaver={cast.handler.slug}", {"to": successor.slug, "reason": "调离"}, follow=True
    )

    page = response.content.decode()
    assert "2 petitions were handed over." in page
    assert "Send the form again for the next ones." in page
    assert "1 open matter of 孙承办" in page


def test_the_list_asks_the_same_number_of_questions_for_1_and_for_30_matters(cast, sign_in):
    client = sign_in(cast.liaison)
    address = f"/cases/hand-over/?leaver={cast.handler.slug}"
    held(cast, 1)
    client.get(address)
    with count_queries() as one:
        client.get(address)
    held(cast, 29)

    with count_queries() as thirty:
        assert client.get(address).content.decode().count('class="papers"') == 1

    assert len(one) == len(thirty) <= 12

"""Who keeps the roster of third parties, and what does a line of it open? Nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty, OrganKind, Role
from petitions.accusations import Accused
from petitions.models import ThirdParty
from tests.database import count_queries
from tests.factories import make_duty, make_organ
from tests.petitions.test_third_parties import day, invite, make_guest

NEW = {
    "name": "秦代表",
    "username": "qin.daibiao",
    "email": "",
    "phone": "",
    "kind": "DEPUTY",
    "body": "江城市人大",
    "expertise": "物业纠纷",
}


def signed_in(duty):
    client = Client(headers={"accept-language": "en"})
    client.force_login(duty.officer)
    return client


def test_a_new_line_has_a_sign_in_that_opens_the_choice_of_a_password_and_then_an_empty_page(cast):
    answer = signed_in(cast.supervisor).post(reverse("third-party-add"), NEW)

    assert answer.status_code == 200
    line = ThirdParty.objects.get()
    assert (line.duty.role, line.duty.organ, line.kind, line.added_by) == (Role.GUEST, cast.bureau, "DEPUTY", cast.supervisor)
    password = re.search(r"<output[^>]*>([^<]+)</output>", answer.content.decode()).group(1)
    assert line.duty.officer.must_choose_password
    assert line.duty.officer.check_password(password)
    client = signed_in(line.duty)
    line.duty.officer.must_choose_password = False
    line.duty.officer.save()
    assert "No invitation stands" in client.get(reverse("invited")).content.decode()


@pytest.mark.parametrize(
    "changed", [{"kind": ""}, {"kind": "KING"}, {"body": ""}, {"body": "\u200b"}, {"username": "a b"}, {"name": ""}, {"name": "x" * 51}]
)
def test_a_wrong_line_says_so_and_makes_no_sign_in(cast, changed):
    before = Duty.objects.count()

    answer = signed_in(cast.supervisor).post(reverse("third-party-add"), NEW | changed)

    assert answer.status_code == 422
    assert "物业纠纷" in answer.content.decode()
    assert Duty.objects.count() == before


def test_the_roster_is_for_who_watches_over_the_bureau_and_for_that_bureau(cast):
    guest = make_guest(cast)
    other = make_organ("东湖区信访局", OrganKind.BUREAU)
    stranger = make_duty(Role.SUPERV, other)
    addresses = [reverse("third-parties"), reverse("third-party-add"), reverse("third-party", args=[guest.slug])]

    for duty in (cast.supervisor, cast.bureau_leader):
        assert [signed_in(duty).get(address).status_code for address in addresses] == [200, 200, 200]
    for duty in (cast.handler, cast.leader, cast.dispatcher, cast.admin, guest.duty):
        assert [signed_in(duty).get(address).status_code for address in addresses] == [404, 404, 404]
    client = signed_in(stranger)
    assert "韩律师" not in client.get(addresses[0]).content.decode()
    assert client.get(addresses[2]).status_code == client.post(reverse("third-party-end", args=[guest.slug])).status_code == 404
    assert Duty.objects.get(pk=guest.duty_id).ended_on is None


def test_a_line_is_put_right_and_ends(cast):
    guest = make_guest(cast)
    client, address = signed_in(cast.bureau_leader), reverse("third-party", args=[guest.slug])

    assert client.post(address, {"kind": "VETERAN", "body": "老干部局", "expertise": ""}).status_code == 302
    wrong = client.post(address, {"kind": "VETERAN", "body": "", "expertise": "写了很久"})
    assert wrong.status_code == 422
    assert "写了很久" in wrong.content.decode()
    assert client.post(reverse("third-party-end", args=[guest.slug])).status_code == 302
    guest.refresh_from_db()
    guest.duty.refresh_from_db()
    assert (guest.kind, guest.body, guest.duty.ended_on) == ("VETERAN", "老干部局", timezone.localdate())
    assert "Off the roster since" in client.get(address).content.decode()


def test_an_accusation_is_neither_named_nor_counted_and_a_confidential_matter_has_no_words(cast):
    guest = make_guest(cast)
    plain, sealed, hidden = cast.accepted(subject="普通事"), cast.accepted(subject="举报事"), cast.accepted(subject="保密事")
    for petition in (plain, sealed, hidden):
        invite(petition, guest, cast.handler, until=day(30))
    client = signed_in(cast.supervisor)
    address = reverse("third-party", args=[guest.slug])
    assert all(word in client.get(address).content.decode() for word in ("普通事", "举报事", "保密事"))
    assert "3 matters" in client.get(reverse("third-parties")).content.decode()

    sealed.advance("seal", by=cast.handler, reason="举报", accused=[Accused("某副局长", cast.water)])
    hidden.advance("restrict", by=cast.leader, reason="涉密", colleagues=[cast.handler])

    page = client.get(address).content.decode()
    assert "普通事" in page
    assert "举报事" not in page
    assert "保密事" not in page
    assert sealed.grouped_number not in page
    assert "1 matter" in client.get(reverse("third-parties")).content.decode()


def test_the_pages_cost_the_same_for_one_and_for_many(cast):
    client = signed_in(cast.supervisor)
    guest = make_guest(cast)
    invite(cast.accepted(), guest, cast.handler)

    def queries():
        counts = []
        for address in (reverse("third-parties"), reverse("third-party", args=[guest.slug])):
            client.get(address)
            with count_queries() as counted:
                client.get(address)
            counts.append(len(counted))
        return counts

    first = queries()
    for number in range(6):
        invite(cast.accepted(), guest, cast.handler)
        make_guest(cast, f"客{number}")
    assert queries() == first

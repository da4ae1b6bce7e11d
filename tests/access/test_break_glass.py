"""When does the system administrator see a petition? With a second person, for four hours, each page on record; and never some."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from petitions import emergencies
from petitions.models import Emergency, Look, Notice, Petition, Recusal
from petitions.models.event import LOOK
from petitions.numbers import new_number
from tests.factories import make_duty, make_petition

REASON = "数据修复：办理意见附件无法打开，承办人不在。"


@pytest.fixture
def petition(cast):
    return cast.accepted()


def asked(client, **answers):
    return client.post(reverse("emergencies"), {"reason": REASON, **answers})


def decided(client, emergency, decision="approve", **answers):
    return client.post(reverse("emergency-decide", args=[emergency.slug]), {"decision": decision, "hours": 2, **answers}, follow=True)


def opened(cast, sign_in, **answers):
    """Asked for and approved."""
    asked(sign_in(cast.admin), **answers)
    emergency = Emergency.objects.first()
    decided(sign_in(cast.bureau_leader), emergency)
    emergency.refresh_from_db()
    return emergency


def test_the_administrator_sees_no_petition(cast, petition, sign_in):
    admin = sign_in(cast.admin)

    assert admin.get(petition.get_absolute_url()).status_code == 404
    assert list(Petition.objects.visible_to(cast.admin)) == []


def test_a_leader_opens_one_petition_for_some_hours_and_each_page_is_on_record(cast, petition, sign_in):
    other = cast.accepted()

    emergency = opened(cast, sign_in, number=petition.grouped_number)

    admin = sign_in(cast.admin)
    page = admin.get(petition.get_absolute_url())
    assert page.status_code == 200
    assert emergency.until_at - emergency.decided_at == timedelta(hours=2)
    assert admin.get(other.get_absolute_url()).status_code == 404
    event = petition.events.get(step=LOOK)
    assert (event.duty, event.reason, event.details) == (cast.admin, REASON, {"kind": "OPEN", "emergency": emergency.slug})
    assert list(Look.objects.filter(kind="OPEN").values_list("duty", "number", "emergency")) == [
        (cast.admin.pk, petition.number, emergency.pk)
    ]


def test_a_red_banner_stands_on_every_page_meanwhile(cast, petition, sign_in):
    admin, banner = sign_in(cast.admin), "approved by 周局长"
    assert banner not in admin.get(reverse("settings")).content.decode()

    emergency = opened(cast, sign_in, number=petition.number)

    for address in (reverse("settings"), reverse("organs"), petition.get_absolute_url(), reverse("emergencies")):
        assert banner in admin.get(address).content.decode()
    assert banner not in sign_in(cast.clerk).get(reverse("desk")).content.decode()
    admin.post(reverse("emergency-end", args=[emergency.slug]))
    assert banner not in admin.get(reverse("settings")).content.decode()
    assert admin.get(petition.get_absolute_url()).status_code == 404


def test_it_ends_by_itself(cast, petition, sign_in, time_machine):
    opened(cast, sign_in, number=petition.number)
    admin = sign_in(cast.admin)
    assert admin.get(petition.get_absolute_url()).status_code == 200

    time_machine.move_to(timezone.now() + timedelta(hours=2, minutes=1))
    admin = sign_in(cast.admin)

    assert admin.get(petition.get_absolute_url()).status_code == 404


def test_the_administrator_changes_nothing_and_sees_no_person(cast, petition, sign_in):
    opened(cast, sign_in, number=petition.number)
    admin = sign_in(cast.admin)

    page = admin.get(petition.get_absolute_url()).content.decode()

    assert "13800000001" not in page
    assert reverse("reveal", args=[petition.number]) not in page
    assert admin.post(reverse("reveal", args=[petition.number]), {"why": "REACH", "words": "看一下"}).status_code == 404
    assert admin.get(reverse("take-step", args=[petition.number, "find"])).status_code == 404
    assert admin.get(reverse("worklist")).status_code == 404
    assert admin.get(reverse("registration-paper", args=[petition.number, "D01"])).status_code == 404


def test_every_link_of_the_page_opens_and_none_leads_to_a_paper(cast, sign_in):
    petition = cast.issued()
    opened(cast, sign_in, number=petition.number)
    admin = sign_in(cast.admin)
    page = admin.get(petition.get_absolute_url()).content.decode()

    links = {link for link in re.findall(r'href="(/[^"#]+)"', page) if not link.startswith("/static/")}

    assert {link: answer.status_code for link in links if (answer := admin.get(link)).status_code not in (200, 302)} == {}
    assert not [link for link in links if link.endswith(".pdf")]


def test_the_organ_and_the_supervisor_are_told(cast, petition, sign_in):
    opened(cast, sign_in, number=petition.number)

    told = set(Notice.objects.filter(kind="emergency_told").values_list("duty", flat=True))
    assert told == {duty.pk for duty in (cast.supervisor, cast.leader, cast.liaison)}
    assert "emergency access" in sign_in(cast.leader).get(reverse("notices")).content.decode()
    assert REASON in sign_in(cast.supervisor).get(reverse("emergencies")).content.decode()


def test_one_organ_is_opened_with_what_it_has_open(cast, petition, sign_in):
    waters = make_petition(cast.water, cast.water_liaison)

    opened(cast, sign_in, organ=cast.housing.name)

    assert list(Petition.objects.visible_to(cast.admin)) == [petition]
    assert waters not in Petition.objects.visible_to(cast.admin)


def test_the_same_answer_for_a_number_that_nobody_gave(cast, petition, sign_in):
    admin = sign_in(cast.admin)

    answers = [asked(admin, number=number) for number in (petition.number, new_number())]

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("emergencies"))}
    nothing = Emergency.objects.first()
    assert "No petition of this number" in decided(sign_in(cast.bureau_leader), nothing).content.decode()
    nothing.refresh_from_db()
    assert nothing.is_approved is None


@pytest.mark.parametrize(
    "answers", [{}, {"number": "abc"}, {"number": "0000000000000", "organ": "江城市水利局"}, {"organ": "没有这个单位"}, {"reason": "急"}]
)
def test_a_question_that_is_not_whole_is_asked_again(cast, sign_in, answers):
    assert asked(sign_in(cast.admin), **answers).status_code == 422
    assert not Emergency.objects.exists()


def test_a_sealed_matter_is_never_opened(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk)
    asked(sign_in(cast.admin), number=petition.number)
    by_number = Emergency.objects.get()
    decided(sign_in(cast.bureau_leader), by_number)
    opened(cast, sign_in, organ=cast.bureau.name)
    admin = sign_in(cast.admin)
    assert admin.get(petition.get_absolute_url()).status_code == 200

    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某人")

    assert admin.get(petition.get_absolute_url()).status_code == 404
    asked(admin, number=petition.number)
    assert "No petition of this number" in decided(sign_in(cast.bureau_leader), Emergency.objects.first()).content.decode()


@pytest.mark.parametrize("who", ["admin", "bureau_leader"])
def test_nothing_from_which_either_has_to_keep_away_is_opened(cast, petition, sign_in, who):
    opened(cast, sign_in, organ=cast.housing.name)
    admin = sign_in(cast.admin)
    assert admin.get(petition.get_absolute_url()).status_code == 200

    event = petition.events.first()
    Recusal.objects.create(petition=petition, event=event, officer=getattr(cast, who).officer, kind=Recusal.Kind.ORDERED)

    assert admin.get(petition.get_absolute_url()).status_code == 404


def test_nobody_approves_for_oneself_and_only_leaders_of_bureaus_do(cast, petition, sign_in):
    asked(sign_in(cast.admin), number=petition.number)
    emergency = Emergency.objects.get()
    own_leader = cast.bureau_leader
    same_person = type(own_leader).objects.create(officer=cast.admin.officer, organ=cast.bureau, role=Role.B_LEAD, since="2020-01-01")

    for duty in (cast.supervisor, cast.leader, cast.admin):
        assert decided(sign_in(duty), emergency).status_code == 404
    with pytest.raises(emergencies.NotPossible):
        emergencies.approve(emergency, same_person, hours=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        now = timezone.now()
        Emergency.objects.update(is_approved=True, decided_by=same_person, decided_at=now, until_at=now + timedelta(hours=1))
    assert list(Petition.objects.visible_to(cast.admin)) == []


def test_the_database_allows_four_hours_and_no_more(cast, petition, sign_in):
    asked(sign_in(cast.admin), number=petition.number)
    now = timezone.now()

    def set_to(hours):
        with transaction.atomic():
            Emergency.objects.update(is_approved=True, decided_by=cast.bureau_leader, decided_at=now, until_at=now + timedelta(hours=hours))

    with pytest.raises(DatabaseError):
        set_to(5)
    set_to(4)
    with pytest.raises(DatabaseError):
        set_to(3)  # decided is decided


def test_a_refusal_opens_nothing_and_is_told(cast, petition, sign_in):
    asked(sign_in(cast.admin), number=petition.number)

    decided(sign_in(cast.bureau_leader), Emergency.objects.get(), "refuse", reason="请先找承办人")

    assert list(Petition.objects.visible_to(cast.admin)) == []
    assert "请先找承办人" in sign_in(cast.admin).get(reverse("emergencies")).content.decode()
    assert Notice.objects.filter(kind="emergency_refused", duty=cast.admin).exists()


def test_leaders_of_another_city_see_nothing_of_it(cast, petition, sign_in):
    elsewhere = make_duty(Role.B_LEAD, cast.water, "外地局长")
    asked(sign_in(cast.admin), number=petition.number)

    assert REASON not in sign_in(elsewhere).get(reverse("emergencies")).content.decode()
    assert REASON in sign_in(cast.bureau_leader).get(reverse("emergencies")).content.decode()

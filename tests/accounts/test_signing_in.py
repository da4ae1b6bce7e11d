"""Does the door let in who belongs here, and nobody else, whatever is tried?"""

import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import limits
from accounts.models import Duty, Officer, OpenSession, Role
from tests.factories import make_duty

PASSWORD = "a-long-password"
NEW = "白云-千载-空悠悠-12"


def sign_in(client, username, password=PASSWORD, **extra):
    return client.post(reverse("sign-in"), {"username": username, "password": password, **extra})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_an_officer_signs_in_and_lands_where_the_day_begins(client, cast):
    client.get(reverse("sign-in"))

    answer = sign_in(client, cast.handler.officer.username)

    assert answer.url == reverse("start")
    assert client.get(answer.url).url == reverse("worklist")
    assert client.get(reverse("sign-in")).url == reverse("start")


def test_capital_letters_and_spaces_around_the_sign_in_name_do_not_matter(client, cast):
    assert sign_in(client, f" {cast.handler.officer.username.upper()} ").url == reverse("start")


def test_wrong_name_wrong_password_and_closed_account_get_the_same_answer(client, cast):
    Officer.objects.filter(pk=cast.clerk.officer_id).update(is_active=False)
    tries = [("nobody", PASSWORD), (cast.handler.officer.username, "wrong"), (cast.clerk.officer.username, PASSWORD)]

    answers = [sign_in(client, *attempt) for attempt in tries]

    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert errors[0]
    assert errors[0] == errors[1] == errors[2]
    assert not is_signed_in(client)


def test_the_session_gets_a_new_key_at_sign_in(client, cast):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    sign_in(client, cast.handler.officer.username)

    assert is_signed_in(client)
    assert client.session.session_key != before
    assert not OpenSession.objects.filter(pk=before).exists()


@pytest.mark.parametrize(
    ("following", "lands"),
    [("/cases/", "/cases/"), ("https://evil.example/", "/start/"), ("//evil.example/", "/start/"), ("javascript:alert(1)", "/start/")],
)
def test_next_leads_only_to_pages_of_this_office(client, cast, following, lands):
    assert sign_in(client, cast.handler.officer.username, next=following).url == lands


def test_a_page_that_asks_for_sign_in_is_opened_afterwards(client, cast):
    asked = client.get(reverse("worklist"))

    assert asked.url == f"{reverse('sign-in')}?next=/cases/"


def test_who_guesses_is_stopped_at_that_address_and_the_owner_is_not(client, cast):
    name = cast.handler.officer.username
    for _attempt in range(5):
        sign_in(client, name, "wrong")

    refused = sign_in(client, name)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")

    assert refused.context["form"].has_error("__all__", "throttled")
    assert not is_signed_in(client)
    assert sign_in(client, cast.leader.officer.username).url == reverse("start")
    assert sign_in(elsewhere, name).url == reverse("start")


def test_one_address_cannot_go_through_all_names(client, cast, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_FROM_HERE", (limits.Limit("few", 3, 900),))
    for number in range(3):
        sign_in(client, f"guess{number}")

    assert sign_in(client, cast.handler.officer.username).context["form"].has_error("__all__", "throttled")


def test_signing_in_right_does_not_use_up_the_limit(client, cast):
    for _time in range(8):
        assert sign_in(client, cast.handler.officer.username).url == reverse("start")
        client.post(reverse("sign-out"))


def test_signing_out_is_a_post_and_ends_the_session(client, cast):
    client.force_login(cast.handler.officer)

    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).url == reverse("sign-in")
    assert not is_signed_in(client)
    assert client.post(reverse("sign-out")).url == reverse("sign-in")


# ── Acting as ──


def test_who_has_two_duties_chooses_and_lands_where_that_duty_begins(client, cast):
    second = Duty.objects.create(officer=cast.clerk.officer, organ=cast.bureau, role=Role.DISPATCHER)
    client.force_login(cast.clerk.officer)
    assert client.get(reverse("start")).url == reverse("act-as")
    assert client.get(reverse("act-as")).context["choices"] == [cast.clerk, second]

    client.post(reverse("act-as"), {"duty": second.slug})
    assert client.get(reverse("start")).url == reverse("worklist")
    client.post(reverse("act-as"), {"duty": cast.clerk.slug})
    assert client.get(reverse("start")).url == reverse("desk")


@pytest.mark.parametrize("which", ["foreign", "ended", "nonsense"])
def test_no_other_duty_than_ones_own_current_one_can_be_chosen(client, cast, which):
    own = Duty.objects.create(officer=cast.clerk.officer, organ=cast.bureau, role=Role.DISPATCHER)
    ended = Duty.objects.create(
        officer=cast.clerk.officer, organ=cast.bureau, role=Role.SUPERV, since=date(2020, 1, 1), ended_on=date(2021, 1, 1)
    )
    slug = {"foreign": cast.admin.slug, "ended": ended.slug, "nonsense": "x"}[which]
    client.force_login(cast.clerk.officer)

    assert client.post(reverse("act-as"), {"duty": slug}).status_code == 404
    assert client.get(reverse("settings")).status_code == 404
    assert client.post(reverse("act-as"), {"duty": own.slug}).status_code == 302


def test_a_duty_that_ends_opens_nothing_on_the_next_request(client, cast):
    client.force_login(cast.admin.officer)
    assert client.get(reverse("settings")).status_code == 200

    Duty.objects.filter(pk=cast.admin.pk).update(ended_on=timezone.localdate())

    assert client.get(reverse("settings")).status_code == 404
    assert client.get(reverse("start")).url == reverse("no-duty")


def test_when_the_chosen_duty_ended_one_chooses_again(client, cast):
    Duty.objects.create(officer=cast.clerk.officer, organ=cast.bureau, role=Role.DISPATCHER)
    third = Duty.objects.create(officer=cast.clerk.officer, organ=cast.bureau, role=Role.SUPERV)
    client.force_login(cast.clerk.officer)
    client.post(reverse("act-as"), {"duty": third.slug})

    Duty.objects.filter(pk=third.pk).update(ended_on=timezone.localdate())

    assert client.get(reverse("start")).url == reverse("act-as")


def test_an_account_that_is_closed_is_out_on_the_next_request(client, cast):
    client.force_login(cast.admin.officer)

    Officer.objects.filter(pk=cast.admin.officer_id).update(is_active=False)

    assert client.get(reverse("settings")).url.startswith(reverse("sign-in"))


def test_without_a_duty_there_is_a_page_that_says_so(client, db):
    officer = Officer.objects.create_user("newcomer", PASSWORD, name="新来的")
    client.force_login(officer)

    assert client.get(reverse("start")).url == reverse("no-duty")
    assert "新来的" in client.get(reverse("no-duty")).text
    assert client.get(reverse("worklist")).status_code == 404


# ── Passwords ──


def test_a_forgotten_password_is_set_anew_through_the_mail(client, cast):
    officer = cast.handler.officer
    assert client.post(reverse("password_reset"), {"email": officer.email}).url == reverse("password_reset_done")
    (letter,) = mail.outbox
    link = re.search(r"https?://[^/]+(/password/new/\S+)", letter.body)[1]

    assert officer.name not in letter.subject
    assert officer.username not in letter.subject
    assert officer.username in letter.body
    page = client.get(link, follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": NEW})

    assert answer.url == reverse("password_reset_complete")
    assert client.get(answer.url).status_code == 200
    assert sign_in(client, officer.username).context["form"].errors
    assert sign_in(client, officer.username, NEW).url == reverse("start")
    assert Client().get(link).context["validlink"] is False


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, cast):
    known = client.post(reverse("password_reset"), {"email": cast.handler.officer.email})
    unknown = client.post(reverse("password_reset"), {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


def test_links_cannot_be_asked_for_again_and_again(client, cast):
    for _time in range(3):
        client.post(reverse("password_reset"), {"email": cast.handler.officer.email})

    refused = client.post(reverse("password_reset"), {"email": cast.handler.officer.email})

    assert refused.context["form"].non_field_errors()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("token", ["abc", "set-password", "abc-def"])
def test_a_made_up_link_opens_nothing(client, cast, token):
    answer = client.get(reverse("password_reset_confirm", args=[cast.handler.officer.slug, token]))

    assert answer.context["validlink"] is False
    assert client.get(reverse("password_reset_confirm", args=["nobody", token])).context["validlink"] is False


def test_a_password_is_changed_and_other_sessions_end(client, cast):
    other = Client()
    for session in (client, other):
        session.force_login(cast.handler.officer)

    wrong = client.post(reverse("password-change"), {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW})
    right = client.post(reverse("password-change"), {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

    assert wrong.context["form"].has_error("old_password")
    assert right.url == reverse("start")
    assert client.get(reverse("worklist")).status_code == 200
    assert other.get(reverse("worklist")).url.startswith(reverse("sign-in"))


def test_a_password_that_was_handed_out_opens_only_the_choice_of_another_one(client, cast):
    officer = make_duty(Role.HANDLER, cast.housing).officer
    handed_out = officer.give_password()
    officer.save()

    answer = sign_in(client, officer.username, handed_out)
    assert answer.url.startswith("/password/new/")
    assert not is_signed_in(client)
    page = client.get(answer.url, follow=True)
    client.post(page.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": NEW})

    assert sign_in(client, officer.username, handed_out).context["form"].errors
    assert sign_in(client, officer.username, NEW).url == reverse("start")
    assert client.get(reverse("worklist")).status_code == 200

"""Does a screen that nobody sits at open anything, does everybody see where they are signed in, and is nothing typed ever lost?"""

import time
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessRecord, OpenSession
from accounts.sessions import device_of
from accounts.tasks import forget_ended_sessions

PASSWORD = "a-long-password"
What = AccessRecord.What
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"


def sign_in(officer, **extra):
    client = Client(**extra)
    client.post(reverse("sign-in"), {"username": officer.username, "password": PASSWORD})
    return client


@pytest.fixture
def officer(cast):
    return cast.handler.officer


@pytest.fixture
def signed_in(officer):
    return sign_in(officer)


def rested(client, minutes):
    """The session was last seen so many minutes ago."""
    OpenSession.objects.filter(pk=client.session.session_key).update(seen_at=timezone.now() - timedelta(minutes=minutes))


# ── The lock ──


def test_a_session_that_rested_is_locked_and_the_password_opens_it_where_it_was(signed_in):
    assert signed_in.get("/cases/?tab=organ").status_code == 200
    rested(signed_in, 11)

    locked = signed_in.get("/cases/?tab=organ")
    assert locked.status_code == 423
    assert locked.templates[0].name == "accounts/locked.html"
    wrong = signed_in.post(reverse("unlock"), {"unlock": "wrong", "next": "/cases/?tab=organ"})
    assert (wrong.status_code, signed_in.get("/cases/").status_code) == (423, 423)
    before = signed_in.session.session_key
    right = signed_in.post(reverse("unlock"), {"unlock": PASSWORD, "next": "/cases/?tab=organ"})

    assert right.url == "/cases/?tab=organ"
    assert signed_in.get(right.url).status_code == 200
    assert signed_in.session.session_key != before


def test_a_session_in_use_is_not_locked_and_its_use_is_noted(signed_in, settings):
    rested(signed_in, 9)
    assert signed_in.get("/cases/").status_code == 200
    assert timezone.now() - OpenSession.objects.get().seen_at < timedelta(minutes=1)

    settings.IDLE_LOCK_MINUTES = 5
    rested(signed_in, 6)
    assert signed_in.get("/cases/").status_code == 423


def test_typing_without_asking_for_pages_is_use(signed_in):
    rested(signed_in, 9)

    assert signed_in.post(reverse("still-here")).status_code == 204
    rested(signed_in, 11)
    assert signed_in.post(reverse("still-here"), headers={"X-Requested-With": "fetch"}).status_code == 423


def test_locked_by_hand_nothing_opens_but_the_way_out(signed_in):
    assert signed_in.post(reverse("lock"), headers={"X-Requested-With": "fetch"}).status_code == 204

    for name in ("start", "worklist", "notices", "my-sign-in", "password-change", "act-as", "second-factor"):
        assert signed_in.get(reverse(name)).status_code == 423
    assert signed_in.get(reverse("worklist"), headers={"HX-Request": "true"}).content == b""
    assert signed_in.post(reverse("sign-out")).status_code == 302
    assert signed_in.get(reverse("worklist")).url.startswith(reverse("sign-in"))


def test_a_desk_that_opens_by_its_own_ticket_is_locked_too(cast):
    clerk = sign_in(cast.clerk.officer)
    assert clerk.get(reverse("desk")).status_code == 200

    clerk.post(reverse("lock"))

    assert clerk.get(reverse("desk")).status_code == 423


def test_what_was_sent_while_locked_goes_on_its_way_with_the_password(signed_in, cast):
    petition = cast.accepted()
    address = reverse("take-step", args=[petition.number, "find"])
    sent = {"claim": "1", "facts": "经查 <b>属实</b>\n第二行 & 其他", "opinion": "\n以换行开头", "tags": ["甲", "乙"]}
    rested(signed_in, 30)

    locked = signed_in.post(address, {**sent, "file": SimpleUploadedFile("照片.jpg", b"x")})
    assert locked.status_code == 423
    assert (dict(locked.context["kept"])["facts"], locked.context["action"], locked.context["files"]) == (
        sent["facts"],
        address,
        ["照片.jpg"],
    )
    assert [text for name, text in locked.context["kept"] if name == "tags"] == ["甲", "乙"]
    assert "经查 &lt;b&gt;属实&lt;/b&gt;" in locked.text
    wrong = signed_in.post(address, {**dict(locked.context["kept"]), "unlock": "wrong"})
    assert dict(wrong.context["kept"])["facts"] == sent["facts"]
    right = signed_in.post(address, {**dict(locked.context["kept"]), "unlock": PASSWORD})

    assert right.status_code != 423
    assert right.context["form"]["facts"].value() == sent["facts"]


def test_passwords_and_codes_are_never_sent_back_in_a_page(signed_in):
    rested(signed_in, 30)

    locked = signed_in.post(reverse("password-change"), {"old_password": "o", "new_password1": "n", "new_password2": "n", "code": "123456"})

    assert locked.context["kept"] == []


def test_guesses_at_the_lock_and_at_the_door_count_together(signed_in, officer):
    signed_in.post(reverse("lock"))
    for _attempt in range(4):
        signed_in.post(reverse("unlock"), {"unlock": "wrong"})
    Client().post(reverse("sign-in"), {"username": officer.username, "password": "wrong"})

    refused = signed_in.post(reverse("unlock"), {"unlock": PASSWORD}, headers={"X-Requested-With": "fetch"})

    assert refused.status_code == 422
    assert signed_in.get(reverse("worklist")).status_code == 423
    assert officer.access_records.filter(what=What.PASSWORD_REFUSED).count() == 5


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_lock_leads_only_to_pages_of_this_office(signed_in, following):
    signed_in.post(reverse("lock"))

    assert signed_in.post(reverse("unlock"), {"unlock": PASSWORD, "next": following}).url == reverse("start")


# ── The end ──


def test_after_ten_hours_it_is_over_however_busy_the_session_is(signed_in, officer):
    for hour in (3, 6, 9):
        with time_machine.travel(time.time() + hour * 3600):
            signed_in.post(reverse("unlock"), {"unlock": PASSWORD})
            assert signed_in.get("/cases/").status_code == 200

    with time_machine.travel(time.time() + 10 * 3600 + 1):
        assert signed_in.get("/cases/").url.startswith(reverse("sign-in"))
        assert signed_in.post(reverse("unlock"), {"unlock": PASSWORD}).url.startswith(reverse("sign-in"))


def test_signing_out_ends_it_on_the_server_and_empties_the_browser(signed_in):
    stolen = Client()
    stolen.cookies["staff"] = signed_in.session.session_key
    assert stolen.get("/cases/").status_code == 200

    answer = signed_in.post(reverse("sign-out"))

    assert answer["Clear-Site-Data"] == '"cache"'
    assert stolen.get("/cases/").url.startswith(reverse("sign-in"))
    assert OpenSession.objects.filter(officer__isnull=False).count() == 0


def test_everybody_sees_where_they_are_signed_in_and_nobody_else(signed_in, officer, cast):
    sign_in(officer, REMOTE_ADDR="203.0.113.9", headers={"User-Agent": EDGE})
    sign_in(cast.leader.officer, REMOTE_ADDR="203.0.113.10")

    page = signed_in.get(reverse("my-sign-in"))

    assert [(row.address, row.device) for row in page.context["open"]] == [("203.0.113.9", "Edge 141, Windows"), ("127.0.0.1", "")]
    assert "203.0.113.10" not in page.text
    assert not any(row.pk in page.text for row in page.context["open"])


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox 143, Linux"),
        (EDGE, "Edge 141, Windows"),
        (PHONE, "Safari 604, iPhone"),
        ("curl/8", ""),
        ("", ""),
        ("Chrome/" + "9" * 900, ""),
    ],
)
def test_a_browser_is_told_in_two_words(rf, agent, words):
    assert device_of(rf.get("/", headers={"User-Agent": agent})).startswith(words[:40])
    assert len(device_of(rf.get("/", headers={"User-Agent": agent}))) <= 80 or agent.startswith("Chrome/9")


def test_others_are_ended_with_the_password_and_never_somebody_elses(signed_in, officer, cast):
    second, third, foreign = sign_in(officer), sign_in(officer), sign_in(cast.leader.officer)
    slug = OpenSession.objects.get(pk=second.session.session_key).slug
    foreign_slug = OpenSession.objects.get(pk=foreign.session.session_key).slug

    assert signed_in.post(reverse("sessions-end"), {"session": slug, "password": "wrong"}).status_code == 422
    assert second.get("/cases/").status_code == 200
    signed_in.post(reverse("sessions-end"), {"session": [slug, foreign_slug], "password": PASSWORD})

    assert second.get("/cases/").url.startswith(reverse("sign-in"))
    assert [client.get("/cases/").status_code for client in (signed_in, third, foreign)] == [200, 200, 200]
    signed_in.post(reverse("sessions-end"), {"all": "1", "password": PASSWORD})
    assert third.get("/cases/").url.startswith(reverse("sign-in"))
    assert signed_in.get("/cases/").status_code == 200
    assert officer.access_records.filter(what=What.SESSIONS_ENDED).count() == 2


def test_a_new_password_a_closed_account_and_an_administrator_end_sessions(cast, officer):
    admin = sign_in(cast.admin.officer)

    one = sign_in(officer)
    admin.post(reverse("officer-password", args=[officer.slug]))
    assert officer.sessions.count() == 0
    assert one.get("/cases/").url.startswith(reverse("sign-in"))

    leader = cast.leader.officer
    here, there = sign_in(leader), sign_in(leader)
    new = "白云千载空悠悠-12"
    here.post(reverse("password-change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert [row.pk for row in leader.sessions.all()] == [here.session.session_key]
    assert there.get("/cases/").url.startswith(reverse("sign-in"))

    admin.post(reverse("officer-access", args=[leader.slug]))
    assert leader.sessions.count() == 0
    assert [record.what for record in leader.access_records.all()[:2]] == [What.CLOSED, What.PASSWORD_CHANGED]


def test_two_requests_at_once_do_not_undo_each_other(signed_in):
    """A page that was asked for before the lock and answered after it writes its session and leaves the lock alone."""
    before = signed_in.session
    before["window"] = "3"
    signed_in.post(reverse("lock"))

    before.save()

    assert signed_in.get("/cases/").status_code == 423
    assert signed_in.session["window"] == "3"


def test_ended_sessions_are_forgotten(signed_in, officer):
    OpenSession.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    other = sign_in(officer)

    forget_ended_sessions()

    assert [row.pk for row in OpenSession.objects.all()] == [other.session.session_key]
    call_command("clearsessions", verbosity=0)


def test_a_session_that_is_in_use_costs_no_writing(signed_in, django_assert_num_queries):
    with django_assert_num_queries(3):  # session, officer, duties
        signed_in.get(reverse("act-as"))

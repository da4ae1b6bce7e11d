"""Does a stolen password open anything, and does the owner of a lost telephone come in again?"""

import re
import time

import pyotp
import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import limits, second_factor
from accounts.encryption import decrypt
from accounts.models import AccessRecord, RecoveryCode, Role, SecondFactor
from tests.database import as_owner
from tests.factories import Cast, make_duty

PASSWORD = "a-long-password"
What = AccessRecord.What


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.SECOND_FACTOR = True


def sign_in(client, officer, password=PASSWORD, **extra):
    return client.post(reverse("sign-in"), {"username": officer.username, "password": password, **extra})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def now_code(secret, ahead=0):
    return pyotp.TOTP(secret).at(int(time.time()) + ahead)


@pytest.fixture
def officer(cast):
    return cast.handler.officer


@pytest.fixture
def secret(officer):
    """An officer who has set up a telephone."""
    secret = second_factor.new_secret()
    second_factor.set_up(officer, secret, step=0)
    return secret


# ── Setting up ──


def test_the_first_sign_in_sets_up_the_telephone_and_gives_the_codes_once(client, officer):
    answer = sign_in(client, officer, next="/cases/")
    assert answer.url == reverse("sign-in-code")
    assert client.get(answer.url).url == reverse("first-second-factor")
    assert not is_signed_in(client)

    page = client.get(reverse("first-second-factor"))
    secret = page.context["secret"].replace(" ", "")
    assert client.get(reverse("first-second-factor")).context["secret"].replace(" ", "") == secret
    wrong = client.post(reverse("first-second-factor"), {"code": "000000"})
    right = client.post(reverse("first-second-factor"), {"code": now_code(secret)})

    assert (wrong.status_code, right.status_code) == (422, 200)
    codes = right.context["codes"]
    assert len(set(codes)) == 8
    assert all(code in right.text for code in codes)
    assert "no-store" in right["Cache-Control"]
    assert right.context["following"] == "/cases/"
    assert is_signed_in(client)
    assert client.get("/cases/").status_code == 200
    assert [record.what for record in officer.access_records.all()] == [What.SIGNED_IN, What.CODES_GIVEN, What.FACTOR_SET]


def test_neither_secret_nor_codes_lie_readable_in_the_database(client, officer):
    sign_in(client, officer)
    secret = client.get(reverse("first-second-factor")).context["secret"].replace(" ", "")
    planned = dict(client.session)
    codes = client.post(reverse("first-second-factor"), {"code": now_code(secret)}).context["codes"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        stored = cursor.fetchone()[0]
    assert secret not in str(planned)
    assert secret not in stored
    assert decrypt(stored) == secret
    digests = RecoveryCode.objects.values_list("digest", flat=True)
    assert not any(code in digest or code.replace("-", "") in digest for code in codes for digest in digests)


def test_halfway_opens_nothing(client, officer, secret):
    sign_in(client, officer)

    for name in ("worklist", "my-sign-in", "second-factor", "start"):
        assert client.get(reverse(name)).url.startswith(reverse("sign-in"))


def test_a_thief_of_the_password_cannot_set_up_a_telephone_of_their_own(client, officer, secret):
    sign_in(client, officer)

    assert client.get(reverse("first-second-factor")).url == reverse("sign-in-code")
    assert client.post(reverse("first-second-factor"), {"code": "123456"}).url == reverse("sign-in-code")
    assert SecondFactor.objects.get(officer=officer).secret == secret


def test_where_nobody_demands_it_only_who_chose_it_is_asked(client, officer, secret, cast, settings):
    settings.SECOND_FACTOR = False

    assert sign_in(client, officer).url == reverse("sign-in-code")
    assert sign_in(Client(), cast.leader.officer).url == reverse("start")


# ── The code ──


@pytest.mark.parametrize("ahead", [0, -30, 30])
def test_the_code_of_this_half_minute_or_a_neighbour_opens(client, officer, secret, ahead):
    sign_in(client, officer, next="/cases/")

    answer = client.post(reverse("sign-in-code"), {"code": f" {now_code(secret, ahead)} "})

    assert answer.url == "/cases/"
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["000000", "", "²²²²²²", "１２３４５６", "x" * 41, "abcd-efgh-jkmn", "\0"])
def test_anything_else_does_not(client, officer, secret, typed):
    sign_in(client, officer)

    answer = client.post(reverse("sign-in-code"), {"code": typed})

    assert answer.context["form"].has_error("code")
    assert not is_signed_in(client)


@pytest.mark.parametrize("ahead", [-90, 90])
def test_an_old_code_is_an_old_code(client, officer, secret, ahead):
    sign_in(client, officer)

    assert client.post(reverse("sign-in-code"), {"code": now_code(secret, ahead)}).context["form"].has_error("code")


def test_no_code_is_taken_twice(officer, client, secret):
    code = now_code(secret)
    sign_in(client, officer)
    assert client.post(reverse("sign-in-code"), {"code": code}).url == reverse("start")

    second = Client()
    sign_in(second, officer)
    answer = second.post(reverse("sign-in-code"), {"code": code})

    assert answer.context["form"].has_error("code")
    assert not is_signed_in(second)


def test_a_recovery_code_opens_once(client, officer):
    codes = second_factor.set_up(officer, second_factor.new_secret(), step=0)
    sign_in(client, officer)
    assert client.post(reverse("sign-in-code"), {"code": codes[0].upper().replace("-", " ")}).url == reverse("start")

    second = Client()
    sign_in(second, officer)

    assert second.post(reverse("sign-in-code"), {"code": codes[0]}).context["form"].has_error("code")
    assert second.post(reverse("sign-in-code"), {"code": codes[1]}).url == reverse("start")
    assert officer.recovery_codes.filter(used_at=None).count() == 6
    assert officer.access_records.filter(what=What.RECOVERY_CODE).count() == 2


def test_who_guesses_codes_waits_also_from_other_addresses(client, officer, secret, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_CODE", limits.WRONG_CODE._replace(first=2))
    for number in range(limits.WRONG_CODE.free):
        guesser = Client(REMOTE_ADDR=f"203.0.113.{number}")
        sign_in(guesser, officer)
        guesser.post(reverse("sign-in-code"), {"code": "000000"})

    sign_in(client, officer)
    refused = client.post(reverse("sign-in-code"), {"code": now_code(secret)})
    time.sleep(2.1)  # the cache keeps its own time
    opened = client.post(reverse("sign-in-code"), {"code": now_code(secret)})

    assert "code" in refused.context["form"].errors
    assert officer.access_records.filter(what=What.CODE_REFUSED).count() == limits.WRONG_CODE.free
    assert opened.status_code == 302


def test_halfway_ends_after_ten_minutes_and_with_the_password(client, officer, secret):
    sign_in(client, officer)
    with time_machine.travel(time.time() + 601):
        assert client.get(reverse("sign-in-code")).url == reverse("sign-in")

    sign_in(client, officer)
    assert client.get(reverse("sign-in-code")).status_code == 200
    officer.set_password("another-long-password")
    officer.save()
    assert client.get(reverse("sign-in-code")).url == reverse("sign-in")


def test_a_forgotten_password_leads_past_no_second_factor(client, officer, secret):
    client.post(reverse("password_reset"), {"email": officer.email})
    link = re.search(r"https?://[^/]+(/password/new/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"new_password1": "白云千载空悠悠-12", "new_password2": "白云千载空悠悠-12"})

    assert not is_signed_in(client)
    assert sign_in(client, officer, "白云千载空悠悠-12").url == reverse("sign-in-code")


# ── A new telephone, new codes, a lost one ──


def test_a_new_telephone_asks_for_the_password(client, officer, secret):
    client.force_login(officer)
    new = client.get(reverse("second-factor")).context["secret"].replace(" ", "")

    without = client.post(reverse("second-factor"), {"code": now_code(new), "password": "wrong"})
    assert SecondFactor.objects.get(officer=officer).secret == secret
    with_it = client.post(reverse("second-factor"), {"code": now_code(new), "password": PASSWORD})

    assert (without.status_code, with_it.status_code) == (200, 200)
    assert SecondFactor.objects.get(officer=officer).secret == new
    assert second_factor.takes(officer, now_code(secret, 30)) is False


def test_new_recovery_codes_end_the_old_ones_and_ask_for_the_password(client, officer):
    old = second_factor.set_up(officer, second_factor.new_secret(), step=0)
    client.force_login(officer)

    assert client.post(reverse("recovery-codes"), {"password": "wrong"}).url == reverse("my-sign-in")
    assert officer.recovery_codes.count() == 8
    new = client.post(reverse("recovery-codes"), {"password": PASSWORD}).context["codes"]

    assert set(new).isdisjoint(old)
    assert not second_factor.takes(officer, old[0])
    assert second_factor.takes(officer, new[0])


def test_an_administrator_resets_it_with_a_reason_and_the_officer_hears(client, officer, secret, cast):
    elsewhere = Client()
    elsewhere.force_login(officer)
    client.force_login(cast.admin.officer)
    address = reverse("officer-second-factor", args=[officer.slug])

    without = client.post(address, {"reason": " "})
    assert SecondFactor.objects.filter(officer=officer).exists()
    with_it = client.post(address, {"reason": "本人持工作证到场"})

    assert (without.status_code, without.context["reason"].has_error("reason"), with_it.status_code) == (422, True, 302)
    assert not SecondFactor.objects.filter(officer=officer).exists()
    assert elsewhere.get(reverse("worklist")).url.startswith(reverse("sign-in"))
    record = officer.access_records.get(what=What.FACTOR_RESET)
    assert (record.by, record.reason) == (cast.admin.officer, "本人持工作证到场")
    assert mail.outbox[-1].to == [officer.email]
    assert "本人持工作证到场" in client.get(reverse("officer", args=[officer.slug])).text
    sign_in(elsewhere, officer)
    assert elsewhere.get(reverse("sign-in-code")).url == reverse("first-second-factor")


def test_nobody_but_an_administrator_resets_it_and_no_one_their_own(client, officer, secret, cast):
    client.force_login(cast.leader.officer)
    assert client.post(reverse("officer-second-factor", args=[officer.slug]), {"reason": "x"}).status_code == 404

    second_factor.set_up(cast.admin.officer, second_factor.new_secret(), step=0)
    client.force_login(cast.admin.officer)
    assert client.post(reverse("officer-second-factor", args=[cast.admin.officer.slug]), {"reason": "我自己"}).status_code == 422
    assert SecondFactor.objects.count() == 2


def test_who_sits_at_the_server_resets_the_last_administrators(officer, secret):
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody", reason="x")
    with pytest.raises(CommandError):
        call_command("reset_second_factor", officer.username, reason=" ")

    call_command("reset_second_factor", officer.username.upper(), reason="唯一的管理员手机丢失", verbosity=0)

    assert not SecondFactor.objects.filter(officer=officer).exists()
    assert officer.access_records.get(what=What.FACTOR_RESET).reason == "唯一的管理员手机丢失"


@pytest.mark.parametrize(
    "change", ["UPDATE accounts_accessrecord SET reason = 'x'", "DELETE FROM accounts_accessrecord", "TRUNCATE accounts_accessrecord"]
)
def test_nobody_rewrites_the_record_of_what_happened(office, change):
    officer = Cast().handler.officer
    AccessRecord.objects.create(officer=officer, what=What.FACTOR_SET)

    with pytest.raises(connection.Database.Error, match="pgtrigger: Cannot"), as_owner() as cursor:
        cursor.execute(change)
    assert AccessRecord.objects.filter(officer=officer).exists()


def test_an_officer_whose_account_closes_halfway_is_out(client, officer, secret):
    sign_in(client, officer)
    officer.is_active = False
    officer.save()

    assert client.post(reverse("sign-in-code"), {"code": now_code(secret)}).url == reverse("sign-in")
    assert not is_signed_in(client)


def test_a_password_that_was_handed_out_still_opens_only_the_choice(client, cast):
    officer = make_duty(Role.HANDLER, cast.housing).officer
    handed_out = officer.give_password()
    officer.save()

    assert sign_in(client, officer, handed_out).url.startswith("/password/new/")
    assert client.get(reverse("sign-in-code")).url == reverse("sign-in")

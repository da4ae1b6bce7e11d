"""Does an officer sign in with a telephone, walk away, and come back to what was typed? By keyboard, in both languages and widths."""

import time
from datetime import timedelta

import pyotp
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts import second_factor
from accounts.models import OpenSession, SecondFactor
from tests.browser import check_axe, check_width, two_screens
from tests.browser import sign_in as sign_in_browser
from tests.factories import Cast

PASSWORD = "a-long-password"
TYPED = "现场查看后记录：屋顶漏水属实。"


@pytest.fixture
def cast(office):
    return Cast()


def look(page):
    check_axe(page)
    check_width(page)


def give_password(page, officer):
    page.goto("/sign-in/")
    page.locator("#id_username").fill(officer.username)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")


@two_screens
def test_the_first_sign_in_with_a_telephone(cast, new_page, settings, locale, width):
    settings.SECOND_FACTOR = True
    page = new_page(locale=locale, width=width)

    give_password(page, cast.handler.officer)
    page.wait_for_url("**/sign-in/second-factor/")
    look(page)
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    page.locator("#id_code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.locator("#id_code")).to_have_attribute("aria-invalid", "true")
    look(page)
    page.locator("#id_code").fill(pyotp.TOTP(secret).at(int(time.time())))
    page.keyboard.press("Enter")
    expect(page.locator(".factor-codes li")).to_have_count(8)
    look(page)
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/cases/")

    page.goto("/my-sign-in/")
    look(page)
    assert SecondFactor.objects.get().officer == cast.handler.officer


@two_screens
def test_the_code_is_asked_for(cast, new_page, locale, width):
    second_factor.set_up(cast.handler.officer, second_factor.new_secret(), step=0)
    page = new_page(locale=locale, width=width)

    give_password(page, cast.handler.officer)
    page.wait_for_url("**/sign-in/code/")
    look(page)


@pytest.fixture
def writing(cast, new_page, settings):
    """Somebody in the middle of a note, on a screen that is locked after three seconds."""
    settings.IDLE_LOCK_MINUTES = 0.05
    petition = cast.accepted()
    page = new_page()
    sign_in_browser(page, cast.handler)
    page.goto(reverse("notes", args=[petition.number]))
    page.locator("main textarea").first.fill(TYPED)
    return page


def test_a_screen_that_nobody_sits_at_is_covered_and_what_was_typed_is_still_there(writing, watch):
    watch.forgiven += ["422", "423"]
    page = writing
    lock = page.locator("#lock")

    expect(lock).to_be_visible(timeout=20_000)
    expect(page.locator("main textarea").first).to_be_hidden()
    check_axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    assert OpenSession.objects.get(officer__isnull=False).locked_at
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#lock-error")).not_to_be_empty()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(lock).to_be_hidden()
    expect(page.locator("main textarea").first).to_have_value(TYPED)
    assert OpenSession.objects.get(officer__isnull=False).locked_at is None


def test_locking_one_window_covers_the_others_and_so_does_uncovering(cast, new_page):
    page = new_page(width=390)
    sign_in_browser(page, cast.handler)
    page.goto("/cases/")
    other = page.context.new_page()
    other.goto("/notices/")

    other.locator(".menu summary").last.click()
    other.locator("form[data-lock-now] button").click()
    expect(page.locator("#lock")).to_be_visible()
    check_axe(page)
    page.locator("#lock-password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.locator("#lock")).to_be_hidden()
    expect(other.locator("#lock")).to_be_hidden()


@two_screens
def test_without_the_cover_the_server_asks(cast, new_page, watch, locale, width):
    page = new_page(locale=locale, width=width)
    sign_in_browser(page, cast.handler)
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(minutes=11))

    page.goto("/cases/?tab=organ")
    look(page)
    page.locator("#unlock").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/cases/?tab=organ")

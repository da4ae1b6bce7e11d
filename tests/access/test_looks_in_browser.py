"""Do the pages about looking do on every screen, and does nothing stay on a screen that was left?"""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from petitions import emergencies, exports, looks
from petitions.models import Emergency
from supervision import stray_looks as strays
from supervision.models import StrayLook
from tests.browser import sign_in, two_screens
from tests.factories import make_duty, make_petition
from tests.journeys.conftest import look

__all__ = ["look"]


@pytest.fixture
def busy(office, cast):
    """A curious clerk, an export that waits, an emergency that is open."""
    cast.curious = make_duty(Role.CLERK, cast.bureau, "好奇的人")
    cast.auditor = make_duty(Role.AUDITOR, cast.bureau, "审计员")
    cast.petition = cast.accepted()
    for duty, petition in [
        (cast.curious, cast.petition),
        (cast.supervisor, make_petition(cast.bureau, cast.clerk, received_on=timezone.localdate())),
    ]:
        looks.record(looks.Kind.OPEN, duty, petition.number, "petition")
    looks.reveal(cast.petition, cast.handler, "REACH", "电话约定看房时间")
    monday = strays.monday_of(timezone.localdate())
    StrayLook.objects.bulk_create(StrayLook(monday=monday, **line) for line in strays.without_a_task(monday))
    sheet = exports.sheet_of("petitions", cast.dispatcher, {"tab": "others"})
    exports.ask(cast.dispatcher, "petitions", {"tab": "others"}, sheet, number=1, reason="年度分析用")
    emergencies.ask(cast.admin, reason="附件无法打开，承办人不在。", number=cast.petition.number)
    return cast


@two_screens
def test_the_pages_about_looking(busy, new_page, look, locale, width):
    page = new_page(locale=locale, width=width)
    pages = [
        (busy.handler, busy.petition.get_absolute_url(), "petition-masked"),
        (busy.supervisor, reverse("petition-looks", args=[busy.petition.number]), "petition-looks"),
        (busy.supervisor, reverse("stray-looks"), "stray-looks"),
        (busy.supervisor, reverse("stray-looks") + "?filter=open&status=", "stray-looks-filter"),
        (busy.supervisor, reverse("stray-looks-print"), "stray-looks-print"),
        (busy.dispatcher, reverse("exports"), "exports"),
        (busy.bureau_leader, reverse("exports"), "exports-waiting"),
        (busy.dispatcher, reverse("export-ask", args=["petitions"]) + "?tab=others", "export-ask"),
        (busy.bureau_leader, reverse("emergencies"), "emergencies-leader"),
        (busy.admin, reverse("emergencies"), "emergencies-admin"),
        (busy.auditor, reverse("history"), "history"),
        (busy.auditor, reverse("history-events"), "history-events"),
        (busy.auditor, reverse("history-looks") + "?officer=x", "history-looks-none"),
    ]

    for duty, address, name in pages:
        page.context.clear_cookies()
        sign_in(page, duty)
        page.goto(address)
        look(page, f"looks-{name}")

    emergencies.approve(Emergency.objects.get(), busy.bureau_leader, hours=2)
    page.context.clear_cookies()
    sign_in(page, busy.admin)
    for address, name in [(reverse("emergencies"), "emergency-open"), (busy.petition.get_absolute_url(), "emergency-petition")]:
        page.goto(address)
        expect(page.locator(".emergency")).to_be_visible()
        look(page, f"looks-{name}")


def test_the_reason_is_asked_for_in_place_and_the_person_is_shown(busy, page):
    sign_in(page, busy.handler)
    page.goto(busy.petition.get_absolute_url())
    expect(page.get_by_text("13800000001")).to_have_count(0)

    page.locator("details:has(#id_why) > summary").click()
    page.select_option("#id_why", "REACH")
    page.fill("#id_words", "电话约定看房时间")
    page.locator("form[action*='/show/'] button").click()

    expect(page.get_by_text("13800000001")).to_be_visible()
    page.goto(busy.petition.get_absolute_url())
    expect(page.get_by_text("13800000001")).to_have_count(0)


def test_after_signing_out_the_way_back_shows_nothing(busy, page):
    sign_in(page, busy.handler)
    page.goto(busy.petition.get_absolute_url())
    expect(page.locator("h1")).to_have_text(busy.petition.subject)

    page.locator(".topbar .menu > summary").last.click()
    page.locator(".topbar form[action='/sign-out/'] button").click()
    page.wait_for_url("**/sign-in/**")
    page.go_back()

    assert busy.petition.subject not in page.content()
    assert "/sign-in/" in page.url


def test_what_is_printed_says_who_and_when(busy, page):
    sign_in(page, busy.handler)
    page.goto(reverse("worklist-print"))

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    stamp = page.locator(".print-stamp")
    expect(stamp).to_be_visible()
    assert "孙承办" in stamp.inner_text()
    assert str(timezone.localdate().year) in stamp.inner_text()
    assert ":" in stamp.inner_text()

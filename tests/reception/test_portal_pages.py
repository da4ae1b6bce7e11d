"""What does a citizen see and reach? The pages in a browser: two languages, two widths, large type, keyboard alone, and without JavaScript."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Organ
from petitions.models import Petition
from reception.models import Draft
from tests.browser import check_axe, check_width, follow, two_screens
from tests.factories import Cast

PAGES = ["who", "what", "claims", "place", "evidence"]
TWICE = "document.documentElement.style.fontSize = `${2 * parseFloat(getComputedStyle(document.documentElement).fontSize)}px`"


@pytest.fixture
def at_the_portal(new_page, watch):
    watch.forgiven.append("422")  # the browser says so itself where an answer cannot be used
    return new_page


def go_on(page):
    page.locator("[data-main]").click()


def hand_in(page, tmp_path, look=lambda page, name: None):
    """The whole way, by what stands on the pages; `look` sees each of them."""
    page.goto("/submit/")
    look(page, "start")
    page.locator("main form button").first.click()
    look(page, "who")
    page.fill("#id_phone", "12")
    go_on(page)
    look(page, "who-wrong")
    page.fill("#id_name", "王秀英")
    page.fill("#id_phone", "138 0013 8000")
    go_on(page)
    page.fill("#id_subject", "公租房漏水")
    page.fill("#id_text", "我家公租房屋顶漏水半年，请修理。再不解决我就不想活了。我要举报物业科长受贿。")
    look(page, "what")
    go_on(page)
    page.fill("#id_claim_1", "请修理屋顶")
    page.fill("#id_claim_2", "请赔偿损失")
    page.locator("button[name=more]").click()
    look(page, "claims")
    go_on(page)
    page.fill("#id_place", "东湖区一里 3 号")
    look(page, "place")
    go_on(page)
    good, bad = tmp_path / "说明.txt", tmp_path / "程序.exe"
    good.write_text("屋顶漏水的经过", encoding="utf-8")
    bad.write_bytes(b"MZ" + bytes(200))
    page.set_input_files("#id_files", [good, bad])
    page.locator("button[name=stay]").click()
    look(page, "evidence")
    page.goto("/submit/")
    look(page, "overview")
    page.goto("/submit/check/")
    look(page, "check")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/receipt/")
    look(page, "receipt")


@two_screens
def test_every_page_of_the_way_has_no_barrier(office, at_the_portal, tmp_path, shot, locale, width):
    cast = Cast()
    page = at_the_portal(locale=locale, width=width)

    def look(page, name):
        check_axe(page)
        check_width(page)
        shot(page, f"portal-{name}-{locale[:2]}-{width}")

    for name in ("home", "ask", "law", "follow"):
        page.goto(reverse(name))
        look(page, name)
    page.locator("main form button.btn-primary").click()
    look(page, "follow-wrong")
    hand_in(page, tmp_path, look)
    page.goto("/submit/check/")
    look(page, "nothing-to-go-on-with")
    for name, petition in [("served", cast.served()), ("accepted", cast.accepted())]:
        follow(page, petition.number, petition.query_code)
        look(page, name)
        page.goto("/follow/petition/add/")
        look(page, "add")
        page.goto("/follow/petition/")
        page.locator(".can-do form button").click()

    assert Petition.objects.filter(channel="ONLINE").count() == 1


def test_it_works_without_javascript(office, at_the_portal, tmp_path):
    Cast()
    page = at_the_portal(java_script_enabled=False, width=390)
    hand_in(page, tmp_path)

    petition = Petition.objects.get()
    assert [evidence.name for evidence in petition.evidence.all()] == ["说明.txt"]
    assert petition.grouped_number in page.content()
    follow(page, petition.number, petition.query_code, tail="8000")
    assert petition.grouped_number in page.content()
    page.goto("/follow/petition/add/")
    page.fill("#id_text", "补充一句。")
    go_on(page)
    page.wait_for_url("**/follow/petition/")
    assert petition.arrivals.filter(kind="SUPPLEMENT").count() == 1


def test_it_works_with_the_keyboard_alone(office, at_the_portal):
    Cast()
    page = at_the_portal(locale="en-US")

    def reach(selector):
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} is not reached by Tab on {page.url}")

    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reach(".door[href='/submit/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/")
    reach("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/who/")
    reach("#id_name")
    page.keyboard.type("Wang Xiuying")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/what/")
    reach("#id_subject")
    page.keyboard.type("A leaking roof")
    reach("#id_text")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".error-summary")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    reach(".error-summary a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_text"
    page.keyboard.type("Water comes through the roof.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/submit/claims/")
    reach("#id_claim_1")
    page.keyboard.type("Repair it")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/submit/place/")
    reach("#id_place")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/evidence/")
    reach("[data-main]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/check/")
    reach("main form button.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/")

    assert Petition.objects.get().subject == "A leaking roof"


def test_twice_the_type_fits_a_telephone(office, at_the_portal, tmp_path):
    cast = Cast()
    page = at_the_portal(width=390)

    def look(page, name):
        page.evaluate(TWICE)
        check_width(page)

    for name in ("home", "ask", "law", "follow"):
        page.goto(reverse(name))
        look(page, name)
    hand_in(page, tmp_path, look)
    served = cast.served()
    follow(page, served.number, served.query_code)
    look(page, "served")


def test_what_is_typed_survives_a_crash_before_the_page_is_sent(office, at_the_portal):
    Cast()
    page = at_the_portal(locale="en-US")
    page.goto("/submit/")
    page.locator("main form button").first.click()
    page.goto("/submit/what/")
    page.locator("#id_text").press_sequentially("屋顶漏水")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved")

    page.reload()
    assert page.input_value("#id_text") == "屋顶漏水"
    assert Draft.objects.count() == 1


def test_going_back_shows_what_was_written(office, at_the_portal):
    Cast()
    page = at_the_portal(locale="en-US")
    page.goto("/submit/")
    page.locator("main form button").first.click()
    page.fill("#id_name", "王秀英")
    go_on(page)
    page.wait_for_url("**/submit/what/")
    page.go_back()
    page.wait_for_url("**/submit/who/")

    assert page.input_value("#id_name") == "王秀英"


# ── The doors ──


@pytest.fixture
def read(client):
    """A public page in English."""
    return lambda name: client.get(reverse(name), headers={"accept-language": "en"}).content.decode()


def test_the_four_doors_lead_in_without_a_staff_cookie(client, cast):
    shown = client.get(reverse("home"))

    assert [name for name in ("submit", "follow", "ask", "law") if f'href="{reverse(name)}"' in shown.content.decode()] == [
        "submit",
        "follow",
        "ask",
        "law",
    ]
    assert {name: client.get(reverse(name)).status_code for name in ("submit", "follow", "ask", "law", "receipt")} == dict.fromkeys(
        ("submit", "follow", "ask", "law", "receipt"), 200
    )
    assert "staff" not in client.cookies


def test_whom_to_ask_comes_from_the_organs(read, cast):
    Organ.objects.filter(pk=cast.bureau.pk).update(hours="工作日 9:00–12:00", address="人民路 18 号")
    closed = Organ.objects.create(name="旧区信访局", short_name="旧区", kind="BUREAU", level=4, code="旧", closed_on=date(2020, 1, 1))
    shown = read("ask")

    assert [
        words
        for words in ("江城市信访局", "0999-1230000", "人民路 18 号", "工作日 9:00–12:00", "江城市纪委监委", "12388")
        if words not in shown
    ] == []
    assert closed.name not in shown
    assert "江城市水利局" not in shown


def test_the_law_page_gives_the_numbers_of_the_rules_that_hold_here(read, settings, db):
    shown = read("law")
    assert [words for words in ("60 days", "5 working days", "art. 34", "art. 35", "31 (6)") if words not in shown] == []

    settings.CLOCK_PROFILE = "ZHEJIANG_2016"
    assert "Zhejiang Regulations on Letters and Visits (2016), art. 23" in read("law")


@pytest.mark.parametrize("name", ["home", "ask", "law"])
def test_the_doors_are_only_read(client, db, name):
    assert client.post(reverse(name)).status_code == 405


def test_before_any_office_is_set_up_the_pages_say_so(read, db):
    assert "no office has been set up" in read("submit")
    assert "No office has been entered yet." in read("ask")

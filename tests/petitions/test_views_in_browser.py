"""What does an officer see and press? Worklist, petition, forms in place and the organ picker, in a real browser."""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import check_axe, check_width, sign_in, two_screens
from tests.factories import Cast, at, make_party

LONG = "关于江城市东湖区幸福里小区二期业主反映物业服务企业超标准收取地面停车费并拒绝公开公共收益账目问题的信访事项"


@two_screens
def test_list_petition_and_form_are_open_to_everybody_at_any_width(office, new_page, locale, width):
    cast = Cast()
    petition = cast.found(subject=LONG, is_urgent=True, parties=[make_party(name="Alexander Montgomery-Fitzgerald")])
    petition.advance(
        "extend", by=cast.handler, at=at(date(2026, 4, 2)), reason="案情复杂", days=20, mode="PERSONAL", notified_on=date(2026, 4, 2)
    )
    page = new_page(locale=locale, width=width)

    for duty, address in [
        (cast.handler, "/cases/"),
        (cast.leader, f"/cases/{petition.number}/"),
        (cast.handler, f"/cases/{petition.number}/steps/find/"),
        (cast.handler, "/notices/"),
    ]:
        sign_in(page, duty)
        page.goto(address)
        check_width(page)
        check_axe(page)


def test_an_organ_is_picked_by_keyboard_and_the_form_answers_in_place(office, new_page, watch):
    watch.forgiven.append("422")  # a form that comes back with its errors
    cast = Cast()
    petition = cast.sorted()
    page = new_page(locale="en-US")
    sign_in(page, cast.dispatcher)
    page.goto("/cases/")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Transfer to an organ").click()
    organ = page.get_by_role("combobox", name="To which organ")
    page.get_by_label("Requirements").fill("请依法处理")
    organ.fill("没有的机关")
    page.locator(".step-form .btn-primary").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no organ of this name.")
    expect(page.get_by_label("Requirements")).to_have_value("请依法处理")
    check_axe(page)
    organ.fill("水利")
    expect(page.locator("[data-picker] [role=option]")).to_have_count(1)
    organ.press("ArrowDown")
    organ.press("Enter")
    expect(organ).to_have_value("江城市水利局")
    page.locator(".step-form .btn-primary").click()

    expect(page.get_by_role("status").filter(has_text="Done: Transfer to an organ.")).to_be_visible()
    assert Petition.objects.get(pk=petition.pk).holder_organ == cast.water


def test_pages_work_without_scripts(office, new_page):
    cast = Cast()
    petition = cast.sorted()
    page = new_page(locale="en-US", java_script_enabled=False)
    sign_in(page, cast.dispatcher)
    page.goto(f"/cases/{petition.number}/")

    page.get_by_role("link", name="Transfer to an organ").click()
    page.get_by_label("To which organ").fill("水利")
    page.get_by_role("button", name="Transfer to an organ").click()

    expect(page.get_by_text("Done: Transfer to an organ.")).to_be_visible()
    assert Petition.objects.get(pk=petition.pk).holder_organ == cast.water


def test_a_proposal_is_confirmed_in_place(office, new_page):
    cast = Cast()
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    petition.advance(
        "accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 20)
    )
    page = new_page(locale="en-US")
    sign_in(page, cast.liaison)
    page.goto(f"/cases/{petition.number}/")

    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_text("Confirmed: Accept, with written notice.")).to_be_visible()
    assert Petition.objects.get(pk=petition.pk).state == "HANDLING"

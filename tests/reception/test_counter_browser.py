"""A clerk at the desk in a real browser: by keyboard alone, wide and narrow, in both languages."""

from datetime import date

import pytest
from playwright.sync_api import expect

from petitions.models import Petition
from reception.models import Draft, ImportJob
from tests.browser import check_axe, check_width, sign_in, two_screens
from tests.factories import make_party, make_petition

pytestmark = pytest.mark.django_db
SHEET = "标题,时间,内容,回复\n" + "".join(f"第{row}盏路灯不亮,2019-01-02,路灯不亮半年。,已修复\n" for row in range(30))


@pytest.fixture
def at_the_desk(cast, new_page):
    """A page of the clerk's, signed in."""

    def open_page(**screen):
        page = new_page(**screen)
        sign_in(page, cast.clerk)
        return page

    return open_page


def test_a_visit_is_registered_by_keyboard_alone(at_the_desk, cast, shot):
    known = make_petition(
        cast.bureau, cast.clerk, subject="东湖一里公租房屋顶漏水", received_on=date(2026, 3, 2), parties=[make_party(phone="13800000001")]
    )
    page = at_the_desk()
    page.goto("/desk/")
    keys = page.keyboard

    expect(page.locator("#id_name")).to_be_focused()
    keys.type("王秀英")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("138 0000 0001")
    keys.press("Enter")
    keys.type("11010519491231002x")
    expect(page.locator(".hint")).to_have_count(1)
    page.locator("#id_text").focus()
    keys.type("东湖一里公租房屋顶漏水半年，无人修理。")
    keys.press("Tab")
    keys.type("东湖一里公租房漏水")
    page.locator("#id_claims").focus()
    keys.type("修理屋顶")
    keys.press("Enter")
    keys.type("赔偿损失")
    keys.press("Alt+p")
    keys.press("Tab")
    expect(page.locator("[data-autosave-status]")).not_to_be_empty()
    assert Draft.objects.count() == 1
    page.locator(".hint").first.focus()
    keys.press("Enter")
    expect(page.locator(".beside")).to_be_focused()
    shot(page, "desk-zh-1280")
    page.locator("[name=repeats]").first.focus()
    keys.press("Space")
    keys.press("Control+Enter")
    page.wait_for_url("**/desk/receipt/**")

    petition = Petition.objects.exclude(pk=known.pk).get()
    assert (petition.repeats, [claim.text for claim in petition.claims.all()]) == (known, ["修理屋顶", "赔偿损失"])
    expect(page.get_by_text(petition.grouped_number)).to_be_visible()
    check_axe(page)
    shot(page, "receipt-zh-1280")
    keys.press("Enter")
    page.wait_for_url("**/desk/?channel=VISIT")
    expect(page.locator("#id_name")).to_be_focused()


@two_screens
def test_desk_receipt_and_import_fit_every_screen(at_the_desk, cast, shot, locale, width, tmp_path):
    make_petition(cast.bureau, cast.clerk)
    page = at_the_desk(locale=locale, width=width)
    name = f"{locale[:2]}-{width}"

    page.goto("/desk/")
    check_axe(page)
    check_width(page)
    page.locator("[data-main]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    check_axe(page)
    check_width(page)
    shot(page, f"desk-errors-{name}")

    page.locator("#id_name").fill("王\u202e秀英")
    page.locator("#id_text").fill("公租房漏水。")
    for channel in ("LETTER", "PHONE", "OTHER", "VISIT"):
        page.locator(f".segment:has([value={channel}])").click()
        check_width(page)
    page.locator("#more-people summary").click()
    page.locator("[data-add-person]").click()
    check_axe(page)
    check_width(page)
    page.locator("#people input").first.fill("李四")
    shot(page, f"desk-full-{name}")
    page.locator("[data-main]").click()
    page.wait_for_url("**/desk/receipt/**")
    check_axe(page)
    check_width(page)
    shot(page, f"desk-receipt-{name}")

    page.goto("/desk/import/")
    check_axe(page)
    check_width(page)
    shot(page, f"import-{name}")
    sheet = tmp_path / "留言.csv"
    sheet.write_text(SHEET, encoding="gb18030")
    page.locator("[type=file]").set_input_files(sheet)
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/desk/import/*/")
    check_axe(page)
    check_width(page)
    shot(page, f"import-look-{name}")
    page.locator("main .btn-primary").click()
    expect(page.locator(".notice.is-done")).to_be_visible()
    assert ImportJob.objects.get().state == "DONE"
    check_axe(page)
    check_width(page)
    shot(page, f"import-done-{name}")

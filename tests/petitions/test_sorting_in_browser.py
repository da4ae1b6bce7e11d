"""How does a dispatcher mark what belongs to the accusation, and what does the page of an urgent matter look like?"""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import check_axe, check_width, follow, sign_in, two_screens
from tests.factories import Cast, at, make_petition

MIXED = "我家的拆迁补偿款两年没有到账。听说是建设局局长张三收了开发商二十万元。请把补偿款发给我。"


def mixed(cast):
    petition = make_petition(cast.bureau, cast.clerk, text=MIXED, subject="补偿款没有到账", claims=("请把补偿款发给我", "请查处"))
    petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 2)))
    return petition


def test_words_marked_in_the_text_are_taken_into_the_box_and_left_out_of_the_copy(office, new_page):
    cast = Cast()
    petition = mixed(cast)
    first = petition.claims.first()
    page = new_page(locale="en-US")
    sign_in(page, cast.dispatcher)
    page.goto(f"/cases/{petition.number}/steps/split/")

    page.locator(f"#id_claim_{first.slug}").select_option("1")
    page.get_by_label("It also accuses an official: what stays here is sealed").check()
    page.evaluate(
        """() => {
            const text = [...document.querySelectorAll('details .words.panel')].at(-1).firstChild;
            const start = text.data.indexOf('听说是'), end = text.data.indexOf('请把补偿款');
            const range = document.createRange();
            range.setStart(text, start); range.setEnd(text, end);
            const marked = window.getSelection(); marked.removeAllRanges(); marked.addRange(range);
        }"""
    )
    page.get_by_role("button", name="Take the words marked in the text").click()
    expect(page.locator("#id_passages")).to_have_value("听说是建设局局长张三收了开发商二十万元。")
    page.get_by_label("Person complained of").fill("张三")
    page.locator(".step-form .btn-primary").click()

    expect(page.get_by_role("status").filter(has_text="Done: Split.")).to_be_visible()
    part = Petition.objects.get(split_from=petition)
    assert part.contacts.get().text == "我家的拆迁补偿款两年没有到账。……请把补偿款发给我。"


@two_screens
def test_forms_and_pages_of_sorting_are_open_to_everybody_at_any_width(office, new_page, locale, width):
    cast = Cast()
    petition, urgent = mixed(cast), cast.sorted(is_urgent=True)
    part = cast.sorted()
    part.advance(
        "split", by=cast.dispatcher, at=at(date(2026, 3, 4)), parts=[{"subject": "a", "claims": [part.claims.last()], "files": []}]
    )
    urgent.advance("ask_withdrawal", by=cast.clerk, at=at(date(2026, 3, 4)), parties=urgent.petitioners, statement="本人自愿撤回")
    page = new_page(locale=locale, width=width)

    for duty, address in [
        (cast.dispatcher, f"/cases/{petition.number}/steps/split/"),
        (cast.dispatcher, f"/cases/{petition.number}/steps/decline/"),
        (cast.dispatcher, f"/cases/{petition.number}/steps/guide/"),
        (cast.bureau_leader, f"/cases/{urgent.number}/steps/report_urgent/"),
        (cast.bureau_leader, f"/cases/{urgent.number}/"),
        (cast.dispatcher, f"/cases/{part.number}/"),
    ]:
        sign_in(page, duty)
        page.goto(address)
        check_width(page)
        check_axe(page)
    page.context.clear_cookies()
    follow(page, part.number, part.query_code)
    check_width(page)
    check_axe(page)
    page.goto("/follow/petition/withdraw/")
    check_width(page)
    check_axe(page)

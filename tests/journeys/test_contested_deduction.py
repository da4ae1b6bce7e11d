"""A deduction is proposed at night; the unit contests it with a file, by keyboard; a second person drops it, and the sheet says so."""

from datetime import date

from playwright.sync_api import expect

from supervision import scoring
from supervision.models import Deduction
from tests.browser import sign_in, two_screens

WORDS = "四月一日已当面告知信访人，回执见附件。"
REASON = "回执属实，告知未逾期。"


@two_screens
def test_a_unit_contests_a_deduction_and_a_second_person_drops_it(demo, new_page, watch, on, look, locale, width):
    watch.forgiven.append("status of 422")  # the browser says so itself where a form comes back
    petition = demo.transferred()  # the notice was due on 31 March
    on(date(2026, 4, 7))
    scoring.propose(date(2026, 4, 7))
    row = Deduction.objects.get(petition=petition, organ=demo.housing)
    page = new_page(locale=locale, width=width)

    def sit_down(duty, address):
        page.context.clear_cookies()
        sign_in(page, duty)
        page.goto(address)

    # ── The supervisor sees what the clocks showed, and cannot confirm it yet ──

    sit_down(demo.supervisor, "/supervision/assessment/")
    expect(page.locator(f"a[href='/assessment/{row.slug}/']")).to_be_visible()
    look(page, "deduction-01-proposed")
    page.goto(f"/assessment/{row.slug}/")
    expect(page.locator("button[value=drop]")).to_be_visible()
    expect(page.locator("button[value=confirm]")).to_have_count(0)

    # ── The housing bureau's liaison contests it: no mouse ──

    on(date(2026, 4, 9))
    sit_down(demo.liaison, "/assessment/")
    look(page, "deduction-02-own-sheet")
    page.locator(f"a[href='/assessment/{row.slug}/']").focus()
    page.keyboard.press("Enter")
    field = page.locator("textarea[name=words]")
    field.focus()
    page.keyboard.press("Control+Enter")  # without words it comes back
    expect(page.locator("form[action$='/contest/'] .invalid-feedback, form[action$='/contest/'] [role=alert]").first).to_be_visible()
    page.locator("textarea[name=words]").focus()
    page.keyboard.insert_text(WORDS)
    page.locator("input[type=file]").set_input_files({"name": "回执.txt", "mimeType": "text/plain", "buffer": "收到告知。".encode()})
    look(page, "deduction-03-contest")
    page.locator("textarea[name=words]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messages .notice.is-done")).to_be_visible()
    expect(page.locator("main")).to_contain_text(WORDS)

    # ── The bureau's leader reads it and drops the deduction ──

    on(date(2026, 4, 10))
    sit_down(demo.bureau_leader, f"/assessment/{row.slug}/")
    expect(page.locator(".papers a")).to_have_text("回执.txt")
    page.locator("form[action$='/decide/'] textarea[name=words]").fill(REASON)
    look(page, "deduction-04-decide")
    page.locator("button[value=drop]").click()
    expect(page.locator(".messages .notice.is-done")).to_be_visible()

    # ── The sheet shows no point, and the unit reads why ──

    page.goto(f"/supervision/assessment/sheet/?organ={demo.housing.slug}&year=2026")
    expect(page.locator("main")).to_contain_text("−0.00")
    look(page, "deduction-05-sheet")
    sit_down(demo.liaison, f"/assessment/{row.slug}/")
    expect(page.locator("main")).to_contain_text(REASON)
    row.refresh_from_db()
    assert row.state == "DROPPED"

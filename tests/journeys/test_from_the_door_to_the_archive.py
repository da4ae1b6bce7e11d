"""One matter from the window to the archive, by the hands of everybody who has to do with it, while its petitioner looks on."""

import re
from contextlib import closing
from datetime import date

import pypdfium2
from playwright.sync_api import expect

from petitions.models import Petition
from supervision.ladder import sweep
from tests.browser import every_screen, follow, kept_as, sit_down

from .conftest import written

SUBJECT = "东湖一里公租房屋顶漏水"
TEXT = "东湖一里公租房屋顶漏水半年，多次找物业都没有人来修，墙面已经发霉，老人和孩子没法住。"
CLAIMS = ["尽快修好屋顶漏水", "赔偿发霉的家具损失"]
FACTS = ["经现场查勘，三号楼顶层防水层老化，漏水属实。", "经核实，家具受潮发霉与漏水有因果关系，损失约八百元。"]
OPINIONS = ["责成物业于四月三十日前完成防水层重做。", "由物业按核定数额赔偿。"]
BASIS = "《公共租赁住房管理办法》第二十四条"

REGISTERED_ON, SENT_ON, SIGNED_FOR_ON, ACCEPTED_ON = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 9)
FOUND_ON, ISSUED_ON, SERVED_ON = date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 25)
SEND_BY, TELL_BY, ANSWER_BY = date(2026, 3, 17), date(2026, 3, 19), date(2026, 5, 8)  # 15 days, 15 days, 60 days
LAST_DAY, DAY_AFTER, ARCHIVED_ON = date(2026, 4, 24), date(2026, 4, 25), date(2026, 4, 27)  # 30 days from service


@every_screen
def test_a_visit_goes_from_the_door_to_the_archive(demo, office, new_page, watch, on, look, locale, width):
    watch.forgiven.append("status of 422")  # the browser says so itself where a form comes back

    desk = new_page(locale=locale, width=width)

    def come(duty):
        """One after the other at the same desk."""
        desk.context.clear_cookies()
        return sit_down(desk, duty)

    def at_the_matter(duty):
        """From the officer's own list, where the matter has to stand."""
        page = come(duty)
        page.locator("[data-row]", has_text=SUBJECT).click()
        expect(page.locator("h1")).to_have_text(SUBJECT)
        return page

    def step(page, name, **answers):
        """Open the step where the page offers it, answer, and press its button."""
        take(page, name)
        for field, value in answers.items():
            page.fill(f"#id_{field}", value)
        send(page)

    def take(page, name):
        link = page.locator(f"a[href$='/steps/{name}/']").first
        if not link.is_visible():
            page.locator(".steps-menu summary").click()
        link.click()
        expect(page.locator(f"form[action$='/steps/{name}/'] [data-main]")).to_be_visible()

    def send(page):
        page.locator(".step-form [data-main]").click()
        expect(page.locator(".step-form")).to_have_count(0)  # what was done before says so too, until the page is another one
        expect(page.locator(".messages .notice.is-done")).to_be_visible()

    def ask_again(name, *days_and_organs):
        follow(citizen, number, code)
        for told in days_and_organs:
            expect(citizen.locator(".answer")).to_contain_text(written(told, locale) if isinstance(told, date) else told)
        if width == 390:  # the petitioner's telephone is the same, whatever stands on the officers' desks
            look(citizen, f"{name}-follow")

    def swept(day):
        with office.run_as("worker"):
            sweep(day)

    # ── At the window: everything by keyboard ──

    on(REGISTERED_ON)
    clerk = come(demo.clerk)
    clerk.wait_for_url("**/desk/")
    keys = clerk.keyboard
    expect(clerk.locator("#id_name")).to_be_focused()
    keys.type("王秀英")
    tab_to(clerk, "#id_phone")
    keys.type("138 0000 0001")
    tab_to(clerk, "#id_address")
    keys.type("江城市东湖区一里 3 号")
    tab_to(clerk, "#id_text")
    keys.type(TEXT)
    tab_to(clerk, "#id_subject")
    keys.type(SUBJECT)
    tab_to(clerk, "#id_claims")
    keys.type(CLAIMS[0])
    keys.press("Enter")
    keys.type(CLAIMS[1])
    expect(clerk.locator("[data-autosave-status]")).not_to_be_empty()
    look(clerk, "01-desk")
    keys.press("Control+Enter")
    clerk.wait_for_url("**/desk/receipt/**")
    number, code = clerk.locator(".receipt-number").all_inner_texts()
    look(clerk, "02-receipt")

    citizen = new_page(locale=locale, width=390)
    citizen.goto("/")
    citizen.locator("a[href='/follow/']").click()
    ask_again("03-registered", demo.bureau.name, SEND_BY)

    # ── At the bureau ──

    on(SENT_ON)
    dispatcher = at_the_matter(demo.dispatcher)
    look(dispatcher, "04-petition-registered")
    dispatcher.locator("form[action$='/steps/take/'] button").click()
    take(dispatcher, "classify")
    dispatcher.locator(".step-form [value=CLAIM]").check()
    look(dispatcher, "05-classify")
    send(dispatcher)
    take(dispatcher, "transfer")
    dispatcher.locator("#id_organ").press_sequentially("住房")
    expect(dispatcher.locator("[role=option]")).to_have_count(1)
    dispatcher.keyboard.press("ArrowDown")
    dispatcher.keyboard.press("Enter")
    expect(dispatcher.locator("#id_organ")).to_have_value(demo.housing.name)
    look(dispatcher, "06-transfer")
    send(dispatcher)
    ask_again("07-sent", demo.housing.name, TELL_BY)

    # ── At the housing bureau: signed for, given to a case handler, accepted with notice by two persons ──

    on(SIGNED_FOR_ON)
    liaison = at_the_matter(demo.liaison)
    liaison.locator("form[action$='/steps/sign_for/'] button").click()
    take(liaison, "appoint")
    liaison.select_option("#id_handler", demo.handler.slug)
    look(liaison, "08-appoint")
    send(liaison)
    ask_again("09-signed-for", demo.housing.name, TELL_BY)

    on(ACCEPTED_ON)
    handler = at_the_matter(demo.handler)
    take(handler, "accept")
    handler.locator(".step-form [value=T6_PETITION]").check()
    handler.select_option("#id_mode", "PERSONAL")
    look(handler, "10-accept")
    send(handler)
    liaison = at_the_matter(demo.liaison)
    look(liaison, "11-proposal")
    liaison.locator("button[name=decision][value=confirm]").click()
    expect(liaison.locator(".messages .notice.is-done")).to_be_visible()
    ask_again("12-accepted", demo.housing.name, ANSWER_BY)

    # ── A finding for each claim; with one missing nothing goes to be signed ──

    on(FOUND_ON)
    handler = at_the_matter(demo.handler)
    look(handler, "13-petition-handling")
    take(handler, "find")
    finding(handler, 0)
    look(handler, "14-finding")
    handler.locator(".step-form [data-main]").click()
    handler.wait_for_url("**/steps/submit/")
    expect(handler.locator(".notice.is-strong")).to_contain_text("2")
    expect(handler.locator(".step-form")).to_have_count(0)
    expect(handler.locator(".claim.is-missing")).to_have_count(1)
    look(handler, "15-one-claim-is-missing")
    handler.locator(".claim.is-missing a").click()
    expect(handler.locator(".claim-list [aria-current]")).to_contain_text(CLAIMS[1])
    finding(handler, 1)
    handler.locator(".step-form [data-main]").click()
    handler.wait_for_url("**/steps/submit/")
    expect(handler.locator(".preview img").first).to_be_visible()
    look(handler, "16-preview")
    send(handler)
    ask_again("17-to-be-signed", demo.housing.name, ANSWER_BY)

    # ── Signed, and in the petitioner's hands ──

    on(ISSUED_ON)
    leader = at_the_matter(demo.leader)
    take(leader, "sign")
    expect(leader.locator(".preview img").first).to_be_visible()
    look(leader, "18-sign")
    send(leader)
    ask_again("19-issued", demo.housing.name)
    for text in (*CLAIMS, *FACTS, *OPINIONS):
        expect(citizen.locator("main")).to_contain_text(text)
    letter = downloaded(citizen, citizen.locator("a[href*='/follow/petition/documents/']").last)
    for text in (*CLAIMS, *FACTS, *OPINIONS, "王秀英", demo.housing.name):
        assert squeezed(text) in letter

    on(SERVED_ON)
    handler = at_the_matter(demo.handler)
    take(handler, "serve")
    handler.select_option("#id_mode", "PERSONAL")
    handler.fill("#id_received_by", "王秀英")
    look(handler, "20-serve")
    send(handler)
    ask_again("21-served", LAST_DAY)

    # ── The petitioner says yes in writing, or says nothing until the time is over ──

    if locale == "en-US":
        on(LAST_DAY)
        handler = come(demo.handler)
        handler.locator("[data-row]", has_text=SUBJECT).click()
        step(handler, "accept_answer", accepted_on=LAST_DAY.isoformat(), note="书面认可")
    else:
        on(LAST_DAY)
        swept(LAST_DAY)
        ask_again("22-last-day", LAST_DAY)
        on(DAY_AFTER)
        swept(DAY_AFTER)

    on(ARCHIVED_ON)
    ask_again("23-closed")
    archivist = at_the_matter(demo.archivist)
    look(archivist, "24-closed")
    step(archivist, "archive")
    look(archivist, "25-archived")
    archivist.locator(".topbar details.menu summary").click()
    archivist.locator("form[action='/sign-out/'] button.menu-item").click()
    archivist.wait_for_url("**/sign-in/")
    ask_again("26-archived")

    petition = Petition.objects.get()
    assert petition.state == "ARCHIVED"
    assert petition.closure_type == ("ACCEPTED_BY_PETITIONER" if locale == "en-US" else "ANSWERED")
    assert {clock.result for clock in petition.clocks.all()} == {"MET", "NA"}
    assert petition.closed_on == (LAST_DAY if locale == "en-US" else DAY_AFTER)


def tab_to(page, field):
    """By the Tab key alone, a few steps at most, as hands do it."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator(field).evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"twelve times Tab does not lead to {field}")


def finding(page, place):
    page.fill("#id_facts", FACTS[place])
    page.locator(".step-form [name=result][value=SUPPORT]").check()
    page.fill("#id_opinion", OPINIONS[place])
    page.fill("#id_basis", BASIS)


def downloaded(page, link):
    """The text of a PDF that a link brings, without its line ends."""
    with page.expect_download() as coming:
        link.click()
    path = coming.value.path()
    with closing(pypdfium2.PdfDocument(path)) as document:
        if picture := kept_as("letter"):
            document[0].render(scale=1.3).to_pil().convert("RGB").quantize(64).save(picture, optimize=True)
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def squeezed(text):
    return re.sub(r"\s", "", text)

"""An answer is not yet a solution: what was promised is done, the petitioner says no, it is done properly, and only then the matter ends."""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import follow, two_screens

from .hands import Hands

PROOF = {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"}
NOT_DONE = "只补了一处，下雨还漏。"


@two_screens
def test_a_promise_is_carried_out_when_its_petitioner_says_so(demo, new_page, watch, on, look, locale, width):
    petition = demo.promised(subject="公租房屋顶漏水", claims=("请修理屋顶",))
    page, citizen = new_page(locale=locale, width=width), new_page(locale=locale, width=390)
    hands = Hands(page, petition)

    def perform(day):
        hands.of(demo.handler).take("perform").fill(performed_on=day.isoformat())
        page.set_input_files("#id_files", PROOF)
        hands.send()

    def ask_again(name):
        follow(citizen, petition.number, petition.query_code)
        look(citizen, f"{name}-{width}")

    on(date(2026, 4, 20))
    ask_again("promise-01-answered-and-open")
    perform(date(2026, 4, 20))
    look(page, "promise-02-said-to-be-done")
    ask_again("promise-03-to-confirm")
    citizen.locator(".panel details summary").last.click()
    citizen.locator("textarea[name=words]").fill(NOT_DONE)
    citizen.locator("button[name=is_carried_out][value=no]").click()
    citizen.wait_for_url("**/follow/petition/")

    # ── The supervisor sees it, and the handler has to do it properly ──

    hands.of(demo.supervisor)
    expect(page.locator("main")).to_contain_text(NOT_DONE)
    look(page, "promise-04-the-supervisor")
    page.goto("/notices/")
    expect(page.locator("main")).to_contain_text(petition.subject)
    on(date(2026, 4, 27))
    perform(date(2026, 4, 27))
    ask_again("promise-05-again")
    citizen.locator("button[name=is_carried_out][value=yes]").click()
    citizen.wait_for_url("**/follow/petition/")

    promise = Petition.objects.get(pk=petition.pk).promises.get()
    assert (promise.answer, promise.performed_on) == ("CONFIRMED", date(2026, 4, 27))
    assert petition.events.filter(step="confirm_performance").count() == 2

"""A petitioner who does not agree: review, a new answer, review again, re-review with a hearing, and then it is final."""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import follow, sign_in, two_screens
from tests.factories import at

from .conftest import written
from .test_from_the_door_to_the_archive import downloaded, squeezed

GROUNDS = "处理意见说屋顶已经修好，可是四月十八日下雨，东侧房间又漏了，照片可以证明。"
REQUEST = "请撤销原处理意见，重新检测东侧防水层。"
FACTS, REASONS, BASIS = "复查人员现场查看，东侧屋面仍有渗水。", "原意见只检测了西侧，依据不完整。", "《信访工作条例》第三十五条"
ASKED_ON, TAKEN_UP_ON, DECIDED_ON, SERVED_ON = date(2026, 4, 20), date(2026, 4, 22), date(2026, 5, 8), date(2026, 5, 12)
DECIDE_BY, REDO_BY = date(2026, 5, 20), date(2026, 6, 30)
REDONE_ON, ASKED_AGAIN_ON = date(2026, 5, 28), date(2026, 6, 1)
MAINTAINED_ON, REREVIEW_ASKED_ON = date(2026, 6, 5), date(2026, 6, 10)
CALLED_ON, HEARD_ON, FINAL_ON = date(2026, 6, 12), date(2026, 6, 24), date(2026, 6, 26)


@two_screens
def test_review_redo_review_and_re_review_with_a_hearing(demo, new_page, watch, on, look, locale, width):
    watch.forgiven.append("status of 422")

    page, citizen = new_page(locale=locale, width=width), new_page(locale=locale, width=390)

    def at_the_matter(duty):
        """That officer comes to the desk, and finds the matter on the list."""
        sign_in(page, duty)
        page.goto("/cases/")
        page.locator("[data-row]", has_text=petition.subject).first.click()
        expect(page.locator("h1")).to_have_text(petition.subject)
        return page

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

    def answer(page, name, picture="", **typed):
        """Open the step, fill in what is asked, look, send."""
        take(page, name)
        for field, words in typed.items():
            box = page.locator(f"#id_{field}")
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(words)
            else:
                box.fill(words)
        if picture:
            look(page, picture)
        send(page)

    def told(day):
        return {"mode": "PERSONAL", "notified_on": day.isoformat(), "received_by": "王秀英"}

    def served(day):
        return {"mode": "PERSONAL", "served_on": day.isoformat(), "received_by": "王秀英"}

    def ask_again(picture, *days_and_organs):
        follow(citizen, petition.number, petition.query_code)
        for said in days_and_organs:
            expect(citizen.locator(".answer")).to_contain_text(written(said, locale) if isinstance(said, date) else said)
        look(citizen, picture)

    def ask(picture):
        """The petitioner presses too early, sees what is missing, and has lost nothing."""
        follow(citizen, petition.number, petition.query_code)
        citizen.locator("a[href='/follow/petition/review/']").first.click()
        citizen.fill("#id_grounds", GROUNDS)
        citizen.locator("[data-main]").click()
        expect(citizen.locator("#id_request[aria-invalid=true], #id_request.is-invalid")).to_be_visible()
        expect(citizen.locator("#id_grounds")).to_have_value(GROUNDS)
        look(citizen, f"{picture}-missing")
        citizen.fill("#id_request", REQUEST)
        citizen.locator("[data-main]").click()
        citizen.wait_for_url("**/follow/petition/review/receipt/")
        look(citizen, f"{picture}-receipt")
        paper = downloaded(citizen, citizen.locator("a[href*='/follow/petition/documents/']").first)
        assert squeezed(GROUNDS) in paper

    def decide(reviewer, leader, name, picture, result, **typed):
        page = at_the_matter(reviewer)
        take(page, name)
        page.locator(f".step-form [name=result][value={result}]").check()
        for field, words in {"facts": FACTS, "reasons": REASONS, "basis": BASIS, **typed}.items():
            page.fill(f"#id_{field}", words)
        look(page, f"{picture}-decide")
        send(page)
        page = at_the_matter(leader)
        look(page, f"{picture}-confirm")
        page.locator("button[name=decision][value=confirm]").click()
        expect(page.locator(".messages .notice.is-done")).to_be_visible()

    on(date(2026, 4, 14))
    petition = demo.served()

    # ── Review: the organ has to answer anew ──

    on(ASKED_ON)
    ask_again("01-served", demo.city.name)
    ask("02-ask")
    ask_again("03-asked", demo.city.name, DECIDE_BY)

    on(TAKEN_UP_ON)
    page = at_the_matter(demo.reviewer)
    look(page, "04-petition-under-review")
    answer(page, "accept_review", "05-take-up", **told(TAKEN_UP_ON))

    on(DECIDED_ON)
    decide(demo.reviewer, demo.review_leader, "decide_review", "06-review", "REDO", redo_due_on=REDO_BY.isoformat())
    ask_again("07-decided", DECIDED_ON)
    letter = downloaded(citizen, citizen.locator("a[href*='/follow/petition/documents/']").last)
    for text in (FACTS, REASONS, "责令重新办理", demo.housing.name):
        assert squeezed(text) in letter

    on(SERVED_ON)
    answer(at_the_matter(demo.reviewer), "serve_review", "08-serve", **served(SERVED_ON))
    ask_again("09-to-be-redone", demo.housing.name, REDO_BY)

    # ── The new answer: the same one does not pass ──

    on(REDONE_ON)
    page = at_the_matter(demo.liaison)
    take(page, "appoint")
    page.select_option("#id_handler", demo.handler.slug)
    send(page)
    handler = at_the_matter(demo.handler)
    look(handler, "10-petition-redo")
    take(handler, "find")
    for place, claim in enumerate(petition.claims.all()):
        handler.fill("#id_facts", f"经查第{claim.seq}项属实" if place else "补充检测：东侧防水层失效。")
        handler.locator(".step-form [name=result][value=SUPPORT]").check()
        handler.fill("#id_opinion", "予以支持" if place else "六月二十日前重做东侧防水层。")
        handler.fill("#id_basis", "《住房保障办法》")
        handler.locator(".step-form [data-main]").click()
        handler.wait_for_url("**/steps/submit/")
        if not place:
            handler.locator(".claim.is-missing a").click()
            expect(handler.locator("#id_facts")).to_have_value("")
    handler.locator(".step-form [data-main]").click()
    expect(handler.locator("#id_justification.is-invalid, #id_justification[aria-invalid=true]")).to_be_visible()
    look(handler, "11-the-same-answer")
    handler.fill("#id_justification", "第二项重新核算后数额不变，附核算表。")
    send(handler)
    page = at_the_matter(demo.leader)
    take(page, "sign")
    send(page)
    answer(at_the_matter(demo.handler), "serve", **served(REDONE_ON))
    ask_again("12-new-answer", demo.city.name)

    # ── Review of the new answer: it stands ──

    on(ASKED_AGAIN_ON)
    ask("13-ask-again")
    answer(at_the_matter(demo.reviewer), "accept_review", **told(ASKED_AGAIN_ON))
    on(MAINTAINED_ON)
    decide(demo.reviewer, demo.review_leader, "decide_review", "14-review", "MAINTAIN")
    answer(at_the_matter(demo.reviewer), "serve_review", **served(MAINTAINED_ON))
    ask_again("15-maintained", demo.province.name)

    # ── Re-review: a hearing stops the clock ──

    on(REREVIEW_ASKED_ON)
    ask("16-ask-re-review")
    answer(at_the_matter(demo.rereviewer), "accept_rereview", "17-take-up", **told(REREVIEW_ASKED_ON))
    on(CALLED_ON)
    page = at_the_matter(demo.rereviewer)
    call = {
        "hearing_at": f"{HEARD_ON}T09:30",
        "place": "省政府三号楼听证室",
        "issues": "东侧是否漏水",
        "host": "杨主任",
        "panel": "杨主任\n秦律师",
    }
    answer(page, "pause_rereview", "18-call-a-hearing", **call, **told(CALLED_ON))
    look(page, "19-petition-paused")
    ask_again("20-hearing", demo.province.name)
    on(FINAL_ON)
    said = dict.fromkeys(("statements", "questioning", "debate", "assessment", "facts", "conclusion", "basis"), "如听证记录所载。")
    held = {"held_on": HEARD_ON.isoformat(), "recorder": "许记录", "attendees": "王秀英，信访人\n孙思远，被申请单位", **said}
    page = at_the_matter(demo.rereviewer)
    answer(page, "resume_rereview", "21-conclude", **held, **told(FINAL_ON))
    look(page, "22-petition-goes-on")
    decide(demo.rereviewer, demo.rereview_leader, "decide_rereview", "23-re-review", "MAINTAIN")
    answer(at_the_matter(demo.rereviewer), "serve_rereview", **served(FINAL_ON))
    ask_again("24-final")
    letter = downloaded(citizen, citizen.locator("a[href*='/follow/petition/documents/']").last)
    assert squeezed("维持") in letter

    petition = Petition.objects.get()
    assert (petition.state, petition.finality) == ("CLOSED", "REREVIEW_FINAL")
    c15 = petition.clocks.get(rule="C15")
    assert (c15.base_on, c15.strict_on, c15.result) == (date(2026, 7, 10), date(2026, 7, 24), "MET")
    assert [row.kind for row in petition.proceedings.all()] == ["HANDLING", "REVIEW", "REDO", "REVIEW", "REREVIEW"]
    assert {clock.result for clock in petition.clocks.all()} <= {"MET", "NA"}
    assert petition.events.filter(happened_at__gt=at(FINAL_ON)).count() == 0

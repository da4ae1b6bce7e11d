"""One petition, three organs: the bureau names the lead, the others give their parts, the lead answers once for all."""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import two_screens
from tests.factories import at

from .hands import Hands

PARTS = {
    "organ_1": "水利局", "task_1": "查明小区供水管网的漏点", "due_on_1": "2026-04-03",
    "organ_2": "教育局", "task_2": "核实附近学校是否同样受影响", "due_on_2": "2026-04-03",
}  # fmt: skip


@two_screens
def test_the_lead_answers_when_every_part_is_in(demo, new_page, watch, on, look, locale, width):
    watch.forgiven.append("status of 422")  # the browser says so itself where a form comes back
    petition = demo.sorted()
    page = new_page(locale=locale, width=width)
    hands = Hands(page, petition)

    # ── The bureau names the lead: the dispatcher proposes, its leader confirms ──

    on(date(2026, 3, 16))
    hands.of(demo.dispatcher).take("assign_jointly").fill(organ=demo.housing.name, result_due_on="2026-06-19", **PARTS)
    hands.fill(task_2="").refused()
    look(page, "joint-01-a-row-is-half")
    hands.fill(task_2=PARTS["task_2"]).send()
    hands.of(demo.bureau_leader)
    look(page, "joint-02-to-confirm")
    hands.confirm()

    # ── The lead accepts and finds; without the parts nothing goes to be signed ──

    petition = Petition.objects.get(pk=petition.pk)
    petition.advance("sign_for", by=demo.liaison, at=at(date(2026, 3, 17)))
    petition.advance(
        "accept", by=demo.handler, at=at(date(2026, 3, 18)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 18)
    )
    petition.confirm(petition.pending, by=demo.liaison, at=at(date(2026, 3, 18)))
    for claim in petition.claims.all():
        petition.advance(
            "find", by=demo.handler, at=at(date(2026, 3, 20)), claim=claim, facts="经查属实", result="SUPPORT", opinion="予以支持", basis="《办法》"
        )  # fmt: skip
    on(date(2026, 3, 23))
    hands.of(demo.handler).take("record_meeting").fill(
        place="市信访局二楼会议室",
        attendees="李志强、孙思远、水利局和教育局联络员",
        minutes="各单位通报了初步情况。",
        decisions="按分工推进，四月三日前提出意见。",
    )
    look(page, "joint-03-meeting")
    hands.send()
    page.goto(f"{petition.get_absolute_url()}steps/submit/")
    expect(page.locator(".notice.is-strong")).to_contain_text(demo.water.short_name)
    expect(page.locator(".step-form")).to_have_count(0)
    look(page, "joint-04-parts-are-missing")

    # ── The assisting organs write and confirm ──

    petition.refresh_from_db()
    petition.advance("give_part", by=demo.water_liaison, at=at(date(2026, 3, 23), 11), handler=demo.water_handler)
    hands.of(demo.water_handler)
    look(page, "joint-05-assisting")
    hands.take("answer_part").fill(opinion="二号井阀门老化，已列入四月更换计划。")
    look(page, "joint-06-part")
    hands.send()
    hands.of(demo.water_leader).take("confirm_part")
    expect(page.locator(".step-form")).to_contain_text("二号井阀门老化")
    look(page, "joint-07-confirm")
    hands.send()
    hands.of(demo.education_liaison).take("answer_part").fill(opinion="附近学校供水正常。").send()
    hands.of(demo.education_leader).take("confirm_part").send()

    # ── One answer with every part in it ──

    on(date(2026, 3, 25))
    hands.of(demo.handler)
    look(page, "joint-08-every-part-is-in")
    page.goto(f"{petition.get_absolute_url()}steps/submit/")
    expect(page.locator(".preview img").first).to_be_visible()
    look(page, "joint-09-preview")
    hands.send()
    hands.of(demo.leader)
    page.goto(f"{petition.get_absolute_url()}steps/sign/")
    hands.send()

    letter = Petition.objects.get(pk=petition.pk).documents.get(kind="D17")
    assert [row["opinion"] for row in letter.payload["parts"]] == ["二号井阀门老化，已列入四月更换计划。", "附近学校供水正常。"]
    assert letter.payload["copies"] == [demo.bureau.name]

"""A petition that nobody wants: two organs return it rightly, the third objects, and the city government says whose it is."""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import two_screens
from tests.factories import at

from .hands import Hands

GROUNDS = "三号楼的漏水来自市政供水管网，不属于本单位的职责范围。"


@two_screens
def test_a_petition_finds_the_organ_that_is_competent(demo, new_page, watch, on, look, locale, width):
    watch.forgiven.append("status of 422")  # the browser says so itself where a form comes back
    petition = demo.transferred()
    page = new_page(locale=locale, width=width)
    hands = Hands(page, petition)

    # ── The housing bureau objects: its liaison writes it, its leader confirms it ──

    on(date(2026, 3, 18))
    hands.of(demo.liaison).take("object").fill(grounds=GROUNDS, basis="三定方案", suggested_organ=demo.water.name)
    look(page, "objection-01-grounds")
    hands.send()
    hands.of(demo.leader)
    look(page, "objection-02-to-confirm")
    hands.confirm()

    # ── The bureau agrees; the same organ is not chosen again ──

    on(date(2026, 3, 19))
    hands.of(demo.dispatcher).take("agree_objection").fill(organ=demo.housing.name, reason="理由成立。").refused()
    look(page, "objection-03-refused")
    hands.fill(organ=demo.water.name).send()
    expect(page.locator(".chain")).to_contain_text(demo.water.name)
    petition.refresh_from_db()
    for organ, liaison, leader in [
        (demo.education, demo.water_liaison, demo.water_leader),
        (None, demo.education_liaison, demo.education_leader),
    ]:
        petition.advance("object", by=liaison, at=at(date(2026, 3, 19), 15), grounds=GROUNDS, basis="三定方案")
        petition.confirm(petition.pending, by=leader, at=at(date(2026, 3, 19), 15))
        if organ:
            petition.advance("agree_objection", by=demo.dispatcher, at=at(date(2026, 3, 19), 16), organ=organ, reason="理由成立。")

    # ── After two returns the dispute has to be decided ──

    on(date(2026, 3, 20))
    hands.of(demo.dispatcher)
    page.locator(".steps-menu summary").click()
    expect(page.locator(".menu-item[aria-disabled=true]").first).to_be_visible()
    look(page, "objection-04-two-returns", closely=False)  # the open menu lies across what is under it
    page.locator(".steps-menu summary").click()
    hands.take("dispute").fill(attempts="3月19日三单位会商，均认为不属于本单位职责。")
    look(page, "objection-05-dispute")
    hands.send()
    hands.of(demo.city_leader)
    expect(page.locator("main")).to_contain_text(demo.education.short_name)
    look(page, "objection-06-to-decide")
    hands.take("decide_dispute").fill(
        organ=demo.housing.name, reason="公租房维修由住建部门负责。", organ_1=demo.water.name, task_1="查明管网漏点", due_on_1="2026-04-03"
    )
    look(page, "objection-07-decision")
    hands.send()

    # ── It binds: the housing bureau has it and cannot object any more; the water bureau has a part ──

    hands.of(demo.liaison)
    expect(page.locator("a[href$='/steps/object/']")).to_have_count(0)
    look(page, "objection-08-bound")
    hands.of(demo.water_liaison)
    expect(page.locator(".step-bar .btn-primary")).to_have_attribute("href", f"/cases/{petition.number}/steps/answer_part/")

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.holder_organ) == ("PENDING_NOTICE", demo.housing)
    assert sorted(petition.documents.values_list("kind", flat=True)) == [
        "D04", "D04", "D04", "D06", "D06", "D06", "D06", "D11", "D11", "D11", "D12", "D12", "D13", "D13A",
    ]  # fmt: skip

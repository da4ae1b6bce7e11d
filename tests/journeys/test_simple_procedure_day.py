"""A day in simple procedure: two clear matters are accepted by word of mouth; one is answered the same day, one turns out not to be simple."""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import follow, two_screens

from .conftest import written
from .hands import Hands

TODAY, TOMORROW = date(2026, 3, 17), date(2026, 3, 18)
LAMP = {"subject": "幸福路三号路灯不亮", "text": "幸福路三号门前的路灯坏了一周。", "claims": ("请修复路灯",)}
ROOF = {"subject": "公租房屋顶漏水", "text": "三号楼屋顶漏水，墙面发霉。", "claims": ("请修理屋顶", "请赔偿损失")}
REPLY = "电工今天下午已经更换灯具，路灯恢复照明。"


@two_screens
def test_a_liaison_and_a_handler_work_through_two_simple_matters(demo, new_page, watch, on, look, locale, width):
    watch.forgiven.append("status of 422")  # the browser says so itself where a form comes back
    lamp, roof = demo.signed_for(**LAMP), demo.signed_for(**ROOF)
    on(TODAY)
    page = new_page(locale=locale, width=width)

    for name, petition in (("lamp", lamp), ("roof", roof)):
        hands = Hands(page, petition)
        hands.of(demo.liaison).take("appoint").fill(handler=demo.handler.slug).send()
        hands.of(demo.handler).take("accept")
        page.check(".step-form [name=is_simple]")
        if name == "lamp":
            hands.fill(mode="ORAL").refused()
            look(page, "simple-01-not-said-to-be-clear")
        page.check(".step-form [name=is_clear]")
        hands.fill(mode="ORAL").send()
        hands.of(demo.liaison)
        if name == "lamp":
            look(page, "simple-02-to-confirm")
        hands.confirm()

    # ── One is answered on the same day: a short reply to its claim, by a message ──

    hands = Hands(page, lamp).of(demo.handler)
    expect(page.locator(".step-bar .btn-primary")).to_have_attribute("href", f"/cases/{lamp.number}/steps/reply_simply/")
    look(page, "simple-03-accepted")
    hands.take("reply_simply").fill(result_1="SUPPORT", mode="SMS").refused()
    look(page, "simple-04-a-reply-is-missing")
    hands.fill(reply_1=REPLY).send()
    look(page, "simple-05-closed")

    # ── The other turns out to be complicated: ordinary procedure, sixty days from acceptance, told in writing ──

    on(TOMORROW)
    hands = Hands(page, roof).of(demo.handler).take("convert").fill(reason="漏水原因需要鉴定。", mode="PERSONAL")
    look(page, "simple-06-convert")
    hands.send()
    expect(page.locator("main")).to_contain_text(written(date(2026, 5, 16), locale))
    look(page, "simple-07-ordinary")

    # ── What the petitioner of each sees ──

    for petition, name, words in (
        (lamp, "simple-08-follow-answered", REPLY),
        (roof, "simple-09-follow-ordinary", written(date(2026, 5, 16), locale)),
    ):
        page.context.clear_cookies()
        follow(page, petition.number, petition.query_code)
        expect(page.locator("main")).to_contain_text(words)
        look(page, name)

    lamp, roof = Petition.objects.get(pk=lamp.pk), Petition.objects.get(pk=roof.pk)
    assert (lamp.state, lamp.finality, lamp.clocks.get(rule="C09").result) == ("CLOSED", "NOT_APPLICABLE", "MET")
    assert (roof.state, roof.clocks.get(rule="C09").result, roof.clocks.get(rule="C06").strict_on) == ("HANDLING", "NA", date(2026, 5, 16))

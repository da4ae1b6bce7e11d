"""Closed is not always good: the superior orders a correction, the organ answers anew, the superior accepts it."""

from datetime import date

from playwright.sync_api import expect

from petitions.models import Petition
from tests.browser import two_screens
from tests.factories import at

from .hands import Hands

SAME = {"facts": "经查第{}项属实", "result": "SUPPORT", "opinion": "予以支持", "basis": "《住房保障办法》"}


@two_screens
def test_a_closed_answer_is_corrected(demo, new_page, watch, on, look, locale, width):
    watch.forgiven.append("status of 422")  # the browser says so itself where a form comes back
    petition = demo.served()
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 14)))
    page = new_page(locale=locale, width=width)
    hands = Hands(page, petition)

    # ── Ordered from above by two persons ──

    on(date(2026, 5, 20))
    hands.of(demo.supervisor).take("order_correction").fill(
        defect="FACTS_UNCLEAR", facts="漏水原因没有鉴定。", requirement="委托鉴定后重新答复。", due_on="2026-06-12"
    )
    look(page, "correction-01-order")
    hands.send()
    hands.of(demo.bureau_leader)
    look(page, "correction-02-to-confirm")
    hands.confirm()

    # ── Done anew: the findings before do not count, and the same answer needs a reason ──

    on(date(2026, 5, 21))
    hands.of(demo.liaison)
    look(page, "correction-03-ordered")
    hands.of(demo.handler).take("start_correction")
    expect(page.locator(".step-form")).to_contain_text("委托鉴定后重新答复")
    look(page, "correction-04-begin")
    hands.send()
    petition = Petition.objects.get(pk=petition.pk)
    for claim in petition.claims.all():
        petition.advance("find", by=demo.handler, claim=claim, **SAME | {"facts": SAME["facts"].format(claim.seq)})
    page.goto(f"{petition.get_absolute_url()}steps/submit/")
    expect(page.locator(".step-form [name=justification]")).to_be_visible()
    look(page, "correction-05-the-same-again")
    for claim in petition.claims.all():
        petition.advance("find", by=demo.handler, claim=claim, **SAME | {"facts": "经委托鉴定，屋面防水层整体失效。"})
    page.reload()
    hands.send()
    hands.of(demo.leader)
    page.goto(f"{petition.get_absolute_url()}steps/sign/")
    hands.send()

    # ── Judged by who ordered it; the petitioner may ask for a review of the new answer ──

    on(date(2026, 5, 22))
    hands.of(demo.handler).take("serve").fill(mode="PERSONAL", received_by="王秀英").send()
    hands.of(demo.supervisor)
    look(page, "correction-06-to-judge")
    hands.take("accept_correction").send()
    look(page, "correction-07-accepted")

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.corrections.get().verdict) == ("REMEDY_WINDOW", "ACCEPTED")
    assert petition.clocks.get(rule="C19").result == "MET"
    assert petition.clocks.get(rule="C12", result="RUNNING").strict_on == date(2026, 6, 21)

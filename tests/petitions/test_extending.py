"""The handling time by its pages: approved and told in time, or the answer is late all the same."""

from datetime import date

import pytest

from petitions.models import Petition
from petitions.workflow import StepNotOpen
from tests.factories import at

from .test_simple import clock, confirm
from .test_views_steps import errors, take

ACCEPTED, APPROVED, ORIGINAL = date(2026, 3, 10), date(2026, 5, 8), date(2026, 5, 9)


def approved(cast, sign_in, on, **answers):
    """Accepted on 10 March, thirty days asked for and approved on 8 May (scenarios 9 and 11)."""
    petition = cast.accepted(accepted_on=ACCEPTED, sent_on=date(2026, 3, 4), signed_on=date(2026, 3, 5))
    on(2026, 5, 8)
    assert take(sign_in(cast.handler), petition, "extend", days=30, reason="需要委托鉴定", **answers).status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302
    return Petition.objects.get(pk=petition.pk)


def test_approved_and_told_on_the_same_day(cast, sign_in, on):
    petition = approved(cast, sign_in, on, mode="PERSONAL", notified_on="2026-05-08")

    assert clock(petition, "C06") == ("RUNNING", date(2026, 6, 8), 0)
    assert take(sign_in(cast.handler), petition, "extend", days=5, reason="再延", mode="MAIL", notified_on="2026-05-08").status_code == 422


def test_approved_but_not_told_is_late_from_the_day_after(cast, sign_in, on):
    petition = approved(cast, sign_in, on)

    handling = petition.clocks.get(rule="C06")
    assert (handling.strict_on, handling.extension_days, handling.extension.days) == (ORIGINAL, 0, 30)
    assert petition.documents.get(kind="D14").payload["extended_due_on"] == "2026-06-08"
    assert not petition.is_late(ORIGINAL)
    assert petition.is_late(date(2026, 5, 10))
    on(2026, 5, 10)
    answer = take(sign_in(cast.handler), petition, "serve_extension", mode="PERSONAL", served_on="2026-05-10")
    assert (answer.status_code, list(errors(answer))) == (422, ["served_on"])
    for claim in petition.claims.all():
        petition.advance("find", by=cast.handler, claim=claim, facts="属实", result="SUPPORT", opinion="支持", basis="条例")
    petition.advance("submit", by=cast.handler)
    petition.advance("sign", by=cast.leader)
    assert clock(petition, "C06") == ("LATE", ORIGINAL, 1)


def test_told_in_time_and_recorded_later(cast, sign_in, on):
    petition = approved(cast, sign_in, on)
    on(2026, 5, 12)

    assert take(sign_in(cast.water_liaison), petition, "serve_extension", mode="MAIL", served_on="2026-05-09").status_code == 404
    assert take(sign_in(cast.liaison), petition, "serve_extension", mode="MAIL", served_on="2026-05-09").status_code == 302

    assert clock(petition, "C06") == ("RUNNING", date(2026, 6, 8), 0)
    assert petition.documents.get(kind="D14").services.get().served_on == ORIGINAL


def test_in_shandong_the_assigner_approves_first(cast, sign_in, on, settings):
    settings.CLOCK_PROFILE = "SHANDONG_2015"
    petition = cast.assigned()
    on(2026, 3, 20)
    petition.advance("sign_for", by=cast.liaison)
    petition.advance("accept", by=cast.handler, track="T6_PETITION", mode="MAIL", notified_on=date(2026, 3, 20))
    petition.confirm(petition.pending, by=cast.liaison)
    handler, bureau = sign_in(cast.handler), sign_in(cast.dispatcher)
    extension = {"days": 20, "reason": "需要鉴定", "mode": "MAIL", "notified_on": "2026-03-20"}

    assert take(handler, petition, "extend", **extension).status_code == 422
    assert take(handler, petition, "ask_extension", days=20, reason="需要鉴定").status_code == 302
    assert cast.dispatcher.notices.filter(kind="extension_asked").exists()
    with pytest.raises(StepNotOpen):
        petition.advance("approve_extension", by=cast.leader, days=20)
    assert take(bureau, petition, "approve_extension", days=15).status_code == 302
    assert take(handler, petition, "extend", **extension).status_code == 422
    assert take(bureau, petition, "approve_extension", days=20).status_code == 302
    assert take(handler, petition, "extend", **extension).status_code == 302
    assert confirm(sign_in(cast.leader), petition).status_code == 302

    assert clock(petition, "C06") == ("RUNNING", date(2026, 6, 8), 0)


def test_elsewhere_nobody_asks_the_assigner(cast):
    petition = cast.assigned()
    petition.advance("sign_for", by=cast.liaison, at=at(date(2026, 3, 17)))
    petition.advance("accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="MAIL", notified_on=date(2026, 3, 20))
    petition.confirm(petition.pending, by=cast.liaison, at=at(date(2026, 3, 20)))

    with pytest.raises(StepNotOpen):
        petition.advance("ask_extension", by=cast.handler, at=at(date(2026, 3, 23)), days=20, reason="需要鉴定")
    petition.advance(
        "extend", by=cast.handler, at=at(date(2026, 3, 23)), days=20, reason="鉴定", mode="MAIL", notified_on=date(2026, 3, 23)
    )

    assert petition.pending.step == "extend"

"""Does a whole year of a small city add up, and does every point that was taken off lead to its evidence?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from petitions.models import Event
from supervision import scoring
from supervision.models import Deduction, YearSheet
from tests.factories import at, make_petition

from .town import Town

MONTH_ENDS = [date(2026, month, 28) for month in range(3, 13)]


@pytest.fixture
def on(monkeypatch):
    now = {"day": date(2026, 1, 5)}
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else now["day"])
    return lambda day: now.update(day=day)


def a_year(cast, town):
    """What happens in the city: in time, late, never, and lost from sight; one matter turns out an accusation."""
    town.four_failings()
    for day in (8, 9, 10):
        petition = cast.served(accepted_on=date(2026, 4, day), found_on=date(2026, 4, 10))
        petition.advance("lapse", actor=Event.Actor.SYSTEM, at=at(date(2026, 5, 14)))
    cast.served()  # everything in time
    cast.ordered_to_correct()
    cast.transferred(sent_on=date(2026, 3, 30), organ=cast.water)
    make_petition(cast.bureau, cast.clerk, received_on=date(2026, 6, 1))
    secret = cast.transferred()
    scoring.propose(date(2026, 4, 20))
    secret.advance("seal", by=cast.liaison, at=at(date(2026, 4, 21)), reason="材料中举报干部受贿。", accused=[])
    return secret


def decide_what_is_ripe(client, duty, today):
    client.force_login(duty.officer)
    for row in scoring.waiting_for(duty, today):
        # every fifth is dropped, so that the sheets differ from what was proposed
        is_dropped = Deduction.objects.filter(pk__lt=row.pk).count() % 5 == 4
        answer = client.post(
            reverse("deduction-decide", args=[row.slug]), {"decision": "drop" if is_dropped else "confirm", "words": "经核查。"}
        )
        assert answer.status_code == 302


def test_every_point_of_the_year_has_its_evidence_and_every_sheet_is_the_sum_of_its_rows(client, cast, on):
    town = Town(cast)
    secret = a_year(cast, town)
    for day in MONTH_ENDS:
        on(day)
        scoring.propose(day)
        for duty in (cast.supervisor, cast.joint):
            decide_what_is_ripe(client, duty, day)
    last = date(2027, 1, 20)
    on(last)
    for duty in (cast.supervisor, cast.joint):
        decide_what_is_ripe(client, duty, last)

    confirmed = Deduction.objects.filter(state="CONFIRMED")
    assert {row.code for row in confirmed} == {"K_NOT_ACCEPTED", "K_NOT_TRANSFERRED", "K_NOT_HANDLED", "K_NOT_TRACKED"}
    assert confirmed.count() >= 12
    assert not confirmed.filter(petition=secret).exists()
    assert Deduction.objects.filter(petition=secret, state="PROPOSED").exists()  # proposed before it was sealed; now nobody's

    seen = set()
    for organ in (town.organ, cast.housing, cast.water):
        for year in (2026, 2027):
            client.force_login(cast.supervisor.officer)
            page = client.get(reverse("assessment-sheet"), {"organ": organ.slug, "year": year})
            lines = page.context["lines"]
            assert page.context["of"].total == sum((line["row"].points for line in lines), Decimal("0.00"))
            assert not page.context["of"].is_part
            assert {line["row"] for line in lines} == set(confirmed.filter(organ=organ, year=year).exclude(petition=secret))
            by_receiver = sum((points for _duty, points in page.context["of"].receivers), Decimal("0.00"))
            assert by_receiver == sum((line["row"].points for line in lines if line["row"].first_receiver_id), Decimal("0.00"))
            for line in lines:
                assert client.get(line["evidence"]).status_code == 200, line
                assert client.get(line["row"].petition.get_absolute_url()).status_code == 200
                seen.add(line["row"])
    assert seen == set(confirmed.exclude(organ=cast.bureau))

    # What the December sweep did not reach is found when the year is closed, and keeps it open until it is decided.
    client.force_login(cast.bureau_leader.officer)
    for day in (last, last + timedelta(days=40)):
        on(day)
        client.post(reverse("assessment-freeze"), {"organ": cast.water.slug, "year": 2026})
        decide_what_is_ripe(client, cast.supervisor, day)
        client.force_login(cast.bureau_leader.officer)
    client.post(reverse("assessment-freeze"), {"organ": cast.water.slug, "year": 2026})
    sheet = YearSheet.objects.get(organ=cast.water)
    assert sheet.total == sum(sheet.rows.values_list("points", flat=True), Decimal("0.00"))
    assert sheet.size == confirmed.filter(organ=cast.water, year=2026).count()

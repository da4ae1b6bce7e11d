"""Does a newcomer find an office at work: petitions, and what supervision makes of those that are late?"""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty, Organ
from petitions.models import Petition
from supervision import deductions, judging, scoring, year_sheets
from supervision.models import Deduction, Escalation
from tests.factories import at


@pytest.fixture(autouse=True)
def on_a_day_whose_next_year_need_not_be_announced():
    """The time to contest is counted in working days; in December it would end in a year that nobody may have announced yet."""
    with time_machine.travel(at(date(2026, 10, 12)), tick=True):
        yield


def test_the_demo_has_deductions_to_decide_on_each_with_its_evidence(db, client):
    call_command("seed_demo", petitions=60, processes=1, stdout=StringIO(), stderr=StringIO())
    supervisor = Duty.objects.get(officer__username="supervisor")
    client.force_login(supervisor.officer)

    assert Petition.objects.count() >= 60
    assert Escalation.objects.exists()
    assert Deduction.objects.exists()
    assert scoring.propose(timezone.localdate()) == 0
    row = Deduction.objects.filter(organ__in=judging.judged(supervisor)).exclude(clock=None).first()
    page = client.get(reverse("deduction", args=[row.slug]))
    assert page.status_code == 200
    assert row.clock.rule in page.content.decode()
    assert client.get(reverse("petition", args=[row.petition.number])).status_code == 200


def test_the_year_sheets_of_the_demo_are_the_sums_of_their_confirmed_rows_and_each_row_opens_its_evidence(db, client):
    call_command("seed_demo", petitions=60, processes=1, stdout=StringIO(), stderr=StringIO())
    supervisor, today = Duty.objects.get(officer__username="supervisor"), timezone.localdate()
    client.force_login(supervisor.officer)
    for row in Deduction.objects.filter(pk__in=judging.to_judge(supervisor).values("pk")):
        deductions.decide(row, supervisor, is_confirmed=True, words="", today=row.contest_until + timedelta(days=1))
    confirmed = Deduction.objects.filter(state=Deduction.State.CONFIRMED, year=today.year)
    assert confirmed.count() > 5

    for organ in Organ.objects.filter(pk__in=confirmed.values("organ")):
        sheet = year_sheets.find(supervisor, organ, today.year)
        assert sheet.total == sum((row.points for row in confirmed.filter(organ=organ)), Decimal("0.00"))
    for row in confirmed.select_related("petition"):
        page = client.get(reverse("deduction", args=[row.slug])).content.decode()
        assert row.petition.get_absolute_url() in page
        assert client.get(row.petition.get_absolute_url()).status_code == 200

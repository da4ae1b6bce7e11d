"""Does a newcomer find an office at work: petitions, and what supervision makes of those that are late?"""

from io import StringIO

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Duty
from petitions.models import Petition
from supervision import judging, scoring
from supervision.models import Deduction, Escalation


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

"""Can an office begin without the demo?"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Duty, Officer, Organ, Role

GIVEN = {
    "name": "江城市委、市人民政府", "short_name": "江城市", "code": "江府", "bureau_name": "江城市信访局", "bureau_short_name": "市信访局", "bureau_code": "江信",
    "admin_name": "冯立新", "admin_username": "Admin",
}  # fmt: skip


def test_an_office_opens_with_an_organ_a_bureau_and_an_administrator(client, db):
    said = StringIO()

    call_command("open_office", **GIVEN, level="COUNTY", stdout=said)

    bureau = Organ.objects.get(code="江信")
    duty = Duty.objects.get()
    assert (bureau.parent.name, bureau.parent.kind, bureau.level, bureau.is_bureau) == ("江城市委、市人民政府", "GOVERNMENT", 4, True)
    assert (duty.organ, duty.role, duty.officer.username) == (bureau, Role.ADMIN, "admin")
    password = next(word for word in said.getvalue().replace(",", "").split() if duty.officer.check_password(word))
    assert client.post(reverse("sign-in"), {"username": "admin", "password": password}).url.startswith("/password/new/")


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"code": "江" * 13}, {"admin_username": "two words"}, {"bureau_code": "江府"}, {"bureau_name": None}]
)
def test_what_cannot_be_entered_is_refused_and_nothing_is_written(db, monkeypatch, changed):
    monkeypatch.setattr("sys.stdin", StringIO())

    with pytest.raises(CommandError):
        call_command("open_office", **GIVEN | changed)

    assert not Organ.objects.exists()
    assert not Officer.objects.exists()


def test_an_office_that_has_organs_is_left_alone(cast):
    with pytest.raises(CommandError):
        call_command("open_office", **GIVEN)

    assert Organ.objects.count() == 5

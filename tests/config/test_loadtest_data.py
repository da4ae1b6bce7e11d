"""Are the petitions that the measurements are made on petitions of this office, as it is now?"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from petitions.models import Petition
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def test_petitions_in_bulk_stand_on_the_lists(client):
    cast = Cast()

    call_command("loadtest_data", 40, stderr=StringIO())

    assert Petition.objects.count() == 40
    client.force_login(cast.dispatcher.officer)
    assert client.get("/cases/?tab=organ&state=all").status_code == 200
    assert Petition.objects.visible_to(cast.dispatcher).count() == 40
    newest = Petition.objects.latest("received_on")
    assert newest.number in client.get(newest.get_absolute_url()).content.decode().replace("-", "")


def test_there_has_to_be_an_office():
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("loadtest_data", 1, stderr=StringIO())

"""Who sits at which screen, and which day is it?"""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from tests.factories import SHANGHAI


@pytest.fixture
def sign_in(db):
    """`sign_in(cast.liaison)`: that officer's browser, in English."""

    def signed_in(duty):
        client = Client(headers={"accept-language": "en"})
        client.force_login(duty.officer)
        return client

    return signed_in


@pytest.fixture
def on():
    """`on(2026, 3, 17)`: from here on it is ten o'clock of that day."""
    travels = []

    def go(year, month, day):
        for travel in travels:
            travel.stop()
        travels[:] = [time_machine.travel(datetime(year, month, day, 10, tzinfo=SHANGHAI), tick=True)]
        travels[0].start()

    yield go
    for travel in travels:
        travel.stop()

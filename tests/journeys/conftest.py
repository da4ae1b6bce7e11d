"""Who sits where, on which day, and what has to hold of every page that they come to?"""

import os
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import override

from tests.browser import check_axe, check_width
from tests.database import connected
from tests.factories import at

# The database keeps its own time, so that nobody can backdate an event. Here it keeps the time of the story.
CLOCKS = ("clock_timestamp", "now", "statement_timestamp", "transaction_timestamp")
CLOCK = "CREATE OR REPLACE FUNCTION public.{name}() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT pg_catalog.{name}() - interval ''{seconds} s'''"


@pytest.fixture
def on(office):
    """`on(date(2026, 3, 17))`: from here on it is ten o'clock of that day, for the browser's server and for the database."""
    with ExitStack() as travels:

        def go(day: date):
            travels.close()
            back = (datetime.now(UTC) - at(day)).total_seconds()
            with closing(connected("owner", office.name)) as owner, owner.cursor() as cursor:
                cursor.execute(f"ALTER DATABASE {office.name} SET search_path = public, pg_catalog")
                for name in CLOCKS:
                    cursor.execute(CLOCK.format(name=name, seconds=back))
            connection.close()
            travels.enter_context(time_machine.travel(at(day), tick=True))

        yield go


@pytest.fixture
def look(shot):
    """`look(page, "desk")`: no barrier, nothing pushed out sideways; for `make shots` a picture with language and width in its name."""

    def looked_at(page, name):
        check_axe(page)
        check_width(page)
        language = page.locator("html").get_attribute("lang").partition("-")[0]
        if os.environ.get("SHOTS"):
            shot(page, f"{name}-{language}-{page.viewport_size['width']}")

    return looked_at


def written(day: date, locale: str) -> str:
    """The day as a page in that language writes it."""
    with override("en" if locale == "en-US" else "zh-hans"):
        return date_format(day, "DATE_FORMAT")

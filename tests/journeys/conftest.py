"""Who sits where, on which day, and what has to hold of every page that they come to?"""

import random
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import override

from accounts.models import Duty, Role
from config.demo.city import PASSWORD, City
from tests.browser import MAKES_PICTURES, check_axe, check_width
from tests.database import connected, let_clocks_be_replaced
from tests.factories import Cast, at

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
                let_clocks_be_replaced(cursor)
            connection.close()
            travels.enter_context(time_machine.travel(at(day), tick=True))

        yield go


@pytest.fixture
def look(shot):
    """`look(page, "desk")`: nothing pushed out sideways, no barrier; for `make shots` a picture with language and width in its name.

    `closely`: barriers on this screen too, or not here. A story has them looked for at the desk in Chinese; test_every_page opens each page on a telephone too.
    """

    def looked_at(page, name, *, closely=None):
        page.wait_for_load_state()  # a heading can be there before its style sheets are
        language, width = page.locator("html").get_attribute("lang").partition("-")[0], page.viewport_size["width"]
        if (language, width) == ("zh", 1280) if closely is None else closely:
            check_axe(page)
        check_width(page)
        if MAKES_PICTURES:
            shot(page, f"{name}-{language}-{width}")

    return looked_at


class DemoCast(Cast):
    """The people of the demo city, in the parts that the stages of a petition ask for."""

    def __init__(self):
        city = City(random.Random(2026), make_password(PASSWORD))
        part = {}
        for duty in Duty.objects.select_related("officer", "organ").order_by("id"):
            part.setdefault(duty.officer.username, duty)
        self.bureau, self.housing, self.discipline = city.bureau, city.departments["住房和城乡建设局"], city.discipline
        self.water, self.water_liaison = city.departments["水利局"], city.who(city.departments["水利局"], Role.LIAISON)
        self.clerk, self.dispatcher, self.supervisor, self.admin = (part[name] for name in ("clerk", "dispatcher", "supervisor", "admin"))
        self.city, self.city_leader, self.joint = city.city, part["government"], part["joint"]
        self.province, self.reviewer, self.review_leader = city.province, part["reviewer"], part["government"]
        self.rereviewer, self.rereview_leader = (city.who(city.province, role) for role in (Role.REVIEW, Role.O_LEAD))
        self.county_dispatcher = city.who(city.bureaus[1], Role.DISPATCHER)
        self.education = city.departments["教育局"]
        self.education_liaison, self.education_leader = city.who(self.education, Role.LIAISON), city.who(self.education, Role.O_LEAD)
        self.water_handler, self.water_leader = city.who(self.water, Role.HANDLER), city.who(self.water, Role.O_LEAD)
        self.bureau_leader, self.accusation_officer = part["bureau"], part["accusations"]
        self.liaison, self.handler, self.leader, self.archivist = (part[name] for name in ("liaison", "handler", "leader", "archivist"))

    @property
    def parts(self):
        return {name: duty for name, duty in vars(self).items() if isinstance(duty, Duty)}


@pytest.fixture
def demo(db, on):
    """The people of the demo city, in the spring of 2026."""
    on(date(2026, 3, 2))
    return DemoCast()


def written(day: date, locale: str) -> str:
    """The day as a page in that language writes it."""
    with override("en" if locale == "en-US" else "zh-hans"):
        return date_format(day, "DATE_FORMAT")

"""The calendar against the State Council's notices, and against arithmetic that must hold in any year."""

import tomllib
from datetime import date, timedelta

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from accounts import calendar
from accounts.calendar import FILES, MissingYear, WorkCalendar, current_calendar, fill, forget, load_year, seed_calendar
from accounts.models import CalendarDay, CalendarYear

SHIPPED = WorkCalendar.from_files()
ONE_DAY = timedelta(days=1)

some_day = st.dates(date(2004, 2, 1), date(2028, 6, 30))
some_days = st.integers(0, 90)


def days_from(first, last):
    return {first + ONE_DAY * i for i in range((last - first).days + 1)}


# The notice of 4 November 2025, typed from its text.
REST_2026 = (
    days_from(date(2026, 1, 1), date(2026, 1, 3))
    | days_from(date(2026, 2, 15), date(2026, 2, 23))
    | days_from(date(2026, 4, 4), date(2026, 4, 6))
    | days_from(date(2026, 5, 1), date(2026, 5, 5))
    | days_from(date(2026, 6, 19), date(2026, 6, 21))
    | days_from(date(2026, 9, 25), date(2026, 9, 27))
    | days_from(date(2026, 10, 1), date(2026, 10, 7))
)
MAKEUP_2026 = {date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)}


def test_every_day_of_2026_is_as_announced():
    expected = {
        day: day in MAKEUP_2026 or (day.weekday() < 5 and day not in REST_2026) for day in days_from(date(2026, 1, 1), date(2026, 12, 31))
    }

    assert {day: SHIPPED.is_workday(day) for day in expected} == expected
    assert sum(expected.values()) == 248


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        (date(2005, 12, 31), True),  # a Saturday worked for the New Year of 2006
        (date(2007, 12, 31), False),
        (date(2008, 9, 27), True),
        (date(2015, 9, 3), False),
        (date(2015, 9, 6), True),
        (date(2019, 5, 5), True),
        (date(2020, 1, 31), False),  # the rest days that were added in the epidemic
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2027, 2, 8), False),
    ],
)
def test_days_that_a_weekday_counter_gets_wrong(day, is_workday):
    assert SHIPPED.is_workday(day) is is_workday


def test_years_not_announced_are_provisional():
    assert SHIPPED.is_provisional(2026) is False
    assert SHIPPED.is_provisional(2027) is True
    assert SHIPPED.is_provisional(2028) is True


def test_each_file_names_its_year_and_its_notice():
    for path in FILES.glob("*.toml"):
        notice = tomllib.loads(path.read_text(encoding="utf-8"))
        assert notice["year"] == int(path.stem)
        assert notice["status"] in CalendarYear.Status.values
        assert "国务院办公厅" in notice["source"]
        assert len(notice["source"]) <= CalendarYear._meta.get_field("source").max_length
        assert {holiday["name"] for holiday in notice["holidays"]} <= set(calendar.HOLIDAYS)
    assert sorted(SHIPPED.years) == list(range(2004, 2029))


def test_only_days_that_deviate_are_kept():
    assert all(day.is_workday != (date.weekday() < 5) for date, day in SHIPPED.days.items())


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 17), "Spring Festival"),
        (date(2026, 2, 15), "Spring Festival"),  # the Sunday that opens the stretch
        (date(2026, 2, 22), "Spring Festival"),
        (date(2026, 2, 14), "Spring Festival"),  # worked for it
        (date(2026, 4, 4), "Qingming Festival"),
        (date(2026, 6, 21), "Dragon Boat Festival"),
        (date(2025, 10, 6), "Mid-Autumn Festival"),
        (date(2026, 2, 24), ""),
        (date(2026, 3, 7), ""),
    ],
)
def test_a_day_is_called_by_its_holiday(day, name):
    assert SHIPPED.name_of(day) == name


def test_a_makeup_day_is_a_worked_weekend_day():
    assert SHIPPED.is_makeup(date(2026, 2, 14)) is True
    assert SHIPPED.is_makeup(date(2026, 2, 13)) is False
    assert SHIPPED.is_makeup(date(2026, 2, 15)) is False


@given(some_day, some_days)
def test_adding_n_and_counting_gives_n(start, n):
    end = SHIPPED.add_workdays(start, n)

    assert SHIPPED.count_workdays(start, end) == n
    assert SHIPPED.count_workdays(end, start) == -n


@given(some_day, st.integers(1, 90))
def test_working_days_never_end_on_a_rest_day(start, n):
    assert SHIPPED.is_workday(SHIPPED.add_workdays(start, n))


@given(some_day, some_day, some_days)
def test_a_later_start_is_never_due_earlier(one, other, n):
    earlier, later = sorted([one, other])

    assert SHIPPED.add_workdays(earlier, n) <= SHIPPED.add_workdays(later, n)
    assert SHIPPED.roll(earlier) <= SHIPPED.roll(later)


@given(some_day, some_days)
def test_one_more_working_day_is_later(start, n):
    assert SHIPPED.add_workdays(start, n) < SHIPPED.add_workdays(start, n + 1)


@given(some_day)
def test_rolling_twice_is_rolling_once(day):
    assert SHIPPED.roll(SHIPPED.roll(day)) == SHIPPED.roll(day) >= day
    assert SHIPPED.roll_back(SHIPPED.roll_back(day)) == SHIPPED.roll_back(day) <= day
    assert SHIPPED.is_workday(SHIPPED.roll(day))
    assert SHIPPED.is_workday(SHIPPED.roll_back(day))


@given(st.dates(date(2029, 1, 1), date(2060, 12, 31)))
def test_a_year_that_is_missing_is_an_error(day):
    for question in (SHIPPED.is_workday, SHIPPED.roll, SHIPPED.roll_back, SHIPPED.name_of):
        with pytest.raises(MissingYear, match=str(day.year)):
            question(day)
    with pytest.raises(MissingYear, match=str(day.year)):
        SHIPPED.is_provisional(day.year)


def test_counting_into_a_missing_year_names_that_year():
    with pytest.raises(MissingYear, match="2029"):
        SHIPPED.add_workdays(date(2028, 12, 20), 15)
    with pytest.raises(MissingYear, match="2003"):
        SHIPPED.roll_back(date(2004, 1, 1))


def test_working_days_are_not_added_backwards():
    with pytest.raises(ValueError, match="forwards"):
        SHIPPED.add_workdays(date(2026, 3, 2), -1)


@pytest.fixture
def office(db):
    """An office that has just opened: the shipped years, and no calendar held from another test."""
    forget()
    seed_calendar()
    yield
    forget()


@pytest.mark.usefixtures("office")
def test_the_office_starts_with_the_shipped_years():
    assert current_calendar().days == SHIPPED.days
    assert current_calendar().years == SHIPPED.years


@pytest.mark.usefixtures("office")
def test_the_tables_can_be_filled_as_a_migration_fills_them():
    CalendarYear.objects.all().delete()

    fill(apps.get_model("accounts", "CalendarYear"), apps.get_model("accounts", "CalendarDay"))

    assert CalendarDay.objects.filter(year_id=2026, is_workday=True).count() == len(MAKEUP_2026)
    assert CalendarDay.objects.count() == len(SHIPPED.days)


@pytest.mark.usefixtures("office")
def test_seeding_never_touches_what_the_office_loaded():
    load_year(2027, {date(2027, 2, 14): (True, "Spring Festival")}, "ANNOUNCED", "Notice of 5 November 2026")

    seed_calendar()

    assert list(CalendarDay.objects.filter(year_id=2027).values_list("date", "is_workday")) == [(date(2027, 2, 14), True)]


@pytest.mark.usefixtures("office")
def test_a_loaded_year_takes_the_place_of_the_expected_one_at_once():
    assert current_calendar().is_provisional(2027)
    assert not current_calendar().is_workday(date(2027, 2, 14))

    days = {
        date(2027, 2, 14): (True, "Spring Festival"),
        date(2027, 2, 13): (False, "Spring Festival"),
        date(2027, 2, 8): (False, "Spring Festival"),
    }
    load_year(2027, days, CalendarYear.Status.ANNOUNCED, "Notice of 5 November 2026")

    assert not current_calendar().is_provisional(2027)
    assert current_calendar().is_workday(date(2027, 2, 14))
    assert current_calendar().days.keys() & days == {date(2027, 2, 14), date(2027, 2, 8)}  # a Saturday off only says what it is anyway


@pytest.mark.usefixtures("office")
def test_a_year_of_wrong_days_or_without_source_is_refused_and_changes_nothing():
    with pytest.raises(ValueError, match="2028-01-03"):
        load_year(2027, {date(2028, 1, 3): (False, "New Year's Day")}, "ANNOUNCED", "Notice of 5 November 2026")
    with pytest.raises(ValueError, match=r"\w"):
        load_year(2027, {}, "ANNOUNCED", " ")
    with pytest.raises(ValueError, match="PERHAPS"):
        load_year(2027, {}, "PERHAPS", "Notice of 5 November 2026")

    assert current_calendar().days == SHIPPED.days
    assert current_calendar().is_provisional(2027)


@pytest.mark.usefixtures("office")
def test_the_calendar_is_held_for_some_seconds_and_read_again_when_it_changed(monkeypatch, django_assert_num_queries):
    now = [100.0]
    monkeypatch.setattr(calendar.time, "monotonic", lambda: now[0])
    forget()
    held = current_calendar()

    now[0] += calendar.FRESH_SECONDS - 0.1
    with django_assert_num_queries(0):
        assert current_calendar() is held
    now[0] += 0.2
    with django_assert_num_queries(1):
        assert current_calendar() is held

    CalendarYear.objects.create(year=2029, status="PROVISIONAL", source="another process")
    now[0] += calendar.FRESH_SECONDS
    assert current_calendar().is_provisional(2029)


@pytest.mark.usefixtures("office")
def test_an_office_without_calendar_is_told_so():
    CalendarYear.objects.all().delete()
    forget()

    with pytest.raises(MissingYear, match="2026"):
        current_calendar().is_workday(date(2026, 3, 2))

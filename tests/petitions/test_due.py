"""The same dates on the command line, from the office's own calendar; and one clear sentence for whatever cannot be."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError

from accounts.calendar import forget, load_year, seed_calendar
from accounts.models import CalendarYear
from petitions.management.commands import due as command


@pytest.fixture(autouse=True)
def _office(db):
    forget()
    seed_calendar()
    yield
    forget()


def due(*arguments):
    out = StringIO()
    call_command("due", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        pytest.param("C04 2026-02-12", "2026-02-26 2026-02-26", id="objection over Spring Festival"),
        pytest.param("c04 2026-02-12", "2026-02-26 2026-02-26", id="a rule in small letters"),
        pytest.param("C01 2026-02-02", "2026-02-17 2026-02-24", id="strict and rolled differ"),
        pytest.param("C06 2026-03-10 --extend 30", "2026-06-08 2026-06-08", id="extended"),
        pytest.param("C01 2026-02-12 --profile ZHEJIANG_2016", "2026-02-26 2026-02-26", id="Zhejiang registers in five working days"),
        pytest.param("C06 2026-03-10 --profile ZHEJIANG_2016 --extend 60", "2026-06-08 2026-06-08", id="Zhejiang extends by sixty"),
        pytest.param("C15 2026-11-02 --pause 2026-11-20:2026-12-04", "2026-12-16 2026-12-16", id="a hearing"),
        pytest.param(
            "C15 2026-11-02 --pause 2026-11-20:2026-11-25 --pause 2026-12-01:2026-12-04", "2026-12-10 2026-12-10", id="two hearings"
        ),
        pytest.param("C06 2026-03-10 --pause 2026-04-01:2026-04-15", "2026-05-09 2026-05-09", id="a hearing does not pause handling"),
        pytest.param("C11 2026-05-20 --given 2026-06-19", "2026-06-19 2026-06-22", id="a date named in the letter"),
        pytest.param("C18 2026-04-01 --profile SHANGHAI_2018", "2026-05-01 2026-05-06", id="feedback in Shanghai"),
        pytest.param("C18 2026-04-01 --arrived 2022-04-30", "2026-05-01 2026-05-06", id="feedback on a matter of 2022"),
        pytest.param("C18 2026-04-01 --profile CN_2005", "2026-05-01 2026-05-06", id="a repealed profile speaks of a matter of its time"),
        pytest.param("C22 2026-03-02 --level county", "2026-03-06 2026-03-06", id="a stage of forwarding"),
        pytest.param("C17 2026-02-16T23:30", "2026-02-17T01:30+08:00 2026-02-17T01:30+08:00", id="minutes"),
    ],
)
def test_it_prints_strict_and_rolled(arguments, printed):
    assert due(*arguments.split()) == printed + "\n"


def test_it_explains_in_the_language_asked_for():
    first, *told = due("C04", "2026-02-12", "--explain", "--language", "en").splitlines()

    assert first == "2026-02-26 2026-02-26"
    assert told[0].startswith("C04 Objection to a transfer: Regulations on Petition Work (2022), art. 23 para. 3")
    assert "5 working days: 13 Feb, 14 Feb (make-up workday, Spring Festival), 24 Feb, 25 Feb, 26 Feb." in told
    assert "Not counted: 15 Feb – 23 Feb: Spring Festival." in told


def test_it_explains_in_chinese_dates_by_default():
    assert "2月14日" in due("C04", "2026-02-12", "--explain")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("C99 2026-02-12", "There is no rule C99; the rules are C01 to C31."),
        ("C04 2026-02-12 --profile MARS_2020", "There is no profile MARS_2020; there are CN_2022, "),
        ("C04 2026-02-30", "2026-02-30 is not a date; write it like 2026-02-12."),
        ("C04 yesterday", "yesterday is not a date; write it like 2026-02-12."),
        ("C17 2026-02-12T99", "2026-02-12T99 is not a date; write it like 2026-02-12."),
        ("C04 2026-02-12 --arrived soon", "soon is not a date; write it like 2026-02-12."),
        ("C01 9999-12-31", "The date lies beyond what a calendar can hold."),
        ("C15 2026-11-02 --pause 2026-11-20:9999-12-31", "The date lies beyond what a calendar can hold."),
        ("C04 0001-01-01 --profile ZHEJIANG_2016", "C04 does not run here: "),
        ("C12 0001-01-01", "The working calendar of 1 has not been loaded"),
        ("C11 2026-02-12", "C11 (Result of an assigned matter) has no length of its own; give the date that the letter names."),
        ("C11 2026-02-12 --given 2026-02-11", "The named date lies before the start."),
        ("C04 2026-02-12 --given 2026-03-02", "C04 runs for a fixed period; no letter can name another date."),
        ("C06 2026-03-10 --extend 31", "An extension may not exceed 30 days."),
        ("C06 2026-03-10 --extend -1", "An extension cannot be negative."),
        ("C04 2026-03-10 --extend 1", "C04 (Objection to a transfer) cannot be extended."),
        ("C15 2026-11-02 --pause 2026-11-20", "A pause is two dates, like 2026-11-20:2026-12-04."),
        ("C15 2026-11-02 --pause 2026-11-20:2026-11-20", "A pause must end after it begins."),
        ("C15 2026-11-02 --pause 2026-10-20:2026-11-20", "A pause cannot begin before the clock starts."),
        ("C22 2026-03-02", "C22 depends on the organ's level; name a level from national to county."),
        ("C04 2021-06-01", "C04 does not run here: The Regulations of 2005 know no objection to a transfer."),
        (
            "C01 2028-12-25",
            "The working calendar of 2029 has not been loaded; load the State Council's notice for that year first.",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_code_2(arguments, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)) as refused:
        due(*arguments.split(), "--language", "en")

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


def test_it_asks_the_offices_calendar_and_not_the_shipped_files():
    assert due("C04", "2027-02-09") == "2027-02-17 2027-02-17\n"

    load_year(2027, {date(2027, 2, 14): (True, "Spring Festival")}, CalendarYear.Status.ANNOUNCED, "Notice of 5 November 2026")

    assert due("C04", "2027-02-09") == "2027-02-15 2027-02-15\n"


def test_a_provisional_year_is_said_to_be_so():
    assert "Provisional" in due("C06", "2027-12-31", "--explain", "--language", "en")
    assert "Provisional" not in due("C06", "2026-03-10", "--explain", "--language", "en")


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (
            DatabaseError("connection refused\n\tIs the server running?"),
            "The office's calendar cannot be read from the database: connection refused",
        ),
        (ProgrammingError("no such relation"), "The office has no tables yet; run `manage.py migrate` first."),
    ],
)
def test_a_database_that_cannot_answer_is_one_sentence(monkeypatch, trouble, sentence):
    def unable():
        raise trouble

    monkeypatch.setattr(command, "current_calendar", unable)

    with pytest.raises(CommandError) as refused:
        due("C04", "2026-02-12", "--language", "en")
    assert (str(refused.value), refused.value.returncode) == (sentence, 2)


def test_the_offices_own_profile_is_the_default(settings):
    settings.CLOCK_PROFILE = "ZHEJIANG_2016"

    assert due("C06", "2026-03-10") == "2026-04-09 2026-04-09\n"

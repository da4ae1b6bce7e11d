"""The clock engine against the written scenarios, a table that can be checked by hand, and what must hold for any date.

The number in a scenario's name is the one under which the rules were agreed.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.calendar import Day, MissingYear, WorkCalendar
from petitions import rulebook
from petitions.clocks import (
    Result,
    Rule,
    Start,
    Unit,
    Whose,
    add_months,
    check_extension,
    count,
    deemed_start,
    profile_for,
    profiles,
    representatives_limit,
    rule_for,
    served_by_public_notice,
    verdict,
)
from petitions.rules.clocks import RULES

CALENDAR = WorkCalendar.from_files()
ONE_DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def due(rule, start, *, profile="CN_2022", arrived=None, level=None, **how):
    start = date.fromisoformat(start)
    arrived_on = date.fromisoformat(arrived) if arrived else start
    return count(rule_for(rule, profile, arrived_on, level=level), start, CALENDAR, **how)


def dates(counting):
    return counting.strict.isoformat(), counting.rolled.isoformat()


def day(text):
    return date.fromisoformat(text)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


# ── The agreed scenarios ──


@pytest.mark.parametrize(
    ("rule", "start", "strict", "rolled"),
    [
        pytest.param("C01", "2026-03-02", "2026-03-17", "2026-03-17", id="1 plain fifteen days"),
        pytest.param("C01", "2026-02-02", "2026-02-17", "2026-02-24", id="2 fifteen days over Spring Festival"),
        pytest.param("C04", "2026-02-12", "2026-02-26", "2026-02-26", id="3 five working days with a make-up Saturday"),
        pytest.param("C04", "2026-09-17", "2026-09-23", "2026-09-23", id="6 five working days with a make-up Sunday"),
        pytest.param("C04", "2026-04-30", "2026-05-11", "2026-05-11", id="7 five working days over Labour Day"),
        pytest.param("C06", "2026-03-10", "2026-05-09", "2026-05-09", id="9 sixty days ending on a make-up Saturday"),
        pytest.param("C02", "2026-06-05", "2026-06-20", "2026-06-22", id="14 direct receipt, not on the spot"),
        pytest.param("C03", "2026-03-16", "2026-03-31", "2026-03-31", id="15 the organ's own fifteen days after the bureau's"),
        pytest.param("C08", "2026-02-09", "2026-02-12", "2026-02-12", id="19 simple procedure, acceptance"),
        pytest.param("C09", "2026-02-12", "2026-03-04", "2026-03-04", id="19 simple procedure, reply"),
        pytest.param("C06", "2026-02-12", "2026-04-13", "2026-04-13", id="20 simple made ordinary, from acceptance"),
        pytest.param("C12", "2026-09-02", "2026-10-02", "2026-10-08", id="22 review window over National Day"),
        pytest.param("C13", "2026-10-08", "2026-11-07", "2026-11-09", id="24 review decision"),
        pytest.param("C12", "2026-06-22", "2026-07-22", "2026-07-22", id="28 the window lapses"),
        pytest.param("C12", "2026-07-01", "2026-07-31", "2026-07-31", id="29 window after public notice"),
        pytest.param("C25", "2026-04-13", "2026-06-13", "2026-06-15", id="30 two months to act"),
        pytest.param("C06", "2027-12-31", "2028-02-29", "2028-02-29", id="32 leap day"),
        pytest.param("C01", "2026-10-03", "2026-10-18", "2026-10-19", id="34 submitted on a holiday"),
        pytest.param("C01", "2026-09-20", "2026-10-05", "2026-10-08", id="34 visit on a make-up Sunday"),
        pytest.param("C28", "2026-02-10", "2026-03-09", "2026-03-09", id="38 discipline organ's notice"),
        pytest.param("C19", "2026-07-10", "2026-08-09", "2026-08-10", id="39 correction order of thirty days"),
    ],
)
def test_scenario(rule, start, strict, rolled):
    assert dates(due(rule, start)) == (strict, rolled)


def test_scenario_2_aims_at_the_makeup_saturday_before_the_festival():
    assert due("C01", "2026-02-02").last_workday == date(2026, 2, 14)


def test_scenario_4_the_last_second_is_in_time_and_the_next_is_late():
    objection = due("C04", "2026-02-12")

    assert verdict(objection, datetime(2026, 2, 26, 23, 59, tzinfo=SHANGHAI)) == (Result.MET, 0)
    assert verdict(objection, datetime(2026, 2, 27, 0, 0, 1, tzinfo=SHANGHAI)) == (Result.LATE, 1)
    assert verdict(objection, datetime(2026, 2, 26, 16, 0, 1, tzinfo=ZoneInfo("UTC"))) == (Result.LATE, 1)


def test_scenario_11_extension_counts_from_the_original_date_and_has_its_limit():
    assert dates(due("C06", "2026-03-10", extension=30)) == ("2026-06-08", "2026-06-08")
    assert due("C06", "2026-03-10", extension=30).base_strict == date(2026, 5, 9)
    with pytest.raises(ValueError, match="30 days"):
        due("C06", "2026-03-10", extension=31)


def test_scenario_11_extension_is_approved_once_and_on_the_original_date_at_the_latest():
    handling = due("C06", "2026-03-10")

    check_extension(handling, 30, date(2026, 5, 8))
    check_extension(handling, 30, date(2026, 5, 9))
    with pytest.raises(ValueError, match="run out"):
        check_extension(handling, 30, date(2026, 5, 10))
    with pytest.raises(ValueError, match="30 days"):
        check_extension(handling, 31, date(2026, 5, 8))
    with pytest.raises(ValueError, match="at least one day"):
        check_extension(handling, 0, date(2026, 5, 8))
    with pytest.raises(ValueError, match="once already"):
        check_extension(due("C06", "2026-03-10", extension=10), 20, date(2026, 5, 8))


def test_scenario_11_the_extension_is_a_clock_of_its_own_from_the_original_date():
    assert dates(due("C07", "2026-05-09")) == ("2026-06-08", "2026-06-08")


def test_scenario_14_on_the_spot_is_met_with_no_day_used():
    assert verdict(due("C02", "2026-06-05"), date(2026, 6, 5)) == (Result.MET, 0)


def test_scenario_15_the_bureau_was_in_time_on_day_fourteen():
    assert verdict(due("C01", "2026-03-02"), date(2026, 3, 16)) == (Result.MET, 0)


def test_scenario_17_a_refused_objection_leaves_the_notice_three_days_late():
    assert dates(due("C03", "2026-02-12")) == ("2026-02-27", "2026-02-27")
    assert verdict(due("C03", "2026-02-12"), date(2026, 3, 2)) == (Result.LATE, 3)


def test_scenarios_22_and_23_the_window_ends_at_midnight_and_the_postmark_decides():
    window = due("C12", "2026-09-02")

    assert window.target == date(2026, 10, 8)
    assert verdict(window, datetime(2026, 10, 8, 23, 50, tzinfo=SHANGHAI)).result == Result.MET
    assert verdict(window, datetime(2026, 10, 9, 0, 10, tzinfo=SHANGHAI)) == (Result.LATE, 1)
    assert verdict(window, date(2026, 10, 8)).result == Result.MET  # posted then, arrived on the thirteenth


def test_scenario_22_some_profiles_excuse_a_justified_delay():
    excusing = {profile.key for profile in profiles() if rule_for("C12", profile.key, date(2021, 12, 20)).excuses_delay}

    assert excusing == {"SHANDONG_2015", "ZHEJIANG_2016"}


def test_scenario_26_a_hearing_does_not_pause_handling():
    counting = due("C06", "2026-03-10", pauses=[(date(2026, 4, 1), date(2026, 4, 15))])

    assert dates(counting) == ("2026-05-09", "2026-05-09")
    assert counting.pauses == ()
    assert counting.idle_pauses == ((date(2026, 4, 1), date(2026, 4, 15)),)
    assert any("no rule lets this clock pause" in sentence for sentence in counting.explain())


def test_scenario_28_the_window_is_open_to_the_last_midnight():
    window = due("C12", "2026-06-22")

    assert verdict(window, date(2026, 7, 22)).result == Result.MET
    assert verdict(window, date(2026, 7, 23)) == (Result.LATE, 1)


def test_scenario_29_public_notice_serves_after_thirty_days():
    assert served_by_public_notice(date(2026, 6, 1)) == date(2026, 7, 1)


def test_scenario_32_is_provisional_because_2028_is_not_announced():
    assert due("C06", "2027-12-31").is_provisional is True
    assert due("C06", "2026-03-10").is_provisional is False


@pytest.mark.parametrize(
    ("profile", "arrived"),
    [
        pytest.param("SHANGHAI_2018", "2026-03-01", id="36 Shanghai"),
        pytest.param("SHANDONG_2015", "2026-03-01", id="36 Shandong"),
        pytest.param("CN_2005", "2022-04-30", id="36 the rules of 2005"),
    ],
)
def test_scenario_36_feedback_in_thirty_days(profile, arrived):
    assert dates(due("C18", "2026-04-01", profile=profile, arrived=arrived)) == ("2026-05-01", "2026-05-06")


def test_scenario_36_since_2022_only_the_date_in_the_letter_binds():
    with pytest.raises(ValueError, match="give the date"):
        due("C18", "2026-04-01")
    assert dates(due("C18", "2026-04-01", given_due=date(2026, 4, 20))) == ("2026-04-20", "2026-04-20")


def test_scenario_56_an_assigned_result_named_for_a_holiday_rolls():
    assert dates(due("C11", "2026-05-20", given_due=date(2026, 6, 19))) == ("2026-06-19", "2026-06-22")


@pytest.mark.parametrize(
    ("profile", "headcount", "limit"),
    [
        pytest.param("CN_2022", 12, 5, id="42 national"),
        pytest.param("ZHEJIANG_2016", 8, 3, id="42 Zhejiang, eight"),
        pytest.param("ZHEJIANG_2016", 10, 3, id="42 Zhejiang, ten"),
        pytest.param("ZHEJIANG_2016", 11, 5, id="42 Zhejiang, eleven"),
        pytest.param("HOTLINE_WEIFANG", 12, 5, id="a profile that names none follows the nation"),
    ],
)
def test_representatives_of_a_visit(profile, headcount, limit):
    assert representatives_limit(profile, headcount, date(2026, 3, 2)) == limit


def test_silence_starts_handling_on_the_notice_clocks_strict_date():
    notice = due("C03", "2026-02-02")  # strict 17 February, rolled 24 February

    assert deemed_start(notice, None, date(2026, 2, 24)) is None
    assert deemed_start(notice, None, date(2026, 2, 25)) == Start(date(2026, 2, 17), is_deemed=True)
    assert deemed_start(notice, date(2026, 2, 24), date(2026, 2, 25)) == Start(date(2026, 2, 24), is_deemed=False)
    assert deemed_start(notice, date(2026, 3, 20), date(2026, 3, 20)) == Start(date(2026, 2, 17), is_deemed=True)


# ── Pauses ──


def test_a_hearing_moves_the_rereview_by_exactly_its_days():
    counting = due("C15", "2026-11-02", pauses=[(date(2026, 11, 20), date(2026, 12, 4))])

    assert counting.base_strict == date(2026, 12, 2)
    assert dates(counting) == ("2026-12-16", "2026-12-16")


def test_overlapping_pauses_give_no_day_back_twice():
    pauses = [(date(2026, 11, 20), date(2026, 11, 25)), (date(2026, 11, 23), date(2026, 11, 27)), (date(2026, 11, 27), date(2026, 11, 28))]

    assert due("C15", "2026-11-02", pauses=pauses).strict == date(2026, 12, 2) + timedelta(days=8)


def test_a_second_pause_may_begin_in_the_time_that_the_first_gave_back():
    pauses = [(date(2026, 11, 30), date(2026, 12, 10)), (date(2026, 12, 11), date(2026, 12, 12))]

    assert due("C15", "2026-11-02", pauses=pauses).strict == date(2026, 12, 13)


def test_a_pause_after_the_clock_ran_out_changes_nothing():
    counting = due("C15", "2026-11-02", pauses=[(date(2026, 12, 10), date(2026, 12, 20))])

    assert counting.strict == date(2026, 12, 2)
    assert any("had run out before" in sentence for sentence in counting.explain())


@pytest.mark.parametrize(
    ("pause", "reason"),
    [
        ((date(2026, 11, 20), date(2026, 11, 20)), "end after it begins"),
        ((date(2026, 11, 1), date(2026, 11, 5)), "before the clock starts"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(pause, reason):
    with pytest.raises(ValueError, match=reason):
        due("C15", "2026-11-02", pauses=[pause])


def test_extension_and_pause_stand_side_by_side():
    counting = due("C15", "2026-11-02", profile="BEIJING_2006", extension=10, pauses=[(date(2026, 11, 20), date(2026, 11, 25))])

    assert counting.base_strict == date(2026, 12, 2)
    assert counting.strict == date(2026, 12, 17)


# ── Rules and profiles ──


@pytest.mark.parametrize(
    ("rule", "profile", "start", "strict", "rolled"),
    [
        ("C01", "ZHEJIANG_2016", "2026-02-12", "2026-02-26", "2026-02-26"),
        ("C03", "ZHEJIANG_2016", "2026-04-30", "2026-05-11", "2026-05-11"),
        ("C06", "ZHEJIANG_2016", "2026-03-10", "2026-04-09", "2026-04-09"),
        ("C04", "ZHEJIANG_2016", "2026-02-12", "2026-02-26", "2026-02-26"),  # not named there: the nation's
        ("C01", "HENAN_2012", "2026-02-12", "2026-02-17", "2026-02-24"),
        ("C04", "HENAN_2012", "2026-02-12", "2026-02-17", "2026-02-24"),
        ("C06", "HENAN_2012", "2026-03-10", "2026-04-09", "2026-04-09"),
        ("C11", "HENAN_2012", "2026-03-10", "2026-06-08", "2026-06-08"),
        ("C16", "SHANDONG_2015", "2026-02-12", "2026-02-24", "2026-02-24"),
        ("C13", "SHANDONG_2015", "2026-10-08", "2026-11-07", "2026-11-09"),
        ("C06", "HOTLINE_WEIFANG", "2026-02-12", "2026-02-26", "2026-02-26"),
        ("C15", "BEIJING_2006", "2026-11-02", "2026-12-02", "2026-12-02"),
        ("C24", "CN_2022", "2026-09-02", "2026-10-02", "2026-10-08"),
    ],
)
def test_what_local_profiles_say(rule, profile, start, strict, rolled):
    assert dates(due(rule, start, profile=profile)) == (strict, rolled)


@pytest.mark.parametrize(
    ("rule", "profile", "longest"),
    [
        ("C06", "CN_2022", 30),
        ("C06", "CN_2005", 30),
        ("C06", "ZHEJIANG_2016", 60),
        ("C06", "HENAN_2012", 60),
        ("C06", "HOTLINE_WEIFANG", 0),
        ("C13", "BEIJING_2006", 30),
        ("C13", "CN_2022", 0),
        ("C15", "CN_2022", 0),
    ],
)
def test_how_long_an_extension_may_be(rule, profile, longest):
    law = rule_for(rule, profile, date(2022, 4, 30) if profile == "CN_2005" else date(2026, 3, 2))

    assert law.longest_extension == longest
    if longest:
        assert count(law, date(2026, 3, 10), CALENDAR, extension=longest).extension == longest
    with pytest.raises(ValueError, match=f"{longest} days" if longest else "cannot be extended"):
        count(law, date(2026, 3, 10), CALENDAR, extension=longest + 1)


@pytest.mark.parametrize(
    ("asked", "arrived", "holds"),
    [
        ("CN_2022", "2022-04-30", "CN_2005"),
        ("CN_2022", "2022-05-01", "CN_2022"),
        ("CN_2005", "2022-05-01", "CN_2022"),
        ("CN_2005", "2004-06-01", "CN_2005"),
        ("ZHEJIANG_2016", "2016-07-31", "CN_2005"),
        ("ZHEJIANG_2016", "2016-08-01", "ZHEJIANG_2016"),
        ("BEIJING_2006", "2006-12-31", "CN_2005"),
        ("BEIJING_2006", "2026-03-02", "BEIJING_2006"),
    ],
)
def test_the_day_of_arrival_decides_which_rules_hold(asked, arrived, holds):
    assert rule_for("C06", asked, day(arrived)).profile == holds


def test_a_matter_of_2021_knows_no_objection_and_says_why():
    with pytest.raises(ValueError, match="2005 know no objection"):
        due("C04", "2021-06-01")
    assert rule_for("C04", "CN_2022", date(2021, 6, 1)).applies is False
    assert rule_for("C04", "BEIJING_2006", date(2021, 6, 1)).length == 5


@pytest.mark.parametrize(
    ("rule", "profile"), [("C14", "HENAN_2012"), ("C15", "HENAN_2012"), ("C12", "HOTLINE_WEIFANG"), ("C01", "HOTLINE_WEIFANG")]
)
def test_a_clock_that_a_profile_does_not_know_never_runs(rule, profile):
    with pytest.raises(ValueError, match="does not run here: "):
        due(rule, "2026-03-02", profile=profile)


@pytest.mark.parametrize(
    ("level", "strict"),
    [(1, "2026-03-07"), (2, "2026-03-05"), (3, "2026-03-05"), (4, "2026-03-06")],
    ids=["national", "province", "city", "county"],
)
def test_each_level_has_its_stage_of_forwarding(level, strict):
    assert dates(due("C22", "2026-03-02", level=level))[0] == strict


@pytest.mark.parametrize("level", [None, 5])
def test_a_stage_without_a_level_that_has_one_is_refused(level):
    with pytest.raises(ValueError, match="depends on the organ's level"):
        due("C22", "2026-03-02", level=level)


@pytest.mark.parametrize("rule", ["C11", "C16", "C18", "C21", "C23"])
def test_a_clock_without_length_wants_the_date_of_a_letter(rule):
    with pytest.raises(ValueError, match=f"{rule} .* give the date"):
        due(rule, "2026-03-02")
    assert dates(due(rule, "2026-03-02", given_due=date(2026, 5, 1))) == ("2026-05-01", "2026-05-06")
    with pytest.raises(ValueError, match="before the start"):
        due(rule, "2026-03-02", given_due=date(2026, 3, 1))


@pytest.mark.parametrize("rule", ["C01", "C04", "C06", "C12", "C15", "C29"])
def test_no_letter_moves_a_fixed_period(rule):
    with pytest.raises(ValueError, match="fixed period"):
        due(rule, "2026-03-02", given_due=date(2026, 5, 4))


@pytest.mark.parametrize(("rule", "default"), [("C19", "2026-04-01"), ("C20", "2026-05-01"), ("C26", "2026-05-01")])
def test_an_order_may_name_a_date_instead_of_the_offices_default(rule, default):
    assert dates(due(rule, "2026-03-02"))[0] == default
    assert dates(due(rule, "2026-03-02", given_due=date(2026, 3, 20)))[0] == "2026-03-20"


def test_unknown_rules_and_profiles_are_named():
    with pytest.raises(LookupError, match="no rule C99; the rules are C01 to C31"):
        rule_for("C99", "CN_2022", date(2026, 3, 2))
    with pytest.raises(LookupError, match=r"no profile MARS_2020; there are CN_2022, .*ZHEJIANG_2016"):
        rule_for("C01", "MARS_2020", date(2026, 3, 2))
    with pytest.raises(LookupError, match="no profile MARS_2020"):
        profile_for("MARS_2020")


def test_profiles_are_those_that_were_read():
    assert {profile.key for profile in profiles()} == {
        "CN_2005",
        "CN_2022",
        "BEIJING_2006",
        "SHANGHAI_2018",
        "SHANDONG_2015",
        "ZHEJIANG_2016",
        "HENAN_2012",
        "HOTLINE_WEIFANG",
    }


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("arrived", [date(2004, 6, 1), date(2022, 4, 30), date(2022, 5, 1), date(2026, 3, 2)])
def test_every_profile_answers_every_rule_on_every_day(rule, arrived):
    for profile in profiles():
        law = rule_for(rule, profile.key, arrived)
        assert law.id == rule
        assert law.unit in Unit.values
        assert law.whose in Whose.values
        assert law.counts in {"statutory", "internal"}
        assert law.article
        assert law.title
        assert law.starts
        assert law.stops
        assert len(law.version) <= 20
        assert law.applies or law.note
        assert law.source or law.is_internal or not law.length  # a statutory number has its article
        assert law.length or law.may_be_named or law.by_level or not law.applies or law.id == Rule.FORWARDING


def test_an_article_is_said_in_words():
    assert rule_for("C04", "CN_2022", date(2026, 3, 2)).article == "Regulations on Petition Work (2022), art. 23 para. 3"
    assert rule_for("C11", "CN_2022", date(2026, 3, 2)).article == "Regulations on Petition Work (2022), art. 22 para. 1 item 3"
    assert rule_for("C03", "BEIJING_2006", date(2026, 3, 2)).article == "Beijing Regulations on Letters and Visits (2006), art. 35 item 2"
    assert rule_for("C06", "SHANGHAI_2018", date(2026, 3, 2)).article == "Shanghai Regulations on Letters and Visits (2018), art. 37"
    assert rule_for("C08", "CN_2022", date(2026, 3, 2)).article == "Measures for Handling Petitions Simply (2016)"
    assert rule_for("C29", "CN_2022", date(2026, 3, 2)).article == "set by this office"


def test_whose_clock_it_is():
    of_petitioners = {rule for rule in Rule if rule_for(rule, "CN_2022", date(2026, 3, 2)).is_petitioners}

    assert of_petitioners == {Rule.REVIEW_REQUEST, Rule.REREVIEW_REQUEST, Rule.JUDICIAL_CONFIRMATION}


def test_only_the_rereview_pauses_and_only_for_a_hearing():
    pausing = {rule: rule_for(rule, "CN_2022", date(2026, 3, 2)).pause_reasons for rule in Rule}

    assert {rule: reasons for rule, reasons in pausing.items() if reasons} == {Rule.REREVIEW: ("HEARING",)}


def test_a_rule_that_changes_keeps_its_old_version_for_old_matters(monkeypatch):
    entries = [RULES["C01"]["profiles"]["CN_2022"], {"length": 10, "source": "R22-22 ¶1", "valid_from": date(2028, 1, 1)}]
    monkeypatch.setitem(rulebook._RULES, (Rule.REGISTRATION, "CN_2022"), rulebook._versions(Rule.REGISTRATION, "CN_2022", {}, entries))

    before, after = rule_for("C01", "CN_2022", date(2027, 12, 31)), rule_for("C01", "CN_2022", date(2028, 1, 1))

    assert (before.length, before.version) == (15, "CN_2022.1")
    assert (after.length, after.version) == (10, "CN_2022.2")


# ── Minutes and months ──


def test_minutes_run_through_the_night_and_give_an_instant():
    law = rule_for("C17", "CN_2022", date(2026, 2, 16))
    counting = count(law, datetime(2026, 2, 16, 23, 30), CALENDAR)  # noqa: DTZ001 - a wall-clock time of the office

    assert counting.due_at == datetime(2026, 2, 17, 1, 30, tzinfo=SHANGHAI)
    assert counting.strict == counting.rolled == date(2026, 2, 17)
    assert verdict(counting, datetime(2026, 2, 17, 1, 30, tzinfo=SHANGHAI)) == (Result.MET, 0)
    assert verdict(counting, datetime(2026, 2, 17, 1, 31, tzinfo=SHANGHAI)) == (Result.LATE, 0)
    assert verdict(counting, datetime(2026, 2, 18, 1, 0, tzinfo=SHANGHAI)) == (Result.LATE, 1)


def test_minutes_without_an_hour_are_due_on_the_day():
    counting = due("C17", "2026-02-16")

    assert counting.due_at is None
    assert dates(counting) == ("2026-02-16", "2026-02-16")


def test_the_telephone_comes_before_the_paper():
    call = count(rule_for("C30", "CN_2022", date(2026, 3, 2)), datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI), CALENDAR)

    assert call.due_at == datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)


def test_a_day_clock_takes_the_local_day_of_an_instant():
    law = rule_for("C01", "CN_2022", date(2026, 3, 2))

    assert count(law, datetime(2026, 3, 1, 16, 30, tzinfo=ZoneInfo("UTC")), CALENDAR).start == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-04-13", 2, "2026-06-13"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start, months, end):
    assert add_months(day(start), months) == day(end)


# ── In words ──


def test_a_working_day_clock_tells_each_day_it_counted_and_each_it_skipped():
    assert due("C04", "2026-02-12").explain() == [
        "C04 Objection to a transfer: Regulations on Petition Work (2022), art. 23 para. 3 (rule CN_2022.1).",
        "It starts when the organ receives the transfer: 12 Feb 2026. The day itself is not counted (Civil Code art. 201).",
        "5 working days: 13 Feb, 14 Feb (make-up workday, Spring Festival), 24 Feb, 25 Feb, 26 Feb.",
        "Not counted: 15 Feb – 23 Feb: Spring Festival.",
        "Due on 26 Feb 2026, 24:00.",
    ]


def test_an_organs_clock_on_a_rest_day_tells_both_dates_and_the_day_to_aim_at():
    assert due("C01", "2026-02-02").explain()[-3:] == [
        "15 calendar days, rest days included, 3 Feb – 17 Feb: 17 Feb 2026.",
        "17 Feb 2026 is a rest day (Spring Festival); the next working day is 24 Feb 2026 (Civil Code art. 203, by analogy).",
        "Warning after 17 Feb 2026, late after 24 Feb 2026; the last working day before is 14 Feb 2026.",
    ]


def test_a_petitioners_window_tells_the_rolled_date_and_the_post():
    assert due("C12", "2026-09-02").explain()[-1] == "In time until 8 Oct 2026, 24:00; a letter is in time when it is posted by then."


def test_extension_pause_and_provisional_year_are_told():
    counting = due("C15", "2026-12-01", profile="BEIJING_2006", extension=5, pauses=[(date(2026, 12, 10), date(2026, 12, 12))])

    assert [step.kind for step in counting.steps()] == ["rule", "rule", "start", "counted", "extension", "pause", "due", "provisional"]
    assert "Extended by 5 days, counted from the original due date 31 Dec 2026." in counting.explain()
    assert "Paused from 10 Dec 2026, going on from 12 Dec 2026: 2 days are not counted." in counting.explain()


def test_weekends_a_named_date_months_and_minutes_are_told():
    assert "Not counted: 7 Mar – 8 Mar: weekend." in due("C29", "2026-03-05").explain()
    assert "The letter names 19 Jun 2026." in due("C11", "2026-05-20", given_due=date(2026, 6, 19)).explain()
    assert "2 months, to the same day or the month's last: 13 Jun 2026." in due("C25", "2026-04-13").explain()
    assert due("C06", "2026-03-10").explain()[-1] == "Due on 9 May 2026, 24:00 (make-up workday, Labour Day)."
    law = rule_for("C17", "CN_2022", date(2026, 3, 2))
    assert count(law, datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI), CALENDAR).explain()[-1].endswith("until 2 Mar 2026 11:00.")
    assert due("C17", "2026-03-02").explain()[-1] == "Due on 2 Mar 2026."


def test_a_target_of_the_office_never_passes_for_law():
    assert "The number is a target of the office, not a period set by law." in due("C05", "2026-03-02").explain()
    assert "The number is a target of the office, not a period set by law." not in due("C04", "2026-03-02").explain()


# ── A table to check by hand: due dates by a counter that knows nothing of the engine ──

# Rest days and make-up workdays, typed from the notices of 2023, 2024 and 2025.
NOTICES = {
    2024: (
        "01-01/01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-08/06-10 09-15/09-17 10-01/10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: ("01-01/01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08", "01-26 02-08 04-27 09-28 10-11"),
    2026: (
        "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}
LENGTHS = {
    **dict.fromkeys(["C01", "C03"], (15, "day")),
    **dict.fromkeys(["C12", "C13", "C14", "C19"], (30, "day")),
    **dict.fromkeys(["C06", "C20"], (60, "day")),
    **dict.fromkeys(["C04", "C27", "C29"], (5, "workday")),
    **dict.fromkeys(["C05", "C08"], (3, "workday")),
    "C09": (10, "workday"),
    "C10": (1, "workday"),
    "C28": (15, "workday"),
}


def is_worked(day):
    rest, makeup = NOTICES[day.year]
    spoken = f"{day:%m-%d}"
    if spoken in makeup.split():
        return True
    if any(first <= spoken <= last for first, last in (stretch.split("/") for stretch in rest.split())):
        return False
    return day.strftime("%a") not in {"Sat", "Sun"}


def counted_day_by_day(rule, start):
    left, unit = LENGTHS[rule]
    strict = start
    while left:
        strict += ONE_DAY
        if unit == "day" or is_worked(strict):
            left -= 1
    rolled = strict
    while not is_worked(rolled):
        rolled += ONE_DAY
    return strict, rolled


TABLE = """
    C04 2024-02-01 2024-02-07 2024-02-07
    C04 2024-02-09 2024-02-22 2024-02-22
    C04 2024-09-30 2024-10-12 2024-10-12
    C04 2024-12-26 2025-01-03 2025-01-03
    C04 2025-01-24 2025-02-07 2025-02-07
    C04 2025-04-25 2025-05-06 2025-05-06
    C04 2025-09-26 2025-10-10 2025-10-10
    C04 2025-12-26 2026-01-05 2026-01-05
    C04 2025-12-31 2026-01-08 2026-01-08
    C04 2026-01-01 2026-01-08 2026-01-08
    C04 2026-02-13 2026-02-27 2026-02-27
    C04 2026-02-14 2026-02-28 2026-02-28
    C04 2026-02-17 2026-02-28 2026-02-28
    C04 2026-02-27 2026-03-05 2026-03-05
    C04 2026-04-03 2026-04-13 2026-04-13
    C04 2026-05-08 2026-05-14 2026-05-14
    C04 2026-06-18 2026-06-26 2026-06-26
    C04 2026-09-19 2026-09-24 2026-09-24
    C04 2026-09-24 2026-10-09 2026-10-09
    C04 2026-09-30 2026-10-13 2026-10-13
    C04 2026-10-09 2026-10-15 2026-10-15
    C05 2025-01-27 2025-02-07 2025-02-07
    C05 2026-02-14 2026-02-26 2026-02-26
    C05 2026-09-18 2026-09-22 2026-09-22
    C05 2026-10-01 2026-10-10 2026-10-10
    C08 2025-12-31 2026-01-06 2026-01-06
    C08 2026-04-30 2026-05-08 2026-05-08
    C09 2024-02-08 2024-02-28 2024-02-28
    C09 2025-12-29 2026-01-13 2026-01-13
    C09 2026-02-13 2026-03-05 2026-03-05
    C09 2026-09-21 2026-10-12 2026-10-12
    C09 2026-09-30 2026-10-20 2026-10-20
    C10 2025-09-27 2025-09-28 2025-09-28
    C10 2026-02-13 2026-02-14 2026-02-14
    C10 2026-02-14 2026-02-24 2026-02-24
    C10 2026-09-30 2026-10-08 2026-10-08
    C27 2026-06-17 2026-06-25 2026-06-25
    C28 2024-02-05 2024-03-01 2024-03-01
    C28 2025-12-22 2026-01-13 2026-01-13
    C28 2026-02-13 2026-03-12 2026-03-12
    C28 2026-09-10 2026-10-08 2026-10-08
    C29 2026-09-17 2026-09-23 2026-09-23
    C29 2026-12-18 2026-12-25 2026-12-25
    C01 2024-02-14 2024-02-29 2024-02-29
    C01 2024-12-17 2025-01-01 2025-01-02
    C01 2025-01-13 2025-01-28 2025-02-05
    C01 2025-12-19 2026-01-03 2026-01-04
    C01 2025-12-20 2026-01-04 2026-01-04
    C01 2026-01-20 2026-02-04 2026-02-04
    C01 2026-02-08 2026-02-23 2026-02-24
    C01 2026-04-16 2026-05-01 2026-05-06
    C01 2026-04-24 2026-05-09 2026-05-09
    C01 2026-06-04 2026-06-19 2026-06-22
    C01 2026-09-05 2026-09-20 2026-09-20
    C01 2026-09-10 2026-09-25 2026-09-28
    C01 2026-09-25 2026-10-10 2026-10-10
    C01 2026-11-22 2026-12-07 2026-12-07
    C03 2025-12-17 2026-01-01 2026-01-04
    C03 2026-02-13 2026-02-28 2026-02-28
    C03 2026-09-16 2026-10-01 2026-10-08
    C06 2024-01-01 2024-03-01 2024-03-01
    C06 2024-02-29 2024-04-29 2024-04-29
    C06 2025-11-03 2026-01-02 2026-01-04
    C06 2025-12-16 2026-02-14 2026-02-14
    C06 2025-12-17 2026-02-15 2026-02-24
    C06 2025-12-31 2026-03-01 2026-03-02
    C06 2026-03-02 2026-05-01 2026-05-06
    C06 2026-04-20 2026-06-19 2026-06-22
    C06 2026-08-03 2026-10-02 2026-10-08
    C12 2024-01-31 2024-03-01 2024-03-01
    C12 2025-12-02 2026-01-01 2026-01-04
    C12 2026-01-15 2026-02-14 2026-02-14
    C12 2026-01-16 2026-02-15 2026-02-24
    C12 2026-08-26 2026-09-25 2026-09-28
    C13 2026-01-31 2026-03-02 2026-03-02
    C14 2026-04-01 2026-05-01 2026-05-06
    C19 2026-05-20 2026-06-19 2026-06-22
    C20 2026-07-22 2026-09-20 2026-09-20
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines(), ids=str.strip)
def test_due_dates_over_year_ends_leap_days_and_makeup_days(row):
    rule, start, strict, rolled = row.split()

    assert counted_day_by_day(rule, day(start)) == (day(strict), day(rolled))
    assert dates(due(rule, start)) == (strict, rolled)


def test_engine_and_slow_counter_agree_on_every_day_of_three_years():
    starts = [date(2024, 1, 1) + ONE_DAY * i for i in range(3 * 365 - 90)]

    differing = [(rule, start) for rule in LENGTHS for start in starts if dates_of(rule, start) != counted_day_by_day(rule, start)]

    assert differing == []


def dates_of(rule, start):
    counting = count(rule_for(rule, "CN_2022", start), start, CALENDAR)
    return counting.strict, counting.rolled


# ── What holds for any date ──

a_start = st.dates(date(2022, 5, 1), date(2028, 3, 31))
a_rule = st.sampled_from([rule for rule in Rule if (law := rule_for(rule, "CN_2022", date(2026, 3, 2))).length and law.unit != Unit.MINUTE])


@given(a_rule, a_start, a_start)
def test_who_starts_later_is_never_due_earlier(rule, one, other):
    earlier, later = (count(rule_for(rule, "CN_2022", start), start, CALENDAR) for start in sorted([one, other]))

    assert (earlier.strict, earlier.rolled) <= (later.strict, later.rolled)


@given(a_rule, a_start)
def test_a_rolled_date_is_the_next_working_day_and_the_aim_the_last_before(rule, start):
    counting = count(rule_for(rule, "CN_2022", start), start, CALENDAR)

    assert start < counting.strict <= counting.rolled
    assert counting.last_workday <= counting.strict
    assert CALENDAR.is_workday(counting.rolled)
    assert CALENDAR.is_workday(counting.last_workday)
    assert CALENDAR.count_workdays(counting.last_workday, counting.rolled) == (0 if CALENDAR.is_workday(counting.strict) else 1)


@given(a_start, st.integers(0, 29))
def test_an_extension_never_moves_a_date_earlier_and_each_day_counts(start, extension):
    law = rule_for("C06", "CN_2022", start)
    shorter, longer = (count(law, start, CALENDAR, extension=days) for days in (extension, extension + 1))

    assert longer.strict == shorter.strict + ONE_DAY
    assert longer.rolled >= shorter.rolled
    assert shorter.base_strict == longer.base_strict == count(law, start, CALENDAR).strict


@given(a_start, st.integers(0, 30), st.integers(1, 60))
def test_a_pause_moves_the_date_by_exactly_its_days(start, after, days):
    law = rule_for("C15", "CN_2022", start)
    from_on = start + timedelta(days=after)
    plain, paused = count(law, start, CALENDAR), count(law, start, CALENDAR, pauses=[(from_on, from_on + timedelta(days=days))])

    assert paused.strict == plain.strict + timedelta(days=days)
    assert paused.base_strict == plain.strict


@given(a_start, a_rule, st.integers(-40, 40))
def test_days_late_are_calendar_days_after_the_rolled_date(start, rule, offset):
    counting = count(rule_for(rule, "CN_2022", start), start, CALENDAR)

    found = verdict(counting, counting.rolled + timedelta(days=offset))

    assert found == ((Result.LATE, offset) if offset > 0 else (Result.MET, 0))


@given(a_rule, a_start)
def test_every_count_can_be_told(rule, start):
    sentences = count(rule_for(rule, "CN_2022", start), start, CALENDAR).explain()

    assert len(sentences) >= 4
    assert all(sentence and "%(" not in sentence for sentence in sentences)


@given(st.dates(date(2028, 12, 1), date(2028, 12, 31)), a_rule)
def test_a_count_that_ends_in_a_missing_year_is_an_error(start, rule):
    law = rule_for(rule, "CN_2022", start)
    assume(law.length >= 30 or law.unit == Unit.MONTH)

    with pytest.raises(MissingYear, match="2029"):
        count(law, start, CALENDAR)


def test_the_announced_year_changes_a_provisional_date():
    announced = WorkCalendar({**CALENDAR.days, date(2027, 2, 14): Day(True, "Spring Festival")}, {**CALENDAR.years, 2027: "ANNOUNCED"})
    law = rule_for("C04", "CN_2022", date(2027, 2, 9))

    before, after = count(law, date(2027, 2, 9), CALENDAR), count(law, date(2027, 2, 9), announced)

    assert (before.strict, before.is_provisional) == (date(2027, 2, 17), True)
    assert (after.strict, after.is_provisional) == (date(2027, 2, 16), False)

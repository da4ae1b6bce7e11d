"""Is a notice on days off read as it is meant, and a mistake in it said clearly?"""

from datetime import date

import pytest
from django.utils.translation import override

from accounts import announcement
from accounts.announcement import Unreadable
from accounts.calendar import Day, WorkCalendar

NOTICE = """国务院办公厅关于部分节假日安排的通知：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。

七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""


def test_the_notice_is_read_in_its_own_words():
    days = announcement.read(NOTICE, 2026)

    calendar = WorkCalendar(days, {2026: "ANNOUNCED"})
    assert [calendar.is_workday(date(2026, 2, day)) for day in (13, 14, 15, 16, 23, 24, 28)] == [
        True,
        True,
        False,
        False,
        False,
        True,
        True,
    ]
    assert {day.name for day in days.values()} == {"New Year's Day", "Spring Festival", "National Day"}
    assert [day for day, told in days.items() if told.is_workday] == [
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10),
    ]  # fmt: skip


def test_a_stretch_that_begins_in_december_gives_only_its_days_of_the_year():
    days = announcement.read("一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023)

    assert list(days) == [date(2023, 1, 1), date(2023, 1, 2)]


@pytest.mark.parametrize(
    "line",
    [
        "2026-02-14, work, Spring Festival",
        "2026-02-14,班,春节",
        "2026/2/14\t上班\t春节",
        "2026年2月14日，补班，春节假期",
        " 2026.02.14 ; 1 ; spring festival ",
    ],
)
def test_a_typed_line_may_be_written_in_many_ways(line):
    assert announcement.read(f"date,kind,name\n{line}", 2026) == {date(2026, 2, 14): Day(True, "Spring Festival")}


def test_a_stretch_of_rest_days_is_typed_with_its_first_and_last_day():
    days = announcement.read("2026-05-01 至 2026-05-05, 休, 劳动节\n2026-05-09, 班, 劳动节", 2026)

    assert list(days) == [date(2026, 5, day) for day in (1, 2, 3, 4, 5, 9)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing at all",
        "2026-02-14, perhaps, 春节",
        "2026-02-30, 休, 春节",
        "2025-02-14, 班, 春节",
        "2026-02-16, 班, 春节",
        "2026-02-14",
        "2026-02-15 至 2026-05-23, 休, 春节",
        "2026-02-23 至 2026-02-15, 休, 春节",
        "春节：放假",
        "春节：13月40日放假",
        "2026-02-14, 班, 春节\n2026-02-14, 休, 春节",
        "二、春节：" + "9" * 5000 + "日放假",
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text):
    with pytest.raises(Unreadable) as refused:
        announcement.read(text, 2026)

    assert refused.value.sentences


def test_every_wrong_line_is_named_by_its_number():
    with pytest.raises(Unreadable) as refused:
        announcement.read("2026-02-30, 休, 春节\n2026-02-14, 班, 春节\nwhat", 2026)

    assert len(refused.value.sentences) == 2
    assert "1" in refused.value.sentences[0]
    assert "3" in refused.value.sentences[1]


def test_the_sentence_alone_is_enough_without_the_holidays_name():
    days = announcement.read("1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。", 2026)

    assert {day: told.is_workday for day, told in days.items()} == {
        date(2026, 1, 1): False, date(2026, 1, 2): False, date(2026, 1, 3): False, date(2026, 1, 4): True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "year", "words"),
    [
        ("一、元旦：1月1日（周四）至3日（周六）放假调休，共4天。", 2026, "3 days, and the notice says 4"),
        ("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。", 2027, "2027-01-01 is 周五, and the notice says 周四"),
        ("一、元旦：1月1日（周五）至3日（周日）放假。1月4日（周日）上班。", 2027, "2027-01-04 is 周一, and the notice says 周日"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused_with_its_line(line, year, words):
    with override("en"), pytest.raises(Unreadable) as wrong:
        announcement.read(line, year)

    (sentence,) = wrong.value.sentences
    assert sentence.startswith("Line 1: ")
    assert words in sentence

"""Does a notice on days off get into the calendar as it was meant, and is its absence seen?"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import calendar
from accounts.calendar import Gap, current_calendar
from accounts.models import CalendarYear, YearNotice
from petitions import recounting

NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


@pytest.fixture(autouse=True)
def calendar_of_this_test():
    """The process keeps the calendar for seconds; a test that loads a year must not hand it to the next one."""
    calendar.forget()
    yield
    calendar.forget()


@pytest.fixture
def admin(client, cast):
    client.force_login(cast.admin.officer)
    return client


def answers(**changed):
    return {"year": "2027", "status": "ANNOUNCED", "source": "国务院办公厅通知", "text": NOTICE, **changed}


def test_a_notice_is_shown_first_and_changes_nothing_before_a_second_officer_signed(admin, client, cast):
    page = reverse("calendar-load")
    before = current_calendar().add_workdays(date(2027, 2, 4), 1)

    preview = admin.post(page, answers())

    changed = {change["date"]: (change["was"], change["now"]) for change in preview.context["changes"]}
    assert changed[date(2027, 1, 31)] == (False, True)
    assert changed[date(2027, 2, 11)] == (True, False)
    assert date(2027, 1, 1) not in changed
    assert CalendarYear.objects.get(year=2027).status == "PROVISIONAL"

    entered = admin.post(reverse("year-notice-enter"), dict(preview.context["form"].hidden_answers()))
    assert CalendarYear.objects.get(year=2027).status == "PROVISIONAL"
    recounting.go_on()
    client.force_login(cast.bureau_leader.officer)
    client.post(f"{entered.url}decide/", {"decision": "sign"})

    assert CalendarYear.objects.get(year=2027).status == "ANNOUNCED"
    assert (before, current_calendar().add_workdays(date(2027, 2, 4), 1)) == (date(2027, 2, 11), date(2027, 2, 12))
    assert current_calendar().is_makeup(date(2027, 2, 20))
    client.force_login(cast.admin.officer)
    assert client.get(reverse("calendar-year", args=[2027])).context["known"].source == "国务院办公厅通知"


def test_one_may_go_back_from_the_preview_with_the_text_kept(admin):
    back = admin.post(reverse("year-notice-enter"), answers(confirm="no"))

    assert "1月31日（周日）、2月20日（周六）上班" in back.text
    assert CalendarYear.objects.get(year=2027).status == "PROVISIONAL"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_may_come_as_a_file(admin, encoding):
    file = SimpleUploadedFile("2027.csv", "日期,安排,名称\n2027-02-05 至 2027-02-11,休,春节\n2027-02-20,班,春节\n".encode(encoding))

    preview = admin.post(reverse("calendar-load"), answers(text="", file=file))

    assert preview.context["answers"]["days"][date(2027, 2, 20)].is_workday


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"year": ""}, "year"),
        ({"year": "1900"}, "year"),
        ({"year": "9" * 5000}, "year"),
        ({"year": "2026"}, "text"),
        ({"status": "PERHAPS"}, "status"),
        ({"source": " \u200b"}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"text": ""}, "text"),
        ({"text": "二、春节：2月30日放假"}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "\0"}, "text"),
        ({"text": "", "file": SimpleUploadedFile("a.csv", b"\x89PNG\xff\xfe\xff")}, "file"),
        ({"text": "", "file": SimpleUploadedFile("a.csv", b"2027" * 30_000)}, "file"),
    ],
)
def test_what_cannot_be_loaded_is_refused_and_nothing_is_written(admin, changed, field):
    for page in ("calendar-load", "year-notice-enter"):
        if "file" in changed:
            changed["file"].seek(0)
        answer = admin.post(reverse(page), answers(**changed))
        assert field in answer.context["form"].errors
    assert CalendarYear.objects.get(year=2027).status == "PROVISIONAL"


def test_nothing_is_entered_of_a_notice_that_cannot_be_read(admin):
    admin.post(reverse("year-notice-enter"), answers(text="二、春节：2月30日放假"))

    assert not YearNotice.objects.exists()


def test_a_year_shows_each_month_with_its_holidays_and_make_up_workdays(admin):
    page = admin.get(reverse("calendar-year", args=[2026]))

    days = {day.date: day for month in page.context["months"] for week in month.weeks for day in week if day}
    assert len(days) == 365
    assert page.context["workdays"] == 248
    assert (days[date(2026, 2, 14)].is_makeup, days[date(2026, 2, 16)].is_holiday, days[date(2026, 3, 7)].is_holiday) == (True, True, False)


@pytest.mark.parametrize("year", ["1999", "2090"])
def test_a_year_that_nobody_knows_is_not_found(admin, year):
    assert admin.get(f"/settings/calendar/{year}/").status_code == 404


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 15), []),
        (date(2026, 11, 16), [Gap(2027, False)]),
        (date(2027, 2, 1), [Gap(2027, False)]),
        (date(2028, 12, 31), [Gap(2028, False), Gap(2029, True)]),
        (date(2025, 11, 30), []),
    ],
)
def test_a_year_that_is_missing_or_should_be_announced_by_now_is_named(db, today, expected):
    assert calendar.gaps(today) == expected


def test_the_settings_warn_of_a_missing_year(admin, cast):
    CalendarYear.objects.filter(year__gte=2027).delete()

    for page in ("settings", "calendar", "health"):
        answer = admin.get(reverse(page))
        assert answer.context["gaps"]
        assert "?year=" in answer.text

"""Does a notice on days off move dates only when two signed for it, all of them once, and without telling what they are about?"""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts import calendar
from accounts.calendar import Day, current_calendar
from accounts.models import CalendarYear, Role, YearNotice
from petitions import recounting, year_notices
from petitions.models import Clock, Notice, RecountLine
from petitions.workflow import StepNotOpen
from petitions.workflow.door import Door
from tests.database import count_queries
from tests.factories import make_duty, make_petition

ARRIVED = date(2027, 1, 21)
TEXT = "二、春节：2月5日（周五）至12日（周五）放假调休，共8天。2月20日（周六）上班。"
PAGES = "/settings/calendar/notices/"


@pytest.fixture(autouse=True)
def calendar_of_this_test():
    calendar.forget()
    yield
    calendar.forget()


def enter(client, **changed):
    given = {"year": "2027", "status": "ANNOUNCED", "source": "国务院办公厅通知", "text": TEXT} | changed
    return client.post("/settings/calendar/enter/", given)


@pytest.fixture
def entered(cast, sign_in):
    """`entered()`: a notice that the administrator entered and the worker counted."""

    def go():
        enter(sign_in(cast.admin))
        recounting.go_on()
        return YearNotice.objects.get()

    return go


def decide(client, notice, decision="sign", reason=""):
    return client.post(f"{PAGES}{notice.slug}/decide/", {"decision": decision, "reason": reason})


def running(petition):
    return {clock.rule: clock.rolled_on for clock in petition.clocks.running()}


def test_what_moves_is_listed_first_and_nothing_is_written(cast, sign_in, entered):
    petition, stays = cast.sorted(received_on=ARRIVED), cast.sorted(received_on=date(2027, 3, 2))
    events = petition.events.count()

    notice = entered()
    page = sign_in(cast.admin).get(f"{PAGES}{notice.slug}/")

    assert notice.state == "READY"
    (line,) = page.context["page"]
    assert (line.petition, line.clock.rule, line.was_on, line.now_on) == (petition, "C01", date(2027, 2, 11), date(2027, 2, 15))
    assert stays.number not in page.text
    assert running(petition)["C01"] == date(2027, 2, 11)
    assert petition.events.count() == events
    assert CalendarYear.objects.get(year=2027).status == "PROVISIONAL"


def test_the_list_tells_numbers_rules_organs_and_dates_and_nothing_else(cast, sign_in, entered):
    petition = cast.sorted(received_on=ARRIVED)
    sealed = make_petition(cast.bureau, cast.clerk, received_on=ARRIVED)
    sealed.advance("take", by=cast.dispatcher)
    sealed.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某负责人")
    elsewhere = cast.transferred(received_on=date(2027, 1, 18), sent_on=ARRIVED)
    notice = entered()
    assert set(RecountLine.objects.values_list("petition", flat=True)) == {petition.pk, sealed.pk, elsewhere.pk}

    for duty in (cast.admin, cast.bureau_leader):
        page = sign_in(duty).get(f"{PAGES}{notice.slug}/")
        assert petition.grouped_number in page.text
        assert "C01 Registration and disposition" in page.text
        assert cast.bureau.name in page.text
        for word in (sealed.grouped_number, petition.subject, "王秀英", "漏水"):
            assert word not in page.text
        assert page.context["total"] == len(page.context["page"])


def test_only_those_who_enter_and_sign_find_the_pages(cast, sign_in, entered):
    notice = entered()
    pages = [PAGES, f"{PAGES}{notice.slug}/", f"{PAGES}{notice.slug}/progress/"]

    for duty in (cast.admin, cast.bureau_leader):
        assert [sign_in(duty).get(page).status_code for page in pages] == [200, 200, 200]
    for duty in (cast.dispatcher, cast.leader, cast.supervisor, cast.handler, cast.archivist):
        assert [sign_in(duty).get(page).status_code for page in pages] == [404, 404, 404]
        assert enter(sign_in(duty)).status_code == 404
        assert decide(sign_in(duty), notice).status_code == 404
    assert enter(sign_in(cast.bureau_leader)).status_code == 404
    assert sign_in(cast.bureau_leader).get("/settings/calendar/").status_code == 404


def test_nobody_signs_the_notice_that_he_entered(cast, sign_in, entered):
    petition = cast.sorted(received_on=ARRIVED)
    notice = entered()
    both = make_duty(Role.B_LEAD, cast.bureau)
    both.officer = cast.admin.officer
    both.save()

    refused = decide(sign_in(cast.admin), notice)
    with pytest.raises(year_notices.NotSignable):
        year_notices.sign(notice, both)

    assert refused.status_code == 302
    notice.refresh_from_db()
    assert (notice.state, running(petition)["C01"]) == ("READY", date(2027, 2, 11))
    assert "waits for another system administrator" in sign_in(cast.admin).get(f"{PAGES}{notice.slug}/").text
    other = make_duty(Role.ADMIN, cast.bureau)
    decide(sign_in(other), notice)
    notice.refresh_from_db()
    assert (notice.state, notice.decided_by) == ("MOVING", other)


def test_when_it_is_signed_the_dates_move_with_one_event_each(cast, sign_in, entered, django_capture_on_commit_callbacks):
    petitions = [cast.sorted(received_on=ARRIVED) for _each in range(3)]
    events = [petition.events.count() for petition in petitions]
    notice = entered()

    with django_capture_on_commit_callbacks(execute=True):  # the bell, and a worker that hears it
        decide(sign_in(cast.bureau_leader), notice)

    notice.refresh_from_db()
    assert notice.state == "DONE"
    assert CalendarYear.objects.get(year=2027).status == "ANNOUNCED"
    for petition, before in zip(petitions, events, strict=True):
        petition.refresh_from_db()
        assert (running(petition)["C01"], petition.due_on) == (date(2027, 2, 15), date(2027, 2, 15))
        assert petition.events.count() == before + 1
        assert petition.events.last().step == "recount"
    assert not RecountLine.objects.filter(is_moved=False).exists()
    page = sign_in(cast.admin).get(f"{PAGES}{notice.slug}/")
    assert (page.context["moved"], page.context["left"], page.context["percent"]) == (3, 0, 100)
    assert "3 dates were moved" in page.text


def test_a_worker_that_is_stopped_halfway_goes_on_without_moving_anything_twice(cast, sign_in, entered, monkeypatch):
    petitions = [cast.sorted(received_on=ARRIVED) for _each in range(3)]
    notice = entered()
    decide(sign_in(cast.bureau_leader), notice)
    real, calls = Door.advance, []

    def stopped_at_the_second(petition, step, **details):
        calls.append(step)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(petition, step, **details)

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(Door, "advance", stopped_at_the_second)
        recounting.go_on()
    notice.refresh_from_db()
    assert notice.state == "MOVING"
    assert RecountLine.objects.filter(is_moved=True).count() == 1
    on_the_way = sign_in(cast.admin).get(f"{PAGES}{notice.slug}/progress/")
    assert 'hx-trigger="every 2s"' in on_the_way.text
    assert "1 of 3" in on_the_way.text

    recounting.go_on()

    notice.refresh_from_db()
    assert notice.state == "DONE"
    assert [petition.events.filter(step="recount").count() for petition in petitions] == [1, 1, 1]
    assert "hx-trigger" not in sign_in(cast.admin).get(f"{PAGES}{notice.slug}/progress/").text


def test_a_petition_that_cannot_be_moved_holds_up_nobody_and_is_told(cast, sign_in, entered, monkeypatch):
    first, second = cast.sorted(received_on=ARRIVED), cast.sorted(received_on=ARRIVED)
    notice = entered()
    decide(sign_in(cast.bureau_leader), notice)
    real = Door.advance

    def refused(petition, step, **details):
        if petition.pk == first.pk:
            raise StepNotOpen("not now")
        return real(petition, step, **details)

    with monkeypatch.context() as busy:
        busy.setattr(Door, "advance", refused)
        recounting.go_on()

    assert (running(first)["C01"], running(second)["C01"]) == (date(2027, 2, 11), date(2027, 2, 15))
    page = sign_in(cast.admin).get(f"{PAGES}{notice.slug}/")
    assert (page.context["moved"], page.context["left"]) == (1, 1)
    assert "1 stayed" in page.text


def test_what_started_after_the_counting_moves_too(cast, sign_in, entered):
    notice = entered()
    late = cast.sorted(received_on=ARRIVED)
    decide(sign_in(cast.bureau_leader), notice)

    recounting.go_on()

    assert running(late)["C01"] == date(2027, 2, 15)


def test_a_signature_that_fails_leaves_the_calendar_as_it_was(cast, entered, monkeypatch):
    notice = entered()

    def fails(*_):
        raise RuntimeError

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(year_notices, "_decide", fails)
        year_notices.sign(notice, cast.bureau_leader)
    calendar.forget()

    notice.refresh_from_db()
    assert notice.state == "READY"
    assert CalendarYear.objects.get(year=2027).status == "PROVISIONAL"
    assert current_calendar().is_provisional(2027)
    year_notices.sign(notice, cast.bureau_leader)
    assert not current_calendar().is_provisional(2027)


def test_a_refused_notice_changes_nothing_and_another_may_be_entered(cast, sign_in, entered):
    petition = cast.sorted(received_on=ARRIVED)
    notice = entered()
    second = enter(sign_in(cast.admin))
    without = decide(sign_in(cast.bureau_leader), notice, "refuse")
    notice.refresh_from_db()
    assert (second.status_code, without.status_code, notice.state) == (409, 302, "READY")

    decide(sign_in(cast.bureau_leader), notice, "refuse", "缺少中秋节安排")

    notice.refresh_from_db()
    assert (notice.state, notice.reason, running(petition)["C01"]) == ("REFUSED", "缺少中秋节安排", date(2027, 2, 11))
    decide(sign_in(cast.bureau_leader), notice)
    notice.refresh_from_db()
    assert notice.state == "REFUSED"
    assert enter(sign_in(cast.admin)).status_code == 302


def test_who_entered_it_may_take_it_back(cast, sign_in, entered):
    notice = entered()

    decide(sign_in(cast.admin), notice, "refuse", "输错了年份")

    notice.refresh_from_db()
    assert (notice.state, notice.decided_by) == ("REFUSED", cast.admin)


def test_the_database_keeps_one_notice_of_a_year_under_way(cast, entered):
    entered()

    with pytest.raises(IntegrityError), transaction.atomic():
        year_notices.enter({"year": 2027, "status": "ANNOUNCED", "source": "x", "days": {date(2027, 2, 5): Day(False, "")}}, cast.admin)


def test_the_signers_are_told(cast, sign_in, entered):
    entered()

    assert set(Notice.objects.filter(kind="year_notice").values_list("duty", flat=True)) == {cast.bureau_leader.pk}
    assert "notice on days off of 2027 waits for your signature" in sign_in(cast.bureau_leader).get("/notices/").text


def test_thirty_dates_cost_as_many_queries_as_one(cast, sign_in, entered):
    petitions = [cast.sorted(received_on=ARRIVED) for _each in range(2)]
    notice = entered()
    client = sign_in(cast.admin)
    client.get(f"{PAGES}{notice.slug}/")
    with count_queries() as for_two:
        client.get(f"{PAGES}{notice.slug}/")
    clocks = list(Clock.objects.filter(petition__in=[cast.sorted(received_on=ARRIVED).pk for _each in range(28)]))
    for clock in clocks:
        RecountLine.objects.create(notice=notice, petition=clock.petition, clock=clock, was_on=date(2027, 2, 11), now_on=date(2027, 2, 15))

    client.get(PAGES)  # that the officer was seen is written once a minute

    with count_queries() as for_thirty:
        page = client.get(f"{PAGES}{notice.slug}/")

    assert len(page.context["page"]) == 30
    assert len(petitions) == 2
    assert len(for_thirty) == len(for_two) <= 12


# ── The banner ──


@pytest.mark.parametrize(
    "page", ["/settings/", "/settings/organs/", "/settings/officers/", "/settings/calendar/", "/settings/rules/", "/settings/health/"]
)
def test_every_settings_page_warns_when_the_notice_is_not_there_after_the_fifteenth_of_november(cast, sign_in, on, page):
    on(2026, 11, 15)
    assert "The working calendar of 2027" not in sign_in(cast.admin).get(page).text
    on(2026, 11, 22)

    warned = sign_in(cast.admin).get(page).text

    assert "The working calendar of 2027 is still provisional." in warned
    assert "/settings/calendar/load/?year=2027" in warned


def test_the_board_warns_the_leaders_of_the_bureau_and_nobody_else(cast, sign_in, on):
    CalendarYear.objects.filter(year=2027).delete()
    on(2026, 11, 22)

    warned = sign_in(cast.bureau_leader).get("/board/").text

    assert "The working calendar of 2027 is missing." in warned
    assert PAGES in warned
    assert "/settings/calendar/load/" not in warned
    assert "The working calendar of 2027" not in sign_in(cast.leader).get("/board/").text

"""Do running dates follow the calendar when a year is announced, and nothing else?"""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts import calendar
from accounts.calendar import Day, load_year
from petitions import permissions, recounting, tasks
from petitions.models import Clock, Notice, Petition
from petitions.workflow import StepNotOpen
from petitions.workflow.taking_over import Matter, take_over
from tests.factories import at, make_contact, make_party

ARRIVED = date(2027, 1, 21)  # fifteen days later is Friday 5 February, New Year's Eve
FESTIVAL = {date(2027, 2, day): Day(False, "Spring Festival") for day in range(5, 13)} | {date(2027, 2, 20): Day(True, "Spring Festival")}


@pytest.fixture(autouse=True)
def calendar_of_this_test():
    """The process keeps the calendar for seconds; a test that loads a year must not hand it to the next one."""
    calendar.forget()
    yield
    calendar.forget()


def announce():
    load_year(2027, FESTIVAL, "ANNOUNCED", "国务院办公厅通知")


def running(petition):
    return {clock.rule: (clock.strict_on, clock.rolled_on, clock.is_provisional) for clock in petition.clocks.running()}


def test_a_running_date_moves_with_one_event_and_its_holder_is_told(cast):
    petition = cast.sorted(received_on=ARRIVED)
    assert running(petition) == {"C01": (date(2027, 2, 5), date(2027, 2, 11), True)}
    events = petition.events.count()
    announce()

    assert recounting.recount() == 1

    petition.refresh_from_db()
    assert running(petition) == {"C01": (date(2027, 2, 5), date(2027, 2, 15), False)}
    assert petition.due_on == date(2027, 2, 15)
    event = petition.events.last()
    assert (petition.events.count(), event.step, event.actor, event.from_state) == (events + 1, "recount", "SYSTEM", event.to_state)
    assert event.details == {"moved": [{"rule": "C01", "was": {"date": "2027-02-11"}, "now": {"date": "2027-02-15"}}]}
    assert Notice.objects.filter(petition=petition, kind="recount", duty=cast.dispatcher).exists()
    assert not Notice.objects.filter(petition=petition, kind="recount", duty=None).exists()


def test_a_second_run_changes_nothing(cast):
    petition = cast.sorted(received_on=ARRIVED)
    announce()
    recounting.recount()
    events = petition.events.count()

    assert recounting.recount() == 0
    assert petition.events.count() == events


def test_a_date_that_stays_only_becomes_certain(cast):
    petition = cast.sorted(received_on=date(2027, 3, 2))
    assert running(petition)["C01"] == (date(2027, 3, 17), date(2027, 3, 17), True)
    events = petition.events.count()
    announce()

    assert recounting.recount() == 0

    assert running(petition)["C01"] == (date(2027, 3, 17), date(2027, 3, 17), False)
    assert petition.events.count() == events


def test_verdicts_stay_as_they_were_judged(cast):
    petition = cast.transferred(received_on=ARRIVED, sent_on=date(2027, 2, 11))
    judged = petition.clocks.get(rule="C01")
    announce()

    recounting.recount()

    again = petition.clocks.get(rule="C01")
    assert (again.result, again.rolled_on) == (judged.result, judged.rolled_on) == ("MET", date(2027, 2, 11))
    assert running(petition)["C04"][1] > date(2027, 2, 18)


def test_a_petitioners_window_never_gets_shorter(cast):
    petition = cast.served(received_on=date(2026, 12, 1), sent_on=date(2026, 12, 2), signed_on=date(2026, 12, 2), accepted_on=date(2026, 12, 3),
                           found_on=date(2026, 12, 20), issued_on=date(2027, 1, 5), served_on=date(2027, 1, 21))  # fmt: skip
    promised = running(petition)["C12"][1]
    assert promised == date(2027, 2, 22)
    announce()  # 20 February, on which the window ends, is worked now

    recounting.recount()

    assert running(petition)["C12"] == (date(2027, 2, 20), promised, False)


def test_the_date_that_an_earlier_system_gave_stays_given(cast):
    matter = Matter(contact=make_contact(cast.bureau, received_on=ARRIVED), parties=[make_party()], due_on=date(2027, 2, 6))
    (petition,) = take_over(Petition, [matter], by=None)
    assert running(petition)["C01"] == (date(2027, 2, 6), date(2027, 2, 11), True)
    announce()

    recounting.recount()

    assert running(petition)["C01"] == (date(2027, 2, 6), date(2027, 2, 15), False)


def test_a_clock_that_cannot_be_counted_is_left_alone(cast):
    petition = cast.sorted(received_on=ARRIVED)
    before = running(petition)
    Clock.objects.filter(petition=petition).update(started_on=date(2050, 1, 1))

    assert recounting.recount() == 0
    assert running(petition) == before


def test_the_task_counts_once_for_each_state_of_the_calendar(cast):
    cast.sorted(received_on=ARRIVED)
    assert recounting.recount_after_a_notice() == 0
    assert recounting.recount_after_a_notice() is None

    announce()

    assert recounting.recount_after_a_notice() == 1
    assert recounting.recount_after_a_notice() is None


def test_the_command_shows_first_and_moves_on_request(cast):
    petition = cast.sorted(received_on=ARRIVED)
    announce()
    shown, moved = StringIO(), StringIO()

    call_command("recount_clocks", stdout=shown)
    assert f"{petition.grouped_number}  C01  2027-02-11 → 2027-02-15" in shown.getvalue()
    assert running(petition)["C01"][1] == date(2027, 2, 11)

    call_command("recount_clocks", "--apply", stdout=moved)
    assert "1 petitions recounted" in moved.getvalue()
    assert running(petition)["C01"][1] == date(2027, 2, 15)


def test_from_the_notice_in_the_settings_to_the_moved_date_on_the_petitions_page(client, cast):
    petition = cast.sorted(received_on=ARRIVED)
    tasks.recount_clocks()
    text = "二、春节：2月5日（周五）至12日（周五）放假调休。2月20日（周六）上班。"
    client.force_login(cast.admin.officer)
    entered = client.post(reverse("year-notice-enter"), {"year": "2027", "status": "ANNOUNCED", "source": "国务院办公厅通知", "text": text})
    tasks.recount_clocks()
    assert running(petition)["C01"][1] == date(2027, 2, 11)
    client.force_login(cast.bureau_leader.officer)
    client.post(f"{entered.url}decide/", {"decision": "sign"})

    tasks.recount_clocks()

    client.force_login(cast.dispatcher.officer)
    page = client.get(petition.get_absolute_url()).text
    assert running(petition)["C01"] == (date(2027, 2, 5), date(2027, 2, 15), False)
    assert "C01" in page
    assert "2027年2月15日" in page


def test_nobody_but_the_clock_recounts(cast):
    petition = cast.sorted(received_on=ARRIVED)
    announce()

    assert "recount" not in {row.step for row, _why in permissions.steps_for(petition, cast.dispatcher)}
    with pytest.raises(StepNotOpen):
        petition.advance("recount", by=cast.dispatcher)
    assert petition.advance("recount", actor="SYSTEM", at=at(date(2027, 1, 25))).step == "recount"

"""Does every clock reach each rung once, on its day, whatever was missed, and do the right people hear of it?"""

import logging
import threading
from datetime import date, timedelta

import pytest
from celery.signals import worker_ready
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import Duty, Role
from petitions.models import Clock, Event, Notice, Party, Petition
from petitions.workflow import State
from supervision.ladder import sweep
from supervision.models import Escalation
from supervision.rungs import DEFAULT as RUNGS
from supervision.tasks import sweep_clocks
from tests.database import count_queries
from tests.factories import at, make_duty, make_organ, make_petition


def rungs(petition, rule):
    found = Escalation.objects.filter(petition=petition, clock__rule=rule).order_by("due_on", "id")
    return [(row.rung, row.due_on) for row in found]


def told(petition, kind=None):
    notices = Notice.objects.filter(petition=petition, kind__startswith=kind or "clock_")
    return sorted(notices.values_list("kind", "duty__officer__name"))


def expected(rule_dates, today):
    """An independent count: which (clock, rung, day) must stand in the table by that day."""
    return {(clock, rung, day) for clock, days in rule_dates.items() for rung, day in days.items() if day <= today}


def day_by_day(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


# C03 from Monday 16 March 2026: fifteen days, until Tuesday the 31st. C04 from the same day: five working days, until Monday the 23rd.
NOTICE = [
    ("SOON", date(2026, 3, 28)),
    ("LAST_DAY", date(2026, 3, 31)),
    ("LATE", date(2026, 4, 1)),
    ("LATE_7", date(2026, 4, 7)),
    ("LATE_30", date(2026, 4, 30)),
]


@pytest.mark.parametrize(("rung", "day"), NOTICE)
def test_each_rung_is_reached_on_its_day_and_not_before(cast, rung, day):
    petition = cast.transferred()

    sweep(day - timedelta(days=1))
    assert rung not in dict(rungs(petition, "C03"))
    sweep(day)
    assert dict(rungs(petition, "C03"))[rung] == day


def test_a_clock_of_working_days_is_amber_on_the_last_working_day_before_its_date(cast):
    petition = cast.transferred()

    sweep(date(2026, 3, 19))
    assert rungs(petition, "C04") == []
    sweep(date(2026, 3, 20))  # Friday; the window ends on Monday
    assert rungs(petition, "C04") == [("SOON", date(2026, 3, 20))]


def test_an_organ_that_does_not_object_is_not_late(cast):
    petition = cast.transferred()

    sweep(date(2026, 5, 1))

    assert rungs(petition, "C04") == [("SOON", date(2026, 3, 20)), ("LAST_DAY", date(2026, 3, 23))]
    assert not petition.is_late(date(2026, 3, 31))
    assert petition.is_late(date(2026, 4, 1))


def test_the_state_is_warned_on_the_strict_date_and_late_after_the_rolled_one(cast):
    petition = make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 6))  # fifteen days end on Saturday 21 March
    clock = petition.clocks.get()
    assert (clock.strict_on, clock.rolled_on) == (date(2026, 3, 21), date(2026, 3, 23))

    for day in day_by_day(date(2026, 3, 7), date(2026, 4, 30)):
        sweep(day)

    assert rungs(petition, "C01") == [
        ("SOON", date(2026, 3, 20)),
        ("LAST_DAY", date(2026, 3, 21)),
        ("LATE", date(2026, 3, 24)),
        ("LATE_7", date(2026, 3, 30)),
        ("LATE_30", date(2026, 4, 22)),
    ]


def test_a_second_sweep_changes_nothing(cast):
    cast.transferred()

    first = sweep(date(2026, 4, 1))
    rows, notices = Escalation.objects.count(), Notice.objects.count()
    second = sweep(date(2026, 4, 1))

    assert first.reached["LATE"] == 1
    assert set(second.reached.values()) == {0}
    assert second.told == 0
    assert (Escalation.objects.count(), Notice.objects.count()) == (rows, notices)


@pytest.mark.parametrize("missed", [1, 3, 30])
def test_missed_days_are_caught_up_with_nothing_missed_and_nothing_doubled(cast, missed):
    petitions = [cast.transferred(sent_on=date(2026, 3, 16) + timedelta(days=days)) for days in range(6)]
    last = date(2026, 5, 20)
    due = {
        (petition.pk, clock.rule, rung.name): max(getattr(clock, rung.counts_from) + timedelta(days=rung.days), clock.started_on)
        for petition in petitions
        for clock in petition.clocks.running().exclude(rule="C08")
        for rung in RUNGS
        if clock.rule != "C04" or rung.name == "LAST_DAY"
    }

    for day in [*day_by_day(date(2026, 3, 16), last)[::missed], last]:
        sweep(day)

    found = list(Escalation.objects.filter(clock__rule__in=["C03", "C04"]).values_list("petition", "clock__rule", "rung", "due_on"))
    amber_windows = [row for row in found if row[1:3] == ("C04", "SOON")]
    assert len(amber_windows) == len(petitions)
    rest = [row for row in found if row not in amber_windows]
    assert len(rest) == len(due)
    assert {row[:3]: row[3] for row in rest} == due


def test_a_clock_found_late_gets_all_its_rungs_but_one_message(cast):
    petition = cast.signed_for()

    sweep(date(2026, 5, 11))  # forty-one days after 31 March

    assert rungs(petition, "C03") == NOTICE
    kinds = Notice.objects.filter(petition=petition, kind__startswith="clock_", details__rule="C03").values_list("kind", flat=True)
    assert set(kinds) == {"clock_late_30"}


def test_the_holder_hears_of_what_is_soon_and_leader_and_supervisor_of_what_is_late(cast):
    petition = cast.accepted()  # held by the case handler; C06 runs until Tuesday 19 May 2026

    sweep(date(2026, 5, 16))
    assert told(petition) == [("clock_soon", "孙承办")]
    sweep(date(2026, 5, 19))
    assert told(petition, "clock_last_day") == [("clock_last_day", "孙承办")]
    sweep(date(2026, 5, 20))
    assert told(petition, "clock_late") == [("clock_late", "何局长"), ("clock_late", "吴督查"), ("clock_late", "孙承办")]


def test_where_nobody_holds_it_the_organs_desk_hears(cast):
    petition = cast.transferred()

    sweep(date(2026, 3, 28))

    assert told(petition, "clock_soon") == [("clock_soon", "赵联络")]
    assert Notice.objects.get(petition=petition, kind="clock_soon").details == {
        "rule": "C03",
        "due_on": "2026-03-31",
        "organ": "市住房和城乡建设局",
    }


def test_a_county_that_has_no_supervisor_is_watched_by_the_city_and_one_that_has_by_its_own(cast):
    county = make_organ("东湖区政府", "GOVERNMENT", parent=cast.city)
    county_bureau = make_organ("东湖区信访局", "BUREAU", parent=county)
    clerk = make_duty(Role.CLERK, county_bureau)
    first = make_petition(county_bureau, clerk)
    sweep(date(2026, 3, 18))
    assert told(first, "clock_late") == [("clock_late", "吴督查")]

    make_duty(Role.SUPERV, county_bureau, "区督查")
    second = make_petition(county_bureau, clerk)
    sweep(date(2026, 3, 18))
    assert told(second, "clock_late") == [("clock_late", "区督查")]


def test_who_left_hears_nothing(cast):
    Duty.objects.filter(pk=cast.handler.pk).update(ended_on=date(2026, 5, 1))
    petition = Petition.objects.get(pk=cast.accepted().pk)

    sweep(date(2026, 5, 16))

    assert told(petition) == []


def test_a_sealed_matter_is_told_to_accusation_officers_who_are_not_accused_and_to_nobody_else(cast):
    accused_officer = make_duty(Role.DISC, cast.bureau, "被反映人")
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 3)))
    petition.advance("classify", by=cast.dispatcher, at=at(date(2026, 3, 3)), petition_class="ACCUSATION")
    event = petition.events.last()
    Party.objects.create(petition=petition, event=event, role=Party.Role.ACCUSED, name="被反映人", officer=accused_officer.officer)

    sweep(date(2026, 3, 18))

    assert told(petition) == [("clock_late", "郑专办")]
    everybody = Duty.objects.exclude(pk=cast.accusation_officer.pk)
    assert [duty for duty in everybody if Petition.objects.visible_to(duty).filter(pk=petition.pk).exists()] == []


def test_everybody_who_is_told_may_open_the_petition(cast):
    for day in range(3):
        cast.transferred(sent_on=date(2026, 3, 16) + timedelta(days=day))
    cast.accepted()
    sweep(date(2026, 6, 30))

    notices = list(Notice.objects.filter(kind__startswith="clock_").select_related("duty__organ", "duty__officer"))
    assert len(notices) > 10
    upward = [n for n in notices if n.petition_id is None]  # names an organ, and no petition
    assert {(n.kind, n.duty.officer.name) for n in upward} == {("clock_reported", "沈市长")}
    assert [n for n in notices if n not in upward and not Petition.objects.visible_to(n.duty).filter(pk=n.petition_id).exists()] == []


def test_the_petitioners_window_is_no_duty_of_anybody(cast):
    petition = cast.served()  # the window ends on 13 May 2026

    swept = sweep(date(2026, 5, 13))

    assert swept.reached == dict.fromkeys(["LATE_30", "LATE_7", "LATE", "LAST_DAY", "SOON"], 0)
    assert petition.escalations.count() == 0


def test_the_window_lapses_on_the_day_after_and_not_before(cast):
    petition = cast.served()

    assert sweep(date(2026, 5, 13)).steps["lapse"] == 0
    assert sweep(date(2026, 5, 14)).steps["lapse"] == 1
    petition.refresh_from_db()

    assert (petition.state, petition.finality, petition.closed_on) == (State.CLOSED, "WINDOW_LAPSED", date(2026, 5, 14))
    assert petition.events.last().actor == Event.Actor.SYSTEM


def test_silence_starts_the_sixty_days_on_the_day_the_notice_was_due(cast):
    petition = cast.signed_for()

    assert sweep(date(2026, 3, 31)).steps["deem_accepted"] == 0
    assert sweep(date(2026, 4, 20)).steps["deem_accepted"] == 1
    assert sweep(date(2026, 4, 20)).steps["deem_accepted"] == 0

    clock = petition.clocks.get(rule="C06")
    assert (clock.started_on, clock.strict_on, clock.is_deemed) == (date(2026, 3, 31), date(2026, 5, 30), True)


def test_a_step_that_is_not_possible_is_reported_by_number_and_holds_up_nothing(cast, caplog):
    stuck = cast.served()
    stuck.proposals.create(step="extend", by=cast.handler, proposed_on=date(2026, 4, 14))
    free = cast.served()

    with caplog.at_level(logging.WARNING, logger="supervision.ladder"):
        swept = sweep(date(2026, 5, 14))

    assert (swept.steps["lapse"], swept.failed) == (1, [stuck.number])
    assert Petition.objects.get(pk=free.pk).state == State.CLOSED
    assert stuck.number in caplog.text
    assert stuck.subject not in caplog.text


def test_the_number_of_statements_does_not_grow_with_the_clocks(cast):
    cast.transferred()
    with count_queries() as few:
        sweep(date(2026, 3, 28))
    for _ in range(5):
        cast.transferred()
    with count_queries() as many:
        sweep(date(2026, 3, 28))

    assert Escalation.objects.filter(rung="SOON").count() == 12
    assert len(few) == len(many)
    assert len([query for query in many if "INSERT INTO supervision_escalation" in query["sql"]]) == len(RUNGS)


def test_three_sweeps_at_once_as_worker_miss_nothing_and_double_nothing(office, cast):
    petitions = [cast.signed_for() for _ in range(8)]
    windows = [cast.served() for _ in range(3)]
    start = threading.Barrier(3)
    done, broken = [], []

    def beat():
        try:
            start.wait()
            done.append(sweep(date(2026, 5, 20)))
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    with office.run_as("worker"):
        connection.close()
        threads = [threading.Thread(target=beat) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert broken == []
    running = Clock.objects.running().filter(petition__in=petitions)
    assert Escalation.objects.filter(clock__in=running.filter(rule="C03")).count() == len(petitions) * len(RUNGS)
    assert sum(sum(swept.reached.values()) for swept in done) == Escalation.objects.count()
    assert sum(swept.steps.get("lapse", 0) for swept in done) == len(windows)
    assert sum(swept.steps.get("deem_accepted", 0) for swept in done) == len(petitions)
    assert [number for swept in done for number in swept.failed] == []


def test_the_workers_task_sweeps_until_today(cast):
    petition = cast.transferred()

    sweep_clocks()

    assert [rung for rung, _day in rungs(petition, "C03")] == [rung for rung, _day in NOTICE]


def test_an_office_that_opens_again_catches_up_without_waiting_for_the_beat(cast):
    petition = cast.transferred()

    worker_ready.send(sender=None)

    assert [rung for rung, _day in rungs(petition, "C03")] == [rung for rung, _day in NOTICE]


def test_the_command_prints_what_was_found_and_refuses_the_future(cast, capsys):
    cast.transferred()

    call_command("sweep", today="2026-04-01")
    lines = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert lines == {
        "SOON": "2",
        "LAST_DAY": "2",
        "LATE": "1",
        "LATE_7": "0",
        "LATE_30": "0",
        "notices": "4",
        "deem_accepted": "1",  # nobody signed for it: fifteen days of silence start the handling time all the same
        "lapse": "0",
        "withdraw": "0",
        "withdraw_some": "0",
    }

    with pytest.raises(CommandError, match="future"):
        call_command("sweep", today="2126-04-01")
    with pytest.raises(CommandError, match="not a date"):
        call_command("sweep", today="yesterday")

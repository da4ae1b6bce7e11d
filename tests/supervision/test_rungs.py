"""Does a ladder that changed reach what it should on each day, whatever was missed, and does each rung do its deed?"""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts.models import Role
from petitions.models import Clock, Notice, Party
from petitions.rulebook import CHANCES, WINDOWS
from supervision import rungs
from supervision.ladder import sweep
from supervision.models import Escalation, Ladder, Rung, SweepRun
from tests.factories import make_duty, make_organ

FIRST, LAST = date(2026, 3, 16), date(2026, 6, 30)


def put_up(duty, valid_from, *steps):
    """A ladder from that day on; steps: (name, counts_from, days, deed)."""
    ladder = Ladder.objects.create(valid_from=valid_from, duty=duty)
    for place, (name, counts_from, days, deed) in enumerate(steps):
        Rung.objects.create(ladder=ladder, place=place, name=name, counts_from=counts_from, days=days, deed=deed)
    return ladder


OTHER = [("SOON", "rolled_on", -5, "REMIND"), ("LATE", "rolled_on", 1, "URGE"), ("超期三天", "strict_on", 3, "PROPOSE"), ("LATE_30", "rolled_on", 20, "ESCALATE")]  # fmt: skip


def days(first, last, every=1):
    return [*(first + timedelta(days=number) for number in range(0, (last - first).days, every)), last]


def rows():
    return set(Escalation.objects.values_list("clock__petition", "clock__rule", "clock__started_on", "rung", "deed", "due_on"))


def after(*on):
    """What stands in the table after sweeps on these days, and how often the same clock and rung stands there; then all is undone."""
    with transaction.atomic():
        for day in on:
            sweep(day)
        found = rows()
        assert Escalation.objects.count() == len(found)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def matters(cast):
    """Clocks of calendar and of working days, signed for and silent, accepted and served."""
    for number in range(4):
        cast.transferred(sent_on=FIRST + timedelta(days=number))
    cast.signed_for()
    cast.accepted()
    cast.served()
    return cast


@pytest.mark.parametrize("missed", [3, 30, 200])
@pytest.mark.parametrize("changes", [(), (date(2026, 4, 6),), (date(2026, 4, 6), date(2026, 4, 30))])
def test_who_catches_up_finds_what_day_by_day_would_have_been_found(matters, missed, changes):
    for number, day in enumerate(changes):
        put_up(matters.supervisor, day, *(OTHER if number == 0 else [rung.values for rung in rungs.DEFAULT[1:4]]))

    caught_up = after(*days(FIRST, LAST, missed))

    assert caught_up == after(*days(FIRST, LAST))
    assert len(caught_up) > 20


def independent(clock, ladder, first, last):
    """(rung, day) as somebody with a calendar in hand would write them, for a ladder that holds from first until last; C04 left out."""
    if clock.rule in CHANCES:
        return set()
    found = set()
    for name, counts_from, number, _deed in ladder:
        day = getattr(clock, counts_from) + timedelta(days=number)
        if (number <= 0 or clock.rule not in WINDOWS) and first <= max(day, clock.started_on) <= last:
            found.add((name, max(day, clock.started_on)))
    return found


def test_a_rung_that_is_new_is_reached_on_its_first_day_and_one_that_goes_leaves_its_rows(cast):
    cast.signed_for()
    clock = Clock.objects.get(rule="C03")  # until 31 March
    change = date(2026, 4, 10)
    put_up(cast.supervisor, change, *OTHER)

    for day in days(FIRST, date(2026, 5, 31), 7):
        sweep(day)

    found = set(clock.escalations.values_list("rung", "due_on"))
    before = independent(clock, [rung.values for rung in rungs.DEFAULT], FIRST, change - timedelta(days=1))
    assert before == {
        ("SOON", date(2026, 3, 28)),
        ("LAST_DAY", date(2026, 3, 31)),
        ("LATE", date(2026, 4, 1)),
        ("LATE_7", date(2026, 4, 7)),
    }
    assert found == before | {("超期三天", change), ("LATE_30", date(2026, 4, 20))}
    assert clock.escalations.get(rung="超期三天").deed == "PROPOSE"


def test_a_rung_that_counts_from_the_date_of_the_law_is_found_where_the_last_day_in_time_lies_long_after_it(cast):
    cast.sorted(received_on=date(2026, 9, 17))  # C01: fifteen days end in the National Day holiday
    clock = Clock.objects.get(rule="C01")
    assert (clock.strict_on, clock.rolled_on) == (date(2026, 10, 2), date(2026, 10, 8))
    put_up(cast.supervisor, date(2026, 1, 1), ("一日", "strict_on", 1, "REMIND"), ("二日", "strict_on", 2, "URGE"))

    sweep(date(2026, 10, 3))

    assert list(clock.escalations.values_list("rung", "due_on")) == [("一日", date(2026, 10, 3))]


def test_of_two_ladders_for_one_day_the_later_holds_and_a_ladder_is_never_changed(cast):
    put_up(cast.supervisor, date(2026, 4, 1), *OTHER)
    later = put_up(cast.supervisor, date(2026, 4, 1), *OTHER[:2])

    assert rungs.on(date(2026, 3, 31)).rungs == rungs.DEFAULT
    assert rungs.on(date(2026, 4, 1)).row == later
    assert [version.valid_until for version in rungs.versions()] == [date(2026, 3, 31), None]
    for refused in (
        lambda: Rung.objects.update(days=2),
        lambda: Ladder.objects.update(valid_from=FIRST),
        lambda: later.rungs.all().delete(),
    ):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            refused()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rung.objects.create(ladder=later, place=3, name="SOON", counts_from="rolled_on", days=2, deed="URGE")


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("duty__officer__name", flat=True))


def test_each_deed_tells_who_hears_of_it_and_the_superior_of_a_month_alone(cast):
    petition = cast.accepted()  # C06 until 19 May

    sweep(date(2026, 5, 26))
    assert told("clock_late_7") == ["何局长", "吴督查", "孙承办"]
    assert told("clock_reported") == []
    assert Escalation.objects.get(petition=petition, rung="LATE_7").deed == "PROPOSE"

    sweep(date(2026, 6, 18))
    assert told("clock_late_30") == ["何局长", "吴督查", "周局长", "孙承办"]
    assert told("clock_reported") == ["沈市长"]
    reported = Notice.objects.get(kind="clock_reported")
    assert (reported.petition, reported.details) == (None, {"organ": "市住房和城乡建设局", "days": 30})
    sweep(date(2026, 6, 19))
    assert told("clock_reported") == ["沈市长"]


def test_a_bureau_is_reported_to_the_bureau_above_and_to_its_government(cast):
    province = make_organ("省政府", "GOVERNMENT")
    above = make_organ("省信访局", "BUREAU", parent=province)
    make_duty(Role.B_LEAD, above, "省局长")
    cast.city.parent = province
    cast.city.save()
    cast.sorted()  # C01, the bureau's own

    sweep(date(2026, 6, 1))

    assert "省局长" in told("clock_late_30")
    assert told("clock_reported") == ["沈市长"]


def test_what_is_sealed_and_who_is_accused_or_keeps_away_is_not_reported_upward(cast):
    sealed = cast.sorted(petition_class="ACCUSATION")
    assert sealed.is_sealed
    sweep(date(2026, 6, 1))
    assert told("clock_reported") == []
    assert "周局长" not in told("clock_late_30")

    claim = cast.transferred()
    Party.objects.create(
        petition=claim, event=claim.events.last(), role=Party.Role.ACCUSED, name="沈市长", officer=cast.city_leader.officer
    )
    Party.objects.create(
        petition=claim, event=claim.events.last(), role=Party.Role.ACCUSED, name="周局长", officer=cast.bureau_leader.officer
    )
    sweep(date(2026, 6, 1))
    assert told("clock_reported") == []
    assert "吴督查" in told("clock_late_30")
    assert "周局长" not in told("clock_late_30")

    cast.transferred()  # the same day's notice for the organ was never written, so this one is
    sweep(date(2026, 6, 1))
    assert told("clock_reported") == ["沈市长"]
    assert "周局长" in told("clock_late_30")


def test_three_beats_at_once_write_each_row_once_and_every_run_reports(office, cast):
    for number in range(6):
        cast.transferred(sent_on=FIRST + timedelta(days=number))
    put_up(cast.supervisor, date(2026, 4, 10), *OTHER)
    until = date(2026, 5, 20)
    expected = set()
    for clock in Clock.objects.running().filter(rule="C03"):
        old = independent(clock, [rung.values for rung in rungs.DEFAULT], FIRST, date(2026, 4, 9))
        new = independent(clock, OTHER, date(2026, 4, 10), until)
        names = {name for name, _day in old}
        late = [("超期三天", max(clock.strict_on + timedelta(days=3), date(2026, 4, 10)))]
        expected |= {(clock.pk, *row) for row in old | set(late) | {row for row in new if row[0] not in names and row[0] != "超期三天"}}
    start, broken = threading.Barrier(3), []

    def beat():
        try:
            start.wait()
            sweep(until)
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
    assert set(Escalation.objects.filter(clock__rule="C03").values_list("clock", "rung", "due_on")) == expected
    assert SweepRun.objects.count() == 3
    assert sum(sum(run.reached.values()) for run in SweepRun.objects.all()) == Escalation.objects.count()
    assert Notice.objects.filter(kind="clock_reported").count() == 1

"""Patterns that look like work for the figures: shown with what is usual and the matters behind them, to those who may open them."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from petitions.models import Clock, Evaluation, Event, Petition
from supervision import patterns
from tests.database import count_queries
from tests.factories import SHANGHAI, at, make_contact, make_duty, make_party

TODAY = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel(at(TODAY).astimezone(SHANGHAI), tick=True):
        yield


def closed(cast, on, **fields):
    petition = cast.served(**fields)
    petition.advance("lapse", actor="SYSTEM", at=at(on))
    return petition


def found(duty):
    return {(signal.key, signal.organ): (signal.number, signal.whole) for signal in patterns.signals(duty, TODAY)}


def listed(client, duty, key, organ):
    client.force_login(duty.officer)
    return client.get(reverse("signal-cases", args=[key, organ.slug]))


def test_closings_on_the_last_days_of_a_month_stand_out(client, cast):
    for _number in range(5):
        closed(cast, date(2026, 5, 30))
    assert ("month-end", cast.housing) in found(cast.supervisor)
    for _number in range(8):
        closed(cast, date(2026, 5, 18))

    assert ("month-end", cast.housing) not in found(cast.supervisor)
    assert len(listed(client, cast.supervisor, "month-end", cast.housing).context["page"].object_list) == 5


@pytest.mark.parametrize(
    ("day", "is_last"), [(date(2026, 5, 28), False), (date(2026, 5, 29), True), (date(2026, 5, 31), True), (date(2026, 6, 1), False)]
)
def test_the_last_three_days_are_three(cast, day, is_last):
    closed(cast, day)

    assert patterns.cases(cast.supervisor, "month-end", cast.housing, TODAY).exists() is is_last


def test_answers_on_the_last_two_days_stand_out(client, cast):
    for _number in range(5):
        cast.issued(issued_on=date(2026, 5, 18))  # accepted on 20 March: sixty days end on 19 May
    early = cast.issued(issued_on=date(2026, 4, 20))
    late = cast.issued(issued_on=date(2026, 5, 25))

    assert found(cast.supervisor)["last-days", cast.housing] == (5, 7)
    rows = set(listed(client, cast.supervisor, "last-days", cast.housing).context["page"].object_list)
    assert not {early, late} & rows


def test_a_matter_that_goes_there_and_back_stands_out_at_each_organ_that_returned_it(client, cast):
    petition = cast.transferred(sent_on=date(2026, 4, 7))
    for by, leader, to in ((cast.liaison, cast.leader, cast.water), (cast.water_liaison, cast.water_leader, cast.education)):
        petition.advance("object", by=by, at=at(date(2026, 4, 8)), grounds="不属于本单位职责范围的事项。", basis="三定方案")
        petition.confirm(petition.pending, by=leader, at=at(date(2026, 4, 8)))
        petition.advance("agree_objection", by=cast.dispatcher, at=at(date(2026, 4, 8)), organ=to, reason="同意")
        petition = Petition.objects.get(pk=petition.pk)
    cast.transferred(sent_on=date(2026, 4, 8))

    assert found(cast.supervisor) == {("returns", cast.water): (1, 1), ("returns", cast.housing): (1, 2)}  # not at the third, which has it
    assert [row.pk for row in listed(client, cast.supervisor, "returns", cast.water).context["page"]] == [petition.pk]


def registered(cast, *, came_on, entered_on):
    return Petition.register(
        contact=make_contact(cast.housing, cast.liaison, received_on=came_on), parties=[make_party()], claims=["请修理屋顶"],
        actor=Event.Actor.OFFICER, at=at(entered_on),
    )  # fmt: skip


def test_late_entries_stand_out_where_they_were_made(cast):
    for _number in range(3):
        registered(cast, came_on=date(2026, 5, 4), entered_on=date(2026, 5, 8))
    in_time = registered(cast, came_on=date(2026, 5, 4), entered_on=date(2026, 5, 7))

    assert found(cast.supervisor) == {("late-entry", cast.housing): (3, 4)}
    assert in_time not in patterns.cases(cast.supervisor, "late-entry", cast.housing, TODAY)


def test_ratings_from_the_organs_own_network_stand_out(client, cast):
    rated = cast.served(served_on=date(2026, 5, 20), issued_on=date(2026, 5, 18))
    rated.advance("evaluate", actor="CITIZEN", side="ORGAN", grade="SATISFIED", solved="YES", is_from_own_network=True)
    cast.served(served_on=date(2026, 5, 20), issued_on=date(2026, 5, 18)).advance(
        "evaluate", actor="CITIZEN", side="ORGAN", grade="SATISFIED", solved="NO"
    )
    rated.advance("evaluate", actor="CITIZEN", side="BUREAU", grade="SATISFIED", solved="YES", is_from_own_network=True)

    assert found(cast.supervisor) == {("own-network", cast.housing): (1, 2)}  # nobody judges the own bureau
    assert Evaluation.objects.filter(is_from_own_network=True).count() == 2
    assert [row.pk for row in listed(client, cast.supervisor, "own-network", cast.housing).context["page"]] == [rated.pk]


def test_extensions_as_a_rule_stand_out(cast):
    for _number in range(6):
        cast.accepted(accepted_on=date(2026, 4, 3), sent_on=date(2026, 4, 1), signed_on=date(2026, 4, 2))
    Clock.objects.filter(rule="C06", pk__in=list(Clock.objects.filter(rule="C06").values_list("pk", flat=True)[:5])).update(
        extension_days=30
    )

    assert found(cast.supervisor) == {("extended", cast.housing): (5, 6)}


def test_what_is_sealed_later_is_neither_counted_nor_listed(client, cast):
    petitions = [closed(cast, date(2026, 5, 30)) for _ in range(5)]
    assert found(cast.supervisor)["month-end", cast.housing] == (5, 5)

    petitions[0].advance("seal", by=cast.handler, reason="来电", accused=[])

    assert found(cast.supervisor) == {}
    rows = {row.pk for row in listed(client, cast.supervisor, "month-end", cast.housing).context["page"].object_list}
    assert rows == {petition.pk for petition in petitions[1:]}


def test_of_a_confidential_matter_the_list_shows_no_words(client, cast):
    petition = closed(cast, date(2026, 5, 30), subject="保密的事")
    open_one = closed(cast, date(2026, 5, 30), subject="公开的事")
    petition.advance("restrict", by=cast.leader, reason="涉密", colleagues=[cast.liaison])

    shown = listed(client, cast.supervisor, "month-end", cast.housing)

    assert set(shown.context["page"].object_list) == {petition, open_one}
    assert "保密的事" not in shown.content.decode()
    assert "公开的事" in shown.content.decode()


def test_supervisors_and_bureau_leaders_have_the_pages_and_nobody_else(client, cast):
    closed(cast, date(2026, 5, 30))
    addresses = [reverse("signals"), reverse("signal-cases", args=["month-end", cast.housing.slug])]
    for address in addresses:
        for duty in (cast.supervisor, cast.bureau_leader):
            client.force_login(duty.officer)
            assert client.get(address).status_code == 200
        for duty in (cast.leader, cast.handler, cast.dispatcher, cast.city_leader, cast.admin):
            client.force_login(duty.officer)
            assert client.get(address).status_code == 404
    client.force_login(cast.supervisor.officer)
    assert client.get(reverse("signal-cases", args=["no-such", cast.housing.slug])).status_code == 404
    assert client.get(reverse("signal-cases", args=["month-end", cast.bureau.slug])).status_code == 404
    stranger = make_duty(Role.SUPERV, cast.discipline)
    client.force_login(stranger.officer)
    assert client.get(addresses[1]).status_code == 404
    assert patterns.count_for(stranger, TODAY) == 0
    assert patterns.count_for(cast.leader, TODAY) == 0


def test_one_signal_and_many_cost_the_same_queries(client, cast):
    client.force_login(cast.supervisor.officer)
    for _number in range(5):
        closed(cast, date(2026, 5, 30))
    client.get(reverse("signals"))
    with count_queries() as few:
        client.get(reverse("signals"))
        listed(client, cast.supervisor, "month-end", cast.housing)
    for _number in range(3):
        closed(cast, date(2026, 5, 30))
    for _number in range(8):
        cast.issued(issued_on=date(2026, 5, 18))
    with count_queries() as many:
        client.get(reverse("signals"))
        listed(client, cast.supervisor, "month-end", cast.housing)

    assert len(few) == len(many)
    assert patterns.count_for(cast.supervisor, TODAY) == 2

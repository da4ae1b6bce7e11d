"""Does each sweep say what it did and could not do, and does a supervisor read no more of it than of the matters themselves?"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from petitions.accusations import Accused
from petitions.models import Party, Petition
from supervision import ladder, sweep_runs
from supervision.models import SweepFailure, SweepRun
from tests.database import count_queries

TODAY = date(2026, 5, 14)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else TODAY)


def stuck(cast, **fields):
    """Its window has passed, and a proposal that nobody has decided on stands in the way."""
    petition = cast.served(**fields)
    petition.proposals.create(step="extend", by=cast.handler, proposed_on=date(2026, 4, 14))
    return petition


def open_as(client, duty):
    client.force_login(duty.officer)
    return client.get("/supervision/")


def failed(response):
    return [line["petition"].number for line in response.context["sweeps"]["failures"]]


def test_a_run_keeps_what_it_did_and_each_failure_once_a_day(cast):
    petition = stuck(cast)
    cast.transferred()

    swept = ladder.sweep(TODAY)
    ladder.sweep(TODAY)
    ladder.sweep(TODAY + timedelta(days=1))

    first = SweepRun.objects.order_by("pk").first()
    assert (first.day, first.is_alone, first.failed) == (TODAY, True, 1)
    assert (first.reached, first.told, first.steps) == (swept.reached, swept.told, swept.steps)
    assert first.seconds > 0
    assert SweepRun.objects.count() == 3
    assert list(SweepFailure.objects.order_by("day").values_list("petition", "step", "day")) == [
        (petition.pk, "lapse", TODAY),
        (petition.pk, "lapse", TODAY + timedelta(days=1)),
    ]
    assert SweepFailure.objects.first().reason
    assert sweep_runs.last_day() == TODAY + timedelta(days=1)


def test_a_step_that_the_database_refuses_holds_up_no_other(cast, monkeypatch):
    broken, free = cast.served(), cast.served()
    advance = Petition.advance

    def refuse(self, step, **details):
        if self.pk == broken.pk:
            raise IntegrityError("some constraint with somebody's words in it")
        return advance(self, step, **details)

    monkeypatch.setattr(Petition, "advance", refuse)
    swept = ladder.sweep(TODAY)

    assert (swept.steps["lapse"], swept.failed) == (1, [broken.number])
    assert "words" not in SweepFailure.objects.get().reason
    assert Petition.objects.get(pk=free.pk).state == "CLOSED"


def test_what_was_not_possible_stands_on_the_supervisors_page_with_its_reason(client, cast):
    petition = stuck(cast, subject="卡住的事项")
    ladder.sweep(TODAY)

    response = open_as(client, cast.supervisor)

    assert failed(response) == [petition.number]
    page = response.content.decode()
    assert "卡住的事项" in page
    assert SweepFailure.objects.get().reason in page
    assert [dict(line["rungs"]) for line in response.context["sweeps"]["runs"]] == [{}]
    assert open_as(client, cast.bureau_leader).context["sweeps"] is None


def test_the_rungs_of_a_run_are_counted_as_the_reader_may_count_them(client, cast):
    cast.transferred()
    hidden = cast.transferred()
    ladder.sweep(TODAY)
    before = sum(number for _name, number in open_as(client, cast.supervisor).context["sweeps"]["runs"][0]["rungs"])

    hidden.advance("seal", by=cast.dispatcher, reason="举报某人受贿", accused=[Accused("某人")])

    after = sum(number for _name, number in open_as(client, cast.supervisor).context["sweeps"]["runs"][0]["rungs"])
    assert (before, after) == (2 * after, after)
    assert after > 0


def test_a_failure_of_what_is_sealed_later_or_kept_from_the_reader_is_gone_and_a_confidential_one_says_no_words(client, cast):
    sealed, kept, secret, plain = (stuck(cast, subject=f"事项{name}") for name in "甲乙丙丁")
    ladder.sweep(TODAY)
    assert len(failed(open_as(client, cast.supervisor))) == 4

    sealed.proposals.all().update(is_confirmed=False)
    Petition.objects.get(pk=sealed.pk).advance("seal", by=cast.handler, reason="举报某人受贿", accused=[Accused("某人")])
    me = {"name": "吴督查", "officer": cast.supervisor.officer}
    Party.objects.create(petition=kept, event=kept.events.last(), role=Party.Role.ACCUSED, **me)
    secret.proposals.all().update(is_confirmed=False)
    Petition.objects.get(pk=secret.pk).advance("restrict", by=cast.leader, reason="涉密", colleagues=[cast.handler])

    response = open_as(client, cast.supervisor)
    assert set(failed(response)) == {secret.number, plain.number}
    lines = {line["petition"].number: line for line in response.context["sweeps"]["failures"]}
    assert lines[secret.number]["reason"] == ""
    assert lines[plain.number]["reason"]
    page = response.content.decode()
    assert "事项丁" in page
    assert {name for name in ("事项甲", "事项乙", "事项丙") if name in page} == set()


def test_reports_are_never_rewritten_and_go_after_four_hundred_days(cast):
    stuck(cast)
    ladder.sweep(TODAY)
    run = SweepRun.objects.get()
    for refused in (lambda: SweepRun.objects.update(failed=0), run.delete, lambda: SweepFailure.objects.all().delete()):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            refused()
    SweepRun.objects.create(began_at=timezone.now() - timedelta(days=402), day=date(2025, 1, 1), seconds=1)

    ladder.sweep(TODAY)

    assert SweepRun.objects.count() == 2
    assert not SweepRun.objects.filter(day=date(2025, 1, 1)).exists()


def test_thirty_failures_cost_the_queries_of_one(client, cast):
    stuck(cast)
    ladder.sweep(TODAY)
    open_as(client, cast.supervisor)
    with count_queries() as few:
        client.get("/supervision/")
    for _ in range(6):
        stuck(cast)
    ladder.sweep(TODAY)
    with count_queries() as many:
        client.get("/supervision/")
    assert len(few) == len(many)


def test_the_ladders_proposals_stand_on_the_workbench_until_an_order_is_written(client, cast):
    petition = cast.transferred(sent_on=date(2026, 4, 20))  # C03 until 5 May, which is a rest day, so until the 6th
    ladder.sweep(TODAY)

    page = open_as(client, cast.supervisor)
    proposals = [line for line in page.context["to_do"] if petition.number in line.url]
    assert len(proposals) == 1
    assert client.get(proposals[0].url).status_code == 200
    assert [line["petition"].pk for line in client.get("/supervision/?what=proposed").context["lines"]] == [petition.pk]
    assert [line for line in open_as(client, cast.bureau_leader).context["to_do"] if "kind=ORDER" in line.url] == []

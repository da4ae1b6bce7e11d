"""Does a supervisor see everything late and soon, with its reasons, and nobody else this page?"""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Role
from petitions.models import Clock, Petition
from supervision import ladder, rungs
from tests.database import count_queries
from tests.factories import at, make_duty, make_petition

TODAY = date(2026, 4, 8)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else TODAY)


def open_as(client, duty, address="/supervision/", **query):
    client.force_login(duty.officer)
    return client.get(address, query)


def subjects(response):
    return [line["petition"].subject for line in response.context["lines"]]


@pytest.fixture
def matters(cast, today):
    """Two late at the housing bureau, one due on Friday at the water bureau, one that has time."""
    cast.transferred(subject="晚八天")  # C03 until 31 March
    cast.transferred(sent_on=date(2026, 3, 18), subject="晚六天")
    cast.transferred(sent_on=date(2026, 3, 26), organ=cast.water, subject="周五到期")
    cast.transferred(sent_on=date(2026, 4, 7), organ=cast.water, subject="还早")
    return cast


def test_the_longest_late_comes_first_and_says_why(client, matters):
    ladder.sweep(TODAY)

    response = open_as(client, matters.supervisor)

    assert subjects(response) == ["晚八天", "晚六天", "周五到期"]
    assert (response.context["late"], response.context["soon"]) == (2, 1)
    first = response.context["lines"][0]
    assert (str(first["rung"][0]), first["rung"][1]) == (str(rungs.LABELS["LATE_7"]), date(2026, 4, 7))
    assert first["law"].article in response.content.decode()
    assert [(row["name"], row["late"], row["days"], row["soon"]) for row in response.context["organs"]] == [
        ("市住房和城乡建设局", 2, 8, 0),
        ("市水利局", 0, None, 1),
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"what": "late"}, ["晚八天", "晚六天"]),
        ({"what": "soon"}, ["周五到期"]),
        ({"what": "provisional"}, []),
        ({"organ": "市水利局"}, ["周五到期"]),
        ({"rule": "C03"}, ["晚八天", "晚六天", "周五到期"]),
        ({"rule": "C06"}, []),
    ],
)
def test_a_filter_is_an_address(client, matters, query, shown):
    assert subjects(open_as(client, matters.supervisor, **query)) == shown
    assert open_as(client, matters.supervisor, "/supervision/print/", **query).status_code == 200


@pytest.mark.parametrize(
    "query", [{"what": "x" * 500}, {"rule": "C99"}, {"organ": "没有"}, {"organ_slug": "'"}, {"page": "next.x.y"}, {"what": "late\0"}]
)
def test_a_filter_that_cannot_be_read_is_left_out(client, matters, query):
    response = open_as(client, matters.supervisor, **query)

    assert response.status_code == (400 if "\0" in "".join(query.values()) else 200)
    if response.status_code == 200:
        assert subjects(response) == ["晚八天", "晚六天", "周五到期"]


def test_the_spreadsheet_holds_what_the_list_shows(client, matters):
    response = open_as(client, matters.supervisor, "/supervision/list.xlsx", what="late")

    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["晚八天", "晚六天"]


def test_dates_that_rest_on_an_unannounced_year_are_pointed_out(client, matters):
    petition = Petition.objects.get(subject="还早")
    Clock.objects.filter(petition=petition, rule="C03").update(is_provisional=True)

    response = open_as(client, matters.supervisor, what="provisional")

    assert subjects(response) == ["还早"]
    assert response.context["lines"][0]["is_provisional"]


def test_pages_follow_one_another_without_a_gap(client, cast, today):
    for day in range(30):
        make_petition(cast.bureau, cast.clerk, received_on=date(2026, 2, 1) + timedelta(days=day), subject=f"第{day:02}件")

    first = open_as(client, cast.supervisor)
    second = open_as(client, cast.supervisor, page=first.context["page"].next)

    assert subjects(first) + subjects(second) == [f"第{day:02}件" for day in range(30)]


def test_one_row_and_thirty_cost_the_same_queries(client, cast, today):
    cast.transferred()
    ladder.sweep(TODAY)
    open_as(client, cast.supervisor)
    with count_queries() as few:
        client.get("/supervision/")
    for day in range(30):
        make_petition(cast.bureau, cast.clerk, received_on=date(2026, 2, 1) + timedelta(days=day))
    ladder.sweep(TODAY)
    with count_queries() as many:
        client.get("/supervision/")

    assert len(few) == len(many) <= 42  # each kind of work on the workbench asks once


@pytest.mark.parametrize("page", ["supervision", "supervision-excel", "supervision-print"])
def test_supervisors_and_bureau_leaders_have_the_page_and_nobody_else(client, cast, page):
    for duty in (cast.supervisor, cast.bureau_leader):
        response = open_as(client, duty, reverse(page))
        assert response.status_code == 200
        assert b"".join(response)
    for duty in (cast.clerk, cast.dispatcher, cast.handler, cast.liaison, cast.leader, cast.admin, cast.archivist, cast.accusation_officer):
        assert open_as(client, duty, reverse(page)).status_code == 404, duty


def test_a_sealed_matter_changes_nothing_on_the_page(client, matters):
    before = open_as(client, matters.supervisor).context

    secret = make_petition(matters.bureau, matters.clerk, received_on=date(2026, 3, 2), subject="检举")
    assert open_as(client, matters.supervisor).context["late"] == before["late"] + 1
    secret.advance("take", by=matters.dispatcher, at=at(date(2026, 3, 3)))
    secret.advance("classify", by=matters.dispatcher, at=at(date(2026, 3, 3)), petition_class="ACCUSATION")
    ladder.sweep(TODAY)
    after = open_as(client, matters.supervisor).context

    for name in ("late", "soon", "provisional", "organs"):
        assert after[name] == before[name]
    assert "检举" not in [line["petition"].subject for line in after["lines"]]


def test_another_citys_supervisor_sees_nothing_of_it(client, matters):
    stranger = make_duty(Role.SUPERV, matters.discipline)  # a supervisor whose jurisdiction is the discipline organ alone

    assert subjects(open_as(client, stranger)) == []


def test_the_page_says_when_nobody_sweeps(client, cast):
    cache.delete(ladder.LAST_SWEEP)
    assert open_as(client, cast.supervisor).context["sweep_is_late"]

    ladder.sweep(date(2026, 4, 8))
    assert not open_as(client, cast.supervisor).context["sweep_is_late"]
    assert client.get("/healthz").json()["last_sweep_seconds"] < 60

    cache.set(ladder.LAST_SWEEP, timezone.now() - timedelta(minutes=16), None)
    assert open_as(client, cast.supervisor).context["sweep_is_late"]

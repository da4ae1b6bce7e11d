"""Is every number on the board the number of petitions that its list shows, for everybody who may see it?"""

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import timezone

from petitions.models import Channel, Petition
from petitions.views.worklist import Listing
from petitions.workflow.taking_over import Matter, take_over
from supervision import statistics
from supervision.plots import plots
from supervision.statistics import CATALOGUE, PERIODS, Board
from tests.database import count_queries
from tests.factories import at, make_contact, make_petition

TODAY = date(2026, 6, 17)  # a Wednesday


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else TODAY)


@pytest.fixture
def matters(cast, today):
    """Two years of a small office: in time and late, open and closed, sealed, confidential, taken over."""
    cast.served()  # answered in time; the window is over, the sweep has not come yet
    late = cast.found(found_on=date(2026, 5, 20))
    late.advance("submit", by=cast.handler, at=at(date(2026, 5, 28)))
    late.advance("sign", by=cast.leader, at=at(date(2026, 5, 28)))  # nine days late
    cast.accepted()  # overdue since 20 May
    cast.accepted(
        accepted_on=date(2026, 4, 18), sent_on=date(2026, 4, 10), signed_on=date(2026, 4, 13), received_on=date(2026, 4, 8)
    )  # due today
    cast.transferred(sent_on=date(2026, 6, 8), received_on=date(2026, 6, 3), organ=cast.water, is_confidential=True)
    make_petition(cast.bureau, None, received_on=date(2026, 5, 4), channel=Channel.ONLINE)  # not classified
    make_petition(cast.bureau, cast.clerk, received_on=date(2025, 3, 3), channel=Channel.LETTER)
    make_petition(cast.housing, None, received_on=date(2026, 6, 1), channel=Channel.ONLINE)
    days = [2, 9, 15, 16, 40, 120]
    take_over(
        Petition,
        [
            Matter(
                contact=make_contact(cast.bureau, received_on=date(2019, 1, 2)),
                replied_on=date.fromordinal(date(2019, 1, 2).toordinal() + number),
            )
            for number in days
        ],
        by=cast.clerk,
    )
    return cast


@pytest.fixture(params=["bureau_leader", "supervisor", "leader", "water_leader"])
def reader(request, matters):
    return getattr(matters, request.param)


def listed(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.context["number"]


def list_of(duty, url):
    """What the worklist would show at this address, without the page around it."""
    request = RequestFactory().get(url)
    request.duty = duty
    listing = Listing(request)
    assert listing.filter.is_valid(), (url, listing.filter.errors)
    assert listing.tab.name == request.GET["tab"]
    return listing.rows.count()


def cells(board):
    for plot in plots(board):
        for row in plot["chart"]["rows"]:
            yield from ((plot["id"], row["label"], cell) for cell in row["cells"])


def test_every_number_opens_exactly_the_petitions_it_counts(client, reader):
    client.force_login(reader.officer)

    for board in [Board(reader, TODAY, period) for period in PERIODS]:
        for name in CATALOGUE:
            number = board.number(name)
            assert list_of(reader, number["url"]) == number["value"], (board.period, name)
            if board.period == "all":
                assert listed(client, number["url"]) == number["value"], name
        for plot, label, cell in cells(board):
            if cell["value"] or plot != "by-month":  # two empty years of months are all the same empty list
                assert list_of(reader, cell["url"]) == cell["value"], (board.period, plot, label)


def test_the_figures_of_the_jurisdiction(matters):
    board = Board(matters.supervisor, TODAY)

    assert {name: board.number(name)["value"] for name in CATALOGUE} == {
        "open": 8,
        "late": 5,
        "week": 1,
        "received": 7,
        "judged": 3,
        "met": 1,
        "this_month": 2,
        "last_month": 1,
        "answered": 2,
        "slow": 2,
        "taken_over_answered": 6,
        "taken_over_slow": 3,
    }
    assert board.rate("met", "judged")["share"] == 33
    assert board.median_days(is_taken_over=True) == 15.5
    assert board.median_days(is_taken_over=False) == 63.0


def test_a_department_counts_what_it_had_to_do_with_and_nothing_else(matters):
    housing, water = Board(matters.leader, TODAY, "all"), Board(matters.water_leader, TODAY, "all")

    assert (housing.number("open")["value"], water.number("open")["value"]) == (5, 1)
    assert (housing.number("taken_over_answered")["value"], water.number("received")["value"]) == (0, 1)


def test_a_sealed_petition_changes_no_number_for_those_who_may_not_know(client, reader, matters):
    def shown():
        client.force_login(reader.officer)
        context = client.get("/board/", {"period": "all"}).context
        return [context[name] for name in ("open", "late", "week", "received", "on_time", "slow", "median")] + [context["plots"]]

    before = shown()
    secret = make_petition(matters.bureau, matters.clerk, received_on=date(2026, 6, 1))
    seen_unsealed = shown()
    secret.advance("take", by=matters.dispatcher, at=at(date(2026, 6, 2)))
    secret.advance("classify", by=matters.dispatcher, at=at(date(2026, 6, 2)), petition_class="ACCUSATION")

    assert shown() == before
    assert (seen_unsealed != before) == (reader.organ == matters.bureau)


def test_an_address_that_cannot_be_read_shows_the_usual_board(client, matters):
    client.force_login(matters.leader.officer)

    shown = {}
    for query in ("", "period=all", "period=year", f"period={'x' * 300}", "period=%27", "period=&wall=x", "period=all&period=12m"):
        response = client.get(f"/board/?{query}")
        assert response.status_code == 200
        shown[query[:12]] = response.context["board"].period

    assert list(shown.values()) == ["12m", "all", "year", "12m", "12m", "12m", "12m"]


def test_leaders_and_supervisors_have_the_board_and_nobody_else(client, cast):
    for duty in (cast.bureau_leader, cast.supervisor, cast.leader):
        client.force_login(duty.officer)
        assert client.get("/board/").status_code == 200
    for duty in (cast.clerk, cast.dispatcher, cast.handler, cast.liaison, cast.admin, cast.archivist, cast.accusation_officer):
        client.force_login(duty.officer)
        assert client.get("/board/").status_code == 404, duty


def test_the_board_costs_the_same_queries_for_one_petition_and_for_many(client, cast, today):
    client.force_login(cast.bureau_leader.officer)
    cast.transferred()
    client.get("/board/")
    with count_queries() as few:
        client.get("/board/")
    for day in range(1, 31):
        make_petition(cast.bureau, cast.clerk, received_on=date(2026, 5, day))
    with count_queries() as many:
        client.get("/board/")

    assert len(few) == len(many) <= 12


def test_on_the_wall_no_small_number_shows_or_can_be_worked_out(client, matters):
    client.force_login(matters.bureau_leader.officer)
    for day in range(1, 8):
        make_petition(matters.bureau, matters.clerk, received_on=date(2026, 6, day))

    response = client.get("/board/", {"wall": "on", "period": "all"})

    page = response.content.decode()
    assert "/cases/?" not in page
    shown = [cell["value"] for _plot, _label, cell in cells(response.context["board"])]
    assert [value for value in shown if value is not None and 0 < value < statistics.FEWEST] == []
    channels = [
        row["cells"][0]["value"] for plot in response.context["plots"] if plot["id"] == "by-channel" for row in plot["chart"]["rows"]
    ]
    assert channels.count(None) >= 2  # one alone would follow from the sum
    assert response.context["on_time"] == {"share": None}  # three of them: too few for a share

    assert "/cases/?" in client.get("/board/").content.decode()


def test_the_plots_are_a_table_too_and_carry_their_links(client, matters):
    client.force_login(matters.bureau_leader.officer)

    page = client.get("/board/").content.decode()

    assert page.count("<table") >= 5
    assert page.count('type="application/json"') == 5
    assert "organ_slug=" in page


def test_an_empty_office_has_a_board_of_noughts(client, cast, today):
    client.force_login(cast.bureau_leader.officer)

    response = client.get("/board/")

    assert (response.context["open"]["value"], response.context["on_time"]["share"], response.context["median"]) == (0, None, None)

"""Does the forecast count what will be late in fourteen days, what lies still first, and only for whom it is there?"""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from petitions.accusations import Accused
from petitions.models import Petition
from tests.database import count_queries
from tests.factories import at

TODAY = date(2026, 3, 25)
PAGE = "/supervision/forecast/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else TODAY)


def open_as(client, duty, address=PAGE, **query):
    client.force_login(duty.officer)
    return client.get(address, query)


def listed(response):
    return [line["petition"].subject for line in response.context["lines"]]


def organs(response):
    return [(organ["name"], organ["quiet"], organ["moving"]) for organ in response.context["organs"]]


@pytest.fixture
def matters(cast):
    """C03 is fifteen days: until 31 March and 7 April; the third has just been signed for; the fourth has sixty days, the fifth is late already."""
    cast.transferred(sent_on=date(2026, 3, 16), subject="静止")
    cast.transferred(sent_on=date(2026, 3, 23), organ=cast.water, subject="水利")
    cast.signed_for(signed_on=date(2026, 3, 24), sent_on=date(2026, 3, 17), subject="刚签收")
    cast.accepted(subject="还早")
    cast.transferred(sent_on=date(2026, 3, 2), subject="已逾期")
    return cast


def test_what_lies_still_comes_first_by_organ_officer_and_day(client, matters):
    response = open_as(client, matters.supervisor)

    assert listed(response) == ["静止", "刚签收", "水利"]
    assert organs(response) == [("市住房和城乡建设局", 1, 1), ("市水利局", 0, 1)]
    assert response.context["total"] == {"quiet": 1, "moving": 2}
    days = {line["day"]: (line["quiet"], line["moving"]) for line in response.context["days"] if line["quiet"] or line["moving"]}
    assert days == {date(2026, 3, 31): (1, 0), date(2026, 4, 1): (0, 1), date(2026, 4, 7): (0, 1)}


def test_each_number_opens_its_list(client, matters):
    page = open_as(client, matters.supervisor)
    housing, water = page.context["organs"]
    nobody = housing["lines"][0]

    assert nobody["name"] is None
    assert listed(open_as(client, matters.supervisor, organ=water["slug"])) == ["水利"]
    assert listed(open_as(client, matters.supervisor, organ=housing["slug"], officer=nobody["slug"], risk="quiet")) == ["静止"]
    assert listed(open_as(client, matters.supervisor, day="2026-04-07")) == ["水利"]
    assert f'href="?organ={water["slug"]}&amp;risk=moving"' in page.content.decode()


def test_what_an_officer_holds_stands_under_that_officer(client, matters):
    petition = Petition.objects.get(subject="静止")
    petition.advance("sign_for", by=matters.liaison, at=at(date(2026, 3, 17)))
    petition.advance("appoint", by=matters.liaison, at=at(date(2026, 3, 17)), handler=matters.handler)

    response = open_as(client, matters.supervisor)
    lines = {line["name"]: line for line in response.context["organs"][0]["lines"]}
    assert (lines["孙承办"]["quiet"], lines["孙承办"]["slug"]) == (1, matters.handler.slug)
    assert listed(open_as(client, matters.supervisor, officer=matters.handler.slug)) == ["静止"]


@pytest.mark.parametrize(
    "query",
    [{"organ": "x" * 500}, {"organ": "'"}, {"officer": "…"}, {"day": "2026-99-99"}, {"risk": "all"}, {"page": "zz"}, {"day": "9" * 400}],
)
def test_a_filter_that_cannot_be_read_breaks_nothing(client, matters, query):
    assert open_as(client, matters.supervisor, **query).status_code == 200


def test_a_leader_sees_the_own_organ_and_an_officer_no_page(client, matters):
    assert organs(open_as(client, matters.leader)) == [("市住房和城乡建设局", 1, 1)]
    assert organs(open_as(client, matters.water_leader)) == [("市水利局", 0, 1)]
    assert organs(open_as(client, matters.bureau_leader)) == [("市住房和城乡建设局", 1, 1), ("市水利局", 0, 1)]
    assert organs(open_as(client, matters.city_leader)) == []
    for duty in (matters.handler, matters.liaison, matters.clerk, matters.admin):
        assert open_as(client, duty).status_code == 404
        assert open_as(client, duty, f"{PAGE}list.xlsx").status_code == 404


def cells(response):
    return CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).to_python()


def test_a_matter_that_is_sealed_later_leaves_numbers_list_and_file(client, matters):
    assert len(cells(open_as(client, matters.supervisor, f"{PAGE}list.xlsx"))) == 1 + 3

    Petition.objects.get(subject="刚签收").advance("seal", by=matters.liaison, reason="举报某人受贿", accused=[Accused("某人")])

    for duty in (matters.supervisor, matters.bureau_leader):
        response = open_as(client, duty)
        assert listed(response) == ["静止", "水利"]
        assert organs(response) == [("市住房和城乡建设局", 1, 0), ("市水利局", 0, 1)]
    assert len(cells(open_as(client, matters.supervisor, f"{PAGE}list.xlsx"))) == 1 + 2


def test_who_keeps_away_counts_it_not_and_others_do(client, matters):
    Petition.objects.get(subject="静止").advance("recuse", by=matters.leader, reason="亲属")

    assert listed(open_as(client, matters.leader)) == ["刚签收"]
    assert organs(open_as(client, matters.leader)) == [("市住房和城乡建设局", 0, 1)]
    assert "静止" in listed(open_as(client, matters.supervisor))


def test_the_subject_of_a_confidential_matter_is_for_those_who_were_named(client, matters):
    petition = Petition.objects.get(subject="刚签收")
    petition.advance("restrict", by=matters.leader, reason="涉及商业秘密", colleagues=[matters.liaison])

    for duty, words in ((matters.leader, True), (matters.supervisor, False)):
        page = open_as(client, duty).content.decode()
        assert petition.grouped_number in page
        assert ("刚签收" in page) is words
    assert "刚签收" not in str(cells(open_as(client, matters.leader, f"{PAGE}list.xlsx")))


def test_one_row_and_thirty_cost_the_same_queries(client, cast):
    cast.transferred(sent_on=date(2026, 3, 16))
    open_as(client, cast.supervisor)
    with count_queries() as few:
        client.get(PAGE)
    for number in range(30):
        cast.transferred(sent_on=date(2026, 3, 13) + timedelta(days=number % 10), organ=cast.water if number % 2 else cast.housing)
    with count_queries() as many:
        client.get(PAGE)
    assert len(few) == len(many) <= 10

"""Can the leader of the highest bureau change the ladder, with a second look, and nobody else?"""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import Role
from supervision import rungs
from supervision.models import Ladder, Rung
from tests.database import count_queries
from tests.factories import make_duty, make_organ

TODAY = date(2026, 4, 8)
PAGE = "/supervision/ladder/"
NEW = [("due soon", -5, "rolled_on", "REMIND"), ("超期三天", 3, "strict_on", "PROPOSE"), ("LATE_30", 20, "rolled_on", "ESCALATE")]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: timezone.localtime(value).date() if value else TODAY)


def typed(steps, **more):
    form = {"rung-TOTAL_FORMS": 12, "rung-INITIAL_FORMS": 5, "known": rungs.newest_slug()}
    for place in range(12):
        name, days, counts_from, deed = steps[place] if place < len(steps) else ("", "", "rolled_on", "REMIND")
        form |= {
            f"rung-{place}-name": name,
            f"rung-{place}-days": days,
            f"rung-{place}-counts_from": counts_from,
            f"rung-{place}-deed": deed,
        }
    return form | more


def send(client, duty, steps, **more):
    client.force_login(duty.officer)
    return client.post(PAGE, typed(steps, **more), headers={"accept-language": "en"})


def words(response):
    return response.content.decode()


def test_a_change_is_shown_first_and_holds_from_tomorrow(client, cast):
    look = send(client, cast.bureau_leader, NEW)
    assert look.status_code == 200
    assert [step["name"] for step in look.context["proposed"]][1:] == ["超期三天", rungs.label("LATE_30")]
    assert Ladder.objects.count() == 0

    assert send(client, cast.bureau_leader, NEW, confirm="no").context["formset"].is_bound
    assert Ladder.objects.count() == 0
    assert send(client, cast.bureau_leader, NEW, confirm="yes").status_code == 302

    ladder = Ladder.objects.get()
    assert (ladder.valid_from, ladder.duty) == (date(2026, 4, 9), cast.bureau_leader)
    assert [rung.values for rung in rungs.on(date(2026, 4, 9)).rungs] == [
        ("SOON", "rolled_on", -5, "REMIND"),
        ("超期三天", "strict_on", 3, "PROPOSE"),
        ("LATE_30", "rolled_on", 20, "ESCALATE"),
    ]
    assert rungs.on(TODAY).rungs == rungs.DEFAULT
    assert "超期三天" in words(client.get(PAGE))


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "at least one rung"),
        ([("一", 1, "rolled_on", "URGE"), ("一", 2, "rolled_on", "URGE")], "Another rung has this name"),
        ([("due soon", -3, "rolled_on", "REMIND"), ("SOON", 2, "rolled_on", "URGE")], "Another rung has this name"),
        ([("一", 7, "rolled_on", "URGE"), ("二", 1, "rolled_on", "URGE")], "not reached after the one above"),
        ([("一", 0, "rolled_on", "URGE"), ("二", 0, "strict_on", "URGE")], "not reached after the one above"),
        ([("一", "", "rolled_on", "URGE")], "required"),
        ([("", 3, "rolled_on", "URGE")], "required"),
        ([("\u200b\u3164", 3, "rolled_on", "URGE")], "name"),
        ([("一" * 21, 3, "rolled_on", "URGE")], "20"),
        ([("一", "9" * 5000, "rolled_on", "URGE")], "whole number"),
        ([("一", 366, "rolled_on", "URGE")], "365"),
        ([("一", -31, "rolled_on", "URGE")], "-30"),
        ([("一", 3, "id", "URGE")], "valid choice"),
        ([("一", 3, "rolled_on", "FIRE")], "valid choice"),
        ([("一\0", 3, "rolled_on", "URGE")], "Null"),
    ],
)
def test_what_is_no_ladder_is_said_beside_the_field_and_kept_as_typed(client, cast, steps, sentence):
    response = send(client, cast.bureau_leader, steps, confirm="yes")

    assert response.status_code == 422
    assert sentence in words(response)
    if steps and isinstance(steps[0][1], int) and "\0" not in steps[0][0]:
        assert f'value="{steps[0][0]}"' in words(response)
    assert Ladder.objects.count() == 0


@pytest.mark.parametrize(
    "broken", [{"rung-TOTAL_FORMS": "x"}, {"rung-TOTAL_FORMS": "99999"}, {"rung-INITIAL_FORMS": "-1"}, {"known": "\0"}]
)
def test_a_form_that_no_page_sent_breaks_nothing(client, cast, broken):
    assert send(client, cast.bureau_leader, NEW, **broken).status_code in (200, 422)
    assert Ladder.objects.count() == 0


def test_thirteen_rungs_are_too_many(client, cast):
    steps = [(f"第{place}级", place, "rolled_on", "REMIND") for place in range(13)]
    more = {
        "rung-TOTAL_FORMS": 13,
        "rung-12-name": "第12级",
        "rung-12-days": 12,
        "rung-12-counts_from": "rolled_on",
        "rung-12-deed": "REMIND",
    }

    response = send(client, cast.bureau_leader, steps, **more, confirm="yes")

    assert response.status_code == 422 or Ladder.objects.count() == 0
    with pytest.raises(Exception, match="not_too_many_rungs"):
        Rung.objects.create(
            ladder=Ladder.objects.create(valid_from=TODAY, duty=cast.bureau_leader),
            place=12,
            name="x",
            counts_from="rolled_on",
            days=1,
            deed="URGE",
        )


def test_who_read_an_older_ladder_does_not_overwrite_a_colleagues(client, cast):
    read = typed(NEW, confirm="yes")
    send(client, cast.bureau_leader, NEW[:2], confirm="yes")

    response = client.post(PAGE, read)

    assert response.status_code == 409
    assert "超期三天" in words(response)
    assert Ladder.objects.count() == 1


def test_the_same_ladder_again_is_no_version(client, cast):
    send(client, cast.bureau_leader, NEW, confirm="yes")
    again = send(client, cast.bureau_leader, NEW, confirm="yes")

    assert again.status_code == 302
    assert Ladder.objects.count() == 1


def test_a_supervisor_reads_and_a_lower_bureau_reads_and_nobody_else_knows_the_page(client, cast):
    county = make_organ("东湖区政府", "GOVERNMENT", parent=cast.city)
    below = make_duty(Role.B_LEAD, make_organ("东湖区信访局", "BUREAU", parent=county))
    for duty in (cast.supervisor, below):
        assert send(client, duty, NEW, confirm="yes").status_code == 404
        page = client.get(PAGE)
        assert (page.status_code, page.context["may_change"]) == (200, False)
    for duty in (cast.handler, cast.leader, cast.clerk, cast.admin, cast.accusation_officer):
        client.force_login(duty.officer)
        assert client.get(PAGE).status_code == 404
    assert Ladder.objects.count() == 0
    assert send(client, cast.bureau_leader, NEW, confirm="yes").status_code == 302


def test_twenty_versions_cost_the_queries_of_one(client, cast):
    def one(number):
        Rung.objects.create(
            ladder=Ladder.objects.create(valid_from=date(2026, 1, number), duty=cast.bureau_leader),
            place=0,
            name="一",
            counts_from="rolled_on",
            days=number,
            deed="URGE",
        )

    one(1)
    client.force_login(cast.supervisor.officer)
    client.get(PAGE)
    with count_queries() as few:
        client.get(PAGE)
    for number in range(2, 22):
        one(number)
    with count_queries() as many:
        client.get(PAGE)
    assert len(few) == len(many)

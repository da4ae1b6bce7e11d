"""Is every look written down, so that nobody can take it back and nobody learns from it what exists?"""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts import acting
from accounts.models import Role
from petitions import anchors, looks, verifying
from petitions.models import Event, Look, Notice
from petitions.models.event import LOOK
from petitions.numbers import new_number
from supervision import stray_looks as strays
from supervision.models import StrayLook
from tests.database import count_queries
from tests.factories import SHANGHAI, make_duty, make_petition
from tests.test_house import routes


def page(petition):
    return reverse("petition", args=[petition.number])


def looked():
    return [
        (look.kind, look.duty, look.number, look.page)
        for look in Look.objects.select_related("duty__officer", "duty__organ").order_by("pk")
    ]


def chained(petition):
    return [(event.duty, event.details["kind"], event.reason) for event in petition.events.filter(step=LOOK).select_related("duty")]


def test_each_opening_is_one_row_with_who_what_and_when(cast, sign_in):
    petition = cast.accepted()
    before = timezone.now()

    assert sign_in(cast.handler).get(page(petition)).status_code == 200
    assert sign_in(cast.liaison).get(reverse("clock-certificate", args=[petition.number, "C03", 1])).status_code == 200

    assert looked() == [
        ("OPEN", cast.handler, petition.number, "petition"),
        ("PAPER", cast.liaison, petition.number, "clock-certificate"),
    ]
    assert Look.objects.last().at >= before
    assert chained(petition) == []  # an ordinary matter's page is no event


def test_lists_on_paper_are_written_down_and_lists_on_screen_are_not(cast, sign_in):
    cast.accepted()
    liaison = sign_in(cast.liaison)

    liaison.get(reverse("worklist"))
    assert looked() == []
    liaison.get(reverse("worklist-print"))

    assert looked() == [("PRINT", cast.liaison, "", "worklist-print")]


def test_chosen_petitions_on_paper_are_written_down_one_by_one(cast, sign_in):
    petition = cast.accepted()

    sign_in(cast.liaison).post(reverse("bulk"), {"action": "print", "row": [petition.number]})

    assert looked() == [("PRINT", cast.liaison, petition.number, "bulk")]


@pytest.mark.parametrize("action", ["UPDATE petitions_look SET kind = 'PAPER'", "DELETE FROM petitions_look", "TRUNCATE petitions_look"])
def test_nobody_takes_a_look_back(cast, sign_in, action):
    sign_in(cast.handler).get(page(cast.accepted()))

    from_the_app = pytest.raises(DatabaseError)
    with from_the_app, transaction.atomic(), looks.connection.cursor() as cursor:
        cursor.execute(action)

    assert Look.objects.count() == 1


def test_the_time_is_the_databases(cast):
    long_ago = datetime(2020, 1, 1, tzinfo=SHANGHAI)

    look = Look.objects.create(kind=Look.Kind.OPEN, duty=cast.handler, number=new_number(), at=long_ago)
    look.refresh_from_db()

    assert look.at > datetime(2026, 1, 1, tzinfo=SHANGHAI)


def test_a_sealed_matter_that_is_read_gets_an_event_of_its_own(cast, sign_in):
    petition = sealed(cast)

    assert sign_in(cast.accusation_officer).get(page(petition)).status_code == 200

    assert looked() == [("OPEN", cast.accusation_officer, petition.number, "petition")]
    with acting.as_office():
        assert chained(petition) == [(cast.accusation_officer, "OPEN", "")]


def sealed(cast):
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某负责人")
    return petition


def test_looks_do_not_stand_in_the_timeline(cast, sign_in):
    petition = cast.accepted()
    event = looks.reveal(petition, cast.handler, "REACH", "电话联系信访人")

    shown = sign_in(cast.handler).get(page(petition)).content.decode()

    assert event.reason not in shown


# ── Attempts ──


ADDRESSES = ["petition", "petition-looks", "notes"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_attempt_tells_nothing_and_costs_the_same_whether_there_is_such_a_petition_or_not(cast, sign_in, name):
    theirs, outsider = cast.accepted(), sign_in(cast.water_liaison)
    outsider.get(reverse("worklist"))
    answers, pages, costs = [], set(), []

    for number in (theirs.number, sealed(cast).number, new_number()):
        with count_queries() as queries:
            answers.append(outsider.get(reverse(name, args=[number])))
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answers[-1].content.decode().replace(number, "")))
        costs.append([query["sql"].split()[0] for query in queries])

    assert {answer.status_code for answer in answers} == {404}
    assert len(pages) == 1
    assert costs[0] == costs[1] == costs[2]
    assert [kind for kind, *_rest in looked()] == ["ABSENT"] * 3


def test_the_worker_makes_events_of_attempts_on_petitions_that_exist_and_only_once(cast, sign_in):
    theirs, outsider = cast.accepted(), sign_in(cast.water_liaison)
    outsider.get(page(theirs))
    outsider.get(reverse("petition", args=[new_number()]))
    outsider.post(reverse("search"), {"q": theirs.number})

    with acting.as_office():
        first, second = looks.chain_attempts(timezone.now()), looks.chain_attempts(timezone.now())

    assert (first, second) == (2, 0)
    assert chained(theirs) == [(cast.water_liaison, "ABSENT", "")] * 2


def test_a_number_that_is_found_by_search_is_no_attempt(cast, sign_in):
    sign_in(cast.handler).post(reverse("search"), {"q": cast.accepted().number})

    assert looked() == []


def test_a_step_that_is_refused_is_written_down(cast, sign_in):
    petition = cast.accepted()
    proposal = cast.signed_for()
    proposal.advance("appoint", by=cast.liaison, handler=cast.handler)
    proposal.advance("accept", by=cast.handler, track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 20))
    slug = proposal.pending.slug

    sign_in(cast.handler).post(reverse("decide-proposal", args=[proposal.number, slug]), {"decision": "confirm"})
    sign_in(cast.handler).get(page(petition))

    assert looked()[0] == ("REFUSED", cast.handler, proposal.number, "accept")


def test_every_address_with_a_number_is_looked_at_by_the_one_table():
    names = {pattern.name for urls in ("petitions.urls", "supervision.urls") for pattern in get_resolver(urls).url_patterns}

    assert set(looks.KINDS) - {"desk-paper"} <= names
    assert {name for name, _view, address in routes() if name in looks.KINDS} == set(looks.KINDS)


# ── The seal of the day ──


def test_a_look_that_is_changed_past_the_triggers_is_found_by_the_root_file(office, cast):
    petition = cast.accepted()
    with office.run_as("worker"), acting.as_office():
        looks.record(looks.Kind.OPEN, cast.handler, petition.number, "petition")
        first = anchors.write(timezone.now())
        looks.record(looks.Kind.OPEN, cast.clerk, petition.number, "petition")
        second = anchors.write(timezone.now() + timedelta(days=1))

        assert anchors.differences(second) == []
    with office.run_as_superuser(), looks.connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; DELETE FROM petitions_look WHERE duty_id = %s", [cast.handler.pk])
    with office.run_as("worker"), acting.as_office():
        assert anchors.differences(second) == [(0, 0, f"records of looking that {first.name} sealed were changed")]


# ── Who looked at a petition ──


def test_who_looked_is_told_to_the_first_organ_leaders_and_supervisors_alone(cast, sign_in):
    petition = cast.accepted()
    looks.reveal(petition, cast.handler, "REACH", "电话联系信访人")
    address = reverse("petition-looks", args=[petition.number])

    for duty in (cast.clerk, cast.dispatcher, cast.supervisor, cast.bureau_leader, cast.leader):
        shown = sign_in(duty).get(address).content.decode()
        assert "孙承办" in shown
        assert "电话联系信访人" in shown
    for duty in (cast.handler, cast.liaison, cast.water_leader, cast.admin):
        assert sign_in(duty).get(address).status_code == 404


# ── Looks without a task ──


@pytest.fixture
def curious(cast):
    """A clerk of the bureau who registered nothing of it, and an outsider who tries numbers."""
    cast.other_clerk = make_duty(Role.CLERK, cast.bureau, "好奇的人")
    return cast.other_clerk


def this_monday():
    return strays.monday_of(timezone.localdate())


def listed(monday=None):
    with acting.as_office():
        return {(line["duty_id"], line["times"], line["is_only_tried"]) for line in strays.without_a_task(monday or this_monday())}


def test_whoever_has_a_task_in_the_matter_is_not_listed_and_who_has_none_is(cast, curious, sign_in):
    petition = cast.accepted()
    for duty in (cast.clerk, cast.dispatcher, cast.handler, cast.liaison, cast.leader, cast.bureau_leader):
        looks.record(looks.Kind.OPEN, duty, petition.number, "petition")
    assert listed() == set()

    for _time in range(2):
        sign_in(curious).get(page(petition))
    sign_in(cast.water_liaison).get(page(petition))

    assert listed() == {(curious.pk, 2, True), (cast.water_liaison.pk, 1, True)}


def test_a_supervisor_needs_a_reason_in_the_case(cast):
    in_time = make_petition(cast.bureau, cast.clerk, received_on=timezone.localdate())
    urgent = make_petition(cast.bureau, cast.clerk, received_on=timezone.localdate(), is_urgent=True)

    looks.record(looks.Kind.OPEN, cast.supervisor, urgent.number, "petition")
    assert listed() == set()
    looks.record(looks.Kind.OPEN, cast.supervisor, in_time.number, "petition")

    assert listed() == {(cast.supervisor.pk, 1, False)}


def test_a_clerk_who_registers_somebody_may_look_beside_the_form(cast, curious):
    petition = cast.accepted()

    looks.record(looks.Kind.OPEN, curious, petition.number, "desk-beside")
    assert listed() == {(curious.pk, 1, False)}
    make_petition(cast.bureau, curious, received_on=timezone.localdate())

    assert listed() == set()


def test_sealed_matters_and_numbers_that_nobody_gave_are_not_on_the_list(cast, curious):
    looks.record(looks.Kind.ABSENT, curious, sealed(cast).number, "petition")
    looks.record(looks.Kind.ABSENT, curious, new_number(), "petition")

    assert listed() == set()


def week_later(day=None):
    return (day or this_monday()) + timedelta(days=7)


def test_the_week_is_listed_once_and_the_supervisor_is_told_once(cast, curious, sign_in):
    petition = cast.accepted()
    sign_in(curious).get(page(petition))

    with acting.as_office():
        assert [strays.sweep(timezone.localdate()), strays.sweep(week_later()), strays.sweep(week_later())] == [0, 1, 0]
        told = list(Notice.objects.filter(kind="stray_looks").values_list("duty", "details"))

    assert told == [(cast.supervisor.pk, {"number": 1})]


def test_a_look_is_explained_once_by_another_person_and_leaves_the_list(cast, curious, sign_in):
    petition = cast.accepted()
    sign_in(curious).get(page(petition))
    looks.record(
        looks.Kind.OPEN, cast.supervisor, make_petition(cast.bureau, cast.clerk, received_on=timezone.localdate()).number, "petition"
    )
    with acting.as_office():
        strays.sweep(week_later())
        line, own = StrayLook.objects.get(duty=curious), StrayLook.objects.get(duty=cast.supervisor)
    supervisor, leader = sign_in(cast.supervisor), sign_in(cast.bureau_leader)

    def explain(client, row, words):
        return client.post(reverse("stray-look-explain", args=[row.slug]), {"explanation": words}, follow=True).content.decode()

    assert "好奇的人" in supervisor.get(reverse("stray-looks")).content.decode()
    assert "in a few words" in explain(supervisor, line, " ")
    assert "another person" in explain(supervisor, own, "我自己看的")
    assert "off the list" in explain(supervisor, line, "窗口临时替班")
    assert "already" in explain(leader, line, "再说一次")

    line.refresh_from_db()
    assert (line.explained_by, line.explanation) == (cast.supervisor, "窗口临时替班")
    assert "好奇的人" not in supervisor.get(reverse("stray-looks")).content.decode()
    assert "窗口临时替班" in supervisor.get(reverse("stray-looks"), {"status": "explained"}).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        StrayLook.objects.filter(pk=own.pk).update(explained_by=cast.supervisor)


def test_the_list_is_for_supervisors_of_what_they_may_see(cast, curious, sign_in):
    with acting.as_office():
        assert sign_in(cast.handler).get(reverse("stray-looks")).status_code == 404
        assert "Every look has a reason" in sign_in(cast.supervisor).get(reverse("stray-looks")).content.decode()


def test_the_list_costs_the_same_for_one_and_for_thirty_lines(cast, curious, sign_in):
    supervisor, costs = sign_in(cast.supervisor), []
    for number in (1, 29):
        for _petition in range(number):
            looks.record(looks.Kind.OPEN, curious, make_petition(cast.bureau, cast.clerk).number, "petition")
        with acting.as_office():
            StrayLook.objects.bulk_create(
                [StrayLook(monday=this_monday(), **line) for line in strays.without_a_task(this_monday())], ignore_conflicts=True
            )
        with count_queries() as queries:
            assert supervisor.get(reverse("stray-looks")).status_code == 200
        costs.append(len(queries))

    assert StrayLook.objects.count() == 30
    assert costs[0] == costs[1]


# ── What the auditor sees ──


def test_the_auditor_sees_who_when_and_what_and_never_which_petition(cast, sign_in):
    petition = cast.accepted()
    looks.record(looks.Kind.OPEN, cast.handler, petition.number, "petition")
    auditor = sign_in(make_duty(Role.AUDITOR, cast.bureau, "审计员"))

    for name in ("history-events", "history-looks"):
        shown = auditor.get(reverse(name)).content.decode()
        assert "孙承办" in shown
        for secret in (petition.number, petition.grouped_number, petition.subject, "王秀英"):
            assert secret not in shown
        assert sign_in(cast.supervisor).get(reverse(name)).status_code == 404


def test_the_auditor_does_not_learn_how_many_accusations_there_are(cast, sign_in):
    looks.record(looks.Kind.EXPORT, cast.accusation_officer, page="petitions", rows=3)
    looks.record(looks.Kind.EXPORT, cast.bureau_leader, page="petitions", rows=4)  # a leader may be in charge of one
    looks.record(looks.Kind.EXPORT, cast.dispatcher, page="petitions", rows=5)

    lines = sign_in(make_duty(Role.AUDITOR, cast.bureau, "审计员")).get(reverse("history-looks")).context["lines"]

    assert [(line["duty"], line["rows"]) for line in lines] == [
        (cast.dispatcher, 5),
        (cast.bureau_leader, None),
        (cast.accusation_officer, None),
    ]


def test_the_auditor_filters_by_officer_kind_and_day(cast, sign_in):
    cast.accepted()
    auditor, address = sign_in(make_duty(Role.AUDITOR, cast.bureau, "审计员")), reverse("history-events")

    def found(**query):
        return auditor.get(address, query).context["lines"]

    assert {line["duty"].officer.name for line in found(officer="孙")} == {"孙承办"}
    assert {line["what"] for line in found(what="transfer")} == {"Transfer to an organ"}
    assert found(until="2020-01-01") == []
    assert found(since="2020-01-01")
    assert found(before="nonsense")


def test_an_accused_auditor_sees_nothing_of_the_accusation(cast, sign_in):
    auditor, other = make_duty(Role.AUDITOR, cast.housing, "审计甲"), make_duty(Role.AUDITOR, cast.bureau, "审计乙")
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused_organ=cast.housing)
    looks.record(looks.Kind.OPEN, cast.accusation_officer, petition.number, "petition")

    for name in ("history-events", "history-looks"):
        assert sign_in(auditor).get(reverse(name)).context["lines"] == []
        assert sign_in(other).get(reverse(name)).context["lines"] != []


def test_events_are_chained_and_the_history_stays_clean(office, cast):
    petition = cast.accepted()
    looks.reveal(petition, cast.handler, "REACH", "电话联系信访人")

    with office.run_as("worker"), acting.as_office():
        assert verifying.verify().result == 0
    assert Event.objects.filter(step=LOOK, link__isnull=False).count() == 1

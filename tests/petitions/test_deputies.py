"""Who is away has a deputy: what the deputy sees and does, in whose name, for how long, and what stays a matter of two persons."""

from datetime import date

import pytest

from accounts.access import duties_of
from accounts.models import Absence, Duty, Role
from petitions.models import Notice, Petition
from petitions.workflow import StepNotOpen
from tests.database import count_queries
from tests.factories import at, make_duty


@pytest.fixture
def deputy(cast):
    return make_duty(Role.HANDLER, cast.housing, "钱代办")


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def away(absent, deputy, since, until):
    return Absence.objects.create(duty=absent, deputy=deputy, since=since, until=until, set_by=absent)


def fresh(duty):
    """As the next request sees the duty."""
    return next(one for one in duties_of(duty.officer) if one.pk == duty.pk)


def numbers(client, address="/cases/"):
    return [line["petition"].number for line in client.get(address).context["lines"]]


def find(petition, by):
    petition.advance("find", by=by, claim=petition.claims.first(), facts="属实", result="SUPPORT", opinion="支持", basis="办法")


def test_the_deputy_sees_and_acts_while_the_absence_lasts(cast, sign_in, on, deputy):
    on(2026, 4, 2)
    petition = cast.accepted()
    client = sign_in(deputy)
    assert numbers(client) == []
    with pytest.raises(StepNotOpen):
        find(petition, fresh(deputy))
    response = sign_in(cast.handler).post("/absences/", {"since": "2026-04-03", "until": "2026-04-08", "deputy": deputy.slug})
    assert response.status_code == 302
    assert numbers(client) == []

    on(2026, 4, 3)
    client = sign_in(deputy)
    assert numbers(client) == [petition.number]
    assert client.get(petition.get_absolute_url()).status_code == 200
    assert "You stand in for 孙承办" in client.get("/cases/").content.decode()
    claim = petition.claims.first()
    answers = {"claim": claim.slug, "facts": "属实", "result": "SUPPORT", "opinion": "支持", "basis": "办法"}
    assert client.post(f"/cases/{petition.number}/steps/find/", answers).status_code == 302
    event = petition.events.get(step="find")
    assert (event.duty, event.on_behalf_of) == (deputy, cast.handler)
    assert "钱代办 · 市住房和城乡建设局 · case handler, for 孙承办" in client.get(petition.get_absolute_url()).content.decode()
    assert numbers(sign_in(cast.handler)) == [petition.number]
    petition.refresh_from_db()
    assert petition.holder == cast.handler

    on(2026, 4, 9)
    client = sign_in(deputy)
    assert numbers(client) == []
    assert client.get(petition.get_absolute_url()).status_code == 404
    with pytest.raises(StepNotOpen):
        find(petition, fresh(deputy))
    find(petition, cast.handler)
    assert petition.events.filter(step="find").last().on_behalf_of is None


def test_an_outsider_is_no_deputy_and_a_deputy_of_somebody_else_sees_nothing(cast, on, deputy):
    on(2026, 4, 2)
    petition = cast.accepted()
    other = make_duty(Role.HANDLER, cast.housing)
    away(other, deputy, date(2026, 4, 1), date(2026, 4, 8))

    assert not Petition.objects.visible_to(fresh(deputy)).exists()
    with pytest.raises(StepNotOpen):
        find(petition, fresh(deputy))


def test_new_matters_go_to_the_deputy_and_notices_to_both(cast, sign_in, on, deputy):
    on(2026, 4, 2)
    held = cast.signed_for()
    held.advance("appoint", by=cast.liaison, handler=cast.handler)
    away(cast.handler, deputy, date(2026, 4, 2), date(2026, 4, 8))
    assert "away until 8 Apr 2026" in sign_in(cast.liaison).get(f"/cases/{held.number}/steps/appoint/").content.decode()
    Notice.objects.all().delete()

    held.advance("add_material", by=cast.liaison, files=[])
    assert {notice.duty for notice in Notice.objects.all()} == {cast.handler, deputy}
    new = cast.signed_for()
    new.advance("appoint", by=cast.liaison, handler=cast.handler)
    assert new.holder == deputy
    recused = cast.signed_for()
    recused.advance("recuse", by=cast.leader, reason="亲属", colleague=deputy)
    recused.advance("appoint", by=cast.liaison, handler=cast.handler)
    assert recused.holder == cast.handler
    assert not Petition.objects.visible_to(fresh(deputy)).filter(pk=recused.pk).exists()

    on(2026, 4, 9)
    later = cast.signed_for(received_on=date(2026, 4, 9), sent_on=date(2026, 4, 9), signed_on=date(2026, 4, 9))
    later.advance("appoint", by=cast.liaison, handler=cast.handler)
    assert later.holder == cast.handler


def test_two_persons_stay_two_persons(cast, on, deputy):
    on(2026, 3, 20)
    petition = cast.signed_for()
    petition.advance("appoint", by=cast.liaison, handler=cast.handler)
    as_liaison = Duty.objects.create(officer=deputy.officer, organ=cast.housing, role=Role.LIAISON, since=date(2020, 1, 1))
    away(cast.handler, deputy, date(2026, 3, 20), date(2026, 3, 30))
    away(cast.liaison, as_liaison, date(2026, 3, 20), date(2026, 3, 30))
    petition.advance(
        "accept", by=fresh(deputy), at=at(date(2026, 3, 20)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 20)
    )

    with pytest.raises(StepNotOpen):
        petition.confirm(petition.pending, by=fresh(as_liaison))
    petition.confirm(petition.pending, by=cast.liaison)
    assert petition.state == "HANDLING"
    assert petition.holder == cast.handler


def test_a_leader_enters_an_absence_for_the_staff_and_others_only_their_own(cast, sign_in, on, deputy):
    on(2026, 4, 2)
    answers = {"absent": cast.handler.slug, "since": "2026-04-03", "until": "2026-04-08", "deputy": deputy.slug}
    assert sign_in(cast.leader).post("/absences/", answers).status_code == 302
    absence = Absence.objects.get()
    assert (absence.duty, absence.deputy, absence.set_by) == (cast.handler, deputy, cast.leader)
    assert "钱代办" in sign_in(cast.handler).get("/absences/").content.decode()
    for stranger in (deputy, cast.liaison, cast.water_leader):
        assert sign_in(stranger).post(f"/absences/{absence.slug}/end/").status_code == 404
    assert "absent" not in sign_in(cast.liaison).get("/absences/").context["form"].fields
    answers = {"absent": cast.handler.slug, "since": "2026-05-03", "until": "2026-05-08", "deputy": deputy.slug}
    assert "deputy" in errors(sign_in(cast.liaison).post("/absences/", answers))
    assert Absence.objects.count() == 1

    assert sign_in(cast.handler).post(f"/absences/{absence.slug}/end/").status_code == 302
    assert not Absence.objects.not_over(date(2026, 4, 2)).exists()
    assert Absence.history.filter(ended_on=date(2026, 4, 2)).exists()


def test_what_is_wrong_with_an_absence_is_said_at_its_field(cast, sign_in, on, deputy):
    on(2026, 4, 2)
    client = sign_in(cast.handler)

    def said(**answers):
        return errors(client.post("/absences/", {"since": "2026-04-03", "until": "2026-04-08", "deputy": deputy.slug} | answers))

    assert said(until="2026-04-02")["until"] == ["The last day cannot be before the first."]
    assert said(since="2026-04-01")["since"] == ["The date cannot be before 2 Apr 2026."]
    assert list(said(deputy=cast.liaison.slug)) == ["deputy"]
    assert list(said(deputy=cast.handler.slug)) == ["deputy"]
    away(cast.handler, deputy, date(2026, 4, 5), date(2026, 4, 6))
    assert list(said()) == ["since"]
    other = make_duty(Role.HANDLER, cast.housing)
    away(deputy, other, date(2026, 4, 20), date(2026, 4, 21))
    assert said(since="2026-04-19", until="2026-04-20")["deputy"] == ["This colleague is away then, too."]
    leader = sign_in(cast.leader)
    wrong = leader.post("/absences/", {"absent": cast.liaison.slug, "since": "2026-04-03", "until": "2026-04-08", "deputy": deputy.slug})
    assert errors(wrong)["deputy"] == ["A deputy has the same role: liaison officer."]


def test_who_is_alone_is_told_so(cast, sign_in):
    assert "Nobody in your organ has the same role" in sign_in(cast.liaison).get("/absences/").content.decode()
    assert sign_in(cast.admin).get("/absences/").status_code == 200


def test_to_stand_in_costs_no_question_more(cast, sign_in, on, deputy):
    on(2026, 4, 2)
    cast.accepted()
    client = sign_in(deputy)
    client.get("/cases/")
    with count_queries() as before:
        client.get("/cases/?tab=done")
    for _number in range(3):
        away(make_duty(Role.HANDLER, cast.housing), deputy, date(2026, 4, 1), date(2026, 4, 8))
    with count_queries() as three:
        client.get("/cases/?tab=done")

    assert len(three) <= len(before) + 1 <= 12

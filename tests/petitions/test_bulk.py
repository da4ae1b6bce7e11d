"""One step with many petitions: each by itself, up to fifty, with a result that tells all."""

from datetime import date

import pytest

from accounts.models import Role
from petitions.models import Petition
from petitions.numbers import new_number
from petitions.views import bulk as view
from tests.database import count_queries
from tests.factories import make_duty, make_petition


def do(client, action, petitions, **answers):
    numbers = [getattr(petition, "number", petition) for petition in petitions]
    return client.post("/cases/bulk/", {"action": action, "row": numbers, **answers})


def go(client, action, petitions, **answers):
    return do(client, action, petitions, go="yes", **answers)


def subjects(petitions):
    return sorted(petition.subject for petition in petitions)


def test_each_role_is_offered_what_it_may_do(cast, sign_in):
    make_petition(cast.bureau, cast.clerk)
    cast.transferred()

    assert [name for name, _words in sign_in(cast.dispatcher).get("/cases/").context["actions"]] == ["take", "transfer", "print"]
    assert [name for name, _words in sign_in(cast.liaison).get("/cases/").context["actions"]] == ["take", "sign_for", "appoint", "print"]
    assert [name for name, _words in sign_in(cast.clerk).get("/cases/").context["actions"]] == ["print"]
    assert do(sign_in(cast.clerk), "take", [make_petition(cast.bureau, cast.clerk)]).status_code == 422
    assert sign_in(cast.liaison).get("/cases/bulk/").status_code == 405
    assert sign_in(cast.admin).post("/cases/bulk/").status_code == 404


def test_rows_are_chosen_on_the_list_asked_about_and_taken(cast, sign_in):
    rows = [make_petition(cast.bureau, cast.clerk, subject=f"matter {number}") for number in range(3)]
    client = sign_in(cast.dispatcher)
    page = client.get("/cases/").content.decode()
    assert all(f'name="row" value="{petition.number}"' in page for petition in rows)

    question = do(client, "take", rows)
    assert question.status_code == 200
    assert subjects(question.context["chosen"]) == ["matter 0", "matter 1", "matter 2"]
    assert set(Petition.objects.values_list("state", flat=True)) == {"REGISTERED"}
    result = go(client, "take", rows[:2])

    assert subjects(result.context["done"]) == ["matter 0", "matter 1"]
    assert sorted(Petition.objects.values_list("state", flat=True)) == ["REGISTERED", "TRIAGE", "TRIAGE"]


def test_what_one_petition_refuses_does_not_hold_up_the_others(cast, sign_in):
    good, also = cast.sorted(subject="good"), cast.sorted(subject="also good")
    raw = make_petition(cast.bureau, cast.clerk, subject="not classified")
    raw.advance("take", by=cast.dispatcher)
    elsewhere = make_petition(cast.water, cast.water_liaison, subject="of others")
    client = sign_in(cast.dispatcher)

    result = go(client, "transfer", [good, raw, also, elsewhere, new_number()], organ=cast.housing.name, note="请办理")

    assert subjects(result.context["done"]) == ["also good", "good"]
    assert [(petition.subject, why) for petition, why in result.context["left"]] == [("not classified", "Classify the petition first.")]
    assert len(result.context["missing"]) == 2
    page = result.content.decode()
    assert elsewhere.grouped_number in page
    assert "of others" not in page
    for petition in (good, also):
        petition.refresh_from_db()
        assert (petition.state, petition.holder_organ) == ("ROUTING", cast.housing)
        assert petition.documents.filter(kind="D04").count() == 1
    elsewhere.refresh_from_db()
    assert elsewhere.state == "REGISTERED"


def test_signing_and_appointing_go_together(cast, sign_in):
    rows = [cast.transferred(subject=f"matter {number}") for number in range(2)]
    client = sign_in(cast.liaison)
    assert len(go(client, "sign_for", rows).context["done"]) == 2
    wrong = go(client, "appoint", rows, handler=cast.water_handler.slug)
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["handler"]

    assert len(go(client, "appoint", rows, handler=cast.handler.slug).context["done"]) == 2

    assert set(Petition.objects.values_list("holder", flat=True)) == {cast.handler.pk}
    second = go(client, "sign_for", rows)
    assert len(second.context["left"]) == 2


def test_fifty_go_at_once_and_fifty_one_do_not(cast, sign_in, monkeypatch):
    monkeypatch.setattr(view, "MOST_AT_ONCE", 3)
    rows = [make_petition(cast.bureau, cast.clerk) for _number in range(4)]
    client = sign_in(cast.dispatcher)

    answer = go(client, "take", rows)

    assert answer.status_code == 422
    assert "At most 3 petitions go at once" in answer.content.decode()
    assert set(Petition.objects.values_list("state", flat=True)) == {"REGISTERED"}
    assert len(go(client, "take", [*rows[:3], rows[0]]).context["done"]) == 3
    assert go(client, "take", []).status_code == 422
    assert go(client, "sign", rows[:1]).status_code == 422
    assert go(client, "take", ["DROP TABLE", "7"]).status_code == 422


def test_the_limit_is_fifty():
    assert view.MOST_AT_ONCE == 50


def test_the_chosen_rows_are_printed(cast, sign_in):
    rows = [cast.transferred(subject=f"matter {number}") for number in range(3)]

    page = do(sign_in(cast.liaison), "print", rows[:2])

    assert sorted(line["petition"].subject for line in page.context["lines"]) == ["matter 0", "matter 1"]
    assert "<nav" not in page.content.decode()


@pytest.mark.parametrize("action", ["take", "print"])
def test_the_question_costs_the_same_for_1_and_for_30_rows(cast, sign_in, action):
    rows = [make_petition(cast.bureau, cast.clerk, received_on=date(2026, 3, 2)) for _number in range(30)]
    client = sign_in(cast.dispatcher)

    def asked(chosen):
        do(client, action, chosen)
        with count_queries() as queries:
            assert do(client, action, chosen).status_code == 200
        return len(queries)

    assert asked(rows[:1]) == asked(rows) <= 12


def test_a_recused_officer_takes_no_row(cast, sign_in):
    second = make_duty(Role.DISPATCHER, cast.bureau)
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("recuse", by=cast.dispatcher, reason="亲属")

    assert len(go(sign_in(cast.dispatcher), "take", [petition]).context["missing"]) == 1
    assert len(go(sign_in(second), "take", [petition]).context["done"]) == 1

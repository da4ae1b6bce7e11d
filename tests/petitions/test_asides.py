"""Steps beside the way: facts asked of the petitioner, recusal asked for, declared and ordered, and what it takes from whom."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Duty, Role
from petitions.models import Notice, Petition, Recusal
from petitions.workflow import StepNotOpen
from tests.factories import at, make_duty, make_party, make_petition
from tests.reception.test_portal_follow import knock, seen

ALL_TABS = ("mine", "organ", "others", "done", "all")


def take(client, petition, step, **answers):
    return client.post(f"/cases/{petition.number}/steps/{step}/", answers)


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def is_listed(client, petition):
    return any(petition.pk in [line["petition"].pk for line in client.get(f"/cases/?tab={tab}").context["lines"]] for tab in ALL_TABS)


# ── Facts asked of the petitioner ──


def test_the_petitioner_is_asked_and_answers_on_the_follow_page_while_the_clocks_run(cast, sign_in, client, on):
    on(2026, 4, 2)
    petition = cast.accepted(parties=[make_party(email="wang@example.org")])
    due_on = petition.due_on
    Notice.objects.all().delete()

    assert take(sign_in(cast.water_handler), petition, "ask_petitioner", text="Which flat?", reply_by="2026-04-12").status_code == 404
    assert take(sign_in(cast.handler), petition, "ask_petitioner", text="Which flat?", reply_by="2026-04-12").status_code == 302

    petition.refresh_from_db()
    assert petition.due_on == due_on
    assert [notice.channel for notice in Notice.objects.filter(duty=None)] == ["EMAIL"]
    assert "Which flat?" in sign_in(cast.handler).get(petition.get_absolute_url()).content.decode()
    page = seen(client, petition)
    assert all(words in page for words in ("Which flat?", "Please answer by 12 Apr 2026", "they do not wait"))
    question = petition.questions.get()
    form = client.get(f"/follow/petition/add/?question={question.slug}").context["form"]
    answer = {"idem": form["idem"].value(), "text": "Flat 3 on the left"}
    for _press in range(2):
        assert client.post(f"/follow/petition/add/?question={question.slug}", answer).status_code == 302

    assert question.answers.get().contact.text == "Flat 3 on the left"
    assert "You answered on 2 Apr 2026" in client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()
    assert "Flat 3 on the left" in sign_in(cast.handler).get(petition.get_absolute_url()).content.decode()


def test_a_question_is_answered_by_files_alone_or_by_an_officer_for_the_petitioner(cast, sign_in, client, on):
    on(2026, 4, 2)
    petition = cast.accepted()
    petition.advance("ask_petitioner", by=cast.handler, text="The lease, please", reply_by=date(2026, 4, 12))
    question = petition.questions.get()
    knock(client, petition)
    form = client.get("/follow/petition/add/").context["form"]
    lease = SimpleUploadedFile("lease.txt", "租约".encode(), "text/plain")
    client.post(f"/follow/petition/add/?question={question.slug}", {"idem": form["idem"].value(), "files": lease})

    assert take(sign_in(cast.liaison), petition, "add_material", text="He called: flat 3", question=question.slug).status_code == 302

    assert [answer.text for answer in question.answers.all()] == ["", "He called: flat 3"]
    assert "Files alone" in sign_in(cast.handler).get(petition.get_absolute_url()).content.decode()


def test_a_question_belongs_to_its_petition_and_to_whoever_holds_it(cast, sign_in, client, on):
    on(2026, 4, 2)
    mine, other = cast.accepted(), cast.accepted(parties=[make_party(phone="13800000002")])
    other.advance("ask_petitioner", by=cast.handler, text="private words", reply_by=date(2026, 4, 12))
    knock(client, mine)

    assert client.get(f"/follow/petition/add/?question={other.questions.get().slug}").status_code == 404
    assert errors(take(sign_in(cast.handler), mine, "ask_petitioner", text="?", reply_by="2026-04-02"))["reply_by"]
    with pytest.raises(StepNotOpen):
        mine.advance("ask_petitioner", by=cast.handler, text="?", reply_by=date(2026, 4, 2))
    with pytest.raises(StepNotOpen):
        mine.advance("ask_petitioner", by=make_duty(Role.HANDLER, cast.housing), text="?", reply_by=date(2026, 4, 12))
    issued = cast.issued()
    with pytest.raises(StepNotOpen):
        issued.advance("ask_petitioner", by=cast.liaison, text="?", reply_by=date(2026, 4, 12))
    mine.advance("ask_petitioner", by=cast.leader, text="?", reply_by=date(2026, 4, 12))


# ── Recusal ──


def test_who_declares_a_recusal_loses_sight_of_the_petition_and_every_step(cast, sign_in, on):
    on(2026, 4, 2)
    petition = cast.accepted()
    handler = sign_in(cast.handler)
    as_liaison = Duty.objects.create(officer=cast.handler.officer, organ=cast.housing, role=Role.LIAISON, since=date(2020, 1, 1))
    assert is_listed(handler, petition)
    assert handler.get(petition.get_absolute_url()).status_code == 200
    assert Petition.objects.visible_to(as_liaison).filter(pk=petition.pk).exists()
    assert errors(take(handler, petition, "recuse", reason="")) == {"reason": ["This field is required."]}

    assert take(handler, petition, "recuse", reason="The petitioner is my cousin.").url == "/cases/"

    assert Recusal.objects.get().kind == "DECLARED"
    assert not is_listed(handler, petition)
    assert handler.get(petition.get_absolute_url()).status_code == 404
    assert petition.grouped_number not in handler.post("/search/", {"q": "漏水"}).content.decode()
    assert not Petition.objects.visible_to(as_liaison).filter(pk=petition.pk).exists()
    claim = petition.claims.first()
    for duty, step, details in [
        (cast.handler, "find", {"claim": claim, "facts": "x", "result": "SUPPORT", "opinion": "x", "basis": "x"}),
        (as_liaison, "appoint", {"handler": cast.handler}),
    ]:
        with pytest.raises(StepNotOpen):
            petition.advance(step, by=duty, **details)
    petition.refresh_from_db()
    assert (petition.holder, petition.open_proceeding.handler) == (None, None)
    assert is_listed(sign_in(cast.liaison), petition)
    assert Notice.objects.filter(kind="recuse", duty=cast.liaison).exists()
    assert not Notice.objects.filter(kind="recuse", duty__officer=cast.handler.officer).exists()


def test_the_leader_orders_a_recusal_and_names_who_takes_over(cast, sign_in, on):
    on(2026, 4, 2)
    petition = cast.accepted()
    second = make_duty(Role.HANDLER, cast.housing, "钱承办")
    form = sign_in(cast.leader).get(f"/cases/{petition.number}/steps/recuse/").context["form"]
    assert set(form.fields) == {"colleague", "to", "reason"}
    assert set(sign_in(cast.liaison).get(f"/cases/{petition.number}/steps/recuse/").context["form"].fields) == {"reason"}
    with pytest.raises(StepNotOpen):
        petition.advance("recuse", by=cast.liaison, reason="x", colleague=cast.handler)
    with pytest.raises(StepNotOpen):
        petition.advance("recuse", by=cast.leader, reason="x", colleague=cast.dispatcher)
    with pytest.raises(StepNotOpen):
        petition.advance("recuse", by=cast.leader, reason="x", colleague=cast.handler, to=cast.handler)

    answers = {"colleague": cast.handler.slug, "to": second.slug, "reason": "Former neighbour"}
    assert take(sign_in(cast.leader), petition, "recuse", **answers).status_code == 302

    petition.refresh_from_db()
    assert (petition.holder, petition.open_proceeding.handler) == (second, second)
    assert Recusal.objects.get().kind == "ORDERED"
    assert "孙承办" in sign_in(cast.leader).get(petition.get_absolute_url()).content.decode()
    assert set(sign_in(cast.liaison).get(f"/cases/{petition.number}/steps/appoint/").context["form"].fields["handler"].queryset) == {second}
    for step, details in [("appoint", {"handler": cast.handler}), ("hand_over", {"to": cast.handler})]:
        with pytest.raises(StepNotOpen, match="回避|keep away"):
            petition.advance(step, by=cast.liaison, **details)
    petition.advance("appoint", by=cast.liaison, handler=second)


def test_a_proposal_of_a_recused_officer_falls(cast):
    petition = cast.signed_for()
    petition.advance(
        "accept", by=cast.handler, at=at(date(2026, 3, 20)), track="T6_PETITION", mode="PERSONAL", notified_on=date(2026, 3, 20)
    )
    proposal = petition.pending
    petition.advance("recuse", by=cast.leader, reason="亲属", colleague=cast.handler)

    assert petition.pending is None
    with pytest.raises(StepNotOpen):
        petition.confirm(proposal, by=cast.liaison)


def test_the_petitioner_asks_for_a_recusal_and_reads_the_leaders_reason(cast, sign_in, client, on):
    on(2026, 4, 2)
    petition = cast.accepted()
    Notice.objects.all().delete()
    assert not is_listed_as_mine(sign_in(cast.leader), petition)
    knock(client, petition)
    form = client.get("/follow/petition/add/").context["form"]
    answers = {"idem": form["idem"].value(), "asks_recusal": "on"}
    assert client.post("/follow/petition/add/", answers, headers={"accept-language": "en"}).context["form"].errors["text"]
    answers["text"] = "Mr Sun is my landlord's brother"
    for _press in range(2):
        assert client.post("/follow/petition/add/", answers).status_code == 302

    assert {notice.duty for notice in Notice.objects.filter(kind="ask_recusal")} == {cast.leader}
    assert is_listed_as_mine(sign_in(cast.leader), petition)
    assert "asks_recusal" not in client.get("/follow/petition/add/").context["form"].fields
    for refused in (cast.handler, cast.liaison):
        with pytest.raises(StepNotOpen):
            petition.advance("decide_recusal", by=refused, reason="no", is_granted=False)
    leader = sign_in(cast.leader)
    assert "landlord" in leader.get(petition.get_absolute_url()).content.decode()
    assert list(errors(take(leader, petition, "decide_recusal", is_granted="yes", reason="so it is"))) == ["colleague"]
    answers = {"is_granted": "yes", "colleague": cast.handler.slug, "reason": "They are brothers."}
    assert take(leader, petition, "decide_recusal", **answers).status_code == 302

    assert Recusal.objects.get().officer == cast.handler.officer
    assert not is_listed(sign_in(cast.handler), petition)
    page = client.get("/follow/petition/", headers={"accept-language": "en"}).content.decode()
    assert all(words in page for words in ("Granted on 2 Apr 2026", "They are brothers."))
    assert "孙承办" not in page
    assert is_listed_as_mine(leader, petition) is False


def is_listed_as_mine(client, petition):
    return petition.pk in [line["petition"].pk for line in client.get("/cases/?tab=mine").context["lines"]]


def test_a_request_that_is_not_granted_changes_nothing_but_is_answered(cast, sign_in, client, on):
    on(2026, 4, 2)
    petition = cast.accepted()
    petition.advance("ask_recusal", by=cast.liaison, text="He said so at the window.")
    with pytest.raises(StepNotOpen):
        petition.advance("ask_recusal", by=cast.liaison, text="once more")
    take(sign_in(cast.leader), petition, "decide_recusal", is_granted="no", reason="No relation was found.")

    assert not Recusal.objects.exists()
    assert is_listed(sign_in(cast.handler), petition)
    assert "No relation was found." in seen(client, petition)
    petition.advance("ask_recusal", actor="CITIZEN", text="once more, with proof")


def test_nobody_refuses_a_request_about_themselves(cast):
    second = make_duty(Role.DISC, cast.bureau)
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某局长")
    petition.advance("ask_recusal", actor="CITIZEN", text="He knows him.")
    Petition.objects.visible_to(cast.accusation_officer).get(pk=petition.pk)

    petition.advance("decide_recusal", by=second, is_granted=True, colleague=cast.accusation_officer, reason="They know each other.")

    assert not Petition.objects.visible_to(cast.accusation_officer).filter(pk=petition.pk).exists()
    assert Petition.objects.visible_to(second).filter(pk=petition.pk).exists()


def test_a_leader_who_holds_the_matter_does_not_decide_about_themselves(cast):
    petition = cast.signed_for()
    petition.advance("hand_over", by=cast.liaison, to=cast.leader)
    petition.advance("ask_recusal", actor="CITIZEN", text="The head is my neighbour.")

    with pytest.raises(StepNotOpen):
        petition.advance("decide_recusal", by=cast.leader, is_granted=False, reason="no")
    petition.advance("decide_recusal", by=cast.leader, is_granted=True, colleague=cast.leader, reason="yes")
    assert not Petition.objects.visible_to(cast.leader).filter(pk=petition.pk).exists()

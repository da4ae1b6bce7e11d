"""Notes and tasks: who may be written to, who reads them, when a task is done, and that the petitioner never hears of it."""

from datetime import date

import pytest
from django.db import InternalError, transaction

from accounts.models import Absence, Duty, Role
from petitions import remarks, visibility
from petitions.models import Note, Notice, Petition, TaskDone
from petitions.workflow import StepNotOpen
from tests.database import count_queries
from tests.factories import at, make_duty, make_petition
from tests.reception.test_portal_follow import knock


def write(client, petition, query="", **answers):
    return client.post(f"/cases/{petition.number}/notes/{query}", answers)


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def test_a_note_is_read_by_colleagues_and_never_by_the_petitioner(cast, sign_in, client):
    petition = cast.accepted()

    assert write(sign_in(cast.handler), petition, text="Called twice, nobody there.").status_code == 302

    assert "Called twice" in sign_in(cast.liaison).get(petition.get_absolute_url()).content.decode()
    assert "Called twice" in sign_in(cast.dispatcher).get(petition.get_absolute_url()).content.decode()
    assert sign_in(cast.water_liaison).get(petition.get_absolute_url()).status_code == 404
    knock(client, petition)
    page = client.get("/follow/petition/")
    assert petition.subject in page.content.decode() or page.status_code == 200
    assert "Called twice" not in page.content.decode()


def test_only_those_for_whom_the_petition_exists_are_offered_and_taken(cast, sign_in):
    petition = cast.accepted()
    other_handler = make_duty(Role.HANDLER, cast.housing)
    page = sign_in(cast.handler).get(f"/cases/{petition.number}/notes/")

    offered = set(page.context["form"].fields["to"].queryset)
    assert offered == {cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.joint, cast.liaison, cast.leader}
    for outsider in (other_handler, cast.water_liaison, cast.accusation_officer):
        assert errors(write(sign_in(cast.handler), petition, text="x", to=[outsider.slug]))["to"]
    assert write(sign_in(cast.handler), petition, text="x", to=[cast.liaison.slug]).status_code == 302
    assert [note.text for note in petition.notes.all()] == ["x"]


@pytest.mark.parametrize(
    "stage", ["registered", "sorted", "transferred", "signed_for", "accepted", "issued", "served", "closed", "sealed", "recused"]
)
def test_who_reads_a_petition_is_the_gate_the_other_way_round(cast, on, stage):
    on(2026, 4, 20)
    make_duty(Role.JOINT, cast.bureau)
    make_duty(Role.REVIEW, cast.housing)
    make_duty(Role.HANDLER, cast.housing)
    make_duty(Role.DISC, cast.housing)
    make_duty(Role.O_LEAD, cast.city)
    make_duty(Role.SUPERV, cast.water)
    deputy = make_duty(Role.HANDLER, cast.housing)
    Absence.objects.create(duty=cast.handler, deputy=deputy, since=date(2026, 4, 18), until=date(2026, 4, 22), set_by=cast.handler)
    if stage == "closed":
        petition = cast.served()
        petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 6, 20)))
    elif stage == "sealed":
        petition = make_petition(cast.bureau, cast.clerk)
        petition.advance("take", by=cast.dispatcher)
        petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused_organ=cast.housing)
    elif stage == "recused":
        petition = cast.accepted()
        petition.advance("recuse", by=cast.leader, reason="亲属", colleague=cast.handler)
    else:
        petition = cast.at_stage(stage)

    gate = {duty for duty in Duty.objects.all() if Petition.objects.visible_to(duty).filter(pk=petition.pk).exists()}

    assert set(visibility.readers(petition)) == gate
    assert gate


def test_a_task_reaches_its_addressee_and_its_author_hears_when_it_is_done(cast, sign_in, on):
    on(2026, 4, 2)
    petition = cast.accepted()
    write(sign_in(cast.leader), petition, text="Measure the roof", to=[cast.handler.slug], is_task="on", due_on="2026-04-09")
    task = Note.objects.get().addressees.get()
    handler = sign_in(cast.handler)

    assert "A colleague gave you a task." in handler.get("/notices/").content.decode()
    assert "Measure the roof" in handler.get("/cases/").content.decode()
    assert "Measure the roof" in handler.get("/cases/tasks/").content.decode()
    assert "Measure the roof" not in sign_in(cast.liaison).get("/cases/").content.decode()
    assert "Given by me" in sign_in(cast.leader).get("/cases/tasks/").content.decode()
    assert sign_in(cast.liaison).post(f"/cases/tasks/{task.slug}/done/").status_code == 404
    assert not TaskDone.objects.exists()

    for _press in range(2):
        assert handler.post(f"/cases/tasks/{task.slug}/done/", {"next": "https://elsewhere.example/"}).url == "/cases/tasks/"

    assert TaskDone.objects.get().duty == cast.handler
    assert "Measure the roof" not in handler.get("/cases/tasks/").content.decode()
    assert Notice.objects.filter(kind="task_done", duty=cast.leader).count() == 1


def test_a_note_says_what_is_missing(cast, sign_in, on):
    on(2026, 4, 2)
    petition = cast.accepted()
    client = sign_in(cast.handler)

    assert errors(write(client, petition, text=" \u200b ")) == {"text": ["This field is required."]}
    assert errors(write(client, petition, text="x", is_task="on")) == {
        "to": ["A task is given to somebody. Choose at least one colleague."]
    }
    late = errors(write(client, petition, text="x", to=[cast.liaison.slug], is_task="on", due_on="2026-04-01"))
    assert late == {"due_on": ["The date cannot be before 2 Apr 2026."]}
    assert list(errors(write(client, petition, text="x", due_on="2026-04-09"))) == ["is_task"]
    assert not Note.objects.exists()


def test_a_note_stays_as_it_was_written_and_a_newer_one_corrects_it(cast, sign_in):
    petition = cast.accepted()
    write(sign_in(cast.handler), petition, text="Roof of house 3", to=[cast.liaison.slug], is_task="on")
    old = Note.objects.get()

    with pytest.raises(InternalError), transaction.atomic():
        Note.objects.update(text="other words")
    assert write(sign_in(cast.liaison), petition, f"?corrects={old.slug}", text="not mine").status_code == 404
    client = sign_in(cast.handler)
    assert client.get(f"/cases/{petition.number}/notes/?corrects={old.slug}").context["form"].initial["text"] == "Roof of house 3"
    write(client, petition, f"?corrects={old.slug}", text="Roof of house 5", to=[cast.liaison.slug], is_task="on")

    assert write(client, petition, f"?corrects={old.slug}", text="again").status_code == 404
    assert [note.text for note in petition.notes.all()] == ["Roof of house 5", "Roof of house 3"]
    assert [task.note.text for task in remarks.tasks_of(cast.liaison)] == ["Roof of house 5"]


def test_notes_of_a_sealed_petition_are_between_accusation_officers(cast, sign_in):
    second = make_duty(Role.DISC, cast.bureau)
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    write(sign_in(cast.dispatcher), petition, text="before", to=[cast.clerk.slug], is_task="on")
    assert len(remarks.tasks_of(cast.clerk)) == 1
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某局长")

    assert len(remarks.tasks_of(cast.clerk)) == 0
    page = sign_in(cast.accusation_officer).get(f"/cases/{petition.number}/notes/")
    assert set(page.context["form"].fields["to"].queryset) == {second}
    for duty in (cast.dispatcher, cast.clerk, cast.bureau_leader):
        assert sign_in(duty).get(f"/cases/{petition.number}/notes/").status_code == 404
        assert write(sign_in(duty), petition, text="A long enough text to come back.").status_code == 404
    assert petition.notes.count() == 1


def test_the_pages_ask_the_same_number_of_questions_for_1_and_for_30_notes(cast, sign_in):
    petition = cast.accepted()
    client = sign_in(cast.handler)

    def asked(address):
        """The second look: what is remembered for a minute, such as the calendar, is asked for once."""
        client.get(address)
        with count_queries() as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def tell():
        remarks.write(petition, by=cast.leader, text="do it", to=[cast.handler, cast.liaison], is_task=True)

    tell()
    addresses = ["/cases/", "/cases/tasks/", f"/cases/{petition.number}/notes/", petition.get_absolute_url()]
    one = {address: asked(address) for address in addresses}
    for _number in range(29):
        tell()

    assert {address: asked(address) for address in addresses} == one
    assert one["/cases/"] <= 12
    assert one["/cases/tasks/"] <= 12


def test_a_task_of_a_petition_that_is_out_of_sight_is_on_no_list(cast):
    petition = cast.accepted()
    remarks.write(petition, by=cast.leader, text="do it", to=[cast.handler], is_task=True)
    assert len(remarks.tasks_of(cast.handler)) == 1
    petition.advance("recuse", by=cast.handler, reason="亲属")

    assert len(remarks.tasks_of(cast.handler)) == 0
    with pytest.raises(StepNotOpen):
        petition.advance("find", by=cast.handler, claim=petition.claims.first(), facts="x", result="SUPPORT", opinion="x", basis="x")

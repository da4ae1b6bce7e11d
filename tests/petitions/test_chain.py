"""Does every event commit to all that it wrote, does a clean history never raise an alarm, and does a paper prove its point?"""

import hashlib
import os
from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Role
from petitions import anchors, chain, verifying
from petitions.models import Clock, Document, Event, Link, Petition, Shape, Verification
from petitions.remarks import write
from supervision.tasks import keep_history
from tests.database import as_owner
from tests.factories import Cast, make_duty, make_petition
from tests.petitions.test_random_ways import STAGES, Walk

CLEAN_RUNS = int(os.environ.get("CLEAN_RUNS", "24"))


def end_the_transaction():
    """What a commit does: every deferred trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def verify(office):
    """As at night: by the worker, who alone sees every row."""

    def verify(*arguments):
        with office.run_as("worker"):
            return verifying.verify(*arguments)

    return verify


@pytest.fixture
def faults(monkeypatch):
    """What is wrong within an open transaction, which no other role could see: asked as the office."""
    monkeypatch.setattr(verifying.Verifier, "_can_see_everything", lambda _verifier: None)

    def faults():
        end_the_transaction()
        return list(verifying.Verifier().everything())

    return faults


def test_each_event_has_one_link_that_stands_on_the_one_before(office, verify):
    cast = Cast()
    petition = cast.served()

    links = list(petition.links.all())
    assert [link.seq for link in links] == [event.seq for event in petition.events.all()]
    assert len({link.hash for link in links}) == len(links)
    assert {len(link.hash) for link in links} == {64}
    result = verify()
    assert (result.result, result.fault_count, result.events, result.petitions) == (0, 0, len(links), 1)


def test_the_digest_is_one_that_anybody_can_count_without_this_database(office):
    petition = make_petition(Cast().bureau)
    event, link = petition.events.get(), petition.links.get()

    with connection.cursor() as cursor:
        skeleton = chain.said(link.shape.columns[chain.EVENT], "e", without=chain.words_of_an_event())
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SELECT {skeleton} FROM petitions_event e WHERE id = %s", [event.pk])
        said = "|".join(["", cursor.fetchone()[0], str(link.shape_id), str(link.note_upto), link.rows_sha256, link.state_sha256])
    assert hashlib.sha256(said.encode()).hexdigest() == link.hash


def test_nobody_adds_or_rewrites_a_link(office, verify):
    petition = make_petition(Cast().bureau)
    link = petition.links.get()
    forged = {"petition": petition, "seq": 2, "event": petition.events.get(), "shape": Shape.objects.get(), "hash": "0" * 64}

    for deed in (lambda: Link.objects.create(**forged), lambda: Link.objects.filter(pk=link.pk).update(hash="0" * 64), link.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    with as_owner() as cursor:
        for statement in (
            "UPDATE petitions_link SET hash = ''", "DELETE FROM petitions_link", "TRUNCATE petitions_link",
            "UPDATE petitions_historicalpetition SET subject = ''", "DELETE FROM petitions_historicalpetition", "TRUNCATE petitions_historicalpetition",
            "DELETE FROM petitions_shape", "TRUNCATE petitions_verification",
        ):  # fmt: skip
            with pytest.raises(connection.Database.DatabaseError):
                cursor.execute(statement)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT petitions_add_link(1)")
    assert verify().result == Verification.Result.CLEAN


def test_a_row_that_no_step_changed_leaves_an_event_of_its_own(office, verify):
    cast = Cast()
    petition = cast.transferred()
    before = petition.events.count()

    Clock.objects.filter(petition=petition).update(is_provisional=True)
    assert petition.events.count() == before
    Clock.objects.running().filter(petition=petition).update(rolled_on=date(2027, 1, 1))

    last = petition.events.last()
    assert (last.step, last.actor, last.details) == ("row_changed", "SYSTEM", {"table": "petitions_clock", "operation": "UPDATE"})
    result = verify()
    assert (result.result, result.outside) == (0, 1)


def test_a_note_after_the_last_event_is_no_alarm_and_the_next_event_covers_it(office, verify):
    cast = Cast()
    petition = cast.accepted()
    write(petition, by=cast.handler, text="请尽快现场查勘。", to=[cast.liaison])

    assert verify().result == Verification.Result.CLEAN
    petition.advance("ask_petitioner", by=cast.handler, text="请补充报价单。", reply_by=date(2026, 12, 24))
    assert petition.links.last().note_upto == petition.notes.get().pk
    assert verify().result == Verification.Result.CLEAN


def test_no_way_through_the_procedure_raises_a_false_alarm(cast, faults):
    cast.review_offices()
    start = {stage: cast.at_stage(stage).pk for stage in STAGES}
    taken = set()

    for number in range(CLEAN_RUNS):
        walk = Walk(cast, Petition.objects.get(pk=start[STAGES[number % len(STAGES)]]), seed=4000 + number)
        walk.go()
        taken.update(walk.taken)
        assert faults() == [], walk.trail
    assert len(taken) > 10, taken


def test_links_made_before_a_migration_stay_provable_after_it(office, verify):
    cast = Cast()
    petition = make_petition(cast.bureau, cast.clerk)
    with office.run_as("owner"):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO petitions_shape (columns, since) SELECT jsonb_set(columns, '{petitions_claim}', '[\"id\", \"text\"]'), now() FROM petitions_shape"
            )
        chain.install("default")
    petition.advance("take", by=cast.dispatcher)

    assert [link.shape_id for link in petition.links.all()] == [1, 3]
    assert verify().result == Verification.Result.CLEAN


# ── Outside the database ──


@pytest.fixture
def run(office, capsys):
    """The command, by the role that manage.py gives it: (exit code, what it said)."""

    def run(*arguments, role="worker"):
        with office.run_as(role), pytest.raises(SystemExit) as ended:
            call_command("verify_history", *arguments)
        return ended.value.code, capsys.readouterr().out

    return run


def test_the_code_on_a_paper_proves_its_point_also_much_later(office, run):
    cast = Cast()
    petition = cast.issued()
    printed = Document.objects.filter(kind="D17").get().event.proof["head_hash"]
    petition.advance("serve", by=cast.liaison, mode="PERSONAL", served_on=timezone.localdate(), received_by="王秀英")

    code, told = run("--receipt", printed)
    assert code == 0
    assert petition.number in told
    assert run("--receipt", printed.replace(" ", "").upper())[0] == 0
    other = "0000" + printed[4:]
    assert run("--receipt", other)[0] == 1
    assert run("--receipt", "3f9a")[0] == 2


def test_root_files_form_a_line_and_are_never_written_twice(office, run, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    cast = Cast()
    petition = cast.transferred()

    first = anchors.write(timezone.now() - timezone.timedelta(days=1))
    content = first.read_bytes()
    assert anchors.write(timezone.now() - timezone.timedelta(days=1)) == first
    assert first.read_bytes() == content
    petition.advance("sign_for", by=cast.liaison)
    second = anchors.write(timezone.now())

    head = anchors.read_head(second)
    assert (head.links, head.previous) == (Link.objects.count(), hashlib.sha256(content).hexdigest())
    assert second.read_text().splitlines()[11:-1] == [f"{petition.pk} {link.seq} {link.hash}" for link in petition.links.all()][-1:]
    assert "王秀英" not in first.read_text()
    assert [run("--anchor", str(path))[0] for path in (first, second)] == [0, 0]


@pytest.mark.parametrize("content", ["", "nonsense\n", None])
def test_a_root_file_that_cannot_be_read_is_never_a_clean_answer(office, run, settings, tmp_path, content):
    settings.DATA_DIR = tmp_path
    make_petition(Cast().bureau)
    path = anchors.write(timezone.now())
    text = path.read_text()[:-8] if content is None else content
    broken = tmp_path / "broken.anchor"
    broken.write_text(text)

    assert run("--anchor", str(broken))[0] == 2
    assert run("--anchor", str(tmp_path / "none"))[0] == 2


def test_who_cannot_see_everything_gets_no_clean_answer(office, run):
    make_petition(Cast().bureau)

    assert run(role="app")[0] == 2
    assert run()[0] == 0


# ── Nights and pages ──


def test_each_night_the_history_is_verified_and_only_a_clean_one_is_anchored(office, settings, tmp_path, sign_in):
    settings.DATA_DIR = tmp_path
    cast = Cast()
    cast.transferred()
    auditor, supervisor = make_duty(Role.AUDITOR, cast.bureau), make_duty(Role.SUPERV, cast.bureau)

    with office.run_as("worker"):
        keep_history()
    assert Verification.objects.get().result == Verification.Result.CLEAN
    assert anchors.newest() is not None
    assert "is-late" not in sign_in(supervisor).get("/supervision/").content.decode()
    with office.run_as_superuser(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; UPDATE petitions_event SET reason = '改' WHERE seq = 1")
    anchors.newest().unlink()
    with office.run_as("worker"):
        keep_history()

    assert Verification.objects.first().result == Verification.Result.BROKEN
    assert anchors.newest() is None
    page = sign_in(auditor).get("/history/").content.decode()
    assert "event or its rows were changed" in page
    assert "漏水" not in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert "is-late" in sign_in(supervisor).get("/supervision/").content.decode()
    assert sign_in(cast.handler).get("/history/").status_code == 404


def test_events_of_a_birth_in_bulk_are_linked_like_all_others(cast, faults):
    make_petition(cast.bureau, cast.clerk)
    assert faults() == []
    assert Event.objects.filter(link=None).count() == 0

"""Does whoever may do everything in the database leave traces? Each kind of tampering by the superuser, triggers switched off.

A few of each kind here, chosen by a recorded seed; `TAMPERINGS=100 make test ARGS=tests/petitions/test_tampering.py` for all.
"""

import os
from contextlib import contextmanager
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.utils import timezone

from petitions import anchors, files, verifying
from petitions.models import Petition, Verification
from tests.database import Office, point_at
from tests.factories import Cast
from tests.petitions.test_archive import picture
from tests.petitions.test_disposal import filed_long_ago

SEED = 20260302
EACH = int(os.environ.get("TAMPERINGS", "3"))
CLEAN = int(os.environ.get("CLEAN_RUNS", "24"))


class Undone(Exception):
    """Takes back what a tampering did."""


def one(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def change(table, column, value, where="true", key="id"):
    """A tampering: another value in one row of the table, whichever the die names."""

    def tamper(die):
        keys = one(f"SELECT array_agg({key} ORDER BY {key}) FROM {table} WHERE {where}")
        assert one(f"UPDATE {table} SET {column} = {value} WHERE {key} = %s", die.choice(keys)) == 1

    return tamper


def an_event(die, where="true"):
    return die.choice(one(f"SELECT array_agg(id ORDER BY id) FROM petitions_event WHERE {where}"))


def delete_event(die):
    key = an_event(die)
    if die.random() < 0.5:
        one("DELETE FROM petitions_link WHERE event_id = %s", key)
    assert one("DELETE FROM petitions_event WHERE id = %s", key) == 1


def delete_last_event(die):
    """With its link, as if it had never been; that the rows of the step are still there gives it away."""
    petition = die.choice(one("SELECT array_agg(id ORDER BY id) FROM petitions_petition"))
    last = one("SELECT id FROM petitions_event WHERE petition_id = %s ORDER BY seq DESC LIMIT 1", petition)
    one("DELETE FROM petitions_link WHERE event_id = %s", last)
    assert one("DELETE FROM petitions_event WHERE id = %s", last) == 1


def swap_two(die):
    later = an_event(die, "seq > 1")
    other = one(
        "SELECT o.id FROM petitions_event e JOIN petitions_event o ON o.petition_id = e.petition_id AND o.seq = e.seq - 1 WHERE e.id = %s",
        later,
    )
    links = die.random() < 0.5
    for table, column in [("petitions_event", "id"), *([("petitions_link", "event_id")] if links else [])]:
        one(f"UPDATE {table} SET seq = seq + 1000 WHERE {column} = %s", later)
        one(f"UPDATE {table} SET seq = seq + 1 WHERE {column} = %s", other)
        assert one(f"UPDATE {table} SET seq = seq - 1001 WHERE {column} = %s", later) == 1


def insert_one(die):
    """After the last, with a link that looks right."""
    petition = one("SELECT petition_id FROM petitions_event WHERE id = %s", an_event(die))
    columns = "step, from_state, to_state, recorded_at, happened_at, actor, duty_id, organ_id, proposed_by_id, on_behalf_of_id, reason, details, article, xact"
    key = one(
        f"INSERT INTO petitions_event (petition_id, seq, {columns}) SELECT petition_id, seq + 1, {columns} FROM petitions_event"
        " WHERE petition_id = %s ORDER BY seq DESC LIMIT 1 RETURNING id",
        petition,
    )
    if die.random() < 0.7:
        one(
            "INSERT INTO petitions_link (petition_id, seq, event_id, shape_id, salt, note_upto, rows_sha256, state_sha256, hash)"
            " SELECT petition_id, seq + 1, %s, shape_id, salt, note_upto, rows_sha256, state_sha256, encode(sha256(hash::bytea), 'hex')"
            " FROM petitions_link WHERE petition_id = %s ORDER BY seq DESC LIMIT 1",
            key,
            petition,
        )


def replace_document(die):
    key = die.choice(one("SELECT array_agg(id ORDER BY id) FROM petitions_document"))
    one(
        "UPDATE petitions_document SET payload = payload || '{\"opinion\": \"不予支持。\"}', sha256 = encode(sha256((payload || '{\"a\": 1}')::text::bytea), 'hex')"
        " WHERE id = %s",
        key,
    )


def truncate(die):
    tables = die.choice(["petitions_event", "petitions_link", "petitions_event, petitions_link", "petitions_finding", "petitions_clock"])
    for table in tables.split(", "):
        if die.random() < 0.5:
            one(f"TRUNCATE {table} CASCADE" if table == "petitions_finding" else f"DELETE FROM {table}")
        else:
            one(f"DELETE FROM {table}")


def delete_row(die):
    table = die.choice(
        ["petitions_service", "petitions_claim", "petitions_contact", "petitions_party", "petitions_proceeding", "petitions_transfer"]
    )
    assert one(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})") == 1


def insert_row(die):
    one(
        "INSERT INTO petitions_service (document_id, event_id, mode, served_on, received_by, note)"
        " SELECT document_id, event_id, mode, served_on - 30, received_by, note FROM petitions_service ORDER BY id LIMIT 1"
    )


def empty_words(die):
    """As if the file had been destroyed, without the line of the register."""
    key = an_event(die, "id IN (SELECT event_id FROM petitions_link WHERE salt <> '')")
    one("UPDATE petitions_event SET reason = '', details = '{}' WHERE id = %s", key)
    assert one("UPDATE petitions_link SET salt = '' WHERE event_id = %s", key) == 1


KINDS = {
    "a word in an event": change("petitions_event", "reason", "reason || '了'"),
    "a detail of an event": change("petitions_event", "details", "details || '{\"days\": 3}'"),
    "an event deleted": delete_event,
    "the last event deleted": delete_last_event,
    "two events swapped": swap_two,
    "an event inserted": insert_one,
    "the time of an event": change("petitions_event", "recorded_at", "recorded_at - interval '1 hour'"),
    "the actor of an event": change("petitions_event", "duty_id", "(SELECT max(id) FROM accounts_duty WHERE id <> duty_id)", "duty_id IS NOT NULL"),
    "the step of an event": change("petitions_event", "step", "'void'"),
    "a finding": change("petitions_finding", "facts", "facts || '，不属实'"),
    "a paper and its digest": replace_document,
    "a date of service": change("petitions_service", "served_on", "served_on - 20"),
    "the state of a petition": change("petitions_petition", "state", "'VOIDED'", "state <> 'VOIDED'"),
    "the due date of a petition": change("petitions_petition", "due_on", "coalesce(due_on, '2026-01-01') + 60"),
    "the verdict of a clock": change("petitions_clock", "days_late", "days_late + 1"),
    "the digest of evidence": change("petitions_evidence", "sha256", "repeat('f', 64)"),
    "the words of a citizen": change("petitions_contact", "text", "text || '我撤回。'"),
    "the name of a person": change("petitions_party", "name", "'李四'"),
    "the history of a petition": change("petitions_historicalpetition", "subject", "'别的事'", key="history_id"),
    "a row deleted": delete_row,
    "a row inserted": insert_row,
    "a table emptied": truncate,
    "a salt taken away": empty_words,
    "a trigger switched off": lambda die: one(f"ALTER TABLE {die.choice(['petitions_event', 'petitions_clock', 'petitions_link'])} DISABLE TRIGGER USER"),
}  # fmt: skip


def link_all_anew():
    """Every hash counted again, by the office's own function: a history without a seam."""
    one("DELETE FROM petitions_link")
    one("SELECT count(petitions_add_link(id)) FROM (SELECT id FROM petitions_event ORDER BY petition_id, seq) every_one")


def rewrite_everything(die):
    change("petitions_finding", "facts", "facts || '，不属实'")(die)
    link_all_anew()


def rewrite_the_tail(die):
    petition = die.choice(one("SELECT array_agg(DISTINCT petition_id) FROM petitions_event WHERE seq > 2"))
    last = one("SELECT id FROM petitions_event WHERE petition_id = %s ORDER BY seq DESC LIMIT 1", petition)
    one("UPDATE petitions_event SET reason = reason || '改', recorded_at = recorded_at - interval '9 days' WHERE id = %s", last)
    one("DELETE FROM petitions_link WHERE event_id = %s", last)
    one("SELECT petitions_add_link(%s)", last)


def delete_a_petition(die):
    """With everything that ever pointed to it."""
    petition = die.choice(one("SELECT array_agg(id ORDER BY id) FROM petitions_petition"))
    for table in ("petitions_link", "petitions_event", "petitions_arrival"):
        one(f"DELETE FROM {table} WHERE petition_id = %s", petition)
    assert one("DELETE FROM petitions_petition WHERE id = %s", petition) == 1


REWRITINGS = {"the whole chain": rewrite_everything, "the tail": rewrite_the_tail, "a petition less": delete_a_petition}


@pytest.fixture(scope="module")
def a_history(django_db_setup, django_db_blocker, keeper, tmp_path_factory):
    """One database for all: every tampering is taken back. Open, closed, sealed and destroyed matters, on one root file."""
    usual, name = connection.settings_dict["NAME"], keeper.clone()
    point_at(NAME=name)
    with django_db_blocker.unblock():
        cast = Cast()
        served, sealed = cast.served(), cast.transferred()
        with transaction.atomic():
            cast.sorted(petition_class="ACCUSATION")
        evidence = files.store(SimpleUploadedFile("照片.png", picture(size=(20, 20))))
        served.advance("add_material", by=cast.liaison, files=[evidence])
        sealed.advance("sign_for", by=cast.liaison)
        cast.found()
        gone = filed_long_ago(cast)
        proposal = gone.advance("dispose", by=cast.archivist, reason="保管期限届满。") and gone.pending
        gone.confirm(proposal, by=cast.leader)
        yield Office(name)
    connections.close_all()
    point_at(NAME=usual)
    keeper.drop(name)


@pytest.fixture
def history(a_history, django_db_blocker):
    with django_db_blocker.unblock():
        yield a_history


@pytest.fixture
def anchor(history, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return anchors.write(timezone.now())


@contextmanager
def tampered(tamper, die):
    """By the superuser, with every trigger silent; taken back at the end."""
    with pytest.raises(Undone), transaction.atomic():
        one("SET LOCAL session_replication_role = replica")
        tamper(die)
        one("SET LOCAL session_replication_role = origin")
        yield
        raise Undone


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_superuser_changes_is_found(history, kind):
    with history.run_as_superuser():
        assert verifying.verify().result == Verification.Result.CLEAN
        for number in range(EACH):
            with tampered(KINDS[kind], Random(f"{SEED} {kind} {number}")):
                found = verifying.verify()
                assert (found.result, bool(found.fault_count)) == (Verification.Result.BROKEN, True), f"{kind} {number}"


@pytest.mark.parametrize("kind", REWRITINGS)
def test_a_history_rewritten_with_all_its_hashes_is_found_by_the_root_file_alone(history, anchor, kind):
    with history.run_as_superuser():
        assert verifying.verify(anchor).result == Verification.Result.CLEAN
        for number in range(EACH):
            with tampered(REWRITINGS[kind], Random(f"{SEED} {kind} {number}")):
                assert verifying.verify().result == Verification.Result.CLEAN, "without the file nobody could know"
                assert verifying.verify(anchor).result == Verification.Result.BROKEN, f"{kind} {number}"


def test_what_was_not_touched_never_raises_an_alarm(history, anchor):
    with history.run_as("worker"):
        for _run in range(CLEAN):
            found = verifying.verify(anchor)
            assert (found.result, found.fault_count, found.reason) == (Verification.Result.CLEAN, 0, "")
    assert found.petitions == Petition.objects.count() > 3

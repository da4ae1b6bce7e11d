"""What does the chain cost an event, and how long does it take to verify a million? `make bench-history`, or fewer: `make bench-history ARGS="--petitions 5000"`."""

import argparse
import resource
import subprocess
import sys
import time
from contextlib import closing, contextmanager

from django.conf import settings
from django.db import connection
from environ import Env

from bench.__main__ import MANAGE, fill
from petitions import chain
from petitions.models import Event, Petition, Shape

AN_EVENT = """
INSERT INTO petitions_event (petition_id, seq, step, from_state, to_state, actor, reason, details, article)
SELECT id, 0, 'note', state, state, 'SYSTEM', '', '{}', '' FROM petitions_petition WHERE id = %s
"""
# The links of petitions made in bulk, by the very digests of the chain, but many at once: their history is made up anyway.
LINKS = """
INSERT INTO petitions_link (petition_id, seq, event_id, shape_id, salt, note_upto, rows_sha256, state_sha256, hash)
WITH made AS MATERIALIZED (
    SELECT e.petition_id, e.seq, e.id AS event_id, {shape_id} AS shape_id, replace(gen_random_uuid()::text, '-', '') AS salt, 0 AS note_upto,
           CASE WHEN e.seq = 1 THEN '' ELSE before.hash END AS before
      FROM petitions_event e LEFT JOIN petitions_link before ON before.petition_id = e.petition_id AND before.seq = e.seq - 1
     WHERE e.seq = {seq} AND e.petition_id {keys} AND NOT EXISTS (SELECT 1 FROM petitions_link there WHERE there.event_id = e.id)),
written AS MATERIALIZED ({rows}),
standing AS MATERIALIZED ({state}),
l AS MATERIALIZED (
    SELECT made.*, {rows_sha256} AS rows_sha256, {state_sha256} AS state_sha256
      FROM made JOIN petitions_event e ON e.id = made.event_id LEFT JOIN written ON written.key = e.id LEFT JOIN standing ON standing.key = e.petition_id)
SELECT l.petition_id, l.seq, l.event_id, l.shape_id, l.salt, l.note_upto, l.rows_sha256, l.state_sha256, {hash}
  FROM l JOIN petitions_event e ON e.id = l.event_id
"""
# What happened to them since: events without rows of their own, until there are as many as asked for.
MORE_EVENTS = """
INSERT INTO petitions_event (petition_id, seq, step, from_state, to_state, recorded_at, actor, reason, details, article, xact)
SELECT id, seq, 'note', state, state, clock_timestamp(), 'SYSTEM', '经现场查勘情况属实。', '{{}}', '', 0 FROM petitions_petition, generate_series({first}, {last}) seq
 WHERE id {keys} ON CONFLICT DO NOTHING
"""
AT_ONCE = 20_000


def main():
    parser = argparse.ArgumentParser(prog="bench.history", description=__doc__)
    parser.add_argument("--petitions", type=int, default=125_000, help="each has about ten other rows (125000)")
    parser.add_argument("--events", type=int, default=8, help="of each petition (8)")
    parser.add_argument("--rounds", type=int, default=2000)
    chosen = parser.parse_args()
    fill(0)
    with as_owner() as cursor:
        cursor.execute(f"ALTER TABLE {chain.EVENT} DISABLE TRIGGER link_event")
        fill(chosen.petitions)
        if Event.objects.count() < Petition.objects.count() * chosen.events:
            link_what_is_new(cursor, chosen.events)
        cursor.execute(f"ALTER TABLE {chain.EVENT} ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE petitions_event, petitions_link")
        say(f"{Event.objects.count():,} events of {Petition.objects.count():,} petitions")
        measure_cost(cursor, chosen.rounds)
    for command in ("verify_history", "anchor_history"):
        began = time.monotonic()
        done = subprocess.run([*MANAGE, command], capture_output=True, text=True)
        say(
            f"{command}: exit {done.returncode}, {time.monotonic() - began:.1f} s from start to end: {done.stdout.strip()} {done.stderr.strip()}"
        )
    say(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB at most in one process")


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@contextmanager
def as_owner():
    there = Env.db_url_config(settings.DATABASE_URLS["owner"])
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    with closing(connection.Database.connect(**{name: there[key] for name, key in names.items()})) as beside:
        beside.autocommit = True
        with beside.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            yield cursor


def link_what_is_new(cursor, events_each):
    newest = Shape.objects.last()
    cursor.execute(f"ALTER TABLE {chain.EVENT} DISABLE TRIGGER USER")
    first, last = Petition.objects.earliest("id").pk, Petition.objects.latest("id").pk
    written, standing = chain.parts()
    for start in range(first, last + 1, AT_ONCE):
        keys = f"BETWEEN {start} AND {min(last, start + AT_ONCE - 1)}"
        cursor.execute(MORE_EVENTS.format(keys=keys, first=2, last=events_each))
        for seq in range(1, events_each + 1):
            events = f"IN (SELECT event_id FROM made WHERE seq = {seq})"
            cursor.execute(
                LINKS.format(
                    shape_id=newest.pk, seq=seq, keys=keys, rows=chain.gather(written, newest.columns, events),
                    state=chain.gather(standing, newest.columns, keys, upto="made"), rows_sha256=chain.digest_of_rows(newest.columns, "written.said", salt="made.salt"),
                    state_sha256=chain.digest_of_state("standing.said", str(events_each), salt="made.salt"), hash=chain.digest_of_link(newest.columns, "l.before"),
                )
            )  # fmt: skip


def measure_cost(cursor, rounds):
    """One event and the end of its transaction, on petitions chosen evenly, once with the chain and once without; everything is rolled back."""
    cursor.execute("SELECT array_agg(id) FROM (SELECT id FROM petitions_petition ORDER BY md5(id::text) LIMIT %s) chosen", [rounds])
    keys, took = cursor.fetchone()[0], {}
    for is_chained in (False, True):
        cursor.execute("BEGIN")
        cursor.execute(f"ALTER TABLE {chain.EVENT} {'ENABLE' if is_chained else 'DISABLE'} TRIGGER link_event")
        spent = []
        for key in keys:
            began = time.perf_counter()
            cursor.execute(AN_EVENT, [key])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            spent.append(time.perf_counter() - began)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        took[is_chained] = sorted(spent)[len(spent) // 2] * 1000
        cursor.execute("ROLLBACK")
    ratio = took[True] / took[False]
    say(
        f"an event by itself: {took[False]:.2f} ms without the chain, {took[True]:.2f} ms with it, {ratio:.1f} times; median of {len(keys)}"
    )


if __name__ == "__main__":
    main()

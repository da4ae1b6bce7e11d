"""Is a rung missed or doubled when beat was away for days, or was there three times? `make bench-ladder`, or smaller: `make bench-ladder ARGS="--clocks 2000"`.

An office with that many running clocks is made anew, and swept once. On copies of it the same thirty days pass in different ways; each copy is
compared with a count in plain Python from the dates, and all with one another.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone
from environ import Env

import bench.office  # noqa: F401 - it opens the office whose servers are used
from bench.office import BASE_DIR
from supervision.ladder import sweep

FULL, COPY = "bench_ladder", "bench_ladder_copy"
DAYS = 30
# The default ladder, written out: it is compared with what the product makes of it.
RUNGS = [("SOON", "rolled", -3), ("LAST_DAY", "strict", 0), ("LATE", "rolled", 1), ("LATE_7", "rolled", 7), ("LATE_30", "rolled", 30)]
MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]


def main():
    parser = argparse.ArgumentParser(prog="bench.ladder", description=__doc__)
    parser.add_argument("--clocks", type=int, default=100_000, help="running clocks (100000)")
    parser.add_argument("--beat", nargs="*", metavar="DAY", help=argparse.SUPPRESS)  # the part of each process beside this one
    chosen = parser.parse_args()
    if chosen.beat is not None:
        beat([date.fromisoformat(day) for day in chosen.beat])
        return
    first = fill(chosen.clocks)
    last = first + timedelta(days=DAYS)
    say(f"{'':<34}{'rungs':>9}{'missed':>8}{'wrong':>7}{'doubled':>9}{'notices':>9}{'seconds':>9}")
    each_day = run("day by day, thirty days", last, [[first + timedelta(days=n) for n in range(1, DAYS + 1)]])
    run("three days missed, one run", first + timedelta(days=3), [[first + timedelta(days=3)]])
    at_once = run("thirty days missed, one run", last, [[last]])
    together = run("thirty days missed, three at once", last, [[last]] * 3)
    good = each_day == at_once == together
    say(f"\nthe same rows with the same days in all three ways of thirty days: {'yes' if good else 'NO'}")
    drop(COPY)
    drop(FULL)
    raise SystemExit(not (good and not run.bad))


def fill(clocks):
    """The day on which it was swept."""
    began = time.monotonic()
    drop(FULL)
    as_owner(f"CREATE DATABASE {FULL}")
    environment = environment_of(FULL)
    for command in (["migrate", "-v0"], ["seed_demo", "--petitions", "0"], ["loadtest_data", str(clocks), "--open", "100"]):
        role = {"DATABASE_ROLE": "owner"} if command[0] == "migrate" else {}
        subprocess.run([*MANAGE, *command], check=True, env=environment | role, stdout=subprocess.DEVNULL)
    today = timezone.localdate()
    swept = beats(FULL, [[today]])[0]
    with closing(connected(FULL)) as office, office.cursor() as cursor:
        cursor.execute("SET xinfang.actor = 'office bench'")
        cursor.execute("SELECT count(*) FROM petitions_clock WHERE result = 'RUNNING'")
        running = cursor.fetchone()[0]
    say(f"{running:,} running clocks, made in {time.monotonic() - began - swept['seconds']:.0f} s")
    say(f"first sweep: {swept['rows']:,} rungs, {swept['told']:,} notices, {swept['seconds']:.1f} s\n")
    return today


def run(words, until, processes):
    """The rows of a copy after these processes; each sweeps its days."""
    drop(COPY)
    as_owner(f"CREATE DATABASE {COPY} TEMPLATE {FULL}")
    done = beats(COPY, processes)
    with closing(connected(COPY)) as office, office.cursor() as cursor:
        cursor.execute("SET xinfang.actor = 'office bench'")
        cursor.execute("SELECT id, started_on, strict_on, rolled_on FROM petitions_clock WHERE result = 'RUNNING' AND organ_id IS NOT NULL")
        expected = count(cursor.fetchall(), until)
        cursor.execute("SELECT clock_id, rung, due_on FROM supervision_escalation")
        rows = cursor.fetchall()
    found = set(rows)
    missed, wrong, doubled = expected - found, found - expected, len(rows) - len({row[:2] for row in rows})
    told, seconds = sum(part["told"] for part in done), max(part["seconds"] for part in done)
    run.bad += len(missed) + len(wrong) + doubled
    say(f"{words:<34}{len(rows):>9,}{len(missed):>8}{len(wrong):>7}{doubled:>9}{told:>9,}{seconds:>9.1f}")
    return found


run.bad = 0


def count(clocks, until):
    """From the dates alone: which rung each clock has reached by that day, and when."""
    found = set()
    for key, started_on, strict_on, rolled_on in clocks:
        for name, which, days in RUNGS:
            day = max((strict_on if which == "strict" else rolled_on) + timedelta(days=days), started_on)
            if day <= until:
                found.add((key, name, day))
    return found


def beats(database, processes):
    """Each list of days in a process of its own, all let go at the same moment; what each did."""
    command = [sys.executable, "-m", "bench.ladder", "--beat"]
    environment = environment_of(database) | {"DATABASE_ROLE": "worker"}
    running = [
        subprocess.Popen(
            [*command, *(day.isoformat() for day in days)], cwd=BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for days in processes
    ]  # fmt: skip
    for process in running:
        process.stdout.readline()
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise SystemExit("a sweep ended with an error; it stands above")
    return [json.loads(answer) for answer in answers]


def beat(days):
    connection.ensure_connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    began = time.monotonic()
    swept = [sweep(day) for day in days]
    seconds = time.monotonic() - began
    sys.stdout.write(
        json.dumps({"seconds": seconds, "rows": sum(sum(one.reached.values()) for one in swept), "told": sum(one.told for one in swept)})
    )


def environment_of(database):
    names = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_WORKER_URL": "worker"}
    urls = {name: urlsplit(settings.DATABASE_URLS[role])._replace(path=f"/{database}").geturl() for name, role in names.items()}
    return {**os.environ, **urls}


def connected(database=None):
    there = Env.db_url_config(settings.DATABASE_URLS["owner"])
    beside = connection.Database.connect(
        host=there["HOST"], port=there["PORT"], user=there["USER"], password=there["PASSWORD"], dbname=database or there["NAME"]
    )
    beside.autocommit = True
    return beside


def as_owner(statement):
    with closing(connected()) as beside, beside.cursor() as cursor:
        cursor.execute(statement)


def drop(database):
    as_owner(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""How long does the office take, beside a bare Django page on the same server, in one run? `make bench`, `make bench ARGS="--petitions 1000000"`."""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import bench.office  # noqa: F401 - it opens the office whose models follow
from accounts import acting
from accounts.access import SESSION_KEY
from accounts.models import Duty, Role
from bench.office import BASE_DIR
from petitions.models import Contact, Event, Party, Petition
from reception.models import OnlineSubmission
from supervision.ladder import sweep

acting.outside_requests = acting.OFFICE  # the pages that are measured name their own actor
MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]


def main():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--petitions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60, help="requests of each page")
    chosen = parser.parse_args()
    fill(chosen.petitions)
    with server("config.settings") as office, server("bench.bare") as bare:
        print(f"\n{Petition.objects.count():,} petitions, medians of {chosen.rounds} in one run, milliseconds\n")
        print(f"{'job':<44}{'ours':>9}{'bare':>9}{'ratio':>8}{'budget':>8}{'queries':>9}")
        for job in pages():
            measure_page(job, office, bare, chosen.rounds)
        measure_writes(chosen.rounds)
    measure_sweep()


def fill(wanted):
    subprocess.run([*MANAGE, "migrate", "-v0"], check=True, env={**os.environ, "DATABASE_ROLE": "owner"})
    subprocess.run([*MANAGE, "collectstatic", "-v0", "--no-input"], check=True)
    if not Duty.objects.exists():
        subprocess.run([*MANAGE, "seed_demo", "--petitions", "60"], check=True, stdout=subprocess.DEVNULL)
    missing = wanted - Petition.objects.count()
    if missing > 0:
        print(f"Making {missing:,} petitions; they are kept for the next run.")
        subprocess.run([*MANAGE, "loadtest_data", str(missing)], check=True)


@contextmanager
def server(settings):
    """gunicorn as the office runs it, on a port of its own; yields a connection that stays open."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", str(BASE_DIR / "deploy" / "gunicorn.conf.py"), "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=BASE_DIR, env={**os.environ, "PORT": str(port), "DJANGO_SETTINGS_MODULE": settings})
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(200):
            try:
                answer(line, "GET", "/healthz", "")
                break
            except OSError:
                line.close()
                time.sleep(0.1)
        yield line
    finally:
        process.terminate()
        process.wait()


def answer(line, method, address, cookie, body=None):
    headers = {"Host": "localhost", "Cookie": cookie}
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": "a" * 32}
        cookie_of_form = f"csrftoken={'a' * 32}"
        headers["Cookie"] = f"{cookie}; {cookie_of_form}"
    try:
        line.request(method, address, body=body, headers=headers)
        response = line.getresponse()
    except ConnectionError:  # the server closes a line that was quiet for five seconds
        line.close()
        line.request(method, address, body=body, headers=headers)
        response = line.getresponse()
    return response.status, response.read()


def signed_in(duty):
    client = Client()
    client.force_login(duty.officer)
    session = client.session
    session[SESSION_KEY] = duty.slug
    session.save()
    return client


def pages():
    """(words, budget as a ratio to the bare page, duty, method, address, body)."""
    busiest = Petition.objects.open().filter(state="HANDLING", holder__isnull=False).first()
    handler = busiest.holder
    liaison = Duty.objects.filter(organ=handler.organ, role=Role.LIAISON).first()
    supervisor = Duty.objects.filter(role=Role.SUPERV).order_by("organ__level").first()
    leader = Duty.objects.filter(role=Role.B_LEAD).order_by("organ__level").first()
    return [
        ("worklist of 25, one organ", 1.6, liaison, "GET", "/cases/?tab=organ", None),
        ("worklist of 25, whole city", 1.6, supervisor, "GET", "/cases/?tab=organ", None),
        ("all matters, newest first", 1.8, supervisor, "GET", "/cases/?tab=all", None),
        ("petition page, whole timeline", 2.6, handler, "GET", busiest.get_absolute_url(), None),
        ("search, two characters", 2.0, supervisor, "POST", "/search/", urlencode({"q": "漏水"})),
        ("leaders' board", 2.6, leader, "GET", "/board/", None),
    ]


def measure_page(job, office, bare, rounds):
    words, budget, duty, method, address, body = job
    client = signed_in(duty)
    cookie = f"staff={client.cookies['staff'].value}"
    with CaptureQueriesContext(connection) as queries:
        client.generic(method, address, body or "", content_type="application/x-www-form-urlencoded", headers={"host": "localhost"})
    ours, theirs = [], []
    for round_ in range(rounds + 5):
        for times, line, request in [(ours, office, (method, address, cookie, body)), (theirs, bare, ("GET", "/bare/", cookie))]:
            began = time.perf_counter()
            status, _page = answer(line, *request)
            if status != 200:
                raise SystemExit(f"{words}: {request[1]} answered {status}")
            if round_ >= 5:
                times.append((time.perf_counter() - began) * 1000)
    report(words, ours, theirs, budget, len(queries))


def measure_writes(rounds):
    """A submission and a step beside three plain rows in one transaction, all through the ORM's connection."""
    bureau = Duty.objects.filter(role=Role.DISPATCHER).order_by("organ__level").first().organ
    dispatcher = Duty.objects.filter(role=Role.DISPATCHER, organ=bureau).first()
    born = []

    def bare():
        with transaction.atomic(), connection.cursor() as cursor:
            for _ in range(3):
                cursor.execute(
                    "INSERT INTO reception_draft (slug, form, typed, label, updated_at) VALUES (substr(md5(random()::text), 1, 12), 'bench', %s, '', now())",
                    ["x" * 300],
                )

    def submit():
        contact = Contact(
            organ=bureau, channel="ONLINE", received_at=timezone.now(), subject="公租房漏水", text="我家公租房屋顶漏水半年，请修理。" * 10
        )
        party = Party(name="王秀英", phone="13800000001", address="江城市东湖区一里 3 号")
        born.append(OnlineSubmission.register(contact=contact, parties=[party], claims=["请修理屋顶", "请赔偿损失"]))

    def step():
        born.pop().advance("take", by=dispatcher, actor=Event.Actor.OFFICER)

    for words, budget, ours in [("submission: rows, event, clock, notices, index", 3.0, submit), ("one step", 3.2, step)]:
        with CaptureQueriesContext(connection) as queries:
            ours()
        mine, theirs = [], []
        for _ in range(rounds // 2 if ours is step else rounds):
            for times, action in [(mine, ours), (theirs, bare)]:
                began = time.perf_counter()
                action()
                times.append((time.perf_counter() - began) * 1000)
        report(words, mine, theirs, budget, len(queries))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reception_draft WHERE form = 'bench'")


def report(words, ours, theirs, budget, queries):
    mine, bare = statistics.median(ours), statistics.median(theirs)
    print(f"{words:<44}{mine:>9.1f}{bare:>9.1f}{mine / bare:>8.2f}{budget:>8.1f}{queries:>9}", flush=True)


def measure_sweep():
    """The first sweep writes every rung that is due; the second finds nothing."""
    today = timezone.localdate()
    began = time.perf_counter()
    swept = sweep(today)
    first = time.perf_counter() - began
    began = time.perf_counter()
    again = sweep(today)
    second = time.perf_counter() - began
    rows = sum(swept.reached.values())
    print(
        f"\nsweep: {rows:,} rungs and {swept.told:,} notices in {first:.2f} s ({rows / first:,.0f} rows/s); nothing due: {second * 1000:.0f} ms, {sum(again.reached.values())} rows"
    )


if __name__ == "__main__":
    main()

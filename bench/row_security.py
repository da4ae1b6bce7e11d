"""What does the wall in the database cost a list, a search, a count? `make bench-wall`, or on less: `make bench-wall ARGS="--petitions 20000"`.

The same queries of the same duty, once by the role that bypasses row security and once by the application's, which names its actor.
"""

import argparse
import json
import statistics
import time

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncMonth
from environ import Env

import bench.office  # noqa: F401 - it opens the office whose models follow
from accounts import acting
from accounts.models import Duty, Role
from bench.__main__ import fill
from bench.history import say
from petitions import dossier, worklists
from petitions.models import Clock, Petition


def main():
    parser = argparse.ArgumentParser(prog="bench.row_security", description=__doc__)
    parser.add_argument("--petitions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    fill(chosen.petitions)
    duties = {
        role: Duty.objects.filter(role=role).select_related("officer", "organ").order_by("organ__level", "pk").first()
        for role in (Role.SUPERV, Role.DISC)
    }
    liaison = Petition.objects.open().filter(holder__isnull=False).first().holder
    say(f"{Petition.objects.count():,} petitions, {Petition.objects.filter(is_sealed=True).count():,} of them sealed; milliseconds\n")
    say(f"{'query':<44}{'bypassed':>10}{'behind':>10}{'factor':>8}")
    for words, duty, job in [
        *jobs(duties[Role.SUPERV], "whole city"),
        *jobs(duties[Role.DISC], "sealed alone"),
        *jobs(liaison, "own organ"),
    ]:
        without, behind = timed(job, duty, "worker", chosen.rounds), timed(job, duty, "app", chosen.rounds)
        say(f"{words:<44}{without:>10.2f}{behind:>10.2f}{behind / without:>8.1f}")
    say(f"\nsearch by words reads by: {', '.join(sorted(indexes_of_a_search(duties[Role.SUPERV])))}")


def jobs(duty, scope):
    seen = Petition.objects.visible_to(duty)
    number = seen.open().values_list("number", flat=True).first()
    by_month = seen.order_by().annotate(month=TruncMonth("received_on")).values("month").annotate(number=Count("pk"))
    clocks = Clock.objects.filter(petition__in=seen).order_by().values("result").annotate(number=Count("pk"))
    found = [
        ("first page of the list", lambda: list(worklists.with_columns(seen.open().due_soonest_first())[:25])),
        ("search, two characters", lambda: list(seen.matching("漏水", duty).newest_first()[:25])),
        ("count of all", lambda: seen.order_by().count()),
        ("all, by month", lambda: list(by_month.all())),
        ("clocks of all, by verdict", lambda: list(clocks.all())),
    ]
    if number:
        found.append(("one petition by its number", lambda: seen.get(number=number)))
        found.append(("one petition with all that hangs on it", lambda: dossier.found(duty, number)))
    return [(f"{words}, {scope}", duty, job) for words, job in found]


def timed(job, duty, role, rounds):
    use(role)
    times = []
    with acting.on_behalf_of(f"duty {duty.pk}"):
        for round_ in range(rounds + 3):
            began = time.perf_counter()
            job()
            if round_ >= 3:
                times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def use(role):
    there = Env.db_url_config(settings.DATABASE_URLS[role])
    if connection.settings_dict["USER"] != there["USER"]:
        connection.close()
        connection.settings_dict.update(USER=there["USER"], PASSWORD=there["PASSWORD"])


def indexes_of_a_search(duty):
    """The GIN indexes that a search by words reads behind the wall; none would mean that whole tables are read."""
    use("app")
    with acting.on_behalf_of(f"duty {duty.pk}"):
        plan = json.loads(Petition.objects.visible_to(duty).matching("漏水", duty).newest_first()[:25].explain(format="json", analyze=True))
    found, waiting = set(), [plan]
    while waiting:
        node = waiting.pop()
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
        if isinstance(node, dict) and "words" in str(node.get("Index Name", "")):
            found.add(node["Index Name"])
    return found or {"no index"}


if __name__ == "__main__":
    main()

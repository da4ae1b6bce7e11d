"""Can somebody tell by the clock that a hidden petition exists? `make bench-timing`, or fewer: `make bench-timing ARGS="--pairs 300"`.

Of each route the address of a sealed accusation and that of a number which nobody was given are asked for in turns. The figure is the chance
that a guess from one pair of times is right: 0.5 is a coin, 1 is certain. At most 0.55 is wanted. The power check is the same server with one
query more where something is hidden.
"""

import argparse
import statistics
import sys
import time
from random import Random

from django.db import connection

import bench.office  # noqa: F401 - it opens the office whose models follow
from accounts.acting import as_office
from accounts.models import Duty, Role
from bench.__main__ import answer, fill, server, signed_in
from petitions.models import Petition
from petitions.numbers import new_number
from reception.portal.lookup import find

MOST = 0.55
WARM_UP = 20
# Who asks, and which address of a petition. All of these must not know of a sealed accusation.
ROUTES = [
    (Role.DISPATCHER, "GET", "/cases/{number}/", ""),
    (Role.HANDLER, "GET", "/cases/{number}/", ""),
    (Role.B_LEAD, "GET", "/cases/{number}/notes/", ""),
    (Role.ARCHIVIST, "GET", "/cases/{number}/file.pdf", ""),
    (Role.LIAISON, "GET", "/cases/{number}/steps/hand_over/", ""),
    (Role.DISPATCHER, "POST", "/cases/{number}/steps/take/", ""),
    (Role.CLERK, "GET", "/desk/beside/{number}/", ""),
    (Role.CLERK, "GET", "/desk/receipt/{number}/", ""),
    (Role.O_LEAD, "POST", "/search/", "q={number}"),
]


def main():
    parser = argparse.ArgumentParser(prog="bench.timing", description=__doc__)
    parser.add_argument("--petitions", type=int, default=2_000)
    parser.add_argument("--pairs", type=int, default=2_000, help="of each route (2000)")
    chosen = parser.parse_args()
    fill(chosen.petitions)
    with as_office():
        hidden = list(Petition.objects.filter(is_sealed=True).values_list("number", flat=True))
        say(f"{Petition.objects.count():,} petitions, {len(hidden)} of them sealed; {chosen.pairs:,} pairs a route\n")
    if not hidden:
        raise SystemExit("There is no sealed petition to look for: the demo office brings some (seed_demo).")
    say(f"{'route':<58}{'hidden':>9}{'missing':>9}{'AUC':>7}")
    worst = 0
    with server("config.settings") as office:
        for route in ROUTES:
            worst = max(worst, measure(office, route, hidden, chosen.pairs))
    worst = max(worst, measure_door(hidden, chosen.pairs))
    say(f"\nworst {worst:.3f}, wanted at most {MOST}; the power check:\n")
    with server("bench.leaky") as leaky:
        seen = measure(leaky, ROUTES[0], hidden, chosen.pairs)
    say(f"\nwith one query more: {seen:.3f}" + ("" if seen > worst else " - the clock of this machine is too rough to tell anything"))
    connection.close()


def measure(line, route, hidden, pairs) -> float:
    """The medians of a route in milliseconds, and the chance of a right guess."""
    role, method, address, body = route
    duty = Duty.objects.current().filter(role=role).order_by("organ__level", "id").first()
    cookie = f"staff={signed_in(duty).cookies['staff'].value}"
    die, times = Random(20260622), {"hidden": [], "missing": []}
    for pair in range(pairs + WARM_UP):
        numbers = {"hidden": die.choice(hidden), "missing": new_number()}
        order = ["hidden", "missing"] if die.random() < 0.5 else ["missing", "hidden"]
        for kind in order:
            asked, said = address.format(number=numbers[kind]), body.format(number=numbers[kind]) if method == "POST" else None
            began = time.perf_counter()
            answer(line, method, asked, cookie, said)
            if pair >= WARM_UP:
                times[kind].append((time.perf_counter() - began) * 1000)
    chance = right_guesses(times["hidden"], times["missing"])
    medians = (statistics.median(times[kind]) for kind in ("hidden", "missing"))
    say(f"{f'{role} {method} {address}':<58}" + "".join(f"{median:>9.2f}" for median in medians) + f"{chance:>7.3f}")
    return chance


def measure_door(numbers, pairs) -> float:
    """The citizen's door, without its limit of tries: a number with a wrong code, and a number that nobody was given."""
    die, times = Random(20260622), {"wrong": [], "unknown": []}
    for pair in range(pairs + WARM_UP):
        asked = {"wrong": die.choice(numbers), "unknown": new_number()}
        for kind in die.sample(list(asked), 2):
            began = time.perf_counter()
            find(asked[kind], "00000000", "9999")
            if pair >= WARM_UP:
                times[kind].append((time.perf_counter() - began) * 1000)
    chance = right_guesses(times["wrong"], times["unknown"])
    say(f"{'citizen, looking for a number':<58}" + "".join(f"{statistics.median(times[kind]):>9.2f}" for kind in times) + f"{chance:>7.3f}")
    return chance


def right_guesses(one, other) -> float:
    """The area under the curve (Mann and Whitney), whichever of the two is slower; ties count half."""
    ranked = sorted([(value, 1) for value in one] + [(value, 0) for value in other])
    total, place = 0.0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        rank = (place + 1 + end) / 2
        total += rank * sum(is_one for _value, is_one in ranked[place:end])
        place = end
    area = (total - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))
    return max(area, 1 - area)


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

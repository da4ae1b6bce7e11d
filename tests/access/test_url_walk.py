"""Does every address answer every actor, at every kind of petition, by GET and POST, as routes.csv says?

CI walks a share of it by a recorded seed; `make access` walks all of it.
"""

import os
from itertools import product
from random import Random

import pytest

from accounts.models import Role

from .actors import ACTORS, KINDS, undone
from .walks import BROKEN, CASEWORK, THERE, Walk, names_in, routes

SEED = 20260610
EVERYTHING = [*product(routes(), ACTORS, KINDS, ("get", "post"))]
STEPS = EVERYTHING if os.environ.get("ACCESS") == "full" else Random(SEED).sample(EVERYTHING, int(os.environ.get("ACCESS_STEPS", "1500")))
PARTS = 10  # so that two workers share them


def test_every_address_stands_in_the_table_and_the_table_has_no_other():
    assert {name for name, _arguments in names_in()} == set(routes())
    assert {word for row in routes().values() for word in row["who"].split()} - {
        "everybody",
        "pass",
        "officers",
        "staff",
        "casework",
    } <= set(Role)
    assert set(CASEWORK) <= set(Role)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_as_the_table_says(town, part):
    walk, wrong, answers = Walk(town), {}, set()

    for name, actor, kind, method in STEPS[part::PARTS]:
        with undone():
            answer, wanted = walk.answer(name, actor, kind, method), walk.expected(name, actor, kind, method)
        answers.add(answer)
        if answer not in wanted:
            wrong.setdefault(f"{method} {name}: {answer}", []).append(f"{actor} at {kind}")

    assert wrong == {}
    assert BROKEN not in answers
    # The walk came in somewhere, and not only to the door.
    assert THERE in answers

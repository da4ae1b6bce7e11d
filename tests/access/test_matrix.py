"""Does every actor see of every kind of petition what the matrix says, and nothing else?

CI asks all actors at a recorded share of the pairs of kind and action; `make access` asks at all of them.
"""

import os
from random import Random

import pytest

from .actors import ACCUSATIONS, ACTORS, KINDS, OFFICERS, wall_down
from .looks import ABSENT, ACTIONS, HIDDEN, Looker, cells

SEED = 20260610
PAIRS = [(kind, action) for kind in KINDS for action in ACTIONS]
IS_FULL = os.environ.get("ACCESS") == "full"
ASKED = PAIRS if IS_FULL else sorted(Random(SEED).sample(PAIRS, 18), key=PAIRS.index)
# What was sealed gives no hint at the desk, and no figure counts it; of k6 the supervisor learns a date.
NOBODY = {(kind, "suggest") for kind in ACCUSATIONS} | {(kind, "statistics") for kind in ("k7", "k8", "k10")}


def test_the_matrix_is_whole():
    matrix = cells()

    assert set(matrix) == {(actor, kind, action) for actor in ACTORS for kind in KINDS for action in ACTIONS}
    assert all(matrix.values())
    # Absent is absent: nothing at all is left to whoever must not know.
    for actor in ACTORS:
        for kind in KINDS:
            row = [matrix[actor, kind, action] for action in ACTIONS if action != "guess"]
            assert ABSENT not in row or set(row) == {ABSENT}, (actor, kind)


@pytest.mark.parametrize(("kind", "action"), ASKED, ids=["-".join(pair) for pair in ASKED])
def test_a_cell_is_as_written(office_hours, kind, action):
    """All actors at one kind and one action: who may, and who may not."""
    matrix = cells()
    wanted = {actor: matrix[actor, kind, action] for actor in ACTORS}

    seen = {actor: Looker(office_hours, actor, kind).see(action) for actor in ACTORS}

    assert seen == {actor: "no" if word in HIDDEN and action != "guess" else word for actor, word in wanted.items()}
    # A refusal says something only beside somebody who is let in.
    assert any(word not in HIDDEN for word in seen.values()) or (kind, action) in NOBODY


@pytest.mark.parametrize("kind", ACCUSATIONS)
def test_the_gate_holds_by_itself(office_hours, kind):
    """With the database's own wall down nobody comes any further: two walls are two walls."""
    matrix = cells()
    office_hours.pages.clear()  # what was read behind the wall is no answer here

    with wall_down():
        seen = {actor: Looker(office_hours, actor, kind).see("open") for actor in OFFICERS}

    office_hours.pages.clear()
    assert seen == {actor: "no" if matrix[actor, kind, "open"] in HIDDEN else matrix[actor, kind, "open"] for actor in OFFICERS}


@pytest.mark.parametrize("actor", OFFICERS)
def test_a_spreadsheet_and_a_print_have_the_rows_of_the_list(office_hours, actor):
    for kind in KINDS:
        looker = Looker(office_hours, actor, kind)

        assert looker.see_export() == looker.see_print() == looker.see_list(), kind

"""Does a test notice when a guard is gone? Ten guards by a recorded seed; `make mutants` takes out each of them."""

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from .killing import BASE_DIR, run
from .mutants import MUTANTS, as_it_is

SEED = 20260610
TAKEN = int(os.environ.get("MUTANTS", "10"))


def test_each_guard_stands_in_the_code_once_and_there_are_a_hundred():
    texts = {file: Path(BASE_DIR, file).read_text(encoding="utf-8") for file in {mutant.file for mutant in MUTANTS}}

    assert [mutant for mutant in MUTANTS if texts[mutant.file].count(mutant.old) != 1] == []
    assert [mutant for mutant in MUTANTS if mutant.old == mutant.new or not mutant.aims] == []
    assert [said for said, number in Counter((mutant.file, mutant.old, mutant.new) for mutant in MUTANTS).items() if number > 1] == []
    assert len(MUTANTS) >= 100


@pytest.fixture(scope="module")
def verdicts(built, keeper):
    """Each mutant in a process of its own, and the code as it is, which nothing may find fault with."""
    database, kept = built
    chosen = Random(SEED).sample(MUTANTS, TAKEN)
    return list(run([as_it_is(chosen), *chosen], keeper, database, kept, settings.DATA_DIR))


def test_the_code_as_it_is_answers_as_the_matrix_says(verdicts):
    untouched = [verdict for verdict in verdicts if not verdict.mutant.file]

    assert [(verdict.is_killed, verdict.said) for verdict in untouched] == [(False, "")]


def test_every_guard_that_is_taken_out_is_missed(verdicts):
    alive = [verdict for verdict in verdicts if verdict.mutant.file and not verdict.is_killed]

    assert len(verdicts) == TAKEN + 1
    assert [(verdict.mutant.file, verdict.mutant.old, verdict.said) for verdict in alive] == []

"""The cast: a small city and its people, by the names of their roles."""

import pytest

from tests.factories import Cast


@pytest.fixture
def cast(db):
    return Cast()

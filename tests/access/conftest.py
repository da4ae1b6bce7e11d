"""The office of the matrix, once for each file of tests that asks for it."""

import pytest

from tests.petitions.conftest import sign_in

from .actors import Town, copied, opened, undone

__all__ = ["sign_in"]


@pytest.fixture(scope="session")
def built(django_db_setup, django_db_blocker, keeper):
    """(database, what is kept of it): the office, built once and committed as in life; nobody stays connected to it."""
    name = keeper.clone()
    with django_db_blocker.unblock(), opened(name):
        kept = Town.build().kept
    yield name, kept
    keeper.drop(name)


@pytest.fixture(scope="module")
def town(built, django_db_blocker, keeper):
    """A copy of the office for the tests of one file."""
    source, kept = built
    name = copied(keeper, source)
    with django_db_blocker.unblock(), opened(name):
        yield Town(kept)
    keeper.drop(name)


@pytest.fixture
def office_hours(town):
    """What a test does there is undone after it."""
    with undone():
        yield town

"""The bench that every test stands on, and the cast that plays on it."""

import pytest
from django.utils import translation
from hypothesis import settings

from config.management.commands.messages import compile_catalogues

pytest_plugins = ["tests.database", "tests.browser", "tests.cast", "tests.access.traces", "tests.uploads.bench"]


# The same examples for everybody; a machine that does other things too is no failure.
settings.register_profile("office", derandomize=True, deadline=None)


def pytest_configure(config):
    compile_catalogues()
    settings.load_profile("office")


def pytest_xdist_auto_num_workers(config):
    """Two processes pay for the whole suite; a few files are sooner done in one."""
    return 2 if config.args == config.getini("testpaths") else 0


@pytest.fixture(autouse=True)
def own_language():
    """A request in English leaves its thread in English; the next test starts in the office's language."""
    translation.deactivate()

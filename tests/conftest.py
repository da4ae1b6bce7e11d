"""The bench that every test stands on, and the cast that plays on it."""

import gc

import pytest
from _pytest.runner import pytest_runtest_protocol as run
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


def pytest_collection_finish():
    """What the suite is made of stays; the collector looks at what tests make, and less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def with_room(call, *arguments):
    return call(*arguments)


# CPython keeps its frames in pieces of 16 KB, and maps and unmaps a piece at each call that crosses an edge: thousands of times a second, where
# a busy loop lies just there. Behind one frame of this size the edge is half a megabyte away.
with_room.__code__ = with_room.__code__.replace(co_stacksize=70_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    return with_room(run, item, nextitem)


@pytest.fixture(autouse=True)
def own_language():
    """A request in English leaves its thread in English; the next test starts in the office's language."""
    translation.deactivate()

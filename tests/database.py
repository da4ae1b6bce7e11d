"""Where do the tests' databases come from, and who is connected?

The owner builds a template once for each state of the migrations; every process works, as the app, in a clone of its own, and a test
that commits takes one more clone for itself, because append-only tables refuse to be truncated.
"""

import hashlib
import itertools
import os
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import django
import environ
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.staticfiles import handlers
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext, override_settings
from pytest_django.live_server_helper import LiveServer

from accounts import acting, calendar

TEMPLATE, CLONE = "tmpl_xinfang", "test_xinfang"
BASE_DIR = Path(__file__).resolve().parent.parent
tests_so_far, clones_so_far = itertools.count(), itertools.count()
acting.outside_requests = acting.OFFICE  # what a test itself does is the office's work; a page names whoever opened it


class Keeper:
    """The owner's connection, held as long as the process lives.

    Advisory locks on it say which databases are in use. They end with the process, however it ends, and so the next one knows what
    it may sweep away, also where several people test on one server.
    """

    def __init__(self):
        self.connection = connected("owner")
        for name in self.names(CLONE):
            self.drop_unused(name)
        self.template = self.build()

    def close(self):
        self.connection.close()

    def run(self, statement, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone() if cursor.description else None

    def names(self, prefix) -> list[str]:
        return self.run("SELECT array_agg(datname ORDER BY datname) FROM pg_database WHERE starts_with(datname, %s)", prefix + "_")[0] or []

    def build(self) -> str:
        """The template for these migrations, built by whoever comes first; the others wait for it."""
        name = f"{TEMPLATE}_{fingerprint()}"
        self.run("SELECT pg_advisory_lock(hashtextextended(%s, 0))", TEMPLATE)
        try:
            self.run("SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))", name)
            if name not in self.names(TEMPLATE):
                draft = "draft_xinfang"
                self.run(f"DROP DATABASE IF EXISTS {draft}")
                self.run(f"CREATE DATABASE {draft}")
                furnish(draft)
                migrate(draft)
                self.run(f"ALTER DATABASE {draft} ALLOW_CONNECTIONS false")
                self.run(f"ALTER DATABASE {draft} RENAME TO {name}")
                for other in set(self.names(TEMPLATE)) - {name}:
                    self.drop_unused(other)
        finally:
            self.run("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", TEMPLATE)
        return name

    def clone(self, source="") -> str:
        """A copy of the template, or of another database to which nobody is connected."""
        name = f"{CLONE}_{os.getpid()}_{next(clones_so_far)}"
        self.run("SELECT pg_advisory_lock(hashtextextended(%s, 0))", name)
        self.run(f"CREATE DATABASE {name} TEMPLATE {source or self.template}")
        return name

    def drop(self, name):
        self.run(f"DROP DATABASE IF EXISTS {name}")
        self.run("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)

    def drop_unused(self, name):
        if self.run("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name)[0]:
            try:
                self.drop(name)
            except connection.Database.OperationalError:
                self.run("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)  # its last session is still leaving: next time


def fingerprint() -> str:
    """Changes with everything that a fresh database is made of: migrations of all apps, roles, and the data that they load."""
    ours, all_apps = [], [Path(app.path) for app in apps.get_app_configs()]
    for folder in all_apps:
        if folder.is_relative_to(BASE_DIR) and ".venv" not in folder.parts:
            ours += [path for kind in ("toml", "json", "csv") for path in folder.rglob(f"*.{kind}")]
    steps = [path for folder in all_apps for path in (folder / "migrations").glob("*.py")]
    steps += [
        BASE_DIR / "accounts" / "apps.py",
        BASE_DIR / "petitions" / "disposal.py",
        BASE_DIR / "petitions" / "chain.py",
        BASE_DIR / "petitions" / "barring.py",
        BASE_DIR / "petitions" / "row_security.py",
    ]  # what follows every migration
    state = hashlib.sha256(repr((django.VERSION, django_settings.INSTALLED_APPS)).encode())
    for path in sorted([*ours, *steps, *(BASE_DIR / "deploy" / "postgres").glob("*.sql")]):
        state.update(path.name.encode() + path.read_bytes())
    return state.hexdigest()[:12]


def furnish(name):
    """The embedded server's template1 has extensions and grants already; on a server of one's own the owner sees to them."""
    with closing(connected("owner", name)) as beside, beside.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_default_acl")
        if cursor.fetchone() == (0,):
            lines = (BASE_DIR / "deploy" / "postgres" / "database.sql").read_text().splitlines()
            cursor.execute("\n".join(line for line in lines if not line.startswith("\\")))


def migrate(name):
    """As an office does it: by the owner, with the product's own settings, in a process of its own."""
    owner_url = urlsplit(django_settings.DATABASE_URLS["owner"])._replace(path=f"/{name}").geturl()
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_ROLE": "owner",
            "DATABASE_URL": owner_url,
            "DATABASE_OWNER_URL": owner_url,
        },
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.exit(f"The migrations do not run on an empty database:\n{done.stderr}", returncode=1)


def address(role) -> dict:
    return environ.Env.db_url_config(django_settings.DATABASE_URLS[role])


def connected(role, name=None):
    """A connection of the driver's own beside Django's, committing each statement; to the office's database where none is named."""
    there = address(role)
    beside = connection.Database.connect(
        host=there["HOST"], port=there["PORT"], user=there["USER"], password=there["PASSWORD"], dbname=name or there["NAME"]
    )
    beside.autocommit = True
    return beside


@contextmanager
def cursor_of(role):
    with closing(connected(role, connection.settings_dict["NAME"])) as beside, beside.cursor() as cursor:
        yield cursor


def as_owner():
    """A raw cursor of the role that owns the tables, for what even the owner must be refused. Committed rows only: take `office`."""
    return cursor_of("owner")


def as_worker():
    """A raw cursor of the role that sweeps. Committed rows only: take `office`."""
    return cursor_of("worker")


class Assets(handlers.StaticFilesHandler):
    """Style sheets and scripts that a browser keeps, as it does in an office; else each page asks for twenty of them again."""

    def serve(self, request):
        response = super().serve(request)
        response["Cache-Control"] = "max-age=315360000"  # the story's day, by which the answer is dated, may be years ago
        return response


def let_clocks_be_replaced(cursor):
    """Functions that bring a search path of their own would find the built-in clock before one of the tests'."""
    cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE 'search_path=public, pg_temp' = ANY(proconfig)")
    for (function,) in cursor.fetchall():
        cursor.execute(f"ALTER FUNCTION {function} SET search_path = public, pg_catalog, pg_temp")


def point_at(**names):
    """Let Django's connection, and every later one of any thread, go there."""
    connection.close()
    connection.settings_dict.update(names)


class Office:
    """A database of its own, committed to as in life, and a server on it from the first time somebody asks for its address."""

    def __init__(self, name):
        self.name = name
        self.server = None

    @property
    def url(self) -> str:
        if not self.server:
            with patch.object(handlers, "StaticFilesHandler", Assets):
                self.server = LiveServer("127.0.0.1")
        return self.server.url

    @property
    def environment(self) -> dict[str, str]:
        """For a process beside the tests: a command, a worker."""
        urls = {
            variable: urlsplit(django_settings.DATABASE_URLS[role])._replace(path=f"/{self.name}").geturl()
            for variable, role in [("DATABASE_URL", "app"), ("DATABASE_OWNER_URL", "owner"), ("DATABASE_WORKER_URL", "worker")]
        }
        return {**os.environ, **urls, "REDIS_URL": django_settings.REDIS_URL, "DJANGO_SETTINGS_MODULE": "config.settings"}

    @contextmanager
    def run_as(self, role):
        """Django itself under another role: `with office.run_as("worker"): sweep(today)`."""
        usual = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
        point_at(**{key: address(role)[key] for key in usual})
        try:
            yield
        finally:
            point_at(**usual)

    @contextmanager
    def run_as_superuser(self):
        """Django itself as the one whom no trigger and no right stops: for tampering. Only where the tests have a server of their own."""
        url = os.environ["TAMPER_URL"]
        if not url:
            pytest.skip("nobody gave the tests a superuser of this server")
        usual = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
        point_at(**{key: environ.Env.db_url_config(url)[key] for key in usual})
        try:
            yield
        finally:
            point_at(**usual)

    def close(self):
        if self.server:
            self.server.stop()


@contextmanager
def count_queries():
    """`with count_queries() as queries: …` and then `len(queries)`; an assertion that fails shows them."""
    calendar.current_calendar()
    # Every few seconds it is asked whether the calendar changed: not in the middle of this.
    with patch.object(calendar, "FRESH_SECONDS", float("inf")), CaptureQueriesContext(connection) as queries:
        yield queries


@pytest.fixture(scope="session")
def keeper():
    with closing(Keeper()) as keeper:
        yield keeper


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, keeper):
    usual = connection.settings_dict["NAME"]
    name = keeper.clone()
    point_at(NAME=name)
    yield
    point_at(NAME=usual)
    keeper.drop(name)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, keeper):
    """For a test that commits: one more clone, for this test alone."""
    usual, name = connection.settings_dict["NAME"], keeper.clone()
    point_at(NAME=name)
    with django_db_blocker.unblock():
        yield name
    connections.close_all()
    point_at(NAME=usual)
    keeper.drop(name)


@pytest.fixture
def office(own_database):
    """An office that commits what it does; `office.url` is the server on it."""
    office = Office(own_database)
    yield office
    office.close()


@pytest.fixture
def _django_db_helper(request):
    """pytest-django asks here for every `db` and every mark: the cast of an office commits, all others are rolled back.

    At a rollback Django checks deferred constraints and so fires deferred triggers: what a commit would refuse fails the test.
    """
    marker = request.node.get_closest_marker("django_db")
    if "own_database" in request.fixturenames:
        request.getfixturevalue("own_database")
    elif {"transactional_db", "live_server"} & set(request.fixturenames) or (marker and (marker.args or marker.kwargs)):
        pytest.fail("append-only tables cannot be truncated: take `office`, which has a database of its own", pytrace=False)
    else:
        request.getfixturevalue("_django_db_helper")


@pytest.fixture(autouse=True)
def own_actor():
    """No test goes on under the name that another one gave to a page."""
    with acting.as_office():
        yield


@pytest.fixture(autouse=True)
def own_cache(settings):
    """No test finds what another one cached or counted."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{os.getpid()}-{next(tests_so_far)}"}}


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory):
    """Files go to a folder that pytest clears."""
    folder = tmp_path_factory.mktemp("data")
    with override_settings(DATA_DIR=folder, MEDIA_ROOT=folder / "media"):
        yield

"""Does the bench itself hold? Roles, clones and rollbacks, each with its counter-proof."""

import re
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from accounts.models import Organ
from tests.database import BASE_DIR, Keeper, as_owner, as_worker, connected
from tests.factories import make_organ

WHO = "SELECT current_user::text, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
INNER = """
import pytest
from accounts.models import Organ

def test_a_broken_promise(db):
    Organ.objects.create(name="市水利局", short_name="水利局", code="水", level=3, parent_id=999999)

def test_a_kept_promise(db):
    Organ.objects.create(name="市水利局", short_name="水利局", code="水", level=3)

def test_who_truncates(transactional_db): pass

@pytest.mark.django_db(transaction=True)
def test_who_truncates_by_mark(): pass
"""


def asked(cursor, question, *values):
    cursor.execute(question, values)
    return cursor.fetchone()


def test_the_application_is_neither_superuser_nor_owner(db):
    with connection.cursor() as cursor:
        assert asked(cursor, WHO) == ("xinfang_app", False, False)
        assert asked(cursor, "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == (0,)
    make_organ()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_organ DISABLE TRIGGER ALL")


def test_witnesses_come_as_owner_or_worker_and_see_what_is_committed(office):
    make_organ()

    with as_owner() as cursor:
        assert asked(cursor, WHO) == ("xinfang_owner", False, True)
        assert asked(cursor, "SELECT count(*) FROM accounts_organ") == (1,)
    with as_worker() as cursor:
        assert asked(cursor, WHO) == ("xinfang_worker", False, False)
    with office.run_as("worker"), connection.cursor() as cursor:
        assert asked(cursor, WHO)[0] == "xinfang_worker"
    with connection.cursor() as cursor:
        assert asked(cursor, WHO)[0] == "xinfang_app"


@pytest.mark.parametrize("time", ["first", "second"])
def test_an_office_starts_empty_however_much_the_one_before_committed(office, cast, time):
    assert Organ.objects.count() == 5
    assert not connection.in_atomic_block


def test_the_cast_of_a_rollback_is_gone_with_it(cast, keeper):
    assert connection.in_atomic_block
    with closing(connected("app", connection.settings_dict["NAME"])) as beside, beside.cursor() as cursor:
        assert asked(cursor, "SELECT count(*) FROM accounts_organ") == (0,)


def test_leftovers_of_a_killed_run_are_swept_and_those_in_use_stay(db, keeper):
    mine = connection.settings_dict["NAME"]
    with as_owner() as cursor:
        cursor.execute("CREATE DATABASE test_xinfang_0_killed")

    with closing(Keeper()) as next_one:
        left = next_one.names("test_xinfang")

    assert mine in left
    assert "test_xinfang_0_killed" not in left


def test_a_deferred_promise_is_checked_at_a_rollback_and_truncating_is_refused(tmp_path):
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.conftest"]')
    (tmp_path / "test_inner.py").write_text(INNER, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", BASE_DIR / "pyproject.toml", "-n0", "-q", "-rA", tmp_path],
        cwd=BASE_DIR, capture_output=True, text=True,
    )  # fmt: skip

    verdicts = {name: verdict for verdict, name in re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", done.stdout, re.MULTILINE)}
    assert verdicts == {
        "test_a_broken_promise": "ERROR",
        "test_a_kept_promise": "PASSED",
        "test_who_truncates": "ERROR",
        "test_who_truncates_by_mark": "ERROR",
    }, done.stdout
    assert "violates foreign key constraint" in done.stdout


@pytest.mark.parametrize("time", ["first", "second"])
def test_no_test_finds_what_another_one_cached(time):
    assert cache.get("attempts") is None

    cache.set("attempts", 5)

    assert cache.get("attempts") == 5

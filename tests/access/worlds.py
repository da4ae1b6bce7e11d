"""Two offices that differ by nothing but accusations: where do they stand, at which moment, and with which dice?

Each is a database, a cache and a folder of its own. The clock stands still, in Python and in the database, and every random sign comes from
a seed that the scene names; so whatever else differs, differs because of the accusations. Keys are shifted in the second world on purpose:
a key that reaches a page is found as well.
"""

import itertools
import secrets
import shutil
import uuid
from contextlib import closing, contextmanager
from datetime import date
from random import Random

import pyotp
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connections, transaction
from django.db.utils import load_backend

from accounts.acting import as_office
from petitions.row_security import policies
from tests import factories
from tests.database import address, connected, let_clocks_be_replaced
from tests.factories import at

TODAY = date(2026, 6, 22)
MOMENT = at(TODAY)
SHIFT = 40_000  # how far the keys of the second world are from those of the first
CLOCKS = ("clock_timestamp", "now", "statement_timestamp", "transaction_timestamp")
STANDS_STILL = "CREATE OR REPLACE FUNCTION public.{name}() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT timestamptz ''{moment}'''"
made = itertools.count(1)


class Dice:
    """Every random sign that the office draws. `throw("scene")` begins a sequence that this name alone decides."""

    def __init__(self):
        self.random = Random(0)

    def throw(self, *names):
        self.random.seed("/".join(map(str, names)))

    def load(self, patch):
        patch.setattr(secrets, "choice", self.random.choice)
        patch.setattr(secrets, "randbelow", self.random.randrange)
        patch.setattr(secrets, "token_bytes", lambda size=32: self.random.randbytes(size))
        patch.setattr(secrets, "token_hex", lambda size=32: self.random.randbytes(size).hex())
        patch.setattr(secrets, "token_urlsafe", lambda size=32: self.random.randbytes(size).hex())
        patch.setattr(pyotp, "random_base32", lambda length=32: "".join(self.random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=length)))
        patch.setattr(uuid, "uuid4", lambda: uuid.UUID(bytes=self.random.randbytes(16), version=4))


class Lasting(RedisCache):
    """Nothing runs out: the clock of the worlds stands still, and the cache's own would let one world forget before the other."""

    def get_backend_timeout(self, timeout=None):
        return None


class World:
    def __init__(self, keeper, folder, dice, *, name, shift=0, before=None):
        """`before`: a world that goes on here as it was then; itself it stays as it is."""
        self.keeper, self.dice, self.name = keeper, dice, name
        if before:
            before.leave()
            vars(self).update({key: value for key, value in vars(before).items() if key not in vars(self)})
        self.database, self.folder = keeper.clone(before.database if before else ""), folder / f"{name}-{next(made)}"
        if before:
            shutil.copytree(before.folder, self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lines = {}
        self.cache = Lasting(settings.REDIS_URL, {"KEY_PREFIX": f"world-{self.database}", "OPTIONS": {"socket_timeout": 5}})
        self.letters = list(before.letters) if before else []  # that left the office while it was built
        self.accusations = []
        with closing(connected("owner", self.database)) as owner, owner.cursor() as cursor:
            stop_the_clock(cursor, self.database)
            if shift:
                shift_keys(cursor, shift)

    def line(self, role):
        """A connection of Django's own to this database, as one of the three roles."""
        if role not in self.lines:
            there = {key: address(role)[key] for key in ("USER", "PASSWORD")}
            settings_dict = {**connections.settings["default"], **there, "NAME": self.database}
            self.lines[role] = load_backend(settings_dict["ENGINE"]).DatabaseWrapper(settings_dict, "default")
        return self.lines[role]

    @contextmanager
    def here(self, role="app"):
        """Everything that Django does inside happens in this world."""
        usual = connections["default"], caches["default"], settings.DATA_DIR, settings.MEDIA_ROOT
        connections["default"], caches["default"] = self.line(role), self.cache
        settings.DATA_DIR, settings.MEDIA_ROOT = self.folder, self.folder / "media"
        try:
            yield self
        finally:
            connections["default"], caches["default"], settings.DATA_DIR, settings.MEDIA_ROOT = usual

    def build(self, scenes, counted_from=1):
        """The scenes in their order, each with dice of its own and all of them committed as in life."""
        factories.counter = itertools.count(counted_from)
        with self.here(), as_office(), time_machine.travel(MOMENT, tick=False):
            before = len(mail.outbox)
            for scene in scenes:
                self.dice.throw(scene.__name__)
                scene(self)
            self.letters += mail.outbox[before:]
            del mail.outbox[before:]
        return self

    def leave(self):
        """Nobody is connected any more."""
        for line in self.lines.values():
            line.close()
        self.lines = {}

    @contextmanager
    def without_the_second_wall(self):
        """Row security is off, so that what a page forgets to ask is seen, and not caught behind it."""
        self.wall("DISABLE")
        try:
            yield
        finally:
            self.wall("ENABLE")

    def wall(self, order):
        with closing(connected("owner", self.database)) as owner, owner.cursor() as cursor:
            for table in policies():
                cursor.execute(f'ALTER TABLE "{table}" {order} ROW LEVEL SECURITY')

    def close(self):
        self.leave()
        self.keeper.drop(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.forget()

    def forget(self):
        """What the cache counted and kept; no other walk shall meet the tries of this one."""
        client = self.cache._cache.get_client(None)
        if keys := list(client.scan_iter(f"world-{self.database}:*", count=1000)):
            client.delete(*keys)


def stop_the_clock(cursor, database):
    """The database's own time stands still; defaults of columns that were bound to the built-in clock are bound anew."""
    cursor.execute(f"ALTER DATABASE {database} SET search_path = public, pg_catalog")
    cursor.execute("SET search_path = public, pg_catalog")
    for name in CLOCKS:
        cursor.execute(STANDS_STILL.format(name=name, moment=MOMENT.isoformat()))
    cursor.execute(
        "SELECT adrelid::regclass::text, attname, pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum"
        " WHERE pg_get_expr(adbin, adrelid) ~ '(clock|statement|transaction)_timestamp\\(\\)|now\\(\\)' AND attgenerated = ''"
    )
    for table, column, expression in cursor.fetchall():
        plain = expression.replace("pg_catalog.", "")
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {plain}")
    let_clocks_be_replaced(cursor)


def shift_keys(cursor, shift):
    cursor.execute("SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE schemaname = 'public'")
    for (sequence,) in cursor.fetchall():
        cursor.execute(f"SELECT setval('{sequence}', nextval('{sequence}') + {shift})")


@contextmanager
def undone():
    """What happens inside is taken back, as if nobody had come."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

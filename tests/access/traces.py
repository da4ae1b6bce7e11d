"""What does the office leave behind while it works, and does a word stand in it, however it is spelled?"""

import base64
import gzip
import io
import json
import logging
import logging.config
import zlib
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from celery.app.task import Task
from django.conf import settings as django_settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import OpenSession
from accounts.sessions import SessionStore
from config.embedded import data_folder
from petitions.tasks import deliver_notices

LARGEST_PACKED = 64 * 1024 * 1024  # bytes


def spellings(word):
    """As it stands in bytes, in both orders of UTF-16, in JSON, in an address, in hex, and in base64 at each of the three places a byte can have."""
    raw = word.encode()
    yield from (raw, word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("gb18030"))
    yield json.dumps(word)[1:-1].encode()
    yield from (quote(word).encode(), quote(word).lower().encode(), raw.hex().encode(), raw.hex().upper().encode())
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):
            yield alphabet(b"x" * shift + raw)[4 if shift else 0 : -4]


def unpacked(trace: bytes):
    """The trace itself, and what is packed in it: gzip and zlib streams wherever they begin."""
    yield trace
    for head, wide in ((b"\x1f\x8b\x08", 47), (b"x\x9c", 15), (b"x\x01", 15), (b"x\xda", 15)):
        place = trace.find(head)
        while place >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(wide).decompress(trace[place:], LARGEST_PACKED)
            place = trace.find(head, place + 1)


def found_in(trace: bytes, words) -> list[str]:
    layers = list(unpacked(trace))
    return [word for word in words if any(spelling in layer for spelling in set(spellings(word)) for layer in layers)]


class Traces:
    """Everything the office left behind, by the name of the place."""

    def __init__(self):
        self.places = {}

    def leave(self, place, trace):
        self.places[place] = self.places.get(place, b"") + (trace if isinstance(trace, bytes) else str(trace).encode()) + b"\n"

    def leaks(self, words):
        return {place: found for place, trace in self.places.items() if (found := found_in(trace, words))}


class Browser(Client):
    """A client that notes addresses and cookies."""

    def __init__(self, traces, **extra):
        super().__init__(raise_request_exception=False, **extra)
        self.traces = traces

    def request(self, **request):
        answer = super().request(**request)
        self.traces.leave(
            "addresses", request.get("PATH_INFO", "") + "?" + request.get("QUERY_STRING", "") + " " + answer.get("Location", "")
        )
        for cookie in answer.cookies.values():
            told = CookieStorage(answer.wsgi_request)._decode(cookie.value) if cookie.key == "messages" and cookie.value else cookie.value
            self.traces.leave("cookies", f"{cookie.key}={[str(message) for message in told or []] if cookie.key == 'messages' else told}")
        for close in answer._resource_closers:  # a sheet in a file of its own
            close()
        return answer


@pytest.fixture
def traces(office, monkeypatch, settings):
    """The log as production writes it (of every level), the arguments of every task, beside what it wrote."""
    traces, told = Traces(), io.StringIO()
    builder = logging.config.DictConfigurator(settings.LOGGING)
    line = dict(settings.LOGGING["formatters"]["line"])
    handler = logging.StreamHandler(told)
    handler.setFormatter(builder.resolve(line.pop("()"))(line["format"], line["datefmt"]))
    handler.addFilter(builder.resolve(settings.LOGGING["filters"]["no values"]["()"])())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    called = Task.apply_async

    def noted(task, args=None, kwargs=None, **options):
        traces.leave("task arguments", f"{task.name} {args!r} {kwargs!r} {options!r}")
        return called(task, args, kwargs, **options)

    monkeypatch.setattr(Task, "apply_async", noted)
    traces.told = told
    traces.offset = database_log().stat().st_size if database_log().exists() else None
    yield traces
    root.removeHandler(handler)
    root.setLevel(level)


def database_log():
    return data_folder() / "log" / "postgresql.log"


def officer(traces, duty):
    client = Browser(traces)
    client.force_login(duty.officer)
    return client


def break_things(traces, monkeypatch, word):
    """An exception with the word in it, in a page, in a task and in the database."""

    def fail(*args, **kwargs):
        raise ValueError(word)

    with monkeypatch.context() as patch:
        patch.setattr("reception.portal.views.doors._channels", fail)
        assert Browser(traces).get(reverse("law")).status_code == 500
    for statement in ("SELECT %s::int", "SELECT to_tsquery('simple', %s || ' & & !')", "SELECT %s::json"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [word])
    logging.getLogger("celery.app.trace").error("Task %(name)s raised: %(exc)s", {"name": "x", "exc": repr(ValueError(word))})


def collect(traces):
    """Log, letters' subjects, the store of cache and broker, sessions, and the database's own log."""
    deliver_notices()
    traces.leave("log", traces.told.getvalue())
    for letter in mail.outbox:
        traces.leave("mail subjects", letter.subject)
    store = redis.Redis.from_url(django_settings.REDIS_URL)
    for key in store.scan_iter(count=1000):
        traces.leave("cache", key)
        kind = store.type(key)
        traces.leave("cache", store.get(key) or b"" if kind == b"string" else everything_of(store, key, kind))
    for row in OpenSession.objects.all():
        traces.leave("sessions", json.dumps(SessionStore().decode(row.session_data), ensure_ascii=False))
        traces.leave("sessions", f"{row.address} {row.device}")
    if traces.offset is not None:
        with database_log().open("rb") as log:
            log.seek(traces.offset)
            traces.leave("database log", log.read())


def everything_of(store, key, kind) -> bytes:
    """All values of a key that is no plain string: a queue, a set, a hash."""
    if kind == b"list":
        return b"\n".join(store.lrange(key, 0, -1))
    if kind == b"hash":
        return b"\n".join(part for pair in store.hgetall(key).items() for part in pair)
    if kind == b"set":
        return b"\n".join(store.smembers(key))
    return b"\n".join(store.zrange(key, 0, -1)) if kind == b"zset" else repr(store.dump(key)).encode()


def of_tables(traces):
    """Every column of every table, as the table's name and the column's: what stands in the database's files, read as the owner of all rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns JOIN pg_class ON relname = table_name"
            " WHERE table_schema = 'public' AND relkind = 'r' GROUP BY 1 ORDER BY 1"
        )
        for table, columns in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            if cursor.fetchone()[0]:
                for column in columns:
                    cursor.execute(f'SELECT string_agg("{column}"::text, E\'\\n\') FROM "{table}"')
                    traces.leave(f"{table}.{column}", cursor.fetchone()[0] or "")


def of_folder(traces, place, folder: Path, *, one_by_one=False):
    """Names and bytes of every file below; each a place of its own where it is asked for."""
    for path in sorted(folder.rglob("*")):
        name = f"{place}: {path.relative_to(folder)}" if one_by_one else place
        traces.leave(name, str(path.relative_to(folder)))
        if path.is_file():
            with suppress(OSError):  # a socket, or gone meanwhile
                traces.leave(name, path.read_bytes())


def packed(text: str) -> bytes:
    return gzip.compress(text.encode())

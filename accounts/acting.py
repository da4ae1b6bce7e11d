"""On whose behalf is the database asked? Said to each connection before anything else; to nobody it shows no petition (decisions/0008).

An actor is one line of text: "duty 12", "citizen <number>", "office" for what the procedure itself writes, and nothing for nobody.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections

NOBODY, OFFICE = "", "office"

# Outside of requests: nobody, unless a command (manage.py) says that it is the office's own.
outside_requests = NOBODY
_actor = ContextVar("actor", default=None)


def actor() -> str:
    named = _actor.get()
    return outside_requests if named is None else named


@contextmanager
def on_behalf_of(name):
    """Until the end of the block; what was before comes back whatever happens."""
    before = _actor.set(name)
    try:
        yield
    finally:
        _actor.reset(before)


def as_office():
    """What a step, a birth or a task of the worker reads and writes, once somebody's right to it was looked at."""
    return on_behalf_of(OFFICE)


def name(duty):
    """From here to the end of the request this duty asks; but a citizen's page stays the citizen's, also in an officer's browser."""
    if actor() == NOBODY:
        _actor.set(f"duty {duty.pk}")


def name_citizen(number):
    """From here to the end of the request: the citizen who showed this number, for what belongs to it."""
    _actor.set(f"citizen {number}")


class ActingMiddleware:
    """A request begins as nobody's and leaves nobody's name on its connections."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with on_behalf_of(NOBODY):
            try:
                return self.get_response(request)
            finally:
                for connection in connections.all(initialized_only=True):
                    connection.forget_actor()

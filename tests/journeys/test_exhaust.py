"""Do a citizen's words stand anywhere but in the petition? A whole life of one, and then every trace that the office left beside it."""

import json
import logging

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import OpenSession
from accounts.tasks import forget_ended_sessions
from petitions.models import Petition
from tests.access.traces import Browser, break_things, collect, found_in, officer
from tests.browser import sign_in as sign_in_browser
from tests.database import cursor_of
from tests.factories import Cast, make_party
from tests.reception.test_counter import filled
from tests.reception.test_portal_submit import hand_in, picture, write

CANARY = "金丝雀zqxj7"
WORDS = {
    name: f"{CANARY}{name}" for name in ("subject", "text", "claim", "place", "name", "facts", "opinion", "reason", "search", "file", "note", "error")
}  # fmt: skip
PHONE, PAPER = "13900139771", "11010519491231002X"
SECRETS = [CANARY, PHONE, PAPER]
QUIET = {  # what a foreign server has to be told by deploy/postgres/roles.sql, and the embedded one is told by the launcher
    "log_statement": "none", "log_min_duration_statement": "-1", "log_min_messages": "log", "log_min_error_statement": "panic", "log_error_verbosity": "terse",
    "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
}  # fmt: skip


def live(traces, cast):
    """From the front page to the archive's door, with an error of each kind on the way."""
    citizen = Browser(traces)
    who = {"name": WORDS["name"], "phone": PHONE, "address": WORDS["place"], "paper": "RESIDENT_ID", "paper_number": PAPER}
    check = write(
        citizen, cast, who=who, what={"subject": WORDS["subject"], "text": WORDS["text"]}, claims={"claim_1": WORDS["claim"]}, place={"place": WORDS["place"]},
        evidence={"files": picture(f"{WORDS['file']}.png")},
    )  # fmt: skip
    citizen.post(reverse("submit-page", args=["evidence"]), {"files": SimpleUploadedFile(f"{WORDS['file']}.exe", b"MZ")})
    hand_in(citizen, check)
    citizen.get(reverse("receipt"))
    citizen.get(reverse("receipt-paper"))
    petition = Petition.objects.get()
    tail = {"number": petition.number, "code": petition.query_code, "tail": PHONE[-4:]}
    citizen.post(reverse("follow"), tail | {"code": WORDS["error"]})
    citizen.post(reverse("follow"), tail)
    citizen.post(reverse("follow-add"), {"text": WORDS["text"], "files": picture(f"{WORDS['file']}.png")})

    clerk = officer(traces, cast.clerk)
    said = {
        "phone": PHONE,
        "paper_number": PAPER,
        "name": WORDS["name"],
        "subject": WORDS["subject"],
        "text": WORDS["text"],
        "claims": WORDS["claim"],
        "place": WORDS["place"],
    }
    clerk.post(reverse("desk-alike"), said)
    clerk.post(reverse("desk-save"), filled(cast.clerk, **said))
    clerk.post(reverse("desk"), filled(cast.clerk, **said | {"channel": WORDS["error"]}))
    clerk.post(reverse("desk"), filled(cast.clerk, **said))
    clerk.post(reverse("import"), {"file": SimpleUploadedFile(f"{WORDS['file']}.csv", WORDS["error"].encode())})

    done = cast.found(
        text=WORDS["text"],
        subject=WORDS["subject"],
        claims=[WORDS["claim"]],
        parties=[make_party(name=WORDS["name"], phone=PHONE, email="citizen@example.org")],
    )
    handler = officer(traces, cast.handler)
    for address in (
        reverse("petition", args=[done.number]),
        reverse("notes", args=[done.number]),
        reverse("worklist"),
        reverse("worklist-excel"),
    ):
        handler.get(address)
    handler.post(reverse("notes", args=[done.number]), {"text": WORDS["note"]})
    handler.post(reverse("take-step", args=[done.number, "extend"]), {"reason": WORDS["reason"], "days": WORDS["error"]})
    for typed in (WORDS["search"], PHONE, PAPER, WORDS["name"]):
        handler.post(reverse("search"), {"q": typed})
    OpenSession.objects.filter(officer=cast.handler.officer).update(locked_at="2026-01-01T00:00:00Z")
    handler.post(reverse("notes", args=[done.number]), {"text": WORDS["note"]})
    return petition


def test_a_petitions_life_leaves_its_words_nowhere_but_in_the_petition(traces, monkeypatch):
    cast = Cast()

    petition = live(traces, cast)
    break_things(traces, monkeypatch, WORDS["error"])
    collect(traces)

    assert petition.contacts.first().subject == WORDS["subject"]  # the words did arrive
    assert traces.leaks(SECRETS) == {}
    assert {"log", "addresses", "cookies", "cache", "sessions", "task arguments", "mail subjects"} <= traces.places.keys()
    assert b"ValueError" in traces.places["log"]


@pytest.mark.parametrize("place", ["log", "task arguments", "cache", "sessions", "mail subjects"])
def test_a_planted_leak_is_found(traces, place):
    cast, store = Cast(), redis.Redis.from_url(settings.REDIS_URL)
    if place == "log":
        logging.getLogger("petitions").info("petition: %s", WORDS["text"])
    elif place == "task arguments":
        with pytest.raises(TypeError):  # it takes none
            forget_ended_sessions.delay(WORDS["text"])
    elif place == "cache":
        store.set("planted", WORDS["text"].encode(), ex=60)
    elif place == "sessions":
        client = officer(traces, cast.clerk)
        session = client.session
        session["draft"] = WORDS["text"]
        session.save()
    else:
        mail.send_mail(WORDS["subject"], "", None, ["a@example.org"])

    collect(traces)
    store.delete("planted")

    assert list(traces.leaks(SECRETS)) == [place]


@pytest.mark.parametrize("role", ["app", "owner", "worker"])
def test_the_database_is_told_to_log_no_statement_and_no_value(db, role):
    with cursor_of(role) as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        assert dict(cursor.fetchall()) == QUIET


def test_a_browser_keeps_nothing_of_what_was_read_or_typed(office, new_page):
    cast = Cast()
    petition = cast.accepted(text=WORDS["text"], subject=WORDS["subject"])
    page = new_page()
    sign_in_browser(page, cast.handler)
    page.goto(reverse("petition", args=[petition.number]))
    assert CANARY in page.content()
    page.goto(reverse("notes", args=[petition.number]))
    page.locator("textarea").first.fill(WORDS["note"])

    kept = page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, (await indexedDB.databases()).map((base) => base.name), await caches.keys(),
        (await navigator.serviceWorker.getRegistrations()).length])"""
    )

    assert found_in(kept.encode(), SECRETS) == []
    local, session, *others = json.loads(kept)
    assert (local.keys(), session.keys() - {"htmx-current-path-for-history"}, others) == (set(), set(), [[], [], 0])


def test_every_task_takes_nothing_but_keys():
    """What stands in an argument stands in the broker: numbers, or nothing; a host and a language for the one that writes links."""
    ours = {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}

    taken = {name: tuple(task.run.__code__.co_varnames[: task.run.__code__.co_argcount]) for name, task in ours.items()}
    assert {name: names for name, names in taken.items() if names} == {
        "accounts.tasks.send_reset_links": ("officers", "domain", "protocol", "language"),
        **{name: names for name, names in taken.items() if names in (("pk",), ("job",), ("key",), ("notice",))},
    }

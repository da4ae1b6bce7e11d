"""Does whoever guesses wait longer from try to try, and nobody else?"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import reverse

from accounts import limits
from accounts.models import AccessRecord

PASSWORD = "a-long-password"
QUICK = limits.Patience("quick", 2, 1, 4, 60)


def test_each_pause_is_twice_as_long_as_the_one_before_up_to_the_longest():
    patience = limits.Patience("growing", 3, 60, 300, 3600)
    pauses = []
    for _attempt in range(8):
        limits.hold_back(patience, "somebody")
        pauses.append(limits.hold_back(patience, "somebody"))
        limits.cache.delete(limits._lasting_key(patience, "somebody", "until"))  # the pause is over

    assert pauses[0] == 0
    assert [pause for pause in pauses if pause][:5] == [pytest.approx(seconds, abs=1) for seconds in (60, 120, 240, 300, 300)]
    assert limits.hold_back(patience, "somebody else") == 0


def test_a_pause_ends_by_time_and_what_was_right_is_forgiven():
    assert [limits.hold_back(QUICK, "x") for _try in range(3)] == [0, 0, 1]

    time.sleep(1.1)
    assert limits.hold_back(QUICK, "x") == 0
    assert limits.hold_back(QUICK, "x") > 0
    limits.forgive(QUICK, "x")
    assert [limits.hold_back(QUICK, "x") for _try in range(3)] == [0, 0, 1]


def test_of_many_tries_at_once_no_more_are_judged_than_one_after_the_other():
    patience = limits.Patience("at-once", 5, 60, 60, 60)

    with ThreadPoolExecutor(20) as crowd:
        waits = list(crowd.map(lambda _number: limits.hold_back(patience, "x"), range(60)))

    assert waits.count(0) == 5


def test_a_name_guessed_from_everywhere_is_closed_but_not_for_its_owner(client, cast, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_FOR_NAME_ANYWHERE", limits.WRONG_FOR_NAME_ANYWHERE._replace(free=6))
    name = cast.handler.officer.username
    office = Client(REMOTE_ADDR="203.0.113.7")
    office.post(reverse("sign-in"), {"username": name, "password": PASSWORD})
    office.post(reverse("sign-out"))

    for number in range(6):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(reverse("sign-in"), {"username": name, "password": "wrong"})
    refused = Client(REMOTE_ADDR="198.51.100.99").post(reverse("sign-in"), {"username": name, "password": PASSWORD})
    owner = office.post(reverse("sign-in"), {"username": name, "password": PASSWORD})

    assert refused.context["form"].has_error("__all__", "throttled")
    assert owner.url == reverse("start")


def test_a_name_that_nobody_has_is_held_back_in_the_same_words(client, cast):
    known, unknown = cast.handler.officer.username, "nobody-at-all"
    answers = {}
    for name in (known, unknown):
        visitor = Client(REMOTE_ADDR=f"203.0.113.{len(answers)}")
        answers[name] = [
            [
                str(error)
                for error in visitor.post(reverse("sign-in"), {"username": name, "password": "wrong"}).context["form"].non_field_errors()
            ]
            for _attempt in range(7)
        ]

    assert answers[known] == answers[unknown]
    assert len({str(said) for said in answers[known]}) == 2


def test_refusals_are_recorded_and_a_typed_name_that_nobody_has_is_not(client, cast):
    for name in (cast.handler.officer.username, "my-password-in-the-wrong-box"):
        client.post(reverse("sign-in"), {"username": name, "password": "wrong"})

    records = AccessRecord.objects.order_by("id")
    assert [(record.officer, record.what, record.address) for record in records] == [
        (cast.handler.officer, AccessRecord.What.PASSWORD_REFUSED, "127.0.0.1"),
        (None, AccessRecord.What.PASSWORD_REFUSED, "127.0.0.1"),
    ]


def test_a_crowd_of_refusals_does_not_fill_the_record(client, cast):
    for _attempt in range(12):
        client.post(reverse("sign-in"), {"username": cast.handler.officer.username, "password": "wrong"})

    whats = list(AccessRecord.objects.values_list("what", flat=True))
    assert (whats.count("PASSWORD_REFUSED"), whats.count("TOO_MANY")) == (5, 1)


def test_without_a_cache_nobody_is_kept_out(client, cast, settings, caplog):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert client.post(reverse("sign-in"), {"username": cast.handler.officer.username, "password": PASSWORD}).url == reverse("start")
    assert "the cache does not answer" in caplog.text

"""Waiting notices leave, once, and one that cannot leave holds up no other."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connections, transaction

from petitions import delivery
from petitions.models import Notice
from petitions.tasks import deliver_notices
from tests.factories import SHANGHAI, Cast, make_party, make_petition

NOW = datetime(2099, 1, 1, 10, tzinfo=SHANGHAI)  # after everything that was ever put off


class Refusing(EmailBackend):
    """A mail server that does not want some people's letters."""

    unwanted = ()

    def send_messages(self, messages):
        if any(address in self.unwanted for message in messages for address in message.to):
            raise OSError("550 user wang@example.org unknown")
        return super().send_messages(messages)


def with_email(organ, duty, address):
    return make_petition(organ, duty, subject="公租房漏水", parties=[make_party(email=address)])


def letters():
    return Notice.objects.filter(channel="EMAIL").order_by("pk")


def test_desk_notices_are_laid_and_letters_sent_once(cast):
    petition = with_email(cast.bureau, cast.clerk, "wang@example.org")

    assert delivery.deliver(NOW) == {"desk": 1, "sent": 1, "failed": 0}
    assert delivery.deliver(NOW) == {"desk": 0, "sent": 0, "failed": 0}

    assert {(notice.state, notice.attempts) for notice in Notice.objects.all()} == {("DELIVERED", 1)}
    [letter] = mail.outbox
    assert letter.to == ["wang@example.org"]
    assert petition.grouped_number in letter.body


def test_a_letter_says_nothing_of_the_matter(cast):
    petition = with_email(cast.bureau, cast.clerk, "wang@example.org")

    delivery.deliver(NOW)

    [letter] = mail.outbox
    whole = letter.message().as_string() + letter.body + letter.subject
    for secret in ("公租房", "漏水", "王秀英", "13800000001", petition.query_code):
        assert secret not in whole
    assert petition.number not in letter.subject
    assert petition.grouped_number not in letter.subject


def test_a_poison_letter_does_not_block_others_and_is_given_up_after_eight_attempts(cast, settings, caplog, monkeypatch):
    settings.EMAIL_BACKEND = "tests.petitions.test_delivery.Refusing"
    monkeypatch.setattr(Refusing, "unwanted", ("wang@example.org",))
    with_email(cast.bureau, cast.clerk, "wang@example.org")
    with_email(cast.bureau, cast.clerk, "li@example.org")

    assert delivery.deliver(NOW) == {"desk": 2, "sent": 1, "failed": 1}
    bad, good = letters()
    assert (good.state, bad.state, bad.attempts, bad.next_try_at) == ("DELIVERED", "WAITING", 1, NOW + timedelta(minutes=2))
    assert delivery.deliver(NOW + timedelta(minutes=1))["failed"] == 0

    later = NOW
    for _attempt in range(20):
        later += timedelta(hours=7)
        delivery.deliver(later)
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == ("FAILED", 8)
    assert [letter.to for letter in mail.outbox] == [["li@example.org"]]
    assert "wang@example.org" not in caplog.text


def test_the_wait_between_attempts_doubles_up_to_six_hours(cast, settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.petitions.test_delivery.Refusing"
    monkeypatch.setattr(Refusing, "unwanted", ("wang@example.org",))
    with_email(cast.bureau, cast.clerk, "wang@example.org")

    waits, now = [], NOW
    for _attempt in range(7):
        delivery.deliver(now)
        notice = letters().get()
        waits.append(notice.next_try_at - now)
        now = notice.next_try_at

    assert [wait.total_seconds() / 60 for wait in waits] == [2, 4, 8, 16, 32, 64, 128]


def test_a_petitioner_without_address_is_given_up_at_once(cast):
    petition = make_petition(cast.bureau, cast.clerk)
    Notice.objects.create(key="x", petition=petition, kind="register", channel="EMAIL")

    assert delivery.deliver(NOW)["failed"] == 1
    assert letters().get().state == "FAILED"


def test_killed_between_sending_and_noting_it_costs_one_second_copy_at_most(cast, monkeypatch):
    with_email(cast.bureau, cast.clerk, "wang@example.org")
    send = delivery._send

    def send_and_die(notice):
        send(notice)
        raise KeyboardInterrupt

    monkeypatch.setattr(delivery, "_send", send_and_die)
    with pytest.raises(KeyboardInterrupt):
        delivery.deliver(NOW)
    monkeypatch.setattr(delivery, "_send", send)

    assert delivery.deliver(NOW)["sent"] == 0  # another worker does not send it at once
    assert delivery.deliver(NOW + timedelta(minutes=3))["sent"] == 1
    assert delivery.deliver(NOW + timedelta(days=9))["sent"] == 0
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert letters().get().attempts == 2


def test_a_notice_that_kills_its_worker_each_time_is_given_up(cast, monkeypatch):
    with_email(cast.bureau, cast.clerk, "wang@example.org")
    monkeypatch.setattr(delivery, "_send", lambda notice: (_ for _ in ()).throw(SystemExit))

    now = NOW
    for _attempt in range(8):
        with pytest.raises(SystemExit):
            delivery.deliver(now)
        now += timedelta(hours=7)

    assert delivery.deliver(now) == {"desk": 0, "sent": 0, "failed": 0}
    assert letters().get().state == "FAILED"


def test_two_workers_share_the_work_and_send_nothing_twice(office):
    cast = Cast()
    for number in range(6):
        with_email(cast.bureau, cast.clerk, f"p{number}@example.org")
    mail.outbox = []
    Notice.objects.filter(channel="EMAIL").update(state="WAITING", next_try_at=NOW - timedelta(days=1), attempts=0)
    Notice.objects.filter(channel="DESK").update(state="WAITING", next_try_at=NOW - timedelta(days=1), attempts=0)
    counts = []

    def work():
        counts.append(delivery.deliver(NOW))
        connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(letter.to[0] for letter in mail.outbox) == [f"p{number}@example.org" for number in range(6)]
    assert sum(count["desk"] for count in counts) == 6
    assert set(Notice.objects.values_list("state", "attempts")) == {("DELIVERED", 1)}


def test_a_row_that_another_worker_holds_is_passed_over(office):
    cast = Cast()
    with_email(cast.bureau, cast.clerk, "a@example.org")
    with_email(cast.bureau, cast.clerk, "b@example.org")
    mail.outbox = []
    Notice.objects.update(state="WAITING", next_try_at=NOW - timedelta(days=1), attempts=0)

    def work():
        delivery.deliver(NOW)
        connections.close_all()

    with transaction.atomic():
        letters().select_for_update().first()
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(timeout=30)
        assert not worker.is_alive()

    assert [letter.to[0] for letter in mail.outbox] == ["b@example.org"]
    assert delivery.deliver(NOW)["sent"] == 1


def test_the_bell_rings_once_the_step_is_committed(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as bells:
        make_petition(cast.bureau, cast.clerk)

    assert len(bells) == 1
    assert set(Notice.objects.values_list("state", flat=True)) == {"DELIVERED"}


def test_nobody_needs_to_hear_the_bell(office, monkeypatch, caplog):
    def no_broker(*args, **options):
        raise OSError("no broker")

    cast = Cast()
    monkeypatch.setattr(deliver_notices, "apply_async", no_broker)

    petition = make_petition(cast.bureau, cast.clerk)

    assert Notice.objects.get(petition=petition).state == "WAITING"
    assert "no broker" in caplog.text


def test_without_broker_the_command_delivers(cast, capsys):
    with_email(cast.bureau, cast.clerk, "wang@example.org")

    call_command("deliver")

    assert capsys.readouterr().out == "1 on desks, 1 sent, 0 failed\n"
    assert deliver_notices() is None

"""Filters kept as queues: whose they are, what is in them for whom, the morning's count, and the call that comes once."""

from datetime import date, timedelta

import pytest
from django.core import mail

from accounts.models import Absence, Duty, Role
from petitions import queues
from petitions.delivery import deliver
from petitions.models import Notice, Queue
from supervision.tasks import call_from_queues, send_digests
from tests.database import count_queries
from tests.factories import at, make_duty

MONDAY = at(date(2026, 4, 6))


def listed(client, address):
    return [line["petition"].subject for line in client.get(address).context["lines"]]


def keep(client, query="?tab=organ&channel=LETTER", **answers):
    return client.post(f"/cases/queues/keep/{query}", {"name": "Post box", **answers})


def errors(response):
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def make_queue(duty, **fields):
    return Queue.objects.create(duty=duty, **({"name": "Post box", "tab": "organ", "query": {"channel": "LETTER"}} | fields))


def test_a_filter_is_kept_as_a_tab_and_goes_again(cast, sign_in):
    cast.transferred(subject="by letter", channel="LETTER")
    cast.transferred(subject="by phone", channel="PHONE")
    client = sign_in(cast.liaison)
    assert "Keep this filter" in client.get("/cases/?tab=organ&channel=LETTER").content.decode()
    assert "Keep this filter" not in client.get("/cases/?tab=organ").content.decode()

    response = keep(client)

    queue = Queue.objects.get()
    assert response.url == f"/cases/?queue={queue.slug}"
    assert (queue.duty, queue.organ, queue.tab, queue.query) == (cast.liaison, None, "organ", {"channel": "LETTER"})
    assert listed(client, response.url) == ["by letter"]
    assert listed(client, "/cases/?tab=organ") == ["by letter", "by phone"]
    assert "Post box" in client.get("/cases/").content.decode()
    assert errors(keep(client)) == {"name": ["You have a queue of this name already."]}
    assert client.post(f"/cases/queues/{queue.slug}/", {"name": "Post", "most": "3"}).status_code == 302
    queue.refresh_from_db()
    assert (queue.name, queue.most, queue.query) == ("Post", 3, {"channel": "LETTER"})
    assert client.post(f"/cases/queues/{queue.slug}/drop/").status_code == 302
    assert not Queue.objects.exists()


def test_a_queue_of_ones_own_is_nobody_elses(cast, sign_in):
    queue = make_queue(cast.liaison)
    for stranger in (cast.leader, cast.handler, cast.water_liaison, make_duty(Role.LIAISON, cast.housing)):
        client = sign_in(stranger)
        assert client.get(f"/cases/queues/{queue.slug}/").status_code == 404
        assert client.post(f"/cases/queues/{queue.slug}/drop/").status_code == 404
        assert "Post box" not in client.get("/cases/").content.decode()
    assert sign_in(cast.liaison).get(f"/cases/queues/{queue.slug}/").status_code == 200


def test_a_leaders_queue_is_for_the_organ_and_shows_each_what_each_may_see(cast, sign_in):
    cast.transferred(subject="ours", channel="LETTER")
    cast.transferred(subject="theirs", channel="LETTER", organ=cast.water)
    assert keep(sign_in(cast.leader), is_for_organ="on").status_code == 302
    queue = Queue.objects.get()
    assert queue.organ == cast.housing

    assert listed(sign_in(cast.liaison), f"/cases/?queue={queue.slug}") == ["ours"]
    assert "Change the queue" not in sign_in(cast.liaison).get(f"/cases/?queue={queue.slug}").content.decode()
    assert sign_in(cast.liaison).get(f"/cases/queues/{queue.slug}/").status_code == 404
    assert "Post box" not in sign_in(cast.handler).get("/cases/").content.decode()  # a case handler has no such list
    assert "Post box" not in sign_in(cast.water_liaison).get("/cases/").content.decode()
    assert listed(sign_in(cast.water_liaison), f"/cases/?queue={queue.slug}") == ["theirs"]  # only its own inbox: the slug opens nothing
    second = make_duty(Role.O_LEAD, cast.housing)
    assert sign_in(second).get(f"/cases/queues/{queue.slug}/").status_code == 200
    keep(sign_in(cast.liaison), name="Mine", is_for_organ="on")
    assert Queue.objects.get(name="Mine").organ is None


def test_the_morning_tells_counts_once_and_the_letter_names_nothing(cast, on):
    on(2026, 4, 6)
    cast.transferred(subject="张三的房子", channel="LETTER", received_on=date(2026, 1, 5), sent_on=date(2026, 1, 6))
    make_queue(cast.liaison, wants_digest=True, name="来信")
    make_queue(cast.leader, name="quiet one")
    Notice.objects.all().delete()

    send_digests()
    send_digests()
    deliver(MONDAY + timedelta(hours=1))

    desk = Notice.objects.get(channel="DESK")
    assert (desk.duty, desk.details) == (cast.liaison, {"queues": [["来信", 1, 1]]})
    (letter,) = mail.outbox
    assert letter.to == [cast.liaison.officer.email]
    assert "来信" not in letter.subject + letter.body
    assert "张三" not in letter.subject + letter.body
    assert "1" in letter.body
    on(2026, 4, 7)
    send_digests()
    assert Notice.objects.filter(channel="DESK").count() == 2


def test_the_notice_says_what_is_in_the_queues(cast, sign_in, on):
    on(2026, 4, 6)
    make_queue(cast.liaison, wants_digest=True)
    queues.send_digests(date(2026, 4, 6))

    assert "Your queues this morning: Post box: 0, 0 late" in sign_in(cast.liaison).get("/notices/").content.decode()


@pytest.mark.parametrize("condition", [{"most": 1}, {"calls_when_late": True}])
def test_a_queue_calls_once_until_it_falls_below(cast, on, condition):
    on(2026, 4, 6)
    queue = make_queue(cast.liaison, **condition)
    call_from_queues()
    assert not Notice.objects.filter(kind="queue_call").exists()
    petitions = [
        cast.transferred(subject="old", channel="LETTER", received_on=date(2026, 1, 5), sent_on=date(2026, 1, 6)) for _number in range(2)
    ]

    for _run in range(3):
        call_from_queues()

    assert Notice.objects.filter(kind="queue_call", channel="DESK").get().details == {"name": "Post box", "number": 2, "late": 2}
    for petition in petitions:
        petition.advance("object", by=cast.liaison, grounds="不属于本单位职责范围的事项。", basis="三定方案", at=at(date(2026, 1, 7)))
        petition.confirm(petition.pending, by=cast.leader, at=at(date(2026, 1, 7)))
    call_from_queues()
    queue.refresh_from_db()
    assert queue.called_at is None
    for petition in petitions:
        petition.advance("refuse_objection", by=cast.dispatcher, reason="属于", at=at(date(2026, 1, 8)))
    on(2026, 4, 7)
    call_from_queues()
    assert Notice.objects.filter(kind="queue_call", channel="DESK").count() == 2


def test_an_officer_who_left_or_cannot_have_the_list_is_not_called_and_a_deputy_is(cast, on):
    on(2026, 4, 6)
    deputy = make_duty(Role.LIAISON, cast.housing)
    gone = make_duty(Role.LIAISON, cast.housing)
    make_queue(gone, wants_digest=True)
    make_queue(cast.handler, wants_digest=True, tab="organ")
    make_queue(cast.liaison, wants_digest=True)
    Duty.objects.filter(pk=gone.pk).update(ended_on=date(2026, 4, 1))
    Absence.objects.create(duty=cast.liaison, deputy=deputy, since=date(2026, 4, 6), until=date(2026, 4, 6), set_by=cast.liaison)

    queues.send_digests(date(2026, 4, 6))

    assert {notice.duty for notice in Notice.objects.filter(kind="queues")} == {cast.liaison, deputy}


def test_bad_filters_and_too_many_queues_are_answered(cast, sign_in):
    client = sign_in(cast.liaison)
    assert keep(client, "?tab=nonsense&channel=SMOKE&page=next.x", most="-1").status_code == 422
    assert keep(client, "?tab=nonsense&channel=SMOKE").status_code == 302
    queue = Queue.objects.get()
    assert client.get(f"/cases/?queue={queue.slug}").status_code == 200
    queues.count(queue, cast.liaison, date(2026, 4, 6))
    for number in range(queues.MOST_OF_ONE - 1):
        make_queue(cast.liaison, name=f"queue {number}")
    assert "You may keep 20 queues" in keep(client, name="one more").content.decode()


def test_the_list_asks_no_more_questions_for_20_queues(cast, sign_in):
    client = sign_in(cast.liaison)

    def asked():
        client.get("/cases/")
        with count_queries() as asking:
            client.get("/cases/")
        return len(asking)

    make_queue(cast.liaison)
    one = asked()
    for number in range(19):
        make_queue(cast.liaison, name=f"queue {number}")

    assert asked() == one <= 12

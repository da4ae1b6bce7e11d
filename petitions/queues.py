"""What is in a queue that somebody kept, who is told of it in the morning, and when does it call?"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import LEADERS, Duty

from . import worklists
from .filters import PetitionFilter
from .models import Notice, Queue
from .notices import with_deputies

FILTERS = (*PetitionFilter.base_filters, "organ_slug")
MOST_OF_ONE = 20
MOST_COUNTED = 1000


def known_filters(given) -> QueryDict:
    """The filters among what an address or a queue says; anything else is left out."""
    query = QueryDict(mutable=True)
    for name in FILTERS:
        if value := str(given.get(name, ""))[:200].replace("\0", ""):
            query[name] = value
    return query


def seen_by(duty):
    """One's own, and those of the organ: as tabs, in the order in which they were made."""
    tabs = [tab.name for tab in worklists.tabs_of(duty)]
    return Queue.objects.filter(Q(duty=duty) | Q(organ=duty.organ_id), tab__in=tabs)


def changed_by(duty):
    """One's own; leaders look after all of their organ's, also when whoever made them has left."""
    mine = Q(duty=duty) | Q(organ=duty.organ_id) if duty.role in LEADERS else Q(duty=duty)
    return Queue.objects.filter(mine)


def rows_of(queue, duty, today):
    tab = next(tab for tab in worklists.tabs_of(duty) if tab.name == queue.tab)
    return PetitionFilter(known_filters(queue.query), worklists.rows_of(tab, duty), today=today).qs


def count(queue, duty, today) -> tuple[int, int]:
    """How many there are and how many of them are late, up to a thousand."""
    rows = rows_of(queue, duty, today).order_by()
    return rows[:MOST_COUNTED].count(), rows.late(today)[:MOST_COUNTED].count()


def _watched(condition):
    """The queues of duties that are held today, each with its duty."""
    rows = Queue.objects.filter(condition, duty__in=Duty.objects.current()).select_related("duty__officer", "duty__organ")
    by_duty = {}
    for queue in rows.order_by("duty", "id"):
        if queue.tab in [tab.name for tab in worklists.tabs_of(queue.duty)]:
            by_duty.setdefault(queue.duty, []).append(queue)
    return by_duty


def send_digests(today: date) -> int:
    """One notice and one letter to each who wants to know, counts alone; a second run on the same day adds nothing. Returns notices."""
    rows = []
    for duty, kept in _watched(Q(wants_digest=True)).items():
        counts = [(queue.name, *count(queue, duty, today)) for queue in kept]
        rows += _to(duty, "queues", f"queues:{today.isoformat()}", {"queues": counts})
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def call(now: datetime) -> int:
    """Tell those whose queue is over its threshold, once until it falls below. Returns how many queues called."""
    today, called = timezone.localdate(now), 0
    for duty, kept in _watched(Q(most__isnull=False) | Q(calls_when_late=True)).items():
        for queue in kept:
            number, late = count(queue, duty, today)
            is_over = (queue.most is not None and number > queue.most) or (queue.calls_when_late and late > 0)
            if is_over == (queue.called_at is not None):
                continue
            with transaction.atomic():
                # Only one of two runs at once finds the mark as it was.
                found = Queue.objects.filter(pk=queue.pk, called_at__isnull=is_over).update(called_at=now if is_over else None)
                if found and is_over:
                    details = {"name": queue.name, "number": number, "late": late}
                    Notice.objects.bulk_create(
                        _to(duty, "queue_call", f"queue:{queue.pk}:{now.timestamp():.0f}", details), ignore_conflicts=True
                    )
                    called += 1
    return called


def _to(duty, kind, key, details):
    """On the desk with names and counts; by e-mail the counts alone, because a letter passes through many hands."""
    for reader in with_deputies([duty]):
        yield Notice(key=f"{key}:{duty.pk}:{reader.pk}:DESK", duty=reader, kind=kind, details=details, channel=Notice.Channel.DESK)
        if reader.officer.email:
            counts = {
                "number": details.get("number", sum(row[1] for row in details.get("queues", ()))),
                "late": details.get("late", sum(row[2] for row in details.get("queues", ()))),
            }
            yield Notice(key=f"{key}:{duty.pk}:{reader.pk}:EMAIL", duty=reader, kind=kind, details=counts, channel=Notice.Channel.EMAIL)

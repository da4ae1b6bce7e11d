"""Which running dates move when a year's days off are announced, and how do they move?"""

import logging
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from redis.exceptions import RedisError

from accounts import calendar
from accounts.models import Duty, Role, YearNotice

from .models.clock import Clock
from .models.event import Event
from .models.notice import Notice
from .models.recount import RecountLine
from .workflow.step import StepNotOpen

logger = logging.getLogger(__name__)

SIGNING = (Role.ADMIN, Role.B_LEAD)  # who puts a notice on days off into force, never whoever entered it
COUNTED_BY = "petitions:recounted-by"  # the state of the calendar by which all running clocks were counted last


AT_ONCE = 1000


class Recounted(NamedTuple):
    """A running clock that the calendar of today counts otherwise; the date may be the same and only be certain now."""

    clock: Clock
    was: date
    now: date
    is_moved: bool


def recounted(announced=None) -> Iterator[Recounted]:
    """Counts every running clock again and writes nothing. A clock that cannot be counted stays as it is.

    `announced`: a calendar that is not the office's yet; else the office's, read anew.
    """
    if announced is None:
        calendar.forget()
        announced = calendar.current_calendar()
    clocks = (
        Clock.objects.running().exclude(rolled_on=None).select_related("petition").defer("petition__query_code").order_by("petition", "id")
    )
    for clock in clocks.prefetch_related("pauses").iterator(chunk_size=2000):
        strict, rolled, is_provisional = clock.strict_on, clock.rolled_on, clock.is_provisional
        try:
            clock.recount(announced)
        except (ValueError, calendar.MissingYear) as reason:
            logger.warning("clock %s of petition %s is not counted again: %s", clock.rule, clock.petition.number, reason)
            continue
        if (strict, rolled, is_provisional) != (clock.strict_on, clock.rolled_on, clock.is_provisional):
            yield Recounted(clock, rolled, clock.rolled_on, (strict, rolled) != (clock.strict_on, clock.rolled_on))


def recount() -> int:
    """Move what moves: one event for each petition, which tells its holder. A date that only became certain is no event. Returns petitions."""
    moved, certain = {}, {True: [], False: []}
    for found in recounted():
        if found.is_moved:
            moved[found.clock.petition_id] = found.clock.pk
        else:
            certain[found.clock.is_provisional].append(found.clock.pk)
    for is_provisional, clocks in certain.items():
        Clock.objects.running().filter(pk__in=clocks).update(is_provisional=is_provisional)
    taken = 0
    for key in moved.values():
        taken += _move(Clock.objects.select_related("petition").get(pk=key).petition)
    return taken


# ── A notice that waits for its signature, and what follows when it is signed ──


def count_for(notice):
    """The dry run: a line for each date that the notice would move. Run again it gives the same lines."""
    days = {date.fromisoformat(day): calendar.Day(*told) for day, told in notice.days.items()}
    calendar.forget()
    with transaction.atomic():
        YearNotice.objects.select_for_update().get(pk=notice.pk)
        notice.refresh_from_db()
        if notice.state != YearNotice.State.COUNTING:
            return
        lines = (
            RecountLine(notice=notice, petition_id=found.clock.petition_id, clock=found.clock, was_on=found.was, now_on=found.now)
            for found in recounted(calendar.as_if(notice.year, days, notice.status))
            if found.is_moved
        )
        while some := list(islice(lines, AT_ONCE)):
            RecountLine.objects.bulk_create(some)
        notice.state = YearNotice.State.READY
        notice.save(update_fields=["state"])
        signers = Duty.objects.current().filter(role__in=SIGNING).exclude(officer=notice.entered_by.officer_id)
        Notice.objects.bulk_create(
            Notice(
                key=f"year:{notice.slug}:{duty.pk}",
                duty=duty,
                kind="year_notice",
                details={"year": notice.year},
                channel=Notice.Channel.DESK,
            )
            for duty in signers
        )


def apply(notice):
    """Move what the signed notice moves, petition by petition, each with its event and in a transaction of its own.

    Stopped halfway it goes on where it was; a petition that cannot be moved is left as it is and stays in the list.
    """
    notice.refresh_from_db()
    if notice.state != YearNotice.State.MOVING:
        return
    calendar.forget()
    left = RecountLine.objects.filter(notice=notice, is_moved=False)
    for key in list(left.order_by("petition").values_list("petition", flat=True).distinct()):
        lines = left.filter(petition=key)
        _move(lines.select_related("petition").first().petition)
        stays = Q(clock__result=Clock.Result.RUNNING) & Q(clock__rolled_on=F("was_on")) & ~Q(now_on=F("was_on"))
        lines.exclude(stays).update(is_moved=True)
    recount()  # what has started since the notice was counted, and what only became certain
    YearNotice.objects.filter(pk=notice.pk, state=YearNotice.State.MOVING).update(state=YearNotice.State.DONE, finished_at=timezone.now())


def go_on():
    """What a worker left unfinished, because it was stopped or never heard the bell."""
    for notice in YearNotice.objects.filter(state=YearNotice.State.COUNTING):
        count_for(notice)
    for notice in YearNotice.objects.filter(state=YearNotice.State.MOVING):
        apply(notice)


def _move(petition) -> bool:
    try:
        petition.advance("recount", actor=Event.Actor.SYSTEM)
    except (StepNotOpen, calendar.MissingYear) as refused:  # it was closed, or recounted by another hand, meanwhile
        logger.warning("petition %s was not recounted: %s", petition.number, refused)
        return False
    return True


def recount_after_a_notice() -> int | None:
    """Recount where the calendar is another one than the last time; None where it is not. Without a cache it counts, which is harmless."""
    state = calendar.state()
    try:
        if cache.get(COUNTED_BY) == state:
            return None
    except RedisError:
        logger.warning("the cache does not answer: all running clocks are counted again")
    taken = recount()
    try:
        cache.set(COUNTED_BY, state, None)
    except RedisError:
        pass
    return taken

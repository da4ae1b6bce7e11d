"""Which running dates move when a year's days off are announced, and how do they move?"""

import logging
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts import calendar

from .models.clock import Clock
from .models.event import Event
from .workflow.step import StepNotOpen

logger = logging.getLogger(__name__)

COUNTED_BY = "petitions:recounted-by"  # the state of the calendar by which all running clocks were counted last


class Recounted(NamedTuple):
    """A running clock that the calendar of today counts otherwise; the date may be the same and only be certain now."""

    clock: Clock
    was: date
    now: date
    is_moved: bool


def recounted() -> Iterator[Recounted]:
    """Counts every running clock again and writes nothing. A clock that cannot be counted stays as it is."""
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
        petition = Clock.objects.select_related("petition").get(pk=key).petition
        try:
            petition.advance("recount", actor=Event.Actor.SYSTEM)
            taken += 1
        except StepNotOpen as refused:  # it was closed, or recounted by another hand, meanwhile
            logger.warning("petition %s was not recounted: %s", petition.number, refused)
    return taken


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

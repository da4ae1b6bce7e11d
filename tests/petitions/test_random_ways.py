"""Does any sequence of steps break what must always hold? Two thousand walks here; `WALKS=50000 make test ARGS=tests/petitions/test_random_ways.py`."""

import os
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from petitions.models import Clock, Event, Petition
from petitions.workflow import STEPS, TABLE, StepNotOpen
from petitions.workflow.states import CITIZEN, SYSTEM, transitions_for_the_database
from tests.factories import at
from tests.ways import WAYS, Way

WALKS = int(os.environ.get("WALKS", "2000"))
PARTS = 4
STEPS_A_WALK, TRIES_A_WALK = 4, 12
# Where a walk starts: the stages of the cast, so that a short walk reaches every corner of the table.
STAGES = [
    "registered", "sorted", "transferred", "assigned", "signed_for", "accepted", "found", "submitted", "issued", "served",
    "assigned_jointly", "disputed", "asked_for_review", "review_decided", "review_served", "asked_for_rereview", "ordered_to_redo", "ordered_to_correct",
]  # fmt: skip
ENDS = {"terminate", "void", "withdraw", "decline", "decline_final", "guide", "guide_from_organ", "refuse_acceptance", "merge", "recuse"}
LAST_DAY = date(2026, 11, 20)
# The law knows these ways to a later date: an extension, a pause, another calendar.
MAY_MOVE_A_DATE = {"extend", "serve_extension", "resume_rereview", "pause_rereview", "recount"}


class Undone(Exception):
    """Ends a walk: everything is rolled back."""


class Walk:
    def __init__(self, cast, petition, seed):
        self.cast, self.petition, self.die = cast, petition, Random(seed)
        self.on = max(date(2026, 4, 13), timezone.localdate(petition.events.last().at))
        self.duties = [duty for duty in vars(cast).values() if hasattr(duty, "role")]
        self.pending = petition.pending
        self.trail, self.taken = [f"walk {seed}"], []

    def go(self):
        """The steps that were taken, each after its faults were looked for; a refused try must have changed nothing."""
        dates, events = strict_dates(self.petition), self.petition.events.count()
        for _try in range(TRIES_A_WALK):
            if len(self.taken) == STEPS_A_WALK or not self.open_rows():
                break
            if self.move():
                settle()
                self.taken.append(self.petition.events.last().step)
                assert broken(self.petition, self.taken[-1], dates) == [], self.trail
                dates, events = strict_dates(self.petition), self.petition.events.count()
        assert self.petition.events.count() == events, self.trail

    def open_rows(self):
        return [row for row in TABLE if self.petition.state in row.sources and row.step in WAYS]

    def any_row(self):
        """What moves the matter on is tried more often than what ends it, so that walks get deep."""
        rows = self.open_rows()
        weights = [1 if row.step in ENDS else 8 if row.is_main else 4 for row in rows]
        return self.die.choices(rows, weights)[0]

    def move(self):
        """One try: any step of this state, by anybody of the right role. True when it was allowed."""
        self.on = min(LAST_DAY, self.on + timedelta(days=self.die.choice([0, 0, 0, 1, 1, 5, 16, 40])))
        try:
            with transaction.atomic():
                if self.pending and self.die.random() < 0.8:
                    self.decide(self.pending)
                else:
                    self.take(self.any_row(), Way(self.cast, self.petition, self.on, self.die))
        except StepNotOpen:
            return False
        self.pending = self.petition.pending
        return True

    def someone(self, row):
        """Of the right role, and mostly of the organ that holds the petition."""
        duties = [duty for duty in self.duties if duty.role in row.actors]
        near = [duty for duty in duties if duty.organ_id == self.petition.holder_organ_id]
        return self.die.choice(near if near and self.die.random() < 0.9 else duties) if duties else None

    def decide(self, proposal):
        by = self.someone(STEPS[proposal.step])
        self.trail.append(f"{self.on} confirm {proposal.step} by {by.role}")
        if self.die.random() < 0.8:
            self.petition.confirm(proposal, by=by, at=at(self.on))
        else:
            self.petition.refuse(proposal, by=by, reason="理由不充分", at=at(self.on))

    def take(self, row, way):
        actors = [actor for actor in row.by if actor in (SYSTEM, CITIZEN)]
        by = None if actors and self.die.random() < 0.4 else self.someone(row)
        actor = Event.Actor.OFFICER if by else {SYSTEM: Event.Actor.SYSTEM, CITIZEN: Event.Actor.CITIZEN}[actors[0]]
        self.trail.append(f"{self.on} {row.step} by {by.role if by else actor}")
        self.petition.advance(row.step, by=by, actor=actor, at=at(self.on), reason=way.words, **WAYS[row.step](way))


def settle():
    """What the database puts off to the end of a transaction, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def strict_dates(petition):
    return dict(Clock.objects.filter(petition=petition).values_list("pk", "strict_on"))


def broken(petition, step, dates) -> list[str]:
    """What must always hold (domain.md §3.4, invariants i to vi) and does not."""
    now = Petition.objects.get(pk=petition.pk)
    events = list(now.events.all())
    clocks = list(now.clocks.all())
    proceedings = list(now.proceedings.all())
    allowed = set(transitions_for_the_database())
    faults = []
    if events[-1].to_state != now.state:
        faults.append("the state has no event")
    faults += [
        f"no step joins {event.from_state} and {event.to_state}"
        for event in events
        if event.from_state and event.from_state != event.to_state and (event.from_state, event.to_state) not in allowed
    ]
    if sum(proceeding.closed_on is None for proceeding in proceedings) > 1:
        faults.append("two open proceedings")
    if now.is_open and not any(clock.is_running or clock.result == Clock.Result.NOT_APPLICABLE for clock in clocks):
        faults.append("open, and no clock runs or says why not")
    if now.is_open and now.holder_organ_id is None:
        faults.append("open, and nobody holds it")
    if now.holder and now.holder.organ_id != now.holder_organ_id:
        faults.append("held by an officer of another organ")
    for proceeding in proceedings:
        days = [day for day in (proceeding.received_on, proceeding.accepted_on, proceeding.issued_on, proceeding.served_on) if day]
        if days != sorted(days):
            faults.append(f"days out of order: {days}")
    faults += [
        f"{clock.rule} moved from {dates[clock.pk]} to {clock.strict_on}"
        for clock in clocks
        if step not in MAY_MOVE_A_DATE and clock.pk in dates and clock.strict_on != dates[clock.pk]
    ]
    running = [clock.rolled_on for clock in clocks if clock.is_running and clock.rolled_on]
    if (now.due_on is None) != (not running) or (running and now.due_on not in running):
        faults.append(f"the next date {now.due_on} is none of {running}")
    return faults


@pytest.mark.parametrize("part", range(PARTS))
def test_no_sequence_of_steps_breaks_what_must_always_hold(cast, part):
    cast.review_offices()
    start = [cast.at_stage(stage).pk for stage in STAGES[part::PARTS]]
    settle()  # or each walk would do it again for the steps that led here
    taken = Counter()

    for number in range(part, WALKS, PARTS):
        with pytest.raises(Undone), transaction.atomic():
            walk = Walk(cast, Petition.objects.get(pk=start[number // PARTS % len(start)]), seed=number)
            walk.go()
            taken.update(walk.taken)
            raise Undone

    assert len(taken) > (30 if WALKS >= 1000 else 0), taken

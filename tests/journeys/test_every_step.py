"""Who can take each step of the table, in which state, and who cannot: the matrix of role, state and step."""

from random import Random

import pytest
from django.db import transaction

from petitions.models import Event, Petition
from petitions.workflow import TABLE, StepNotOpen
from petitions.workflow.states import CITIZEN, SYSTEM
from tests.corners import TODAY, corners
from tests.ways import WAYS, Way

NOBODY_S_DESK = {SYSTEM: Event.Actor.SYSTEM, CITIZEN: Event.Actor.CITIZEN}
DICE = 24  # what a step is told is made up; not every throw is lawful


@pytest.fixture
def standing(demo, on):
    """The petitions at the corners by their state."""
    on(TODAY)
    found = {}
    for petition in Petition.objects.filter(pk__in=[petition.pk for petition in corners(demo).values()]).order_by("pk"):
        found.setdefault(petition.state, []).append(petition.pk)
    return found


def attempt(cast, pk, row, by, seed=0):
    """Take the step, with its second person if it needs one, and undo it: the events that it wrote, or StepNotOpen."""
    petition = Petition.objects.get(pk=pk)
    before = petition.events.count()
    try:
        with transaction.atomic():
            way = Way(cast, petition, TODAY, Random(seed))
            actor = Event.Actor.OFFICER if by else next(NOBODY_S_DESK[actor] for actor in row.by if actor in NOBODY_S_DESK)
            petition.advance(row.step, by=by, actor=actor, reason=way.words, **WAYS[row.step](way))
            if row.second and petition.pending:
                confirmed(cast, petition)
            written = petition.events.count() - before
            raise Undone
    except Undone:
        return written


class Undone(Exception):
    pass


def confirmed(cast, petition):
    refusals = []
    for duty in cast.parts.values():
        try:
            with transaction.atomic():
                return petition.confirm(petition.pending, by=duty)
        except StepNotOpen as refusal:
            refusals.append(f"{duty.role}: {refusal.explain()}")
    raise StepNotOpen(f"nobody confirms: {refusals}")


def somebody_can(cast, places, row):
    """Whether anybody of the cast can take the step anywhere; else why not."""
    refusals = set()
    people = [duty for duty in cast.parts.values() if duty.role in row.actors]
    for pk in places:
        for by in [*([None] if NOBODY_S_DESK.keys() & set(row.by) else []), *people]:
            for seed in range(DICE):
                try:
                    return attempt(cast, pk, row, by, seed), None
                except StepNotOpen as refusal:
                    refusals.add(refusal.explain())
                except (AttributeError, IndexError):  # this throw asks for what this petition has not, a part say
                    continue
                if "not yours" in str(refusals):
                    break
    return 0, refusals


def test_each_step_can_be_taken_somewhere(demo, standing):
    cannot = {}
    for row in TABLE:
        places = [pk for state in row.sources for pk in standing.get(state, ())]
        written, refusals = somebody_can(demo, places, row)
        if not written:
            cannot[row.step] = (len(places), refusals)

    assert cannot == {}


def test_no_step_is_taken_by_another_role_or_from_another_state(demo, standing):
    """Where it starts, one of each role that the row does not name; where it does not start, one whom it names."""
    roles = {}
    for duty in demo.parts.values():
        roles.setdefault(duty.role, duty)
    one_of = {state: Petition.objects.get(pk=places[0]) for state, places in standing.items()}
    tried = [(row, one_of[state], duty) for row in TABLE for state, duty in strangers(row, one_of, roles)]
    taken = []
    for row, petition, duty in tried:
        try:
            petition.advance(row.step, by=duty, reason="试一试")
        except StepNotOpen:
            continue
        taken.append(f"{row.step} by {duty.role} in {petition.state}")

    assert taken == []
    assert len(roles) >= 12
    assert len(one_of) >= 18
    assert len(tried) > 2000


def strangers(row, states, roles):
    starts = next((state for state in row.sources if state in states), None)
    yield from ((starts, duty) for role, duty in roles.items() if starts and role not in row.actors)
    named = next((roles[role] for role in row.actors if role in roles), None)
    yield from ((state, named) for state in states if named and state not in row.sources)

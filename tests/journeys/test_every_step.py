"""Who can take each step of the table, in which state, and who cannot: the matrix of role, state and step."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Duty, Role
from petitions.models import Event, Petition
from petitions.permissions import steps_for
from petitions.workflow import TABLE, StepNotOpen
from petitions.workflow.states import CITIZEN, SYSTEM
from tests.corners import TODAY, corners, step
from tests.factories import at, make_party
from tests.ways import APART, WAYS, Way, evidence

EVERY_WAY = WAYS | APART
NOBODY_S_DESK = {SYSTEM: Event.Actor.SYSTEM, CITIZEN: Event.Actor.CITIZEN}
LATER = date(2026, 6, 13)
WAITS = [0, 5, 45]  # days after what happened last: some steps open only then
DICE = 18  # what a step is told is made up; not every throw is lawful


@pytest.fixture
def standing(demo, on):
    """The petitions at the corners by their state."""
    on(TODAY)
    made = corners(demo) | {
        "sent_today": demo.transferred(sent_on=TODAY, received_on=TODAY),
        "performed": demo.promised(),
        "final": demo.rereview_decided(),
    }
    proof = evidence(Way(demo, made["performed"], TODAY, Random(0)))
    step(made["performed"], "perform", demo.handler, promise=made["performed"].promises.first(), performed_on=TODAY, files=[proof])
    made["final"].advance("serve_rereview", by=demo.rereviewer, at=at(LATER), mode="MAIL", served_on=LATER)
    made["of_two"] = demo.sorted(parties=[make_party(name="王秀英"), make_party(name="李桂兰")])
    step(made["of_two"], "ask_withdrawal", demo.clerk, parties=list(made["of_two"].petitioners)[:1], statement="本人自愿撤回")
    Duty.objects.create(officer=demo.rereviewer.officer, organ=demo.province, role=Role.LIAISON)
    found = {}
    for petition in Petition.objects.filter(pk__in=[petition.pk for petition in made.values()]).order_by("pk"):
        found.setdefault(petition.state, []).append(petition.pk)
    return found


def attempt(cast, pk, row, by, seed=0):
    """Take the step, with its second person if it needs one, and undo it: the events that it wrote, or StepNotOpen."""
    petition = Petition.objects.get(pk=pk)
    before = petition.events.count()
    try:
        with transaction.atomic():
            on = max(TODAY, timezone.localdate(petition.events.last().at)) + timedelta(days=WAITS[seed // 3 % 3])
            way = Way(cast, petition, on, Random(seed))
            actor = Event.Actor.OFFICER if by else next(NOBODY_S_DESK[actor] for actor in row.by if actor in NOBODY_S_DESK)
            petition.advance(row.step, by=by, actor=actor, at=at(on), reason=way.words, **EVERY_WAY[row.step](way))
            if row.second and petition.pending:
                confirmed(cast, petition, at(on))
            written = petition.events.count() - before
            raise Undone
    except Undone:
        return written


class Undone(Exception):
    pass


def confirmed(cast, petition, when):
    refusals = []
    for duty in cast.parts.values():
        try:
            with transaction.atomic():
                return petition.confirm(petition.pending, by=duty, at=when)
        except StepNotOpen as refusal:
            refusals.append(f"{duty.role}: {refusal.explain()}")
    raise StepNotOpen(f"nobody confirms: {refusals}")


def ready(cast, places):
    """{step: [(petition's key, duty)]}: where a page offers it, and to whom; for the petitioner and the system wherever it starts."""
    offered = {row.step: [] for row in TABLE}
    for petition in Petition.objects.filter(pk__in=places):
        for row in TABLE:
            if petition.state in row.sources and NOBODY_S_DESK.keys() & set(row.by):
                offered[row.step].append((petition.pk, None))
        for duty in cast.parts.values():
            for row, why_not in steps_for(petition, duty):
                if not why_not:
                    offered[row.step].append((petition.pk, duty))
    return offered


def somebody_can(cast, row, offered):
    """Whether it was taken by anybody to whom it is offered; else why not."""
    refusals = set()
    for seed in range(DICE):
        for pk, by in offered[seed % 3 :: 3] or offered:
            try:
                return attempt(cast, pk, row, by, seed), None
            except StepNotOpen as refusal:
                refusals.add(refusal.explain())
            except (AttributeError, IndexError):  # this throw asks for what this petition has not, a part say
                continue
    return 0, refusals


def test_each_step_can_be_taken_somewhere_and_by_nobody_else(demo, standing):
    """One office for both questions: it takes longer to build than to ask."""
    check_each_can_be_taken(demo, standing)
    check_nobody_else_takes_any(demo, standing)


def check_each_can_be_taken(demo, standing):
    assert {row.by for row in TABLE if row.step not in EVERY_WAY} == {(SYSTEM,)}  # what another step brings along
    offered = ready(demo, [pk for places in standing.values() for pk in places])
    cannot = {}
    for row in (row for row in TABLE if row.step in EVERY_WAY):
        written, refusals = somebody_can(demo, row, offered[row.step])
        if not written:
            cannot[row.step] = (len(offered[row.step]), refusals)

    assert not cannot, "\n".join(f"{step}: {why}" for step, why in cannot.items())


def check_nobody_else_takes_any(demo, standing):
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

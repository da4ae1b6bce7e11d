"""Can anybody who must not know tell an office with accusations from one without?

Nobody has to think of the channel in advance: whatever differs is a leak. A sample here; `make worlds` walks everything.
"""

import os
from collections import Counter
from contextlib import ExitStack, contextmanager
from random import Random

import pytest

from accounts import calendar
from accounts.acting import as_office
from petitions.models import Notice
from petitions.notices import sentence
from tests.access import story
from tests.access.crawl import A_CLOSER_LOOK, EVERYTHING, SAMPLE, Found, Walk
from tests.access.leaks import LEAKS
from tests.access.worlds import SHIFT, Dice, World

SEED = 20260622
IS_FULL = os.environ.get("ACCESS") == "full"
SIZE = EVERYTHING if IS_FULL else SAMPLE
PLANTED = 5
# Everybody of the cast but the two accusation officers, the supervisor, who sees that something is due, and the auditor, who sees that something was done.
NOT_TO_KNOW = [
    "clerk", "other_clerk", "dispatcher", "other_dispatcher", "bureau_leader", "deputy_leader", "joint", "bureau_archivist", "admin",
    "liaison", "handler", "other_handler", "leader", "archivist", "below_handler", "below_liaison",
    "water_liaison", "water_handler", "water_leader", "water_archivist", "education_liaison", "education_leader", "education_handler",
    "city_leader", "reviewer", "review_leader", "rereviewer", "rereview_leader",
    "citizen", "stranger",
]  # fmt: skip
# Whose pages are of a kind that nobody else has; of the others the seed chooses in a sample.
OF_THEIR_KIND = {"clerk", "dispatcher", "admin", "leader", "archivist", "city_leader", "citizen", "stranger"}
OTHERS = 3


class Maker:
    """Makes worlds that go apart from one beginning, and takes them down again."""

    def __init__(self, keeper, folder):
        self.keeper, self.folder, self.dice, self.made = keeper, folder, Dice(), {}

    def begun(self, scenes):
        return World(self.keeper, self.folder, self.dice, name="before").build(scenes)

    def went_on(self, before, scenes, *, shift=0):
        return World(self.keeper, self.folder, self.dice, name="after", before=before, shift=shift).build(scenes, counted_from=1000)

    def world(self, name):
        """One of those that all tests share."""
        if name not in self.made:
            before = self.made.get("before") or self.begun(story.BEFORE)
            self.made["before"] = before
            scenes = {"quiet": story.QUIET, "accused": story.ACCUSED, "of the house": story.OF_THE_HOUSE}[name]
            self.made[name] = self.went_on(before, scenes, shift=0 if name == "quiet" else SHIFT)
        return self.made[name]

    @contextmanager
    def two(self):
        """A quiet one and one with accusations, from their very beginning, and without the second wall."""
        before = World(self.keeper, self.folder, self.dice, name="before")
        before.wall("DISABLE")
        before.build(story.FEW)
        found = [before, self.went_on(before, story.QUIET), self.went_on(before, story.ACCUSED, shift=SHIFT)]
        try:
            yield found[1:]
        finally:
            for world in found:
                world.close()


@pytest.fixture(scope="module")
def maker(django_db_setup, django_db_blocker, keeper, tmp_path_factory):
    maker = Maker(keeper, tmp_path_factory.mktemp("worlds"))
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        maker.dice.load(patch)
        patch.setattr(calendar, "FRESH_SECONDS", 1e9)  # by the clock of the machine it would be asked for anew now and then
        yield maker
        for world in maker.made.values():
            world.close()


@pytest.fixture
def worlds(maker):
    return [maker.world("quiet"), maker.world("accused")]


@pytest.fixture
def of_the_house(maker):
    """The second world has accusations against those who keep accusations in the bureau, and against its leader."""
    return [maker.world("quiet"), maker.world("of the house")]


def walked(worlds, everybody, size, seed=SEED):
    """Everybody's walk, one after the other; figures for whoever reads along with `-s`."""
    total = Found()
    for who in everybody:
        found = Walk(worlds, who, size, seed).go()
        print(f"{who}: {found.pairs} pairs, {len(found.differences)} different", *found.differences[:5], sep="\n")  # noqa: T201
        assert found.pairs > 30
        total.pairs, total.kinds = total.pairs + found.pairs, total.kinds + found.kinds
        total.differences += found.differences
    return total


def together(people):
    """One test for each person where everything is walked; else one test for all."""
    return [pytest.param([who], id=who) for who in people] if IS_FULL else [pytest.param(people, id="together")]


def sampled(people):
    """All of them where everything is walked."""
    others = Random(SEED).sample([who for who in people if who not in OF_THEIR_KIND], OTHERS)
    return people if IS_FULL else [who for who in people if who in OF_THEIR_KIND or who in others]


@pytest.mark.parametrize("everybody", together(sampled(NOT_TO_KNOW)))
def test_whoever_must_not_know_finds_no_difference(worlds, everybody):
    found = walked(worlds, everybody, SIZE)

    assert found.differences == []
    if len(everybody) > 1:  # together they have been at lists, pages, papers, exports, forms and refusals, and not at the door alone
        assert {kind.rpartition(" ")[2] for kind in found.kinds} >= {"200", "302", "404", "405", "422"}
        assert {"GET worklist 200", "GET petition 200", "GET board 200", "GET files 200", "POST search 200"} <= set(found.kinds)


@pytest.mark.parametrize("everybody", together(["accusation_officer", "supervisor", "auditor", "bureau_leader"]))
def test_nor_do_the_accused_among_those_who_keep_accusations(of_the_house, everybody):
    assert walked(of_the_house, everybody, SIZE).differences == []


def test_those_who_may_know_do_find_a_difference(worlds):
    """The positive control: the walk has eyes, and there is something to see."""
    for who in ("accusation_officer", "discipline_officer"):
        assert Walk(worlds, who, A_CLOSER_LOOK, SEED, stops_early=True).go().differences


def told_otherwise(worlds):
    """Letters that left the office and notices on desks, to people who must not know: what is in one world alone."""
    told = []
    for world in worlds:
        with world.here(), as_office():
            may_know = {duty.officer.email for duty in world.people.values() if duty.pk in world.entitled} | {story.SAID["email"]}
            letters = [(letter.to, letter.subject, letter.body) for letter in world.letters if not may_know & set(letter.to)]
            rows = Notice.objects.filter(channel=Notice.Channel.DESK).exclude(duty__in=world.entitled).order_by("pk")
            rows = rows.select_related("petition", "duty__officer")
            told.append(
                letters + [(row.duty and row.duty.officer.username, row.petition and row.petition.number, sentence(row)) for row in rows]
            )
    left, right = (Counter(map(str, lines)) for lines in told)
    return [f"told: {line}" for line in ((left - right) + (right - left)).elements()]


def test_nobody_else_is_told(worlds):
    assert told_otherwise(worlds) == []
    assert len(worlds[0].letters) > 20
    with worlds[0].here(), as_office():
        assert Notice.objects.count() > 100


@pytest.mark.parametrize("everybody", together(NOT_TO_KNOW if IS_FULL else ["dispatcher", "leader"]))
def test_the_gate_alone_hides_it_too(worlds, everybody):
    """Without the second wall: no page lives on the database's own refusal."""
    with worlds[0].without_the_second_wall(), worlds[1].without_the_second_wall():
        assert walked(worlds, everybody, SAMPLE, SEED + 1).differences == []


def chosen():
    return sorted(LEAKS) if IS_FULL else sorted(Random(SEED).sample(sorted(LEAKS), PLANTED))


def noticed(maker, worlds, leak):
    """The first difference that somebody finds while the leak is there."""
    with ExitStack() as planted:
        leak.plant(planted.enter_context(pytest.MonkeyPatch.context()))
        two = planted.enter_context(maker.two()) if leak.is_old else worlds
        for world in two:
            planted.enter_context(world.without_the_second_wall())
        found = told_otherwise(two) if leak.is_old else []
        for who in leak.seen_by if not found else ():
            found = found or Walk(two, who, A_CLOSER_LOOK, SEED, stops_early=True).go().differences
    return found[0] if found else None


@pytest.mark.parametrize("names", together(chosen()))
def test_a_planted_leak_is_found(worlds, maker, names):
    found = {}
    for name in names:
        found[name] = noticed(maker, worlds, LEAKS[name])
        print(f"{name}: {str(found[name])[:240]}")  # noqa: T201

    assert [name for name, difference in found.items() if not difference] == []


def test_there_are_enough_leaks_to_plant():
    assert len(LEAKS) >= 30

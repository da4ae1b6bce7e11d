"""One decision: are the gate of lists, the decision for one row and the readers of a petition the same rule, whatever the tree looks like?"""

import random
import re
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from accounts.models import Duty, Organ, Role
from petitions import visibility
from petitions.decision import Action, Decision, Level, decide
from petitions.models import Party, Petition
from petitions.workflow import StepNotOpen
from tests.access.kinds import Kinds
from tests.database import count_queries

HOUSE = Path(__file__).resolve().parents[2]


@pytest.fixture
def kinds(cast):
    return Kinds(cast)


def fresh(petition):
    """As somebody reads it who did not come through the gate."""
    return Petition.objects.get(pk=petition.pk)


def three_answers(kinds, duties=None):
    """{(duty, name): (by the list, by the decision, by the readers)} of everybody and everything."""
    known = kinds.by_name
    duties = Duty.objects.current().filter(pk__in=[duty.pk for duty in duties or kinds.duties]).select_related("officer", "organ")
    seen_by = {duty: set(Petition.objects.visible_to(duty).values_list("pk", flat=True)) for duty in duties}
    answers = {}
    for name, petition in known.items():
        readers = set(visibility.readers(fresh(petition)))
        for duty in duties:
            answers[duty, name] = (petition.pk in seen_by[duty], bool(decide(duty, fresh(petition), Action.LIST)), duty in readers)
    return answers


def disagreeing(answers):
    return {(str(duty), name): said for (duty, name), said in answers.items() if len(set(said)) > 1}


def those_who_see(kinds, name):
    return {duty for duty in kinds.duties if decide(duty, fresh(kinds.by_name[name]), Action.LIST)}


def test_list_decision_and_readers_say_the_same_of_everybody_and_everything(kinds):
    answers = three_answers(kinds)

    assert disagreeing(answers) == {}
    assert {said[0] for said in answers.values()} == {True, False}
    seen = {name for (_duty, name), said in answers.items() if said[0]}
    nobody_left = {f"accuses the {whom}" for whom in ("accusation officer", "head of the bureau", "head of the city")}
    assert set(kinds.by_name) - seen <= nobody_left, "the positive control: everything else is there for somebody"


def move_a_unit(dice, kinds):
    unit, under = dice.choice([kinds.cast.water, kinds.office, kinds.cast.discipline]), dice.choice([kinds.cast.city, kinds.cast.housing])
    Organ.objects.filter(pk=unit.pk).update(parent=under)


def merge_units(dice, kinds):
    """The people of one unit go on in another one, and the unit is closed."""
    into = dice.choice([kinds.cast.water, kinds.cast.housing])
    for duty in kinds.office.duties.current():
        Duty.objects.filter(pk=duty.pk).update(ended_on=date(2020, 6, 1))
        Duty.objects.get_or_create(officer=duty.officer, organ=into, role=duty.role, ended_on=None, defaults={"since": date(2020, 6, 1)})
    Organ.objects.filter(pk=kinds.office.pk).update(closed_on=date(2020, 6, 1))


def move_an_officer(dice, kinds):
    duty, organ = dice.choice(kinds.duties), dice.choice(list(Organ.objects.active()))
    Duty.objects.filter(pk=duty.pk).update(ended_on=date(2020, 6, 1))
    Duty.objects.get_or_create(officer=duty.officer, organ=organ, role=duty.role, ended_on=None, defaults={"since": date(2020, 6, 1)})


def give_a_second_duty(dice, kinds):
    officer, organ = dice.choice(kinds.duties).officer, dice.choice(list(Organ.objects.active()))
    role = dice.choice([Role.O_LEAD, Role.LIAISON, Role.DISC])
    Duty.objects.get_or_create(officer=officer, organ=organ, role=role, ended_on=None, defaults={"since": date(2020, 6, 1)})


def accuse(dice, kinds):
    accused = {"organ": dice.choice(list(Organ.objects.all()))} if dice.random() < 0.5 else {"officer": dice.choice(kinds.duties).officer}
    Party.objects.create(petition=dice.choice(list(kinds.by_name.values())), role=Party.Role.ACCUSED, **accused)


EDITS = (move_a_unit, merge_units, move_an_officer, give_a_second_duty, accuse)


def test_they_agree_after_any_edits_of_the_tree(kinds):
    known = kinds.by_name
    for seed in range(8):
        dice, point = random.Random(seed), transaction.savepoint()
        for edit in dice.choices(EDITS, k=5):
            edit(dice, kinds)

        answers = three_answers(kinds, dice.sample(kinds.duties, 8))
        assert disagreeing(answers) == {}, seed
        for (duty, name), (sees, *_others) in answers.items():
            assert not (sees and duty.officer_id in visibility.kept_from(fresh(known[name]))), (seed, duty, name)
        transaction.savepoint_rollback(point)


def test_conflict_beats_every_grant_and_follows_the_tree(kinds):
    cast = kinds.cast
    assert cast.accusation_officer in those_who_see(kinds, "accuses a unit")
    assert cast.accusation_officer not in those_who_see(kinds, "accuses the accusation officer")
    assert cast.accusation_officer not in those_who_see(kinds, "accuses the head of the bureau")  # led by the accused
    # named in charge, and then in the accused unit: the conflict speaks first
    petition = kinds.by_name["has a leader in charge"]
    assert decide(cast.bureau_leader, fresh(petition), Action.OPEN) == Decision(Level.FULL)
    Party.objects.create(petition=petition, role=Party.Role.ACCUSED, organ=cast.bureau)
    assert decide(cast.bureau_leader, fresh(petition), Action.OPEN) == Decision(Level.ABSENT, "conflict")
    assert decide(cast.accusation_officer, fresh(petition), Action.OPEN) == Decision(Level.ABSENT, "conflict")


def test_an_officer_who_is_moved_below_the_accused_unit_loses_sight_at_once(kinds):
    """A second duty, in another organ, is enough: the conflict hangs on the person."""
    officer, petition = kinds.cast.accusation_officer, kinds.by_name["accuses a unit"]
    assert decide(officer, fresh(petition), Action.OPEN)

    Duty.objects.create(officer=officer.officer, organ=kinds.office, role=Role.LIAISON, since=date(2020, 1, 1))

    officer = Duty.objects.get(pk=officer.pk)  # as every request asks for it
    assert decide(officer, fresh(petition), Action.OPEN) == Decision(Level.ABSENT, "conflict")
    assert petition not in Petition.objects.visible_to(officer)


def test_who_is_named_in_an_ordinary_claim_does_not_see_it_and_the_unit_complained_of_does(kinds):
    cast = kinds.cast
    assert cast.liaison not in those_who_see(kinds, "accuses a person in an ordinary claim")
    assert {cast.leader} <= those_who_see(kinds, "accuses a person in an ordinary claim")
    assert {cast.liaison, cast.leader} <= those_who_see(kinds, "complains of a unit")


def test_nobody_but_accusation_officers_and_the_leader_in_charge_knows_of_an_accusation(kinds):
    cast = kinds.cast
    assert those_who_see(kinds, "accuses nobody known") == {cast.accusation_officer}
    assert those_who_see(kinds, "has a leader in charge") == {cast.accusation_officer, cast.bureau_leader}
    assert those_who_see(kinds, "accuses the head of the city") == set()


def test_a_leader_in_charge_reads_and_neither_acts_nor_learns_who_brought_it(kinds):
    petition, leader = kinds.by_name["has a leader in charge"], kinds.cast.bureau_leader

    assert decide(leader, petition, Action.SEE_TEXT).is_full
    assert not decide(leader, petition, Action.ACT)
    assert decide(leader, petition, Action.SEE_IDENTITY) == Decision(Level.ABSENT, "mask")
    assert decide(kinds.cast.accusation_officer, petition, Action.SEE_IDENTITY).is_full


@pytest.mark.parametrize(
    "action", [Action.SEE_TEXT, Action.SEE_IDENTITY, Action.NOTES, Action.LIST_FILES, Action.DOWNLOAD, Action.ACT, Action.HISTORY]
)
def test_the_words_of_a_confidential_matter_are_for_who_was_named(kinds, action):
    cast, petition = kinds.cast, kinds.by_name["restricted"]

    assert decide(cast.handler, petition, action)
    assert decide(cast.leader, petition, action)
    for outside in (cast.liaison, cast.dispatcher, cast.supervisor, cast.bureau_leader, kinds.deputy):
        assert decide(outside, fresh(petition), Action.OPEN) == Decision(Level.MASKED, "clearance")
        assert decide(outside, fresh(petition), action) == Decision(Level.ABSENT, "clearance")
    assert decide(cast.water_liaison, fresh(petition), Action.OPEN) == Decision(Level.ABSENT, "assignment")


def test_a_row_that_came_through_the_gate_is_decided_on_without_a_query(kinds):
    kinds.by_name  # noqa: B018
    rows = list(Petition.objects.visible_to(kinds.cast.handler))
    assert {row.title for row in rows} >= {"保密内容一", "公租房漏水"}

    with count_queries() as queries:
        said = [decide(kinds.cast.handler, row, action) for row in rows for action in Action if action != Action.SEE_IDENTITY]

    assert rows
    assert all(said)
    assert len(queries) == 0


def test_a_confidential_matter_is_a_line_without_words(kinds):
    petition = kinds.by_name["restricted"]

    rows = {row.pk: row.title for row in Petition.objects.visible_to(kinds.cast.liaison).iterator()}

    assert rows[petition.pk] == "保密件"
    assert "公租房漏水" in rows.values()
    assert not Petition.objects.visible_to(kinds.cast.liaison).matching("保密内容", kinds.cast.liaison).exists()
    assert Petition.objects.visible_to(kinds.cast.handler).matching("保密内容", kinds.cast.handler).exists()


def test_a_head_names_readers_and_takes_them_off_again(kinds):
    cast, petition = kinds.cast, kinds.by_name["restricted"]
    with pytest.raises(StepNotOpen):
        petition.advance("name_readers", by=cast.liaison, reason="想看", colleagues=[cast.liaison])

    petition.advance("name_readers", by=cast.leader, reason="需要联络", colleagues=[cast.liaison])
    assert decide(cast.liaison, fresh(petition), Action.SEE_TEXT)
    petition.advance("end_readers", by=cast.leader, reason="调离", colleagues=[cast.liaison])
    assert not decide(cast.liaison, fresh(petition), Action.SEE_TEXT)

    petition.advance("unrestrict", by=cast.leader, reason="已公开")
    assert decide(cast.liaison, fresh(petition), Action.SEE_TEXT)
    assert not petition.clearances.filter(ended_on=None).exists()


def test_only_a_leader_can_be_put_in_charge_of_an_accusation(kinds):
    petition = kinds.by_name["accuses nobody known"]
    with pytest.raises(StepNotOpen):
        petition.advance("name_readers", by=kinds.cast.accusation_officer, reason="分管", colleagues=[kinds.cast.dispatcher])

    petition.advance("name_readers", by=kinds.cast.accusation_officer, reason="分管", colleagues=[kinds.cast.bureau_leader])
    assert decide(kinds.cast.bureau_leader, fresh(petition), Action.OPEN)


def test_administrator_auditor_and_nobody_see_nothing(kinds):
    for name, petition in kinds.by_name.items():
        for nobody in (kinds.cast.admin, kinds.auditor, None):
            assert decide(nobody, fresh(petition), Action.LIST).level == Level.ABSENT, name


def test_pages_ask_the_gate_and_no_rule_of_their_own():
    """No bypass by rank, and no list of all petitions: every page starts from visible_to or from the gate."""
    ours = [path for app in ("accounts", "petitions", "reception", "supervision", "config") for path in (HOUSE / app).rglob("*.py")]
    pages = [path for path in ours if "views" in path.parts or path.stem == "views"]
    assert len(pages) > 20

    assert [path.name for path in [*ours, *(HOUSE / "templates").rglob("*.html")] if "is_superuser" in path.read_text()] == []
    assert [path.name for path in pages if re.search(r"Petition\.objects\.(all|exclude|get)\(", path.read_text())] == []

"""Can anything be sent to whoever is accused, or has to keep away? By no page, no step, no line of Python and no SQL, whoever writes it."""

from datetime import date, timedelta
from random import Random

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Absence, Duty, Organ, OrganKind, Role
from petitions import accusations, barring, remarks, visibility
from petitions.accusations import Accused
from petitions.models import (
    Clearance,
    Clock,
    Identification,
    Involvement,
    JointHandling,
    Note,
    Notice,
    Part,
    Party,
    Petition,
    Proceeding,
    Recusal,
    Transfer,
)
from petitions.verifying import Verifier
from petitions.workflow import StepNotOpen
from supervision.ladder import sweep
from tests.database import as_owner
from tests.factories import at, make_duty, make_organ, make_petition
from tests.petitions.conftest import on

__all__ = ["on"]

DAY = date(2026, 3, 4)


@pytest.fixture
def city(cast):
    cast.discipline_officer = make_duty(Role.DISC, cast.discipline, "邢专员")
    cast.branch = make_organ("房屋管理所", parent=cast.housing)
    cast.branch_officer = make_duty(Role.DISC, cast.branch, "康专员")
    return cast


def accused(cast, *who):
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 3)))
    petition.advance(
        "classify",
        by=cast.dispatcher,
        at=at(date(2026, 3, 3)),
        petition_class="ACCUSATION",
        named=list(who) or [Accused("市住建局", cast.housing)],
    )
    return petition


# ── By Python, as a shell would ──


def rows(petition, organ, duty):
    """One unsaved row of each kind that names an addressee."""
    event = petition.events.last()
    joint = JointHandling.objects.filter(petition=petition).first() or JointHandling.objects.create(
        petition=petition, event=event, lead=petition.holder_organ, named_by=petition.events.first().duty, named_on=DAY
    )
    note = Note.objects.create(petition=petition, duty=petition.events.first().duty, text="查")
    own = {"petition": petition, "event": event}
    yield "transfer", Transfer(**own, kind="TRANSFER", from_organ=petition.holder_organ, to_organ=organ, sent_on=DAY, is_current=False)
    yield "involvement", Involvement(petition=petition, organ=organ, since=DAY)
    yield "part", Part(joint=joint, event=event, organ=organ, task="查明", asked_on=DAY, due_on=DAY + timedelta(days=9))
    yield (
        "handler of a part",
        Part(
            joint=joint, event=event, organ=petition.holder_organ, handler=duty, task="查明", asked_on=DAY, due_on=DAY + timedelta(days=9)
        ),
    )
    yield "proceeding", Proceeding(petition=petition, organ=organ, received_on=DAY, closed_on=DAY)
    yield "handler", Proceeding(petition=petition, organ=petition.holder_organ, handler=duty, received_on=DAY, closed_on=DAY)
    yield "clock", Clock(petition=petition, organ=organ, rule="C31", profile="CN_2022", version="1", started_on=DAY, start_event=event)
    yield "leader in charge", Clearance(**own, officer=duty.officer)
    yield "notice", Notice(key=f"x:{organ.pk}:{duty.pk}", petition=petition, duty=duty, kind="note", channel="DESK")
    yield "addressee of a note", note.addressees.model(note=note, duty=duty)


def refused(row) -> bool:
    try:
        with transaction.atomic():
            row.save()
            raise Undone
    except Undone:
        return False
    except ProgrammingError as error:
        return "this addressee is not possible" in str(error)


class Undone(Exception):
    pass


def test_no_row_of_any_kind_can_name_the_accused_and_each_can_name_somebody_else(city):
    petition = accused(city)
    for name, row in rows(petition, city.housing, city.handler):
        assert refused(row), name
    for name, row in rows(petition, city.branch, city.branch_officer):
        assert refused(row), name
    for name, row in rows(petition, city.discipline, city.discipline_officer):
        assert not refused(row), name


def test_who_leads_the_accused_unit_is_not_barred_and_whom_an_accused_person_leads_is(city):
    petition = accused(city, Accused("何局长", None, city.leader.officer))
    outside = accused(city, Accused("孙承办", None, city.handler.officer))

    assert refused(Notice(key="1", petition=petition, duty=city.branch_officer, kind="note", channel="DESK"))
    assert refused(Involvement(petition=petition, organ=city.branch, since=DAY))
    assert not refused(Notice(key="2", petition=petition, duty=city.city_leader, kind="note", channel="DESK"))
    assert refused(Notice(key="3", petition=outside, duty=city.handler, kind="note", channel="DESK"))
    assert not refused(Notice(key="4", petition=outside, duty=city.branch_officer, kind="note", channel="DESK"))


def test_the_seal_itself_cannot_be_set_while_the_accused_holds_the_matter(city):
    petition = city.accepted()
    Party.objects.create(petition=petition, event=petition.events.last(), role="ACCUSED", name="市住建局", organ=city.housing)

    with pytest.raises(ProgrammingError, match="this addressee is not possible"), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(is_sealed=True)
    petition.advance("seal", by=city.handler, at=at(date(2026, 3, 30)), accused=[], reason="来电")

    assert (petition.is_sealed, petition.holder_organ) == (True, city.bureau)


def test_an_unsealed_claim_may_go_to_the_unit_that_it_complains_of(city):
    petition = city.sorted()
    Party.objects.create(petition=petition, event=petition.events.last(), role="ACCUSED", name="市住建局", organ=city.housing)

    petition.advance("transfer", by=city.dispatcher, at=at(date(2026, 3, 16)), organ=city.housing)

    assert petition.holder_organ == city.housing


def test_a_unit_that_comes_to_stand_below_the_accused_is_barred_from_that_day(city):
    petition = accused(city)
    assert not refused(Involvement(petition=petition, organ=city.water, since=DAY))

    city.water.parent = city.housing
    city.water.save()

    assert refused(Involvement(petition=petition, organ=city.water, since=DAY))
    city.water.parent = city.city
    city.water.save()
    assert not refused(Involvement(petition=petition, organ=city.water, since=DAY))


def test_before_the_accused_is_named_nothing_is_transferred_by_anybody(city):
    petition = make_petition(city.bureau, city.clerk)
    petition.advance("take", by=city.dispatcher)
    petition.advance("classify", by=city.dispatcher, petition_class="ACCUSATION")
    leg = {
        "petition": petition,
        "event": petition.events.last(),
        "kind": "TRANSFER",
        "from_organ": city.bureau,
        "to_organ": city.discipline,
        "sent_on": DAY,
    }

    with pytest.raises(ProgrammingError, match="say first whether the accused is known"), transaction.atomic():
        Transfer.objects.create(**leg)
    with pytest.raises(StepNotOpen, match="请先认定被检举控告人"):
        petition.advance("hand_to_discipline", by=city.accusation_officer, organ=city.discipline)
    with pytest.raises(StepNotOpen):
        petition.advance("identify", by=city.accusation_officer, is_identified=False)  # without a reason
    with pytest.raises(StepNotOpen):
        petition.advance("identify", by=city.accusation_officer, is_identified=True)  # without anybody
    petition.advance("identify", by=city.accusation_officer, is_identified=False, reason="信中未写明")
    assert Identification.objects.get().is_identified is False
    petition.advance("hand_to_discipline", by=city.accusation_officer, organ=city.discipline)

    assert petition.holder_organ == city.discipline


# ── By SQL, as the application and as the owner ──

WRITES = {
    "petitions_involvement": "INSERT INTO petitions_involvement (petition_id, organ_id, since) VALUES (%(petition)s, %(organ)s, now())",
    "petitions_transfer": """INSERT INTO petitions_transfer (petition_id, event_id, kind, from_organ_id, to_organ_id, sent_on, note, is_current, is_ordered)
        SELECT %(petition)s, max(id), 'TRANSFER', %(from)s, %(organ)s, now(), '', false, false FROM petitions_event WHERE petition_id = %(petition)s""",
    "petitions_petition": "UPDATE petitions_petition SET holder_organ_id = %(organ)s WHERE id = %(petition)s",
    "petitions_petition holder": "UPDATE petitions_petition SET holder_id = %(duty)s WHERE id = %(petition)s",
    "petitions_notice": """INSERT INTO petitions_notice (key, petition_id, duty_id, kind, details, channel, state, attempts, next_try_at, created_at)
        VALUES ('sql', %(petition)s, %(duty)s, 'note', '{}', 'DESK', 'WAITING', 0, now(), now())""",
}  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_neither_the_application_nor_the_owner_writes_an_accused_addressee(office, city, name):
    petition = accused(city)
    keys = {"petition": petition.pk, "from": city.bureau.pk}
    bad = keys | {"organ": city.branch.pk, "duty": city.branch_officer.pk}
    good = keys | {"organ": city.discipline.pk, "duty": city.accusation_officer.pk}

    with pytest.raises(DatabaseError, match="this addressee is not possible"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITES[name], bad)
    with as_owner() as cursor, pytest.raises(Exception, match="this addressee is not possible"):
        cursor.execute(WRITES[name], bad)
    with as_owner() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(WRITES[name], good)
        assert cursor.rowcount == 1
        cursor.execute("ROLLBACK")


def test_a_guard_that_is_gone_is_found(office, cast):
    def missing():
        with office.run_as("worker"):
            return [fault.kind for fault in Verifier().guards() if "refuse_" in fault.kind]

    assert missing() == []
    with as_owner() as cursor:
        cursor.execute("DROP TRIGGER refuse_organ_id ON petitions_involvement")
    assert missing() == ["guard refuse_organ_id of petitions_involvement is missing"]


# ── By the pages and their steps ──


def test_no_step_that_names_an_organ_or_a_colleague_reaches_the_accused(city, sign_in, on):
    on(2026, 3, 5)
    petition = accused(city)
    officer = sign_in(city.accusation_officer)

    for organ in (city.housing, city.branch):
        answers = {"paper": "D33", "organ": organ.name, "envelopes": "1"}
        assert officer.post(reverse("take-step", args=[petition.number, "hand_to_discipline"]), answers).status_code == 422
    offered = remarks.colleagues(petition, city.accusation_officer)
    assert city.branch_officer not in offered
    Involvement.objects.create(petition=petition, organ=city.discipline, since=DAY)
    assert list(remarks.colleagues(petition, city.accusation_officer)) == [city.discipline_officer]
    for step in ("transfer", "assign", "assign_jointly", "refer", "keep", "guide", "ask_for_part", "hand_over", "report_up", "dispute"):
        page = officer.get(reverse("take-step", args=[petition.number, step]))
        assert page.status_code in (302, 404), step


def test_a_discipline_organ_without_authority_over_the_accused_is_refused(city):
    county = make_organ("东湖区人民政府", OrganKind.GOVERNMENT, parent=city.city)
    county_discipline = make_organ("东湖区纪委监委", OrganKind.DISCIPLINE, parent=county)
    county_office = make_organ("东湖区教育局", parent=county)
    of_the_city, of_the_county = accused(city), accused(city, Accused("区教育局", county_office))

    with pytest.raises(StepNotOpen, match="没有管辖权"):
        of_the_city.advance("hand_to_discipline", by=city.accusation_officer, at=at(DAY), organ=county_discipline)
    assert accusations.authorities([Accused("区教育局", county_office)], city.bureau)[:2] == [county_discipline, city.discipline]
    of_the_county.advance("hand_to_discipline", by=city.accusation_officer, at=at(DAY), organ=county_discipline)
    of_the_city.advance("hand_to_discipline", by=city.accusation_officer, at=at(DAY), organ=city.discipline)


def test_what_accuses_the_head_of_everything_here_cannot_stay_and_goes_to_a_body_outside(city):
    with pytest.raises(StepNotOpen, match="送交上一级纪检监察机关"):
        accused(city, Accused("沈市长", None, city.city_leader.officer))
    petition = make_petition(city.bureau, city.clerk)
    petition.advance("take", by=city.dispatcher, at=at(DAY))
    petition.advance("classify", by=city.dispatcher, at=at(DAY), petition_class="ACCUSATION")
    petition.advance("identify", by=city.accusation_officer, at=at(DAY), is_identified=False, reason="未写明")

    petition.advance("hand_to_discipline", by=city.accusation_officer, at=at(DAY), body="省纪委监委", envelopes=1)

    assert (petition.state, petition.holder_organ, petition.documents.get().payload["to"]) == (
        "HANDED_DISCIPLINE",
        city.bureau,
        "省纪委监委",
    )


def test_a_political_legal_organ_gets_a_closed_envelope_and_nothing_of_what_is_in_it(city):
    police = make_organ("公安局", parent=city.city)
    petition = accused(city)

    petition.advance("hand_to_discipline", by=city.accusation_officer, at=at(DAY), organ=police, paper="D33", envelopes=2)

    paper = petition.documents.get()
    assert (paper.kind, paper.payload["to"], paper.payload["materials"]) == ("D33", police.name, ["密封材料2件"])
    assert "漏水" not in str(paper.payload)
    assert "密政" in paper.number


# ── Recusal ──


def test_who_keeps_away_gets_nothing_in_hand_and_hears_nothing_until_two_lift_it(city, sign_in, on):
    on(2026, 4, 2)
    petition = city.accepted()
    petition.advance("recuse", by=city.handler, reason="亲属")
    handler, liaison, leader = sign_in(city.handler), sign_in(city.liaison), sign_in(city.leader)
    assert refused(Notice(key="r1", petition=petition, duty=city.handler, kind="note", channel="DESK"))
    with pytest.raises(ProgrammingError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(holder=city.handler)
    assert handler.get(petition.get_absolute_url()).status_code == 404

    address = reverse("take-step", args=[petition.number, "lift_recusal"])
    assert liaison.post(address, {"officer": city.handler.officer.slug, "reason": ""}).status_code == 422
    assert liaison.post(address, {"officer": city.handler.officer.slug, "reason": "亲属关系已查明不存在"}).status_code == 302
    assert handler.get(petition.get_absolute_url()).status_code == 404
    liaison.post(reverse("decide-proposal", args=[petition.number, petition.pending.slug]), {"decision": "confirm"})
    assert handler.get(petition.get_absolute_url()).status_code == 404  # not by the same person
    leader.post(reverse("decide-proposal", args=[petition.number, petition.pending.slug]), {"decision": "confirm"})

    petition.refresh_from_db()
    petition.advance("appoint", by=city.liaison, handler=city.handler)
    assert handler.get(petition.get_absolute_url()).status_code == 200
    assert (Recusal.objects.count(), Recusal.ever.count()) == (0, 1)
    petition = Petition.objects.get(pk=petition.pk)
    petition.advance("recuse", by=city.handler, reason="又发现关联")
    assert handler.get(petition.get_absolute_url()).status_code == 404


def test_the_ladder_does_not_ring_for_an_officer_who_keeps_away(city):
    petition, other = city.accepted(), city.accepted()
    petition.advance("recuse", by=city.leader, at=at(date(2026, 4, 2)), reason="亲属")

    sweep(date(2026, 5, 25))

    rung = Notice.objects.filter(duty=city.leader, kind__startswith="clock_").values_list("petition", flat=True)
    assert set(rung) == {other.pk}
    assert Notice.objects.filter(duty=city.supervisor, petition=petition, kind__startswith="clock_").exists()


def test_a_deputy_writes_the_part_of_an_assisting_organ_in_the_name_of_who_is_away(city, on):
    on(2026, 3, 18)
    petition = city.assigned_jointly()
    petition.advance("give_part", by=city.water_liaison, handler=city.water_handler)
    deputy = make_duty(Role.HANDLER, city.water, "蒋代办")
    Absence.objects.create(
        duty=city.water_handler, deputy=deputy, since=date(2026, 3, 18), until=date(2026, 3, 20), set_by=city.water_handler
    )

    petition.advance("answer_part", by=Duty.objects.get(pk=deputy.pk), opinion="管网正常。")

    event = petition.events.get(step="answer_part")
    assert (event.duty, event.on_behalf_of) == (deputy, city.water_handler)


# ── Any order of anything ──


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_whatever_is_moved_appointed_and_accused_no_accused_ever_gets_a_byte(city_of_chance, seed):
    """Random edits of the tree, duties that begin and end, accusations and steps: what the rule in Python, the gate and the database say is one."""
    with transaction.atomic():
        Chance(city_of_chance, Random(seed)).play(8)
        transaction.set_rollback(True)


@pytest.fixture
def city_of_chance(city):
    return city


class Chance:
    def __init__(self, city, die):
        self.city, self.die = city, die
        self.organs = [city.housing, city.water, city.branch, city.bureau, city.discipline]
        self.petitions = []

    def play(self, moves):
        for _move in range(moves):
            self.die.choice([self.move_organ, self.appoint, self.dismiss, self.accuse, self.accuse, self.hand_over, self.sweep])()
            self.look()

    def move_organ(self):
        organ, below = self.die.sample(self.organs, 2)
        organ.refresh_from_db()
        organ.parent = self.die.choice([below, self.city.city])
        try:
            with transaction.atomic():
                organ.save()
        except DatabaseError:
            pass  # a circle

    def appoint(self):
        officer = self.die.choice(list(Duty.objects.order_by("pk"))).officer
        role, organ = self.die.choice([Role.DISC, Role.O_LEAD, Role.HANDLER]), self.die.choice(self.organs)
        if not Duty.objects.filter(officer=officer, organ=organ, role=role, ended_on=None).exists():
            Duty.objects.create(officer=officer, organ=organ, role=role, since=date(2020, 1, 1))

    def dismiss(self):
        duty = self.die.choice(list(Duty.objects.filter(ended_on=None).order_by("pk")))
        Duty.objects.filter(pk=duty.pk).update(ended_on=timezone.localdate())

    def accuse(self):
        duty = self.die.choice(list(Duty.objects.order_by("pk")))
        who = self.die.choice(
            [Accused("某人", None, duty.officer), Accused("某单位", duty.organ), Accused("某人", duty.organ, duty.officer)]
        )
        petition = make_petition(self.city.bureau, self.city.clerk)
        try:
            with transaction.atomic():
                petition.advance("take", by=self.city.dispatcher)
                petition.advance("classify", by=self.city.dispatcher, petition_class="ACCUSATION", named=[who])
        except StepNotOpen:
            return  # no office is left, or the dispatcher moved
        self.petitions.append(petition)

    def hand_over(self):
        for petition in self.petitions:
            petition = Petition.objects.get(pk=petition.pk)
            officer = visibility.readers(petition).filter(role=Role.DISC, organ=petition.holder_organ).first()
            organ = self.die.choice(list(Organ.objects.order_by("pk")))
            if officer and petition.state == "TRIAGE":
                try:
                    with transaction.atomic():
                        petition.advance("hand_to_discipline", by=officer, organ=organ, paper=self.die.choice(["D32", "D33"]))
                except StepNotOpen:
                    continue
                assert organ.pk not in accusations.closed_organs(accusations.accused_of(petition))

    def sweep(self):
        sweep(timezone.localdate() + timedelta(days=self.die.choice([0, 16, 60])))

    def look(self):
        for petition in self.die.sample(self.petitions, min(1, len(self.petitions))):
            closed = accusations.closed_officers(accusations.accused_of(petition))
            seen = {duty.officer_id for duty in Duty.objects.current() if Petition.objects.visible_to(duty).filter(pk=petition.pk).exists()}
            assert not seen & closed
            duty = self.die.choice(list(Duty.objects.current().order_by("pk")))
            row = Notice(
                key=f"chance:{petition.pk}:{duty.pk}:{self.die.random()}", petition=petition, duty=duty, kind="note", channel="DESK"
            )
            assert refused(row) == (duty.officer_id in closed)


# Columns that name an organ or somebody of ours, and no addressee.
NO_ADDRESSEES = {
    "petitions_archivevolume": "organ", "petitions_contact": "duty organ", "petitions_correctionorder": "ordered_by proposed_by",
    "petitions_disposal": "confirmed_by proposed_by", "petitions_dispute": "decided_by declared_by", "petitions_document": "organ",
    "petitions_documentseries": "organ", "petitions_emergency": "asked_by decided_by organ", "petitions_event": "duty on_behalf_of organ proposed_by",
    "petitions_evaluation": "organ", "petitions_evidence": "duty", "petitions_export": "decided_by duty", "petitions_finding": "duty", "petitions_jointhandling": "named_by",
    "petitions_invitation": "by", "petitions_thirdparty": "added_by duty",
    "petitions_legalhold": "lifted_by placed_by", "petitions_look": "duty", "petitions_meeting": "duty", "petitions_note": "duty",
    "petitions_objection": "suggested_organ", "petitions_partanswer": "duty", "petitions_party": "officer organ",
    "petitions_petition": "first_organ first_receiver", "petitions_proposal": "by decided_by", "petitions_question": "duty",
    "petitions_queue": "duty organ", "petitions_recusal": "officer", "petitions_taskdone": "duty", "petitions_transfer": "from_organ signed_by",
    "petitions_urgentreceipt": "duty", "petitions_urgenttask": "organ",
}  # fmt: skip


def test_each_column_that_names_an_addressee_has_its_trigger():
    """A new column joins the list of barring.py, or is named above as none."""
    ours = {"accounts.Organ", "accounts.Duty", "accounts.Officer"}
    named = {
        (model._meta.db_table, field.column)
        for model in apps.get_app_config("petitions").get_models()
        for field in model._meta.local_concrete_fields
        if field.related_model and field.related_model._meta.label in ours and not model.__name__.startswith("Historical")
    }

    guarded = {(table, column) for table, (_petition, columns) in barring.ADDRESSEES.items() for column in columns}
    guarded |= {("petitions_petition", "holder_organ_id"), ("petitions_petition", "holder_id")}
    assert named == guarded | {(table, f"{name}_id") for table, names in NO_ADDRESSEES.items() for name in names.split()}

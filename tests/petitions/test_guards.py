"""What the database itself refuses, whoever asks; each refusal beside what it lets through."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from petitions.models import Claim, Contact, Document, Event, Petition, append_only
from petitions.workflow import State
from tests.database import as_owner
from tests.factories import Cast, make_petition


def refused(action):
    with pytest.raises(DatabaseError), transaction.atomic():
        action()


def test_a_state_can_be_left_only_by_a_known_step(cast):
    petition = make_petition(cast.bureau, cast.clerk)

    refused(lambda: Petition.objects.filter(pk=petition.pk).update(state=State.CLOSED))
    with pytest.raises(AttributeError):
        petition.state = State.CLOSED
    Petition.objects.filter(pk=petition.pk).update(state=State.TRIAGE)

    petition.refresh_from_db()
    assert petition.state == State.TRIAGE


def test_the_state_stays_protected_after_a_refresh_that_failed(cast):
    petition = make_petition(cast.bureau, cast.clerk)
    petition.pk = 10**9

    with pytest.raises(Petition.DoesNotExist):
        petition.refresh_from_db()
    with pytest.raises(AttributeError):
        petition.state = State.CLOSED


def test_a_petition_that_changed_without_an_event_is_not_committed(office):
    cast = Cast()
    petition = make_petition(cast.bureau, cast.clerk)

    refused(lambda: Petition.objects.filter(pk=petition.pk).update(subject="别的"))
    refused(lambda: Petition.objects.filter(pk=petition.pk).delete())
    petition.advance("take", by=cast.dispatcher)

    petition.refresh_from_db()
    assert (petition.subject, petition.state) == ("公租房漏水", State.TRIAGE)


def test_what_was_written_is_never_rewritten_not_even_by_the_owner(office):
    cast = Cast()
    petition = cast.issued()
    tables = [model._meta.db_table for model in (Event, Contact, Claim, Document)]

    refused(lambda: Event.objects.filter(petition=petition).update(reason="改"))
    refused(lambda: Contact.objects.all().delete())
    with as_owner() as cursor:
        for table in tables:
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(connection.Database.DatabaseError):
                    cursor.execute(statement)
        cursor.execute("SELECT count(*) FROM petitions_event")
        assert cursor.fetchone()[0] == Event.objects.count() > 0


def test_every_table_of_words_and_records_is_append_only():
    names = {trigger.name for trigger in append_only()}
    guarded = {model.__name__ for model in apps.get_models() if names <= {trigger.name for trigger in getattr(model._meta, "triggers", [])}}
    assert guarded == {
        "AccessRecord",
        "Addressee",
        "AnnualDay",
        "Answer",
        "ArchiveVolume",
        "Arrival",
        "CheckAnswer",
        "Claim",
        "ClaimMove",
        "Contact",
        "DeductionDeed",
        "DemandDeed",
        "DemandFile",
        "Disposal",
        "Disputant",
        "Document",
        "Escalation",
        "Evaluation",
        "Event",
        "Evidence",
        "Extension",
        "Finding",
        "GuestOpinion",
        "Hearing",
        "HearingRecord",
        "Identification",
        "InspectedCase",
        "InspectionFinding",
        "InspectionReport",
        "Invitation",
        "Ladder",
        "Link",
        "Look",
        "Mediation",
        "Meeting",
        "Note",
        "PartAnswer",
        "Party",
        "Pledge",
        "QualityReview",
        "QualityRuling",
        "Question",
        "Reconciliation",
        "RectificationFile",
        "RectificationReply",
        "RectificationVerdict",
        "Recusal",
        "RecusalLift",
        "RemedyDecision",
        "ReportDraft",
        "ReportReading",
        "ReportSource",
        "ReportStep",
        "Retaliation",
        "Rung",
        "Sample",
        "SampleCase",
        "ScoringRule",
        "Service",
        "Shape",
        "SheetRow",
        "TaskDone",
        "UrgentReceipt",
        "Verification",
        "VolumeItem",
        "WarningDeed",
        "WarningEvidence",
        "WarningFile",
        "WarningRule",
        "Withdrawn",
        "YearSheet",
    }


def test_the_application_is_no_superuser_and_owns_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("xinfang_app", False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_document_numbers_run_without_gaps_also_when_a_step_fails(cast):
    for _ in range(2):
        cast.transferred()
    petition = cast.sorted()
    with pytest.raises(IntegrityError), transaction.atomic():
        petition.advance("transfer", by=cast.dispatcher, organ=cast.housing)
        Claim.objects.create(petition=petition, seq=1, text="twice")
    cast.transferred()

    numbers = list(Document.objects.filter(kind="D04").order_by("id").values_list("number", flat=True))
    assert numbers == [f"{cast.bureau.code}转〔2026〕{serial}号" for serial in (1, 2, 3)]


def test_events_of_a_petition_stand_in_one_line_and_carry_the_database_clock(cast):
    petition = cast.accepted(accepted_on=date(2026, 3, 20))

    events = list(petition.events.all())
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert all(event.recorded_at > event.happened_at for event in events)
    assert events == sorted(events, key=lambda event: event.recorded_at)


def test_no_session_can_switch_the_triggers_off(office):
    cast = Cast()
    petition = make_petition(cast.bureau, cast.clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'petitions_event'::regclass AND NOT tgisinternal")
        names = ",".join(name for (name,) in cursor.fetchall())
        cursor.execute(f"SET pgtrigger.ignore = '{{{names}}}'")

    refused(lambda: Event.objects.filter(petition=petition).update(reason="改"))

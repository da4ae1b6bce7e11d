"""Is a file destroyed by two, at its time, without a hold, wholly, and with a line that remains?"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction

from accounts.models import Role
from petitions import disposal, files
from petitions.models import Contact, Disposal, Document, Event, Evidence, Petition
from petitions.workflow import StepNotOpen
from tests.factories import at, make_duty
from tests.petitions.test_archive import picture

SECRETS = ("王秀英", "13800000001", "东湖区", "公租房", "屋顶漏水", "请修理屋顶", "经查第", "现场照片")


def filed_long_ago(cast, *, year=2013, retention="Y10"):
    """A matter of years ago whose time of keeping has passed: Y10 from 2013 ends on 31 December 2023."""
    days = {
        "received_on": date(year, 3, 4), "sent_on": date(year, 3, 11), "signed_on": date(year, 3, 12), "accepted_on": date(year, 3, 14),
        "found_on": date(year, 4, 1), "issued_on": date(year, 4, 10), "served_on": date(year, 4, 12),
    }  # fmt: skip
    petition = cast.served(**days)
    evidence = files.store(SimpleUploadedFile("现场照片.png", picture(size=(20, 20))))
    petition.advance("add_material", by=cast.handler, files=[evidence], at=at(date(year, 4, 15)))
    petition.advance("lapse", actor="SYSTEM", at=at(date(year, 6, 20)))
    petition.advance(
        "archive", by=cast.archivist, at=at(date(year, 7, 1)), retention_class=retention, retention_reason="按本机关保管期限表"
    )
    return petition


def propose(client, petition, reason="保管期限届满，鉴定无继续保存价值。"):
    return client.post(f"/cases/{petition.number}/steps/dispose/", {"reason": reason})


def confirm(client, petition):
    return client.post(f"/cases/{petition.number}/proposals/{petition.pending.slug}/", {"decision": "confirm"})


def everything_written_about(petition) -> str:
    """Every text of every row that hangs on the petition, as the database has it; in no order that a query plan could change."""
    found = []
    with connection.cursor() as cursor:
        for model, keys in disposal.rows_of_a_petition().items():
            if model._meta.label_lower in disposal.REGISTER:
                continue
            cursor.execute(
                f'SELECT to_jsonb(t)::text FROM "{model._meta.db_table}" t WHERE "{model._meta.pk.column}" IN ({keys})'.replace("$1", "%s"),
                [petition.pk] * keys.count("$1"),
            )
            found += [text for (text,) in cursor.fetchall()]
        cursor.execute("SELECT to_jsonb(t)::text FROM petitions_historicalpetition t WHERE id = %s", [petition.pk])
        found += [text for (text,) in cursor.fetchall()]
    return "\n".join(sorted(found))


def test_a_file_whose_time_has_passed_is_destroyed_by_two_and_one_line_remains(cast, sign_in, settings, django_capture_on_commit_callbacks):
    petition = filed_long_ago(cast)
    volume, evidence = petition.newest_volume, petition.evidence.get()
    assert all(secret in everything_written_about(petition) for secret in ("王秀英", "公租房", "请修理屋顶", "经查第"))
    assert (settings.MEDIA_ROOT / evidence.path).exists()

    assert propose(sign_in(cast.archivist), petition).status_code == 302
    assert not Disposal.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert confirm(sign_in(cast.leader), petition).status_code == 302

    line = Disposal.objects.get()
    assert (line.volume, line.proposed_by, line.confirmed_by) == (volume, cast.archivist, cast.leader)
    assert line.reason == "保管期限届满，鉴定无继续保存价值。"
    left = everything_written_about(petition)
    assert not [secret for secret in SECRETS if secret in left]
    assert not (settings.MEDIA_ROOT / evidence.path).exists()
    petition.refresh_from_db()
    assert (petition.state, petition.subject) == ("ARCHIVED", volume.number)
    page = sign_in(cast.archivist).get(f"/cases/{petition.number}/")
    assert "This file was destroyed" in page.text
    assert volume.seal in page.text
    for address in (
        "file.pdf",
        "file.zip",
        f"evidence/{evidence.slug}/",
        f"documents/{petition.documents.get(kind='D17').slug}.pdf",
        "papers/D01.pdf",
    ):
        assert sign_in(cast.archivist).get(f"/cases/{petition.number}/{address}").status_code in (404, 409)


def test_the_skeleton_stays_for_figures_and_the_proof(cast, sign_in):
    petition = filed_long_ago(cast)
    numbers = list(petition.documents.values_list("number", "sha256", "issued_on"))
    events = list(petition.events.values_list("step", flat=True))
    clocks = list(petition.clocks.values_list("rule", "rolled_on", "result"))
    propose(sign_in(cast.archivist), petition)
    confirm(sign_in(cast.leader), petition)

    assert list(petition.documents.values_list("number", "sha256", "issued_on")) == numbers
    assert list(petition.events.values_list("step", flat=True)) == [*events, "propose", "dispose"]
    assert list(petition.clocks.values_list("rule", "rolled_on", "result")) == clocks


def test_another_matter_is_not_touched(cast, sign_in):
    other, petition = filed_long_ago(cast), filed_long_ago(cast)
    before = everything_written_about(other)
    propose(sign_in(cast.archivist), petition)
    confirm(sign_in(cast.leader), petition)

    assert everything_written_about(other) == before


def test_before_its_day_and_for_ever_nothing_is_destroyed(cast, sign_in):
    early, for_ever = filed_long_ago(cast, retention="Y30"), filed_long_ago(cast, retention="PERMANENT")

    for petition, why in ((early, "to be kept until"), (for_ever, "kept for ever")):
        refused = propose(sign_in(cast.archivist), petition)
        assert refused.status_code == 422
        assert why in refused.text
        assert petition.pending is None
    assert propose(sign_in(cast.archivist), filed_long_ago(cast)).status_code == 302


def test_under_a_hold_nothing_is_destroyed_also_when_it_came_after_the_proposal(cast, sign_in):
    petition = filed_long_ago(cast)
    propose(sign_in(cast.archivist), petition)
    petition.advance("put_on_hold", by=cast.archivist, reason="审计需要")

    refused = confirm(sign_in(cast.leader), petition)

    assert refused.status_code == 422
    assert "on legal hold" in refused.text
    petition.advance("lift_hold", by=cast.leader, reason="审计结束")
    assert confirm(sign_in(cast.leader), petition).status_code == 302
    assert Disposal.objects.filter(petition=petition).exists()


def test_nobody_destroys_alone(cast, sign_in):
    petition = filed_long_ago(cast)
    both = make_duty(Role.O_LEAD, cast.housing)
    both.officer = cast.archivist.officer
    both.save()
    propose(sign_in(cast.archivist), petition)

    with pytest.raises(StepNotOpen, match="two persons"):
        petition.confirm(petition.pending, by=both)
    for duty in (cast.handler, cast.water_leader, cast.bureau_leader, cast.admin):
        assert confirm(sign_in(duty), petition).status_code in (404, 422)
    assert not Disposal.objects.exists()
    assert propose(sign_in(cast.handler), petition).status_code == 404


def test_the_database_itself_keeps_what_is_to_be_kept(cast):
    early, due = filed_long_ago(cast, retention="Y30"), filed_long_ago(cast)
    event = Event.objects.filter(petition=due).last()

    def line(petition, **changed):
        given = {"volume": petition.newest_volume, "petition": petition, "event": event, "disposed_on": date(2026, 6, 1), "reason": "x"}
        return Disposal(**given | {"proposed_by": cast.archivist, "confirmed_by": cast.leader} | changed)

    for refused in (line(early), line(early, disposed_on=date(2090, 1, 1)), line(due, confirmed_by=cast.archivist)):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused.save()
    due.advance("put_on_hold", by=cast.archivist, reason="审计需要")
    with pytest.raises(IntegrityError, match="on hold"), transaction.atomic():
        line(due).save()


def test_without_its_line_the_function_empties_nothing(cast):
    petition = filed_long_ago(cast)

    with pytest.raises(IntegrityError, match="no line"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT petitions_destroy(%s)", [petition.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        Contact.objects.filter(arrivals__petition=petition).update(text="")
    assert "公租房" in everything_written_about(petition)


def test_with_its_line_nobody_else_may_change_anything_either(cast, sign_in):
    """The exception of append-only tables is the function's own, not the transaction's."""
    petition, other = filed_long_ago(cast), filed_long_ago(cast)
    propose(sign_in(cast.archivist), petition)

    with transaction.atomic():
        petition.confirm(petition.pending, by=cast.leader)
        for rows in (
            Contact.objects.filter(arrivals__petition=other),
            Event.objects.filter(petition=other),
            Document.objects.filter(petition=other),
        ):
            with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
                rows.update(**{"text": ""} if rows.model is Contact else {"reason": "x"} if rows.model is Event else {"title": "x"})
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            Evidence.objects.filter(petition=other)._raw_delete("default")


def test_a_text_of_two_matters_goes_with_the_last(cast, sign_in):
    petition, other = filed_long_ago(cast), filed_long_ago(cast)
    contact = petition.contacts.get()
    other.arrivals.create(contact=contact, kind="REPEAT")
    for matter, left in ((petition, True), (other, False)):
        propose(sign_in(cast.archivist), matter)
        confirm(sign_in(cast.leader), matter)
        contact.refresh_from_db()
        assert bool(contact.text) is left


def test_every_table_of_a_matter_is_known_to_the_function(db):
    """Whoever adds a table with words of people adds them to what is destroyed, without having to name it."""
    emptied = {line.split('"')[1] for line in disposal.statements()}

    known = {model._meta.db_table for model in disposal.rows_of_a_petition()}
    assert {
        "petitions_contact",
        "petitions_party",
        "petitions_finding",
        "petitions_document",
        "petitions_evidence",
        "reception_visit",
    } <= known
    assert {"petitions_contact", "petitions_party", "petitions_claim", "petitions_event", "petitions_notice"} <= emptied
    assert not emptied & {"petitions_petition", "petitions_disposal", "petitions_archivevolume", "accounts_officer", "accounts_organ"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'petitions_destroy'")
        source = cursor.fetchone()[0]
    assert all(f'"{table}"' in source for table in emptied)
    assert Petition._meta.db_table not in emptied

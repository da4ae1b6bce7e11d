"""An officer's file is scanned and inspected before it is taken, follows its row through both walls, and is missed when it is gone."""

from datetime import timedelta

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from petitions import files
from petitions.files import disk, reconciling
from petitions.models import KeptFile
from supervision.demands import KINDS, NotNow, doing
from supervision.models import DemandFile
from tests.petitions.test_disposal import filed_long_ago
from tests.uploads.samples import PDF, pdf


def ordered(cast, petition):
    today = timezone.localdate()
    return doing.write(
        KINDS["ORDER"], cast.supervisor, today, key="one", petition=petition, organ=cast.housing, triggers=["DELAY"], mode="LETTER",
        problem="没有派人查看。", requirement="十日内答复。", asked_on=today + timedelta(days=10),
    )  # fmt: skip


@pytest.fixture
def order(cast):
    return ordered(cast, cast.accepted())


def runs_a_script(paper):
    paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def on_disk():
    return {path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()}


def answered(order, by, *uploads):
    return doing.answer(order, by, timezone.localdate(), words="已派人查看，材料后附。", uploads=uploads)


def test_a_file_that_runs_something_is_refused_with_a_sentence_and_a_plain_one_is_kept(cast, order):
    before = on_disk()

    with pytest.raises(NotNow) as refusal:
        answered(order, cast.liaison, SimpleUploadedFile("答复.pdf", pdf(change=runs_a_script)))
    assert "答复.pdf" in str(refusal.value)
    assert (on_disk(), DemandFile.objects.count()) == (before, 0)

    answered(order, cast.liaison, SimpleUploadedFile("答复.pdf", PDF))
    kept = DemandFile.objects.get()
    assert disk.size_of(kept.path) == kept.size == len(PDF)
    assert not disk.quarantined(kept.path).exists()


def test_the_night_knows_the_file_and_misses_it_when_it_is_gone_or_changed(cast, order):
    answered(order, cast.liaison, SimpleUploadedFile("答复.pdf", PDF))
    kept = DemandFile.objects.get()
    night = timezone.now()

    whole = reconciling.reconcile(night, everything=True)
    (settings.MEDIA_ROOT / kept.path).write_bytes(PDF[:-1] + b"x")
    changed = reconciling.reconcile(night, everything=True)
    disk.discard(kept)
    gone = reconciling.reconcile(night, everything=True)

    assert (whole.changed, whole.missing) == (0, 0)
    assert (changed.changed, changed.missing) == (1, 0)
    assert (gone.changed, gone.missing) == (0, 1)
    assert ["missing", kept.slug] in gone.faults


def test_it_is_destroyed_with_its_matter_and_missed_by_nobody(cast, django_capture_on_commit_callbacks):
    petition = filed_long_ago(cast)
    answered(ordered(cast, petition), cast.liaison, SimpleUploadedFile("答复.pdf", PDF))
    kept = DemandFile.objects.get()
    petition.advance("dispose", by=cast.archivist, reason="保管期限届满")
    with django_capture_on_commit_callbacks(execute=True):
        petition.confirm(petition.pending, by=cast.leader)

    kept.refresh_from_db()
    assert (kept.name, disk.size_of(kept.path)) == ("", None)
    assert reconciling.reconcile(timezone.now(), everything=True).missing == 0


def test_whatever_is_kept_beside_a_petition_is_one_of_the_tables_that_the_night_knows():
    assert DemandFile in KeptFile.uses()
    assert len(KeptFile.uses()) == len({use._meta.db_table for use in KeptFile.uses()}) >= 4
    assert files.store_checked.__module__ == "petitions.files.keeping"

"""Is a file archived only when it is whole, sealed as it is, and handed to nobody but those who keep it?"""

import io
from contextlib import closing
from datetime import date

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from PIL import Image

from accounts.models import Role
from petitions import binding, completeness, files, retention, volumes
from petitions.models import ArchiveVolume, Event, Petition, VolumeItem
from petitions.workflow import StepNotOpen
from tests.factories import at, make_duty

FILED = date(2026, 6, 1)


def closed(cast, **fields):
    petition = cast.served(**fields)
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 20)))
    return petition


def archived(cast, **fields):
    petition = closed(cast, **fields)
    petition.advance("archive", by=cast.archivist, at=at(FILED))
    return petition


def picture(kind="PNG", size=(900, 400)):
    target = io.BytesIO()
    Image.new("RGB", size, "navy").save(target, kind)
    return target.getvalue()


def pdf(pages=3, **saving):
    target = io.BytesIO()
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page(page_size=(842, 595))
        made.save(target, **saving)
    return target.getvalue()


def with_evidence(petition, by, *named):
    kept = [files.store(SimpleUploadedFile(name, content)) for name, content in named]
    petition.advance("add_material", by=by, files=kept, at=at(date(2026, 4, 14)))
    return kept


def text_of(content) -> list[str]:
    with closing(pypdfium2.PdfDocument(content)) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def taken(client, address):
    """The answer and its bytes; what is read to its end is closed."""
    answer = client.get(address)
    return answer, b"".join(answer.streaming_content)


# ── Scenario 62: the guard ──


def test_a_file_with_an_open_remedy_a_missing_proof_and_a_running_clock_is_refused_with_all_of_it_in_one_sentence(cast, sign_in):
    petition = cast.issued(track="T5_DUTY")
    petition.advance("serve_reply", by=cast.handler, at=at(date(2026, 4, 13)), mode="PERSONAL", served_on=date(2026, 4, 13))
    letter, notice = petition.documents.get(kind="D17R"), petition.documents.get(kind="D07")
    petition.clocks.filter(rule="C25").update(result="RUNNING", stopped_on=None)
    with transaction.atomic():
        # What no step does: the row as a faulty import would have left it.
        Event.objects.create(petition=petition, step="recount", to_state=petition.state, actor="SYSTEM")
        Petition.objects.filter(pk=petition.pk).update(finality="OPEN")
    unserved = letter
    _without_services(unserved)

    answer = sign_in(cast.archivist).post(f"/cases/{petition.number}/steps/archive/", {"retention_class": "Y30"})

    assert answer.status_code == 422
    petition.refresh_from_db()
    assert petition.state == "CLOSED"
    refusal = answer.context["form"].non_field_errors()[0]
    assert f"No proof of service of {letter}." in refusal
    assert f"{notice}" not in refusal
    assert "These periods still run: C25" in refusal
    assert "can still ask for a remedy" in refusal
    assert not ArchiveVolume.objects.exists()


def _without_services(document):
    """The proof as it would be had nobody recorded it: a further letter of the same content, never served."""
    document.pk, document.slug, document.number = None, "unserved0001", ""
    document.save(force_insert=True)


def test_a_complete_file_is_archived_with_number_index_class_and_seal(cast, sign_in):
    petition = closed(cast)
    page = sign_in(cast.archivist).get(f"/cases/{petition.number}/")
    assert page.context["file"].is_complete
    assert page.context["file"].checklist

    answer = sign_in(cast.archivist).post(f"/cases/{petition.number}/steps/archive/", {"retention_class": "Y30"})

    assert answer.status_code == 302
    petition.refresh_from_db()
    volume = petition.newest_volume
    year = volume.archived_on.year
    assert (petition.state, petition.holder) == ("ARCHIVED", None)
    assert volume.number == f"{year}-{cast.housing.code}-0001"
    assert (volume.retention, volume.retained_until) == ("Y30", date(year + 30, 12, 31))
    kinds = list(volume.items.values_list("code", flat=True))
    assert kinds == ["D01", "D04", "D06", "D07", "D23", "D17", "D23"]
    index = petition.documents.get(kind="D37").payload
    assert [item["sha256"] for item in index["items"]] == list(volume.items.values_list("sha256", flat=True))
    assert (index["volume_number"], index["retention"], index["seal_sha256"]) == (volume.number, "30年", volume.seal)
    assert sum(item["pages"] for item in index["items"]) == volume.page_count
    assert volume.seal == binding.seal(volume, list(volume.items.all()))
    assert petition.events.last().details["volume"] == volume.number


def test_only_the_archivist_of_the_organ_that_has_the_matter_files_it(cast, sign_in):
    petition = closed(cast)
    address = f"/cases/{petition.number}/steps/archive/"
    elsewhere = make_duty(Role.ARCHIVIST, cast.bureau)

    for duty in (cast.handler, cast.liaison, cast.leader, cast.dispatcher, cast.admin):
        assert sign_in(duty).post(address, {"retention_class": "Y30"}).status_code == 404
    assert sign_in(elsewhere).post(address, {"retention_class": "Y30"}).status_code == 422
    assert sign_in(cast.archivist).post(address, {"retention_class": "Y30"}).status_code == 302


def test_archive_numbers_run_without_a_gap_also_after_a_refusal(cast, monkeypatch):
    first, refused, second = closed(cast), closed(cast), closed(cast)
    first.advance("archive", by=cast.archivist, at=at(FILED))
    damaged = lambda petition: (_ for _ in ()).throw(RuntimeError)  # noqa: E731 - a crash in the middle of the step
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(binding, "seal", lambda *_: next(damaged(refused)))
        refused.advance("archive", by=cast.archivist, at=at(FILED))
    second.advance("archive", by=cast.archivist, at=at(FILED))

    numbers = [f"2026-{cast.housing.code}-{serial:04}" for serial in (1, 2)]
    assert list(ArchiveVolume.objects.values_list("number", flat=True)) == numbers


def test_another_class_than_the_table_gives_needs_a_reason(cast, sign_in):
    petition = closed(cast)
    address, client = f"/cases/{petition.number}/steps/archive/", sign_in(cast.archivist)
    assert retention.proposed(petition) == "Y30"

    refused = client.post(address, {"retention_class": "PERMANENT"})
    taken = client.post(address, {"retention_class": "PERMANENT", "retention_reason": "典型案例，具有长期查考价值。"})

    assert "retention_reason" in refused.context["form"].errors
    assert taken.status_code == 302
    volume = petition.newest_volume
    assert (volume.retention, volume.retained_until, volume.retention_reason) == ("PERMANENT", None, "典型案例，具有长期查考价值。")


def test_the_class_follows_instruction_and_result(cast):
    assert retention.proposed(cast.sorted()) == "Y10"
    assert retention.proposed(closed(cast)) == "Y30"
    assert retention.proposed(assigned_and_answered(cast)) == "PERMANENT"


def assigned_and_answered(cast):
    petition = cast.assigned()
    petition.advance("sign_for", by=cast.liaison, at=at(date(2026, 3, 17)))
    accepted_on = date(2026, 3, 18)
    petition.advance("accept", by=cast.handler, at=at(accepted_on), track="T6_PETITION", mode="PERSONAL", notified_on=accepted_on)
    petition.confirm(petition.pending, by=cast.liaison, at=at(accepted_on))
    for claim in petition.claims.all():
        petition.advance(
            "find", by=cast.handler, at=at(accepted_on), claim=claim, facts="属实", result="SUPPORT", opinion="支持", basis="办法"
        )
    petition.advance("submit", by=cast.handler, at=at(accepted_on))
    petition.advance("sign", by=cast.leader, at=at(accepted_on))
    return petition


def test_an_evidence_file_that_changed_on_disk_is_found_before_the_file_is_sealed(cast, settings):
    petition = cast.served()
    (evidence,) = with_evidence(petition, cast.handler, ("照片.png", picture()))
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 20)))
    place = settings.MEDIA_ROOT / evidence.path
    good = place.read_bytes()
    place.write_bytes(good[:-1] + b"\0")

    with pytest.raises(StepNotOpen, match="照片.png"):
        petition.advance("archive", by=cast.archivist, at=at(FILED))
    place.unlink()
    assert any("照片.png" in gap for gap in completeness.gaps(petition))
    place.write_bytes(good)
    petition.advance("archive", by=cast.archivist, at=at(FILED))
    assert petition.newest_volume.items.filter(kind=VolumeItem.Kind.EVIDENCE).count() == 1


def test_a_sealed_volume_refuses_every_change(cast):
    volume = archived(cast).newest_volume

    for rows in (ArchiveVolume.objects.filter(pk=volume.pk), volume.items.all()):
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            rows.update(**({"retention": "Y10"} if rows.model is ArchiveVolume else {"title": "另一份"}))
    assert ArchiveVolume.objects.get(pk=volume.pk).retention == "Y30"


# ── One volume ──


def test_the_volume_is_one_pdf_with_continuous_page_numbers_and_everything_in_it(cast, sign_in):
    petition = cast.served()
    with_evidence(
        petition, cast.handler, ("合同.pdf", pdf(3)), ("现场.jpg", picture("JPEG", (400, 900))), ("账目.csv", "日期,金额\n".encode()),
        ("加密.pdf", pdf(1, encryption=pikepdf.Encryption(owner="a", user="b"))),
    )  # fmt: skip
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 20)))
    petition.advance("archive", by=cast.archivist, at=at(FILED))
    volume = petition.newest_volume

    answer, content = taken(sign_in(cast.archivist), f"/cases/{petition.number}/file.pdf")
    pages = text_of(content)

    assert answer.streaming
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert "信访案卷" in pages[0]
    assert volume.number in pages[0]
    front = len(pages) - volume.page_count
    assert "信访卷宗目录" in pages[1]
    assert all(str(number) in page for number, page in enumerate(pages[front:], start=1))
    everything = "".join(pages)
    for words in ("信访事项登记表", "信访处理意见书", "送达回证", "电子件说明", "账目.csv", "加密.pdf"):
        assert words in everything
    contract = volume.items.get(title="合同.pdf")
    assert (contract.pages, contract.first_page > 1) == (3, True)
    assert volume.items.last().first_page + volume.items.last().pages - 1 == volume.page_count


def test_what_somebody_else_put_into_a_pdf_does_not_run_in_the_volume(cast):
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.Root.OpenAction = script
        made.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        made.save(content)
    petition = cast.served()
    with_evidence(petition, cast.handler, ("表单.pdf", content.getvalue()))
    petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 20)))
    petition.advance("archive", by=cast.archivist, at=at(FILED))

    with binding.draw(petition.newest_volume) as drawn, pikepdf.open(drawn) as volume:
        assert "/OpenAction" not in volume.Root
        assert not any("/AA" in page.obj or "/Annots" in page.obj for page in volume.pages)


def test_the_file_is_taken_away_by_those_who_keep_it_and_by_nobody_else(cast, sign_in):
    petition = archived(cast)
    addresses = [f"/cases/{petition.number}/file.{ending}" for ending in ("pdf", "zip")]

    for address in addresses:
        for duty in (cast.archivist, cast.handler, cast.leader):
            assert taken(sign_in(duty), address)[0].status_code == 200
        for duty in (
            cast.dispatcher,
            cast.bureau_leader,
            cast.supervisor,
            cast.water_liaison,
            cast.water_leader,
            cast.admin,
            cast.accusation_officer,
        ):
            assert sign_in(duty).get(address).status_code == 404
    assert "Volume as PDF" in sign_in(cast.archivist).get(f"/cases/{petition.number}/").text
    assert "Volume as PDF" not in sign_in(cast.dispatcher).get(f"/cases/{petition.number}/").text


def test_a_petition_that_is_not_filed_has_no_volume(cast, sign_in):
    petition = closed(cast)

    assert sign_in(cast.archivist).get(f"/cases/{petition.number}/file.pdf").status_code == 404
    assert sign_in(cast.archivist).get(f"/cases/{petition.number}/file.zip").status_code == 404


def test_a_name_that_is_kept_from_the_organ_is_not_in_its_volume(cast, sign_in):
    petition = archived(cast, is_confidential=True)

    told = "".join(text_of(taken(sign_in(cast.archivist), f"/cases/{petition.number}/file.pdf")[1]))
    with binding.draw(petition.newest_volume) as drawn:
        full = "".join(text_of(drawn.read()))

    assert "王秀英" not in told
    assert "13800000001" not in told
    assert "王秀英" in full


# ── Legal hold ──


def test_a_hold_is_put_and_lifted_with_a_reason_and_stands_once(cast, sign_in):
    petition = archived(cast)
    hold, lift = (f"/cases/{petition.number}/steps/{step}/" for step in ("put_on_hold", "lift_hold"))
    client = sign_in(cast.archivist)
    client.post(lift, {"reason": "无"})
    assert petition.events.last().step == "archive"

    without = client.post(hold, {"reason": " "})
    client.post(hold, {"reason": "行政诉讼需要"})
    client.post(hold, {"reason": "再次"})

    assert "reason" in without.context["form"].errors
    volume = petition.newest_volume
    assert (volume.hold.reason, volume.hold.placed_by, volume.holds.count()) == ("行政诉讼需要", cast.archivist, 1)
    assert sign_in(cast.handler).post(lift, {"reason": "结案"}).status_code == 404
    assert sign_in(cast.leader).post(lift, {"reason": "诉讼已结束"}).status_code == 302
    assert petition.newest_volume.hold is None
    assert petition.newest_volume.holds.get().lift_reason == "诉讼已结束"


# ── Other ends of a matter ──


def test_each_end_has_its_own_papers(cast):
    petition = cast.sorted()

    wanted = {}
    for state in completeness.ENDINGS:
        petition.__dict__["state"] = str(state)
        wanted[str(state)] = [codes for codes, _times in completeness._wanted(petition)]

    assert wanted == {str(state): [codes] for state, codes in completeness.ENDINGS.items()}
    assert volumes.FILED_FROM[0] == "CLOSED"
    assert set(completeness.ENDINGS) | {"CLOSED"} == set(volumes.FILED_FROM)


def test_a_petitioner_who_cannot_be_reached_is_owed_no_proof_of_service(cast):
    reachable, unknown = closed(cast), closed(cast, parties=[])

    assert [line.label for line in completeness.checklist(reachable) if line.label.startswith("送达") or "service" in line.label.lower()]
    assert not [line for line in completeness.checklist(unknown) if "service" in line.label.lower()]

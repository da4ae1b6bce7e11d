"""Official papers and evidence: drawn from what was written, handed to those who may have them, locked against everything else."""

import logging
from contextlib import closing
from datetime import date

import pypdfium2
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from petitions import files
from petitions.models import Event, Petition
from reception.models import Visit
from tests.factories import at, make_contact, make_duty, make_party, make_petition
from tests.uploads.samples import PDF


def text_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    with closing(pypdfium2.PdfDocument(response.content)) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def paper(petition, kind):
    return f"/cases/{petition.number}/documents/{petition.documents.get(kind=kind).slug}.pdf"


def evidence_of(petition, by):
    evidence = files.store(SimpleUploadedFile("合同.pdf", PDF))
    petition.advance("add_material", by=by, files=[evidence])
    return evidence, f"/cases/{petition.number}/evidence/{evidence.slug}/"


def test_an_opinion_letter_is_drawn_from_its_row_for_those_who_see_the_petition(cast, sign_in):
    petition = cast.issued()
    address = paper(petition, "D17")

    response = sign_in(cast.handler).get(address)

    text = text_of(response)
    assert "信访处理意见书" in text
    assert "经查第1项属实" in text
    assert petition.documents.get(kind="D17").number in text
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in response["Content-Security-Policy"]
    assert sign_in(cast.handler).get(address).content == response.content
    for duty in (cast.water_liaison, cast.admin, cast.accusation_officer):
        assert sign_in(duty).get(address).status_code == 404


def test_a_paper_belongs_to_its_petition(cast, sign_in):
    petition, other = cast.issued(), cast.transferred(organ=cast.water)
    slug = other.documents.get(kind="D04").slug

    assert sign_in(cast.liaison).get(f"/cases/{petition.number}/documents/{slug}.pdf").status_code == 404
    assert sign_in(cast.dispatcher).get(f"/cases/{other.number}/documents/{slug}.pdf").status_code == 200


@pytest.mark.parametrize("mode", ["PERSONAL", "FAMILY", "MAIL", "ELECTRONIC", "LEFT", "PUBLIC_NOTICE"])
def test_proof_of_service_says_what_was_recorded_and_nothing_else(cast, sign_in, mode):
    petition = cast.issued()
    petition.advance("serve", by=cast.handler, at=at(date(2026, 4, 13)), mode=mode, served_on=date(2026, 4, 13))
    slug = petition.documents.get(kind="D17").slug
    client = sign_in(cast.handler)

    text = text_of(client.get(f"/cases/{petition.number}/documents/{slug}/service-1.pdf"))

    assert "送达回证" in text
    assert "孙承办" in text
    assert ("与受送达人的关系：" in text) == (mode == "FAMILY")
    assert ("（未记录）" in text) == (mode != "PUBLIC_NOTICE")
    assert client.get(f"/cases/{petition.number}/documents/{slug}/service-2.pdf").status_code == 404
    assert client.get(f"/cases/{petition.number}/documents/{slug}/service-0.pdf").status_code == 404


def visited(cast, **fields):
    """A petition that came in by the door of the housing bureau and stays there."""
    contact = make_contact(cast.housing, cast.liaison)
    return Visit.register(
        contact=contact, parties=[make_party(paper="RESIDENT_ID", paper_number="420101196001011234")], claims=["请修理屋顶"], actor=Event.Actor.OFFICER,
        extras={"window": "2号窗口", "explained": "已说明办理程序", "companions": 2}, **fields,
    )  # fmt: skip


def test_papers_of_the_door_are_drawn_for_the_organ_that_registered(cast, sign_in):
    petition = visited(cast)
    client = sign_in(cast.liaison)

    sheet, record, receipt = (text_of(client.get(f"/cases/{petition.number}/papers/{code}.pdf")) for code in ("D01", "D02", "D03"))

    assert all(words in sheet for words in ("信访事项登记表", "420101196001011234", "居民身份证", "赵联络"))
    assert all(words in record for words in ("来访接谈记录", "2号窗口", "已说明办理程序"))
    assert petition.query_code[:4] in receipt
    assert client.get(f"/cases/{petition.number}/papers/D17.pdf").status_code == 404
    assert client.get(f"/cases/{petition.number}/papers/D99.pdf").status_code == 404


def test_papers_with_the_whole_person_are_not_for_those_who_see_a_mask(cast, sign_in):
    petition = cast.transferred()
    supervisor = make_duty(Role.SUPERV, cast.city)

    for duty, codes in ((cast.dispatcher, {"D01", "D03"}), (cast.liaison, {"D01"}), (supervisor, set())):
        client = sign_in(duty)
        assert client.get(f"/cases/{petition.number}/").status_code == 200
        assert {
            code for code in ("D01", "D02", "D03") if client.get(f"/cases/{petition.number}/papers/{code}.pdf").status_code == 200
        } == codes


def test_papers_keep_the_name_that_is_kept_from_an_organ(cast, sign_in):
    petition = cast.issued(is_confidential=True)

    for kind in ("D06", "D07", "D17"):
        assert "王秀英" in text_of(sign_in(cast.dispatcher).get(paper(petition, kind)))
        assert "王秀英" not in text_of(sign_in(cast.handler).get(paper(petition, kind)))
    slug = petition.documents.get(kind="D07").slug
    assert "王秀英" not in text_of(sign_in(cast.handler).get(f"/cases/{petition.number}/documents/{slug}/service-1.pdf"))
    for duty in (cast.handler, cast.liaison, cast.leader):
        assert sign_in(duty).get(f"/cases/{petition.number}/papers/D01.pdf").status_code == 404


def test_evidence_is_saved_never_shown(cast, sign_in):
    petition = cast.accepted()
    _evidence, address = evidence_of(petition, cast.handler)

    response = sign_in(cast.handler).get(address)

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%88%E5%90%8C.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    assert (
        response["Content-Security-Policy"]
        == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox"
    )
    for duty in (cast.water_liaison, cast.admin):
        assert sign_in(duty).get(address).status_code == 404
    assert sign_in(cast.handler).get(f"/cases/{petition.number}/evidence/unknown/").status_code == 404


def test_a_file_that_was_changed_on_disk_is_told_and_not_served(cast, sign_in, caplog):
    petition = cast.accepted()
    evidence, address = evidence_of(petition, cast.handler)
    path = settings.MEDIA_ROOT / evidence.path

    for harm in (lambda: path.write_bytes(PDF.replace(b"1 0 obj", b"2 0 obj")), path.unlink):
        harm()
        with caplog.at_level(logging.ERROR, "petitions"):
            response = sign_in(cast.handler).get(address)
        page = response.content.decode()
        assert response.status_code == 409
        assert "is not what was handed in" in page
        assert evidence.sha256 in page
        assert "2 0 obj" not in page
        assert caplog.records[-1].getMessage() == f"evidence {evidence.slug} of petition {petition.number} is not what was handed in"


def test_a_sealed_petition_gives_out_no_paper_and_no_file(cast, sign_in):
    petition = make_petition(cast.bureau, cast.clerk)
    petition.advance("take", by=cast.dispatcher)
    _evidence, address = evidence_of(petition, cast.clerk)
    petition.advance("classify", by=cast.dispatcher, petition_class="ACCUSATION", accused="某某")
    places = [address, f"/cases/{petition.number}/papers/D01.pdf", f"/cases/{petition.number}/papers/D03.pdf"]

    for duty in (cast.clerk, cast.dispatcher, cast.bureau_leader, cast.supervisor, cast.liaison):
        assert [sign_in(duty).get(place).status_code for place in places] == [404, 404, 404]
    assert b"".join(sign_in(cast.accusation_officer).get(address).streaming_content) == PDF
    assert Petition.objects.visible_to(cast.accusation_officer).get() == petition

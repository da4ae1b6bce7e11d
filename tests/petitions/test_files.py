"""What is taken, under which name it lies, and what is never served."""

import io
import zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from petitions import files
from petitions.files import disk, taking

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def upload(name, content):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def office_file(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe1\0\x10Exif\0\0" + b"\0" * 40, "jpg"),
        (b"\xff\xd8\xff\xdb" + b"\0" * 40, "jpg"),
        (b"GIF89a" + b"\0" * 40, "gif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 40, "mp4"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 40, "mp4"),
        (b"ID3\x03\0\0\0\0\0\0" + b"\0" * 40, "mp3"),
        (b"\xff\xfb\x90\x64" + b"\0" * 400, "mp3"),
        (b"#!AMR\n\x3c" + b"\0" * 40, "amr"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (office_file("[Content_Types].xml", "word/document.xml"), "docx"),
        (office_file("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("公租房漏水半年\n请修理".encode(), "txt"),
        ("公租房漏水半年".encode("gb18030"), "txt"),
        (b"BM: our house, MZ block 3", "txt"),
    ],
)
def test_the_bytes_decide_what_a_file_is(content, ending):
    evidence = files.store(upload("anything", content))

    assert evidence.content_type == files.BY_ENDING[ending]
    assert evidence.name == f"anything.{ending}"
    assert disk.quarantined(evidence.path).read_bytes() == content
    assert evidence.size == len(content)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0" + b"\0" * 60,
        b"\x7fELF" + b"\0" * 60,
        b"<!DOCTYPE html><html><body>hello</body></html>",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml version="1.0"?><x/>',
        office_file("a.txt"),
        office_file("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        office_file("[Content_Types].xml", "ppt/presentation.xml"),
        b"PK\x03\x04 broken",
        OLE,
        OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"),
        b"\0\1\2\3\4\5\6\7" * 20,
        b"RIFF\0\0\0\0WAVEfmt ",
    ],
)
def test_other_kinds_are_refused_whatever_they_are_called(content):
    with translation.override("en"), pytest.raises(files.BadFile, match="“picture.jpg” is not a kind of file that we can take"):
        files.store(upload("picture.jpg", content))


def test_an_empty_file_and_one_byte_too_many_are_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(taking, "LARGEST", len(PDF))

    with translation.override("en"):
        with pytest.raises(files.BadFile, match="“a.pdf” is empty"):
            files.store(upload("a.pdf", b""))
        with pytest.raises(files.BadFile, match="may have 35.bytes at most"):
            files.store(upload("a.pdf", PDF + b"x"))
    assert files.store(upload("a.pdf", PDF)).size == len(PDF)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\王\证据.pdf", "证据.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),
        ("a\r\nSet-Cookie: x\0.pdf", "aSet-Cookie_ x.pdf"),
        ("stream.txt:evil.pdf", "stream.txt_evil.pdf"),
        ("村" * 300 + ".pdf", "村" * 176 + ".pdf"),
        ("𠮷野家.pdf", "𠮷野家.pdf"),
    ],
)
def test_a_label_is_tidied_and_keeps_real_names(name, label):
    assert files.label_of(name) == label


def test_a_label_gets_a_true_ending():
    assert files.with_ending("照片.exe", "image/png") == "照片.exe.png"
    assert files.with_ending("照片.PNG", "image/png") == "照片.PNG"
    assert files.with_ending("pdf", "application/pdf") == "pdf.pdf"


def test_a_bad_file_does_not_cost_the_good_ones(monkeypatch):
    monkeypatch.setattr(taking, "MOST_AT_ONCE", 3)

    kept, refused = files.store_all([upload("a.pdf", PDF), upload("b.exe", b"MZ\x90\0\0"), upload("c.png", PNG), upload("d.png", PNG)])

    assert [evidence.name for evidence in kept] == ["a.pdf", "c.png"]
    assert len(refused) == 2


def test_the_name_on_disk_says_nothing_and_no_part_is_left():
    evidence = files.store(upload("王秀英.pdf", PDF))

    assert "王" not in evidence.path
    assert len(evidence.path) <= 80
    assert list(settings.MEDIA_ROOT.rglob("*.part")) == []
    assert disk.quarantined(evidence.path).stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_changed_or_is_gone_is_never_opened():
    evidence = files.store(upload("a.pdf", PDF))
    with files.open_checked(evidence) as handle:
        assert handle.read() == PDF

    disk.quarantined(evidence.path).write_bytes(PDF + b" ")
    with pytest.raises(files.Damaged):
        files.open_checked(evidence)
    files.discard(evidence)
    with pytest.raises(files.Damaged):
        files.open_checked(evidence)

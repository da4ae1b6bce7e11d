"""Small honest files of every kind that is taken."""

import base64
import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

WORDS = "公租房屋顶漏水半年，多次报修无人处理。"


def picture(kind="PNG", size=(60, 40), **saving):
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(target, kind, **saving)
    return target.getvalue()


def photograph(size=(60, 40)):
    """A JPEG that says where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "SECRETMAKER", "SECRETPHONE", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 33.0, 12.0), 3: "E", 4: (114.0, 18.0, 5.0)})
    return picture("JPEG", size, exif=exif, comment=b"SECRETCOMMENT")


def pdf(pages=1, change=None, **saving):
    """`change`: what else is done to it before it is written."""
    target = io.BytesIO()
    with pikepdf.new() as paper:
        for _place in range(pages):
            paper.add_blank_page(page_size=(300, 400))
        if change:
            change(paper)
        paper.save(target, **saving)
    return target.getvalue()


DOCX = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>",
    "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p><w:p><w:r><w:t>第二段</w:t></w:r></w:p></w:body></w:document>",
    "docProps/core.xml": "<coreProperties>SECRETAUTHOR</coreProperties>",
}
XLSX = {
    "[Content_Types].xml": DOCX["[Content_Types].xml"],
    "_rels/.rels": DOCX["_rels/.rels"].replace("word/document.xml", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="账目" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>日期</t></is></c><c r="B1"><v>42</v></c></row></sheetData></worksheet>',
}


def office(parts=DOCX, *, compression=zipfile.ZIP_DEFLATED, **more):
    """A docx or xlsx of these parts and some more, {name: text or bytes}."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in {**parts, **more}.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_parts(parts, more, **how):
    return office({**parts, **more}, **how)


def ole(*names):
    """The first bytes of the old container and names as its directory has them."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    return head + b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in names) + bytes(512)


def box(name, content=b""):
    return struct.pack(">L4s", 8 + len(content), name) + content


def film(*more):
    """A film of nothing, with the boxes that a telephone writes."""
    telling = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+30.55+114.30SECRETPLACE/"))
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
        + box(b"moov", box(b"mvhd", bytes(100)) + telling)
        + b"".join(more)
        + box(b"mdat", bytes(64))
    )


def sound():
    tag = b"TIT2\0\0\0\x0d\0\0\0SECRETTITLE "
    return b"ID3\x03\0\0" + bytes([0, 0, 0, len(tag)]) + tag + (b"\xff\xfb\x90\x64" + bytes(413)) * 3


# 64 × 48 points in one colour, as a telephone writes them; nothing here can make one.
HEIC = zlib.decompress(base64.b85decode(
    "c-muNV30{GsVvAy%}izhg51nBLl8SRGck>Ufw49>wIq=N0u(b+a*CjAhJwuG5(YG&l$nzcHpIn&fe{FSfN>#&1_CJ{R?f`KO9S&jqM|@fDif5KQI>27V)7MamgK^f{LL&V"
    "Dge@VGYgXQfpi&AnKL6ZNN56Bk=zG{KYxGxU|`^9P5|nVaA4$N{Qn=MfElEM8HD6^F*zgxCAFLw8PQ}GC^WK8d-Y`5&K(>X1`0qSW)Q)km;_YL=E8We_&_Jn65-_hoT9ws"
    "oC=^QF9TZxP)H=RxF8kkGY2TvNX|(tfU-f3H-OS0!1VwB{|_J<hy@BVD>6ZX%p4pXKuRLBAQu+Mz;I)2WMXD*0flF7N+Kwb#WWb#OE$dsT)O}NiTe8c)Arwc9hLm-0RVQp"
    "Ru2"
))  # fmt: skip
AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 5
PDF, PNG, JPEG = pdf(), picture(), picture("JPEG")
HONEST = {
    "合同.pdf": PDF, "屋顶.png": PNG, "现场.jpg": photograph(), "动图.gif": picture("GIF"), "说明.docx": office(DOCX), "账目.xlsx": office(XLSX),
    "经过.txt": WORDS.encode(), "旧编码.txt": WORDS.encode("gb18030"), "通话.mp3": sound(), "录像.mp4": film(), "留言.amr": AMR, "原图.heic": HEIC, "旧文.doc": ole("WordDocument"),
}  # fmt: skip

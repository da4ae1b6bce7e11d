"""What stands in a file, in which order, on which pages, and how does it look as one volume?"""

import hashlib
import io
import json
import tempfile
from dataclasses import dataclass
from datetime import date

import pikepdf
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from . import files, letters, masking
from .letters import papers, typesetting
from .letters.kinds import KINDS, Kind
from .models.document import Document
from .models.evidence import Evidence
from .models.volume import VolumeItem

A4 = (595.276, 841.89)  # points
A4_INCHES = (8.268, 11.693)
MARGIN = 34  # points around a page that somebody else made, where the page number stands
PICTURES = {"image/jpeg", "image/png", "image/gif"}
LARGEST_PICTURE = 2400  # pixels on the longer side: 200 to the inch on a page
# What somebody sends may be broken in any way; a page says so, and the bytes are in the package all the same.
UNREADABLE = (
    pikepdf.PdfError, pikepdf.PasswordError, pikepdf.DataDecodingError, Image.DecompressionBombError, OSError, ValueError, TypeError, RuntimeError,
    LookupError, AttributeError,
)  # fmt: skip
NOT_SHOWN = "本件为电子文件，不能以纸面形式完整呈现，原件随电子档案包一并保存，以校验码核对。"
NOT_READ = "本件加密或者损坏，不能在卷内呈现，原件随电子档案包一并保存，以校验码核对。"
HELD_BACK = "本件未通过安全检查，不在卷内呈现，原件封存，以校验码核对。"
FOR_NAME_KEPT = "信访人要求保密，本件不在此卷内呈现。"


# Pages of the volume that are no official papers.
COVER, SHEET, FOLIOS = (Kind(code, "", "") for code in ("COVER", "SHEET", "FOLIOS"))


def canonical(value) -> bytes:
    """One fixed form, so that the same content always has the same checksum."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def digest(value) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass
class Leaf:
    """A paper before it has its place in a volume."""

    kind: str
    title: str
    dated_on: date
    code: str = ""
    number: str = ""
    payload: dict | None = None  # what it says, where it has no row of its own
    document: Document | None = None
    evidence: Evidence | None = None

    @property
    def content(self):
        return self.document.payload if self.document else self.payload

    @property
    def sha256(self):
        if self.evidence:
            return self.evidence.sha256
        return self.document.sha256 if self.document else digest(self.payload)


def leaves(petition):
    """Everything in the file: what came in, then the papers in the order of their days with their proofs of service, then the evidence."""
    if not petition.is_taken_over:
        for arrival in petition.arrivals.select_related("contact__organ", "contact__duty__officer"):
            yield from _registration(petition, arrival.contact)
    documents = petition.documents.exclude(kind="D37").select_related("organ").order_by("issued_on", "id")
    for document in documents.prefetch_related("services__event__duty__officer"):
        document.petition = petition
        yield Leaf(VolumeItem.Kind.DOCUMENT, document.title, document.issued_on, document.kind, document.number, document=document)
        for service in document.services.all():
            service.document = document
            title = f"{KINDS['D23'].title}（{document.title}）"
            yield Leaf(VolumeItem.Kind.SERVICE, title, service.served_on, "D23", document.number, payload=papers.service(service))
    for item in petition.evidence.all():
        yield Leaf(VolumeItem.Kind.EVIDENCE, item.name, timezone.localdate(item.recorded_at), evidence=item)


def _registration(petition, contact):
    kind = VolumeItem.Kind.REGISTRATION
    sheet = papers.registration_sheet(petition, contact)
    yield Leaf(kind, KINDS["D01"].title, contact.received_on, "D01", payload=sheet)
    if hasattr(contact, "visit"):
        yield Leaf(kind, KINDS["D02"].title, contact.received_on, "D02", payload=papers.visit_record(petition, contact))


def bind(petition):
    """The items of a new volume, numbered and with their pages, not saved yet. Raises files.Damaged where a file is not what was handed in."""
    items, page = [], 1
    for seq, leaf in enumerate(leaves(petition), start=1):
        if leaf.evidence:
            files.open_checked(leaf.evidence).close()
        item = VolumeItem(
            seq=seq, kind=leaf.kind, code=leaf.code, title=leaf.title[:250], number=leaf.number, dated_on=leaf.dated_on, first_page=page,
            sha256=leaf.sha256, document=leaf.document, evidence=leaf.evidence,
            content=canonical(leaf.payload).decode() if leaf.payload is not None else "",
        )  # fmt: skip
        with _drawn(item, leaf.content) as pages:
            item.pages = len(pages.pages)
        page += item.pages
        items.append(item)
    return items


def seal(volume, items) -> str:
    """The checksum over the whole volume: whatever of it is changed, left out or put elsewhere gives another one."""
    return digest(
        {
            "number": volume.number, "petition": volume.petition.number, "retention": volume.retention, "archived_on": papers.iso(volume.archived_on),
            "items": [
                [item.seq, item.kind, item.code, item.title, item.number, papers.iso(item.dated_on), item.first_page, item.pages, item.sha256]
                for item in items
            ],
        }
    )  # fmt: skip


def content_of(item):
    """What a paper of the volume says; None for evidence."""
    if item.document_id:
        return item.document.payload
    return json.loads(item.content) if item.content else None


def content_for(duty, petition, item):
    """The same as this duty may read it. No duty: in full, for the archive itself."""
    content = content_of(item)
    if content is None or duty is None or masking.knows_name(petition, duty):
        return content
    return None if item.kind == VolumeItem.Kind.REGISTRATION else papers.without_name(content)


# ── Drawing ──


def draw(volume, duty=None):
    """The volume as one PDF, in an open temporary file at its beginning: cover, index, and all papers under continuous page numbers."""
    petition = volume.petition
    items = list(volume.items.select_related("document", "evidence"))
    with pikepdf.new() as book:
        opened = []
        for content in _front(volume, duty):
            front = pikepdf.open(io.BytesIO(content))
            opened.append(front)
            book.pages.extend(front.pages)
        first = len(book.pages)
        for item in items:
            pages = _drawn(item, content_for(duty, petition, item))
            opened.append(pages)
            book.pages.extend(pages.pages)
        _number(book, first)
        book.docinfo["/Title"] = f"{volume.number} {petition.grouped_number}"
        target = tempfile.TemporaryFile()
        book.save(target)
        for pages in opened:
            pages.close()
    target.seek(0)
    return target


def _front(volume, duty):
    cover = papers.cover(volume.petition, volume)
    index = volume.petition.documents.get(kind="D37", event=volume.event_id).payload
    if duty is not None and not masking.knows_name(volume.petition, duty):
        cover, index = papers.without_name(cover), papers.without_name(index)
    return typesetting.pdf(COVER, cover), letters.render("D37", index)


def _drawn(item, content):
    """The pages of one item, as an open PDF. A paper without a content is one that this reader may not see."""
    if item.kind == VolumeItem.Kind.EVIDENCE:
        return _evidence(item)
    if content is None:
        return pikepdf.open(io.BytesIO(_sheet(item, FOR_NAME_KEPT)))
    try:
        drawn = letters.render(item.code, content)
    except letters.Incomplete:  # registered before the rules asked for as much; a gap is seen on the page
        drawn = typesetting.pdf(KINDS[item.code], content)
    return pikepdf.open(io.BytesIO(drawn))


def _evidence(item):
    evidence = item.evidence
    if not evidence.check_so_far.is_open:
        return pikepdf.open(io.BytesIO(_sheet(item, HELD_BACK)))
    with files.open_checked(evidence) as handle:
        try:
            if evidence.content_type == "application/pdf":
                return _framed(handle)
            if evidence.content_type in PICTURES:
                return _picture(handle)
        except UNREADABLE:
            return pikepdf.open(io.BytesIO(_sheet(item, NOT_READ)))
    return pikepdf.open(io.BytesIO(_sheet(item, NOT_SHOWN)))


def _framed(handle):
    """Every page of somebody else's PDF as a picture of itself on A4: turned as it is shown, without its links, scripts and forms."""
    framed = pikepdf.new()
    with pikepdf.open(handle) as source:
        if not len(source.pages):
            raise ValueError("no pages")
        for page in source.pages:
            framed.add_blank_page(page_size=A4)
            framed.pages[-1].add_overlay(page, pikepdf.Rectangle(MARGIN, MARGIN, A4[0] - MARGIN, A4[1] - MARGIN))
        target = io.BytesIO()
        framed.save(target)
    return pikepdf.open(target)


def _picture(handle):
    with Image.open(handle) as picture:
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    picture.thumbnail((LARGEST_PICTURE, LARGEST_PICTURE))
    target = io.BytesIO()
    inch = max(picture.width / A4_INCHES[0], picture.height / A4_INCHES[1])
    picture.save(target, "PDF", resolution=inch)
    return _framed(target)


def _sheet(item, reason):
    evidence = item.evidence
    payload = {
        "name": item.title, "file_type": evidence.content_type if evidence else "PDF", "size": evidence.size if evidence else 0,
        "dated_on": papers.iso(item.dated_on), "issued_on": papers.iso(item.dated_on), "sha256": item.sha256, "reason": reason,
    }  # fmt: skip
    return typesetting.pdf(SHEET, payload)


def _number(book, first):
    """Continuous numbers over everything that follows the index."""
    last = len(book.pages) - first
    if not last:
        return
    numbers = typesetting.pdf(FOLIOS, {"last": last, "issued_on": "2000-01-01"})
    with pikepdf.open(io.BytesIO(numbers)) as folios:
        for place in range(last):
            book.pages[first + place].add_overlay(folios.pages[place])


def not_what_it_was(name):
    return _("“%(name)s” is not the file that was handed in. Restore it from the backup before the file is archived.") % {"name": name}

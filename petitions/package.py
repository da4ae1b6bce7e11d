"""How does a file leave the house whole, and how is it known later that nothing of it was changed?

A package is one zip of a BagIt bag (RFC 8493): data/ with everything, a checksum for each file, and a checksum for each list of checksums.
Its bytes have one form only, the one that its contents make, so that any changed byte is found, also between the files.
"""

import hashlib
import json
import re
import tempfile
import zipfile
from typing import NamedTuple

from django.db import Error as DatabaseError
from django.db import connection
from django.utils.translation import gettext as _

from . import binding, files, masking
from .letters.papers import iso
from .models.document import Document, Service
from .models.event import LOOK, Event
from .models.party import Party
from .models.proceeding import Finding
from .models.volume import ArchiveVolume

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"
TAGS = ("bagit.txt", INFO, MANIFEST)
LINE = re.compile(r"([0-9a-f]{64})  (\S[^\n]*)")
ROOT = re.compile(r"[0-9A-Z]{13}")
STAMP = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can tell: the same content gives the same bytes
CHUNK = 1 << 20


class NotAPackage(Exception):
    """What was given cannot be checked; args[0] says why."""


class Report(NamedTuple):
    """What was found wrong, each with its place; and what the office's own register says of the seal."""

    broken: list
    number: str = ""
    seal: str = ""
    is_known: bool | None = None  # None: this office has no such volume, or the database was not asked


# ── Writing ──


def pack(volume, duty=None):
    """The package in an open temporary file at its beginning. `duty`: as that duty may read it; none: in full. Raises files.Damaged."""
    target = tempfile.TemporaryFile()
    root = volume.petition.number
    sums, tags = {}, {}
    with zipfile.ZipFile(target, "w") as bag:
        for path, source in _payload(volume, duty):
            sums[path] = _put(bag, f"{root}/{path}", source)
        lines = {
            "bagit.txt": DECLARATION,
            INFO: _info(volume, bag).encode(),
            MANIFEST: _listed(sums),
        }
        for path, content in lines.items():
            tags[path] = _put(bag, f"{root}/{path}", content)
        _put(bag, f"{root}/{TAG_MANIFEST}", _listed(tags))
    target.seek(0)
    return target


def _payload(volume, duty):
    """(path, bytes or open file) of everything in data/, one after another."""
    petition = volume.petition
    items = list(volume.items.select_related("document", "evidence"))
    yield "data/metadata.json", json.dumps(metadata(volume, items, duty), ensure_ascii=False, indent=1, sort_keys=True).encode()
    for item in items:
        if item.evidence_id:
            with files.open_checked(item.evidence) as handle:
                yield path_of(item), handle
        elif (content := binding.content_for(duty, petition, item)) is not None:
            yield path_of(item), binding.canonical(content)
    with binding.draw(volume, duty) as drawn:
        yield "data/volume.pdf", drawn


def path_of(item) -> str:
    if item.evidence_id:
        ending = files.TYPES.get(item.evidence.content_type, ("bin",))[0]
        return f"data/evidence/{item.seq:03}.{ending}"
    return f"data/papers/{item.seq:03}-{item.code}.json"


def _put(bag, name, source) -> str:
    """Stored as it is, without time and without compression. Returns the checksum."""
    entry = zipfile.ZipInfo(name, STAMP)
    entry.create_system, entry.external_attr = 3, 0o600 << 16
    digest = hashlib.sha256()
    with bag.open(entry, "w", force_zip64=True) as place:
        for chunk in [source] if isinstance(source, bytes) else iter(lambda: source.read(CHUNK), b""):
            digest.update(chunk)
            place.write(chunk)
    return digest.hexdigest()


def _listed(sums) -> bytes:
    return "".join(f"{checksum}  {path}\n" for path, checksum in sums.items()).encode()


def _info(volume, bag):
    octets = sum(entry.file_size for entry in bag.infolist())
    lines = {
        "Source-Organization": volume.organ.name,
        "External-Identifier": volume.number,
        "Internal-Sender-Identifier": volume.petition.number,
        "Bagging-Date": iso(volume.archived_on),
        "Payload-Oxum": f"{octets}.{len(bag.infolist())}",
        "Volume-Seal-SHA256": volume.seal,
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def metadata(volume, items, duty=None) -> dict:
    """The matter itself: petition, people, claims, findings, clocks, way, events, papers and services, as plain values."""
    petition = volume.petition
    knows = duty is None or masking.knows_name(petition, duty)
    legs = petition.transfers.select_related("from_organ", "to_organ")
    clocks = petition.clocks.select_related("organ").prefetch_related("pauses")
    steps = Event.objects.filter(petition=petition).exclude(step=LOOK)  # who looked at the matter is no part of it
    events = steps.select_related("duty__officer", "organ", "proposed_by__officer").order_by("seq")
    findings = Finding.objects.filter(proceeding__petition=petition).select_related("claim", "duty__officer")
    documents = Document.objects.filter(petition=petition).select_related("organ")
    services = Service.objects.filter(document__petition=petition).select_related("document")
    arrivals = petition.arrivals.select_related("contact__organ")
    return {
        "volume": {
            "number": volume.number, "petition": petition.number, "retention": volume.retention, "retained_until": iso(volume.retained_until),
            "archived_on": iso(volume.archived_on), "organ": volume.organ.name, "pages": volume.page_count, "seal": volume.seal, "is_masked": not knows,
            "items": [
                {
                    "seq": item.seq, "kind": item.kind, "code": item.code, "title": item.title, "number": item.number, "dated_on": iso(item.dated_on),
                    "first_page": item.first_page, "pages": item.pages, "sha256": item.sha256, "path": path_of(item),
                }
                for item in items
            ],
        },
        "petition": {
            "number": petition.number, "subject": petition.subject, "class": petition.petition_class, "track": petition.track,
            "category": petition.category.path if petition.category else "", "channel": petition.channel, "received_on": iso(petition.received_on),
            "state": petition.state, "finality": petition.finality, "closure_type": petition.closure_type, "closed_on": iso(petition.closed_on),
            "first_organ": petition.first_organ.name, "holder_organ": petition.holder_organ.name, "profile": petition.profile,
            "headcount": petition.headcount, "is_confidential": petition.is_confidential, "is_taken_over": petition.is_taken_over,
        },
        "parties": [_party(party) for party in petition.parties.all()] if knows else [],
        "contacts": [
            {
                "kind": arrival.kind, "channel": arrival.contact.channel, "received_at": arrival.contact.received_at.isoformat(),
                "organ": arrival.contact.organ.name, "subject": arrival.contact.subject, "text": arrival.contact.text, "place": arrival.contact.place,
                "language": arrival.contact.language, "source_row": arrival.contact.source_row,
            }
            for arrival in arrivals
        ],
        "claims": [{"seq": claim.seq, "text": claim.text} for claim in petition.claims.all()],
        "findings": [
            {
                "claim": finding.claim.seq, "facts": finding.facts, "opinion": finding.opinion, "result": finding.result, "basis": finding.basis,
                "by": finding.duty.officer.name,
            }
            for finding in findings
        ],
        "clocks": [_clock(clock) for clock in clocks],
        "transfers": [
            {
                "kind": leg.kind, "from": leg.from_organ.name, "to": leg.to_organ.name, "sent_on": iso(leg.sent_on), "signed_on": iso(leg.signed_on),
                "result_due_on": iso(leg.result_due_on), "note": leg.note,
            }
            for leg in legs
        ],
        "events": [_event(event) for event in events],
        "documents": [
            {
                "kind": document.kind, "title": document.title, "number": document.number, "organ": document.organ.name,
                "issued_on": iso(document.issued_on), "sha256": document.sha256,
            }
            for document in documents
        ],
        "services": [
            {
                "document": service.document.number, "kind": service.document.kind, "mode": service.mode, "served_on": iso(service.served_on),
                "received_by": service.received_by if knows else "", "note": service.note if knows else "",
            }
            for service in services
        ],
    }  # fmt: skip


def _party(party: Party):
    return {
        "role": party.role, "name": party.name, "paper": party.paper, "paper_number": party.paper_number, "phone": party.phone,
        "email": party.email, "address": party.address,
    }  # fmt: skip


def _clock(clock):
    return {
        "rule": clock.rule, "profile": clock.profile, "version": clock.version, "organ": clock.organ.name if clock.organ else "",
        "started_on": iso(clock.started_on), "base_on": iso(clock.base_on), "strict_on": iso(clock.strict_on), "rolled_on": iso(clock.rolled_on),
        "extension_days": clock.extension_days, "is_deemed": clock.is_deemed, "result": clock.result, "stopped_on": iso(clock.stopped_on),
        "days_late": clock.days_late, "reason": clock.reason,
        "pauses": [{"from_on": iso(pause.from_on), "until_on": iso(pause.until_on), "reason": pause.reason} for pause in clock.pauses.all()],
    }  # fmt: skip


def _event(event):
    return {
        "seq": event.seq, "step": event.step, "from": event.from_state, "to": event.to_state, "recorded_at": event.recorded_at.isoformat(),
        "happened_at": event.happened_at.isoformat() if event.happened_at else None, "actor": event.actor,
        "by": event.duty.officer.name if event.duty else "", "role": event.duty.role if event.duty else "",
        "organ": event.organ.name if event.organ else "", "proposed_by": event.proposed_by.officer.name if event.proposed_by else "",
        "reason": event.reason, "details": event.details, "article": event.article,
    }  # fmt: skip


# ── Reading back ──


def verify(path, *, ask_register=True) -> Report:
    """Every byte of the package against its checksums, its papers against the seal, the seal against the register. Raises NotAPackage."""
    try:
        handle = open(path, "rb")
    except OSError as reason:
        raise NotAPackage(_("The file cannot be read: %(reason)s") % {"reason": reason.strerror}) from reason
    with handle:
        if not _looks_like_a_zip(handle):
            raise NotAPackage(_("This is not an archive package."))
        try:
            with zipfile.ZipFile(handle) as bag:
                broken, told = _check(bag)
                broken += _other_bytes(handle, bag)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as reason:
            return Report([_("The container itself is broken: %(reason)s") % {"reason": reason}])
    volume = told.get("volume") or {}
    number, seal = str(volume.get("number", "")), str(volume.get("seal", ""))
    is_known = _in_register(number, seal) if ask_register and number and not broken else None
    if is_known is False:
        broken.append(_("The seal is not the one in the register of files."))
    return Report(broken, number, seal, is_known)


def _looks_like_a_zip(handle):
    handle.seek(0)
    return handle.read(4) == b"PK\x03\x04" or zipfile.is_zipfile(handle)


def _check(bag):
    """(sentences, metadata): what is missing, what is too much, what is not what it was."""
    names = bag.namelist()
    root = names[0].partition("/")[0] if names else ""
    if not ROOT.fullmatch(root) or f"{root}/bagit.txt" not in names:
        return [_("The layout is not that of an archive package.")], {}
    broken = [_("%(path)s stands in it twice.") % {"path": name} for name in {name for name in names if names.count(name) > 1}]
    content = {}
    tags = _read_list(bag, f"{root}/{TAG_MANIFEST}", broken)
    sums = _read_list(bag, f"{root}/{MANIFEST}", broken)
    wanted = {f"{root}/{path}": checksum for path, checksum in (tags | sums).items()}
    named = (*TAGS, "data/metadata.json")
    broken += [_("%(path)s has no checksum.") % {"path": name} for name in named if f"{root}/{name}" not in wanted]
    for name in names:
        path = name.removeprefix(f"{root}/")
        if path == TAG_MANIFEST:
            continue
        if name not in wanted:
            broken.append(_("%(path)s is in no list.") % {"path": path})
            continue
        try:
            found = _sum(bag, name)
        except zipfile.BadZipFile:
            found = ""
        if found != wanted[name]:
            broken.append(_("%(path)s was changed.") % {"path": path})
        elif path == "data/metadata.json":
            content = json.loads(bag.read(name))
    broken += [_("%(path)s is missing.") % {"path": name.removeprefix(f"{root}/")} for name in wanted if name not in names]
    if not broken:
        broken += _against_the_seal(content["volume"], sums)
    return broken, content


def _read_list(bag, name, broken):
    try:
        lines = bag.read(name).decode().splitlines(keepends=True)
    except (KeyError, zipfile.BadZipFile, UnicodeDecodeError):
        broken.append(_("%(path)s cannot be read.") % {"path": name.partition("/")[2]})
        return {}
    found = {}
    for line in lines:
        read = LINE.fullmatch(line.removesuffix("\n"))
        if not read or not line.endswith("\n"):
            broken.append(_("%(path)s was changed.") % {"path": name.partition("/")[2]})
            continue
        found[read[2]] = read[1]
    return found


def _sum(bag, name):
    digest = hashlib.sha256()
    with bag.open(name) as entry:
        for chunk in iter(lambda: entry.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def _against_the_seal(volume, sums):
    """Each paper is the one that was sealed, and the seal is that of all of them. Papers with a name left out are known by that."""
    others = [item["path"] for item in volume["items"] if not volume["is_masked"] and sums.get(item["path"]) != item["sha256"]]
    broken = [_("%(path)s is not the paper that was sealed.") % {"path": path} for path in others]
    line = ("seq", "kind", "code", "title", "number", "dated_on", "first_page", "pages", "sha256")
    sealed = {name: volume[name] for name in ("number", "petition", "retention", "archived_on")}
    sealed["items"] = [[item[name] for name in line] for item in volume["items"]]
    if binding.digest(sealed) != volume["seal"]:
        broken.append(_("The seal is not the one that these papers give."))
    return broken


def _other_bytes(handle, bag):
    """What no checksum covers: times, flags, lengths between the files. A package made again from its contents has the same bytes."""
    with tempfile.TemporaryFile() as again:
        with zipfile.ZipFile(again, "w") as copy:
            for name in bag.namelist():
                with bag.open(name) as entry:
                    try:
                        _put(copy, name, entry)
                    except zipfile.BadZipFile:
                        return []  # the file itself is broken, and was named
        again.seek(0)
        handle.seek(0)
        place = 0
        while True:
            was, now = handle.read(CHUNK), again.read(CHUNK)
            if was != now:
                place += next((at for at, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
                return [_("The container was changed at byte %(place)d.") % {"place": place}]
            if not was:
                return []
            place += len(was)


def _in_register(number, seal):
    """Whether the office's register has this volume with this seal; None where it has none of this number, or does not answer."""
    try:
        connection.ensure_connection()
        known = ArchiveVolume.objects.filter(number=number).values_list("seal", flat=True).first()
    except DatabaseError:
        return None
    return None if known is None else known == seal

"""How does a finished file reach those who keep it: as a volume, as a package, and as a line of the register?"""

import logging

from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from petitions import binding, export, files, package, volumes
from petitions.decision import Action, gate
from petitions.models import Petition

from . import exports
from .papers import LOCKED

logger = logging.getLogger(__name__)

MOST_COUNTED = 1000
MOST_PRINTED = 500


def volume_for(request, number):
    """The newest volume, where this duty may take it away; 404 otherwise, whatever the reason."""
    petition = gate(request, number, Action.DOWNLOAD, Petition.objects.select_related("holder_organ", "first_organ", "category"))
    volume = petition.newest_volume
    if volume is None or volume.is_destroyed or not volumes.may_take_away(petition, request.duty):
        raise Http404
    volume.petition = petition
    return volume


def handed_over(request, volume, write, ending, content_type):
    try:
        content = write(volume, request.duty)
    except files.Damaged as damaged:
        evidence = volume.petition.evidence.get(slug=damaged.args[0])
        logger.error("evidence %s of petition %s is not what was handed in", evidence.slug, volume.petition.number)
        return render(request, "petitions/damaged.html", {"petition": volume.petition, "evidence": evidence}, status=409)
    logger.info("volume %s taken as %s by duty %s", volume.number, ending, request.duty.slug)
    return FileResponse(content, as_attachment=True, filename=f"{volume.number}.{ending}", content_type=content_type, headers=LOCKED)


@for_roles(*volumes.FILE_ROLES)
@require_safe
def volume(request, number):
    """One PDF: cover, index, and everything in the file under continuous page numbers."""
    return handed_over(request, volume_for(request, number), binding.draw, "pdf", "application/pdf")


@for_roles(*volumes.FILE_ROLES)
@require_safe
def archive_package(request, number):
    """The package that can be verified and read back."""
    return handed_over(request, volume_for(request, number), package.pack, "zip", "application/zip")


class Register:
    """One address of the register of files: filters as rows, chips and links."""

    roles = volumes.REGISTER_ROLES

    def __init__(self, request):
        self.duty, self.today = request.duty, timezone.localdate()
        self.query = QueryDict(mutable=True)
        for name in volumes.VolumeFilter.base_filters:
            if value := request.GET.get(name, "")[:100].replace("\0", ""):
                self.query[name] = value
        self.filter = volumes.VolumeFilter(self.query, volumes.rows_of(self.duty), today=self.today)
        self.rows = self.filter.qs
        self.asks = "filter" in request.GET or bool(self.filter.form.errors)

    def address(self, **changes):
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def asking(self):
        return f"{self.address()}&filter=open"

    def chips(self):
        """One click for what is asked most; whatever else holds follows."""
        chosen = self.query.get("status")
        chips = [{"label": _("All files"), "url": self.address(status=None), "active": not chosen}]
        return chips + [{"label": words, "url": self.address(status=value), "active": chosen == value} for value, words in volumes.STATUS]

    def chosen(self):
        return [
            {"label": label, "words": words, "url": self.address(**{name: None})}
            for name, label, words in self.filter.chosen()
            if name != "status"
        ]

    def number_in_words(self):
        number = self.rows.order_by()[: MOST_COUNTED + 1].count()
        return _("more than 1,000 files") if number > MOST_COUNTED else _("Files: %(number)d") % {"number": number}

    def lines(self, found):
        return [line_of(volume, self.today) for volume in found]

    def sheet(self):
        words = [
            _("files"),
            *(label + pgettext("between label and value", ": ") + words for _name, label, words in self.filter.chosen()),
        ]
        rows, line = volumes.with_columns(self.rows), lambda volume: line_of(volume, self.today)
        return export.Sheet(" · ".join(words), rows, line, lambda volume: volume.petition, columns, _("Files"))


def line_of(volume, today):
    status = volumes.status_of(volume, today)
    return {"volume": volume, "status": status, "status_words": dict(volumes.STATUS)[status]}


@for_roles(*volumes.REGISTER_ROLES)
@require_safe
def register(request):
    listing = Register(request)
    page = volumes.page_of(listing.rows, request.GET.get("page", "")[:100])
    context = {
        "listing": listing,
        "lines": listing.lines(page.volumes),
        "page": page,
        "number_words": listing.number_in_words(),
        "today": listing.today,
        "is_filtered": bool(listing.query),
    }
    return render(request, "petitions/files.html", context)


def columns():
    """Heading, width in characters, and how the cell is read from a line."""
    return [
        (_("Archive number"), 18, lambda line: line["volume"].number),
        (_("Petition"), 17, lambda line: line["volume"].petition.grouped_number),
        (_("Subject"), 40, lambda line: line["volume"].petition.title),
        (_("Filed on"), 12, lambda line: line["volume"].archived_on),
        (_("Kept for"), 12, lambda line: str(line["volume"].get_retention_display())),
        (_("Kept until"), 12, lambda line: line["volume"].retained_until),
        (_("Items"), 8, lambda line: line["volume"].item_count),
        (_("Pages"), 8, lambda line: line["volume"].page_count),
        (_("Where it stands"), 22, lambda line: str(line["status_words"])),
        (_("Destroyed on"), 12, lambda line: line["volume"].disposal.disposed_on if line["volume"].is_destroyed else None),
        (_("Proposed by"), 12, lambda line: line["volume"].disposal.proposed_by.officer.name if line["volume"].is_destroyed else ""),
        (_("Confirmed by"), 12, lambda line: line["volume"].disposal.confirmed_by.officer.name if line["volume"].is_destroyed else ""),
        (_("Reason"), 30, lambda line: line["volume"].disposal.reason if line["volume"].is_destroyed else ""),
        (_("Seal (SHA-256)"), 66, lambda line: line["volume"].seal),
    ]


@for_roles(*volumes.REGISTER_ROLES)
@require_safe
def register_excel(request):
    """Exactly what the list shows, all pages of it; a long one waits for a second person."""
    return exports.answer(request, "files", Register(request))


@for_roles(*volumes.REGISTER_ROLES)
@require_safe
def register_print(request):
    listing = Register(request)
    found = list(volumes.with_columns(listing.rows)[: MOST_PRINTED + 1])
    logger.info("register of files with filters %s printed by duty %s", ",".join(listing.query), request.duty.slug)
    context = {
        "listing": listing,
        "lines": listing.lines(found[:MOST_PRINTED]),
        "is_cut": len(found) > MOST_PRINTED,
        "limit": MOST_PRINTED,
        "today": listing.today,
    }
    return render(request, "petitions/files_print.html", context)

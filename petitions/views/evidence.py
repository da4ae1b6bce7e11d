"""How does evidence reach an officer's eyes and hands? As a safe copy in the page; as it was handed in only for whoever may know the person."""

import base64
import logging

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from petitions import files, masking, visibility
from petitions.workflow.states import STEPS

from .papers import LOCKED, seen

logger = logging.getLogger(__name__)

PICTURES_A_PAGE = 5
ENDINGS = {"image/webp": "webp", "text/plain": "txt"}


def found(request, number, slug):
    petition = seen(request, number)
    item = get_object_or_404(petition.evidence.select_related("check_row", "duty__officer"), slug=slug)
    item.petition = petition
    return item


def may_have_original(item, duty) -> bool:
    """What a picture tells beside what it shows, a place, a telephone, a name, is as much the person as an identity number is."""
    return masking.knows_person(item.petition, duty)


def damaged(request, item):
    logger.error("evidence %s of petition %s is not what was handed in", item.slug, item.petition.number)
    return render(request, "petitions/damaged.html", {"petition": item.petition, "evidence": item}, status=409)


@for_roles(*visibility.CASE_ROLES, *visibility.EMERGENCY_ROLES)
@require_safe
def view(request, number, slug):
    """What can be shown of a file, made anew from what it shows; else how far its check is and what to do."""
    item = found(request, number, slug)
    check = item.check_so_far
    if check.state == check.State.DAMAGED:
        return damaged(request, item)
    pages = check.pictures if check.is_open else []
    last = max(1, -(-len(pages) // PICTURES_A_PAGE))
    page = min(max(1, _number(request.GET.get("page"))), last)
    try:
        shown = [
            (place, _as_address(files.open_copy(item, place))) for place in pages[(page - 1) * PICTURES_A_PAGE : page * PICTURES_A_PAGE]
        ]
        text = files.open_copy(item, 1).decode() if check.is_open and check.has_text else ""
    except files.Damaged:
        shown, text = [], ""
        check.copies = []  # the nightly run makes them again; the original is not touched by this
    context = {
        "petition": item.petition, "item": item, "check": check, "shown": shown, "text": text, "page": page, "last": last, "pages": len(pages),
        "may_have_original": check.is_open and may_have_original(item, request.duty),
        "may_ask": "ask_petitioner" in STEPS and item.petition.state in STEPS["ask_petitioner"].sources,
    }  # fmt: skip
    return render(request, "petitions/evidence.html", context)


@for_roles(*visibility.CASE_ROLES)
@require_safe
def original(request, number, slug):
    """A file as it was handed in, to be saved; every byte was compared first. What is still being checked, or was held back, is not given out."""
    item = found(request, number, slug)
    check = item.check_so_far
    if check.state == check.State.DAMAGED:
        return damaged(request, item)
    if not check.is_open or not may_have_original(item, request.duty):
        raise Http404
    try:
        handle = files.open_checked(item)
    except files.Damaged:
        return damaged(request, item)
    return FileResponse(handle, as_attachment=True, filename=item.name, content_type=item.content_type, headers=LOCKED)


@for_roles(*visibility.CASE_ROLES, *visibility.EMERGENCY_ROLES)
@require_safe
def copy(request, number, slug, place):
    """The nth safe copy, to be saved: for a recording the only way to hear it."""
    item = found(request, number, slug)
    return safe_copy(item, place, item.name.rpartition(".")[0] or item.name)


def safe_copy(item, place, name):
    """`name`: what the saved file is called, without its ending. The caller has asked who may."""
    check = item.check_so_far
    if not check.is_open or not 1 <= place <= len(check.copies):
        raise Http404
    try:
        content = files.open_copy(item, place)
    except files.Damaged as gone:
        raise Http404 from gone
    content_type = check.copies[place - 1]["content_type"]
    ending = ENDINGS.get(content_type) or files.TYPES[content_type][0]
    number = f" {place}" if len(check.copies) > 1 else ""
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}{number}.{ending}")
    return HttpResponse(content, content_type=content_type, headers={**LOCKED, "Content-Disposition": disposition})


def _number(text) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def _as_address(content):
    """In the page itself, so that looking at a picture is one look, and nothing of it has an address of its own."""
    return f"data:image/webp;base64,{base64.b64encode(content).decode()}"

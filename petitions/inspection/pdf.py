"""Is a PDF only paper, and how do its pages look?"""

import ctypes
import time

import pikepdf
import pypdfium2
from PIL import Image

from .pictures import shown
from .refusal import BOMB, EMBEDDED, LOCKED, PROGRAM, UNREADABLE, Refused, Seen

MOST_PAGES, MOST_OBJECTS = 3000, 200_000
MOST_DRAWN = 40
SECONDS = 2.5  # of the processor; what is not drawn by then is only in the original
LONGER_SIDE = 1600  # pixels
ACTS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"}
CARRIES = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


def look(source, _content_type) -> Seen:
    """A picture of each page, as many as there is time for. Raises Refused."""
    source.seek(0)
    content = source.read()
    try:
        with pikepdf.open(source, attempt_recovery=True) as paper:
            pages = len(paper.pages)
            if not pages:
                raise Refused(UNREADABLE)
            if pages > MOST_PAGES:
                raise Refused(BOMB)
            _search(paper)
    except pikepdf.PasswordError as locked:
        raise Refused(LOCKED) from locked
    return Seen(list(_drawn(content)), pages)


def _search(paper):
    """Every object, also those in compressed streams: names are compared after they are decoded, however they are written."""
    for count, thing in enumerate(paper.objects):
        if count > MOST_OBJECTS:
            raise Refused(BOMB)
        _judge(thing, depth=0)


def _judge(thing, depth):
    if depth > 12 or not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
        return
    if isinstance(thing, pikepdf.Array):
        for inner in thing:
            if not getattr(inner, "is_indirect", True):
                _judge(inner, depth + 1)
        return
    keys = set(thing.keys())
    if keys & {"/JS", "/JavaScript", "/XFA"} or str(thing.get("/S", "")) in ACTS:
        raise Refused(PROGRAM)
    if keys & {"/EmbeddedFiles", "/EF"} or str(thing.get("/Type", "")) == "/EmbeddedFile" or str(thing.get("/Subtype", "")) in CARRIES:
        raise Refused(EMBEDDED)
    for key in keys:
        inner = thing[key]
        if not getattr(inner, "is_indirect", True):
            _judge(inner, depth + 1)


def _drawn(content):
    began = time.process_time()
    paper = pypdfium2.PdfDocument(content)
    for place in range(min(len(paper), MOST_DRAWN)):
        if place and time.process_time() - began > SECONDS:
            return
        page = paper[place]
        width, height = page.get_size()
        if min(width, height) <= 0:
            raise Refused(UNREADABLE)
        scale = min(LONGER_SIDE / max(width, height), 4)
        yield shown(_picture(page, scale))
        page.close()


def _picture(page, scale) -> Image.Image:
    drawn = page.render(scale=scale, may_draw_forms=False)
    size = (drawn.width, drawn.height)
    raw = ctypes.string_at(drawn.buffer, drawn.stride * drawn.height)
    return Image.frombuffer("RGB", size, raw, "raw", drawn.mode, drawn.stride, 1)

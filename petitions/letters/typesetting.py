"""How does a payload become pages, so that no character is lost and nothing in it is read as an instruction?"""

import io
import json
import re
import threading
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings
from django.utils import timezone
from fontTools.ttLib import TTCollection, TTFont
from PIL import Image

from accounts.qr import matrix
from petitions.letters.kinds import ARTICLES, WORDS

TEMPLATES = Path(__file__).parent
# Noncharacters, which no text may contain: they stand around a code point that is to be drawn as a box.
BOX_START, BOX_END = "\ufdd0", "\ufdd1"
MOST_BOXES = 300  # a paragraph with many more exceeds the typesetter's depth; a text in a script that no font has shows plain code points
INVISIBLE = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
# Variation selectors choose a form of the character before them and draw nothing; without such a character there is nothing to choose.
SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
ORPHAN_SELECTORS = re.compile(r"(?<![^\ufdd1\s])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
# Addresses, digests, rows of exclamation marks: runs without a place to break.
MANY_BREAKS = 500  # after which the typesetter's optimised breaking of lines takes seconds, and minutes for the longest texts
UNBROKEN = re.compile("[\u0021-\u007e\u00a1-\u2e7f]{25,}|[\u3001-\u303f\uff00-\uffef]{12,}")

thread = threading.local()


def font_folders() -> list[str]:
    return [str(Path(pylopdf_fonts_zh_cn.__file__).parent), *([settings.FONT_DIR] if settings.FONT_DIR else [])]


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders())


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """The code points that some font of the office can draw."""
    points = set()
    for path in {font.path for font in fonts().fonts()}:
        members = TTCollection(path, lazy=True).fonts if path.lower().endswith((".ttc", ".otc")) else [TTFont(path, lazy=True)]
        for member in members:
            points.update(member.getBestCmap() or ())
            member.close()
    return frozenset(points)


def visible(text: str) -> str:
    """The text with every character that cannot be drawn, or would be invisible or turn the line around, marked to be drawn as its code point."""
    text = ORPHAN_SELECTORS.sub("", "".join(map(shown, text.replace("\r\n", "\n").replace("\r", "\n"))))
    if text.count(BOX_START) > MOST_BOXES:
        text = text.replace(BOX_START, "〔U+").replace(BOX_END, "〕")
    return UNBROKEN.sub(breakable, text.replace(BOX_END + BOX_START, " "))


@lru_cache(maxsize=20000)
def shown(character: str) -> str:
    point, category = ord(character), unicodedata.category(character)
    if character == "\n" or point in SELECTORS:
        return character
    if character == "\t" or (category == "Zs" and point not in drawable()):
        return " "
    return character if point in drawable() and category not in INVISIBLE else f"{BOX_START}{point:04X}{BOX_END}"


def breakable(run) -> str:
    return "\u200b".join(re.findall("[^\u0300-\u036f]?[\u0300-\u036f]*", run[0])).removesuffix("\u200b")


def plain(value, key=""):
    """The payload as the templates read it: visible texts, official words for codes, instants in the office's time zone."""
    if isinstance(value, dict):
        return {name: plain(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner, key) for inner in value]
    if not isinstance(value, str):
        return value
    if key.endswith("_at") and value:
        instant = datetime.fromisoformat(value)
        return (timezone.localtime(instant) if timezone.is_aware(instant) else instant).strftime("%Y-%m-%d %H:%M")
    return visible(WORDS.get(key, {}).get(value, value))


def picture(path: str) -> list[int]:
    """A seal as the bytes of a PNG: drawn anew, so that nothing but its pixels goes into the paper. Raises OSError when it is no picture."""
    with Image.open(path) as seal:
        seal = seal.convert("RGBA")
    seal.thumbnail((800, 800))
    target = io.BytesIO()
    seal.save(target, "PNG")
    return list(target.getvalue())


def compiler() -> typst.Compiler:
    """One for each thread: a Compiler used by two at once raises "Already borrowed"."""
    if not hasattr(thread, "compiler"):
        thread.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts())
    return thread.compiler


def pdf(kind, payload: dict) -> bytes:
    """PDF/A-2b, dated with the day of issue, so that the same payload gives the same bytes."""
    issued_at = datetime.fromisoformat(payload["issued_on"]).replace(tzinfo=UTC)
    return compiler().compile(
        str(TEMPLATES / kind.template), format="pdf", sys_inputs=inputs(kind, payload), pdf_standards=["a-2b"], timestamp=issued_at
    )


def draft(kind, payload: dict, ppi: int) -> list[bytes]:
    """PNG pages with a watermark."""
    pages = compiler().compile(str(TEMPLATES / kind.template), format="png", ppi=ppi, sys_inputs=inputs(kind, payload, is_draft=True))
    return pages if isinstance(pages, list) else [pages]


def inputs(kind, payload, is_draft=False):
    """What a template sees; it is handed over as JSON, so nothing in it can be markup."""
    paper = plain({key: value for key, value in payload.items() if key not in ("seal", "follow_url")})
    paper |= {
        "kind_title": kind.title,
        "is_of_one_petition": kind.is_of_one_petition,
        "articles": {**ARTICLES, **(paper.get("articles") or {})},
        "seal": picture(payload["seal"]) if payload.get("seal") else None,
        "follow_url": visible(payload.get("follow_url") or ""),
        "qr": matrix(payload["follow_url"]) if payload.get("follow_url") else None,
        "families": fonts().families(),
        "is_draft": is_draft,
    }
    text = json.dumps(paper, ensure_ascii=False)
    return {"payload": text, "line-breaks": "simple" if text.count("\u200b") > MANY_BREAKS else "optimized"}

"""What do templates say about dates, numbers, icons and suspicious characters?"""

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.defaulttags import querystring
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

SOON_DAYS = 3  # from here on a date is amber; lateness is red; nothing else is either

# Characters that a reader cannot see but a computer obeys: controls, bidi marks, zero-width and private-use characters. Tab and line ends stay.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc"
    "\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010fffd]"
)

# {% query_with page=older %}: this page's address with some parameters changed; None removes one.
register.simple_tag(querystring, takes_context=True, name="query_with")


@register.simple_tag
def office_name():
    return str(settings.OFFICE_NAME)


@register.simple_tag
def idle_minutes():
    return settings.IDLE_LOCK_MINUTES


@register.simple_tag
def icon(name):
    """An icon of bootstrap-icons as inline SVG, hidden from screen readers: a word stands beside it. A wrong name is an error in DEBUG, a gap in production."""
    try:
        return _drawing(name)
    except LookupError:
        if settings.DEBUG:
            raise
        return ""


@cache
def _drawing(name):
    path = finders.find(f"vendor/icons/{name}.svg") if re.fullmatch(r"[a-z0-9-]+", name) else None
    if not path:
        raise LookupError(f"bootstrap-icons has no icon {name!r}")
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", Path(path).read_text(encoding="utf-8"), re.DOTALL)[1]
    return mark_safe(
        f'<svg class="bi" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true" focusable="false">{drawing.strip()}</svg>'
    )


@register.filter
def due_words(due_on: date | None, today: date) -> str:
    """How far away a date is, in words: "in 3 days", "today", "2 days late"."""
    if not due_on:
        return ""
    days = (due_on - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@register.filter
def due_tone(due_on: date | None, today: date) -> str:
    """The CSS class of a date: "late", "soon" or ""."""
    if not due_on or (due_on - today).days > SOON_DAYS:
        return ""
    return "late" if due_on < today else "soon"


@register.filter
def exact(day: date, today: date) -> str:
    """A day as people write it beside the relative words: weekday, day, month, and the year when it is another one."""
    return _written(day, day.year == today.year, get_language())


@lru_cache(maxsize=4096)  # a list of 25 rows spends more time on formatting dates than on its query
def _written(day, same_year, language):
    return f"{date_format(day, 'D')} {date_format(day, 'SHORT_DATE_FORMAT' if same_year else 'DATE_FORMAT')}"


@register.simple_tag
def spent(started_on: date, due_on: date, today: date) -> int:
    """How much of a limit has been used, 0 to 100, for the bar of a clock."""
    days = (due_on - started_on).days
    if days <= 0:
        return 100
    return min(100, max(0, round(100 * (today - started_on).days / days)))


@register.filter
def grouped(number) -> str:
    """A petition's number in groups of four, as one reads it aloud; a single left-over character joins the last group."""
    compact = re.sub(r"[\s-]", "", str(number))
    groups = [compact[start : start + 4] for start in range(0, len(compact), 4)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = ["".join(groups[-2:])]
    return " ".join(groups)


@register.filter
def visible_controls(text) -> str:
    """Text of strangers, escaped, with every unseen character shown as a small box with its code point."""

    def box(found):
        code = f"U+{ord(found[0]):04X}"
        return f'<span class="codepoint" title="{unicodedata.name(found[0], code)}">{code}</span>'

    return mark_safe(UNSEEN.sub(box, escape("" if text is None else str(text))))

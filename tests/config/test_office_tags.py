"""Do the office's template tags say the right words, and are all icons that anybody names really there?"""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from config import navigation
from config.templatetags import office

TODAY = date(2026, 5, 5)
ICONS = finders.find("vendor/icons")
needs_icons = pytest.mark.skipif(not ICONS, reason="browser assets are not installed: make install")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def render(source, **context):
    return Template("{% load office %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("due_on", "words", "tone"),
    [
        (date(2026, 5, 3), "2 days late", "late"),
        (date(2026, 5, 4), "1 day late", "late"),
        (date(2026, 5, 5), "today", "soon"),
        (date(2026, 5, 6), "in 1 day", "soon"),
        (date(2026, 5, 8), "in 3 days", "soon"),
        (date(2026, 5, 9), "in 4 days", ""),
        (None, "", ""),
    ],
)
def test_a_date_says_how_far_away_it_is_and_only_late_is_late(due_on, words, tone):
    assert render("{{ due_on|due_words:today }}", due_on=due_on, today=TODAY) == words
    assert render("{{ due_on|due_tone:today }}", due_on=due_on, today=TODAY) == tone


def test_the_exact_day_names_the_year_only_when_it_is_another_one_and_follows_the_language():
    assert office.exact(date(2026, 5, 8), TODAY) == "Fri 8 May"
    assert office.exact(date(2027, 1, 4), TODAY) == "Mon 4 Jan 2027"
    with translation.override("zh-hans"):
        assert office.exact(date(2027, 1, 4), TODAY) == "星期一 2027年1月4日"


@pytest.mark.parametrize(
    ("today", "percent"),
    [(date(2026, 3, 31), 0), (date(2026, 4, 1), 0), (date(2026, 4, 16), 50), (date(2026, 5, 1), 100), (date(2026, 7, 1), 100)],
)
def test_the_bar_of_a_clock_runs_from_nothing_to_all_and_not_beyond(today, percent):
    assert office.spent(date(2026, 4, 1), date(2026, 5, 1), today) == percent


def test_a_limit_of_no_days_is_used_up_at_once():
    assert office.spent(date(2026, 4, 1), date(2026, 4, 1), date(2026, 4, 1)) == 100


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("7K3M9Q2XWPA4", "7K3M 9Q2X WPA4"),
        ("7K3M9Q2XWPA45", "7K3M 9Q2X WPA45"),
        ("7K3M-9Q2X-WP", "7K3M 9Q2X WP"),
        ("12345", "12345"),
        ("7", "7"),
        ("", ""),
    ],
)
def test_a_number_is_grouped_for_reading_aloud(number, groups):
    assert office.grouped(number) == groups


def test_unseen_characters_become_boxes_with_their_code_point():
    shown = render("{{ text|visible_controls }}", text="善\u202e<b>\u200b好\x07")

    assert shown == (
        '善<span class="codepoint" title="RIGHT-TO-LEFT OVERRIDE">U+202E</span>&lt;b&gt;'
        '<span class="codepoint" title="ZERO WIDTH SPACE">U+200B</span>好<span class="codepoint" title="U+0007">U+0007</span>'
    )


def test_ordinary_text_stays_as_it_was_typed():
    text = "第一行\n\t第二行 😀 㐂𠮷 3 < 5"

    assert render("{{ text|visible_controls }}", text=text) == text.replace("<", "&lt;")
    assert render("{{ text|visible_controls }}", text=None) == ""


def test_query_with_keeps_the_other_parameters_and_escapes_them():
    request = RequestFactory().get("/cases/", {"state": "HANDLING", "word": '"><script>', "page": "old"})
    address = Template("{% load office %}{% query_with page=older %}").render(RequestContext(request, {"older": "abc"}))

    assert address == "?state=HANDLING&amp;word=%22%3E%3Cscript%3E&amp;page=abc"


@needs_icons
def test_an_icon_is_drawn_in_place_and_hidden_from_screen_readers():
    drawn = render('{% icon "clock" %}')

    assert re.match(r'<svg class="bi" [^>]*aria-hidden="true"[^>]*>\s*<path ', drawn)
    assert drawn.endswith("</svg>")
    assert drawn.count("<svg") == 1


@pytest.mark.parametrize("name", ["no-such-icon", "../../../manage", "", "Clock"])
def test_a_wrong_icon_is_an_error_for_developers_and_a_gap_for_visitors(name, settings):
    settings.DEBUG = False
    assert office.icon(name) == ""

    settings.DEBUG = True
    with pytest.raises(LookupError):
        office.icon(name)


@needs_icons
def test_every_icon_named_in_a_template_or_in_code_exists():
    in_templates = [path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    named = {name for text in in_templates for name in re.findall(r"""(?:{% icon |icon_name=|icon_name\|default:)["']([^"']+)["']""", text)}
    named |= {icon for _name, _words, icon, _roles in navigation.ITEMS}

    assert {"clock", "exclamation-circle-fill", "inbox"} <= named
    assert sorted(name for name in named if not (Path(ICONS) / f"{name}.svg").exists()) == []


@needs_icons
@pytest.mark.parametrize(
    ("due_on", "done_on", "tone", "words"),
    [
        (date(2026, 5, 8), None, "soon", "in 3 days"),
        (date(2026, 5, 1), None, "late", "4 days late"),
        (date(2026, 6, 8), None, "", "in 34 days"),
        (date(2026, 5, 1), date(2026, 4, 30), "done", "done in time"),
        (date(2026, 5, 1), date(2026, 5, 3), "late", "done, 2 days late"),
    ],
)
def test_a_due_date_brings_colour_icon_word_and_exact_date(due_on, done_on, tone, words):
    shown = render('{% include "_due.html" %}', due_on=due_on, done_on=done_on, today=TODAY)

    assert re.search(r'class="due ([a-z]*)"', shown)[1] == tone
    assert re.search(r'class="due-words">([^<]*)<', shown)[1] == words
    assert re.search(r'datetime="([^"]*)"', shown)[1] == (done_on or due_on).isoformat()
    assert shown.count("<svg") == 1


@needs_icons
def test_a_due_date_draws_how_much_of_the_time_is_used():
    shown = render('{% include "_due.html" %}', due_on=date(2026, 5, 15), started_on=date(2026, 4, 25), today=TODAY)

    assert re.findall(r'class="spent" width="(\d+)"', shown) == ["50"]

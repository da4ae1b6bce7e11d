"""What does a person see? Chromium on the office's pages, in two languages and two widths, and nothing may go wrong unseen."""

import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from PIL import Image
from playwright.sync_api import expect, sync_playwright
from pylopdf_fonts_zh_cn import sans_path

from accounts.access import SESSION_KEY
from config.demo.city import PASSWORD

SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
PATIENCE = 30_000  # milliseconds, for a machine that does other things too

LOCALE_AND_WIDTH = {"zh-1280": ("zh-CN", 1280), "zh-390": ("zh-CN", 390), "en-1280": ("en-US", 1280), "en-390": ("en-US", 390)}


def on_screens(*names):
    return pytest.mark.parametrize(("locale", "width"), [LOCALE_AND_WIDTH[name] for name in names], ids=names)


every_screen = on_screens(*LOCALE_AND_WIDTH)
# Both languages and both widths in half the time: a desk in Chinese, a telephone in English.
two_screens = on_screens("zh-1280", "en-390")
MAKES_PICTURES = bool(os.environ.get("SHOTS"))  # make shots


class Watch:
    """What a browser complains about while a person would only see a page that does not work."""

    def __init__(self):
        self.complaints = []
        self.forgiven = []
        self.refused_pages = set()

    def over(self, page):
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self.request)
        page.on("response", self.response)

    def console(self, message):
        # A page that answers 404 or 422 says so itself, and its test has asked for it; a part of a page has no such excuse.
        if message.type == "error" and message.location.get("url") not in self.refused_pages:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def request(self, request):
        if urlsplit(request.url).scheme in ("http", "https", "ws", "wss") and urlsplit(request.url).hostname != "127.0.0.1":
            self.complaints.append(f"off this machine: {request.url}")

    def response(self, response):
        if response.status >= 500:
            self.complaints.append(f"{response.status} from {response.url}")
        elif response.status >= 400 and response.request.is_navigation_request():
            self.refused_pages.add(response.url)

    def left(self) -> list[str]:
        return [complaint for complaint in self.complaints if not any(re.search(pattern, complaint) for pattern in self.forgiven)]


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chromium, with the fonts that the official papers use."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not chromium:
        pytest.skip("there is no Chromium: `apt-get install chromium` brings it; CHROMIUM=/path/to/it names another")
    fonts = tmp_path_factory.mktemp("fonts")
    (fonts / "fonts.conf").write_text(FONTS.format(fonts=sans_path().parent, cache=fonts / "cache"))
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, and Django would refuse its ORM beside one.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, env={**os.environ, "FONTCONFIG_FILE": str(fonts / "fonts.conf")}
        )
        yield browser
        browser.close()
        connections.close_all()  # those of the time beside the loop, which nobody finds again once it is gone


@pytest.fixture
def watch():
    """`watch.forgiven.append("a pattern")` where a test provokes a complaint; all others fail it."""
    watch = Watch()
    yield watch
    assert watch.left() == []


@pytest.fixture
def new_page(office, browser, watch):
    """`new_page(locale="en-US", width=390)`: a person at a screen of their own, with cookies of their own, at the office's address."""
    contexts = []

    def open_page(locale="zh-CN", width=1280, **options):
        context = browser.new_context(
            base_url=office.url,
            locale=locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 844 if width < 768 else 900},
            is_mobile=width < 768,
            has_touch=width < 768,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    """A desk: Chinese, 1280 pixels."""
    return new_page()


@pytest.fixture
def shot(tmp_path):
    """`shot(page, "sign-in-zh-390")`: a picture of the whole page; SHOTS=1 keeps those under docs/screens that its README shows."""

    def take(page, name):
        picture = kept_as(name) or tmp_path / f"{name}.png"
        # As tall as the page: what stays at the lower edge of a window would otherwise lie across its middle.
        window = page.viewport_size
        page.evaluate("scrollTo(0, 0)")
        page.set_viewport_size({**window, "height": max(window["height"], page.evaluate("document.documentElement.scrollHeight"))})
        page.screenshot(path=picture, full_page=True, animations="disabled", caret="hide")
        page.set_viewport_size(window)
        if picture.parent == SCREENS:
            Image.open(picture).convert("RGB").quantize(128).save(picture, optimize=True)
        return picture

    return take


def kept_as(name) -> Path | None:
    """Where a picture belongs that the README of docs/screens shows; None for others, and where none are asked for."""
    is_shown = MAKES_PICTURES and f"({name}.png)" in (SCREENS / "README.md").read_text()
    return SCREENS / f"{name}.png" if is_shown else None


def sit_down(page, duty):
    """An officer of the demo office comes in through the form, and chooses the duty where there are several."""
    page.goto("/sign-in/")
    page.fill("#id_username", duty.officer.username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("details.menu").first).to_contain_text(duty.officer.name)
    if "/acting-as/" in page.url:
        page.locator(f"main button[value='{duty.slug}']").click()
        page.wait_for_url(lambda url: "/acting-as/" not in url)
    return page


def sign_in(page, duty):
    """As if the duty's officer had signed in and acted in it, for the journeys that are about something else."""
    client = Client()
    client.force_login(duty.officer)
    session = client.session
    session[SESSION_KEY] = duty.slug
    session.save()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "domain": "127.0.0.1", "path": "/"}])


def follow(page, number, code, tail="0001"):
    """The petitioner asks by number, code and the last digits of the telephone; who has asked before is led on at once."""
    page.goto("/follow/")
    if "/petition/" not in page.url:
        page.fill("#id_number", number)
        page.fill("#id_code", code)
        page.fill("#id_tail", tail)
        page.keyboard.press("Enter")
    page.wait_for_url("**/follow/petition/")


def check_axe(page):
    """No barrier that axe can find, WCAG 2.2's target size included; else a list of what and where."""
    result = Axe().run(page, options={"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}})
    found = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html'][:200]}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]
    assert not found, f"{len(found)} barriers on {page.url}\n" + "\n".join(found)


def check_width(page):
    """Nothing is pushed out of the window sideways."""
    widest, most = page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"]
    beyond = f"[...document.querySelectorAll('main *')].filter(it => it.getBoundingClientRect().right > {most}).map(it => it.outerHTML.slice(0, 120))"
    assert widest <= most, f"{page.url} is {widest} pixels wide: {page.evaluate(beyond)[-3:]}"

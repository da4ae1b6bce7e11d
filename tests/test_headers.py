"""What does every answer of every route tell the browser, to strangers, to officers and to citizens?"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from config.headers import HeadersMiddleware
from reception.portal.passes import FOLLOWER, RECEIPT
from tests.factories import make_duty
from tests.test_house import OPEN_TO_ALL, routes

BASE_DIR = Path(__file__).resolve().parent.parent
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {"base-uri": "'none'", "frame-ancestors": "'none'"}
FOREIGN = re.compile(r"unsafe-eval|https?:|\*|strict-dynamic|blob:")
PRODUCTION = {
    "HTTPS": "true", "SECRET_KEY": "p" * 25 + "qwertyuiopasdfghjklzxcvbnm0123456789", "FIELD_KEYS": "none", "ALLOWED_HOSTS": "office.example",
    "DATABASE_URL": "postgres://none/none", "REDIS_URL": "redis://none",
}  # fmt: skip


def faults(answer) -> list[str]:
    """What is wrong with the headers of one answer."""
    found = [f"{name}: {answer.get(name)}" for name, value in EXACTLY.items() if answer.get(name) != value]
    policy = dict([*part.split(None, 1), ""][:2] for part in answer.get("Content-Security-Policy", "").split("; ") if part)
    found += [f"policy without {name}" for name, value in POLICY.items() if policy.get(name) != value]
    scripts = policy.get("script-src", policy.get("default-src", "*"))
    if "unsafe-inline" in scripts or any(FOREIGN.search(source) for source in policy.values()):
        found.append(f"policy is open: {policy}")
    if "unsafe-inline" in policy.get("style-src", "") and "sandbox" not in policy:
        found.append("inline style outside a sandbox")
    if policy.get("object-src", policy.get("default-src")) != "'none'":
        found.append("objects are allowed")
    if "no-store" not in answer.get("Cache-Control", ""):
        found.append(f"may be kept: {answer.get('Cache-Control')}")
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        found.append("devices are lent")
    if answer.get("Content-Type", "").startswith("text/") and "charset=utf-8" not in answer["Content-Type"]:
        found.append(f"no charset: {answer['Content-Type']}")
    found += [f"tells {name}" for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in answer]
    for cookie in answer.cookies.values():
        if cookie.value and (not cookie["samesite"] or (not cookie["httponly"] and cookie.key != settings.CSRF_COOKIE_NAME)):
            found.append(f"cookie {cookie.key}")
    return found


def stranger(*_args):
    return Client(raise_request_exception=False)


@pytest.fixture
def petition(cast):
    return cast.served()


@pytest.fixture
def people(cast, petition):
    """`people[who](view)` gives the browser of a stranger, of a citizen with number and code, of an officer whose role opens the view."""
    duties = {duty.role: duty for duty in vars(cast).values() if hasattr(duty, "role")} | {Role.HANDLER: cast.handler}

    def citizen(_view):
        client = Client(raise_request_exception=False)
        for its in (FOLLOWER, RECEIPT):
            answer = its.give(client.get(reverse("home")), petition)
            client.cookies[its.cookie] = answer.cookies[its.cookie].value
        return client

    def officer(view):
        client = Client(raise_request_exception=False)
        roles = getattr(view, "roles", None) or {Role.HANDLER}
        role = Role.HANDLER if Role.HANDLER in roles else min(roles)  # never the set's first: that is another one in each process
        if role not in duties:
            duties[role] = make_duty(role, cast.bureau)
        client.force_login(duties[role].officer)
        return client

    return {"stranger": stranger, "citizen": citizen, "officer": officer}


def addresses(petition):
    for name, view, address in routes():
        yield name, view, re.sub(r"^/cases/[0-9A-Z]{13}/", f"/cases/{petition.number}/", address)


@pytest.mark.parametrize("who", ["stranger", "citizen", "officer"])
def test_every_answer_of_every_route_carries_the_headers(people, petition, who):
    wrong, statuses = {}, {}
    for name, view, address in addresses(petition):
        for method in ("get", "post"):
            answer = getattr(people[who](view), method)(address)
            statuses[name, method] = answer.status_code
            if found := faults(answer):
                wrong[name, method, answer.status_code] = found
            for close in answer._resource_closers:  # answer.close() would take the database's connection along
                close()

    assert wrong == {}
    # The walk has seen pages, and not only the door.
    opened = {name for (name, method), status in statuses.items() if status == 200 and method == "get"}
    assert {"stranger": OPEN_TO_ALL & opened, "citizen": opened, "officer": opened}[who] >= {
        "stranger": {"home", "ask", "law", "sign-in", "submit"},
        "citizen": {"follow-petition", "receipt", "follow-receipt"},
        "officer": {"petition", "worklist", "notices", "board", "settings", "my-sign-in", "desk"},
    }[who]


@pytest.mark.parametrize("address", ["/no-such-room/", "/cases/%00", "/cases/?q=%00", "/static/none.css"])
def test_refusals_carry_them_too(db, address):
    answer = stranger().get(address)

    assert answer.status_code in (302, 400, 404)
    assert faults(answer) == []


def test_so_does_an_answer_to_a_foreign_host_and_an_error_of_ours(db, monkeypatch):
    refused = stranger().get("/", headers={"Host": "evil.example"})
    monkeypatch.setattr("reception.portal.views.doors._channels", lambda: 1 / 0)
    failed = stranger().get(reverse("law"))

    assert (refused.status_code, failed.status_code) == (400, 500)
    assert (faults(refused), faults(failed)) == ([], [])
    assert "ZeroDivision" not in failed.text


def test_a_planted_gap_is_found(db, monkeypatch):
    monkeypatch.setattr(HeadersMiddleware, "__call__", lambda self, request: self.get_response(request))

    assert faults(stranger().get("/law/")) == ["Cross-Origin-Resource-Policy: None", "may be kept: None", "devices are lent"]


def test_papers_and_evidence_run_nothing_wherever_they_are_opened(people, petition, cast):
    client = Client()
    client.force_login(cast.handler.officer)
    paper = petition.documents.get(kind="D17")

    answer = client.get(reverse("document", args=[petition.number, paper.slug]))

    assert answer.status_code == 200
    assert "sandbox" in answer["Content-Security-Policy"]
    assert faults(answer) == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_no_strange_method_opens_anything(db, method):
    answer = stranger().generic(method, reverse("sign-in"))

    assert answer.status_code in (403, 405)
    assert faults(answer) == []


def test_no_unsafe_request_is_taken_without_its_token(cast):
    for name, _view, address in routes():
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.admin.officer)
        assert client.post(address).status_code == 403, name


# ── Production: over https only ──


def test_over_https_every_answer_says_so_for_a_year_and_plain_http_is_sent_there(db, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_SSL_REDIRECT = 31536000, True, True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    safe = {"X-Forwarded-Proto": "https"}

    for _name, _view, address in routes():
        assert stranger().get(address, headers=safe)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", address
    plain = stranger().get("/sign-in/")
    assert (plain.status_code, plain.url) == (301, "https://testserver/sign-in/")
    assert stranger().get("/healthz").status_code == 200


def in_production(*command):
    here = ("_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")  # the servers of the tests, and what a browser in this process needs
    environment = {name: value for name, value in os.environ.items() if not name.endswith(here)} | PRODUCTION
    return subprocess.run([sys.executable, *command], cwd=BASE_DIR, env=environment, capture_output=True, text=True)


def test_the_production_settings_pass_djangos_own_review():
    done = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr


def test_production_asks_for_the_second_factor_and_names_its_cookies_so_that_no_other_host_can_set_them():
    script = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.conf import settings as s
from reception.portal.passes import FOLLOWER
print(s.DEBUG, s.SECOND_FACTOR, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, FOLLOWER.cookie)
"""
    done = in_production("-c", script)

    assert done.stdout.split() == ["False", "True", "__Host-staff", "__Host-csrftoken", "True", "True", "__Secure-citizen"], done.stderr

"""Is the house built as its plan says? What a reader relies on without looking, checked over all files and all routes."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import URLResolver, get_resolver, reverse

from petitions.numbers import new_number

BASE_DIR = Path(__file__).resolve().parent.parent
APPS = ("accounts", "config", "petitions", "reception", "supervision")
MODULES = sorted(path for app in APPS for path in (BASE_DIR / app).rglob("*.py") if "migrations" not in path.parts)
PAGES = sorted(path for folder in (*APPS, "templates") for path in (BASE_DIR / folder).rglob("*.html"))
NO_NAMES = {"utils", "helpers", "services", "constants", "signals", "managers", "common"}
INLINE = re.compile(
    r"""<style|\sstyle\s*=|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+\s*=\s*["']|javascript:|hx-on|hx-vals=['"]js:""", re.IGNORECASE
)

# Who opens these need not have signed in. Everything else asks for a duty with a role (accounts/access.py, for_roles).
OPEN_TO_ALL = {
    *("home", "ask", "law"),  # texts for everybody
    "set_language",  # sets a cookie with one of two words
    "healthz",  # two ages in seconds, for a monitor that has no account
    # the door itself; what stands behind it asks for the password, a mailed token, or the code of the telephone
    *("sign-in", "sign-in-code", "first-second-factor", "sign-out"),
    *("password_reset", "password_reset_done", "password_reset_confirm", "password_reset_complete"),
    # citizens have no accounts: a draft is found by its signed cookie, a receipt by that of the browser which handed it in
    *("submit", "submit-page", "submit-save", "submit-check", "submit-delete", "receipt", "receipt-paper"),
    "desk-save",  # a form carries its own right to be kept, so that a session that ends loses nothing
    # by number, code and telephone digits, then by a signed cookie of half an hour
    *("follow", "follow-petition", "follow-add", "follow-receipt", "follow-document", "follow-leave"),
    *("follow-withdraw", "follow-withdrawal-revoke", "follow-part", "follow-promise", "follow-review", "follow-review-receipt"),
    *("follow-retaliation", "follow-rate"),
}


def contract(folder):
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True)


def inline_parts(text):
    return [found[0] for found in INLINE.finditer(re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL))]


def routes(resolver=None, before=""):
    """Yield (name, view, an address) of each route."""
    for entry in (resolver or get_resolver()).url_patterns:
        samples = {
            name: next(sample for sample in ("x", "2026", new_number()) if re.fullmatch(converter.regex, sample))
            for name, converter in entry.pattern.converters.items()
        }
        address = before + re.sub(r"<(?:\w+:)?(\w+)>", lambda part, samples=samples: samples[part[1]], str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from routes(entry, address)
        else:
            yield entry.name or address, entry.callback, f"/{address}"


def test_imports_run_downwards_and_one_upwards_is_found(tmp_path):
    assert contract(BASE_DIR).returncode == 0, contract(BASE_DIR).stdout

    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    for app in APPS:
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
    assert contract(tmp_path).returncode == 0
    (tmp_path / "accounts" / "upstairs.py").write_text("import petitions\n")
    assert "accounts.upstairs -> petitions" in contract(tmp_path).stdout


@pytest.mark.parametrize(
    ("upstairs", "allowed"),
    [("reception", "petitions"), ("supervision", "petitions"), ("petitions", "accounts"), ("config", "reception")],
)
def test_each_floor_may_look_down_and_not_up(tmp_path, upstairs, allowed):
    shutil.copy(BASE_DIR / "pyproject.toml", tmp_path)
    for app in APPS:
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()

    (tmp_path / upstairs / "__init__.py").write_text(f"import {allowed}\n")
    assert contract(tmp_path).returncode == 0

    (tmp_path / allowed / "__init__.py").write_text(f"import {upstairs}\n")
    assert contract(tmp_path).returncode == 1


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def names(paths):
    return [str(path.relative_to(BASE_DIR)) for path in paths]


def ungated(tree):
    """The line of each `Petition.objects` that goes on with anything but `.visible_to` or `.could_be_shown_to`, and is not handed to the gate, which does."""
    gates = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "gate"]
    handed_over = {id(part) for gate in gates for argument in gate.args[3:] for part in ast.walk(argument)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr not in ("visible_to", "could_be_shown_to")
        and ast.unparse(node.value) == "Petition.objects"
        and id(node) not in handed_over
    ]


def test_files_are_called_after_what_they_answer():
    assert names(path for path in MODULES if {path.stem, path.parent.name} & NO_NAMES) == []


def test_a_module_opens_with_the_question_it_answers():
    doors = {"__init__.py", "apps.py", "formats.py"}
    assert names(path for path in MODULES if path.name not in doors and path.stat().st_size and not ast.get_docstring(tree_of(path))) == []


def test_pages_of_the_staff_find_petitions_only_through_the_gate():
    """Citizens have no duty: the portal lets them in by number and code. Sweeps look at everything, at night."""
    rooms = [BASE_DIR / "petitions" / "views", BASE_DIR / "petitions" / "forms", BASE_DIR / "reception", BASE_DIR / "supervision"]
    others = {"models", "portal", "tasks.py", "ladder.py", "scoring.py", "stray_looks.py"}
    pages = [path for path in MODULES if any(path.is_relative_to(room) for room in rooms) and not others & set(path.parts)]

    assert {str(path.relative_to(BASE_DIR)): lines for path in pages if (lines := ungated(tree_of(path)))} == {}
    code = "Petition.objects.visible_to(duty).filter(pk=1)\nPetition.objects.filter(pk=1)\ngate(request, number, action, Petition.objects.all())"
    assert ungated(ast.parse(code)) == [2]


def test_pages_carry_no_style_or_script_of_their_own():
    assert {str(path.relative_to(BASE_DIR)): found for path in PAGES if (found := inline_parts(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    ("text", "is_inline"),
    [
        ('<p style="color:red">', True),
        ("<style>p {}</style>", True),
        ("<script>go()</script>", True),
        ('<a href="#" onclick="go()">', True),
        ('<a href="javascript:go()">', True),
        ("<script defer src=\"{% static 'js/office.js' %}\"></script>", False),
        ('<p class="style" data-one="1">{# onclick="x" #}', False),
    ],
)
def test_inline_parts_are_told_from_files(text, is_inline):
    assert bool(inline_parts(text)) is is_inline


def test_every_route_is_open_by_decision_or_asks_for_a_duty():
    guarded = {name for name, view, _address in routes() if hasattr(view, "roles")}

    assert {name for name, view, _address in routes() if not getattr(view, "login_required", True)} - guarded == OPEN_TO_ALL
    assert {name for name, _view, _address in routes()} - OPEN_TO_ALL - guarded == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_door_from_every_other_route(client, db, method):
    answers = {name: getattr(client, method)(address) for name, _view, address in routes()}

    to_the_door = {name for name, answer in answers.items() if answer.status_code == 302 and answer.url.startswith(reverse("sign-in"))}
    assert set(answers) - to_the_door - OPEN_TO_ALL == set()
    assert answers["home" if method == "get" else "sign-in"].status_code == 200


def test_no_code_of_ours_is_bound_to_a_database_driver():
    assert [path for path in MODULES if re.search(r"^\s*(from|import) psycopg", path.read_text(encoding="utf-8"), re.MULTILINE)] == []


def test_models_and_migrations_are_in_step(db):
    call_command("makemigrations", check=True, dry_run=True)


def test_everything_a_person_sees_is_translated():
    call_command("messages", check=True)

"""Do the pins, the locks and the installer agree, and do the locks name hashes and no place?"""

import json
import re
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]
PINS = {"requirements.txt": "requirements.lock", "requirements-dev.txt": "requirements-dev.lock"}


def pins(file):
    return {name.lower(): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", (BASE_DIR / file).read_text(), re.MULTILINE)}


@pytest.mark.parametrize(("asked", "lock"), PINS.items())
def test_the_lock_holds_what_was_asked_for(asked, lock):
    assert pins(asked).items() <= pins(lock).items()


def test_tests_run_on_the_versions_that_the_office_runs_on():
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", [*PINS.values(), "requirements-npm.lock"])
def test_every_package_of_a_lock_has_a_hash_and_none_has_an_address(lock):
    entries = re.split(r"\n(?=\w)", (BASE_DIR / lock).read_text().strip())

    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not [entry for entry in entries if "://" in entry]


def test_every_direct_package_says_what_it_is_for():
    lines = [line for asked in PINS for line in (BASE_DIR / asked).read_text().splitlines() if "==" in line]

    assert [line for line in lines if "  # " not in line] == []


def test_browser_assets_are_locked_without_an_address():
    packages = json.loads((BASE_DIR / "package-lock.json").read_text())["packages"]
    fetched = {name: facts for name, facts in packages.items() if name}

    assert {name for name, facts in fetched.items() if not facts["integrity"].startswith("sha512-") or "resolved" in facts} == set()
    assert packages[""]["dependencies"] == json.loads((BASE_DIR / "package.json").read_text())["dependencies"]

"""Does `make check` see what it promises to see?"""

import subprocess

import pytest
from django.core.management import CommandError, call_command

from config.management.commands.quality import places, ties

HOST = "registry." + "npmjs"


@pytest.fixture
def checkout(tmp_path):
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("/var/\n")
    return tmp_path


def test_what_ties_a_text_to_one_machine_is_found(tmp_path, monkeypatch):
    there = tmp_path.parts[1]
    monkeypatch.setattr("config.management.commands.quality.EVERYWHERE", {"usr"})

    assert list(places('"resolved":' + f' "https://{HOST}.org/htmx"')) == ['resolved":' + ' "https://', HOST]
    assert list(places(f"see {tmp_path} for more")) == [f"/{there}/{tmp_path.parts[2]}"]
    assert list(places("#!/usr/bin/env python, /no-such-room/x, /cases/mine, https://example.org/tmp/x")) == []


def test_only_what_git_keeps_is_looked_at(checkout):
    (checkout / "var").mkdir()
    (checkout / "var" / "log.txt").write_text(HOST)
    (checkout / "picture.png").write_bytes(b"\x89PNG\xff")
    assert ties(checkout) == []

    (checkout / "notes.md").write_text(HOST)
    assert ties(checkout) == [f"notes.md: {HOST}"]


def test_a_broken_house_fails_by_the_names_of_its_faults(db, checkout, settings, capsys):
    settings.BASE_DIR = checkout
    settings.LOCALE_PATHS = [checkout / "locale"]
    (checkout / "accounts").mkdir()
    (checkout / "accounts" / "models.py").write_text('import os\n\nname = _("name")\n')
    (checkout / "notes.md").write_text(HOST)
    (checkout / "pyproject.toml").write_text("[tool.ruff]\nline-length = 140\n")

    with pytest.raises(CommandError) as refused:
        call_command("quality")

    said = capsys.readouterr().out
    failed = str(refused.value).removeprefix("to mend: ").split(", ")
    assert {"Python", "imports", "compose", "translations", "files"} <= set(failed)
    assert "format" not in failed
    assert "F401" in said
    assert "missing: “name”" in said

"""Is the house in order? What `make check` runs: every check, each with its verdict, and a failure at the end if any failed."""

import io
import re
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

TOOLS = {
    "Python": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "imports": ["lint-imports"],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
    "compose": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
}
COMMANDS = {
    "Django": ["check", "--fail-level=WARNING"],
    "migrations": ["makemigrations", "--check", "--dry-run"],
    "translations": ["messages", "--check"],
}
# Where packages come from is the reader's own business: files name packages, versions and hashes.
REGISTRY = re.compile(r'registry\.npmjs|pypi\.org|files\.pythonhosted|deb\.debian|resolved": "\w+://')
ABSOLUTE = re.compile(r"(?<![\w.:/<>{}$%~+*-])/([A-Za-z][\w.-]*)/[\w.-]+")
EVERYWHERE = {"bin", "boot", "dev", "etc", "lib", "lib64", "media", "mnt", "opt", "proc", "run", "sbin", "srv", "sys", "tmp", "usr", "var"}


def places(text: str):
    """Yield what ties a text to one machine: a registry's host, or a folder at the root that only this machine has."""
    yield from (found[0] for found in REGISTRY.finditer(text))
    yield from (found[0] for found in ABSOLUTE.finditer(text) if found[1] not in EVERYWHERE and Path("/", found[1]).is_dir())


def kept_files(base: Path) -> list[Path]:
    """What git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=base, capture_output=True, check=True
    )
    return [path for name in sorted(set(listed.stdout.decode().split("\0"))) if (path := base / name).is_file()]


def ties(base: Path) -> list[str]:
    """A line for each tie of a kept file to one machine."""
    found = []
    for path in kept_files(base):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{path.relative_to(base)}: {place}" for place in places(text)]
    return found


class Command(BaseCommand):
    help = "Check code, templates, migrations, imports, translations and files (make check)."
    requires_system_checks = []

    def handle(self, **options):
        base = Path(settings.BASE_DIR)
        checks = {name: lambda tool=tool: self.tool(base, tool) for name, tool in TOOLS.items()}
        checks |= {name: lambda command=command: self.command(command) for name, command in COMMANDS.items()}
        checks["files"] = lambda: "\n".join(ties(base))
        failed = []
        for name, check in checks.items():
            started = time.monotonic()
            fault = check()
            verdict = self.style.ERROR("failed") if fault else self.style.SUCCESS("ok")
            self.stdout.write(f"{name:<13}{verdict}  {time.monotonic() - started:.1f} s")
            if fault:
                failed.append(name)
                self.stdout.write(fault.strip() + "\n")
        if failed:
            raise CommandError(f"to mend: {', '.join(failed)}")

    def tool(self, base, command) -> str:
        program = Path(sys.executable).with_name(command[0])
        if not program.exists():
            return f"{command[0]} is not installed: run make install"
        done = subprocess.run([program, *command[1:]], cwd=base, capture_output=True, text=True)
        return (done.stdout + done.stderr or "failed without a word") if done.returncode else ""

    def command(self, command) -> str:
        said = io.StringIO()
        try:
            call_command(*command, stdout=said, stderr=said)
        except CommandError as fault:
            return f"{said.getvalue()}{fault}"
        except SystemExit:
            return said.getvalue() or "failed without a word"
        return ""

"""Does a test notice when a guard is gone? One change in a copy of the code, one process beside, the cells of the matrix that must not stand it.

python -m tests.access.mutants            every mutant of mutants.py; `--only text` those whose file or text says so
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import NamedTuple

from .actors import copied

BASE_DIR = Path(__file__).resolve().parent.parent.parent
COPIED = ("accounts", "config", "petitions", "reception", "supervision", "templates", "tests", "deploy")
SHARED = ("static", "locale", "docs", "pyproject.toml", "Makefile")
PATIENCE = 900  # seconds for one mutant
KILLED, SURVIVED = 7, 0  # what the process beside ends with; anything else is an accident


class Verdict(NamedTuple):
    mutant: object
    is_killed: bool
    said: str
    seconds: float


def run(mutants, keeper, database, kept, data_folder, workers=2):
    """Yield a Verdict for each mutant, in no order. `database`: where the office of `kept` stands; nobody may be connected to it."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        benches = Queue()
        for place in range(workers):
            benches.put(Bench(Path(folder) / f"bench{place}", keeper, database, kept, data_folder))
        try:
            with ThreadPoolExecutor(workers) as crew:
                yield from crew.map(lambda mutant: with_a_bench(benches, mutant), mutants)
        finally:
            while not benches.empty():
                benches.get().close()


def with_a_bench(benches, mutant):
    bench = benches.get()
    try:
        return bench.try_out(mutant)
    finally:
        benches.put(bench)


class Bench:
    """A copy of the code with a copy of the office."""

    def __init__(self, folder, keeper, database, kept, data_folder):
        self.folder, self.keeper, self.kept, self.data_folder = folder, keeper, kept, data_folder
        folder.mkdir()
        for name in COPIED:
            shutil.copytree(BASE_DIR / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "screens"))
        for name in SHARED:
            (folder / name).symlink_to(BASE_DIR / name)
        self.database = copied(keeper, database)

    def close(self):
        self.keeper.drop(self.database)

    def try_out(self, mutant):
        """`mutant`: file, old, new, aims; no file: the code as it is."""
        began = time.monotonic()
        file = self.folder / mutant.file if mutant.file else None
        before = file.read_text(encoding="utf-8") if file else ""
        if file:
            assert before.count(mutant.old) == 1, f"{mutant.file} has {before.count(mutant.old)} × {mutant.old!r}"
            file.write_text(before.replace(mutant.old, mutant.new), encoding="utf-8")
        asked = json.dumps({"database": self.database, "kept": self.kept, "aims": mutant.aims})
        try:
            done = subprocess.run(
                [sys.executable, "-B", "-m", "tests.access.aiming"], input=asked, text=True, capture_output=True, cwd=self.folder, timeout=PATIENCE,
                env={**os.environ, "DATA_DIR": str(self.data_folder), "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(self.folder)},
            )  # fmt: skip
        finally:
            if file:
                file.write_text(before, encoding="utf-8")
        said = done.stdout.strip()
        if done.returncode not in (KILLED, SURVIVED):
            said = f"accident {done.returncode}: {done.stderr.strip()[-600:]}"
        return Verdict(mutant, done.returncode == KILLED, said, time.monotonic() - began)

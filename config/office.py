"""How does one command bring up the whole office, keep it up, and take it down again?

Without Django: the launcher lives as long as the office and must stay small. What needs Django is `manage.py prepare`.
"""

import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from contextlib import contextmanager

from config import embedded
from config.children import Child, environment
from config.servers import Trouble

DEATHS_TOLERATED = 3  # within a minute; then the fault is not a passing one
SECONDS_TO_OPEN, SECONDS_TO_CLOSE = 60, 8
CLOCK = ["-B", "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]  # beat inside the worker
ROOT_IS_KNOWN = "ignore:You're running the worker with superuser privileges"


def run() -> None:
    """`manage.py up`: returns when somebody asks for the end. Raises Trouble."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a shell's background job ignores it
        signal.signal(number, signal.default_int_handler)
    office = Office()
    try:
        with only_one(office.folder, office.address):
            office.refuse_a_taken_port()
            office.prepare()
            office.open()
            while True:
                time.sleep(1)
                office.revive()
    except KeyboardInterrupt:
        office.say("Closing the office …")
    finally:
        office.close()


class Office:
    def __init__(self):
        self.began = time.monotonic()
        self.host, self.port = os.environ.get("HOST") or "127.0.0.1", port_asked_for()
        self.here = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # nosec B104 - compared, not bound
        self.address = f"http://{'localhost' if self.here == '127.0.0.1' else self.here}:{self.port}/"
        self.folder = embedded.data_folder()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.children: list[Child] = []

    def say(self, words):
        sys.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {words}\n")
        sys.stdout.flush()

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

    def prepare(self):
        self.say(f"Data folder {self.folder}")
        every_role = os.environ | {"DATA_DIR": str(self.folder)}
        preparation = Child("Preparation", [sys.executable, "manage.py", "prepare", "--began", str(self.began)], every_role)
        self.children = [preparation]
        preparation.start()
        failed = preparation.process.wait()
        self.children = []
        if failed:
            sys.exit(1)  # it has said why

    def open(self):
        python, data = [sys.executable, "-m"], {"DATA_DIR": str(self.folder)}
        logins = self.folder / "demo-logins.txt"
        if logins.exists() and not os.environ.get("SECOND_FACTOR"):
            data["SECOND_FACTOR"] = "off"  # newcomers to the demo sign in with its one password
        gunicorn = [*python, "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi:application"]
        celery = [*python, "celery", "-q", "-A", "config", "worker", *CLOCK, "-s", str(self.folder / "beat")]
        self.children = [
            Child("Web server", gunicorn, environment("app", HOST=self.host, PORT=str(self.port), **data)),
            Child("Worker with clock", celery, environment("worker", PYTHONWARNINGS=ROOT_IS_KNOWN, **data)),
        ]
        for child in self.children:
            child.start()
            self.say(f"{child.name} starts (process {child.process.pid})")
        until = time.monotonic() + SECONDS_TO_OPEN
        while not self.answers():
            self.revive()
            if time.monotonic() > until:
                raise Trouble(f"The web server started but gave no answer at {self.address}healthz within {SECONDS_TO_OPEN} seconds.")
            time.sleep(0.1)
        self.say("The office is open")
        known = f"{logins.read_text()}\n" if logins.exists() else ""
        sys.stdout.write(f"\n  {self.address}\n\n{known}Ctrl-C closes the office; its data stays in {self.folder}\n")
        sys.stdout.flush()

    def answers(self):
        """Does the web server speak, to a name that it listens to?"""
        name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip("*.") or "localhost"
        line = http.client.HTTPConnection(self.here, self.port, timeout=5)
        try:
            line.request("GET", "/healthz", headers={"Host": name})
            return line.getresponse().status < 500
        except OSError:
            return False
        finally:
            line.close()

    def revive(self):
        for name in embedded.restart_dead():
            self.say(f"{name} had stopped and was started again")
        for child in self.children:
            if (code := child.process.poll()) is not None:
                if len(child.deaths) >= DEATHS_TOLERATED:
                    raise Trouble(f"{child.name} stopped again and again within a minute; the reason stands above.")
                self.say(f"{child.name} stopped (exit {code}); starting it again")
                child.deaths.append(time.monotonic())
                child.start()

    def close(self):
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + SECONDS_TO_CLOSE
        try:
            while any(child.lives() for child in self.children) and time.monotonic() < until:
                time.sleep(0.05)
        except KeyboardInterrupt:
            pass  # asked twice: no more patience
        for child in self.children:
            child.kill()
        if self.children:
            self.say(f"Closed; the data stays in {self.folder}")


def port_asked_for() -> int:
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

"""Does one command open the whole office, keep it open, and close it without a trace?"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]
GIVEN = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "DATABASE_ROLE", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}


@pytest.fixture(scope="module")
def folder():
    """A data folder that root's servers, who run as nobody, can reach; pytest's own is closed to them."""
    made = Path(tempfile.mkdtemp(prefix="office-"))
    made.chmod(0o755)
    yield made / "data"
    shutil.rmtree(made)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def begun(folder, port):
    environment = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        env=environment | {"DATA_DIR": str(folder), "PORT": str(port), "DEMO": "0"},
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def heard(office, words):
    """Read on until these words are said."""
    lines = []
    for line in office.stdout:
        lines.append(line)
        if words in line:
            return line
    pytest.fail("".join(lines))


def is_well(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def at_work(folder):
    """Process ids by a word of their command line, of everything that was started for this folder."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (process / "cmdline").read_text(), (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder) in command or f"DATA_DIR={folder}".encode() in environment:
            found.setdefault(next((word for word in ("gunicorn", "celery", "postgres", "valkey") if word in command), "up"), []).append(
                process.name
            )
    return found


def environment_of(pid):
    return dict(pair.split("=", 1) for pair in Path(f"/proc/{pid}/environ").read_text().split("\0") if "=" in pair)


def test_an_office_opens_survives_and_closes(folder, port):
    office = begun(folder, port)
    try:
        heard(office, "The office is open")
        heard(office, "Ctrl-C closes")
        people = at_work(folder)
        assert is_well(port)
        assert people.keys() == {"up", "gunicorn", "celery", "postgres", "valkey"}
        assert not environment_of(min(people["gunicorn"], key=int)).keys() & {
            "DATABASE_OWNER_URL",
            "DATABASE_WORKER_URL",
            "EMBEDDED_ADMIN_URL",
        }
        assert not environment_of(min(people["celery"], key=int)).keys() & {"DATABASE_OWNER_URL", "EMBEDDED_ADMIN_URL"}

        os.kill(int(min(people["gunicorn"], key=int)), signal.SIGKILL)
        heard(office, "Web server stopped (exit -9); starting it again")
        until = time.monotonic() + 30
        while not is_well(port) and time.monotonic() < until:
            time.sleep(0.2)
        assert is_well(port)

        second = begun(folder, port + 1)
        assert second.communicate(timeout=60)[0].strip() == f"This office is open already, at http://localhost:{port}/"
        assert second.returncode == 1
    finally:
        office.terminate()
        last = office.communicate(timeout=30)[0]

    assert office.returncode == 0, last
    assert "Closed" in last
    assert at_work(folder) == {}


def test_a_taken_port_is_said_in_one_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = begun(folder, port)
        said = refused.communicate(timeout=60)[0].strip()

    assert (refused.returncode, said) == (
        1,
        f"Port {port} is taken (Address already in use): choose another, for example PORT={port + 1} make run",
    )

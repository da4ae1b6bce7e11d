"""What must be done before the doors open? Roles looked at, catalogues compiled, migrations applied, an empty office filled, files collected."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import Organ
from config.children import environment
from config.management.commands.messages import compile_catalogues
from config.roles import address_of, how_to_make_roles, refuse_wrong_roles
from config.servers import Trouble


class Command(BaseCommand):
    help = "Do what `manage.py up` does before it opens the doors; what is done already is not done again."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--began", type=float, default=time.monotonic(), help="the launcher's clock")

    def handle(self, *, began, **options):
        self.began = began
        self.look_at_the_database()
        compile_catalogues()
        self.migrate()
        self.seed()
        self.collect_static()

    def say(self, words):
        self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {words}")
        self.stdout.flush()

    def look_at_the_database(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("show server_version")
                self.say(f"PostgreSQL {cursor.fetchone()[0].split()[0]} at {address_of(settings.DATABASES['default'])}")
            refuse_wrong_roles()
        except OperationalError as failed:
            reason = str(failed).strip().splitlines()[-1]
            raise Trouble(f"{reason}\n\nDoes this server not know the office yet? {how_to_make_roles()}") from None

    def migrate(self):
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say(f"Database: {len(plan)} migrations to apply …")
            call_command("migrate", verbosity=0, interactive=False)
        self.say("Database is up to date")

    def seed(self):
        """An empty database gets the demo office, unless DEMO=0; its logins are kept for later starts."""
        if Organ.objects.exists() or os.environ.get("DEMO") == "0":
            return
        self.say("Demo office: making it by walking the real steps …")
        connection.close()
        logins = Path(settings.DATA_DIR) / "demo-logins.txt"
        logins.touch(mode=0o600)
        with open(logins, "w") as file:  # as it comes: who is interrupted half-way still has a city to sign in to
            command = [sys.executable, "manage.py", "seed_demo"]
            told = subprocess.run(command, cwd=settings.BASE_DIR, env=environment("app"), stdout=file, check=False)
        if told.returncode:
            raise Trouble("The demo office could not be made; the reason stands above.")
        self.say("Demo office is ready")

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

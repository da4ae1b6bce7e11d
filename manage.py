#!/usr/bin/env python
"""Django's entry point; the embedded servers stand in for those that the environment does not name. `up` opens the whole office."""

import os
import signal
import sys

try:
    from django.core.management import execute_from_command_line

    from accounts import acting
    from config import embedded, office
except ImportError as missing:
    sys.exit(f"{missing}: run `make install` first, then start with .venv/bin/python")

# Who changes or compares the schema, and who does at once what the worker does in time; everybody else has the rights of a page.
ROLES = {
    "owner": {"prepare", "migrate", "makemigrations", "squashmigrations", "optimizemigration", "pgtrigger", "flush", "test"},
    "worker": {"sweep", "deliver", "recount_clocks", "loadtest_data", "verify_history", "anchor_history"},
}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for role, commands in ROLES.items():
        if commands.intersection(sys.argv[1:2]):
            os.environ.setdefault("DATABASE_ROLE", role)
    acting.outside_requests = acting.OFFICE  # whoever may sit at the server; a page that is served from here names its own actor
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an orderly end, so that the servers are let go
    try:
        os.environ.update({name: value for name, value in embedded.ensure().items() if name != "EMBEDDED_ADMIN_URL"})
        office.run() if sys.argv[1:] == ["up"] else execute_from_command_line(sys.argv)
    except embedded.Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        sys.exit(2 if "verify_history" in sys.argv else 1)  # there, 1 would say that the history is broken
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

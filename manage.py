#!/usr/bin/env python
"""Django's entry point; the embedded servers stand in for the ones that the environment does not name."""

import os
import signal
import sys

try:
    from django.core.management import execute_from_command_line

    from config import embedded
except ImportError as missing:
    sys.exit(f"{missing}: run `make install` first, then start with .venv/bin/python")

# These change or compare the schema; everything else runs with the rights of a page.
AS_OWNER = {"up", "migrate", "makemigrations", "squashmigrations", "optimizemigration", "pgtrigger", "flush", "test"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if AS_OWNER.intersection(sys.argv[1:2]):
        os.environ.setdefault("DATABASE_ROLE", "owner")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an orderly end, so that the servers are let go
    try:
        os.environ.update({name: value for name, value in embedded.ensure().items() if name != "EMBEDDED_ADMIN_URL"})
        execute_from_command_line(sys.argv)
    except embedded.Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

"""Which office is measured? One of its own, beside the data of whoever measures. Imported before any model."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
os.environ.setdefault("DATA_DIR", str(BASE_DIR / "var" / "bench"))
os.environ.setdefault("STATIC_ROOT", f"{os.environ['DATA_DIR']}/static")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["LOG_LEVEL"] = "ERROR"

from config import embedded

os.environ.update({name: value for name, value in embedded.ensure().items() if name != "EMBEDDED_ADMIN_URL"})

import django

django.setup()

"""What is different while testing? The machine's part and what would only be slow; the product stays as it is."""

import os
from urllib.parse import urlsplit

from config import embedded

made = embedded.ensure()
# Whoever tampers in tests is the superuser, where the server is the tests' own; the variable hands it on to processes beside.
os.environ.setdefault("TAMPER_URL", made.pop("EMBEDDED_ADMIN_URL", ""))
os.environ.update(made, DATABASE_ROLE="app")

from config.settings import *  # noqa: E402, F403 - the servers come first: the product's settings read where they are
from config.settings import CACHES, DATABASES, MIDDLEWARE, REDIS_URL, STORAGES  # noqa: E402

# Nothing reaches the office's own rows or keys: tests/database.py names a clone, and the last of Valkey's sixteen databases is ours.
DATABASES["default"]["NAME"] = "take the db fixture"
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a browser keeps many lines open, and each is a thread of the live server
REDIS_URL = urlsplit(REDIS_URL)._replace(path="/15").geturl()
CACHES["default"]["LOCATION"] = CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
SECOND_FACTOR = False  # tests of other things sign in with a password; tests/accounts/test_second_factor.py switches it on

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The live server serves files from the folders where they are written; hashed names and WhiteNoise need collectstatic.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]

"""What this office runs on (Machine), what it is (Product), and what happens when nobody looks (Clock)."""

import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# ── Machine: everything here comes from the environment; config/embedded.py fills it for people who have no servers ──

SECRET_KEY = env("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))

# Three roles, none of them a superuser: the owner migrates, the app serves pages, the worker sweeps.
DATABASE_ROLE = env("DATABASE_ROLE", default="app")
DATABASE_URLS = {
    "app": env("DATABASE_URL"),
    "owner": env("DATABASE_OWNER_URL", default=env("DATABASE_URL")),
    "worker": env("DATABASE_WORKER_URL", default=env("DATABASE_URL")),
}
DATABASES = {"default": env.db_url_config(DATABASE_URLS[DATABASE_ROLE]) | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DATABASES["default"]["ENGINE"] = "accounts.database"  # PostgreSQL that is told who asks
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 3} | DATABASES["default"].get("OPTIONS", {})
REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # a cache that hangs must not hold a page
    }
}

# Identity fields are encrypted with the first key and read with any of them, so that a key can be changed in office hours.
FIELD_KEYS = env.list("FIELD_KEYS")

MEDIA_ROOT = DATA_DIR / "media"
CLAMAV_ADDRESS = env("CLAMAV_ADDRESS", default="")  # clamd: unix:/run/clamav/clamd.ctl or host:3310; empty: no virus scanner
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(DATA_DIR / "static")))
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="xinfang@localhost")
# Pinyin sorts people's names; phrases never stand in them and would cost every process 44 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
FONT_DIR = env("FONT_DIR", default="")  # 仿宋, 楷体 and rare hanzi, where the office has them

HTTPS = env.bool("HTTPS", default=False)  # behind the proxy of docker-compose; a laptop speaks plain http
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# A browser takes such names only over https; __Host- also only from this very host, for all of its pages.
HOST_COOKIE, PATH_COOKIE = ("__Host-", "__Secure-") if HTTPS else ("", "")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside the container, without the proxy
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether browsers are born knowing this name is for the owner of the domain to say

# Staff show a code of their telephone beside the password. SECOND_FACTOR=off is the switch of the demo; whoever has set one up is always asked.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=True)
IDLE_LOCK_MINUTES = env.int("IDLE_LOCK_MINUTES", default=10)  # without key or hand, then the screen asks for the password again

# ── Product ──

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "simple_history",
    "django_fsm",
    "django_filters",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "config",
    "accounts",
    "petitions",
    "reception",
    "supervision",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.acting.ActingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.access.CleanInputMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.sessions.IdleMiddleware",
    "accounts.access.DutyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "petitions.looks.LookMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.acting_as",
            ]
        },
    }
]
AUTH_USER_MODEL = "accounts.Officer"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = f"{HOST_COOKIE}staff"
CSRF_COOKIE_NAME = f"{HOST_COOKIE}csrftoken"
LANGUAGE_COOKIE_NAME = f"{HOST_COOKIE}language"
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
SESSION_COOKIE_AGE = 10 * 3600  # counted from signing in, however busy the session is

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_HANDLERS = ["petitions.files.arriving.UploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # twenty are kept; whoever sends two hundred gets a sentence and not an error page
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

OFFICE_NAME = env("OFFICE_NAME", default="") or _("Letters and Visits")
# A list longer than this leaves only with a second person's consent; at most 10,000 rows leave at once.
EXPORT_LIMIT = env.int("EXPORT_LIMIT", default=200)
# How long a petitioner may rate an answer, from its service on: no source names a period (domain.md §4.5), so the office sets its own.
EVALUATION_DAYS = env.int("EVALUATION_DAYS", default=30)
# Days for the feedback on a bureau's suggestion where the law names none: 2022 none, thirty in 2005 (clock C18; domain.md §2.3).
SUGGESTION_FEEDBACK_DAYS = env.int("SUGGESTION_FEEDBACK_DAYS", default=30)
# How many closed matters of a month are looked at again, at least; each organ has one.
QUALITY_SAMPLE = env.int("QUALITY_SAMPLE", default=20)
EXPORTS = {
    "forecast": "supervision.views.forecast.Forecast",
    "petitions": "petitions.views.worklist.Listing",
    "files": "petitions.views.archive.Register",
    "supervision": "supervision.views.watch.Watch",
    "looks": "supervision.views.looks.Strays",
    "assessment": "supervision.views.year_sheets.Listing",
    "quality": "supervision.views.quality.Cases",
    "findings": "supervision.views.inspection_findings.Findings",
    "warnings": "supervision.views.warnings.Register",
    "demands": "supervision.views.demands.Register",
}
CLOCK_PROFILE = env("CLOCK_PROFILE", default="CN_2022")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}
    },
    "filters": {"no values": {"()": "config.logs.NoValues"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no values"]}},
    "loggers": {  # Django's own handlers would tell the same once more, in their own words
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

# ── Clock ──

CELERY_BROKER_URL = REDIS_URL
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 2}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "sweep-clocks": {"task": "supervision.tasks.sweep_clocks", "schedule": 600},
    "forget-ended-sessions": {"task": "accounts.tasks.forget_ended_sessions", "schedule": 3600},
    "deliver-notices": {"task": "petitions.tasks.deliver_notices", "schedule": 30},
    "call-from-queues": {"task": "supervision.tasks.call_from_queues", "schedule": 600},
    "send-digests": {"task": "supervision.tasks.send_digests", "schedule": crontab(hour=7, minute=30)},
    "keep-history": {"task": "supervision.tasks.keep_history", "schedule": crontab(hour=2, minute=20)},
    "chain-attempts": {"task": "supervision.tasks.chain_attempts", "schedule": 300},
    "tend-exports": {"task": "supervision.tasks.tend_exports", "schedule": 3600},
    "list-stray-looks": {"task": "supervision.tasks.list_stray_looks", "schedule": crontab(hour=6, minute=40)},
    "propose-warnings": {"task": "supervision.tasks.propose_warnings", "schedule": crontab(hour=6, minute=50)},
    "propose-deductions": {"task": "supervision.tasks.propose_deductions", "schedule": crontab(hour=3, minute=40)},
    "check-files": {"task": "petitions.tasks.check_waiting_files", "schedule": 60},
    "reconcile-files": {"task": "petitions.tasks.reconcile_files", "schedule": crontab(hour=3, minute=10)},
    "remind-of-envelopes": {"task": "reception.tasks.remind_of_envelopes", "schedule": crontab(hour=7, minute=40)},
    "recount-clocks": {"task": "petitions.tasks.recount_clocks", "schedule": 600},
}

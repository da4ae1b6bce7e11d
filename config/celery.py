"""Who works when nobody looks? The Celery application; its beat table stands in the settings."""

import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("xinfang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_the_offices_logging(**kwargs):
    """Celery's own would tell the arguments and the message of whatever failed."""
    dictConfig(settings.LOGGING)

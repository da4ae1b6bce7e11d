"""Who works when nobody looks? The Celery application; its beat table stands in the settings."""

import os
from logging.config import dictConfig

from celery import Celery, Task
from celery.signals import setup_logging
from django.conf import settings

from accounts import acting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class OfficeTask(Task):
    """Tasks are the office's own work, also where one runs at once within a page."""

    def __call__(self, *args, **kwargs):
        with acting.as_office():
            return super().__call__(*args, **kwargs)


app = Celery("xinfang", task_cls=OfficeTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_the_offices_logging(**kwargs):
    """Celery's own would tell the arguments and the message of whatever failed."""
    dictConfig(settings.LOGGING)

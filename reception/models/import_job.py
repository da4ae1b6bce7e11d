"""Which spreadsheet is being taken over, by whom, and how far it is."""

import json
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedField, new_slug
from petitions.models import Channel

FORGOTTEN_AFTER = timedelta(days=1)  # a file that nobody confirmed holds names and numbers, and goes


class ImportJobQuerySet(models.QuerySet):
    def forgotten(self):
        return self.filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER).exclude(path="")


class ImportJob(models.Model):
    """One uploaded spreadsheet on its way in: looked through, confirmed, taken over. The file goes when the way ends."""

    class State(models.TextChoices):
        CHECKING = "CHECKING", _("being looked through")
        READY = "READY", _("waiting for your confirmation")
        REFUSED = "REFUSED", _("cannot be taken over as it is")
        RUNNING = "RUNNING", _("being taken over")
        DONE = "DONE", _("taken over")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    duty = models.ForeignKey("accounts.Duty", models.CASCADE, related_name="import_jobs")
    name = models.CharField(max_length=200)  # what the sender called the file
    path = models.CharField(max_length=80)  # below MEDIA_ROOT, random; empty when the file is gone
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    language = models.CharField(max_length=10)  # in which the errors are written down
    channel = models.CharField(max_length=8, choices=Channel, blank=True)  # where the file names none; empty: as its headings suggest
    columns = models.JSONField(default=dict)  # field: heading, as the clerk chose
    found = EncryptedField(default="", blank=True)  # JSON: first rows, counts and errors, which quote cells
    rung_at = models.DateTimeField(default=timezone.now)  # when a worker was last asked
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["duty", "-id"])]

    def __str__(self):
        return self.name

    @property
    def file(self):
        return settings.MEDIA_ROOT / self.path

    @property
    def report(self) -> dict:
        return json.loads(self.found) if self.found else {}

    @report.setter
    def report(self, values):
        self.found = json.dumps(values)

    @property
    def is_at_work(self):
        return self.state in (self.State.CHECKING, self.State.RUNNING)

    def forget_file(self):
        """The names and numbers in it are in the petitions now, or nobody wants them."""
        if self.path:
            self.file.unlink(missing_ok=True)
            self.path = ""
            self.save(update_fields=["path"])

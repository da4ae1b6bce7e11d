"""Who looked at what, and when? One light row for each page that was opened, as nobody can rewrite it."""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from .event import append_only


class Look(models.Model):
    """What a duty (so an officer, an organ and a role) opened, saved or tried. Without any word of the petition or of the officer.

    The number is what was asked for, also where there is no such petition: it is held against the petitions afterwards, by the worker,
    so that nobody can tell from an answer or its time which numbers exist. Ranges of rows are sealed by the daily root file.
    """

    class Kind(models.TextChoices):
        OPEN = "OPEN", _("opened")
        REVEAL = "REVEAL", _("identity shown")
        WINDOW = "WINDOW", _("shown at the window")  # the petitioner came back with the receipt or an identity paper
        PAPER = "PAPER", _("paper printed")
        FILE = "FILE", _("file saved")
        VOLUME = "VOLUME", _("whole file taken away")
        PRINT = "PRINT", _("list printed")
        EXPORT = "EXPORT", _("list exported")
        ABSENT = "ABSENT", _("tried to open")
        REFUSED = "REFUSED", _("tried a step")

    at = models.DateTimeField(editable=False, null=True)  # the database's clock, by trigger
    kind = models.CharField(max_length=8, choices=Kind)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=13, blank=True)  # empty: a list
    page = models.CharField(max_length=30, blank=True)  # the name of its address
    rows = models.PositiveIntegerField(null=True)  # how many, of a list
    export = models.ForeignKey("petitions.Export", models.PROTECT, null=True, related_name="looks")
    emergency = models.ForeignKey("petitions.Emergency", models.PROTECT, null=True, related_name="looks")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["number", "-id"]),
            models.Index(fields=["duty", "-id"]),
            models.Index(fields=["-id"], condition=models.Q(kind="ABSENT"), name="looks_that_failed"),
            models.Index(fields=["duty", "at"], condition=models.Q(kind="WINDOW"), name="looks_at_the_window"),
            BrinIndex(fields=["at"]),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stamp",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.at := clock_timestamp(); RETURN NEW;",
            ),
            *append_only(),
        ]

    def __str__(self):
        return f"{self.kind} {self.number or self.page}"

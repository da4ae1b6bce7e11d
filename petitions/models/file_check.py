"""How far is the check of a file: may it be opened, and if not, why not and who does what about it?"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .event import append_only


class FileCheck(models.Model):
    """安全检查: one row beside each evidence row, made by the database itself, because what was handed in never changes and this does.

    It says what a machine found. What people decide, to release a file that was held back, is an event of the petition.
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("received, will be checked")
        CHECKING = "CHECKING", _("being checked")
        AVAILABLE = "AVAILABLE", _("checked")
        HELD = "HELD", _("held back")
        RELEASED = "RELEASED", _("released by two officers")
        DAMAGED = "DAMAGED", _("damaged")

    class Reason(models.TextChoices):
        KIND = "KIND", _("it is not the kind of file that it looked like")
        PROGRAM = "PROGRAM", _("it carries a program: macros, scripts or commands")
        EMBEDDED = "EMBEDDED", _("it carries other files inside")
        REMOTE = "REMOTE", _("it fetches something from elsewhere as soon as it is opened")
        LOCKED = "LOCKED", _("it is locked with a password")
        BOMB = "BOMB", _("it unpacks to far more than it is, or reaches out of its own folder")
        TWO_KINDS = "TWO_KINDS", _("it is two kinds of file at once")
        UNREADABLE = "UNREADABLE", _("it cannot be read; probably it was damaged on its way here")
        COSTLY = "COSTLY", _("to show it takes more time or memory than a file may have")
        VIRUS = "VIRUS", _("the search for viruses has found something")

    evidence = models.OneToOneField("petitions.Evidence", models.PROTECT, related_name="check_row")
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    found = models.CharField(max_length=100, blank=True)  # what the scanner calls it
    is_scanned = models.BooleanField(default=False)  # by a virus scanner; the office may have none
    pages = models.PositiveIntegerField(default=0)
    copies = models.JSONField(default=list)  # [{"content_type", "size", "sha256"}], in the order of the pages
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state__in=["RECEIVED", "CHECKING"]), name="file_to_check"),
        ]

    def __str__(self):
        return f"{self.evidence_id} {self.state}"

    @property
    def is_open(self):
        """Staff may open what is safe to open; everything else stays where it is, and is not lost."""
        return self.state in (self.State.AVAILABLE, self.State.RELEASED)

    @property
    def waits(self):
        return self.state in (self.State.RECEIVED, self.State.CHECKING)

    @property
    def may_be_released(self):
        """A virus is not a matter of opinion."""
        return self.state == self.State.HELD and self.reason != self.Reason.VIRUS

    @property
    def pictures(self):
        """The places of the pages that can be shown as pictures."""
        return [place for place, copy in enumerate(self.copies, start=1) if copy["content_type"] == "image/webp"]

    @property
    def has_text(self):
        return bool(self.copies) and self.copies[0]["content_type"] == "text/plain"

    @property
    def recording(self):
        """A film or a sound without what it tells of its maker, to be saved."""
        return next((copy for copy in self.copies if copy["content_type"].startswith(("audio/", "video/"))), None)


class Reconciliation(models.Model):
    """That the disk was held against the rows, with what came of it: figures and slugs alone."""

    class Result(models.IntegerChoices):
        CLEAN = 0, _("every file is there and as it was handed in")
        FAULTS = 1, _("files are missing, changed or nobody's")
        UNCHECKED = 2, _("could not be compared")

    began_at = models.DateTimeField()
    seconds = models.FloatField()
    result = models.PositiveSmallIntegerField(choices=Result)
    files = models.PositiveBigIntegerField(default=0)  # rows that were looked for
    compared = models.PositiveBigIntegerField(default=0)  # of these byte by byte
    missing = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    strangers = models.PositiveBigIntegerField(default=0)  # files that no row knows
    swept = models.PositiveBigIntegerField(default=0)  # halves of uploads that broke off, taken away
    faults = models.JSONField(default=list)  # the first of them: [kind, slug of the evidence or name on the disk]

    class Meta:
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self):
        return f"{self.began_at:%Y-%m-%d} {self.get_result_display()}"

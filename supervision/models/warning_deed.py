"""On what does a warning rest, and who did what about it?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from petitions.models import KeptFile, append_only


class WarningEvidence(models.Model):
    """An overdue clock on which a warning rests. It hangs on the petition and is there for whoever may know of that."""

    warning = models.ForeignKey("supervision.WarningCard", models.PROTECT, related_name="evidence")
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="+")
    clock = models.ForeignKey("petitions.Clock", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["warning", "clock"], name="evidence_of_a_warning_once")]
        triggers = append_only()


class WarningDeed(models.Model):
    """One line of a warning's story; nobody's deed is the system's."""

    class Kind(models.TextChoices):
        PROPOSED = "PROPOSED", _("proposed")
        ISSUED = "ISSUED", _("issued")
        DROPPED = "DROPPED", _("not issued")
        HANDED_IN = "HANDED_IN", _("proof handed in")
        RETURNED = "RETURNED", _("proof returned")
        CLEARED = "CLEARED", _("cleared")
        OVERDUE = "OVERDUE", _("not cleared in time")
        FOLLOWED = "FOLLOWED", _("next measure issued")
        ENDED = "ENDED", _("expired")

    warning = models.ForeignKey("supervision.WarningCard", models.PROTECT, related_name="deeds")
    kind = models.CharField(max_length=10, choices=Kind)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    day = models.DateField(null=True)  # the clear-by date that passed, or the new one
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["warning", "day"], condition=Q(kind="OVERDUE"), name="a_warning_overdue_once_a_date")
        ]
        triggers = append_only()


class WarningFile(KeptFile):
    """Part of the proof with which an organ asks that a warning be cleared."""

    deed = models.ForeignKey(WarningDeed, models.PROTECT, related_name="files")

    class Meta(KeptFile.Meta):
        triggers = append_only()

"""Which rung has a clock reached, and since when?"""

from django.db import models

from petitions.models import append_only


class Escalation(models.Model):
    """One row per clock and rung, whatever runs twice or late; the database sees to it."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="escalations")
    clock = models.ForeignKey("petitions.Clock", models.PROTECT, related_name="escalations")
    rung = models.CharField(max_length=20)
    deed = models.CharField(max_length=8, blank=True)  # what the rung did when it was reached (Rung.deed); rows of older versions have none
    due_on = models.DateField()  # the day on which the rung was reached
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["clock", "rung"], name="a_rung_once")]
        indexes = [models.Index(fields=["petition"]), models.Index(fields=["rung", "-id"]), models.Index(fields=["recorded_at"])]
        triggers = append_only()

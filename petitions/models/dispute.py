"""Which organs each say that a petition is not theirs, and who decided it?"""

from django.db import models
from django.db.models import Q

from .event import append_only


class Dispute(models.Model):
    """受理争议: the organs could not agree; their common superior decides, or the joint conference where there is none (art. 24)."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="disputes")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    declared_on = models.DateField()
    declared_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    attempts = models.TextField()  # how they tried to agree
    deciding_organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+")
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["petition"], condition=Q(decided_on=None), name="one_open_dispute")]


class Disputant(models.Model):
    """One of the organs in dispute."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="disputants")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dispute", "organ"], name="in_a_dispute_once")]
        triggers = append_only()

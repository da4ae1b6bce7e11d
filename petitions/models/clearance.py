"""Who was named to read a confidential matter, and which leader is in charge of a sealed accusation?"""

from django.db import models
from django.db.models import Q


class Clearance(models.Model):
    """保密件: only who is named reads it; for others with a task in it, it has a state and dates and no words. Its event says who named whom, and why.

    Of a sealed accusation a leader who is named is in charge of it; nobody else can be named there but leaders.
    """

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="clearances")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    officer = models.ForeignKey("accounts.Officer", models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["officer", "petition"], condition=Q(ended_on=None), name="named_once")]

"""Which claim of a split petition went where?"""

from django.db import models

from .event import append_only


class ClaimMove(models.Model):
    """A claim that goes on in another petition: there it is a claim of its own, here it counts no longer (Claim.objects)."""

    claim = models.OneToOneField("petitions.Claim", models.PROTECT, related_name="move")
    became = models.OneToOneField("petitions.Claim", models.PROTECT, related_name="came")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")

    class Meta:
        triggers = append_only()

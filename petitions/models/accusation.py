"""Is it known who is accused, and which accusation came of retaliation for another petition?"""

from django.db import models

from .event import append_only


class Identification(models.Model):
    """被检举控告人的认定: the accused was identified, or cannot be. Before there is one, an accusation goes nowhere (domain.md §3.6)."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="identifications")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    is_identified = models.BooleanField()  # no: the reason is the event's

    class Meta:
        ordering = ["id"]
        triggers = append_only()


class Retaliation(models.Model):
    """打击报复: a sealed petition of its own about another one. Nothing on the other one tells of it (art. 18 ¶4, 46(6))."""

    petition = models.OneToOneField("petitions.Petition", models.PROTECT, related_name="retaliation")
    about = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="+")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")

    class Meta:
        triggers = append_only()

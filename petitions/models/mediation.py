"""What did the parties agree on, and before whom?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .event import append_only


class Mediation(models.Model):
    """调解、和解: one attempt, agreed to by both sides, with its outcome (art. 33)."""

    class Kind(models.TextChoices):
        MEDIATION = "MEDIATION", _("mediation")
        SETTLEMENT = "SETTLEMENT", _("settlement between the parties")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="mediations")
    proceeding = models.ForeignKey("petitions.Proceeding", models.PROTECT, related_name="mediations")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    mediated_by = models.CharField(_("mediator"), max_length=80, blank=True)
    held_on = models.DateField(_("held on"))
    is_agreed = models.BooleanField(_("agreed"))
    facts = models.TextField(_("facts of the dispute"))
    terms = models.JSONField(default=list)  # texts
    perform_by_on = models.DateField(null=True)
    claims = models.JSONField(default=list)  # numbers of the claims that the agreement resolves

    class Meta:
        ordering = ["id"]
        triggers = append_only()

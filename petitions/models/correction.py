"""Which answer has to be corrected, why, until when, and did the superior accept what came of it?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from petitions.rules.defects import DEFECTS


class CorrectionOrder(models.Model):
    """责令限期改正: the superior orders the organ to correct what it had finished (Regulations 2022 arts 43–46; domain.md §1.10)."""

    class Verdict(models.TextChoices):
        ACCEPTED = "ACCEPTED", _("accepted")
        RETURNED = "RETURNED", _("returned")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="corrections")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")  # that has to correct
    ordered_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    ordered_on = models.DateField()
    defect = models.CharField(max_length=20, choices=[(code, defect.label) for code, defect in DEFECTS.items()])
    facts = models.TextField(_("what is defective"))
    requirement = models.TextField(_("what must be corrected"))
    due_on = models.DateField(null=True)  # named in the order; none: thirty days
    proceeding = models.OneToOneField("petitions.Proceeding", models.PROTECT, null=True, related_name="correction")
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["petition"], condition=~Q(verdict="ACCEPTED"), name="one_open_correction"),
        ]

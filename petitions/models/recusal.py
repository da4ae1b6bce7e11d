"""Who must keep away from a petition, and who asked for it (Regulations 2022 art. 28 ¶3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .event import append_only


class RecusalManager(models.Manager):
    """Those that hold; one that was lifted is left out."""

    def get_queryset(self):
        return super().get_queryset().filter(lift=None)


class Recusal(models.Model):
    """回避: for this person, in whatever duty, the petition does not exist any more, until two others lift it."""

    class Kind(models.TextChoices):
        DECLARED = "DECLARED", _("declared by the officer")
        ORDERED = "ORDERED", _("ordered by the leader")
        ASKED = "ASKED", _("asked for by the petitioner")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="recusals")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    officer = models.ForeignKey("accounts.Officer", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)

    objects = RecusalManager()
    ever = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["officer", "petition"], name="recusal_of_officer")]
        triggers = append_only()


class RecusalLift(models.Model):
    """撤销回避: the ground fell away; proposed by one officer and confirmed by another, with the event's reason."""

    recusal = models.OneToOneField(Recusal, models.PROTECT, related_name="lift")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")

    class Meta:
        triggers = append_only()


class RecusalRequest(models.Model):
    """回避申请: the petitioner asks that an officer keep away; the leader of the organ that holds the petition decides, with a reason."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="recusal_requests")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    text = models.TextField()
    asked_on = models.DateField()
    is_granted = models.BooleanField(null=True)
    decided_on = models.DateField(null=True)
    decision = models.TextField(blank=True)  # read by the petitioner

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["petition"], condition=Q(is_granted=None), name="one_open_recusal_request")]

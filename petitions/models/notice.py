"""Who is to be told what: a row written with the step itself; a worker delivers it later, once."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    class Channel(models.TextChoices):
        DESK = "DESK", _("in the system")
        EMAIL = "EMAIL", _("e-mail")

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        DELIVERED = "DELIVERED", _("delivered")
        FAILED = "FAILED", _("not delivered")

    key = models.CharField(max_length=120, unique=True)  # what for, to whom, how: a second one is never sent
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, null=True, related_name="notices")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="notices")  # none: the petitioner
    kind = models.CharField(max_length=40)
    details = models.JSONField(default=dict)  # dates and names of organs; never what the petition says
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="WAITING"), name="notice_waiting"),
            models.Index(fields=["duty", "-id"], condition=Q(channel="DESK"), name="notice_of_duty"),
            models.Index(fields=["duty"], condition=Q(channel="DESK", read_at=None), name="notice_unread"),
        ]

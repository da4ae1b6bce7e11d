"""Which running dates a notice on days off moves: counted before it is signed, ticked off as they are moved."""

from django.db import models
from django.db.models import Q


class RecountLine(models.Model):
    """One running clock that a notice moves. It says when, never what the petition is about."""

    notice = models.ForeignKey("accounts.YearNotice", models.PROTECT, related_name="lines")
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="+")
    clock = models.ForeignKey("petitions.Clock", models.PROTECT, related_name="+")
    was_on = models.DateField()
    now_on = models.DateField()
    is_moved = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["notice", "clock"], name="a_clock_moves_once_a_notice")]
        indexes = [models.Index(fields=["notice", "petition"], condition=Q(is_moved=False), name="recount_left")]

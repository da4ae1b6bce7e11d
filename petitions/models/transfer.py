"""The legs of a petition's way from organ to organ, and the objection of an organ that is not competent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Transfer(models.Model):
    """流转环节: sent by one organ, received by another at the moment of delivery, whether or not anybody signs (domain.md §2.5.4)."""

    class Kind(models.TextChoices):
        TRANSFER = "TRANSFER", _("transferred")
        ASSIGN = "ASSIGN", _("assigned, result to be reported")
        REFER = "REFER", _("referred by the first unit")
        REPORT_UP = "REPORT_UP", _("reported up")
        RETURN = "RETURN", _("returned")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="transfers")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=10, choices=Kind)
    from_organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    to_organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    sent_on = models.DateField()
    note = models.TextField(blank=True)
    result_due_on = models.DateField(null=True)  # 交办 only: when the result must be reported
    reported_on = models.DateField(null=True)  # 办结报告 handed in
    signed_on = models.DateField(null=True)
    signed_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    is_current = models.BooleanField(default=True)
    is_ordered = models.BooleanField(default=False)  # decided by the superior: binding, nobody objects (art. 24)
    late_objection_on = models.DateField(null=True)  # the supervisor allowed an objection after the five working days

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["petition"], condition=Q(is_current=True), name="one_current_transfer"),
            models.CheckConstraint(condition=~Q(kind="ASSIGN") | Q(result_due_on__isnull=False), name="an_assignment_names_its_date"),
        ]
        indexes = [models.Index(fields=["to_organ", "sent_on"])]


class Objection(models.Model):
    """转送异议: "this is not ours", with detailed reasons, within five working days (art. 23)."""

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="objection")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    lodged_on = models.DateField()
    grounds = models.TextField()
    basis = models.CharField(max_length=300)
    suggested_organ = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+")
    is_agreed = models.BooleanField(null=True)
    decided_on = models.DateField(null=True)
    decision = models.TextField(blank=True)

"""Who has to be told of an urgent matter, until which minute, and who was?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UrgentAddressee(models.TextChoices):
    """Regulations 2022 art. 25; who owes which is data in petitions/rules/urgent.py."""

    GOVERNMENT = "GOVERNMENT", _("own party committee and government")
    DEPARTMENTS = "DEPARTMENTS", _("competent departments")
    JOINT_CONFERENCE = "JOINT_CONFERENCE", _("office of the joint conference")
    HIGHER_BUREAU = "HIGHER_BUREAU", _("next higher letters-and-visits bureau")
    NATIONAL_BUREAU = "NATIONAL_BUREAU", _("National Public Complaints and Proposals Administration")


class UrgentTask(models.Model):
    """报告任务: one addressee to be told. Withdrawal or refusal of the petition cancels none; only a leader, with a reason, does."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="urgent_tasks")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    addressee = models.CharField(max_length=16, choices=UrgentAddressee)
    due_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    document = models.ForeignKey("petitions.Document", models.PROTECT, null=True, related_name="+")
    is_dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "addressee"], condition=Q(reported_at=None, is_dropped=False), name="one_open_report_each"
            )
        ]

    @property
    def is_open(self):
        return self.reported_at is None and not self.is_dropped

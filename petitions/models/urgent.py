"""Who has to be told of an urgent matter, until which minute, and who was?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganKind, Role

from .event import append_only


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
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+")  # who owes the report; none: from before
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

    @property
    def government(self):
        """Of the organ that owes the report; None where the tree does not know it."""
        own = self.organ
        if own is None or own.kind == OrganKind.GOVERNMENT:
            return own
        return own.parent if own.parent and own.parent.kind == OrganKind.GOVERNMENT else None

    def is_for(self, duty) -> bool:
        """Is the addressee an office of this system in which this duty answers? The others acknowledge by telephone, and the reporter writes it down."""
        own = self.government
        if own is None:
            return False
        if self.addressee == UrgentAddressee.GOVERNMENT:
            return duty.role == Role.O_LEAD and duty.organ_id == own.pk
        if self.addressee == UrgentAddressee.JOINT_CONFERENCE:
            return duty.role == Role.JOINT and duty.jurisdiction_id == own.pk
        if self.addressee == UrgentAddressee.HIGHER_BUREAU:
            return duty.role == Role.B_LEAD and duty.organ.is_bureau and own.parent_id is not None and duty.organ.parent_id == own.parent_id
        is_a_department = duty.role == Role.O_LEAD and duty.organ_id not in (own.pk, self.organ_id)
        return self.addressee == UrgentAddressee.DEPARTMENTS and is_a_department


class UrgentReceipt(models.Model):
    """回执: the addressee knows. Said here by its own officer (`duty`), or by telephone to the reporter, who writes down whom and when."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="urgent_receipts")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    task = models.OneToOneField(UrgentTask, models.PROTECT, related_name="receipt")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    received_by = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duty=None) & ~Q(received_by="") | Q(duty__isnull=False, received_by=""), name="a_receipt_names_who_knows"
            )
        ]
        triggers = append_only()

    @property
    def who(self):
        return self.duty.officer.name if self.duty else self.received_by

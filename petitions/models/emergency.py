"""When may the system administrator open a petition after all? Two persons, a reason, four hours."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from accounts.models import Role

LONGEST = timedelta(hours=4)
ASKING, APPROVING = (Role.ADMIN,), (Role.B_LEAD,)


class EmergencyQuerySet(models.QuerySet):
    def live(self, now=None):
        now = now or timezone.now()
        return self.filter(decided_at__lte=now, until_at__gt=now, is_approved=True, ended_at=None)

    def open_to(self, duty):
        """What this duty has at the moment, the newest first. Of anybody but the administrator the database is not even asked."""
        if duty is None or duty.role not in ASKING:
            return []
        return list(self.live().filter(asked_by=duty).select_related("organ", "decided_by__officer", "decided_by__organ"))


class Emergency(models.Model):
    """Emergency access to one petition, named by its number, or to the open matters of one organ. It ends by itself.

    The number is what the administrator typed: whether there is such a petition is not answered before somebody who may see it approves.
    """

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    asked_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="emergencies")
    number = models.CharField(_("number of the petition"), max_length=13, blank=True)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # given back before its time

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["asked_by", "until_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(number="", organ__isnull=False) | ~Q(number="") & Q(organ=None), name="one_matter_or_one_organ"
            ),
            models.CheckConstraint(
                condition=~Q(is_approved=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, until_at__lte=F("decided_at") + LONGEST),
                name="four_hours_at_most",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="two_persons",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'UPDATE' AND (NEW.asked_by_id <> OLD.asked_by_id OR NEW.number <> OLD.number OR NEW.reason <> OLD.reason
                       OR NEW.organ_id IS DISTINCT FROM OLD.organ_id OR (OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id, NEW.is_approved, NEW.until_at)
                          IS DISTINCT FROM (OLD.decided_by_id, OLD.is_approved, OLD.until_at))) THEN
                        RAISE EXCEPTION 'an emergency stays what was asked for and decided' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.is_approved AND (NEW.decided_at > clock_timestamp() + interval '1 minute' OR NOT EXISTS (
                        SELECT 1 FROM accounts_duty asker, accounts_duty second
                         WHERE asker.id = NEW.asked_by_id AND second.id = NEW.decided_by_id
                           AND asker.officer_id <> second.officer_id AND second.role = 'B_LEAD'
                    )) THEN
                        RAISE EXCEPTION 'an emergency is approved by a bureau leader, another person' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.slug

    @property
    def is_live(self):
        return bool(self.is_approved and self.ended_at is None and self.until_at > timezone.now())

"""Who looked at a matter without a task in it, and how was that explained?"""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug


class StrayLook(models.Model):
    """One line a week, duty and petition. Whoever looked never explains it away: that takes another person (a trigger sees to it)."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    monday = models.DateField(_("week from"))
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="stray_looks")
    times = models.PositiveIntegerField()
    is_only_tried = models.BooleanField(default=False)  # the page did not exist for that duty
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    explained_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)
    explanation = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["monday", "duty", "petition"], name="a_stray_look_once")]
        indexes = [models.Index(fields=["-last_at"], condition=models.Q(explained_by=None), name="stray_looks_left")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="explained_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF petitions_is_destroying() THEN
                        RETURN NEW;
                    END IF;
                    IF OLD.explained_by_id IS NOT NULL OR NEW.duty_id <> OLD.duty_id OR NEW.petition_id <> OLD.petition_id OR NOT EXISTS (
                        SELECT 1 FROM accounts_duty looked, accounts_duty other
                         WHERE looked.id = NEW.duty_id AND other.id = NEW.explained_by_id AND looked.officer_id <> other.officer_id
                    ) THEN
                        RAISE EXCEPTION 'a look is explained once, by another person' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.monday} {self.duty_id}"

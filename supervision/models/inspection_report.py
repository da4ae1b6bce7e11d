"""What does an inspection tell the organs that were inspected, and who signed it?"""

import hashlib
import json

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.models import append_only

from .inspection import Inspection


class ReportDraft(models.Model):
    """The words around the figures. Whoever rewrites them adds a row: the newest counts, and none of its writers signs."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="drafts")
    analysis = models.CharField(_("assessment"), max_length=2000)
    requirements = models.CharField(_("what is required of the organs"), max_length=2000)
    # Slugs of the cases and findings that the writer had before them: when one of them is gone, the words may rest on it.
    rests_on = models.JSONField(default=list)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = append_only()


class InspectionReport(models.Model):
    """督查情况通报 (D30): frozen; the paper is drawn from this row again whenever somebody asks."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="report")
    number = models.CharField(max_length=60, unique=True)
    payload = models.JSONField()
    sha256 = models.CharField(max_length=64)
    issued_on = models.DateField()
    issued_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="signed_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM supervision_reportdraft draft
                          JOIN accounts_duty writer ON writer.id = draft.duty_id
                          JOIN accounts_duty signer ON signer.id = NEW.issued_by_id AND signer.officer_id = writer.officer_id
                         WHERE draft.inspection_id = NEW.inspection_id
                    ) THEN
                        RAISE EXCEPTION 'a report is signed by another person than wrote it' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def save(self, *args, **kwargs):
        self.sha256 = hashlib.sha256(json.dumps(self.payload, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        super().save(*args, **kwargs)

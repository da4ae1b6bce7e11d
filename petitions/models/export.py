"""Which list left the house as a file, who asked for it, who confirmed it, and what exactly was in it?"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug


class Export(models.Model):
    """A list as a spreadsheet: at once below the limit, with a second person beyond it. The file is gone after a week, this row stays."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("waits for a second person")
        WRITING = "WRITING", _("is being written")
        READY = "READY", _("ready")
        REFUSED = "REFUSED", _("refused")
        GONE = "GONE", _("deleted after its time")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="exports")
    source = models.CharField(max_length=12)  # settings.EXPORTS
    query = models.JSONField(default=dict)  # the filters, as they stood in the address
    title = models.CharField(max_length=200)  # the list and its filters in words, as the asker read them
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_rows = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)  # why so many are needed
    state = models.CharField(max_length=8, choices=State)
    decided_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    rows = models.PositiveIntegerField(null=True)  # as written, within the gate of that moment
    petitions = ArrayField(
        models.BigIntegerField(), default=list
    )  # keys of what is in it: served only as long as the asker may see all of them
    sha256 = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=100, blank=True)
    ready_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"]), models.Index(fields=["kept_until"], condition=~Q(path=""), name="export_on_disk")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="two_persons",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.duty_id <> OLD.duty_id OR NEW.query::text <> OLD.query::text OR NEW.source <> OLD.source
                       OR (OLD.sha256 <> '' AND NEW.sha256 <> OLD.sha256) OR (OLD.decided_by_id IS NOT NULL AND NEW.decided_by_id <> OLD.decided_by_id) THEN
                        RAISE EXCEPTION 'an export stays what was asked for' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.state <> OLD.state AND OLD.state = 'ASKED' AND NOT EXISTS (
                        SELECT 1 FROM accounts_duty asker, accounts_duty second
                         WHERE asker.id = NEW.duty_id AND second.id = NEW.decided_by_id AND asker.officer_id <> second.officer_id
                    ) AND NOT (NEW.state = 'REFUSED' AND NEW.decided_by_id = NEW.duty_id) THEN
                        RAISE EXCEPTION 'an export is confirmed by another person' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_there(self):
        return self.state == self.State.READY and bool(self.path)

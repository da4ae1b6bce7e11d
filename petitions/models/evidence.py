"""Files that came with a contact or were collected in an investigation: where they lie, and what they really are."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only
from .file_check import FileCheck


class Evidence(models.Model):
    """证据材料: the row names a file on disk by a random name; what the sender called it is only a label."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="evidence")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="evidence")
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=80, editable=False, db_index=True)  # below MEDIA_ROOT, random
    content_type = models.CharField(max_length=80)  # by content, never by what the sender says
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    is_from_petitioner = models.BooleanField(default=False)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        triggers = [
            *append_only(),
            # However a file comes in, it is checked before anybody opens it.
            pgtrigger.Trigger(
                name="to_be_checked",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    INSERT INTO petitions_filecheck (evidence_id, state, reason, found, is_scanned, pages, copies, attempts, next_try_at)
                    VALUES (NEW.id, 'RECEIVED', '', '', false, 0, '[]', 0, now()) ON CONFLICT DO NOTHING;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def needs_another_copy(self) -> bool:
        return self.check_so_far.state in (FileCheck.State.HELD, FileCheck.State.DAMAGED)

    @property
    def check_so_far(self) -> FileCheck:
        """Its row; one that has not been begun where the file came before there was any checking."""
        try:
            return self.check_row
        except FileCheck.DoesNotExist:
            return FileCheck(evidence=self)

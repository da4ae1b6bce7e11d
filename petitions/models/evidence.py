"""Files that came with a contact or were collected in an investigation: where they lie, and what they really are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class Evidence(models.Model):
    """证据材料: the row names a file on disk by a random name; what the sender called it is only a label."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="evidence")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="evidence")
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=80, editable=False)  # below MEDIA_ROOT, random
    content_type = models.CharField(max_length=80)  # by content, never by what the sender says
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    is_from_petitioner = models.BooleanField(default=False)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        triggers = append_only()

    def __str__(self):
        return self.name

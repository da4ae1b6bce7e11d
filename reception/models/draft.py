"""What somebody has typed and not yet handed in: kept, so that a crash costs a line and not a form."""

from django.db import models

from accounts.encryption import EncryptedField, new_slug


class Draft(models.Model):
    """A form as it was typed, encrypted as a whole: it holds names and numbers that nobody has confirmed."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    duty = models.ForeignKey(
        "accounts.Duty", models.CASCADE, null=True, related_name="drafts"
    )  # none: a citizen's, found by a signed cookie
    form = models.CharField(max_length=20)
    typed = EncryptedField()  # JSON of the form's fields
    label = EncryptedField(blank=True)  # what the list of drafts shows
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["duty", "-updated_at"])]

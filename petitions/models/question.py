"""What the office asked the petitioner, and what came back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class Question(models.Model):
    """Facts that are missing. The clocks run on: no law lets them wait for the petitioner."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="questions")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    text = models.TextField(_("question"))
    reply_by = models.DateField(_("reply by"))
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        triggers = append_only()

    def __str__(self):
        return self.text


class Answer(models.Model):
    """That words or files of the petitioner answer a question; there may be several."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    contact = models.ForeignKey("petitions.Contact", models.PROTECT, null=True, related_name="+")  # none: files alone

    class Meta:
        ordering = ["id"]
        triggers = append_only()

    @property
    def text(self):
        return self.contact.text if self.contact else ""

    @property
    def answered_on(self):
        return self.contact.received_on if self.contact else timezone.localdate(self.event.at)

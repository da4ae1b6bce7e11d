"""What was promised to the petitioner, by when, and was it carried out?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug


class PromiseQuerySet(models.QuerySet):
    def open(self):
        """Neither performed nor exempted; what the petitioner says was not carried out is open again."""
        return self.filter(performed_on=None, exempted_on=None)


class Promise(models.Model):
    """落实事项: one thing to be done after a supporting finding or an agreement (art. 32 ¶2). Its date never moves."""

    class Answer(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("carried out, says the petitioner")
        DENIED = "DENIED", _("not carried out, says the petitioner")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="promises")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    claim = models.ForeignKey("petitions.Claim", models.PROTECT, null=True, related_name="promises")  # none: a term for several claims
    finding = models.ForeignKey("petitions.Finding", models.PROTECT, null=True, related_name="+")
    mediation = models.ForeignKey("petitions.Mediation", models.PROTECT, null=True, related_name="promises")
    text = models.TextField(_("what is promised"))
    due_on = models.DateField(_("to be done by"))
    performed_on = models.DateField(null=True)
    proof = models.ForeignKey("petitions.Evidence", models.PROTECT, null=True, related_name="+")  # the first of the files of its event
    exempted_on = models.DateField(null=True)
    exemption = models.TextField(blank=True)  # why it need not be done any more
    answer = models.CharField(max_length=9, choices=Answer, blank=True)  # silence is no answer
    answered_on = models.DateField(null=True)
    answer_words = models.TextField(blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(finding=None) ^ Q(mediation=None), name="a_promise_has_one_source"),
            models.CheckConstraint(condition=Q(performed_on=None) | Q(exempted_on=None), name="performed_or_exempted"),
        ]
        indexes = [models.Index(fields=["petition"], condition=Q(performed_on=None, exempted_on=None), name="promise_open")]

    def __str__(self):
        return self.text

    @property
    def is_open(self):
        return self.performed_on is None and self.exempted_on is None

    @property
    def why_released(self):
        """In the reader's language where the office itself gave the reason, else as it was typed."""
        return gettext(self.exemption) if self.exemption else ""

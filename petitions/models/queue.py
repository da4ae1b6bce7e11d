"""A filter that somebody kept: a queue of one's own or of the organ, which counts itself and calls when there is too much in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug


class Queue(models.Model):
    """A tab of the worklist and the filters that hold on it. Whoever opens it sees what their own duty may see."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="queues")
    organ = models.ForeignKey(
        "accounts.Organ", models.PROTECT, null=True, related_name="+"
    )  # for everybody in it; none: for the duty alone
    name = models.CharField(_("name"), max_length=30)
    tab = models.CharField(max_length=10)
    query = models.JSONField(default=dict)  # filters as they stand in an address
    wants_digest = models.BooleanField(_("every morning, how many there are"), default=False)
    most = models.PositiveIntegerField(_("call me when there are more than"), null=True, blank=True)
    calls_when_late = models.BooleanField(_("call me when one is late"), default=False)
    called_at = models.DateTimeField(null=True)  # until it falls below the threshold again

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["duty", "name"], name="queues_have_names")]
        indexes = [models.Index(fields=["organ"], condition=Q(organ__isnull=False), name="queue_of_organ")]

    def __str__(self):
        return self.name

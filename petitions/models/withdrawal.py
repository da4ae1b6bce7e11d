"""Who of the petitioners takes the matter back, freely, and until when may they think again?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WithdrawalQuerySet(models.QuerySet):
    def waiting(self):
        """Asked for, not revoked and not carried out yet."""
        return self.filter(revoked_on=None, done_on=None)

    def ripe(self, on):
        """The days to think again have passed."""
        return self.waiting().filter(may_revoke_until__lt=on)


class Withdrawal(models.Model):
    """撤回申请 of one petitioner. It takes effect when the days to think again have passed."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="withdrawals")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    party = models.ForeignKey("petitions.Party", models.PROTECT, null=True, related_name="withdrawals")  # none: nobody gave a name
    statement = models.TextField(_("statement of free will"))
    asked_on = models.DateField()
    may_revoke_until = models.DateField()
    revoked_on = models.DateField(null=True)
    done_on = models.DateField(null=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "party"], condition=Q(revoked_on=None), nulls_distinct=False, name="one_withdrawal_a_person"
            ),
            models.CheckConstraint(condition=Q(revoked_on=None) | Q(done_on=None), name="revoked_or_done"),
        ]
        indexes = [models.Index(fields=["may_revoke_until"], condition=Q(revoked_on=None, done_on=None), name="withdrawal_waiting")]

"""Which rungs has the ladder had since when, and what is done on each?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.models import append_only

MOST_RUNGS, LONGEST_NAME = 12, 20


class Deed(models.TextChoices):
    """What a rung does; each does what the one before it does, and more."""

    REMIND = "REMIND", _("remind who has it")
    URGE = "URGE", _("urge: leader and supervisor hear of it")
    PROPOSE = "PROPOSE", _("propose a supervision order")
    ESCALATE = "ESCALATE", _("report to the superior")


class Ladder(models.Model):
    """One version: the rungs from `valid_from` until the day before the next version. Of two with the same day the later one holds."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    valid_from = models.DateField(_("valid from"))
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["valid_from", "id"]
        triggers = append_only()

    def __str__(self):
        return self.valid_from.isoformat()


class Rung(models.Model):
    """Reached `days` after (before, where negative) one of a clock's two dates."""

    class Date(models.TextChoices):
        # the state is warned on the one and late after the other (domain.md §2.5.2)
        STRICT = "strict_on", _("the date of the law")
        ROLLED = "rolled_on", _("the last day in time")

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="rungs")
    place = models.PositiveSmallIntegerField()  # lowest first
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    counts_from = models.CharField(_("counts from"), max_length=9, choices=Date)
    days = models.SmallIntegerField(_("days"))
    deed = models.CharField(_("deed"), max_length=8, choices=Deed)

    class Meta:
        ordering = ["ladder", "place"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "place"], name="a_place_once_in_a_ladder"),
            models.UniqueConstraint(fields=["ladder", "name"], name="a_name_once_in_a_ladder"),
            models.CheckConstraint(condition=Q(place__lt=MOST_RUNGS), name="not_too_many_rungs"),
            models.CheckConstraint(condition=Q(days__range=(-30, 365)), name="a_rung_near_its_date"),
        ]
        triggers = append_only()

    def __str__(self):
        return self.name

    @property
    def order(self):
        """Rungs stand in this order: by days, and on one day the date of the law before the last day in time, which is never earlier."""
        return self.days, self.counts_from == self.Date.ROLLED

    @property
    def values(self):
        return self.name, self.counts_from, self.days, self.deed

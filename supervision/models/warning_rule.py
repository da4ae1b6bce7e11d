"""How many overdue cases lead to the proposal of which warning, and how long is there to clear it?"""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.models import append_only


class Level(models.TextChoices):
    """The ladder in its order; the values are the measures of paper D31. The card is a local measure, the others are those of art. 39 para. 3."""

    CARD = "YELLOW_CARD", _("yellow-card warning")
    INTERVIEW = "INTERVIEW", _("interview")
    CIRCULAR = "CIRCULAR", _("circular")
    LISTED = "LISTED", _("listed supervision")
    RECTIFICATION = "RECTIFY", _("ordered rectification")

    @property
    def next(self):
        """None above the last one."""
        levels = list(Level)
        return next(iter(levels[levels.index(self) + 1 :]), None)


class WarningRule(models.Model):
    """One version for one bureau. A quarter is counted by the version in force on its first day: nobody is warned by a rule made afterwards."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    bureau = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="warning_rules")
    threshold = models.PositiveSmallIntegerField(
        _("overdue cases in a quarter"), default=3, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    level = models.CharField(_("proposed measure"), max_length=12, choices=Level, default=Level.CARD)
    clear_days = models.PositiveSmallIntegerField(
        _("days to clear it"), default=30, validators=[MinValueValidator(5), MaxValueValidator(180)]
    )
    valid_months = models.PositiveSmallIntegerField(
        _("months until it expires"), default=12, validators=[MinValueValidator(6), MaxValueValidator(36)]
    )
    valid_from = models.DateField(_("for quarters from"))
    reason = models.CharField(_("why it is changed"), max_length=300)
    written_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["bureau", "-valid_from"])]
        constraints = [models.CheckConstraint(condition=models.Q(threshold__gte=1), name="a_warning_rests_on_a_case")]
        triggers = append_only()

    def __str__(self):
        return f"{self.threshold} {self.level} {self.valid_from}"

    @classmethod
    def of(cls, bureau, on):
        """The version that holds for a bureau on a day; without one of its own, three overdue cases in a quarter (scenario 61)."""
        written = cls.objects.filter(bureau=bureau, valid_from__lte=on).first()
        return written or cls(bureau=bureau, valid_from=date(2022, 5, 1))

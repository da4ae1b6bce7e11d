"""What costs a unit how many points in its yearly assessment, since when, and in which words of the source?"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.models import append_only


class Failing(models.TextChoices):
    """Failures of the procedure, and nothing else (domain.md §1.11): how many petitions came to a unit never costs it a point, because a unit
    that is scored by their number keeps people from bringing them."""

    NOT_ACCEPTED = "K_NOT_ACCEPTED", _("should accept but did not")
    NOT_TRANSFERRED = "K_NOT_TRANSFERRED", _("should transfer but did not")
    NOT_HANDLED = "K_NOT_HANDLED", _("should handle but did not")
    NOT_TRACKED = "K_NOT_TRACKED", _("should follow up but did not")


class ScoringRule(models.Model):
    """One version for one failing. It holds for what occurred from `valid_from` on, until a newer version of the same failing."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    code = models.CharField(_("failing"), max_length=20, choices=Failing)
    version = models.PositiveSmallIntegerField(_("version"))
    points = models.DecimalField(
        _("points deducted"), max_digits=4, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    valid_from = models.DateField(_("valid from"))
    contest_days = models.PositiveSmallIntegerField(_("working days to contest"), default=10)
    follow_days = models.PositiveSmallIntegerField(_("days without following up"), null=True)  # K_NOT_TRACKED alone
    source = models.CharField(_("words of the source"), max_length=300)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")  # none: came with the software
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_scoring_rule_a_version"),
            models.CheckConstraint(condition=Q(code__in=Failing.values), name="only_failures_of_the_procedure_score"),
            models.CheckConstraint(condition=Q(points__gt=0) & Q(points__lte=10), name="points_are_taken_off"),
            models.CheckConstraint(condition=Q(contest_days__gte=1), name="there_is_time_to_contest"),
            models.CheckConstraint(
                condition=Q(code="K_NOT_TRACKED", follow_days__gte=1) | ~Q(code="K_NOT_TRACKED") & Q(follow_days=None),
                name="only_following_has_days",
            ),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.code}.{self.version}"

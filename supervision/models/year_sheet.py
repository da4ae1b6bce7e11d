"""Which deductions stood in a unit's sheet when the year was closed, and what was their sum?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.models import append_only

from .deduction import Deduction


class YearSheet(models.Model):
    """年度量化考核扣分表, frozen. A second version only corrects the first after a deduction was reversed, with its reason."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="year_sheets")
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(default=1)
    as_of = models.DateField()
    total = models.DecimalField(_("points deducted"), max_digits=7, decimal_places=2)
    size = models.PositiveIntegerField()  # rows; whoever sees fewer reads a part
    rows_sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True)  # of a correction
    frozen_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["organ", "year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "year", "version"], name="one_sheet_a_year_and_version"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="a_correction_has_a_reason"),
            models.CheckConstraint(condition=Q(as_of__year__gt=models.F("year")), name="frozen_after_its_year"),
        ]
        triggers = append_only()

    def __str__(self):
        return f"{self.organ_id} {self.year}.{self.version}"


class SheetRow(models.Model):
    """One deduction of a frozen sheet, with the points that were summed."""

    sheet = models.ForeignKey(YearSheet, models.PROTECT, related_name="rows")
    deduction = models.ForeignKey(Deduction, models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["sheet", "deduction"], name="a_deduction_once_in_a_sheet")]
        triggers = append_only()

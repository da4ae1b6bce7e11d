"""How content is the petitioner with the organ that answered, and with the bureau that sent the matter there?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .event import append_only


class Evaluation(models.Model):
    """群众满意度评价: of the bureau and of the competent organ, each once, by the petitioner alone (domain.md §4.5).

    Of the address from which it came nothing is kept but whether it lay in the rated organ's own network.
    """

    class Side(models.TextChoices):
        ORGAN = "ORGAN", _("the organ that answered")
        BUREAU = "BUREAU", _("the letters-and-visits bureau")

    class Grade(models.TextChoices):
        SATISFIED = "SATISFIED", _("satisfied")
        BASICALLY = "BASICALLY", _("basically satisfied")
        DISSATISFIED = "DISSATISFIED", _("not satisfied")

    class Solved(models.TextChoices):
        YES = "YES", _("solved")
        PARTLY = "PARTLY", _("solved in part")
        NO = "NO", _("not solved")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="evaluations")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    grade = models.CharField(max_length=12, choices=Grade)
    solved = models.CharField(max_length=6, choices=Solved)  # answered is not solved
    words = models.TextField(blank=True)
    is_from_own_network = models.BooleanField(default=False)
    rated_on = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["petition", "side"], name="a_side_is_rated_once")]
        indexes = [models.Index(fields=["organ", "rated_on"])]
        triggers = append_only()

    def __str__(self):
        return f"{self.get_side_display()}: {self.get_grade_display()}"

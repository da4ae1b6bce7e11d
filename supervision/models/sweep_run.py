"""What did each sweep do, and what could it not do?"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT_DAYS = 400
OLD_ONLY = f"""
    IF TG_OP = 'DELETE' AND OLD.{{moment}} < now() - interval '{KEPT_DAYS} days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a report of a sweep is never changed, and goes only after {KEPT_DAYS} days' USING ERRCODE = 'check_violation';
"""


def kept(moment):
    return [
        pgtrigger.Trigger(
            name="kept_as_written",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=OLD_ONLY.format(moment=moment),
        )
    ]


class SweepRun(models.Model):
    """One run. Its numbers count sealed matters too, so no page shows them: a page counts again what its reader may see."""

    began_at = models.DateTimeField(db_index=True)
    day = models.DateField()  # up to which it caught up
    seconds = models.FloatField()
    is_alone = models.BooleanField(default=True)  # False: another was at it, and this one left it to the other
    wrote_at = ArrayField(models.DateTimeField(), default=list)  # the database's times of its transactions, as in each row that it wrote
    reached = models.JSONField(default=dict)  # rung → rows
    told = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=dict)  # step → how many petitions took it
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["-day"], condition=models.Q(is_alone=True), name="sweeps_by_day")]
        triggers = kept("began_at")

    def __str__(self):
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class SweepFailure(models.Model):
    """A step that time takes and that could not be taken; one line a day, although each run of that day meets it again."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="sweep_failures")
    step = models.CharField(max_length=40)
    day = models.DateField()
    reason = models.CharField(_("reason"), max_length=300)  # as the step gave it, in the office's language
    recorded_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["petition", "step", "day"], name="a_failure_once_a_day")]
        triggers = kept("recorded_at")

    def __str__(self):
        return f"{self.day} {self.step}"

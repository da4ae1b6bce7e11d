"""Which legal dates run on a petition, how each was counted, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from petitions import clocks


class ClockQuerySet(models.QuerySet):
    def running(self):
        return self.filter(result=Clock.Result.RUNNING)

    def late(self, on):
        """Running past the rolled date, the last day that still counts as in time (domain.md §2.5.2)."""
        return self.running().filter(rolled_on__lt=on)


class Clock(models.Model):
    """时限: one rule running on one petition. The original due date is never changed; extension and pauses stand beside it."""

    class Result(models.TextChoices):
        RUNNING = "RUNNING", _("running")
        MET = "MET", _("in time")
        LATE = "LATE", _("late")
        NOT_APPLICABLE = "NA", _("not applicable")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="clocks")
    organ = models.ForeignKey(
        "accounts.Organ", models.PROTECT, null=True, related_name="+"
    )  # whose duty it is; none: the petitioner's window
    rule = models.CharField(max_length=4, choices=clocks.Rule)
    profile = models.CharField(max_length=30)
    version = models.CharField(max_length=20)
    started_on = models.DateField()
    started_at = models.DateTimeField(null=True)  # clocks of minutes only, and the instant on which they are due
    due_at = models.DateTimeField(null=True)
    is_deemed = models.BooleanField(default=False)  # started by silence (domain.md §2.5.5)
    given_on = models.DateField(null=True)  # the date named in a letter, where the law names none
    base_on = models.DateField(null=True)  # strict date without extension or pause; never changed but by a calendar reload
    strict_on = models.DateField(null=True)
    rolled_on = models.DateField(null=True)
    extension_days = models.PositiveSmallIntegerField(default=0)
    is_provisional = models.BooleanField(default=False)
    result = models.CharField(max_length=8, choices=Result, default=Result.RUNNING)
    stopped_on = models.DateField(null=True)
    days_late = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)  # why it cannot run, where it cannot: a msgid, said in the reader's language
    start_event = models.ForeignKey("petitions.Event", models.PROTECT, null=True, related_name="+")
    stop_event = models.ForeignKey("petitions.Event", models.PROTECT, null=True, related_name="+")

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "rule", "organ"], condition=Q(result="RUNNING"), name="one_running_clock_a_rule"),
            models.CheckConstraint(condition=Q(result__in=["RUNNING", "NA"]) | Q(stopped_on__isnull=False), name="a_verdict_has_its_day"),
        ]
        indexes = [
            models.Index(fields=["rolled_on", "rule"], condition=Q(result="RUNNING"), name="clock_running_by_date"),
            models.Index(fields=["organ", "stopped_on"], condition=~Q(result="RUNNING"), name="clock_done_by_organ"),
        ]

    def __str__(self):
        return f"{self.rule} {self.strict_on}"

    @property
    def law(self) -> clocks.ClockRule:
        level = min(self.organ.level, Level.COUNTY) if self.rule == clocks.Rule.FORWARDING else None
        return clocks.rule_for(self.rule, self.profile, self.petition.received_on, level=level)

    @property
    def is_running(self):
        return self.result == self.Result.RUNNING

    @property
    def why_not(self) -> str:
        """Why it does not run, in the reader's language."""
        return gettext(self.reason) if self.reason else ""

    @property
    def is_petitioners(self):
        return self.organ_id is None

    def count(self, calendar) -> clocks.Counting:
        """The counting as data, with its explanation in words."""
        pauses = [(pause.from_on, pause.until_on) for pause in self.pauses.all() if pause.until_on] if self.pk else []
        start = self.started_at or self.started_on
        return clocks.count(self.law, start, calendar, extension=self.extension_days, pauses=pauses, given_due=self.given_on)

    def recount(self, calendar):
        """Count, or count again: after an extension, a pause, or a notice on days off. A petitioner's window never gets shorter by it."""
        if self.given_on and not self.law.may_be_named:  # taken over with the date that the earlier system gave
            self.base_on = self.strict_on = self.given_on
            self.rolled_on, self.is_provisional = calendar.roll(self.given_on), calendar.is_provisional(self.given_on.year)
            return
        counting = self.count(calendar)
        promised = self.rolled_on if self.is_petitioners else None
        self.base_on, self.strict_on, self.due_at = counting.base_strict, counting.strict, counting.due_at
        self.rolled_on = max(counting.rolled, promised) if promised else counting.rolled
        self.is_provisional = counting.is_provisional

    def open_pause(self):
        """The pause that goes on. It is read once: a recount after its end was set sees that end before it is saved."""
        models.prefetch_related_objects([self], "pauses")
        return next((pause for pause in self.pauses.all() if pause.until_on is None), None)

    def stop(self, on, at=None):
        """Freeze the verdict: met on the rolled date at the latest, late by calendar days after it; a clock of minutes by its instant."""
        self.stopped_on = on
        result, self.days_late = clocks.verdict(self.rolled_on, on)
        if self.due_at and at:
            result = clocks.Result.LATE if at > self.due_at else clocks.Result.MET
        self.result = self.Result(result)

    def set_aside(self, reason):
        """It cannot or need not run any more; that is not the same as met (domain.md §2.5.10)."""
        with override(None):
            self.result, self.reason = self.Result.NOT_APPLICABLE, str(reason)


class Pause(models.Model):
    """A stretch that does not count, half-open; only for reasons that the profile lists (domain.md §2.5.8)."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    reason = models.CharField(max_length=20)

    class Meta:
        ordering = ["from_on"]

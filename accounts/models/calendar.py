"""The State Council's notices on days off, year by year."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .duty import Duty


class CalendarYear(models.Model):
    """A year of the State Council's notice on days off; until it is announced, only the statutory days are known."""

    class Status(models.TextChoices):
        ANNOUNCED = "ANNOUNCED", _("announced")
        PROVISIONAL = "PROVISIONAL", _("provisional")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    source = models.CharField(_("source"), max_length=300)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["year"]

    def __str__(self):
        return str(self.year)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a rest day from Monday to Friday, or a make-up workday at the weekend."""

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40)
    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")

    class Meta:
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.name}"


class YearNotice(models.Model):
    """A notice on days off that one officer entered and another one signs; only then does it become the calendar.

    What it moves is counted before it is signed and kept with it (petitions.models.RecountLine).
    """

    class State(models.TextChoices):
        COUNTING = "COUNTING", _("being counted")
        READY = "READY", _("waits for a second officer")
        MOVING = "MOVING", _("dates are being moved")
        DONE = "DONE", _("done")
        REFUSED = "REFUSED", _("refused")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(_("status"), max_length=12, choices=CalendarYear.Status)
    source = models.CharField(_("source"), max_length=300)
    days = models.JSONField()  # {ISO date: [is a workday, holiday]}
    state = models.CharField(max_length=10, choices=State, default=State.COUNTING)
    entered_by = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # why it was refused
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(state__in=["COUNTING", "READY", "MOVING"]), name="one_notice_under_way"),
        ]

    def __str__(self):
        return f"{self.year} {self.source}"

    @property
    def is_at_work(self):
        return self.state in (self.State.COUNTING, self.State.MOVING)

    @property
    def is_under_way(self):
        return self.is_at_work or self.state == self.State.READY

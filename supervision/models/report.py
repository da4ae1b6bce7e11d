"""What does a bureau report upward, tell downward and propose, in which words and figures, and who has read it?"""

import hashlib
import json

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.models import append_only


class Report(models.Model):
    """报告、通报、专报、快报: written by one person, issued by another, and from then on what it was (a trigger sees to both).

    A draft holds words alone: its figures are counted for whoever looks, and frozen as the issuer saw them. What stands in `payload` is the
    paper; it is drawn again from there whenever somebody asks.
    """

    class Kind(models.TextChoices):
        ANNUAL = "ANNUAL", _("annual report")
        BULLETIN = "BULLETIN", _("circular")
        BRIEF = "BRIEF", _("daily brief")
        SUGGESTION = "SUGGESTION", _("important suggestion")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("being written")
        PROPOSED = "PROPOSED", _("waits to be issued")
        ISSUED = "ISSUED", _("issued")
        DROPPED = "DROPPED", _("dropped")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    since = models.DateField()  # the period, both days included
    until = models.DateField()
    words = models.JSONField(default=dict)  # name of a field of the form → what was typed
    to = models.ManyToManyField("accounts.Organ", related_name="+")
    version = models.PositiveIntegerField(default=1)  # of the words: who comes second is told so
    sources_count = models.PositiveSmallIntegerField(default=0)
    drafted_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    written_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")  # who changed the words last
    issued_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    counted_on = models.DateField(null=True)  # the day on which the figures were frozen
    number = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    feedback = models.TextField(blank=True)
    feedback_on = models.DateField(null=True)
    feedback_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "kind", "since"],
                condition=Q(kind__in=["ANNUAL", "BRIEF"]) & ~Q(state="DROPPED"),
                name="one_report_a_period",
            ),
            models.UniqueConstraint(fields=["organ", "number"], condition=~Q(number=""), name="a_report_number_once"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="a_period_has_an_end"),
            models.CheckConstraint(
                condition=~Q(state="ISSUED") | Q(issued_by__isnull=False, payload__isnull=False, issued_at__isnull=False) & ~Q(sha256=""),
                name="what_is_issued_is_frozen",
            ),
        ]
        indexes = [models.Index(fields=["organ", "kind", "-id"])]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="issued_by_another_and_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.state = 'ISSUED' AND (to_jsonb(OLD) - 'feedback' - 'feedback_on' - 'feedback_by_id')
                        IS DISTINCT FROM (to_jsonb(NEW) - 'feedback' - 'feedback_on' - 'feedback_by_id') THEN
                        RAISE EXCEPTION 'an issued report stays as it is' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.state = 'ISSUED' AND OLD.state <> 'ISSUED' AND EXISTS (
                        SELECT 1 FROM accounts_duty issuer, accounts_duty writer
                         WHERE issuer.id = NEW.issued_by_id AND writer.id IN (NEW.drafted_by_id, NEW.written_by_id)
                           AND issuer.officer_id = writer.officer_id
                    ) THEN
                        RAISE EXCEPTION 'a report is issued by another person' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.number}".strip()

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_issued(self):
        return self.state == self.State.ISSUED

    @property
    def feedback_due_on(self):
        """Until when a suggestion asks for an answer; None of other kinds."""
        return parse_date(self.words.get("feedback_due_on", ""))


def digest(payload) -> str:
    """SHA-256 of the content in a fixed form."""
    return hashlib.sha256(json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class ReportStep(models.Model):
    """Who did what with a report, and when."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    what = models.CharField(
        max_length=8,
        choices={
            "WRITE": _("written"), "PROPOSE": _("handed in"), "RETURN": _("returned"), "ISSUE": _("issued"), "DROP": _("dropped"),
            "FEEDBACK": _("feedback noted"),
        },
    )  # fmt: skip
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        triggers = append_only()


class ReportSource(models.Model):
    """A petition on which a suggestion rests. The report is gone for everybody for whom one of its sources is, or must not be, there."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sources")
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="report_sources")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "petition"], name="a_source_once")]
        triggers = append_only()


class ReportReading(models.Model):
    """签阅: an officer of an addressee has read it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="readings")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "duty"], name="read_once")]
        triggers = append_only()


class AnnualDay(models.Model):
    """C21: the day by which the annual report of the year before is due, as it was set for a bureau; no law names it (art. 41)."""

    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]  # the newest holds
        constraints = [models.CheckConstraint(condition=Q(month__range=(1, 12), day__range=(1, 31)), name="a_day_of_the_year")]
        triggers = append_only()

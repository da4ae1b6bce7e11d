"""Who handles a petition together, what does each organ contribute, and what was agreed at the table?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class JointHandling(models.Model):
    """联合办理: one organ leads and answers, others assist (domain.md §1.5). The lead is the organ that holds the petition."""

    petition = models.OneToOneField("petitions.Petition", models.PROTECT, related_name="+")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    lead = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    named_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    named_on = models.DateField()


class Meeting(models.Model):
    """协调会: who sat together, what was said, what was decided; a decision for another organ becomes its part."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    joint = models.ForeignKey(JointHandling, models.PROTECT, related_name="meetings")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120)
    attendees = models.TextField(_("who was there"))
    minutes = models.TextField(_("minutes"))
    decisions = models.TextField(_("what was decided"))
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["held_on", "id"]
        triggers = append_only()


class PartQuerySet(models.QuerySet):
    def missing(self):
        """Neither in nor overridden."""
        return self.filter(answered_on=None, overridden_on=None)

    def given(self):
        return self.filter(answered_on__isnull=False)


class Part(models.Model):
    """协办事项: what one assisting organ is asked for and by when. It is in when that organ's leader has confirmed its answer."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    joint = models.ForeignKey(JointHandling, models.PROTECT, related_name="parts")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="parts")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    handler = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")  # the case handler of the assisting organ
    task = models.TextField(_("what is asked"))
    asked_on = models.DateField()
    due_on = models.DateField(_("to be answered by"))
    is_drafted = models.BooleanField(default=False)  # an answer waits for the assisting organ's leader
    answered_on = models.DateField(null=True)
    overridden_on = models.DateField(null=True)  # the lead's leader goes on without it; the reason is the event's

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["joint", "organ"], condition=Q(answered_on=None, overridden_on=None), name="one_missing_part_an_organ"
            ),
            models.CheckConstraint(condition=Q(answered_on=None) | Q(overridden_on=None), name="a_part_is_in_or_overridden"),
        ]
        indexes = [models.Index(fields=["handler"], condition=Q(handler__isnull=False), name="part_by_handler")]

    @property
    def is_missing(self):
        return self.answered_on is None and self.overridden_on is None

    @property
    def answer(self):
        """The newest words of the assisting organ; they count when the part is in."""
        return max(self.answers.all(), key=lambda answer: answer.pk, default=None)


class PartAnswer(models.Model):
    """协办意见: what the assisting organ says to its part; its files are the evidence of the same event. A better answer is a newer row."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="answers")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    opinion = models.TextField(_("opinion"))
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    written_on = models.DateField()

    class Meta:
        ordering = ["id"]
        triggers = append_only()

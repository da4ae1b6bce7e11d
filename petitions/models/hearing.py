"""When was a hearing held, with whom, and what did it conclude?"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class Hearing(models.Model):
    """听证: time, place and people as they were announced (art. 31(6); art. 36 ¶2 in a re-review)."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="hearings")
    proceeding = models.ForeignKey("petitions.Proceeding", models.PROTECT, related_name="hearings")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    at = models.DateTimeField(_("time of the hearing"))
    place = models.CharField(_("place"), max_length=200)
    issues = models.JSONField()  # what is heard, a list of texts
    host = models.CharField(_("host"), max_length=60)
    panel = models.JSONField()  # names
    parties = models.JSONField(default=list)  # who is invited beside the petitioner
    is_public = models.BooleanField(_("open to the public"), default=False)

    class Meta:
        ordering = ["id"]
        triggers = append_only()

    def __str__(self):
        return self.place


class HearingRecord(models.Model):
    """听证笔录和听证结论: what was said, assessed and concluded."""

    hearing = models.OneToOneField(Hearing, models.PROTECT, related_name="record")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    recorder = models.CharField(_("recorder"), max_length=60)
    attendees = models.JSONField()  # [{name, part}]
    statements = models.TextField(_("statements"))
    questioning = models.TextField(_("questioning"))
    debate = models.TextField(_("debate"))
    assessment = models.TextField(_("assessment"))
    facts = models.TextField(_("facts found"))
    conclusion = models.TextField(_("conclusion"))
    basis = models.TextField(_("legal and policy basis"))

    class Meta:
        triggers = append_only()

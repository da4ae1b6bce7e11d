"""What do officers say to each other about a petition, and what does one ask of another?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class Note(models.Model):
    """A remark inside the office, or a task. Never shown to the petitioner; what was wrong is corrected by a newer note."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="notes")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    text = models.TextField(_("note"))
    is_task = models.BooleanField(_("task"), default=False)
    due_on = models.DateField(_("to be done by"), null=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(due_on=None) | Q(is_task=True), name="only_a_task_is_due")]
        triggers = append_only()


class Addressee(models.Model):
    """To whom a note is written; each has a task of their own to do."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="addressees")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="notes")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["duty", "note"], name="addressed_once")]
        triggers = append_only()


class TaskDone(models.Model):
    """The mark that a task is done, by the addressee or the deputy."""

    addressee = models.OneToOneField(Addressee, models.PROTECT, related_name="done")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = append_only()

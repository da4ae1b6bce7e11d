"""What did an inspection find, and what has the organ to put right by when?"""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.encryption import new_slug
from petitions.models import KeptFile, append_only

from .inspection import InspectedCase, Inspection


class InspectionFinding(models.Model):
    """督查发现的问题: about one matter, or about the organ. `petition` is that of the case: the row follows its petition."""

    class Severity(models.TextChoices):
        MINOR = "MINOR", pgettext_lazy("severity", "minor")
        SERIOUS = "SERIOUS", pgettext_lazy("severity", "serious")
        GRAVE = "GRAVE", pgettext_lazy("severity", "grave")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, null=True, related_name="+")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    case = models.ForeignKey(InspectedCase, models.PROTECT, null=True, related_name="findings")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    words = models.CharField(_("what was found"), max_length=1000)
    severity = models.CharField(_("severity"), max_length=7, choices=Severity)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case=None, petition=None) | models.Q(case__isnull=False, petition__isnull=False),
                name="a_finding_follows_its_petition",
            )
        ]
        triggers = append_only()


class RectificationTask(models.Model):
    """整改任务: what the organ has to do about a finding. What was asked for stays as it was asked."""

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("of a task", "to be done")
        ANSWERED = "ANSWERED", pgettext_lazy("of a task", "answered, to be looked at")
        RETURNED = "RETURNED", pgettext_lazy("of a task", "returned")
        DONE = "DONE", pgettext_lazy("of a task", "put right")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, null=True, related_name="+")
    finding = models.OneToOneField(InspectionFinding, models.PROTECT, related_name="task")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    requirement = models.CharField(_("what is to be put right"), max_length=1000)
    due_on = models.DateField(_("due on"))
    given_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["organ", "due_on"], condition=~models.Q(state="DONE"), name="rectification_left")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="only_known_states",
                field="state",
                transitions=[("OPEN", "ANSWERED"), ("ANSWERED", "DONE"), ("ANSWERED", "RETURNED"), ("RETURNED", "ANSWERED")],
            ),
            pgtrigger.Trigger(
                name="stays_as_it_was_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NOT petitions_is_destroying() AND (NEW.finding_id, NEW.organ_id, NEW.petition_id, NEW.requirement, NEW.due_on, NEW.given_by_id)
                       IS DISTINCT FROM (OLD.finding_id, OLD.organ_id, OLD.petition_id, OLD.requirement, OLD.due_on, OLD.given_by_id) THEN
                        RAISE EXCEPTION 'a task stays as it was asked' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class RectificationReply(models.Model):
    """整改报告: what the organ says that it did."""

    task = models.ForeignKey(RectificationTask, models.PROTECT, related_name="replies")
    words = models.CharField(max_length=2000)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = append_only()


class RectificationFile(KeptFile):
    """What proves it."""

    reply = models.ForeignKey(RectificationReply, models.PROTECT, related_name="files")

    class Meta(KeptFile.Meta):
        triggers = append_only()


class RectificationVerdict(models.Model):
    """验收: by another person than whoever answered and whoever asked for it."""

    reply = models.OneToOneField(RectificationReply, models.PROTECT, related_name="verdict")
    is_done = models.BooleanField()
    words = models.CharField(max_length=1000, blank=True)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="judged_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM supervision_rectificationreply reply
                          JOIN supervision_rectificationtask task ON task.id = reply.task_id
                          JOIN accounts_duty judge ON judge.id = NEW.duty_id
                          JOIN accounts_duty party ON party.id IN (reply.duty_id, task.given_by_id) AND party.officer_id = judge.officer_id
                         WHERE reply.id = NEW.reply_id
                    ) THEN
                        RAISE EXCEPTION 'what was put right is judged by another person' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

"""Which campaign inspects which organs, by whom, and which matters were drawn for it?"""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.encryption import new_slug
from petitions.models import append_only


class Inspection(models.Model):
    """联合督查: planned by one person, approved and drawn by another, ended by a report and by what the organs put right."""

    class State(models.TextChoices):
        PLANNED = "PLANNED", pgettext_lazy("of an inspection", "planned")
        DROPPED = "DROPPED", pgettext_lazy("of an inspection", "not approved")
        UNDERWAY = "UNDERWAY", pgettext_lazy("of an inspection", "under way")
        REPORTED = "REPORTED", pgettext_lazy("of an inspection", "reported")
        CLOSED = "CLOSED", pgettext_lazy("of an inspection", "closed")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")  # the bureau that inspects
    organs = models.ManyToManyField("accounts.Organ", related_name="+", verbose_name=_("organs inspected"))
    title = models.CharField(_("title"), max_length=120)
    scope = models.CharField(_("scope"), max_length=2000)
    since = models.DateField(_("matters received from"))
    until = models.DateField(_("matters received until"))
    sample_size = models.PositiveSmallIntegerField(_("matters of each organ"))
    planned_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    decided_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    seed = models.CharField(max_length=9, blank=True)  # nine random digits; inspection_sample.py says how they draw
    # How many were drawn. A figure over fewer rows is a part, whoever reads it: rows that are gone cannot be counted any more.
    drawn = models.PositiveSmallIntegerField(default=0)
    closed_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="inspected_until_is_later"),
            models.CheckConstraint(condition=~models.Q(state="UNDERWAY") | ~models.Q(seed=""), name="drawn_by_a_seed"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="only_known_states",
                field="state",
                transitions=[("PLANNED", "UNDERWAY"), ("PLANNED", "DROPPED"), ("UNDERWAY", "REPORTED"), ("REPORTED", "CLOSED")],
            ),
            pgtrigger.Trigger(
                name="drawn_once_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.seed <> '' AND (NEW.seed, NEW.drawn) IS DISTINCT FROM (OLD.seed, OLD.drawn) THEN
                        RAISE EXCEPTION 'a sample is drawn once' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.seed <> '' AND NOT EXISTS (
                        SELECT 1 FROM accounts_duty planned, accounts_duty decided WHERE planned.id = NEW.planned_by_id
                           AND decided.id = NEW.decided_by_id AND planned.officer_id <> decided.officer_id
                    ) THEN
                        RAISE EXCEPTION 'a plan is approved by another person' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.title


class InspectionMember(models.Model):
    """督查组成员: a duty of the bureau or of another organ."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="members")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "duty"], name="a_member_once"),
            models.UniqueConstraint(fields=["inspection"], condition=models.Q(is_lead=True), name="one_lead_of_a_team"),
        ]


class InspectedCase(models.Model):
    """A matter that was drawn, and the organ that is inspected with it."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="inspections")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="cases")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["inspection", "petition"], name="drawn_once")]
        triggers = append_only()


class CheckAnswer(models.Model):
    """One answer to one line of the checklist (checklists.py). Whoever corrects it writes another: the newest counts."""

    class Answer(models.TextChoices):
        YES = "YES", pgettext_lazy("answer", "yes")
        NO = "NO", pgettext_lazy("answer", "no")
        NONE = "NONE", _("does not apply")

    case = models.ForeignKey(InspectedCase, models.PROTECT, related_name="answers")
    code = models.CharField(max_length=20)
    answer = models.CharField(max_length=4, choices=Answer)
    remark = models.CharField(max_length=300, blank=True)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "code", "-id"])]
        triggers = append_only()

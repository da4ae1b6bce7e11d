"""What was demanded of which organ, by whom, until when, and what came of it?"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.encryption import new_slug
from petitions.models import KeptFile, append_only
from petitions.rules.demands import Adoption, DemandAct, DemandKind, SupervisionMode, SupervisionTrigger


class Demand(models.Model):
    """督办: an urging, an order (D25), one of the three suggestions (D26) or a leader's instruction, to one organ (art. 40).

    Where it stands is written here; who did what with it, and the papers word for word, in its deeds.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", pgettext_lazy("demand", "draft")
        PROPOSED = "PROPOSED", pgettext_lazy("demand", "to be issued")
        ISSUED = "ISSUED", pgettext_lazy("demand", "waits for the reply")
        ANSWERED = "ANSWERED", pgettext_lazy("demand", "answered")
        ACCEPTED = "ACCEPTED", pgettext_lazy("demand", "answer accepted")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("demand", "withdrawn")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    key = models.CharField(max_length=32, unique=True, editable=False)  # of the form it was written in: two clicks make one
    kind = models.CharField(_("kind"), max_length=16, choices=DemandKind)
    state = models.CharField(_("state"), max_length=10, choices=State)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, null=True, related_name="demands")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")  # that has to answer
    about = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+")  # the unit to be held to account
    by_organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")  # who wrote it
    subject = models.CharField(_("subject"), max_length=120, blank=True)  # where it is about no single petition
    triggers = ArrayField(models.CharField(max_length=30, choices=SupervisionTrigger), default=list)
    mode = models.CharField(_("way of supervision"), max_length=10, choices=SupervisionMode, blank=True)
    problem = models.TextField(blank=True)  # of a suggestion: the facts
    analysis = models.TextField(blank=True)
    requirement = models.TextField()  # of a suggestion: one a line; of an instruction: its words
    asked_on = models.DateField(null=True)  # the date that its writer named; none: as the law or the office counts
    number = models.CharField(max_length=60, blank=True)  # of its paper
    times = models.PositiveSmallIntegerField(default=1)  # 第几次督办 of this organ for this petition
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)  # as written in the paper, or in the last demand to do it again
    rolled_on = models.DateField(null=True)  # where that is a rest day the next working day: late is who answers after it
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["by_organ", "number"], condition=~Q(number=""), name="a_demand_number_once"),
            models.CheckConstraint(condition=~Q(organ=F("by_organ")), name="nobody_demands_of_themselves"),
            models.CheckConstraint(
                condition=Q(kind="ACCOUNTABILITY", about__isnull=False) & ~Q(about=F("organ")) | ~Q(kind="ACCOUNTABILITY") & Q(about=None),
                name="who_is_held_to_account_is_not_asked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "PROPOSED", "WITHDRAWN"])
                | Q(issued_on__isnull=False, due_on__isnull=False, rolled_on__isnull=False),
                name="an_issued_demand_has_its_date",
            ),
        ]
        indexes = [
            models.Index(fields=["by_organ", "state", "rolled_on"]),
            models.Index(fields=["organ", "state", "rolled_on"]),
            models.Index(fields=["petition", "id"]),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_issued_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF petitions_is_destroying() THEN
                        RETURN NEW;
                    END IF;
                    IF NEW.kind <> OLD.kind OR NEW.key <> OLD.key OR NEW.by_organ_id <> OLD.by_organ_id OR NEW.by_id <> OLD.by_id
                       OR NEW.petition_id IS DISTINCT FROM OLD.petition_id OR (OLD.issued_on IS NOT NULL AND (
                           NEW.number <> OLD.number OR NEW.issued_on IS DISTINCT FROM OLD.issued_on OR NEW.organ_id <> OLD.organ_id
                           OR NEW.about_id IS DISTINCT FROM OLD.about_id OR NEW.requirement <> OLD.requirement OR NEW.problem <> OLD.problem
                           OR NEW.analysis <> OLD.analysis OR NEW.triggers <> OLD.triggers OR NEW.mode <> OLD.mode)) THEN
                        RAISE EXCEPTION 'what was demanded stays as it was issued' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}".strip()

    @property
    def is_readable(self):
        """Whether its words are for the duty for whom its petition came through the gate (seeing.py); else it is not known, and so they are not."""
        return self.petition_id is None or bool(self.petition and self.petition.is_readable)

    @property
    def title(self):
        return self.petition.title if self.petition_id else self.subject

    @property
    def trigger_labels(self):
        return [SupervisionTrigger(code).label for code in self.triggers if code in SupervisionTrigger.values]

    def is_overdue(self, today):
        return self.state == self.State.ISSUED and self.rolled_on < today


class DemandDeed(models.Model):
    """Who did what with a demand, when, in which words; with the paper as it was issued, drawn again whenever somebody asks."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="deeds")
    act = models.CharField(max_length=10, choices=DemandAct)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    words = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # until when it is to be answered from this deed on
    adoption = models.CharField(max_length=12, choices=Adoption, blank=True)
    measures = models.TextField(blank=True)
    measures_due_on = models.DateField(null=True)
    event = models.ForeignKey("petitions.Event", models.PROTECT, null=True, related_name="+")  # its line in the petition's history
    code = models.CharField(max_length=4, blank=True)  # of its paper, petitions.letters
    number = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="by_another_person",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # Nobody issues what they proposed, and nobody judges an answer that they gave, in whatever duty.
                func="""
                    IF NEW.act IN ('ISSUED', 'ACCEPTED', 'REDO') AND EXISTS (
                        SELECT 1 FROM supervision_demanddeed earlier
                          JOIN accounts_duty before ON before.id = earlier.duty_id
                          JOIN accounts_duty now ON now.id = NEW.duty_id
                         WHERE earlier.demand_id = NEW.demand_id AND before.officer_id = now.officer_id
                           AND earlier.act = CASE WHEN NEW.act = 'ISSUED' THEN 'PROPOSED' ELSE 'ANSWERED' END
                    ) THEN
                        RAISE EXCEPTION 'this takes another person' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.demand_id} {self.act}"


class DemandFile(KeptFile):
    """What an organ hands in with its reply."""

    deed = models.ForeignKey(DemandDeed, models.PROTECT, related_name="files")

    class Meta(KeptFile.Meta):
        abstract = False
        triggers = append_only()

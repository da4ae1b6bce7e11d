"""What did a unit fail to do, how do we know, what does the unit say to it, and what was decided?"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.encryption import new_slug
from petitions.models import KeptFile, append_only

from .scoring_rule import Failing, ScoringRule


class Deduction(models.Model):
    """扣分: one occurrence of one failing. Only its state moves; everything it rests on stays as it was proposed."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", pgettext_lazy("of a deduction", "proposed")
        CONTESTED = "CONTESTED", pgettext_lazy("of a deduction", "contested")
        CONFIRMED = "CONFIRMED", pgettext_lazy("of a deduction", "confirmed")
        DROPPED = "DROPPED", pgettext_lazy("of a deduction", "dropped")
        REVERSED = "REVERSED", pgettext_lazy("of a deduction", "reversed")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="deductions")
    code = models.CharField(_("failing"), max_length=20, choices=Failing)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="deductions")
    first_receiver = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    clock = models.ForeignKey("petitions.Clock", models.PROTECT, null=True, related_name="deductions")
    event = models.ForeignKey("petitions.Event", models.PROTECT, null=True, related_name="+")
    occurred_on = models.DateField(_("occurred on"))
    year = models.PositiveSmallIntegerField()  # in whose sheet it stands: of the occurrence; of the next, where that one was frozen already
    rule = models.ForeignKey(ScoringRule, models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=2)
    facts = models.TextField(
        _("facts"), blank=True
    )  # of a person; what the sweep found is told from clock and rule in the reader's language
    proposed_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")  # none: the nightly sweep
    proposed_on = models.DateField()
    contest_until = models.DateField(_("may be contested until"))
    acknowledged_on = models.DateField(null=True)  # the unit says that it is so
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "code"], name="a_clock_costs_a_failing_once"),
            # What the sweep finds in a clock is one failing; whether it was another one, people decide.
            models.UniqueConstraint(fields=["clock"], condition=Q(proposed_by=None), name="the_sweep_finds_a_clock_once"),
            models.UniqueConstraint(
                fields=["petition", "code", "organ", "occurred_on", "event"], condition=Q(clock=None), nulls_distinct=False,
                name="an_occurrence_costs_once",
            ),
            models.CheckConstraint(condition=Q(contest_until__gt=models.F("proposed_on")), name="contested_after_it_was_proposed"),
            models.CheckConstraint(condition=Q(occurred_on__lte=models.F("proposed_on")), name="proposed_after_it_occurred"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organ", "year"]),
            models.Index(fields=["contest_until"], condition=Q(state__in=["PROPOSED", "CONTESTED"]), name="deductions_undecided"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="only_known_states",
                field="state",
                transitions=[
                    ("PROPOSED", "CONTESTED"), ("PROPOSED", "CONFIRMED"), ("PROPOSED", "DROPPED"), ("CONTESTED", "CONFIRMED"),
                    ("CONTESTED", "DROPPED"), ("CONFIRMED", "REVERSED"),
                ],
            ),
            pgtrigger.Trigger(
                name="rests_on_its_rule",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF petitions_is_destroying() THEN
                            RETURN NEW;
                        END IF;
                        IF (NEW.petition_id, NEW.code, NEW.organ_id, NEW.first_receiver_id, NEW.clock_id, NEW.event_id, NEW.occurred_on, NEW.year,
                            NEW.rule_id, NEW.points, NEW.facts, NEW.proposed_by_id, NEW.proposed_on, NEW.contest_until)
                           IS DISTINCT FROM
                           (OLD.petition_id, OLD.code, OLD.organ_id, OLD.first_receiver_id, OLD.clock_id, OLD.event_id, OLD.occurred_on, OLD.year,
                            OLD.rule_id, OLD.points, OLD.facts, OLD.proposed_by_id, OLD.proposed_on, OLD.contest_until) THEN
                            RAISE EXCEPTION 'what a deduction rests on stays as it was proposed' USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF NEW.state <> 'PROPOSED' OR NOT EXISTS (
                        SELECT 1 FROM supervision_scoringrule rule
                         WHERE rule.id = NEW.rule_id AND rule.code = NEW.code AND rule.points = NEW.points AND rule.valid_from <= NEW.occurred_on
                    ) THEN
                        RAISE EXCEPTION 'a deduction has the points of its rule' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.code} {self.occurred_on}"

    @property
    def is_undecided(self):
        return self.state in (self.State.PROPOSED, self.State.CONTESTED)


class DeductionDeed(models.Model):
    """Who did what about a deduction, in which words. Whoever proposed it does not decide on it, and nobody decides on the own house."""

    class Kind(models.TextChoices):
        PROPOSE = "PROPOSE", pgettext_lazy("of a deduction", "proposed")
        ACKNOWLEDGE = "ACKNOWLEDGE", pgettext_lazy("of a deduction", "accepted by the unit")
        CONTEST = "CONTEST", pgettext_lazy("of a deduction", "contested")
        CONFIRM = "CONFIRM", pgettext_lazy("of a deduction", "confirmed")
        DROP = "DROP", pgettext_lazy("of a deduction", "dropped")
        REVERSE = "REVERSE", pgettext_lazy("of a deduction", "reversed")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    deduction = models.ForeignKey(Deduction, models.PROTECT, related_name="deeds")
    kind = models.CharField(max_length=11, choices=Kind)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")  # none: the sweep
    words = models.TextField(blank=True)
    done_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deduction"], condition=Q(kind__in=["CONFIRM", "DROP"]), name="decided_once"),
            models.CheckConstraint(condition=Q(kind="PROPOSE") | Q(duty__isnull=False), name="only_the_sweep_is_nobody"),
        ]
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="a_second_person_decides",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # The joint-conference office has its desk in a bureau, and decides where nobody stands above that bureau.
                func="""
                    IF NEW.kind IN ('CONFIRM', 'DROP', 'REVERSE') AND EXISTS (
                        SELECT 1 FROM accounts_duty decides
                          JOIN supervision_deduction deduction ON deduction.id = NEW.deduction_id
                          LEFT JOIN accounts_duty proposed ON proposed.id = deduction.proposed_by_id
                         WHERE decides.id = NEW.duty_id
                           AND (proposed.officer_id = decides.officer_id OR deduction.organ_id = decides.organ_id AND decides.role <> 'JOINT')
                    ) THEN
                        RAISE EXCEPTION 'a second person, and nobody of the unit, decides on a deduction' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.kind = 'CONFIRM' AND EXISTS (
                        SELECT 1 FROM supervision_deduction deduction WHERE deduction.id = NEW.deduction_id
                           AND deduction.contest_until >= NEW.done_on AND deduction.acknowledged_on IS NULL
                    ) THEN
                        RAISE EXCEPTION 'the unit may still contest it' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class ContestFile(KeptFile):
    """What the unit hands in with its words."""

    deed = models.ForeignKey(DeductionDeed, models.PROTECT, related_name="files")

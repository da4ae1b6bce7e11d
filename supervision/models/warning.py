"""Which organ was warned, for what, by whom, until when has it to be cleared, and was it?"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from supervision.accountability import CHOICES

from .warning_rule import Level


class State(models.TextChoices):
    PROPOSED = "PROPOSED", _("proposed")
    ISSUED = "ISSUED", _("issued")
    CLEARING = "CLEARING", _("proof handed in")
    CLEARED = "CLEARED", _("cleared")
    FOLLOWED = "FOLLOWED", _("next measure issued")
    ENDED = "ENDED", _("expired")
    DROPPED = "DROPPED", _("not issued")


WARNED = Q(state__in=[State.ISSUED, State.CLEARING])
OPEN = Q(state=State.PROPOSED) | WARNED
NEVER_ISSUED = Q(state__in=[State.PROPOSED, State.DROPPED])


class WarningCard(models.Model):
    """黄牌警告、约谈、通报、挂牌督办、责令限期整改: one measure against one organ (domain.md §1.12).

    The system proposes and a named person issues; another than the one who proposed it (a trigger sees to it). Whoever handed in the proof
    does not judge it. `petition` is set where it is about one matter, and then the card is known to whoever may know of the matter.
    """

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="warnings")
    level = models.CharField(_("measure"), max_length=12, choices=Level)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")  # the lower one that was not cleared
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, null=True, related_name="warnings")
    quarter_on = models.DateField(null=True)  # the first day of the quarter that was counted
    rule = models.ForeignKey(
        "supervision.WarningRule", models.PROTECT, null=True, related_name="+"
    )  # none: the one that every office begins with
    threshold = models.PositiveSmallIntegerField(default=0)
    counted = models.PositiveSmallIntegerField(default=0)  # petitions in its evidence; never shown, a hidden one would be told by it
    reason = models.CharField(_("ground"), max_length=16, choices=CHOICES)
    facts = models.TextField(_("facts"), blank=True)
    requirement = models.TextField(_("requirement"), blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")  # none: by the rule
    proposed_on = models.DateField()
    issued_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    number = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(null=True)  # of D31: the paper is drawn from it again, always the same
    clear_by = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    handed_in_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    judged_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "quarter_on"], condition=Q(quarter_on__isnull=False), name="one_warning_a_quarter"),
            models.UniqueConstraint(fields=["follows"], condition=~Q(state="DROPPED"), name="one_next_warning"),
            models.UniqueConstraint(
                fields=["organ", "level", "petition"], condition=OPEN & Q(petition__isnull=False), name="one_open_warning_a_matter"
            ),
            models.CheckConstraint(
                condition=NEVER_ISSUED & Q(issued_by=None)
                | ~NEVER_ISSUED
                & Q(
                    issued_by__isnull=False,
                    issued_on__isnull=False,
                    payload__isnull=False,
                    clear_by__isnull=False,
                    valid_until__isnull=False,
                )
                & ~Q(number="")
                & ~Q(facts="")
                & ~Q(requirement=""),
                name="a_warning_is_issued_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CLEARING", "CLEARED"]) | Q(handed_in_by__isnull=False), name="cleared_with_proof"
            ),
            models.CheckConstraint(condition=~Q(state="CLEARED") | Q(judged_by__isnull=False), name="cleared_by_somebody"),
        ]
        indexes = [models.Index(fields=["organ", "-id"]), models.Index(fields=["clear_by"], condition=WARNED, name="warnings_to_clear")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="two_persons",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'UPDATE' AND petitions_is_destroying() THEN
                        RETURN NEW;
                    END IF;
                    IF NEW.proposed_by_id IS NOT NULL AND NEW.issued_by_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM accounts_duty one, accounts_duty other
                         WHERE one.id = NEW.proposed_by_id AND other.id = NEW.issued_by_id AND one.officer_id <> other.officer_id
                    ) THEN
                        RAISE EXCEPTION 'a warning is issued by another person than proposed it' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.judged_by_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM accounts_duty one, accounts_duty other
                         WHERE one.id = NEW.handed_in_by_id AND other.id = NEW.judged_by_id AND one.officer_id <> other.officer_id
                    ) THEN
                        RAISE EXCEPTION 'proof is judged by another person than handed it in' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'INSERT' THEN
                        IF NEW.state <> 'PROPOSED' THEN
                            RAISE EXCEPTION 'a warning begins as a proposal' USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
                        ('PROPOSED', 'ISSUED'), ('PROPOSED', 'DROPPED'), ('ISSUED', 'CLEARING'), ('ISSUED', 'FOLLOWED'), ('ISSUED', 'ENDED'),
                        ('CLEARING', 'CLEARED'), ('CLEARING', 'ISSUED')
                    ) THEN
                        RAISE EXCEPTION 'a warning does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
                    END IF;
                    IF (NEW.organ_id, NEW.level, NEW.proposed_on) IS DISTINCT FROM (OLD.organ_id, OLD.level, OLD.proposed_on)
                       OR (NEW.follows_id, NEW.petition_id, NEW.quarter_on, NEW.proposed_by_id)
                          IS DISTINCT FROM (OLD.follows_id, OLD.petition_id, OLD.quarter_on, OLD.proposed_by_id)
                       OR (OLD.issued_by_id IS NOT NULL
                           AND (NEW.issued_by_id, NEW.issued_on, NEW.number, NEW.payload, NEW.facts, NEW.requirement, NEW.valid_until)
                           IS DISTINCT FROM (OLD.issued_by_id, OLD.issued_on, OLD.number, OLD.payload, OLD.facts, OLD.requirement, OLD.valid_until))
                    THEN
                        RAISE EXCEPTION 'a warning stays what was proposed and issued' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.number or f"{self.level} {self.proposed_on}"

    @property
    def measure(self):
        return Level(self.level)

    @property
    def is_open(self):
        return self.state in (State.PROPOSED, State.ISSUED, State.CLEARING)

    @property
    def was_issued(self):
        return self.issued_on is not None

    def is_overdue(self, today):
        """The organ has handed in nothing, and the day is over. While proof waits for its judge nobody is late but the judge."""
        return self.state == State.ISSUED and self.clear_by < today

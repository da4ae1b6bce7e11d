"""What happened, when, by whom: the record that nobody can rewrite."""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


def append_only():
    """Triggers that refuse update, delete and truncate to everybody, the owner of the table included.

    The one exception is the database's own function that empties the rows of a destroyed file (petitions/disposal.py).
    """
    return [
        pgtrigger.Trigger(
            name="append_only",
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func="""
                IF TG_OP = 'UPDATE' AND petitions_is_destroying() THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
            """,
        ),
        pgtrigger.Trigger(
            name="no_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
        ),
    ]


# A look at a petition that is worth an event of its own: chained like a step, and none (petitions/looks.py).
LOOK = "look"


class Event(models.Model):
    """One step of one petition. Every change of a petition writes exactly one (decisions.md 8 and 9)."""

    class Actor(models.TextChoices):
        OFFICER = "OFFICER", _("officer")
        CITIZEN = "CITIZEN", _("petitioner")
        SYSTEM = "SYSTEM", _("system")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField(editable=False, default=0)  # by trigger
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    recorded_at = models.DateTimeField(editable=False, null=True)  # the database's clock, by trigger
    happened_at = models.DateTimeField(null=True)  # given only where paper, a letter or an import came before the record
    actor = models.CharField(max_length=8, choices=Actor)
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")  # who is away, where a deputy acted
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    article = models.CharField(max_length=60, blank=True)
    xact = models.BigIntegerField(editable=False, null=True)  # the transaction, by trigger: proves that a changed row has its event

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["petition", "seq"], name="events_in_one_line")]
        indexes = [BrinIndex(fields=["recorded_at"])]
        triggers = [
            pgtrigger.Trigger(
                name="stamp",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # A birth comes in the transaction of its petition, which nobody else sees yet; without a lock, a file of any length can be taken over at once.
                func="""
                    IF NEW.step IN ('register', 'take_over_open', 'take_over_closed') THEN
                        NEW.seq := 1;
                        NEW.recorded_at := clock_timestamp();
                        NEW.xact := pg_current_xact_id()::text::bigint;
                        RETURN NEW;
                    END IF;
                    PERFORM 1 FROM petitions_petition WHERE id = NEW.petition_id FOR NO KEY UPDATE;
                    -- EXECUTE plans anew: a plan kept from the days of the empty table would read the whole table for ever
                    EXECUTE 'SELECT 1 + coalesce(max(seq), 0) FROM petitions_event WHERE petition_id = $1' INTO NEW.seq USING NEW.petition_id;
                    NEW.recorded_at := clock_timestamp();
                    NEW.xact := pg_current_xact_id()::text::bigint;
                    RETURN NEW;
                """,
            ),
            *append_only(),
        ]

    def __str__(self):
        return f"{self.petition_id} #{self.seq} {self.step}"

    @property
    def at(self):
        return self.happened_at or self.recorded_at

    @property
    def proof(self) -> dict:
        """For a paper of this event: {"head_hash": the point of the history that it stands on}; empty until the transaction has ended."""
        return {"head_hash": self.link.shown} if hasattr(self, "link") else {}

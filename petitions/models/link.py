"""What proves that an event, and all that it wrote, is as it was written?"""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .event import append_only


class Shape(models.Model):
    """Which columns of which tables the links commit to; a new one after every migration that changes them, so that old links stay provable."""

    columns = models.JSONField()  # {table: [column]}
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        triggers = append_only()


class Link(models.Model):
    """One link of a petition's chain: written by the database alone, when the transaction of the event ends (petitions/chain.py)."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="links", db_index=False)
    seq = models.PositiveIntegerField()
    event = models.OneToOneField("petitions.Event", models.PROTECT, related_name="link")
    shape = models.ForeignKey(Shape, models.PROTECT, related_name="+", db_index=False)
    salt = models.CharField(max_length=32, blank=True)  # destroyed with the file: what remains gives no hint of the words
    note_upto = models.BigIntegerField(default=0)  # notes are written beside events; this one covers those up to here
    rows_sha256 = models.CharField(max_length=64)  # the words of the event and the rows that the step wrote
    state_sha256 = models.CharField(max_length=64)  # everything of the petition that may change, as it stood then
    hash = models.CharField(max_length=64)  # over the previous hash and all of the above

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["petition", "seq"], name="links_in_one_line")]
        triggers = [
            pgtrigger.Trigger(
                name="made_by_the_chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
                        RAISE EXCEPTION 'links are made by the chain alone' USING ERRCODE = 'insufficient_privilege';
                    END IF;
                    RETURN NEW;
                """,
            ),
            *append_only(),
        ]

    def __str__(self):
        return f"{self.petition_id} #{self.seq}"

    @property
    def shown(self) -> str:
        """As it stands on paper: eight groups of four, 128 bits."""
        return grouped_hash(self.hash)


def grouped_hash(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


class Verification(models.Model):
    """That the history was verified, with what came of it: figures alone."""

    class Result(models.IntegerChoices):
        CLEAN = 0, _("as it was written")
        BROKEN = 1, _("not as it was written")
        UNCHECKED = 2, _("could not be verified")

    began_at = models.DateTimeField()
    seconds = models.FloatField()
    result = models.PositiveSmallIntegerField(choices=Result)
    petitions = models.PositiveBigIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    outside = models.PositiveBigIntegerField(default=0)  # rows that were changed without a step, each with its event
    faults = models.JSONField(default=list)  # the first of them: [number of the petition, place in its line, kind]
    fault_count = models.PositiveBigIntegerField(default=0)
    anchor = models.CharField(max_length=60, blank=True)  # name of the file that it was held against
    anchored_at = models.DateTimeField(null=True)
    anchor_root = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it could not be done: the name of an error

    class Meta:
        ordering = ["-id"]
        triggers = append_only()

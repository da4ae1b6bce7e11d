"""The file that a finished matter leaves: what stands in it, how long it is kept, what keeps it longer, and that it was destroyed."""

import pgtrigger
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedField
from petitions import files
from petitions.rules.retention import CLASSES

from .event import append_only
from .kept_file import KeptFile


class Retention(models.TextChoices):
    """保管期限; the years are data in rules/retention.py."""

    PERMANENT = "PERMANENT", CLASSES["PERMANENT"]["label"]
    Y30 = "Y30", CLASSES["Y30"]["label"]
    Y10 = "Y10", CLASSES["Y10"]["label"]


class ArchiveVolume(models.Model):
    """案卷: sealed once. A matter that is opened again gets a further volume when it is filed again; the newest is the one that counts."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="volumes")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    number = models.CharField(_("archive number"), max_length=60, unique=True)  # year, organ's code, serial without gaps
    retention = models.CharField(_("kept for"), max_length=10, choices=Retention)
    retention_table = models.CharField(max_length=20)  # the table that the class was taken from
    retention_reason = models.TextField(_("why another class than the table says"), blank=True)
    archived_on = models.DateField(_("filed on"))
    retained_until = models.DateField(_("kept until"), null=True)  # the last day; none: for ever
    item_count = models.PositiveIntegerField()
    page_count = models.PositiveIntegerField()
    seal = models.CharField(max_length=64)  # SHA-256 over number, class and all items, petitions/binding.py

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organ", "-archived_on", "-id"]), models.Index(fields=["retained_until"])]
        triggers = append_only()

    def __str__(self):
        return self.number

    @property
    def hold(self):
        """The legal hold that stands, if one does."""
        return next((hold for hold in self.holds.all() if hold.lifted_on is None), None)

    @property
    def is_destroyed(self):
        return hasattr(self, "disposal")

    def is_due(self, on):
        """The time of keeping has passed; for ever never does."""
        return self.retained_until is not None and on > self.retained_until


class VolumeItem(models.Model):
    """One paper of a volume, in its place. Papers that are drawn from rows keep what they said on the day of filing."""

    class Kind(models.TextChoices):
        REGISTRATION = "REGISTRATION", _("registration")
        DOCUMENT = "DOCUMENT", _("paper")
        SERVICE = "SERVICE", _("proof of service")
        EVIDENCE = "EVIDENCE", _("evidence")

    volume = models.ForeignKey(ArchiveVolume, models.PROTECT, related_name="items")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=4, blank=True)  # D01–D38; none for evidence
    title = models.CharField(max_length=250)
    number = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField()
    first_page = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)  # of the paper's content or of the file's bytes
    document = models.ForeignKey("petitions.Document", models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey("petitions.Evidence", models.PROTECT, null=True, related_name="+")
    content = EncryptedField(blank=True)  # what a paper said that has no row of its own, as JSON

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["volume", "seq"], name="volume_items_are_numbered")]
        triggers = append_only()

    def __str__(self):
        return self.title


class LegalHold(models.Model):
    """暂缓销毁: as long as one stands, the file is kept whatever its time of keeping says."""

    volume = models.ForeignKey(ArchiveVolume, models.PROTECT, related_name="holds")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    reason = models.TextField()
    placed_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    placed_on = models.DateField()
    lifted_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    lifted_on = models.DateField(null=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["volume"], condition=Q(lifted_on=None), name="one_hold_stands")]


class Disposal(models.Model):
    """销毁清册: the line that remains of a file. Writing it destroys the content, in the same transaction (petitions/disposal.py)."""

    volume = models.OneToOneField(ArchiveVolume, models.PROTECT, related_name="disposal")
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="disposals")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    disposed_on = models.DateField()
    reason = models.TextField()
    proposed_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    xact = models.BigIntegerField(editable=False, null=True)  # the transaction, by trigger: content can be destroyed in no other

    class Meta:
        ordering = ["-disposed_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(proposed_by=F("confirmed_by")), name="destroyed_by_two"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_what_may_be_destroyed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM petitions_archivevolume WHERE id = NEW.volume_id AND retained_until < NEW.disposed_on
                                   AND NEW.disposed_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date) THEN
                        RAISE EXCEPTION 'file % is still to be kept', NEW.volume_id USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM petitions_legalhold WHERE volume_id = NEW.volume_id AND lifted_on IS NULL) THEN
                        RAISE EXCEPTION 'file % is on hold', NEW.volume_id USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    NEW.xact := pg_current_xact_id()::text::bigint;
                    RETURN NEW;
                """,
            ),
            *append_only(),
        ]

    def save(self, *args, **kwargs):
        """The line first, then the content by the database's own function; files leave the disk when all of it is certain."""
        super().save(*args, **kwargs)
        bytes_on_disk = [*self.petition.evidence.all(), *KeptFile.of(self.petition_id)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT petitions_destroy(%s)", [self.petition_id])
        transaction.on_commit(lambda: files.discard(*bytes_on_disk))

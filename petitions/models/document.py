"""Official papers, their numbers without gaps, and the proof that they were served."""

import hashlib
import json

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class DocumentSeries(models.Model):
    """文号: one running number per organ, year and kind. The row's lock makes numbers wait for one another, so none is lost."""

    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=4)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "year", "word"], name="one_series_a_year")]

    @classmethod
    def next_number(cls, organ, year, word) -> tuple[int, str]:
        """Call inside the transaction that writes the document: if it fails, the number is free again."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO petitions_documentseries (organ_id, year, word, last) VALUES (%s, %s, %s, 1)"
                " ON CONFLICT ON CONSTRAINT one_series_a_year DO UPDATE SET last = petitions_documentseries.last + 1 RETURNING last",
                [organ.pk, year, word],
            )
            serial = cursor.fetchone()[0]
        return serial, f"{organ.code}{word}〔{year}〕{serial}号"


class Document(models.Model):
    """文书: what was issued, word for word. The paper is drawn from this row again whenever somebody asks, always the same."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="documents")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=4)  # D01–D38, petitions.letters
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    issued_on = models.DateField()
    payload = models.JSONField()
    sha256 = models.CharField(max_length=64)
    is_for_petitioner = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["organ", "number"], condition=~models.Q(number=""), name="a_document_number_once")]
        triggers = append_only()

    def __str__(self):
        return f"{self.title} {self.number}".strip()

    def save(self, *args, **kwargs):
        self.sha256 = self.digest()
        super().save(*args, **kwargs)

    def digest(self) -> str:
        """SHA-256 of the content in a fixed form."""
        return hashlib.sha256(json.dumps(self.payload, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class ServiceMode(models.TextChoices):
    """Ways to serve, by analogy with arts 87–95 of the Civil Procedure Law."""

    PERSONAL = "PERSONAL", _("handed over, signed for")
    FAMILY = "FAMILY", _("to an adult of the family")
    MAIL = "MAIL", _("registered letter")
    ELECTRONIC = "ELECTRONIC", _("electronically, as agreed")
    LEFT = "LEFT", _("left at the residence before witnesses")
    PUBLIC_NOTICE = "PUBLIC_NOTICE", _("by public notice (30 days)")


class ToldBy(models.TextChoices):
    """Ways without paper: enough in simple procedure alone, and recorded all the same."""

    ORAL = "ORAL", _("by word of mouth")
    SMS = "SMS", _("by text message")


class Service(models.Model):
    """送达: that a paper reached its addressee, how and when. The date starts the petitioner's windows."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="services")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="services")
    mode = models.CharField(_("way of service"), max_length=14, choices=ServiceMode)
    served_on = models.DateField(_("served on"))
    received_by = models.CharField(_("received by"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        triggers = append_only()

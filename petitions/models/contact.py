"""What reached the office, word for word, and how it is found again."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class Bigrams(Func):
    """Pairs of characters, which is how Chinese is searched here; the function is made by the first migration."""

    function = "zh_bigrams"
    arg_joiner = " || '。' || "
    output_field = SearchVectorField()


class Channel(models.TextChoices):
    LETTER = "LETTER", _("letter")
    VISIT = "VISIT", _("visit")
    ONLINE = "ONLINE", _("online")
    PHONE = "PHONE", _("telephone call")
    OTHER = "OTHER", _("other")


class Contact(models.Model):
    """信访件: one letter, visit, call or submission, as it came. Immutable; what is learnt later is another row."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petitions = models.ManyToManyField("petitions.Petition", through="petitions.Arrival", related_name="contacts")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("what happened"))
    place = models.CharField(_("place of the matter"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=30, blank=True)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    idem = models.UUIDField(unique=True, null=True)  # one per form shown: a second press gives the same receipt
    source = models.CharField(max_length=120, blank=True)  # imported from: digest of the file's rows, and the row's own number
    source_row = models.JSONField(null=True)  # what the file said beside the text
    words = models.GeneratedField(expression=Bigrams("subject", "text", "place"), output_field=SearchVectorField(), db_persist=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [models.UniqueConstraint(fields=["source"], condition=~Q(source=""), name="imported_once")]
        indexes = [GinIndex(fields=["words"], name="contact_words", fastupdate=True)]
        triggers = append_only()

    def __str__(self):
        return self.subject

    @property
    def received_on(self):
        return timezone.localdate(self.received_at)


class Arrival(models.Model):
    """That a contact is about a petition: its origin, a repeat of it, or more material."""

    class Kind(models.TextChoices):
        ORIGIN = "ORIGIN", _("first contact")
        REPEAT = "REPEAT", _("repeat")
        SUPPLEMENT = "SUPPLEMENT", _("added material")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="arrivals")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="arrivals")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ORIGIN)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["petition", "contact"], name="arrived_once")]
        triggers = append_only()

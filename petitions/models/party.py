"""Who and what a petition is about: the people in it, what they ask for, and the organs that have to do with it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from accounts.encryption import EncryptedField, blind_index, new_slug

from .contact import Bigrams
from .event import append_only


class Party(models.Model):
    """信访人, 代表, 联名人, 代理人, 被反映人: a person or unit as it stands in one petition."""

    class Role(models.TextChoices):
        PETITIONER = "PETITIONER", _("petitioner")
        REPRESENTATIVE = "REPRESENTATIVE", _("representative")
        CO_SIGNER = "CO_SIGNER", _("co-signer")
        AGENT = "AGENT", _("agent")
        ACCUSED = "ACCUSED", _("person or unit complained of")

    class Paper(models.TextChoices):
        RESIDENT_ID = "RESIDENT_ID", _("resident identity card")
        PASSPORT = "PASSPORT", _("passport")
        HKMT_PERMIT = "HKMT_PERMIT", _("permit for Hong Kong, Macao and Taiwan residents")
        FOREIGN_PERMIT = "FOREIGN_PERMIT", _("foreigner's permanent residence card")
        OTHER = "OTHER", _("other paper")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="parties")
    event = models.ForeignKey("petitions.Event", models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=14, choices=Role, default=Role.PETITIONER)
    name = models.CharField(_("name"), max_length=80, blank=True)
    name_sort = models.CharField(max_length=160, blank=True)  # pinyin
    paper = models.CharField(_("kind of paper"), max_length=14, choices=Paper, blank=True)
    paper_number = EncryptedField(_("number of the paper"), blank=True)
    paper_index = models.CharField(max_length=22, blank=True)
    phone = EncryptedField(_("telephone"), blank=True)
    phone_index = models.CharField(max_length=22, blank=True)
    email = EncryptedField(_("e-mail"), blank=True)
    address = EncryptedField(_("address"), blank=True)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+")  # accused unit, where it is one of ours
    officer = models.ForeignKey("accounts.Officer", models.PROTECT, null=True, related_name="+")
    words = models.GeneratedField(expression=Bigrams("name"), output_field=SearchVectorField(), db_persist=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["petition"]),
            models.Index(fields=["paper_index"], condition=~Q(paper_index=""), name="party_by_paper"),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="party_by_phone"),
            GinIndex(fields=["words"], name="party_words"),
        ]
        triggers = append_only()

    def __str__(self):
        return self.name or str(_("no name given"))

    @property
    def can_be_reached(self):
        """Art. 23: no written notice is owed where name or address is unclear; any way to reach the person is taken as an address."""
        return bool(self.name and (self.address or self.phone or self.email))

    def index(self):
        """What makes the person findable: blind indexes of paper and telephone, and the name in pinyin to sort by."""
        self.paper_index = blind_index("paper", self.paper_number)
        self.phone_index = blind_index("phone", self.phone)
        self.name_sort = " ".join(lazy_pinyin(self.name))[:160].lower()

    def save(self, *args, **kwargs):
        self.index()
        super().save(*args, **kwargs)


class ClaimManager(models.Manager):
    """The claims that a petition has now; those that went on in another petition when it was split are left out."""

    def get_queryset(self):
        return super().get_queryset().filter(move=None)


class Claim(models.Model):
    """诉求: one numbered request; no opinion can be signed while one has no answer (art. 32)."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="claims")
    event = models.ForeignKey("petitions.Event", models.PROTECT, null=True, related_name="+")
    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    seq = models.PositiveSmallIntegerField()
    text = models.TextField()

    objects = ClaimManager()
    ever = models.Manager()

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["petition", "seq"], name="claims_are_numbered")]
        triggers = append_only()

    def __str__(self):
        return f"{self.seq}. {self.text}"


class Involvement(models.Model):
    """That an organ has or had to do with a petition: what its people may see hangs on this row."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="involvements")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "petition"], name="involved_once")]

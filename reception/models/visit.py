"""What a visit, a letter, a call and an online submission have beside the contact itself; each is born as a petition here."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts import acting
from petitions.models import Contact, Event, Petition


class Arriving(models.Model):
    """One-to-one extras of a contact."""

    contact = models.OneToOneField(Contact, models.PROTECT, primary_key=True, related_name="%(class)s")

    class Meta:
        abstract = True

    @classmethod
    @transaction.atomic
    def register(cls, *, contact, extras=None, **birth):
        """Register the contact as a petition (Petition.register) with the extras of this way of arriving. Returns the petition."""
        birth.setdefault("actor", Event.Actor.OFFICER)
        with acting.as_office():
            petition = Petition.register(contact=contact, **birth)
            origin = petition.contacts.first()
            cls.objects.get_or_create(contact=origin, defaults=extras or {})
        return petition


class Visit(Arriving):
    """来访: who came, to which window, and what was explained at once."""

    window = models.CharField(_("window"), max_length=20, blank=True)
    explained = models.TextField(_("what was explained"), blank=True)
    companions = models.PositiveSmallIntegerField(_("people who came"), default=1)
    # 越级走访: the matter belongs two levels down or more; registered all the same, and the visitor shown where to go (art. 20)
    guided_to = models.ForeignKey("accounts.Organ", models.PROTECT, null=True, related_name="+", verbose_name=_("guided to"))


class Letter(Arriving):
    """来信: the stamped day of receipt counts, the postmark is kept beside it (domain.md §2.5.4)."""

    posted_on = models.DateField(_("postmark"), null=True, blank=True)
    sheets = models.PositiveSmallIntegerField(_("sheets"), default=1)
    registered_mail = models.CharField(_("mail number"), max_length=40, blank=True)


class Call(Arriving):
    """来电: received when the call ends."""

    calling_number_shown = models.BooleanField(_("calling number was shown"), default=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)


class OnlineSubmission(Arriving):
    """网上信访: received when it was sent."""

    language = models.CharField(_("language of the page"), max_length=10, blank=True)

    @classmethod
    def register(cls, **birth):
        return super().register(actor=Event.Actor.CITIZEN, **birth)

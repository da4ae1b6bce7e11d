"""Who from outside was invited to a matter, to what of it, until when; what did they promise, and what did they say?"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from accounts.models import Duty, Role
from petitions.workflow.states import INVITED_IN

from .event import append_only


class ThirdParty(models.Model):
    """第三方参与人员 (Regulations 2022 art. 15 ¶2): a line of a bureau's roster. Signs in as a guest of that bureau and sees nothing by that alone."""

    class Kind(models.TextChoices):
        PARTY_DELEGATE = "PARTY_DELEGATE", _("delegate to a Party congress")
        DEPUTY = "DEPUTY", _("deputy to a people's congress")
        CPPCC = "CPPCC", _("member of the political consultative conference")
        LAWYER = "LAWYER", _("lawyer")
        MEDIATOR = "MEDIATOR", _("people's mediator")
        VETERAN = "VETERAN", _("veteran Party member, cadre or model worker")
        SOCIAL_WORKER = "SOCIAL_WORKER", _("social worker")

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="third_party")  # ends with it
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    body = models.CharField(_("organisation"), max_length=100)
    expertise = models.CharField(_("knows about"), max_length=200, blank=True)
    added_by = models.ForeignKey(Duty, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.duty.officer.name} · {self.get_kind_display()} · {self.body}"


def may_be_shown(prefix="") -> Q:
    """Matters to which somebody from outside can be let in at all; row_security.py says the same to the database."""
    never = Q(**{f"{prefix}is_sealed": True}) | Q(**{f"{prefix}is_restricted": True}) | Q(**{f"{prefix}is_offline": True})
    never |= Q(**{f"{prefix}petition_class": "ACCUSATION"})
    return ~never & Q(**{f"{prefix}state__in": [str(state) for state in INVITED_IN]})


class InvitationQuerySet(models.QuerySet):
    def standing(self, today):
        """Neither taken back nor over, of people who are on the roster, to matters that are still open to them."""
        withdrawn = Withdrawn.objects.filter(invitation=OuterRef("pk"))
        duties = Duty.objects.current(today).filter(role=Role.GUEST)
        return self.filter(~Exists(withdrawn), may_be_shown("petition__"), until__gte=today, guest__duty__in=duties)

    def pledged(self):
        return self.filter(Exists(Pledge.objects.filter(invitation=OuterRef("pk"))))


class Invitation(models.Model):
    """邀请第三方参与: one person, one matter, one purpose, until a day. It opens nothing before confidentiality was pledged."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="invitations")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    guest = models.ForeignKey(ThirdParty, models.PROTECT, related_name="invitations")
    by = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    purpose = models.TextField(_("purpose"))
    files = models.JSONField(default=list)  # slugs of the evidence of which the guest sees the safe copies
    until = models.DateField(_("until"))

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = append_only()

    @property
    def has_pledged(self):
        return hasattr(self, "pledge")

    @property
    def is_withdrawn(self):
        return hasattr(self, "withdrawn")

    def is_standing(self, today):
        """As a page tells it; whether it opens anything, `standing` says."""
        return not self.is_withdrawn and self.until >= today


class Pledge(models.Model):
    """保密承诺: which words were put before the guest, and under what name they were taken over."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="pledge")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    version = models.CharField(max_length=10)  # rules/pledges.py
    sha256 = models.CharField(max_length=64)  # of those words
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = append_only()


class GuestOpinion(models.Model):
    """第三方意见: stays as it was given; a later one stands beside it. Files that came with it are evidence of its event."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="opinions")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    text = models.TextField(_("opinion"))

    class Meta:
        ordering = ["id"]
        triggers = append_only()


class Withdrawn(models.Model):
    """The invitation was taken back; the event says by whom and why. From then on it opens nothing."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="withdrawn")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")

    class Meta:
        triggers = append_only()

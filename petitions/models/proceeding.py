"""The competent organ's own work on a petition: acceptance, findings claim by claim, opinion, service."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug

from .event import append_only


class Track(models.TextChoices):
    """What the matter is by law: art. 31 (1)–(6) for claims, art. 29 for suggestions."""

    T1_LITIGATION = "T1_LITIGATION", _("litigation or police procedure")
    T2_ARBITRATION = "T2_ARBITRATION", _("arbitration")
    T3_PARTY_APPEAL = "T3_PARTY_APPEAL", _("appeal of a party member")
    T4_ADMIN_PROCEDURE = "T4_ADMIN_PROCEDURE", _("administrative procedure")
    T5_DUTY = "T5_DUTY", _("performance of a statutory duty")
    T6_PETITION = "T6_PETITION", _("petition procedure")
    SUGGESTION = "SUGGESTION", _("study of a suggestion")


class Proceeding(models.Model):
    """程序: at most one of a petition is open."""

    class Kind(models.TextChoices):
        HANDLING = "HANDLING", _("handling")
        REVIEW = "REVIEW", _("review")
        REREVIEW = "REREVIEW", _("re-review")
        CORRECTION = "CORRECTION", _("correction")
        REDO = "REDO", _("handling again")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="proceedings")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HANDLING)
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    handler = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    track = models.CharField(max_length=20, choices=Track, blank=True)
    is_simple = models.BooleanField(default=False)  # 简易办理
    received_on = models.DateField()
    accepted_on = models.DateField(null=True)
    submitted_on = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["petition"], condition=Q(closed_on=None), name="one_open_proceeding"),
            models.CheckConstraint(condition=Q(accepted_on=None) | Q(accepted_on__gte=F("received_on")), name="accepted_after_received"),
            models.CheckConstraint(condition=Q(issued_on=None) | Q(issued_on__gte=F("accepted_on")), name="issued_after_accepted"),
            models.CheckConstraint(condition=Q(served_on=None) | Q(served_on__gte=F("issued_on")), name="served_after_issued"),
        ]
        indexes = [models.Index(fields=["organ", "accepted_on"]), models.Index(fields=["handler"])]


class ClaimResult(models.TextChoices):
    SUPPORT = "SUPPORT", _("supported")
    EXPLAIN = "EXPLAIN", _("reasonable, but without a basis in law: explained")
    REJECT = "REJECT", _("not supported")


class FindingQuerySet(models.QuerySet):
    def standing(self):
        """Those of the answer that stands or is being made: handling again and correcting begin anew."""
        anew = Proceeding.objects.filter(
            petition=OuterRef("proceeding__petition"),
            pk__gt=OuterRef("proceeding"),
            kind__in=[Proceeding.Kind.REDO, Proceeding.Kind.CORRECTION],
        )
        return self.filter(~Exists(anew))


class Finding(models.Model):
    """What was found on one claim, what follows, and why. A better finding is a newer row; the newest counts."""

    proceeding = models.ForeignKey(Proceeding, models.PROTECT, related_name="findings")
    claim = models.ForeignKey("petitions.Claim", models.PROTECT, related_name="findings")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    facts = models.TextField(_("what was found"))
    opinion = models.TextField(_("what follows for this claim"))
    result = models.CharField(_("result"), max_length=8, choices=ClaimResult)
    basis = models.TextField(_("legal and policy basis"))
    promises = models.JSONField(default=list)  # [{text, due_on}]; they are made to the petitioner when the opinion is signed
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = append_only()


class Extension(models.Model):
    """延期: once, at most thirty days, approved and told to the petitioner before the original date (art. 34).

    Approval and service of the notice are two facts: the clock gets its days when the second one is recorded.
    """

    clock = models.OneToOneField("petitions.Clock", models.PROTECT, related_name="extension")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    approved_on = models.DateField()
    told_on = models.DateField(null=True)  # none: approved, and the notice is served by a step of its own

    class Meta:
        triggers = append_only()


class Proposal(models.Model):
    """A step that needs two persons: the first proposes it with all its details, the second confirms or refuses."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="proposals")
    step = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    decided_by = models.ForeignKey("accounts.Duty", models.PROTECT, null=True, related_name="+")
    is_confirmed = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["petition"], condition=Q(is_confirmed=None), name="one_open_proposal")]

"""What a petitioner asked of the organ one level up, and what it decided: review (复查) and re-review (复核)."""

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from .event import append_only
from .hearing import Hearing
from .proceeding import Proceeding


class RemedyRequest(models.Model):
    """复查、复核申请: against which opinion, to which organ, why, and when it was filed."""

    class Kind(models.TextChoices):
        REVIEW = "REVIEW", _("review")
        REREVIEW = "REREVIEW", _("re-review")

    class Way(models.TextChoices):
        ONLINE = "ONLINE", _("online")
        COUNTER = "COUNTER", _("brought in person")
        POST = "POST", _("by post")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="remedy_requests")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")  # the files handed in with it have the same one
    kind = models.CharField(max_length=8, choices=Kind)
    against = models.ForeignKey("petitions.Proceeding", models.PROTECT, related_name="+")  # whose opinion is attacked
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    way = models.CharField(_("how it came"), max_length=8, choices=Way)
    request = models.TextField(_("what is asked for"))
    grounds = models.TextField(_("grounds"))
    lodged_on = models.DateField()  # handed in; of a letter the postmark (Civil Procedure Law art. 85 ¶4, by analogy)
    received_on = models.DateField()  # in the review organ's hands
    excuse = models.TextField(blank=True)  # why it is late, where the profile lets a justified reason count
    is_admitted = models.BooleanField(null=True)
    refusal = models.CharField(max_length=20, blank=True)  # petitions/rules/reasons.py
    idem = models.UUIDField(unique=True, null=True)  # one per form shown

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["petition"], condition=Q(is_admitted=None), name="one_request_to_be_decided"),
            models.CheckConstraint(condition=Q(received_on__gte=models.F("lodged_on")), name="received_after_it_was_lodged"),
            models.CheckConstraint(condition=~Q(is_admitted=False) | ~Q(refusal=""), name="a_refused_request_names_its_reason"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.lodged_on}"


class RemedyDecision(models.Model):
    """复查、复核意见: maintained, revoked, changed, or ordered to be handled again. Changed claims are findings of the same proceeding."""

    class Result(models.TextChoices):
        MAINTAIN = "MAINTAIN", _("maintained")
        REVOKE = "REVOKE", _("revoked, to be handled again")
        CHANGE = "CHANGE", _("changed")
        REDO = "REDO", _("to be handled again")

    request = models.OneToOneField(RemedyRequest, models.PROTECT, related_name="decision")
    event = models.ForeignKey("petitions.Event", models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=8, choices=Result)
    facts = models.TextField(_("what was found"))
    reasons = models.TextField(_("reasons"))
    basis = models.TextField(_("legal and policy basis"))
    redo_due_on = models.DateField(null=True)
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(result__in=["REVOKE", "REDO"]) | Q(redo_due_on__isnull=False), name="a_redo_names_its_date"
            ),
        ]
        triggers = append_only()

    @property
    def orders_redo(self):
        return self.result in (self.Result.REVOKE, self.Result.REDO)


REVIEWS = ("UNDER_REVIEW", "UNDER_REREVIEW")


def where_a_review_stands():
    """As a column of a petition under review: "admit", "hear" (a hearing was called), "decide" or "serve"; "" of any other."""
    asked = RemedyRequest.objects.filter(petition=OuterRef("pk"), is_admitted=None)
    called = Hearing.objects.filter(proceeding__petition=OuterRef("pk"), proceeding__closed_on=None, record=None)
    decided = Proceeding.objects.filter(petition=OuterRef("pk"), closed_on=None, issued_on__isnull=False)
    return Case(
        When(~Q(state__in=REVIEWS), then=Value("")),
        When(Exists(asked), then=Value("admit")),
        When(Exists(called), then=Value("hear")),
        When(Exists(decided), then=Value("serve")),
        default=Value("decide"),
    )

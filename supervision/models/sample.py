"""Which closed matters were drawn to be looked at again, and what did two reviewers, each alone, find?"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import new_slug
from petitions.models import append_only

# Whoever looked at a matter alone does not decide between the two.
BY_A_THIRD = """
    IF EXISTS (SELECT FROM supervision_qualityreview review WHERE review.case_id = NEW.case_id AND review.officer_id = NEW.officer_id)
       OR (SELECT count(*) FROM supervision_qualityreview review WHERE review.case_id = NEW.case_id) < 2 THEN
        RAISE EXCEPTION 'a third person settles, after two have reviewed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Sample(models.Model):
    """质量抽查: drawn once for a month and a bureau. Whoever has the seed and the frame draws the same matters again."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    bureau = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")
    month = models.DateField(_("matters closed in"))  # its first day
    seed = models.CharField(max_length=9)
    size = models.PositiveSmallIntegerField(_("how many"))  # at least; each organ has one
    frame_size = models.PositiveIntegerField()
    frame_sha256 = models.CharField(max_length=64)  # of the numbers in the frame, sorted, one a line
    checklist = models.CharField(max_length=20)  # the version that its reviewers answer
    drawn_by = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "month"], name="a_sample_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_sample_is_of_a_month"),
        ]
        triggers = append_only()


class SampleCase(models.Model):
    """One matter of a sample, and the organ that closed it."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="cases")
    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="sample_cases")
    organ = models.ForeignKey("accounts.Organ", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["organ", "id"]
        constraints = [models.UniqueConstraint(fields=["sample", "petition"], name="a_matter_once_in_a_sample")]
        triggers = append_only()


class QualityReview(models.Model):
    """What one reviewer answered, alone: written once and whole, so that nobody reads half an answer of the other."""

    case = models.ForeignKey(SampleCase, models.PROTECT, related_name="reviews")
    place = models.PositiveSmallIntegerField()  # 1 or 2
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    officer = models.ForeignKey("accounts.Officer", models.PROTECT, related_name="+")  # one person may hold several duties
    answers = models.JSONField()  # {item: YES, NO or NA}
    words = models.TextField(blank=True)
    is_same = models.BooleanField(null=True)  # of the second: as the first answered
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="two_reviews_of_a_case"),
            models.UniqueConstraint(fields=["case", "officer"], name="two_reviewers_of_a_case"),
            models.CheckConstraint(
                condition=Q(place=1, is_same=None) | Q(place=2, is_same__isnull=False), name="the_second_review_is_compared"
            ),
        ]
        triggers = append_only()


class QualityRuling(models.Model):
    """Where the two differ a third person says how it is."""

    case = models.OneToOneField(SampleCase, models.PROTECT, related_name="ruling")
    duty = models.ForeignKey("accounts.Duty", models.PROTECT, related_name="+")
    officer = models.ForeignKey("accounts.Officer", models.PROTECT, related_name="+")
    answers = models.JSONField()
    words = models.TextField(blank=True)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Trigger(name="by_a_third", when=pgtrigger.Before, operation=pgtrigger.Insert, func=BY_A_THIRD),
            *append_only(),
        ]

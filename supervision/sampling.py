"""Which closed matters are looked at again by two persons, who are they, and what do they find?

Drawn by nine digits that nobody chooses: each organ that closed something has at least one matter in the sample, the rest is the luck of all
(domain.md §6.2: indicators that cannot be gamed). Nothing sealed is ever in the frame; a row whose matter was sealed later is gone for everybody.
"""

import hashlib
import secrets
from datetime import date, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from petitions import visibility
from petitions.clocks import add_months
from petitions.decision import Action, decide
from petitions.models import Event
from petitions.workflow.remedy import ANSWERING_STEPS

from . import scope
from .models import QualityReview, QualityRuling, Sample, SampleCase
from .quality_checklist import NO, VERSION
from .telling import officers_of, tell

REVIEWERS = (Role.SUPERV, Role.B_LEAD)
MONTHS = 12  # how far back a month may still be drawn


class NotPossible(Exception):
    """With a sentence for the officer."""


# ── Drawing ──


def months(today: date) -> list[date]:
    """The months that are over, the last one first."""
    return [add_months(today.replace(day=1), -back) for back in range(1, MONTHS + 1)]


def frame(duty, month: date):
    """Matters that an organ below closed in that month by an answer; what was taken over was closed elsewhere."""
    until = add_months(month, 1) - timedelta(days=1)
    closed = scope.ordinary(duty).filter(closed_on__range=(month, until), state__in=["CLOSED", "ARCHIVED"], is_taken_over=False)
    return closed.exclude(closure_type="").filter(holder_organ__in=scope.watched(duty))


def rank(seed: str, number: str) -> str:
    """By this text the matters are taken, in a monthly sample and in an inspection: whoever has the seed can draw again."""
    return hashlib.sha256(f"{seed} {number}".encode()).hexdigest()


def chosen(seed: str, rows, size: int) -> list[str]:
    """Numbers of the sample. `rows`: (number, organ). The first of each organ in the order of SHA-256("<seed> <number>"), then the first of all."""
    ordered = sorted(rows, key=lambda row: rank(seed, row[0]))
    of_organs = {}
    for number, organ in ordered:
        of_organs.setdefault(organ, number)
    found = set(of_organs.values())
    for number, _organ in ordered:
        if len(found) >= size:
            break
        found.add(number)
    return sorted(found)


def draw(by, *, month: date, size: int, today: date) -> Sample:
    """Once for a month that is over and a bureau; NotPossible where it was drawn already, or where nothing was closed."""
    if by.role != Role.SUPERV or month not in months(today):
        raise NotPossible(_("A sample is drawn by a supervisor, for a month that is over."))
    rows = {number: (pk, organ) for number, pk, organ in frame(by, month).order_by().values_list("number", "pk", "holder_organ")}
    if not rows:
        raise NotPossible(_("No matter was closed in this month."))
    seed = f"{secrets.randbelow(10**9):09d}"
    digest = hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()
    try:
        with transaction.atomic():
            sample = Sample.objects.create(
                bureau=by.organ,
                month=month,
                seed=seed,
                size=size,
                frame_size=len(rows),
                frame_sha256=digest,
                checklist=VERSION,
                drawn_by=by,
            )
            numbers = chosen(seed, [(number, organ) for number, (_pk, organ) in rows.items()], size)
            SampleCase.objects.bulk_create(
                SampleCase(sample=sample, petition_id=rows[number][0], organ_id=rows[number][1]) for number in numbers
            )
            url = reverse("quality-sample", args=[sample.slug])
            tell("quality_drawn", officers_of(by.organ, *REVIEWERS), key=f"quality:{sample.pk}", by=by, month=f"{month:%Y-%m}", url=url)
    except IntegrityError:
        raise NotPossible(_("The sample of this month has been drawn already.")) from None
    return sample


# ── Rows, as far as they exist for a duty ──


def cases_for(duty):
    """Matters in samples of my bureau that exist for me and are not sealed, nor accusations, today."""
    seen = scope.ordinary(duty).filter(pk=OuterRef("petition"))
    return SampleCase.objects.filter(Exists(seen), sample__bureau=duty.organ_id)


def with_petitions(cases, duty):
    """The same rows as a list, each with its petition as this duty sees it."""
    cases = list(cases)
    petitions = scope.ordinary(duty).defer("query_code").select_related("holder_organ").in_bulk([case.petition_id for case in cases])
    for case in cases:
        case.petition = petitions[case.petition_id]
    return cases


class Standing(NamedTuple):
    """How far a case is; `answers` of whom it rests on, once it is decided."""

    key: str  # first, second, differs, done
    answers: dict | None = None

    @property
    def findings(self):
        return [item for item, answer in (self.answers or {}).items() if answer == NO]


def standing(case) -> Standing:
    """From the prefetched reviews and the ruling."""
    reviews = list(case.reviews.all())
    if len(reviews) < 2:
        return Standing("second" if reviews else "first")
    if reviews[1].is_same:
        return Standing("done", reviews[1].answers)
    ruling = getattr(case, "ruling", None)
    return Standing("done", ruling.answers) if ruling else Standing("differs")


def _had_a_hand(duty):
    """Whoever found, wrote or signed the answer does not judge it, in whatever duty."""
    hands = Q(duty__officer=duty.officer_id) | Q(proposed_by__officer=duty.officer_id)
    return Exists(Event.objects.filter(hands, petition=OuterRef("petition"), step__in=ANSWERING_STEPS))


def _readable(duty):
    """Cases whose words this officer may read, and in whose answer this officer had no hand."""
    seen = scope.ordinary(duty).filter(visibility.readable(duty), pk=OuterRef("petition"))
    mine = QualityReview.objects.filter(case=OuterRef("pk"), officer=duty.officer_id)
    return cases_for(duty).filter(Exists(seen)).exclude(_had_a_hand(duty)).exclude(Exists(mine))


def to_review(duty):
    """Cases that wait for a review which this officer may write."""
    return _readable(duty).alias(written=Count("reviews")).filter(written__lt=2)


def to_settle(duty):
    """Cases of which two reviewers differ, neither of them this officer."""
    return _readable(duty).filter(Exists(QualityReview.objects.filter(case=OuterRef("pk"), is_same=False)), ruling=None)


def waiting_for(duty, today: date) -> dict:
    """{draw, reviews, differences}: how many of each wait for this duty."""
    if duty.role not in REVIEWERS:
        return {"draw": 0, "reviews": 0, "differences": 0}
    month = months(today)[0]
    is_due = duty.role == Role.SUPERV and not Sample.objects.filter(bureau=duty.organ_id, month=month).exists()
    return {
        "draw": int(is_due and frame(duty, month).exists()), "reviews": to_review(duty).count(), "differences": to_settle(duty).count(),
    }  # fmt: skip


# ── Reviewing ──


def review(case, by, *, answers: dict, words: str):
    """One of the two reviews. The second reviewer learns what the first one wrote by writing their own."""
    with transaction.atomic():
        _locked(case, by)
        if not to_review(by).filter(pk=case.pk).exists():
            raise NotPossible(_("This matter has its two reviews, or one of them is yours."))
        first = QualityReview.objects.filter(case=case).first()
        written = QualityReview.objects.create(
            case=case, place=2 if first else 1, duty=by, officer_id=by.officer_id, answers=answers, words=words,
            is_same=first.answers == answers if first else None,
        )  # fmt: skip
        if written.is_same is False:
            others = [duty for duty in officers_of(case.sample.bureau, *REVIEWERS) if duty.officer_id != first.officer_id]
            tell("quality_differs", others, key=f"quality-case:{case.pk}", petition=case.petition, by=by)
    return written


def settle(case, by, *, answers: dict, words: str):
    """A third person decides where two differ, and says why."""
    with transaction.atomic():
        _locked(case, by)
        if not to_settle(by).filter(pk=case.pk).exists():
            raise NotPossible(_("A third person decides between two reviews that differ, once."))
        return QualityRuling.objects.create(case=case, duty=by, officer_id=by.officer_id, answers=answers, words=words)


def _locked(case, by):
    """One after the other; NotPossible where the matter is not for this officer to read any more."""
    SampleCase.objects.select_for_update().get(pk=case.pk)
    petition = scope.ordinary(by).filter(pk=case.petition_id).first()
    if petition is None or not decide(by, petition, Action.SEE_TEXT):
        raise NotPossible(_("This matter cannot be reviewed by you any more."))

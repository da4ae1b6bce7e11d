"""How is a warning proposed by hand, issued, dropped, answered with proof, cleared or returned, and followed by the next one?"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from petitions import files, letters
from petitions.clocks import add_months
from petitions.models import DocumentSeries

from .models import WarningCard, WarningDeed, WarningFile, WarningRule
from .models.warning import State
from .scope import DEFENDERS, WATCHERS
from .telling import officers_of
from .warning_paper import payload
from .warning_rights import bureaus_of, may_hand_in, may_issue, may_judge, may_propose_next, organs_to_warn, rows_for, standing, watchers_of
from .warnings import announce, propose_next, tell_of

Kind = WarningDeed.Kind


class NotPossible(Exception):
    """With a sentence for the officer."""


def changed():
    return NotPossible(_("A colleague has decided on this warning meanwhile, or it is not for you to decide. Please look at it again."))


def _locked(card, duty):
    """The row as it is now, as far as it is there for this duty; WarningCard.DoesNotExist where it is gone."""
    found = rows_for(duty).select_for_update(of=["self"])
    return found.select_related("organ", "petition", "follows", "rule", "proposed_by", "handed_in_by", "issued_by__organ").get(pk=card.pk)


def _write(card, kind, duty, words="", day=None):
    return WarningDeed.objects.create(warning=card, kind=kind, duty=duty, words=words, day=day)


def rule_for_card(card, today):
    """The version that proposed it, else the bureau's of today: how long there is to clear it, and until when it stands."""
    bureau = bureaus_of([card.organ_id]).get(card.organ_id)
    return card.rule or WarningRule.of(bureau, today)


def propose_by_hand(by, today, *, organ, level, reason, facts, requirement, petition=None):
    if by.role not in WATCHERS or not organs_to_warn(by).filter(pk=organ.pk).exists():
        raise NotPossible(_("This organ is not one that you watch over."))
    card = WarningCard(
        organ=organ, level=level, reason=reason, facts=facts, requirement=requirement, petition=petition, proposed_by=by, proposed_on=today
    )
    try:
        with transaction.atomic():
            card.save()
            announce(card, by=by)
    except IntegrityError as twice:  # one_open_warning_a_matter
        raise NotPossible(_("This measure is proposed or open already in the same matter.")) from twice
    return card


@transaction.atomic
def issue(card, by, today, *, facts, requirement, clear_by, interview_at=None, place="", circulated_to=()):
    """A named person issues it: number, paper and notices in one act."""
    if card.follows_id:  # the lower one first, as clear() does
        WarningCard.objects.select_for_update().get(pk=card.follows_id)
    card = _locked(card, by)
    if not may_issue(card, by):
        raise changed()
    if card.follows and card.follows.state != State.ISSUED:
        raise NotPossible(
            _("The warning before it has been answered or settled meanwhile: judge the proof first, or do not issue this one.")
        )
    if standing(card, by) < card.threshold:
        raise NotPossible(
            _("It rests on fewer cases than the rule asks for, %(number)d, as far as they are there for you: it cannot be issued.")
            % {"number": card.threshold}
        )
    card.facts, card.requirement, card.clear_by = facts, requirement, clear_by
    card.state, card.issued_by, card.issued_on = State.ISSUED, by, today
    card.valid_until = max(add_months(today, rule_for_card(card, today).valid_months), clear_by)
    card.number = DocumentSeries.next_number(by.organ, today.year, letters.KINDS["D31"].word)[1]
    bureau = bureaus_of([card.organ_id]).get(card.organ_id)
    interview = (interview_at, place) if interview_at else None
    card.payload = payload(card, by, bureau=bureau, interview=interview, copies=circulated_to)
    if gaps := letters.check("D31", card.payload):
        raise NotPossible(" ".join(gaps))
    card.save()
    _write(card, Kind.ISSUED, by)
    if card.follows:
        card.follows.state, card.follows.settled_on = State.FOLLOWED, today
        card.follows.save(update_fields=["state", "settled_on"])
        _write(card.follows, Kind.FOLLOWED, by, card.number)
    tell_of("warning_issued", card, officers_of(card.organ, *DEFENDERS), by=by)
    return card


@transaction.atomic
def drop(card, by, today, *, words):
    card = _locked(card, by)
    if not may_issue(card, by):
        raise changed()
    _drop(card, by, today, words)
    return card


def _drop(card, by, today, words):
    card.state, card.settled_on = State.DROPPED, today
    card.save(update_fields=["state", "settled_on"])
    deed = _write(card, Kind.DROPPED, by, words)
    if card.proposed_by:
        tell_of("warning_dropped", card, [card.proposed_by], by=by, turn=deed.pk)


def hand_in(card, by, *, words, uploads):
    """The organ's proof. Raises files.BadFile with a sentence; what was taken before is put away again."""
    kept = []
    try:
        kept.extend(files.store_checked(upload) for upload in uploads)  # one by one: those before a refused one are known below
        with transaction.atomic():
            card = _locked(card, by)
            if not may_hand_in(card, by):
                raise changed()
            card.state, card.handed_in_by, card.judged_by = State.CLEARING, by, None
            card.save(update_fields=["state", "handed_in_by", "judged_by"])
            deed = _write(card, Kind.HANDED_IN, by, words)
            for fields in kept:
                WarningFile.objects.create(deed=deed, duty=by, **fields)
            tell_of("warning_proof", card, watchers_of(card, *WATCHERS), by=by, turn=deed.pk)
    except BaseException:
        for fields in kept:
            files.discard(WarningFile(**fields))
        raise
    return card


@transaction.atomic
def clear(card, by, today, *, words):
    card = _locked(card, by)
    if not may_judge(card, by):
        raise changed()
    card.state, card.judged_by, card.settled_on = State.CLEARED, by, today
    card.save(update_fields=["state", "judged_by", "settled_on"])
    _write(card, Kind.CLEARED, by, words)
    for following in _waiting_after(card):
        _drop(following, by, today, card.number)  # what was cleared is not followed
    tell_of("warning_cleared", card, officers_of(card.organ, *DEFENDERS), by=by)
    return card


def _waiting_after(card):
    waiting = card.followed_by.filter(state=State.PROPOSED).select_for_update(of=["self"])
    return waiting.select_related("organ", "petition", "proposed_by")


@transaction.atomic
def give_back(card, by, *, words, clear_by):
    """Not enough: the organ has until another day."""
    card = _locked(card, by)
    if not may_judge(card, by):
        raise changed()
    card.state, card.judged_by, card.clear_by = State.ISSUED, by, clear_by
    card.save(update_fields=["state", "judged_by", "clear_by"])
    deed = _write(card, Kind.RETURNED, by, words, clear_by)
    tell_of("warning_returned", card, officers_of(card.organ, *DEFENDERS), by=by, turn=deed.pk)
    return card


@transaction.atomic
def follow(card, by, today, *, words):
    """The next level, proposed by a person before the night does it, or after one that was dropped."""
    card = _locked(card, by)
    if not may_propose_next(card, by, today):
        raise changed()
    return propose_next(card, by, today, words)

"""How does a deduction go its way: proposed by hand, accepted or contested by the unit, confirmed, dropped or reversed by a second person?"""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.calendar import current_calendar
from petitions import files as disk
from petitions.models import Petition

from . import judging
from .judging import NotPossible
from .models import ContestFile, Deduction, DeductionDeed, YearSheet
from .scoring import hold, receiver_of, tell_unit, year_of
from .scoring_rules import Rules
from .telling import tell

Kind, State = DeductionDeed.Kind, Deduction.State


def propose(petition, by, *, code, organ, occurred_on, facts, today, clock=None, event=None) -> Deduction:
    """By a supervisor, with the clock or the event as evidence. Raises NotPossible; MissingYear where the contest's end cannot be counted."""
    if not judging.judged(by).filter(pk=organ.pk).exists():
        raise NotPossible(_("Nobody proposes a deduction for an organ over which another one decides."))
    rule = Rules().on(code, occurred_on)
    if rule is None:
        raise NotPossible(_("No scoring rule held on that day."))
    row = Deduction(
        petition=petition, code=code, organ=organ, clock=clock, event=event, occurred_on=occurred_on, rule=rule, points=rule.points,
        facts=facts, proposed_by=by, proposed_on=today, first_receiver=receiver_of(petition, organ.pk),
        contest_until=current_calendar().add_workdays(today, rule.contest_days),
    )  # fmt: skip
    try:
        with transaction.atomic():
            hold(organ)
            row.year = year_of(row, set(YearSheet.objects.filter(organ=organ).values_list("organ", "year")))
            row.save()
            _deed(row, Kind.PROPOSE, by, today, facts)
            tell_unit(row, "deduction_proposed", by=by)
    except IntegrityError as known:
        raise NotPossible(_("This occurrence has been proposed already.")) from known
    return row


@contextmanager
def _locked(rows, deduction):
    """The row under its lock, as it is now and still there for whoever acts."""
    with transaction.atomic():
        row = (
            rows.filter(pk=deduction.pk)
            .select_for_update(of=("self",))
            .select_related("petition", "organ", "first_receiver__officer", "first_receiver__organ", "proposed_by__officer", "rule")
            .first()
        )
        if row is None:
            raise NotPossible(_("This deduction is not there any more."))
        yield row


def _deed(row, kind, by, today, words=""):
    return DeductionDeed.objects.create(deduction=row, kind=kind, duty=by, words=words, done_on=today)


def may_answer(row, by, today) -> bool:
    return row.is_undecided and judging.defends(by, row.organ_id) and row.acknowledged_on is None and row.contest_until >= today


def contest(deduction, by, *, words, uploads, today):
    """Within the window, as often as there is something to add. Files are taken whole before anything is written; raises BadFile, NotPossible."""
    taken = []
    try:
        taken.extend(disk.store_checked(upload) for upload in uploads)  # one by one: those before a refused one are known below
        with _locked(judging.of_unit(by), deduction) as row:
            if not may_answer(row, by, today):
                raise NotPossible(_why_not(row, today))
            deed = _deed(row, Kind.CONTEST, by, today, words)
            ContestFile.objects.bulk_create(ContestFile(deed=deed, duty=by, **fields) for fields in taken)
            row.state = State.CONTESTED
            row.save(update_fields=["state"])
            tell(
                "deduction_contested", judging.judges_of(row.organ), key=f"deduction_contested:{deed.slug}", petition=row.petition, by=by,
                organ=row.organ.short_name, points=str(row.points),
            )  # fmt: skip
    except BaseException:
        disk.discard(*(ContestFile(**fields) for fields in taken))
        raise


def _why_not(row, today):
    if not row.is_undecided:
        return _("It has been decided meanwhile.")
    if row.acknowledged_on:
        return _("Your unit has accepted it already.")
    return _("The time to contest it was over on %(day)s.") % {"day": row.contest_until.isoformat()}


def acknowledge(deduction, by, *, today):
    """The unit says that it is so; nobody need wait for the end of the window."""
    with _locked(judging.of_unit(by), deduction) as row:
        if not row.is_undecided or not judging.defends(by, row.organ_id) or row.acknowledged_on:
            raise NotPossible(_why_not(row, today))
        row.acknowledged_on = today
        row.save(update_fields=["acknowledged_on"])
        _deed(row, Kind.ACKNOWLEDGE, by, today)


def may_decide(row, by) -> bool:
    """Asks nothing about the organ: whoever calls has looked that up (judging.to_judge)."""
    return (
        row.is_undecided
        and not (row.proposed_by and row.proposed_by.officer_id == by.officer_id)
        and not judging.is_of_the_unit(by, row.organ_id)
    )


def is_ripe(row, today) -> bool:
    return row.acknowledged_on is not None or today > row.contest_until


def decide(deduction, by, *, is_confirmed, words, today):
    with _locked(judging.to_judge(by), deduction) as row:
        if not row.is_undecided:
            raise NotPossible(_("It has been decided meanwhile."))
        if not may_decide(row, by):
            raise NotPossible(_("Whoever proposed it, or works in the unit, does not decide on it."))
        if is_confirmed and not is_ripe(row, today):
            raise NotPossible(
                _("The unit may contest it until %(day)s; until then it cannot be confirmed.") % {"day": row.contest_until.isoformat()}
            )
        if not words and (not is_confirmed or row.state == State.CONTESTED):
            raise NotPossible(_("Please give the reason: the unit reads it."))
        _deed(row, Kind.CONFIRM if is_confirmed else Kind.DROP, by, today, words)
        row.state = State.CONFIRMED if is_confirmed else State.DROPPED
        row.save(update_fields=["state"])
        tell_unit(row, "deduction_confirmed" if is_confirmed else "deduction_dropped", by=by)


def may_reverse(row, by) -> bool:
    if row.state != State.CONFIRMED or judging.is_of_the_unit(by, row.organ_id):
        return False
    return not row.deeds.filter(kind__in=[Kind.PROPOSE, Kind.CONFIRM], duty__officer=by.officer_id).exists()


def reverse(deduction, by, *, words, today):
    """It turned out wrong: by somebody who neither proposed nor confirmed it. A frozen sheet stays as it is until it is corrected."""
    with _locked(judging.to_judge(by), deduction) as row:
        if not may_reverse(row, by):
            raise NotPossible(_("Only somebody who neither proposed nor confirmed it can reverse it, once."))
        _deed(row, Kind.REVERSE, by, today, words)
        row.state = State.REVERSED
        row.save(update_fields=["state"])
        tell_unit(row, "deduction_reversed", by=by)


def with_petitions(rows, duty):
    """Rows with their petitions as this duty sees them: of a confidential matter those who were not named read no title (petition.title)."""
    keys = {row.petition_id for row in rows}
    seen = {petition.pk: petition for petition in Petition.objects.visible_to(duty).filter(pk__in=keys)}
    for row in rows:
        row.petition = seen[row.petition_id]
    return rows

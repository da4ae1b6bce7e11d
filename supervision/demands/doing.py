"""How does a demand change? Locked, checked, written with its deed, noted in the petition's history and told, all or nothing."""

import hashlib
import json
from functools import wraps

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.calendar import MissingYear, current_calendar
from accounts.models import Duty, Organ
from petitions import files, letters
from petitions.models import DocumentSeries, Event
from petitions.rules.demands import Adoption, DemandAct, DemandKind
from petitions.workflow import StepNotOpen
from supervision.models import Demand, DemandDeed, DemandFile
from supervision.telling import officers_of, tell

from . import papers
from .checking import ADDRESSED, NotNow, acts_for, check_organ, officers_who, petition_for
from .kinds import KINDS

State = Demand.State
WRITTEN = ("organ", "about", "subject", "triggers", "mode", "problem", "analysis", "requirement", "asked_on")

__all__ = ["NotNow", "accept", "answer", "draft_of", "give_back", "issue", "propose", "redo", "withdraw", "write"]


def draft_of(kind, by, *, petition=None, key="", **written) -> Demand:
    """A demand as it would be written, saved nowhere: for the preview of its paper, and to be saved."""
    return Demand(key=key, kind=kind.code, state=State.DRAFT, petition=petition, by=by, by_organ=by.organ, **written)


@transaction.atomic
def write(kind, by, today, *, key, petition=None, **written) -> Demand:
    """A new demand: issued at once, or proposed where another person issues it. The same form sent twice gives the same demand."""
    if not kind.may_be_written_by(by):
        raise NotNow(_("This is not yours to demand."))
    if known := Demand.objects.filter(key=key).first():
        return _same(known, by)
    petition = petition and petition_for(by, petition)
    check_organ(kind, by, written["organ"], written.get("about"), petition)
    demand = draft_of(kind, by, petition=petition, key=key, **written)
    set_dates(demand, today)  # what could never be issued is refused while its writer still has the form open
    demand.due_on = demand.rolled_on = None
    try:
        with transaction.atomic():
            demand.save()
    except IntegrityError:
        return _same(Demand.objects.filter(key=key).first(), by)  # the other click was a moment earlier
    if kind.second:
        _propose(demand, by, today)
    else:
        _issue(demand, by, today)
    return demand


def _same(demand, by):
    if demand is None or demand.by.officer_id != by.officer_id:
        raise NotNow(_("This form was used already. Please open it again."))
    return demand


def acting(act):
    """The demand under its lock, with its petition as the gate lets it through for who acts, who may take this act now."""

    def guard(deed):
        @wraps(deed)
        @transaction.atomic
        def guarded(demand, by, today, **told):
            locked = Demand.objects.select_for_update(of=("self",)).select_related("organ", "about", "by_organ", "by").get(pk=demand.pk)
            if locked.petition_id:
                locked.petition = petition_for(by, locked.petition)
            deeds = list(locked.deeds.select_related("duty"))
            if act not in acts_for(locked, by, deeds):
                raise NotNow(_("This is not possible any more: a colleague was quicker, or it is not yours to do."))
            deed(locked, by, today, **told)
            return locked

        return guarded

    return guard


@acting("propose")
def propose(demand, by, today, **written):
    """A draft that came back, written better."""
    for name in WRITTEN:
        setattr(demand, name, written.get(name, getattr(demand, name)))
    check_organ(KINDS[demand.kind], by, demand.organ, demand.about, demand.petition)
    set_dates(demand, today)
    demand.due_on = demand.rolled_on = None
    _propose(demand, by, today)


@acting("give_back")
def give_back(demand, by, today, *, words):
    demand.state = State.DRAFT
    demand.save()
    _record(demand, DemandAct.RETURNED, by, today, words=words)
    writers = officers_who(demand.deeds.select_related("duty"), DemandAct.PROPOSED)
    _tell(demand, "demand_returned", officers_of(demand.by_organ, *KINDS[demand.kind].by).filter(officer__in=writers), by)


@acting("issue")
def issue(demand, by, today):
    """By another person than whoever proposed it (acts_for, and the database)."""
    check_organ(KINDS[demand.kind], by, demand.organ, demand.about, demand.petition)
    _issue(demand, by, today)


@acting("withdraw")
def withdraw(demand, by, today, *, words):
    was_issued = demand.issued_on is not None
    demand.state = State.WITHDRAWN
    demand.save()
    _record(demand, DemandAct.WITHDRAWN, by, today, words=words, is_noted=was_issued)
    if was_issued:
        _tell(demand, "demand_withdrawn", _addressed(demand), by)


def answer(demand, by, today, *, words, uploads=(), adoption="", measures="", measures_due_on=None):
    """The organ's reply; on a suggestion its feedback (D27), with reasons where it is not adopted in full. Files are looked at before the lock."""
    if len(uploads) > files.MOST_AT_ONCE:
        raise NotNow(_("There can be %(number)d files at most.") % {"number": files.MOST_AT_ONCE}, field="uploads")
    kept = []
    try:
        for upload in uploads:
            try:
                kept.append(files.store_checked(upload))
            except files.BadFile as bad:
                raise NotNow(str(bad), field="uploads") from bad
        return _answer(
            demand, by, today, words=words, kept=kept, adoption=adoption, measures=measures, measures_due_on=measures_due_on
        )  # fmt: skip
    except BaseException:
        files.discard(*(DemandFile(**fields) for fields in kept))
        raise


@acting("answer")
def _answer(demand, by, today, *, words, kept, adoption, measures, measures_due_on):
    kind, paper = KINDS[demand.kind], {}
    if kind.is_suggestion:
        _check_feedback(adoption, words, measures)
        number = DocumentSeries.next_number(demand.organ, today.year, letters.KINDS[kind.reply_paper].word)[1]
        told = {"adoption": adoption, "words": words, "measures": measures, "measures_due_on": measures_due_on}
        paper = _paper(kind.reply_paper, papers.feedback(demand, number=number, on=today, **told))
    demand.state, demand.answered_on = State.ANSWERED, today
    demand.save()
    deed = _record(
        demand, DemandAct.ANSWERED, by, today, words=words, adoption=adoption, measures=measures, measures_due_on=measures_due_on, **paper
    )
    for fields in kept:
        DemandFile.objects.create(deed=deed, duty=by, **fields)
    ears = officers_of(demand.by_organ, *KINDS[demand.kind].by)
    _tell(demand, "demand_answered", ears, by)


def _check_feedback(adoption, words, measures):
    """Art. 40 ¶4: reasons where it is not adopted in full; whatever is adopted has its measures."""
    if adoption not in Adoption.values:
        raise NotNow(_("Please say whether the suggestion is adopted."), field="adoption")
    if adoption != Adoption.ADOPTED and not words:
        raise NotNow(_("Please give the reasons: the suggestion is not adopted in full (art. 40)."), field="words")
    if adoption != Adoption.NOT_ADOPTED and not measures:
        raise NotNow(_("Please say what is done about it."), field="measures")


@acting("accept")
def accept(demand, by, today, *, words=""):
    demand.state = State.ACCEPTED
    demand.save()
    _record(demand, DemandAct.ACCEPTED, by, today, words=words)
    _tell(demand, "demand_accepted", _addressed(demand), by)


@acting("redo")
def redo(demand, by, today, *, words, due_on):
    """The answer is not enough: the organ has to answer again, by a new date."""
    demand.state, demand.asked_on, demand.answered_on = State.ISSUED, due_on, None
    set_dates(demand, today)
    demand.save()
    _record(demand, DemandAct.REDO, by, today, words=words, due_on=demand.due_on)
    _tell(demand, "demand_redo", _addressed(demand), by)


# ── Together ──


def set_dates(demand, today):
    """The date that was named, or what the law or the office counts; and the next working day, after which the answer is late."""
    try:
        calendar = current_calendar()
        if demand.asked_on is None:
            counted = papers.feedback_due(demand.organ, today, calendar)
            demand.due_on, demand.rolled_on = counted.strict, counted.rolled
        else:
            demand.due_on, demand.rolled_on = demand.asked_on, calendar.roll(demand.asked_on)
    except MissingYear as missing:
        raise NotNow(str(missing), field="due_on") from missing
    if demand.due_on <= today:
        raise NotNow(_("The date for the answer must be later than today."), field="due_on")


def _propose(demand, by, today):
    demand.state = State.PROPOSED
    demand.save()
    _record(demand, DemandAct.PROPOSED, by, today)
    _tell(demand, "demand_proposed", officers_of(demand.by_organ, *KINDS[demand.kind].second), by)


def _issue(demand, by, today):
    kind, paper = KINDS[demand.kind], {}
    set_dates(demand, today)
    if demand.petition_id:
        Organ.objects.select_for_update(no_key=True).get(pk=demand.organ_id)  # two orders at the same moment are the second and the third
        before = Demand.objects.filter(kind=demand.kind, petition=demand.petition_id, organ=demand.organ_id, issued_on__isnull=False)
        demand.times = before.count() + 1
    if kind.paper:
        demand.number = DocumentSeries.next_number(demand.by_organ, today.year, letters.KINDS[kind.paper].word)[1]
        paper = _paper(kind.paper, papers.issue(demand, number=demand.number, on=today))
    demand.state, demand.issued_on = State.ISSUED, today
    demand.save()
    _record(demand, DemandAct.ISSUED, by, today, due_on=demand.due_on, **paper)
    _tell(demand, f"demand_{demand.kind.lower()}", _addressed(demand), by)


def _paper(code, payload):
    """The paper as it goes out, complete or not at all."""
    if gaps := letters.check(code, payload):
        words = {"title": letters.KINDS[code].title, "gaps": " ".join(gaps)}
        raise NotNow(_("The paper “%(title)s” is not complete. %(gaps)s") % words)
    digest = hashlib.sha256(json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return {"code": code, "number": payload["number"], "payload": payload, "sha256": digest}


def _record(demand, act, by, today, *, is_noted=True, **told):
    """The deed; and its line in the history of the petition, where the organ has or had it. What is suggested about a unit's accountability
    leaves none, because that unit reads the history."""
    event = None
    noted = is_noted and act not in (DemandAct.PROPOSED, DemandAct.RETURNED) and demand.kind != DemandKind.ACCOUNTABILITY
    if noted and demand.petition_id and _had_it(demand.petition, demand.organ):
        number = told.get("number") or demand.number
        try:
            event = demand.petition.advance("note_supervision", actor=Event.Actor.SYSTEM, demand=demand.kind, deed=str(act), number=number)
        except StepNotOpen as refused:
            raise NotNow(refused.explain()) from refused
    return DemandDeed.objects.create(demand=demand, act=act, duty=by, on=today, event=event, **told)


def _had_it(petition, organ):
    return organ.pk in (petition.holder_organ_id, petition.first_organ_id) or petition.transfers.filter(to_organ=organ).exists()


def _addressed(demand):
    """The desk and the leaders of the organ, and its officer who has the petition in hand."""
    told = list(officers_of(demand.organ, *ADDRESSED))
    holder = demand.petition.holder if demand.petition_id else None
    if holder and holder.organ_id == demand.organ_id and demand.kind != DemandKind.ACCOUNTABILITY and holder not in told:
        told.append(holder)
    return told


def _tell(demand, kind, duties, by):
    if demand.about_id:
        unit = Duty.objects.current().filter(organ__in=Organ.objects.under(demand.about))
        inside = set(unit.values_list("officer", flat=True))
        duties = [duty for duty in duties if duty.officer_id not in inside]
    deed = demand.deeds.last()
    told = {"organ": demand.by_organ.short_name, "to": demand.organ.short_name, "number": demand.number}
    told |= {"day": demand.due_on.isoformat() if demand.due_on else "", "url": reverse("demand", args=[demand.slug])}
    tell(kind, duties, key=f"demand:{demand.slug}:{deed.pk}", petition=demand.petition, by=by, **told)

"""Who plans, approves and closes a joint inspection, and which of its rows are there for whom?"""

from collections import Counter
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Duty, OrganKind, OrganPath, Role

from . import inspection_sample, scope, telling
from .checklists import OF_A_CASE
from .models import InspectedCase, Inspection, InspectionFinding, InspectionMember, RectificationTask

State = Inspection.State
# Who runs a campaign of the own bureau, who plans one, and who of another organ can be named to a team.
RUNNERS = (Role.SUPERV, Role.B_LEAD, Role.JOINT)
PLANNERS = (Role.SUPERV, Role.JOINT)
GUESTS = (Role.O_LEAD, Role.LIAISON)
LEFT = (RectificationTask.State.OPEN, RectificationTask.State.RETURNED)


class NotPossible(Exception):
    """With a sentence for the officer."""


# ── What is there for whom? ──


def inspections(duty):
    """Campaigns of the own bureau, and those to whose team this duty, or one for which it stands in, was named, once they run."""
    named = InspectionMember.objects.filter(inspection=OuterRef("pk"), duty__in=duty.hands)
    there = Exists(named) & ~Q(state__in=[State.PLANNED, State.DROPPED])
    return Inspection.objects.filter(there | Q(organ=duty.organ_id) if duty.role in RUNNERS else there)


def is_member(inspection, duty):
    return inspection.members.filter(duty__in=duty.hands).exists()


def runs(inspection, duty):
    return duty.role in RUNNERS and inspection.organ_id == duty.organ_id


def own_house(duty):
    """Organs that this officer does not judge, in whatever duty: the own ones, and what stands below an own department."""
    own = Duty.objects.current().filter(officer=duty.officer_id).order_by().values("organ")
    paths = OrganPath.objects.filter(Q(depth=0) | Q(ancestor__kind=OrganKind.DEPARTMENT), ancestor__in=own, valid_until=None)
    return paths.values("descendant")


def seen_by(rows, duty):
    """Rows that hang on no petition, or on one that this duty sees and supervision may write about."""
    return rows.filter(Q(petition=None) | Exists(scope.ordinary(duty).filter(pk=OuterRef("petition"))))


def cases(inspection, duty):
    return seen_by(inspection.cases.exclude(organ__in=own_house(duty)), duty)


def findings(inspection, duty):
    return seen_by(InspectionFinding.objects.filter(inspection=inspection).exclude(organ__in=own_house(duty)), duty)


def tasks(duty):
    """Of the own organ, for who answers there; and of the campaigns whose page this duty has."""
    theirs = Q(finding__inspection__in=inspections(duty)) & ~Q(organ__in=own_house(duty))
    rows = RectificationTask.objects.filter(theirs | Q(organ=duty.organ_id) if duty.role in GUESTS else theirs)
    return seen_by(rows, duty)


def read(rows, duty):
    """The rows as a list, each with its petition as this duty may see it, and `is_readable`: whether its words are for this duty too.

    A confidential matter's words are for named persons alone. A row whose petition went away meanwhile is left out.
    """
    rows = list(rows)
    keys = {row.petition_id for row in rows} - {None}
    petitions = {row.pk: row for row in scope.ordinary(duty).filter(pk__in=keys).defer("query_code")} if keys else {}
    there = [row for row in rows if row.petition_id is None or row.petition_id in petitions]
    for row in there:
        if row.petition_id is not None:
            row.petition = petitions[row.petition_id]
        row.is_readable = row.petition_id is None or row.petition.is_readable
    return there


# ── Planned by one, approved and drawn by another ──


def eligible(duty):
    """Who can be named to a team: the bureau's own people, and those who answer for the organs it watches."""
    guests = Q(organ__in=scope.watched(duty), role__in=GUESTS)
    duties = Duty.objects.current().filter(Q(organ=duty.organ_id, role__in=RUNNERS) | guests)
    return duties.select_related("officer", "organ").order_by("-role", "organ__level", "organ", "pk")


def may_change(inspection, duty):
    return inspection.state == State.PLANNED and duty.role in PLANNERS and inspection.planned_by.officer_id == duty.officer_id


def may_decide(inspection, duty):
    is_leader = duty.role == Role.B_LEAD and duty.organ_id == inspection.organ_id
    return inspection.state == State.PLANNED and is_leader and inspection.planned_by.officer_id != duty.officer_id


def locked(inspection):
    return Inspection.objects.select_for_update(of=["self"]).select_related("organ", "planned_by").get(pk=inspection.pk)


def plan(by, *, organs, lead, members, at, inspection=None, **fields):
    """A new plan, or the planner's own in other words. `fields`: title, scope, since, until, sample_size. Raises NotPossible."""
    with transaction.atomic():
        if inspection is not None:
            inspection = locked(inspection)
            if not may_change(inspection, by):
                raise NotPossible(_("This plan has been decided on meanwhile, or is a colleague's: it cannot be changed any more."))
        elif by.role not in PLANNERS:
            raise NotPossible(_("Supervisors and the joint-conference office plan inspections."))
        else:
            inspection = Inspection(organ=by.organ, planned_by=by)
        for name, value in fields.items():
            setattr(inspection, name, value)
        inspection.planned_at = at
        inspection.save()
        inspection.organs.set(organs)
        inspection.members.all().delete()
        team = [duty for duty in dict.fromkeys(members) if duty != lead]
        InspectionMember.objects.bulk_create(
            [InspectionMember(inspection=inspection, duty=duty, is_lead=duty == lead) for duty in (lead, *team)]
        )
        telling.tell(
            "inspection_planned", telling.officers_of(inspection.organ, Role.B_LEAD), by=by,
            key=f"inspection:{inspection.slug}:planned", url=address(inspection),
        )  # fmt: skip
    return inspection


def approve(inspection, by, *, at):
    """Draws the sample, once: whoever clicks second is told so."""
    with transaction.atomic():
        inspection = locked(inspection)
        if not may_decide(inspection, by):
            raise NotPossible(_("This plan has been decided on already, or another person has to."))
        drawn = inspection_sample.draw(inspection, by)
        if not drawn:
            raise NotPossible(
                _("These organs have no matter of that time that could be inspected. Please refuse the plan, with this reason.")
            )
        inspection.decided_by, inspection.decided_at, inspection.state = by, at, State.UNDERWAY
        inspection.drawn = len(drawn)
        inspection.save()
        inspection.cases.bulk_create(drawn)
        team = [member.duty for member in inspection.members.select_related("duty__officer", "duty__organ")]
        key = f"inspection:{inspection.slug}:underway"
        telling.tell("inspection_underway", team, by=by, key=key, url=address(inspection))


def refuse(inspection, by, words, *, at):
    """By the leader, with a reason; or taken back by whoever planned it."""
    with transaction.atomic():
        inspection = locked(inspection)
        if not (may_decide(inspection, by) or may_change(inspection, by)):
            raise NotPossible(_("This plan has been decided on already, or another person has to."))
        inspection.decided_by, inspection.decided_at, inspection.refusal, inspection.state = by, at, words, State.DROPPED
        inspection.save()
        key = f"inspection:{inspection.slug}:refused"
        telling.tell("inspection_refused", [inspection.planned_by], by=by, key=key, url=address(inspection))


def close(inspection, by, *, at):
    """When everything that the closing officer sees was put right; what is not there for them holds nothing up."""
    with transaction.atomic():
        inspection = locked(inspection)
        if inspection.state != State.REPORTED or not runs(inspection, by):
            raise NotPossible(_("This inspection has been closed already, or its report is not issued yet."))
        if tasks(by).filter(finding__inspection=inspection).exclude(state=RectificationTask.State.DONE).exists():
            raise NotPossible(_("Not everything is put right yet: close it when the last task is."))
        inspection.closed_by, inspection.closed_at, inspection.state = by, at, State.CLOSED
        inspection.save()


def address(inspection):
    return reverse("inspection", args=[inspection.slug])


# ── For the workbench ──


class Waiting(NamedTuple):
    """Something that needs this duty: in words, where, and by when (None where no date is set)."""

    words: str
    url: str
    due_on: date | None


def waiting_for(duty, today):
    """[Waiting], what has a date first: plans and reports to sign, matters to check, answers to judge, tasks of the own organ."""
    found = [*_of_tasks(duty, today)]
    if duty.role in RUNNERS + GUESTS:
        found += _of_campaigns(duty)
    return sorted(found, key=lambda row: (row.due_on is None, row.due_on or today, row.words))


def _of_campaigns(duty):
    rows = inspections(duty).filter(state__in=[State.PLANNED, State.UNDERWAY]).select_related("planned_by", "organ")
    left = _to_check(duty)
    for inspection in rows.prefetch_related("drafts__duty"):
        if may_decide(inspection, duty):
            yield Waiting(_("The plan of an inspection waits for your decision."), address(inspection), None)
        writers = {draft.duty.officer_id for draft in inspection.drafts.all()}
        is_leader = duty.role == Role.B_LEAD and runs(inspection, duty) and inspection.state == State.UNDERWAY
        if writers and is_leader and duty.officer_id not in writers:
            url = reverse("inspection-report", args=[inspection.slug])
            yield Waiting(_("The report of an inspection waits for your signature."), url, None)
        if number := left[inspection.pk]:
            words = ngettext(
                "%(number)d matter of an inspection is to be checked.", "%(number)d matters of an inspection are to be checked.", number
            )
            yield Waiting(words % {"number": number}, reverse("inspection-cases", args=[inspection.slug]), None)


def _to_check(duty) -> Counter:
    """By campaign: matters that this member sees, may read, and has not wholly checked."""
    mine = InspectionMember.objects.filter(duty__in=duty.hands, inspection__state=State.UNDERWAY).values("inspection")
    drawn = InspectedCase.objects.filter(inspection__in=mine, petition__is_restricted=False).exclude(organ__in=own_house(duty))
    answered = seen_by(drawn, duty).annotate(answered=Count("answers__code", distinct=True))
    return Counter(answered.filter(answered__lt=len(OF_A_CASE)).values_list("inspection", flat=True))


def _of_tasks(duty, today):
    if duty.role in GUESTS:
        for slug, due_on in tasks(duty).filter(organ=duty.organ_id, state__in=LEFT).values_list("slug", "due_on"):
            yield Waiting(_("An inspection asked your organ to put something right."), reverse("rectification-task", args=[slug]), due_on)
    if duty.role in RUNNERS:
        here = tasks(duty).filter(finding__inspection__organ=duty.organ_id)
        answered = here.filter(state=RectificationTask.State.ANSWERED).exclude(given_by__officer=duty.officer_id)
        for slug, due_on in answered.exclude(replies__duty__officer=duty.officer_id).values_list("slug", "due_on"):
            yield Waiting(
                _("An organ says what it put right; please look whether it did."), reverse("rectification-task", args=[slug]), due_on
            )
        for slug, due_on in here.filter(state__in=LEFT, due_on__lt=today).values_list("slug", "due_on"):
            yield Waiting(_("An organ is late with what it has to put right."), reverse("rectification-task", args=[slug]), due_on)

"""Which reports, and which urgent matters, are there for a duty; what may a report rest on, and to whom may it go?"""

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.models import Organ, OrganKind, Role
from petitions import visibility
from petitions.models import Party, Recusal, UrgentTask

from .models import Report, ReportSource
from .scope import DEFENDERS, WATCHERS, ordinary, watched

Kind, State = Report.Kind, Report.State
READERS = (*DEFENDERS, Role.B_LEAD, Role.SUPERV)


def own_reports(duty):
    """Of the own bureau, for who watches and who leads there; not those that rest on a petition which is not there for this duty."""
    if duty.role not in WATCHERS or not duty.organ.is_bureau:
        return Report.objects.none()
    readable = ordinary(duty).filter(visibility.readable(duty))
    there = Count("sources", filter=Q(sources__petition__in=readable), distinct=True)
    return Report.objects.filter(organ=duty.organ_id).annotate(there=there).filter(there=F("sources_count"))


def addressed_reports(duty):
    """Issued to the duty's organ. Whoever reads a suggestion need not see its petitions, and names none; but once one of them is sealed or
    confidential, or the reader has to keep away from it, the report is gone like the petition."""
    if duty.role not in READERS:
        return Report.objects.none()
    kept = ReportSource.objects.filter(petition__is_sealed=False, petition__is_restricted=False).exclude(
        petition__petition_class="ACCUSATION"
    )
    own = {"officer": duty.officer_id, "petition": OuterRef("petition")}
    kept = kept.exclude(Exists(Recusal.objects.filter(**own))).exclude(Exists(Party.objects.filter(**own)))
    there = Count("sources", filter=Q(sources__in=kept), distinct=True)
    issued = Report.objects.filter(state=State.ISSUED, to=duty.organ_id)
    return issued.annotate(there=there).filter(there=F("sources_count"))


def sources_for(duty):
    """Petitions from which a suggestion may be drawn: open to words, of the class of suggestions or not."""
    return ordinary(duty).filter(is_restricted=False).exclude(state="VOID")


def addressees(kind, duty):
    """Organs to which this duty's bureau may send such a report."""
    own = duty.organ.jurisdiction
    above = Organ.objects.active().filter(pk=own.pk)
    if own.parent_id:
        above = above | Organ.objects.active().filter(kind=OrganKind.BUREAU, parent=own.parent_id)
    if kind == Kind.BULLETIN:
        return watched(duty).exclude(kind=OrganKind.DISCIPLINE)
    if kind == Kind.BRIEF:
        return above.filter(pk=own.pk)
    return above


def urgent_matters(duty):
    """Urgent matters of this duty's sight of which somebody has not been told, or has not said that it is known there."""
    waiting = UrgentTask.objects.filter(petition=OuterRef("pk"), is_dropped=False, receipt=None)
    return ordinary(duty).filter(Exists(waiting), is_urgent=True)

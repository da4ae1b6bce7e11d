"""What does emergency access open, for whom, until when; who asks, who approves, who is told?"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Duty, Organ, OrganKind, OrganPath, Role

from . import visibility
from .models import Emergency, Notice, Petition
from .models.emergency import APPROVING, ASKING, LONGEST

TOLD = (Role.SUPERV,)
OWN = (Role.O_LEAD, Role.B_LEAD, Role.LIAISON, Role.DISPATCHER)


class NotPossible(Exception):
    """With a sentence for the officer."""


def seen_by(duty):
    """One's own for whoever asks; for those who approve or watch over them, those of one's office's jurisdiction."""
    rows = Emergency.objects.select_related("asked_by__officer", "asked_by__organ", "organ", "decided_by__officer", "decided_by__organ")
    if duty.role in ASKING:
        return rows.filter(asked_by=duty)
    below = OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant")
    return rows.filter(asked_by__organ__in=below)


def ask(duty, *, reason, number="", organ=None) -> Emergency:
    """Always taken, whether there is such a petition or not."""
    with transaction.atomic():
        emergency = Emergency.objects.create(asked_by=duty, number=number, organ=organ, reason=reason)
        approvers = _above(duty.organ_id, APPROVING).exclude(officer=duty.officer_id)
        _tell(approvers, f"emergency:{emergency.slug}:asked", "emergency_asked")
    return emergency


def approve(emergency, by, *, hours) -> Emergency:
    """`hours`: 1 to 4. Raises NotPossible."""
    with transaction.atomic():
        emergency = _open(emergency, by)
        if emergency.number:
            petition = Petition.objects.visible_to(by).filter(number=emergency.number, is_sealed=False).first()
            if petition is None:
                raise NotPossible(_("No petition of this number can be opened by you to somebody else. You can only refuse."))
        elif not _is_below(emergency.organ_id, by):
            raise NotPossible(_("This organ does not stand below your office. You can only refuse."))
        emergency.decided_by, emergency.decided_at, emergency.is_approved = by, timezone.now(), True
        emergency.until_at = emergency.decided_at + min(LONGEST, timedelta(hours=hours))
        emergency.save()
        _tell([emergency.asked_by], f"emergency:{emergency.slug}:answer", "emergency_approved")
        about = Petition.objects.filter(number=emergency.number).first() if emergency.number else None
        organ = about.holder_organ_id if about else emergency.organ_id
        own = Duty.objects.current().filter(organ=organ, role__in=OWN)
        told = {duty.pk: duty for duty in [*_above(emergency.asked_by.organ_id, TOLD), *_above(organ, TOLD), *own]}
        if about:
            known = set(visibility.readers(about).filter(pk__in=told).values_list("pk", flat=True))
            told = {key: duty for key, duty in told.items() if key in known}
        told.pop(by.pk, None)
        _tell(told.values(), f"emergency:{emergency.slug}:told", "emergency_told", about)
    return emergency


def may_decide(emergency, duty):
    """Whoever approves is a leader, and another person than who asks."""
    return duty.role in APPROVING and emergency.is_approved is None and emergency.asked_by.officer_id != duty.officer_id


def refuse(emergency, by, *, refusal) -> Emergency:
    with transaction.atomic():
        emergency = _open(emergency, by)
        emergency.decided_by, emergency.decided_at, emergency.is_approved, emergency.refusal = by, timezone.now(), False, refusal
        emergency.save()
        _tell([emergency.asked_by], f"emergency:{emergency.slug}:answer", "emergency_refused")
    return emergency


def end(emergency, now: datetime):
    """Given back before its time."""
    Emergency.objects.live(now).filter(pk=emergency.pk).update(ended_at=now)


def _open(emergency, by):
    emergency = Emergency.objects.select_for_update(of=["self"]).select_related("asked_by__organ", "organ").get(pk=emergency.pk)
    if by.role not in APPROVING or by.officer_id == emergency.asked_by.officer_id:
        raise NotPossible(_("Emergency access is approved by a leader of the bureau, another person than who asks."))
    if emergency.is_approved is not None:
        raise NotPossible(_("This has been decided already."))
    return emergency


def _above(organ_id, roles):
    """Those whose jurisdiction the organ belongs to; a bureau stands where its government stands."""
    above = OrganPath.objects.filter(descendant=organ_id, valid_until=None).values("ancestor")
    beside = Organ.objects.filter(kind=OrganKind.BUREAU, parent__in=above)
    return Duty.objects.current().filter(Q(organ__in=above) | Q(organ__in=beside), role__in=roles)


def _is_below(organ_id, duty):
    return OrganPath.objects.filter(ancestor=duty.jurisdiction_id, descendant=organ_id, valid_until=None).exists()


def _tell(duties, key, kind, petition=None):
    rows = [Notice(key=f"{key}:{duty.pk}:DESK", duty=duty, petition=petition, kind=kind, channel=Notice.Channel.DESK) for duty in duties]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)

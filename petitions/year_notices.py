"""How does a notice on days off become the calendar? Entered by one, counted by the worker, signed by another, then the dates follow."""

from datetime import date

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import calendar
from accounts.models import Role, YearNotice

from .models import Petition, RecountLine
from .recounting import SIGNING
from .tasks import go_on_with_notices

ENTERING = (Role.ADMIN,)
SIZE = 50


class NotSignable(Exception):
    """The notice cannot be decided on here and now; args[0] says why."""


def ring():
    """The bell only saves the worker its next look, ten minutes later at the most."""
    go_on_with_notices.apply_async(retry=False)


def enter(answers, by) -> YearNotice:
    """A notice that somebody entered; the worker counts what it moves. Raises IntegrityError where one of that year is under way."""
    days = {day.isoformat(): list(told) for day, told in answers["days"].items()}
    given = {name: answers[name] for name in ("year", "status", "source")}
    with transaction.atomic():
        notice = YearNotice.objects.create(**given, days=days, entered_by=by)
        transaction.on_commit(ring, robust=True)
    return notice


def may_sign(notice, duty) -> bool:
    return duty.role in SIGNING and notice.entered_by.officer_id != duty.officer_id


def sign(notice, by):
    """By another officer: the notice becomes the calendar at once, all of it or nothing, and the dates follow. Raises NotSignable."""
    with transaction.atomic():
        notice = _to_be_decided(notice)
        if not may_sign(notice, by):
            raise NotSignable(_("A notice is signed by another officer than the one who entered it."))
        days = {date.fromisoformat(day): calendar.Day(*told) for day, told in notice.days.items()}
        calendar.load_year(notice.year, days, notice.status, notice.source)
        _decide(notice, by, YearNotice.State.MOVING)
        transaction.on_commit(ring, robust=True)
    calendar.forget()


def refuse(notice, by, reason):
    """By whoever may sign, or taken back by whoever entered it: nothing changes. Raises NotSignable."""
    if not reason:
        raise NotSignable(_("Please give a reason."))
    with transaction.atomic():
        notice = _to_be_decided(notice)
        notice.reason = reason
        _decide(notice, by, YearNotice.State.REFUSED)


def _to_be_decided(notice):
    notice = YearNotice.objects.select_for_update(of=("self",)).select_related("entered_by").get(pk=notice.pk)
    if notice.state != YearNotice.State.READY:
        raise NotSignable(_("This notice has been decided already, or is still being counted."))
    return notice


def _decide(notice, by, state):
    notice.decided_by, notice.decided_at, notice.state = by, timezone.now(), state
    notice.save()


def lines_for(duty, notice):
    """What the notice moves, as far as this duty may know that it exists: the administrator sees numbers and dates of all that is not sealed."""
    lines = RecountLine.objects.filter(notice=notice)
    if duty.role == Role.ADMIN:
        return lines.filter(petition__is_sealed=False)
    return lines.filter(petition__in=Petition.objects.visible_to(duty))


def page_of(lines, asked) -> Page:
    """A page of them in the order of their numbers, in two queries whatever there is."""
    seen = lines.select_related("petition", "clock__organ").order_by("petition__number", "clock__rule", "pk")
    seen = seen.only("was_on", "now_on", "is_moved", "petition__number", "clock__rule", "clock__organ__name")
    return Paginator(seen, SIZE).get_page(asked)

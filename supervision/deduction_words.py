"""Why was something deducted, in words, by which article, and where does the evidence lie?"""

from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from petitions.models import Clock

# As the tables of the office print them, whatever the reader's language (domain.md §1.11).
OFFICIAL = {
    "K_NOT_ACCEPTED": "应受理未受理",
    "K_NOT_TRANSFERRED": "应转办未转办",
    "K_NOT_HANDLED": "应办理未办理",
    "K_NOT_TRACKED": "应跟踪未跟踪",
}


def day(value):
    return date_format(value, "DATE_FORMAT")


def reason(row) -> str:
    """For whoever may read the petition; of a confidential matter others learn clock and dates, and nothing that somebody wrote."""
    parts = []
    if row.clock_id:
        parts.append(_of_clock(row.clock))
    elif row.proposed_by_id is None:
        parts.append(_of_following(row))
    if row.facts:
        parts.append(row.facts if row.petition.is_readable else _("The facts are for those who were named to read this matter."))
    return " ".join(parts)


def _of_clock(clock) -> str:
    told = {"rule": clock.rule, "title": clock.law.title, "due": day(clock.rolled_on)}
    if clock.result == Clock.Result.RUNNING:
        return _("%(rule)s %(title)s: in time until %(due)s, not done yet.") % told
    told["done"] = day(clock.stopped_on)
    if clock.result != Clock.Result.LATE:
        return _("%(rule)s %(title)s: in time until %(due)s, done on %(done)s.") % told
    words = ngettext(
        "%(rule)s %(title)s: in time until %(due)s, done on %(done)s, %(days)d day late.",
        "%(rule)s %(title)s: in time until %(due)s, done on %(done)s, %(days)d days late.",
        clock.days_late,
    )
    return words % (told | {"days": clock.days_late})


def _of_following(row) -> str:
    """It left the unit, or was last looked after, the rule's days and one before the occurrence."""
    since = row.occurred_on - timedelta(days=row.rule.follow_days + 1)
    words = _("%(organ)s received it first and followed it no more after %(since)s, for %(days)d days, while it was open elsewhere.")
    return words % {"organ": row.organ.short_name, "since": day(since), "days": row.rule.follow_days}


def article(row) -> str:
    return row.clock.law.article if row.clock_id else row.rule.source


def evidence(rows) -> dict:
    """{row: address}: how its clock was counted, as a paper; else the petition itself. One query for all."""
    keys = {row.petition_id for row in rows if row.clock_id}
    places, counted = {}, {}
    for clock in Clock.objects.filter(petition__in=keys).order_by("pk").values_list("pk", "petition", "rule"):
        counted[clock[1:]] = places[clock[0]] = counted.get(clock[1:], 0) + 1
    return {
        row.pk: reverse("clock-certificate", args=[row.petition.number, row.clock.rule, places[row.clock_id]])
        if row.clock_id
        else row.petition.get_absolute_url()
        for row in rows
    }

"""Who looked? What every page that gives out something of a petition writes down, and what of it becomes an event of the petition.

Ordinary openings are one light row each (models/look.py), sealed by the range with the daily root file. An event in the petition's own chain
is written, beside the row, when a sealed petition is read, an identity is shown, a whole file is taken away, or a matter is opened by emergency
access or by a third party; and, afterwards by the worker, when somebody asked for a petition that is not for them.
"""

import hashlib
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import BigIntegerField, Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpResponseNotFound

from accounts import acting
from accounts.models import Role

from . import numbers, visibility
from .models import Emergency, Event, Look, Petition
from .models.event import LOOK

Kind = Look.Kind
# By the name of the address; any other address with a number opens a page. What is only posted to is a step and has its event.
KINDS = {
    **dict.fromkeys(("document", "proof-of-service", "registration-paper", "clock-certificate", "desk-paper"), Kind.PAPER),
    **dict.fromkeys(("evidence", "evidence-copy"), Kind.FILE),
    **dict.fromkeys(("volume", "archive-package"), Kind.VOLUME),
    **dict.fromkeys(("worklist-print", "files-print", "supervision-print", "stray-looks-print", "demands-print"), Kind.PRINT),
    **dict.fromkeys(("warnings-print", "quality-print", "assessment-paper"), Kind.PRINT),
}
TRIED = (Kind.ABSENT, Kind.REFUSED)
LOOKED_BACK = timedelta(days=8)  # how far the worker looks for attempts that have no event yet
LOCK = 7_401


class LookMiddleware:
    """Behind everything that says who acts. What cannot be written down is not shown: an error here takes the answer with it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        match = request.resolver_match
        if match and request.method in ("GET", "HEAD", "POST") and ("number" in match.kwargs or match.url_name in KINDS):
            write_down(request, answer, match)
        return answer


def write_down(request, answer, match):
    duty = getattr(request, "duty", None)
    if not duty:
        return
    number, page = numbers.read(match.kwargs.get("number", "")), match.url_name
    if number and answer.status_code == HttpResponseNotFound.status_code:
        record(Kind.ABSENT, duty, number, page)
    elif answer.status_code == 200 and request.method != "POST":
        seen(KINDS.get(page, Kind.OPEN), duty, number, page)


def record(kind, duty, number="", page="", **about) -> Look:
    """One row, by one statement. Numbers that nobody could have given are cut to what fits: they are no petition's."""
    return Look.objects.create(kind=kind, duty_id=duty.pk, number=number[:13], page=page, **about)


def seen(kind, duty, number, page):
    """A page that was given out. Written down as the office's own deed: what was read may be out of the reader's sight by now."""
    with acting.as_office(), transaction.atomic():
        petition = Petition.objects.filter(number=number).only("pk", "is_sealed", "state").first() if number else None
        emergency = next((found for found in Emergency.objects.open_to(duty) if number), None)
        record(kind, duty, number, page, emergency=emergency)
        if petition and (petition.is_sealed or emergency or kind == Kind.VOLUME or duty.role == Role.GUEST):
            details = {"emergency": emergency.slug} if emergency else {}
            chain(petition, duty, kind, reason=emergency.reason if emergency else "", **details)


def reveal(petition, duty, why, words):
    """An identity is about to be shown: the row, and the event that says why."""
    with transaction.atomic():
        record(Kind.REVEAL, duty, petition.number, "reveal")
        return chain(petition, duty, Kind.REVEAL, reason=words, why=why)


def refused(petition, duty, step):
    """Somebody tried a step that is not theirs, or not theirs now."""
    record(Kind.REFUSED, duty, petition.number, step)


def printed(petitions, duty, page):
    """A list of chosen petitions on paper: a row for each."""
    Look.objects.bulk_create(Look(kind=Kind.PRINT, duty=duty, number=petition.number, page=page) for petition in petitions)


def chain(petition, duty, kind, *, reason="", **details) -> Event:
    return Event.objects.create(
        petition=petition, step=LOOK, from_state=petition.state, to_state=petition.state, actor=Event.Actor.OFFICER, duty=duty,
        organ_id=duty.organ_id, reason=reason, details={"kind": str(kind), **details},
    )  # fmt: skip


def chain_attempts(now) -> int:
    """Attempts on numbers that exist become events of those petitions. By the worker; safe to run twice, safe beside itself."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        events = Event.objects.filter(petition__number=OuterRef("number"), step=LOOK)
        known = events.annotate(of=Cast(KeyTextTransform("look", "details"), BigIntegerField())).filter(of=OuterRef("pk"))
        there = Petition.objects.filter(number=OuterRef("number"))
        tried = Look.objects.filter(kind__in=TRIED, at__gte=now - LOOKED_BACK).filter(Exists(there)).exclude(Exists(known))
        found = list(tried.select_related("duty").order_by("pk"))
        petitions = {petition.number: petition for petition in Petition.objects.filter(number__in={look.number for look in found})}
        for look in found:
            chain(petitions[look.number], look.duty, look.kind, look=look.pk, at=look.at.isoformat())
        return len(found)


# ── What the daily root file says of them ──


def newest() -> int:
    """The newest look; nothing can appear below it any more: the lock waits for the transactions that are about to end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE petitions_look IN SHARE MODE")
        cursor.execute("SELECT coalesce(max(id), 0) FROM petitions_look")
        return cursor.fetchone()[0]


def digest(after, upto) -> str:
    """SHA-256 over the looks after one and up to another, in their order, with constant memory."""
    total = hashlib.sha256()
    said = "jsonb_build_array(id, extract(epoch FROM at), kind, duty_id, number, page, rows, export_id, emergency_id)::text || E'\\n'"
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.itersize = 10_000
        cursor.execute(f"SELECT {said} FROM petitions_look WHERE id > %s AND id <= %s ORDER BY id", [after, upto])
        while rows := cursor.fetchmany(10_000):
            total.update("".join(line for (line,) in rows).encode())
    return total.hexdigest()


# ── Who looked at one petition, and whose looks an auditor may not know of ──


def kept_from(duty):
    """Petitions from which this duty has to keep away: not even an event of theirs is there for it."""
    return Petition.objects.filter(visibility.conflict(duty))


def may_ask(petition, duty) -> bool:
    """Leaders and supervisors, the organ that the petitioner came to, and whoever keeps an accusation."""
    at_home = duty.organ_id == petition.first_organ_id and duty.role not in ("ADMIN", "AUDITOR")
    return at_home or duty.role in ("SUPERV", "B_LEAD", "O_LEAD", "DISC")


def of(petition):
    """All looks at a petition, the newest first, each with its officer."""
    return Look.objects.filter(number=petition.number).select_related("duty__officer", "duty__organ")

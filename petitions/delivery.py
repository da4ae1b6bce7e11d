"""How does a waiting notice reach its reader, once, whatever else goes wrong?"""

import hashlib
import hmac
import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Duty

from . import visibility
from .models.notice import Notice
from .numbers import grouped

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
AT_ONCE = 500  # desk notices a statement
LONGEST_WAIT = timedelta(hours=6)
LONGEST_RUN = 1000  # letters a run, so that one run ends before the next begins


def deliver(now) -> dict:
    """Everything that is due: desk notices in one statement, letters one by one. Safe beside another run of itself. Returns counts."""
    return {"desk": _lay_on_desks(now), **_send_letters(now)}


def _due(now):
    return Notice.objects.filter(state=Notice.State.WAITING, next_try_at__lte=now)


def _lay_on_desks(now) -> int:
    """A desk notice is delivered by being there; its reader sees it on the next page."""
    laid = 0
    while True:
        with transaction.atomic():
            rows = _due(now).filter(channel=Notice.Channel.DESK).order_by("next_try_at", "id").select_for_update(skip_locked=True)
            taken = list(rows.values_list("pk", "duty", "petition")[:AT_ONCE])
            withheld = _withheld(taken)
            Notice.objects.filter(pk__in=withheld).update(state=Notice.State.FAILED)
            keys = [key for key, *_whom in taken if key not in withheld]
            Notice.objects.filter(pk__in=keys).update(state=Notice.State.DELIVERED, delivered_at=now, attempts=F("attempts") + 1)
        laid += len(keys)
        if len(taken) < AT_ONCE:
            return laid


def _withheld(taken) -> set:
    """Between the step and now a petition may have been sealed, or its reader accused or moved: asked again when it is told, one query a reader."""
    of_reader = {}
    for _key, duty, petition in taken:
        if duty and petition:
            of_reader.setdefault(duty, set()).add(petition)
    hidden, petitions = set(), Notice._meta.get_field("petition").related_model.objects  # the model's own steps import this module
    for duty in Duty.objects.filter(pk__in=of_reader).select_related("organ"):
        asked = petitions.filter(pk__in=of_reader[duty.pk])
        known = asked.filter(~visibility.conflict(duty) & visibility.clearance(duty)).values_list("pk", flat=True)
        hidden |= {(duty.pk, petition) for petition in of_reader[duty.pk] - set(known)}
    return {key for key, duty, petition in taken if (duty, petition) in hidden}


def _send_letters(now) -> dict:
    counts = {"sent": 0, "failed": 0}
    for _turn in range(LONGEST_RUN):
        notice = _taken(now)
        if notice is None:
            break
        try:
            _send(notice)
        except Exception as trouble:  # whatever it is, it must not hold up the letters behind it
            counts["failed"] += 1
            _note_failure(notice, trouble)
        else:
            counts["sent"] += 1
            Notice.objects.filter(pk=notice.pk).update(state=Notice.State.DELIVERED, delivered_at=timezone.now())
    return counts


def _taken(now):
    """The next letter, put off before it is tried: whoever dies while sending it leaves it to a later run, and does so eight times at most."""
    while True:
        with transaction.atomic():
            letters = _due(now).filter(channel=Notice.Channel.EMAIL).order_by("next_try_at", "id")
            notice = letters.select_for_update(skip_locked=True).first()
            if notice is None:
                return None
            notice.next_try_at = now + min(timedelta(minutes=2 ** (notice.attempts + 1)), LONGEST_WAIT)
            if notice.attempts < MOST_ATTEMPTS:
                notice.attempts += 1
            else:
                notice.state = Notice.State.FAILED
            notice.save(update_fields=["attempts", "next_try_at", "state"])
        if notice.state == Notice.State.WAITING:
            return notice


def _note_failure(notice, trouble):
    is_over = notice.attempts >= MOST_ATTEMPTS or isinstance(trouble, NobodyToWriteTo)
    if is_over:
        Notice.objects.filter(pk=notice.pk).update(state=Notice.State.FAILED)
    # The kind of trouble alone: a mail server's answer repeats the address.
    logger.warning(
        "notice %s not delivered (attempt %d%s): %s", notice.key, notice.attempts, ", given up" if is_over else "", type(trouble).__name__
    )


class NobodyToWriteTo(Exception):
    pass


def _send(notice):
    """Neutral words with the number alone: a letter passes through many hands, and its subject stands on locked screens."""
    if notice.duty_id:
        _send_to_officer(notice)
        return
    person = notice.petition.petitioner
    if person is None or not person.email:
        raise NobodyToWriteTo
    with translation.override(settings.LANGUAGE_CODE):
        words = {"number": grouped(notice.petition.number), "office": settings.OFFICE_NAME}
        text = _(
            "There is news about the matter with the number %(number)s.\n\n"
            "Please look it up on our page with this number and your query code, or ask us by telephone or at the reception hall.\n\n"
            "%(office)s\n(This message was sent by a machine; nobody reads answers to it.)"
        )
        subject = _("News about the matter that you handed in")
        EmailMessage(
            subject, text % words, to=[person.email], headers={"Message-ID": _message_id(notice), "Auto-Submitted": "auto-generated"}
        ).send()


def _send_to_officer(notice):
    """How many there are in the officer's queues; what they are is read in the office."""
    officer = notice.duty.officer
    if not officer.email or not officer.is_active:
        raise NobodyToWriteTo
    with translation.override(settings.LANGUAGE_CODE):
        words = {"number": notice.details["number"], "late": notice.details["late"], "office": settings.OFFICE_NAME}
        text = _(
            "Petitions in your queues: %(number)d, late among them: %(late)d.\n\n"
            "Please sign in to see them.\n\n%(office)s\n(This message was sent by a machine; nobody reads answers to it.)"
        )
        headers = {"Message-ID": _message_id(notice), "Auto-Submitted": "auto-generated"}
        EmailMessage(_("Your queues"), text % words, to=[officer.email], headers=headers).send()


def _message_id(notice) -> str:
    """The same letter has the same name each time it is sent, so that a second copy can be recognised as one."""
    digest = hmac.new(settings.SECRET_KEY.encode(), notice.key.encode(), hashlib.sha256).hexdigest()
    return f"<{digest[:32]}@notices.invalid>"

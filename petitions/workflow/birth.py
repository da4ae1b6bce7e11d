"""How does a petition come into being? By registration at one of the doors; matters of another system are taken over (taking_over.py)."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from petitions import notices
from petitions.models.contact import Arrival, Contact
from petitions.models.event import Event
from petitions.models.party import Claim, Party

from .act import Act
from .states import Row

REGISTER = Row("register", (), None, (), "", "R22-19, 22, 23")


class Birth:
    @classmethod
    def register(cls, *, contact, parties=(), claims=(), files=(), actor, at=None, **fields):
        """Open a petition for one contact, in one transaction: rows, first clock, event, notices.

        `contact`: an unsaved Contact with its organ, duty (none: the petitioner came online) and `idem`, the key of the form
        that was shown: a second press of the button returns the petition of the first. `parties`: unsaved Party rows.
        `claims`: texts. `files`: unsaved Evidence whose bytes are on disk already. `at`: only for letters and paper.
        """
        try:
            with transaction.atomic():
                return cls._born(contact, parties, claims, files, actor, at, fields)
        except IntegrityError:
            again = contact.idem and Contact.objects.filter(idem=contact.idem).first()
            if not again:
                raise
            return again.petitions.get()

    @classmethod
    def _born(cls, contact, parties, claims, files, actor, at, fields):
        if contact.idem and (again := Contact.objects.filter(idem=contact.idem).first()):
            return again.petitions.get()
        petition = cls(
            subject=contact.subject, channel=contact.channel, received_on=timezone.localdate(contact.received_at), first_organ=contact.organ,
            first_receiver=contact.duty, holder_organ=contact.organ, profile=contact.organ.profile or settings.CLOCK_PROFILE, **fields,
        )  # fmt: skip
        act = Act(petition, REGISTER, by=contact.duty, actor=actor, at=at)
        petition.start_first_clock(act, next((party for party in parties if party.role == Party.Role.PETITIONER), None))
        petition.keep_next_date(act)
        petition._change_reason = "register"
        petition.save()
        contact.save()
        act.write(Arrival(petition=petition, contact=contact))
        for row in (*parties, *(Claim(seq=seq, text=text) for seq, text in enumerate(claims, start=1)), *files):
            row.petition = petition
            act.write(row)
        act.involve(contact.organ)
        event = Event.objects.create(
            petition=petition, step="register", to_state=petition.state, happened_at=at, actor=actor, duty=contact.duty,
            organ=contact.organ, article=REGISTER.article, details={"channel": contact.channel, "files": len(files)},
        )  # fmt: skip
        act.save(event)
        notices.announce(petition, act, event)
        return petition

"""How does a petition come into being? By registration at one of the doors; matters of another system are taken over (taking_over.py)."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import acting
from accounts.models import Role
from petitions import notices
from petitions.files import disk
from petitions.models.contact import Arrival, Contact
from petitions.models.event import Event
from petitions.models.party import Claim, Party
from petitions.models.splitting import ClaimMove
from petitions.rulebook import Rule

from .act import Act
from .states import Row, State

REGISTER = Row("register", (), None, (), "", "R22-19, 22, 23")
SPLIT_OFF = Row("split_off", (), None, (), "", "R22-29…31")
# What may run while a petition is sorted.
FIRST_CLOCKS = (Rule.REGISTRATION, Rule.DIRECT_NOTICE, Rule.FORWARDING, Rule.SIMPLE_ACCEPTANCE, Rule.SIMPLE_FORWARD)


class Birth:
    @classmethod
    def register(cls, *, contact, parties=(), claims=(), files=(), also=(), actor, at=None, **fields):
        """Open a petition for one contact, in one transaction: rows, first clock, event, notices.

        `contact`: an unsaved Contact with its organ, duty (none: the petitioner came online) and `idem`, the key of the form
        that was shown: a second press of the button returns the petition of the first. `parties`: unsaved Party rows.
        `claims`: texts. `files`: unsaved Evidence whose bytes are on disk already. `also`: further unsaved rows of the petition. `at`: only for letters and paper.
        """
        try:
            with acting.as_office(), transaction.atomic():
                return cls._born(contact, parties, claims, files, also, actor, at, fields)
        except IntegrityError:
            with acting.as_office():
                again = contact.idem and Contact.objects.filter(idem=contact.idem).first()
                if not again:
                    raise
                return again.petitions.get()

    @classmethod
    def _born(cls, contact, parties, claims, files, also, actor, at, fields):
        if contact.idem and (again := Contact.objects.filter(idem=contact.idem).first()):
            return again.petitions.get()
        petition = cls(
            subject=contact.subject, channel=contact.channel, received_on=timezone.localdate(contact.received_at), first_organ=contact.organ,
            first_receiver=contact.duty, holder_organ=contact.organ, profile=contact.organ.profile or settings.CLOCK_PROFILE, **fields,
        )  # fmt: skip
        act = Act(petition, REGISTER, by=contact.duty, actor=actor, at=at)
        petition.start_first_clock(act, next((party for party in parties if party.role == Party.Role.PETITIONER), None))
        if petition.is_urgent:
            petition.raise_alarm(act)
        petition.keep_next_date(act)
        petition._change_reason = "register"
        petition.save()
        contact.save()
        act.write(Arrival(petition=petition, contact=contact))
        for row in (*parties, *(Claim(seq=seq, text=text) for seq, text in enumerate(claims, start=1)), *files, *also):
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

    def split_off(self, act, *, subject, claims, contacts, files=(), petition_class=""):
        """A part of this petition becomes a petition of its own: same arrival, same first receiver, same people, and the clocks that run.

        `claims`: rows of this petition, which count here no longer. `contacts`: what the part may show, saved or not. Returns the part.
        """
        # Nothing on a part tells of an accusation that it comes from: neither who split it off, nor a clock that was moved for its sake.
        is_released = self.is_sealed
        part = type(self)(
            state=State.TRIAGE, subject=subject, channel=self.channel, received_on=self.received_on, first_organ=self.first_organ,
            first_receiver=self.first_receiver, holder_organ=self.office_of_parts(act) if is_released else self.holder_organ,
            holder=None if act.by.role == Role.DISC else act.by, profile=self.profile, category=self.category,
            petition_class=petition_class, is_confidential=self.is_confidential, is_repeat=self.is_repeat, repeats=self.repeats,
            headcount=self.headcount, split_from=self,
        )  # fmt: skip
        by = None if act.by.role == Role.DISC else act.by
        actor = act.actor if by else Event.Actor.SYSTEM
        birth = Act(part, SPLIT_OFF, by=by, actor=actor, at=act.at if act.is_late_entry else None)
        clocks = self.clocks.filter(rule__in=FIRST_CLOCKS, result__in=["RUNNING", "NA"]).select_related("organ")
        if is_released:
            clocks = [clock for clock in clocks if clock.is_running and clock.organ_id == part.holder_organ_id]
        for clock in clocks:
            birth.start(clock.rule, organ=clock.organ, on=clock.started_on, unless=clock.reason)
        if is_released and not birth.started:
            first = self.clocks.filter(rule=Rule.REGISTRATION).order_by("started_on").last()
            birth.start(Rule.REGISTRATION, organ=part.holder_organ, on=first.started_on if first else None)
        part.keep_next_date(birth)
        part._change_reason = "split_off"
        part.save()
        for contact in contacts:
            if contact.pk is None:
                contact.save()
            birth.write(Arrival(petition=part, contact=contact))
        for party in self.parties.all():
            if party.role != Party.Role.ACCUSED:
                birth.write(copy_of(party, petition=part))
        for seq, claim in enumerate(claims, start=1):
            own = birth.write(Claim(petition=part, seq=seq, text=claim.text))
            birth.write(ClaimMove(claim=claim, became=own))
        for file in files:
            birth.write(copy_of(file, petition=part, path=disk.another_name(file.path)))
        birth.involve(part.first_organ)
        birth.involve(part.holder_organ)
        event = Event.objects.create(
            petition=part, step="split_off", to_state=part.state, happened_at=birth.at if birth.is_late_entry else None, actor=actor,
            duty=by, organ=by.organ if by else None, article=SPLIT_OFF.article,
        )  # fmt: skip
        birth.save(event)
        notices.announce(part, birth, event)
        return part


def copy_of(row, **changes):
    """A row that is not saved yet, the same but for its identity and what changes."""
    own = {"id", "slug", "event", "words", "recorded_at", *changes}
    fields = [field for field in row._meta.concrete_fields if field.name not in own]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields}, **changes)

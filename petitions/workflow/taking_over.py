"""How are matters of another system taken over honestly? With what was given, and nothing else (decisions.md 12)."""

from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.calendar import current_calendar
from petitions import clocks
from petitions.models.clock import Clock
from petitions.models.contact import Arrival, Contact
from petitions.models.event import Event
from petitions.models.party import Claim, Involvement, Party
from petitions.models.proceeding import Proceeding, Track


class Matter:
    """One matter as a file gives it. `contact` is an unsaved Contact; what is not known stays empty.

    `is_closed`: it was answered elsewhere, on `replied_on` where the file names the day. `transferred_on`, `accepted_on`, `due_on`: the
    running clock of an open matter, which `organ` holds. The reply is kept with the contact's source row, word for word.
    """

    def __init__(self, *, contact, parties=(), claims=(), is_closed=False, replied_on: date | None = None, organ=None, transferred_on=None,
                 accepted_on=None, due_on=None, is_accusation=False, petition_class="", category=None, headcount=1):  # fmt: skip
        self.contact, self.parties, self.claims, self.headcount = contact, list(parties), list(claims), headcount
        self.is_closed, self.replied_on, self.organ = is_closed or replied_on is not None, replied_on, organ or contact.organ
        self.transferred_on, self.accepted_on, self.due_on = transferred_on, accepted_on, due_on
        self.petition_class, self.category = "ACCUSATION" if is_accusation else petition_class, category

    @property
    def state(self):
        if self.is_closed:
            return "CLOSED"
        if self.accepted_on:
            return "HANDLING"
        return "PENDING_NOTICE" if self.transferred_on else "TRIAGE"


@transaction.atomic
def take_over(petition_model, matters, *, by):
    """Write the matters in bulk: petition, contact, parties, one event each, the clock that was given. Returns the petitions.

    No notice, finding or organ is invented and nobody is told. An accusation is sealed on the way in.
    """
    now = timezone.now()
    petitions = []
    for matter in matters:
        contact = matter.contact
        received_on = timezone.localdate(contact.received_at)
        petitions.append(
            petition_model(
                state=matter.state, subject=contact.subject, channel=contact.channel, received_on=received_on, first_organ=contact.organ,
                holder_organ=matter.organ, petition_class=matter.petition_class, category=matter.category,
                is_sealed=matter.petition_class == "ACCUSATION", is_taken_over=True,
                track=Track.T6_PETITION if matter.accepted_on and not matter.is_closed else "",
                profile=matter.organ.profile or settings.CLOCK_PROFILE,
                finality="NOT_APPLICABLE" if matter.is_closed else "OPEN", closure_type="CLOSED_ELSEWHERE" if matter.is_closed else "",
                closed_on=matter.replied_on, days_to_reply=(matter.replied_on - received_on).days if matter.replied_on else None,
                headcount=matter.headcount,
            )
        )  # fmt: skip
    running = [_given_clock(matter, petition) for matter, petition in zip(matters, petitions, strict=True)]
    for petition, clock in zip(petitions, running, strict=True):
        if clock and clock.is_running:
            petition.due_on, petition.due_rule = clock.rolled_on, clock.rule
    petition_model.objects.bulk_create(petitions)
    _begin_history(petition_model, petitions, by)
    contacts = Contact.objects.bulk_create([matter.contact for matter in matters])
    Arrival.objects.bulk_create(
        [Arrival(petition=petition, contact=contact) for petition, contact in zip(petitions, contacts, strict=True)]
    )
    events = Event.objects.bulk_create(
        [
            Event(
                petition=petition, step="take_over_closed" if matter.is_closed else "take_over_open", to_state=petition.state,
                happened_at=matter.contact.received_at, actor=Event.Actor.OFFICER if by else Event.Actor.SYSTEM, duty=by,
                organ=matter.contact.organ, details={"taken_over_at": now.isoformat()},
            )
            for petition, matter in zip(petitions, matters, strict=True)
        ]
    )  # fmt: skip
    parties, claims, proceedings, involved = [], [], [], []
    for petition, matter, event, clock in zip(petitions, matters, events, running, strict=True):
        for party in matter.parties:
            party.petition, party.event = petition, event
            party.index()
            parties.append(party)
        claims += [Claim(petition=petition, event=event, seq=seq, text=text) for seq, text in enumerate(matter.claims, start=1)]
        involved += [
            Involvement(petition=petition, organ_id=organ, since=petition.received_on)
            for organ in {matter.organ.pk, matter.contact.organ_id}
        ]
        if matter.state in ("HANDLING", "PENDING_NOTICE"):
            proceedings.append(
                Proceeding(
                    petition=petition, organ=matter.organ, received_on=matter.transferred_on or petition.received_on, accepted_on=matter.accepted_on,
                    track=petition.track,
                )
            )  # fmt: skip
        if clock:
            clock.start_event = event
    Party.objects.bulk_create(parties)
    Claim.objects.bulk_create(claims)
    Involvement.objects.bulk_create(involved)
    Proceeding.objects.bulk_create(proceedings)
    Clock.objects.bulk_create([clock for clock in running if clock])
    return petitions


def _begin_history(petition_model, petitions, by):
    """The first line of each petition's history, copied by the database: a second set of models would cost a sixth of the time."""
    history = petition_model.history.model
    columns = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {history._meta.db_table} ({columns}, history_date, history_type, history_change_reason, history_user_id)"
            f" SELECT {columns}, now(), '+', 'take_over', %s FROM {petition_model._meta.db_table} WHERE id = ANY(%s)",
            [by.officer_id if by else None, [petition.pk for petition in petitions]],
        )


def _given_clock(matter, petition):
    """The clock that the file gives; an open matter without any date has one that cannot be counted, and says so."""
    if matter.is_closed:
        return None
    rule, start = clocks.Rule.REGISTRATION, None
    if matter.accepted_on:
        rule, start = clocks.Rule.HANDLING, matter.accepted_on
    elif matter.transferred_on:
        rule, start = clocks.Rule.NOTICE, matter.transferred_on
    law = clocks.rule_for(rule, petition.profile, petition.received_on)
    clock = Clock(
        petition=petition, organ=matter.organ, rule=rule, profile=law.profile, version=law.version, started_on=start or petition.received_on,
        given_on=matter.due_on,
    )  # fmt: skip
    if start is None and matter.due_on is None:
        clock.set_aside(gettext_noop("Taken over without a date from which a clock could count."))
        return clock
    clock.recount(current_calendar())
    return clock

"""What one step is about to write: collected while it runs, saved by the door in one transaction."""

from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.calendar import current_calendar
from accounts.models import Level
from petitions import clocks, letters
from petitions.models.clock import Clock
from petitions.models.document import Document, DocumentSeries, Service
from petitions.models.evidence import Evidence
from petitions.models.party import Involvement
from petitions.tasks import check_waiting_files

from .step import StepNotOpen


class Act:
    """One actor taking one step at one moment.

    `at` is an aware datetime, `on` its date in the office's time zone; `is_late_entry` says that `at` was given and is not now.
    """

    def __init__(self, petition, row, *, by, actor, at=None, reason="", proposed_by=None):
        self.petition, self.row, self.by, self.actor, self.reason, self.proposed_by = petition, row, by, actor, reason, proposed_by
        self.on_behalf_of = petition.holder if by and petition.holder_id not in (None, by.pk) and petition.holder_id in by.hands else None
        self.is_late_entry = at is not None
        self.at = at or timezone.now()
        self.on = timezone.localdate(self.at)
        self.details = {}
        self.rows, self.involved, self.documents = [], [], []
        self.started, self.stopped = [], []
        self.is_sealing = False  # from this step on it is an accusation: who received it first is told, and released
        self.ends_proposal = False  # the step goes before one that waits for its second person
        self.afterwards = []  # what other petitions do because of this step: called when the event is written, in the same transaction

    @property
    def duties(self):
        """The one or two duties that carry the step, the proposer first."""
        return [duty for duty in (self.proposed_by, self.by) if duty]

    def duty_as(self, role):
        return next((duty for duty in self.duties if duty.role == role), None)

    @cached_property
    def running(self):
        return list(self.petition.clocks.running()) if self.petition.pk else []

    @cached_property
    def calendar(self):
        return current_calendar()

    def write(self, row):
        """A row to be saved with the step; it gets the step's event."""
        self.rows.append(row)
        return row

    def involve(self, organ):
        self.involved.append(organ)

    def start(self, rule, *, organ, on=None, given_on=None, is_deemed=False, unless=""):
        """A clock from that day (today when not given). `unless`: why it legally cannot run (domain.md §2.5.10), such as a profile without it."""
        level = min(organ.level, Level.COUNTY) if rule == clocks.Rule.FORWARDING else None
        law = clocks.rule_for(rule, self.petition.profile, self.petition.received_on, level=level)
        clock = Clock(
            petition=self.petition, organ=organ, rule=rule, profile=law.profile, version=law.version, started_on=on or self.on,
            started_at=self.at if law.unit == clocks.Unit.MINUTE else None, given_on=given_on, is_deemed=is_deemed,
        )  # fmt: skip
        unless = unless or ("" if law.applies else law.note)
        if law.applies:
            clock.recount(self.calendar)
        if unless:
            clock.set_aside(unless)
        self.started.append(clock)
        return clock

    def stop(self, *rules, on=None, at=None, organ=None):
        """Stop every running clock of these rules, of one organ or of all, with its verdict; rules that do not run are passed over.

        `at`: the instant, for clocks of minutes.
        """
        for clock in self._running(rules, organ):
            clock.stop(max(on or self.on, clock.started_on), at or self.at)
            self._stopped(clock)

    def set_aside(self, *rules, reason, organ=None):
        for clock in self._running(rules, organ):
            clock.set_aside(reason)
            self._stopped(clock)

    def _running(self, rules, organ):
        return [clock for clock in self.running if clock.rule in rules and (organ is None or clock.organ_id == organ.pk)]

    def _stopped(self, clock):
        self.running.remove(clock)
        self.stopped.append(clock)

    def running_clock(self, rule):
        return next((clock for clock in [*self.running, *self.started] if clock.rule == rule and clock.is_running), None)

    def issue(self, code, *, organ, payload, for_petitioner=False):
        """An official paper, numbered if its kind is, complete or not issued at all."""
        kind = letters.KINDS[code]
        word = f"密{kind.word}" if self.petition.is_sealed else kind.word  # no gap among the open numbers may tell of a sealed paper
        number = DocumentSeries.next_number(organ, self.on.year, word)[1] if kind.is_numbered else ""
        payload = {
            "organ": organ.short_name, "organ_full": organ.name, "number": number, "petition_number": self.petition.grouped_number,
            "issued_on": self.on.isoformat(), **payload,
        }  # fmt: skip
        gaps = letters.check(code, payload)
        if gaps:
            raise StepNotOpen(_("The paper “%(title)s” is not complete. %(gaps)s") % {"title": kind.title, "gaps": " ".join(gaps)})
        document = Document(
            petition=self.petition, kind=code, organ=organ, number=number, title=payload.get("title") or kind.title, issued_on=self.on,
            payload=payload, is_for_petitioner=for_petitioner,
        )  # fmt: skip
        self.documents.append(document)
        return self.write(document)

    def serve(self, document, *, mode, served_on, received_by="", note=""):
        return self.write(Service(document=document, mode=mode, served_on=served_on, received_by=received_by, note=note))

    def save(self, event):
        """Everything the step collected, in the order in which it was written."""
        for row in self.rows:
            if hasattr(type(row), "event") and row.pk is None:
                row.event = event
            row.save()
        if any(isinstance(row, Evidence) for row in self.rows):
            transaction.on_commit(ring, robust=True)
        for clock in self.stopped:  # first, so that the next one of the same rule may run
            clock.stop_event = event
            clock.save()
        for clock in self.started:
            clock.start_event = event
            if not clock.is_running:
                clock.stop_event = event
        Clock.objects.bulk_create(self.started)
        if self.involved:
            rows = [Involvement(organ=organ, petition=self.petition, since=self.on) for organ in dict.fromkeys(self.involved)]
            Involvement.objects.bulk_create(rows, ignore_conflicts=True)


def ring():
    """New files are looked at now rather than a minute later; when nobody hears the bell, nothing is lost."""
    check_waiting_files.apply_async(retry=False)

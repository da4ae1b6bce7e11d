"""Lists that people work from: adjectives of petitions that chain."""

from itertools import islice

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from . import search, visibility
from .models.clearance import Clearance
from .models.clock import Clock
from .models.promise import Promise
from .rulebook import ANSWERS, WINDOWS
from .workflow.states import State


# A window that closes is no duty: nobody is late with it.
def late_q(on):
    return Q(due_on__lt=on) & ~Q(due_rule__in=WINDOWS)


def due_q(first, last):
    return Q(due_on__range=(first, last)) & ~Q(due_rule__in=WINDOWS)


def promises_q(are):
    """Petitions to whose people something was promised: "made"; "kept", nothing open and nothing disputed; "open"; or "denied" by them."""
    promises = Promise.objects.filter(petition=OuterRef("pk"))
    made, left, denied = Exists(promises), Exists(promises.open()), Exists(promises.filter(answer=Promise.Answer.DENIED))
    return {"made": Q(made), "kept": Q(made) & ~Q(left) & ~Q(denied), "open": Q(left), "denied": Q(denied)}[are]


class PetitionQuerySet(models.QuerySet):
    _seen_by = None

    def visible_to(self, duty):
        """The one gate: what this duty may know to exist (visibility.py). Each row remembers for whom it was let through."""
        seen = self.filter(visibility.rule(duty))
        seen._seen_by = duty
        return seen

    def could_be_shown_to(self, duty):
        """Beside the gate: what can be opened at this duty's window for who brings its code or an identity paper; to be asked with such a proof."""
        return self.filter(visibility.may_be_shown_to(duty))

    def _clone(self):
        own = super()._clone()
        own._seen_by = self._seen_by
        return own

    def _fetch_all(self):
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._seen_by is not None:
            self._remember([row for row in self._result_cache if isinstance(row, self.model)])

    def _iterator(self, use_chunked_fetch, chunk_size):
        rows = super()._iterator(use_chunked_fetch, chunk_size)
        while some := list(islice(rows, chunk_size or 100)):
            if self._seen_by is not None:
                self._remember([row for row in some if isinstance(row, self.model)])
            yield from some

    def _remember(self, rows):
        """One query more where a confidential matter is among them, whatever their number."""
        rows = [row for row in rows if "is_restricted" in row.__dict__]
        restricted = [row.pk for row in rows if row.is_restricted]
        named = Clearance.objects.filter(officer=self._seen_by.officer_id, petition__in=restricted, ended_on=None)
        open_ones = set(named.values_list("petition", flat=True)) if restricted else ()
        for row in rows:
            row.seen_by, row.is_readable = self._seen_by, not row.is_restricted or row.pk in open_ones

    def open(self):
        return self.filter(State.open_q())

    def done(self):
        return self.exclude(State.open_q())

    def held_by(self, duty):
        """What this duty holds, also for those for whom it stands in."""
        return self.filter(holder__in=duty.hands)

    def held_in(self, organ):
        return self.filter(holder_organ=organ)

    def waiting_for_others(self, duty):
        """Open matters in which my organ has a part, while somebody else has the ball."""
        return self.open().exclude(holder_organ=duty.organ_id)

    def late(self, on):
        return self.open().filter(late_q(on))

    def due_between(self, first, last):
        return self.open().filter(due_q(first, last))

    def due_soonest_first(self):
        return self.order_by(F("due_on").asc(nulls_last=True), "id")

    def newest_first(self):
        return self.order_by("-received_on", "-id")

    def matching(self, typed, by=None):
        return self.filter(search.matching(typed, by))

    def with_verdict(self, today):
        """`is_missed`: an answer was given late, or is overdue. `is_met`: one was given in time. Neither: none was due yet."""
        answers = Clock.objects.filter(petition=OuterRef("pk"), rule__in=ANSWERS)
        return self.annotate(
            is_missed=Exists(answers.filter(Q(result="LATE") | Q(result="RUNNING", rolled_on__lt=today))),
            is_met=Exists(answers.filter(result="MET")),
        )

    def with_promises(self, *, are):
        return self.filter(promises_q(are))

    def with_people(self):
        """What a row of a list shows, in a fixed number of queries."""
        return self.select_related("holder_organ", "holder__officer", "first_organ", "category").prefetch_related("parties")

    def same_person(self, *, paper_index="", phone_index=""):
        """Petitions of the same person by paper or telephone; nothing where neither is known."""
        conditions = Q()
        if paper_index:
            conditions |= Q(parties__paper_index=paper_index)
        if phone_index:
            conditions |= Q(parties__phone_index=phone_index)
        return (
            self.filter(conditions, parties__role__in=["PETITIONER", "REPRESENTATIVE", "CO_SIGNER"]).distinct()
            if conditions
            else self.none()
        )

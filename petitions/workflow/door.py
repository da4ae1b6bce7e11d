"""advance: the one door through which a petition changes. Lock, check, move, event, rows, clocks, notices, all or nothing."""

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from accounts import acting
from petitions import notices, permissions
from petitions.models.event import Event
from petitions.rulebook import WINDOWS

from .act import Act
from .asides import Asides
from .birth import Birth
from .clearing import Clearing
from .closing import Closing
from .correction import Correction
from .dispute import Disputes
from .evaluating import Evaluating
from .extending import Extending
from .filing import Filing
from .handling import Handling
from .hearing import HearingSteps
from .intake import Intake
from .inviting import Inviting
from .joint import Joint
from .leaving import Leaving
from .packing import pack, unpack
from .performing import Performing
from .remedy import Remedy
from .routing import Routing
from .sealing import Sealing
from .settling import Settling
from .simple import Simple
from .sorting import Sorting
from .states import STEPS
from .step import StepNotOpen
from .supervising import Supervising
from .tracks import Tracks
from .urgent import Urgency

__all__ = ["Act", "Door", "StepNotOpen"]


class Door(
    Birth,
    Intake,
    Sealing,
    Routing,
    Handling,
    Closing,
    Filing,
    Asides,
    Sorting,
    Leaving,
    Urgency,
    Joint,
    Disputes,
    Correction,
    Remedy,
    Simple,
    Tracks,
    Extending,
    HearingSteps,
    Settling,
    Performing,
    Evaluating,
    Clearing,
    Supervising,
    Inviting,
):
    """What a petition can do. Steps are methods of the stages; nobody calls them but advance."""

    @transaction.atomic
    def advance(self, step, *, by=None, actor=None, reason="", at=None, **details):
        """Take a step, or propose it where it needs a second person. Returns the Event.

        `by`: the duty that acts; none for the petitioner and the system, which `actor` names. `at`: only where the record
        follows paper (decisions.md 8). Raises StepNotOpen, and then nothing has changed.
        """
        row = STEPS[step]
        with self._locked():
            act = Act(self, row, by=by, actor=actor or Event.Actor.OFFICER, at=at, reason=reason.strip())
            permissions.check(self, row, act)
            if row.second:
                return self._propose(act, details)
            return self._take(act, details)

    @transaction.atomic
    def confirm(self, proposal, *, by, at=None):
        """The second person says yes: the proposed step is taken now, with the details as they were proposed."""
        with self._locked():
            proposal = self._open_proposal(proposal)
            row = STEPS[proposal.step]
            act = Act(self, row, by=by, actor=Event.Actor.OFFICER, at=at, reason=proposal.reason, proposed_by=proposal.by)
            permissions.check(self, row, act)
            permissions.check_second(row, proposal, by)
            proposal.decided_by, proposal.is_confirmed = by, True
            proposal.save()
            return self._take(act, unpack(proposal.details))

    @transaction.atomic
    def refuse(self, proposal, *, by, reason, at=None):
        """The second person says no, with a reason; or the first takes it back."""
        with self._locked():
            proposal = self._open_proposal(proposal)
            row = STEPS[proposal.step]
            act = Act(self, row, by=by, actor=Event.Actor.OFFICER, at=at, reason=reason.strip(), proposed_by=proposal.by)
            permissions.check(self, row, act)
            if not act.reason:
                raise StepNotOpen(_("Please give a reason."), field="reason")
            if by.officer_id != proposal.by.officer_id:
                permissions.check_second(row, proposal, by)
            proposal.decided_by, proposal.is_confirmed = by, False
            proposal.save()
            return self._record(act, "refuse_proposal", self.state, {"step": proposal.step})

    @property
    def pending(self):
        """The proposal that waits for its second person, if there is one."""
        return self.proposals.filter(is_confirmed=None).select_related("by__officer", "by__organ").first()

    def _locked(self):
        """Whoever asks must see the row to lock it. From there on it is the office that reads and writes: a step may move the petition out of
        the sight of its own actor, and into that of others."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        self.__dict__.pop("recused", None)
        self.__dict__.pop("named", None)
        self.__dict__.pop("is_simple", None)
        self.__dict__.pop("review_is_at", None)
        prefetch_related_objects([self], "parties")  # papers and notices ask for them again and again
        return acting.as_office()

    def _open_proposal(self, proposal):
        proposal = self.proposals.filter(pk=proposal.pk, is_confirmed=None).select_related("by__officer").first()
        if proposal is None:
            raise StepNotOpen(_("This proposal has been decided already."))
        return proposal

    def _propose(self, act, details):
        if self.proposals.filter(is_confirmed=None).exists():
            raise StepNotOpen(_("Another step is waiting for its second person. Decide on that one first."))
        if act.row.needs_reason and not act.reason:
            raise StepNotOpen(_("Please give a reason."), field="reason")
        self._rehearse(act, details)
        if act.row.where == "above":
            act.involve(act.by.organ.jurisdiction)  # a leader of the government sees what there is to confirm
        self.proposals.create(step=act.row.step, details=pack(details), reason=act.reason, by=act.by, proposed_on=act.on)
        return self._record(act, "propose", self.state, {"step": act.row.step})

    def _rehearse(self, act, details):
        """Take the step and undo it, so that what could never be confirmed is refused while the proposer still has the form open."""
        rehearsal = type(self).objects.get(pk=self.pk)
        stand_in = Act(rehearsal, act.row, by=act.by, actor=act.actor, at=act.at, reason=act.reason)
        point = transaction.savepoint()
        try:
            rehearsal._move(stand_in, details)
        finally:
            transaction.savepoint_rollback(point)

    def _move(self, act, details):
        if act.row.needs_reason and not act.reason:
            raise StepNotOpen(_("Please give a reason."), field="reason")
        try:
            getattr(self, act.row.step)(act, **details)
        except TransitionNotAllowed as refused:
            raise StepNotOpen(
                _("“%(step)s” is not possible any more: the petition is now “%(state)s”.")
                % {"step": act.row.label, "state": self.get_state_display()}
            ) from refused
        if self.recused and self.holder and self.holder.officer_id in self.recused:
            field = next((name for name, value in details.items() if value == self.holder), None)
            raise StepNotOpen(_("This colleague has to keep away from the petition."), field=field)

    def _take(self, act, details):
        before = self.state
        self._move(act, details)
        if act.row.to and not act.ends_proposal and self.proposals.filter(is_confirmed=None).exists():
            raise StepNotOpen(_("Another step is waiting for its second person. Decide on that one first."))
        return self._record(act, act.row.step, before, act.details)

    def _record(self, act, name, before, details):
        """The event first, because every row points to it; then the rows, the petition, and who is to hear of it."""
        event = Event.objects.create(
            petition=self, step=name, from_state=before, to_state=self.state, happened_at=act.at if act.is_late_entry else None, actor=act.actor,
            duty=act.by, organ=act.by.organ if act.by else None, proposed_by=act.proposed_by, on_behalf_of=act.on_behalf_of, reason=act.reason,
            details=pack(details), article=act.row.article if act.row else "",
        )  # fmt: skip
        act.save(event)
        self.keep_next_date(act)
        self._change_reason = name
        self.save()
        notices.announce(self, act, event)
        for deed in act.afterwards:
            deed()
        return event

    def keep_next_date(self, act):
        """The soonest duty among running clocks, or the window that is open: a worklist reads it from the petition's own index."""
        running = [clock for clock in [*act.running, *act.started] if clock.is_running and clock.rolled_on]
        soonest = min(running, key=lambda clock: (clock.rule in WINDOWS, clock.rolled_on, clock.rule), default=None)
        self.due_on, self.due_rule = (soonest.rolled_on, soonest.rule) if soonest else (None, "")

"""Where does the matter stand, in stages with their dates, as far as its petitioner may know?"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.calendar import current_calendar
from petitions.clocks import Rule
from petitions.letters.papers import newest_findings
from petitions.models import Clock, Transfer
from petitions.workflow import State

from .words import Sayings, answer_of, day

ANSWER = (Rule.HANDLING, Rule.SIMPLE_REPLY, Rule.DUTY, Rule.SUGGESTION_REPLY)
NOTICE = (Rule.NOTICE, Rule.DIRECT_NOTICE)
AFTERWARDS = (Rule.REVIEW, Rule.REREVIEW_REQUEST, Rule.REREVIEW, Rule.CORRECTION, Rule.REDO, Rule.EXECUTION)
BEFORE_ACCEPTANCE = (State.REGISTERED, State.TRIAGE, State.ROUTING, State.OBJECTED, State.DISPUTED, State.PENDING_NOTICE)


@dataclass
class Stage:
    """One point of the line. `on`: done that day; `until`: to be done by then; `clock`: how that date came about."""

    title: str
    on: date | None = None
    until: date | None = None
    tone: str = ""  # done, now, late or nothing
    notes: tuple = ()
    clock: Clock | None = None
    explanation: tuple = ()


class Progress:
    """What a petitioner sees of one petition on one day. Of a sealed matter nothing is read but the petition's own row."""

    def __init__(self, petition, today):
        self.petition, self.today = petition, today
        self.state = State(petition.state)

    # ── Rows ──

    @cached_property
    def clocks(self) -> list[Clock]:
        return list(self.petition.clocks.select_related("organ", "extension").prefetch_related("pauses"))

    def clock(self, *rules) -> Clock | None:
        """The newest that runs or has run."""
        return next((clock for clock in reversed(self.clocks) if clock.rule in rules and clock.result != Clock.Result.NOT_APPLICABLE), None)

    def running(self, *rules) -> Clock | None:
        return next((clock for clock in reversed(self.clocks) if clock.rule in rules and clock.is_running), None)

    @cached_property
    def legs(self):
        sent = self.petition.transfers.exclude(kind=Transfer.Kind.RETURN)
        return list(sent.select_related("from_organ", "to_organ", "objection"))

    @cached_property
    def proceeding(self):
        """The organ's own work, the newest; None before it began."""
        return self.petition.proceedings.select_related("organ__parent").last()

    @property
    def organ(self):
        """Who has it now."""
        return self.petition.holder_organ

    @cached_property
    def documents(self):
        if self.petition.is_sealed:
            return []
        return list(self.petition.documents.filter(is_for_petitioner=True).select_related("organ").prefetch_related("services"))

    @cached_property
    def files(self):
        return [] if self.petition.is_sealed else list(self.petition.evidence.filter(is_from_petitioner=True))

    @cached_property
    def answers(self) -> list[dict]:
        """Each request with what was found, what follows and why, once the answer has been issued."""
        if self.petition.is_sealed or not self.proceeding or not self.proceeding.issued_on:
            return []
        found = newest_findings(self.proceeding)
        return [{"claim": claim, "finding": found[claim.pk]} for claim in self.petition.claims.all() if claim.pk in found]

    @property
    def review_organ(self) -> str:
        """One level up (art. 35)."""
        above = self.proceeding.organ.parent if self.proceeding else None
        return above.name if above else _("the organ one level up")

    @cached_property
    def may_ask_for_review(self):
        window = None if self.petition.is_sealed else self.running(Rule.REVIEW_REQUEST)
        return window is not None and not self.is_late(window)

    # ── Words ──

    @cached_property
    def answer(self) -> Sayings:
        return answer_of(self)

    def is_late(self, clock) -> bool:
        return clock.is_running and bool(clock.rolled_on) and clock.rolled_on < self.today

    @cached_property
    def stages(self) -> list[Stage]:
        stages = list(self._sealed() if self.petition.is_sealed else self._open())
        for stage in stages:
            if stage.clock:
                stage.explanation = self.explained(stage.clock)
        return stages

    def explained(self, clock) -> tuple:
        """How the date was counted; nothing where it was taken over as another system gave it."""
        try:
            return tuple(clock.count(current_calendar()).explain())
        except (ValueError, LookupError):
            return ()

    def _sealed(self):
        yield Stage(_("Received"), on=self.petition.received_on, tone="done")
        if self.state == State.HANDED_DISCIPLINE:
            yield Stage(_("Handed to the competent organ"), on=self.petition.closed_on, tone="done")

    def _open(self):
        yield Stage(_("Received and registered"), on=self.petition.received_on, tone="done", notes=(self._at(self.petition.first_organ),))
        yield from self._sending()
        yield from self._accepting()
        yield from self._answering()
        yield from self._afterwards()

    def _sending(self):
        for leg in self.legs:
            yield Stage(_("Sent to %(organ)s") % {"organ": leg.to_organ.name}, on=leg.sent_on, tone="done", notes=tuple(self._of_leg(leg)))
        clock = self.running(Rule.REGISTRATION)
        if clock:
            yield self._pending(_("To be sent to the competent organ"), clock)

    def _of_leg(self, leg):
        yield self._at(leg.to_organ)
        objection = getattr(leg, "objection", None)
        if objection:
            words = {"organ": leg.to_organ.name, "day": day(objection.lodged_on), "sender": leg.from_organ.name}
            yield _("%(organ)s said on %(day)s that the matter is not in its competence.") % words
            if objection.is_agreed:
                yield _("%(sender)s found that this is so and sent it on.") % words
            elif objection.is_agreed is False:
                yield _("%(sender)s found that it is: %(organ)s has to deal with it.") % words

    def _accepting(self):
        if self.proceeding and self.proceeding.accepted_on:
            yield Stage(_("Accepted by %(organ)s") % {"organ": self.proceeding.organ.name}, on=self.proceeding.accepted_on, tone="done")
        elif clock := self.running(*NOTICE):
            yield self._pending(_("To tell you how it will be dealt with"), clock)
        elif self.state in BEFORE_ACCEPTANCE:
            yield Stage(_("To be accepted"))

    def _answering(self):
        proceeding, clock = self.proceeding, self.clock(*ANSWER)
        if clock and clock.extension_days and (extension := getattr(clock, "extension", None)):
            title = ngettext(
                "Time for the answer extended by %(days)d day", "Time for the answer extended by %(days)d days", extension.days
            )
            notes = (_("Because: %(reason)s") % {"reason": extension.reason}, _("The law allows this once, for at most 30 days (art. 34)."))
            yield Stage(title % {"days": extension.days}, on=extension.approved_on, tone="done", notes=notes)
        if proceeding and proceeding.issued_on:
            yield Stage(_("Answer issued"), on=proceeding.issued_on, tone="done", notes=self._late_by(clock), clock=clock)
            if proceeding.served_on:
                yield Stage(_("Answer handed to you"), on=proceeding.served_on, tone="done")
            elif self.petition.is_open:
                yield Stage(_("Answer to be handed to you"), tone="now")
        elif clock and clock.is_running:
            yield self._pending(_("Answer due"), clock)
        elif self.petition.is_open:
            yield Stage(_("Answer"))

    def _afterwards(self):
        window = self.clock(Rule.REVIEW_REQUEST) or next((clock for clock in self.clocks if clock.rule == Rule.REVIEW_REQUEST), None)
        if window:
            tone = "now" if self.may_ask_for_review else "done"
            title = _("You may ask for a review") if self.may_ask_for_review else _("Time in which a review could be asked for")
            yield Stage(title, until=window.rolled_on, tone=tone, clock=window)
        for clock in self.clocks:
            if clock.rule in AFTERWARDS and clock.is_running:
                yield self._pending(clock.get_rule_display(), clock)
            elif clock.rule in AFTERWARDS and clock.stopped_on:
                yield Stage(clock.get_rule_display(), on=clock.stopped_on, tone="done")
        if self.petition.is_open:
            yield Stage(_("Finished"))
        else:
            yield Stage(self.answer.ending or _("Finished"), on=self.petition.closed_on, tone="done")

    def _pending(self, title, clock):
        """What an organ owes, by the strict date; what the petitioner may do, until the rolled one (domain.md §2.5.2)."""
        until = clock.rolled_on if clock.is_petitioners else clock.strict_on
        organ = () if clock.is_petitioners else (self._at(clock.organ),)
        return Stage(title, until=until, tone="late" if self.is_late(clock) else "now", notes=organ, clock=clock)

    def _late_by(self, clock):
        if not clock or not clock.days_late:
            return ()
        return (ngettext("%(days)d day late", "%(days)d days late", clock.days_late) % {"days": clock.days_late},)

    @staticmethod
    def _at(organ) -> str:
        """An organ as one can reach it; never a person."""
        return _("%(organ)s, telephone %(phone)s") % {"organ": organ.name, "phone": organ.phone} if organ.phone else organ.name

"""Where does the matter stand, in stages with their dates, as far as its petitioner may know?"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.calendar import current_calendar
from petitions.clocks import Rule
from petitions.letters.papers import newest_findings
from petitions.models import Clock, Finding, Transfer
from petitions.review_authorities import Authority, review_organs_of
from petitions.workflow import State

from .words import Sayings, answer_of, day

ANSWER = (Rule.HANDLING, Rule.SIMPLE_REPLY, Rule.DUTY, Rule.SUGGESTION_REPLY)
NOTICE = (Rule.NOTICE, Rule.DIRECT_NOTICE)
AFTERWARDS = (Rule.REVIEW, Rule.REREVIEW, Rule.CORRECTION, Rule.REDO, Rule.EXECUTION)
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


@dataclass
class Remedy:
    """What the petitioner may still ask for. `organs` empty: `note` says where to turn."""

    is_again: bool  # a re-review, after a review
    until: date
    organs: tuple
    note: str
    above: str


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
    def proceedings(self):
        return list(self.petition.proceedings.select_related("organ__parent", "organ__line_superior"))

    @property
    def proceeding(self):
        """The organ's own work, the newest; None before it began. Reviews stand beside it."""
        return next((row for row in reversed(self.proceedings) if row.kind not in ("REVIEW", "REREVIEW")), None)

    @property
    def first_proceeding(self):
        """The organ's first work on it; what a review made it do again is told after the review."""
        return self.proceedings[0] if self.proceedings else None

    @cached_property
    def authority(self):
        """Who may be asked against the opinion that reached the petitioner last (arts 35, 36)."""
        served = next((row for row in reversed(self.proceedings) if row.served_on), self.proceeding)
        return review_organs_of(served.organ, self.petition.profile) if served else Authority()

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
    def questions(self):
        """What the office asked, the newest first; a sealed matter's questions too, because its petitioner has to answer them."""
        return list(self.petition.questions.prefetch_related("answers__event", "answers__contact").order_by("-id"))

    @cached_property
    def recusal_requests(self):
        return list(self.petition.recusal_requests.all())

    @cached_property
    def files(self):
        return [] if self.petition.is_sealed else list(self.petition.evidence.filter(is_from_petitioner=True).select_related("check_row"))

    @cached_property
    def answers(self) -> list[dict]:
        """Each request with what was found, what follows and why, once the answer has been issued."""
        if self.petition.is_sealed or not self.proceeding or not self.proceeding.issued_on:
            return []
        found = newest_findings(self.proceeding) | self.changed
        return [{"claim": claim, "finding": found[claim.pk]} for claim in self.petition.claims.all() if claim.pk in found]

    @cached_property
    def requests(self):
        """What was asked of the organ one level up, in order, with what it decided."""
        return [] if self.petition.is_sealed else list(self.petition.remedy_requests.select_related("organ", "decision", "event"))

    @property
    def decisions(self):
        return [request for request in self.requests if getattr(request, "decision", None)]

    @cached_property
    def changed(self) -> dict:
        """Claims of which a review has decided otherwise, with its finding."""
        if not self.decisions:
            return {}
        found = Finding.objects.standing().filter(proceeding__petition=self.petition, proceeding__kind__in=["REVIEW", "REREVIEW"])
        return {finding.claim_id: finding for finding in found.order_by("pk")}

    @property
    def review_organ(self) -> str:
        """One level up (arts 35, 36), as many as may be asked."""
        return _(" or ").join(organ.name for organ in self.authority.organs) or _("the organ one level up")

    @cached_property
    def remedy(self) -> "Remedy | None":
        """What the petitioner may ask for today; None where it is nothing."""
        window = None if self.petition.is_sealed else self.running(Rule.REVIEW_REQUEST, Rule.REREVIEW_REQUEST)
        if window is None or self.is_late(window) or self.state not in (State.REMEDY_WINDOW, State.REREVIEW_WINDOW):
            return None
        authority = self.authority
        return Remedy(window.rule == Rule.REREVIEW_REQUEST, window.rolled_on, authority.organs, str(authority.note), self.review_organ)

    @property
    def may_ask_for_review(self):
        return self.remedy is not None

    @property
    def attacked_paper(self):
        """The opinion that is attacked, as the petitioner has it."""
        kinds = ["D20"] if self.remedy and self.remedy.is_again else ["D17"]
        return next((paper for paper in reversed(self.documents) if paper.kind in kinds), None)

    def due_of(self, request):
        """By when a request is decided."""
        rules = {"REVIEW": Rule.REVIEW, "REREVIEW": Rule.REREVIEW}
        clock = self.running(rules[request.kind])
        return clock.strict_on if clock else None

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
        if self.state in (State.HANDED_DISCIPLINE, State.ARCHIVED) and self.petition.closed_on:
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
        if self.first_proceeding and self.first_proceeding.accepted_on:
            yield Stage(
                _("Accepted by %(organ)s") % {"organ": self.first_proceeding.organ.name}, on=self.first_proceeding.accepted_on, tone="done"
            )
        elif clock := self.running(*NOTICE):
            yield self._pending(_("To tell you how it will be dealt with"), clock)
        elif self.state in BEFORE_ACCEPTANCE:
            yield Stage(_("To be accepted"))

    def _answering(self):
        proceeding, clock = self.first_proceeding, self.clock(*ANSWER)
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
        for clock in self.clocks:
            if clock.rule in (Rule.REVIEW_REQUEST, Rule.REREVIEW_REQUEST):
                yield self._window(clock)
            elif clock.rule in AFTERWARDS and clock.is_running:
                yield self._pending(clock.get_rule_display(), clock) if clock.strict_on else self._heard(clock)
            elif clock.rule in AFTERWARDS and clock.stopped_on:
                yield Stage(clock.get_rule_display(), on=clock.stopped_on, tone="done", notes=self._decided(clock))
        if self.petition.is_open:
            yield Stage(_("Finished"))
        else:
            yield Stage(self.answer.ending or _("Finished"), on=self.petition.closed_on, tone="done")

    def _window(self, clock):
        """A time in which the petitioner may ask, might have asked, or did."""
        asked = next((request for request in self.requests if request.event_id == clock.stop_event_id), None)
        if asked:
            title = _("You asked for a re-review") if asked.kind == "REREVIEW" else _("You asked for a review")
            notes = (_("Not taken up; the letter below says why."),) if asked.is_admitted is False else (self._at(asked.organ),)
            return Stage(title, on=asked.lodged_on, tone="done", notes=notes)
        is_open = clock.is_running and not self.is_late(clock)
        titles = {
            (Rule.REVIEW_REQUEST, True): _("You may ask for a review"),
            (Rule.REVIEW_REQUEST, False): _("Time in which a review could be asked for"),
            (Rule.REREVIEW_REQUEST, True): _("You may ask for a re-review"),
            (Rule.REREVIEW_REQUEST, False): _("Time in which a re-review could be asked for"),
        }
        return Stage(titles[clock.rule, is_open], until=clock.rolled_on, tone="now" if is_open else "done", clock=clock)

    def _heard(self, clock):
        """The time of a hearing is not counted, so that nobody can name the day yet (art. 36)."""
        since = max(pause.from_on for pause in clock.pauses.all())
        notes = (_("A hearing is held; since %(day)s the time stands still.") % {"day": day(since)}, self._at(clock.organ))
        return Stage(clock.get_rule_display(), tone="now", notes=notes)

    def _decided(self, clock):
        kinds = {Rule.REVIEW: "REVIEW", Rule.REREVIEW: "REREVIEW"}
        decision = next(
            (
                request.decision
                for request in self.decisions
                if request.kind == kinds.get(clock.rule) and request.decision.event_id == clock.stop_event_id
            ),
            None,
        )
        return (str(decision.get_result_display()), *self._late_by(clock)) if decision else self._late_by(clock)

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

"""Steps of the competent organ: acceptance, findings, extension, opinion, service."""

from django.utils.translation import gettext as _

from accounts.models import Role
from petitions.clocks import Rule, deemed_start
from petitions.letters import papers
from petitions.models.proceeding import Extension, Finding, Proceeding, Track

from .step import StepNotOpen, step

ANSWER_CLOCKS = {Track.T6_PETITION: Rule.HANDLING, Track.T5_DUTY: Rule.DUTY, Track.SUGGESTION: Rule.SUGGESTION_REPLY}


class Handling:
    @step
    def appoint(self, act, *, handler):
        if handler.organ_id != self.holder_organ_id or handler.role != Role.HANDLER:
            raise StepNotOpen(_("Choose a case handler of your own organ."), field="handler")
        self.holder = handler
        proceeding = self.open_proceeding
        if proceeding:
            proceeding.handler = handler
            act.write(proceeding)
        act.details = {"handler": handler}

    @step
    def accept(self, act, *, track, mode="", notified_on=None, received_by=""):
        """受理, told in writing in the same step; the notice clock takes the later of the two dates (decisions.md 10)."""
        if (track == Track.SUGGESTION) != (self.petition_class == "SUGGESTION"):
            raise StepNotOpen(_("A suggestion is studied and replied to; a claim goes one of the ways of article 31."), field="track")
        if track not in ANSWER_CLOCKS:
            raise StepNotOpen(_("This legal procedure is not conducted here."), field="track")
        notice = not self.why_no_notice(self.petitioner)
        if notice and (not mode or not notified_on):
            raise StepNotOpen(_("Say how and when the petitioner was told in writing (art. 23)."), field="notified_on")
        received_on = self.current_transfer.sent_on if self.current_transfer else self.received_on
        if notified_on and not received_on <= notified_on <= act.on:
            raise StepNotOpen(_("The notice was served between the day of receipt and today."), field="notified_on")
        handler = act.duty_as(Role.HANDLER) if self.holder is None else self.holder
        proceeding = self.open_proceeding or Proceeding(petition=self, organ=self.holder_organ, received_on=received_on)
        proceeding.track, proceeding.accepted_on, proceeding.handler = track, act.on, handler
        act.write(proceeding)
        self.track, self.holder = track, handler
        act.stop(Rule.DIRECT_NOTICE, Rule.NOTICE, on=max(act.on, notified_on) if notified_on else act.on)
        act.set_aside(Rule.OBJECTION, reason=str(_("Accepted without objection.")))
        clock = act.running_clock(ANSWER_CLOCKS[track]) or act.start(ANSWER_CLOCKS[track], organ=self.holder_organ)
        if notice:
            paper = act.issue("D07", organ=self.holder_organ, payload=papers.acceptance(self, proceeding, clock), for_petitioner=True)
            act.serve(paper, mode=mode, served_on=notified_on, received_by=received_by)
        act.details = {"track": track, "notified_on": notified_on}

    @step
    def deem_accepted(self, act):
        """Silence never stretches the sixty days: they start when the notice was due (domain.md §2.5.5)."""
        notice = next((clock for clock in act.running if clock.rule in (Rule.NOTICE, Rule.DIRECT_NOTICE)), None)
        start = notice and deemed_start(notice.count(act.calendar), None, act.on)
        if not start:
            raise StepNotOpen(_("The notice is not overdue."))
        act.start(Rule.HANDLING, organ=self.holder_organ, on=start.on, is_deemed=True)

    @step
    def find(self, act, *, claim, facts, result, opinion, basis):
        """One claim: what was found, what follows, on which basis. The newest finding of a claim counts."""
        act.write(
            Finding(proceeding=self.open_proceeding, claim=claim, facts=facts, result=result, opinion=opinion, basis=basis, duty=act.by)
        )  # fmt: skip
        act.details = {"claim": claim.seq, "result": result}

    @step
    def extend(self, act, *, days, mode, notified_on):
        """Art. 34: once, at most thirty days, approved and told to the petitioner before the original date."""
        clock = act.running_clock(Rule.HANDLING)
        if clock is None:
            raise StepNotOpen(_("No handling clock runs on this petition."))
        if clock.extension_days:
            raise StepNotOpen(_("The handling time has been extended already; the law allows it once (art. 34)."))
        if act.on > clock.base_on:
            raise StepNotOpen(_("The original date has passed; it can no longer be extended (art. 34)."))
        if not clock.started_on <= notified_on <= act.on:
            raise StepNotOpen(_("The petitioner must have been told by today, before the original date."), field="notified_on")
        was_due = clock.strict_on
        clock.extension_days = days
        try:
            clock.recount(act.calendar)
        except ValueError as refused:
            raise StepNotOpen(str(refused), field="days") from refused
        act.write(clock)
        act.write(Extension(clock=clock, days=days, reason=act.reason, approved_on=act.on, told_on=notified_on))
        paper = act.issue(
            "D14", organ=self.holder_organ, payload=papers.extension(self, self.open_proceeding, clock, was_due, act), for_petitioner=True
        )
        act.serve(paper, mode=mode, served_on=notified_on)
        act.details = {"days": days, "was_due": was_due, "due_on": clock.strict_on}

    @step
    def submit(self, act):
        proceeding = self.open_proceeding
        proceeding.submitted_on = act.on
        act.write(proceeding)
        self.holder = None

    @step
    def return_draft(self, act):
        self.holder = self.open_proceeding.handler

    @step
    def sign(self, act):
        """The organ's own leader signs; the answer is given when it is issued (art. 34; domain.md §2.5.6)."""
        proceeding = self.open_proceeding
        proceeding.issued_on = act.on
        act.write(proceeding)
        act.stop(*ANSWER_CLOCKS.values())
        code, payload = papers.answer(self, proceeding)
        act.issue(code, organ=self.holder_organ, payload=payload, for_petitioner=True)
        act.start(Rule.SERVICE, organ=self.holder_organ)
        self.holder = proceeding.handler
        self.days_to_reply = (act.on - self.received_on).days

    @step
    def serve(self, act, *, mode, served_on, received_by="", note=""):
        """送达: the date on which the petitioner has the opinion starts the thirty days for a review (art. 35)."""
        self._serve_answer(act, mode, served_on, received_by, note)
        act.start(Rule.REVIEW_REQUEST, organ=None, on=served_on)

    @step
    def serve_reply(self, act, *, mode, served_on, received_by="", note=""):
        proceeding = self._serve_answer(act, mode, served_on, received_by, note)
        self.close(act, proceeding, closure_type="ANSWERED", finality="NOT_APPLICABLE")

    def _serve_answer(self, act, mode, served_on, received_by, note):
        proceeding = self.open_proceeding
        if not proceeding.issued_on <= served_on <= act.on:
            raise StepNotOpen(_("Service was between the day of issue and today."), field="served_on")
        answer = self.documents.filter(kind__in=["D17", "D34"]).last()
        act.serve(answer, mode=mode, served_on=served_on, received_by=received_by, note=note)
        act.stop(Rule.SERVICE, on=served_on)
        proceeding.served_on = served_on
        act.write(proceeding)
        act.details = {"mode": mode, "served_on": served_on}
        return proceeding

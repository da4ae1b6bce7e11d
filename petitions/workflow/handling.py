"""Steps of the competent organ: acceptance, findings, extension, opinion, service."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from accounts.models import Role
from petitions.clocks import Rule, deemed_start
from petitions.letters import papers
from petitions.models.document import ServiceMode
from petitions.models.proceeding import ClaimResult, Finding, Proceeding, Track

from .step import StepNotOpen, step

ANSWER_CLOCKS = {Track.T6_PETITION: Rule.HANDLING, Track.T5_DUTY: Rule.DUTY, Track.SUGGESTION: Rule.SUGGESTION_REPLY}


class Handling:
    @step
    def appoint(self, act, *, handler):
        if handler.organ_id != self.holder_organ_id or handler.role != Role.HANDLER:
            raise StepNotOpen(_("Choose a case handler of your own organ."), field="handler")
        handler = self.present(act, handler)
        self.holder = handler
        proceeding = self.open_proceeding
        if proceeding:
            proceeding.handler = handler
            act.write(proceeding)
        act.details = {"handler": handler}

    @step
    def accept(self, act, *, track, is_simple=False, is_clear=False, mode="", notified_on=None, received_by=""):
        """受理, told in the same step; the notice clock takes the later of the two dates (decisions.md 10).

        In writing (art. 23); in simple procedure a word or a message is enough, and is recorded. `is_clear`: the facts are, and the
        claims will probably be supported.
        """
        if (track == Track.SUGGESTION) != (self.petition_class == "SUGGESTION"):
            raise StepNotOpen(_("A suggestion is studied and replied to; a claim goes one of the ways of article 31."), field="track")
        if track not in ANSWER_CLOCKS:
            raise StepNotOpen(_("This legal procedure is not conducted here."), field="track")
        if is_simple:
            self.check_simple(track, is_clear)
        received_on = self.current_transfer.sent_on if self.current_transfer else self.received_on
        self.check_notice(act, mode, notified_on, since=received_on, may_be_oral=is_simple)
        # A matter that somebody holds stays in those hands, also when a deputy accepts it.
        handler = self.holder or act.duty_as(Role.HANDLER)
        if handler and not self.holder:
            handler = self.present(act, handler)
        proceeding = self.open_proceeding or Proceeding(petition=self, organ=self.holder_organ, received_on=received_on)
        proceeding.track, proceeding.is_simple, proceeding.accepted_on, proceeding.handler = track, is_simple, act.on, handler
        act.write(proceeding)
        self.track, self.is_simple, self.holder = track, is_simple, handler
        act.stop(Rule.DIRECT_NOTICE, Rule.NOTICE, on=max(act.on, notified_on) if notified_on else act.on)
        act.set_aside(Rule.OBJECTION, reason=gettext_noop("Accepted without objection."))
        if is_simple:
            act.stop(Rule.SIMPLE_ACCEPTANCE)
        act.set_aside(Rule.SIMPLE_ACCEPTANCE, reason=gettext_noop("Simple procedure was not chosen."))
        clock = self.start_answer_clock(act, proceeding)
        self.tell_of_acceptance(act, proceeding, clock, mode, notified_on, received_by)
        act.details = {"track": track, "is_simple": is_simple, "mode": mode, "notified_on": notified_on}

    def start_answer_clock(self, act, proceeding):
        """The clock of this procedure alone; that of an earlier one is set aside. The time for a duty runs from receipt (ALL art. 47)."""
        rule = Rule.SIMPLE_REPLY if proceeding.is_simple else ANSWER_CLOCKS[proceeding.track]
        others = {*ANSWER_CLOCKS.values(), Rule.SIMPLE_REPLY} - {rule}
        act.set_aside(*others, reason=gettext_noop("The matter is dealt with in another procedure."))
        on = proceeding.received_on if rule == Rule.DUTY else proceeding.accepted_on
        return act.running_clock(rule) or act.start(rule, organ=self.holder_organ, on=on)

    def check_notice(self, act, mode, notified_on, *, since, may_be_oral=False):
        """Was the petitioner told, how and when? Nobody has to be told who cannot be reached (art. 23)."""
        if self.why_no_notice(self.petitioner):
            return
        if not mode or not notified_on:
            raise StepNotOpen(_("Say how and when the petitioner was told in writing (art. 23)."), field="notified_on")
        if mode not in ServiceMode.values and not may_be_oral:
            raise StepNotOpen(_("Outside simple procedure the petitioner is told in writing (art. 23)."), field="mode")
        if not since <= notified_on <= act.on:
            raise StepNotOpen(_("The notice was served between the day of receipt and today."), field="notified_on")

    def tell_of_acceptance(self, act, proceeding, clock, mode, notified_on, received_by):
        """D07 with its service; none where the petitioner was told by word of mouth or cannot be told at all."""
        if mode in ServiceMode.values and not self.why_no_notice(self.petitioner):
            paper = act.issue("D07", organ=self.holder_organ, payload=papers.acceptance(self, proceeding, clock), for_petitioner=True)
            act.serve(paper, mode=mode, served_on=notified_on, received_by=received_by)

    @step
    def deem_accepted(self, act):
        """Silence never stretches the sixty days: they start when the notice was due (domain.md §2.5.5)."""
        notice = next((clock for clock in act.running if clock.rule in (Rule.NOTICE, Rule.DIRECT_NOTICE)), None)
        start = notice and deemed_start(notice.count(act.calendar), None, act.on)
        if not start:
            raise StepNotOpen(_("The notice is not overdue."))
        act.start(Rule.HANDLING, organ=self.holder_organ, on=start.on, is_deemed=True)

    @step
    def find(self, act, *, claim, facts, result, opinion, basis, promises=(), perform_by_on=None):
        """One claim: what was found, what follows, on which basis, what is promised. The newest finding of a claim counts.

        `promises`: texts, all to be done by `perform_by_on`; they bind the organ from the day on which the opinion is signed.
        """
        if promises and result != ClaimResult.SUPPORT:
            raise StepNotOpen(_("Something can be promised only where the claim is supported."), field="promises")
        if promises and (perform_by_on is None or perform_by_on < act.on):
            raise StepNotOpen(_("Say by which day it will be done, today or later."), field="perform_by_on")
        made = [{"text": text, "due_on": perform_by_on.isoformat()} for text in promises]
        act.write(
            Finding(
                proceeding=self.open_proceeding, claim=claim, facts=facts, result=result, opinion=opinion, basis=basis, promises=made,
                duty=act.by,
            )
        )  # fmt: skip
        act.details = {"claim": claim.seq, "result": result}

    @step
    def submit(self, act, *, justification=""):
        """To be signed. What a review revoked does not come back on the same facts and reasons, unless it is said why (domain.md §3.4 row 34)."""
        proceeding = self.open_proceeding
        repeated = pgettext("list of numbers", ", ").join(str(claim.seq) for claim in self.repeated_claims())
        if repeated and not justification:
            sentence = _("Claim %(numbers)s is answered as in the opinion before, on the same facts and reasons. Say what justifies it.")
            raise StepNotOpen(sentence % {"numbers": repeated}, field="justification")
        act.reason = justification or act.reason
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
        act.stop(Rule.REDO)
        self.make_promises(act, proceeding)
        code, payload = papers.answer(self, proceeding)
        act.issue(code, organ=self.holder_organ, payload=payload, for_petitioner=True)
        act.start(Rule.SERVICE, organ=self.holder_organ)
        self.holder = proceeding.handler
        if proceeding.kind == Proceeding.Kind.HANDLING:  # a second answer does not make the first one later
            self.days_to_reply = (act.on - self.received_on).days

    @step
    def serve(self, act, *, mode, served_on, received_by="", note=""):
        """送达: the date on which the petitioner has the opinion starts the thirty days for a review (art. 35)."""
        self._serve_answer(act, mode, served_on, received_by, note)
        act.start(Rule.REVIEW_REQUEST, organ=None, on=served_on)
        self.follow_promises(act, since=served_on)

    @step
    def serve_reply(self, act, *, mode, served_on, received_by="", note=""):
        """No review is open against it: a reply to a suggestion, or on the performance of a duty (arts 29, 31(5))."""
        proceeding = self._serve_answer(act, mode, served_on, received_by, note)
        self.follow_promises(act, since=served_on)
        return self.finish(act, proceeding, closure_type="ANSWERED", finality="NOT_APPLICABLE")

    def _serve_answer(self, act, mode, served_on, received_by, note):
        proceeding = self.open_proceeding
        if not proceeding.issued_on <= served_on <= act.on:
            raise StepNotOpen(_("Service was between the day of issue and today."), field="served_on")
        answer = self.documents.filter(kind__in=["D17", "D17R", "D34"]).last()
        act.serve(answer, mode=mode, served_on=served_on, received_by=received_by, note=note)
        act.stop(Rule.SERVICE, on=served_on)
        proceeding.served_on = served_on
        act.write(proceeding)
        act.details = {"mode": mode, "served_on": served_on}
        return proceeding

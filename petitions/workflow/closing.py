"""Steps at the end: the report of an assigned matter, the petitioner's window, the file."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.clocks import Rule
from petitions.letters import correction_papers, papers

from .remedy import WINDOW_OF
from .step import StepNotOpen, step

NOT_ASKED_FOR = {
    Rule.REVIEW_REQUEST: gettext_noop("No review was asked for in time."),
    Rule.REREVIEW_REQUEST: gettext_noop("No re-review was asked for in time."),
}


class Closing:
    @step
    def report_result(self, act, *, report, investigation=""):
        """办结报告: signed by the head of the organ, to the bureau that assigned the matter (art. 22 ¶1(3))."""
        leg = self.current_transfer
        leg.reported_on = act.on
        act.write(leg)
        investigation = investigation or "\n".join(finding.facts for finding in papers.newest_findings(self.last_proceeding).values())
        payload = correction_papers.completion(self, act, leg, investigation=investigation, outcome=report)
        act.issue("D24", organ=self.holder_organ, payload=payload)
        act.reason = report

    @step
    def accept_report(self, act):
        act.stop(Rule.ASSIGNED_RESULT)

    @step
    def return_report(self, act):
        leg = self.current_transfer
        leg.reported_on = None
        act.write(leg)

    @step
    def accept_answer(self, act, *, accepted_on, note=""):
        """The petitioner wrote that the answer is accepted. It is voluntary and never asked for."""
        proceeding = self.open_proceeding
        if not proceeding.served_on <= accepted_on <= act.on:
            raise StepNotOpen(_("The petitioner's letter is dated between the service and today."), field="accepted_on")
        act.stop(Rule.REVIEW_REQUEST, Rule.REREVIEW_REQUEST)
        act.details = {"accepted_on": accepted_on}
        return self.finish(act, proceeding, closure_type="ACCEPTED_BY_PETITIONER", finality="WINDOW_LAPSED")

    @step
    def lapse(self, act):
        """Nobody asked for a review, or after it for a re-review, until the rolled date, 24:00 (arts 35, 36; scenario 28)."""
        window = act.running_clock(WINDOW_OF[self.state])
        if window is None or act.on <= window.rolled_on:
            raise StepNotOpen(_("The petitioner may still ask for a review."))
        act.set_aside(window.rule, reason=NOT_ASKED_FOR[window.rule])
        return self.finish(act, self.open_proceeding, closure_type="ANSWERED", finality="WINDOW_LAPSED")

    def close(self, act, proceeding, *, closure_type, finality):
        act.set_aside(Rule.JUDICIAL_CONFIRMATION, reason=gettext_noop("The parties go to the court themselves."))
        proceeding.closed_on = act.on
        act.write(proceeding)
        self.closure_type, self.finality, self.closed_on = closure_type, finality, act.on
        self.holder = None

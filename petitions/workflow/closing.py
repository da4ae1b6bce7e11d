"""Steps at the end: the report of an assigned matter, the petitioner's window, the file."""

from django.utils.translation import gettext as _

from petitions.clocks import Rule
from petitions.letters import papers

from .step import StepNotOpen, step


class Closing:
    @step
    def report_result(self, act, *, report):
        """办结报告: signed by the head of the organ, to the bureau that assigned the matter (art. 22 ¶1(3))."""
        leg = self.current_transfer
        leg.reported_on = act.on
        act.write(leg)
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
        act.stop(Rule.REVIEW_REQUEST)
        self.close(act, proceeding, closure_type="ACCEPTED_BY_PETITIONER", finality="WINDOW_LAPSED")
        act.details = {"accepted_on": accepted_on}

    @step
    def lapse(self, act):
        """Nobody asked for a review until the rolled date, 24:00 (art. 35; scenario 28)."""
        window = act.running_clock(Rule.REVIEW_REQUEST)
        if window is None or act.on <= window.rolled_on:
            raise StepNotOpen(_("The petitioner may still ask for a review."))
        act.set_aside(Rule.REVIEW_REQUEST, reason=str(_("No review was asked for in time.")))
        self.close(act, self.open_proceeding, closure_type="ANSWERED", finality="WINDOW_LAPSED")

    @step
    def archive(self, act):
        """归档: the file is complete, indexed and closed."""
        if self.is_taken_over and not self.documents.exists():
            raise StepNotOpen(_("The file of a matter that was closed elsewhere is kept where it was closed."))
        act.issue("D37", organ=self.holder_organ, payload=papers.file_index(self, act))
        self.holder = None

    def close(self, act, proceeding, *, closure_type, finality):
        proceeding.closed_on = act.on
        act.write(proceeding)
        self.closure_type, self.finality, self.closed_on = closure_type, finality, act.on
        self.holder = None

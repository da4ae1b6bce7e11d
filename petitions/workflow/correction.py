"""Steps when a finished answer has to be made better: the superior's order, the organ's second work, the superior's verdict."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Role
from petitions.clocks import Rule
from petitions.letters import correction_papers
from petitions.models.correction import CorrectionOrder
from petitions.models.document import ServiceMode
from petitions.models.proceeding import Proceeding

from .step import StepNotOpen, step

ANSWERING = (Proceeding.Kind.HANDLING, Proceeding.Kind.REDO, Proceeding.Kind.CORRECTION)
# What ran on the answer that does not stand any more. The time for a review begins anew with the new answer; what was promised stays promised.
OF_THE_ANSWER = (Rule.SERVICE, Rule.REVIEW_REQUEST, Rule.REREVIEW_REQUEST)


class Correction:
    @step
    def order_correction(self, act, *, defect, facts, requirement, due_on=None):
        """责令限期改正 (arts 43–46): by the superior, thirty days where the order names no date."""
        if due_on and due_on <= act.on:
            raise StepNotOpen(_("The date for the correction must be later than today."), field="due_on")
        answered = self.proceedings.filter(kind__in=ANSWERING, issued_on__isnull=False).select_related("organ").last()
        if answered is None:
            raise StepNotOpen(_("No answer was given here that could be corrected."))
        organ = answered.organ
        order = act.write(
            CorrectionOrder(
                petition=self, organ=organ, ordered_by=act.by, proposed_by=act.proposed_by, ordered_on=act.on, defect=defect, facts=facts,
                requirement=requirement, due_on=due_on,
            )
        )  # fmt: skip
        self._undo_answer(act)
        self.holder_organ = organ
        clock = act.start(Rule.CORRECTION, organ=organ, given_on=due_on)
        above = act.by.organ
        act.involve(above)
        paper = act.issue("D28", organ=above, payload=correction_papers.order(self, act, order, clock))
        act.serve(paper, mode=ServiceMode.ELECTRONIC, served_on=act.on, note=organ.name)
        act.details = {"defect": defect}

    @step
    def start_correction(self, act):
        """A proceeding of its own: every claim is found and answered anew, signed and served, with a right of review."""
        order = self.open_correction
        before = self.proceedings.filter(kind__in=ANSWERING).last()
        handler = act.by if act.by.role == Role.HANDLER else None
        proceeding = act.write(
            Proceeding(
                petition=self, kind=Proceeding.Kind.CORRECTION, organ=order.organ, handler=handler, track=before.track,
                received_on=order.ordered_on, accepted_on=act.on,
            )
        )  # fmt: skip
        order.proceeding, order.verdict, order.decided_on = proceeding, "", None
        act.write(order)
        self.holder = handler

    @step
    def accept_correction(self, act):
        order = self._corrected()
        order.verdict, order.decided_on = CorrectionOrder.Verdict.ACCEPTED, act.on
        act.write(order)
        act.stop(Rule.CORRECTION)

    @step
    def return_correction(self, act):
        """The organ has to begin again; the period of the order runs on."""
        order = self._corrected()
        order.verdict, order.decided_on = CorrectionOrder.Verdict.RETURNED, act.on
        act.write(order)
        self._undo_answer(act)
        self.holder_organ = order.organ

    @property
    def open_correction(self):
        return self.corrections.exclude(verdict=CorrectionOrder.Verdict.ACCEPTED).select_related("organ", "proceeding").first()

    def _corrected(self):
        order = self.open_correction
        if order is None or order.proceeding is None or order.proceeding.issued_on is None:
            raise StepNotOpen(_("The organ has not given its new answer yet."))
        return order

    def _undo_answer(self, act):
        act.set_aside(*OF_THE_ANSWER, reason=gettext_noop("The answer has to be corrected."))
        proceeding = self.open_proceeding
        if proceeding:
            proceeding.closed_on = act.on
            act.write(proceeding)
        self.closed_on, self.closure_type, self.finality, self.holder = None, "", "OPEN", None


def correction_is_answered(petition) -> bool:
    order = petition.open_correction
    return bool(order and order.verdict == "" and order.proceeding and order.proceeding.issued_on)

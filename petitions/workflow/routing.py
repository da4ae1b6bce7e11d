"""Steps that send a petition to the competent organ, and bring it back when that organ is not competent."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.clocks import Rule
from petitions.letters import papers
from petitions.models.proceeding import Proceeding
from petitions.models.transfer import Objection, Transfer

from .step import StepNotOpen, step


class Routing:
    @step
    def transfer(self, act, *, organ, note=""):
        """转送: yours, handle it and answer the petitioner (art. 22)."""
        leg = self._send(act, Transfer.Kind.TRANSFER, organ, note)
        self._write_transfer_papers(act, leg)

    @step
    def assign(self, act, *, organ, result_due_on, note=""):
        """交办: an important matter, whose result is reported back by the date named (art. 22 ¶1(3))."""
        if result_due_on <= act.on:
            raise StepNotOpen(_("The date for the result must be later than today."), field="result_due_on")
        if organ.is_bureau:
            raise StepNotOpen(
                _("Assign to the organ that handles the matter and reports on it; to a bureau it is transferred."), field="organ"
            )
        leg = self._send(act, Transfer.Kind.ASSIGN, organ, note, result_due_on)
        act.start(Rule.ASSIGNED_RESULT, organ=organ, given_on=result_due_on)
        self._write_transfer_papers(act, leg)

    @step
    def keep(self, act):
        """The organ that received the petition is competent itself; its notice to the petitioner runs on (art. 23)."""
        self.holder = None
        act.write(Proceeding(petition=self, organ=self.holder_organ, received_on=self.received_on))

    @step
    def sign_for(self, act):
        """Signing is an act of order; the clocks run since delivery, whoever signs when (domain.md §2.5.4)."""
        leg = self.current_transfer
        leg.signed_on, leg.signed_by = act.on, act.by
        act.write(leg)
        self.holder = None

    @step
    def object(self, act, *, grounds, basis, suggested_organ=None):
        """异议: within five working days, with detailed reasons; the sender has to agree (art. 23 ¶3)."""
        leg, window = self.current_transfer, act.running_clock(Rule.OBJECTION)
        if not leg.late_objection_on and (window is None or act.on > window.rolled_on):
            raise StepNotOpen(
                _(
                    "The five working days for an objection are over (art. 23). Only the supervisor above can still allow one, with a reason."
                )
            )
        if hasattr(leg, "objection"):
            raise StepNotOpen(_("Your objection to this transfer has been decided already."))
        if len(grounds.strip()) < 10:
            raise StepNotOpen(_("Please give detailed reasons, at least ten characters (art. 23)."), field="grounds")
        act.stop(Rule.OBJECTION)
        act.start(Rule.OBJECTION_DECISION, organ=leg.from_organ)
        objection = Objection(transfer=leg, lodged_on=act.on, grounds=grounds, basis=basis, suggested_organ=suggested_organ)
        act.write(objection)
        act.issue("D11", organ=leg.to_organ, payload=papers.objection(self, leg, objection))
        act.details = {"suggested_organ": suggested_organ}
        self.holder_organ, self.holder = leg.from_organ, None

    @step
    def allow_late_objection(self, act):
        """The time is over and stays missed; the supervisor lets the organ object all the same, and says why (domain.md §3.4 row 14)."""
        window = act.running_clock(Rule.OBJECTION)
        if window and act.on <= window.rolled_on:
            raise StepNotOpen(_("The organ may still object by itself."))
        act.stop(Rule.OBJECTION)
        leg = self.current_transfer
        leg.late_objection_on = act.on
        act.write(leg)

    @step
    def agree_objection(self, act, *, organ):
        """The sender agrees: the materials come back and go to another organ, with clocks of its own (domain.md §2.5.11)."""
        leg = self.current_transfer
        if organ == leg.to_organ:
            raise StepNotOpen(_("Choose another organ than the one that objected."), field="organ")
        objection = self._decide_objection(act, leg, is_agreed=True, new_organ=organ)
        # Sixty days that began by silence began for an organ that was not competent.
        act.set_aside(Rule.NOTICE, Rule.HANDLING, reason=gettext_noop("The transfer was returned as wrong."))
        leg.is_current = False
        act.write(leg)
        new = self._send(act, leg.kind, organ, act.reason, leg.result_due_on)
        if leg.kind == Transfer.Kind.ASSIGN:
            act.set_aside(Rule.ASSIGNED_RESULT, reason=gettext_noop("The transfer was returned as wrong."))
            # The date named in the letter stands; it may have passed while the organs sent the matter to and fro.
            act.start(Rule.ASSIGNED_RESULT, organ=organ, on=leg.sent_on, given_on=leg.result_due_on)
        self._write_transfer_papers(act, new)
        act.details = {"organ": organ, "objected_on": objection.lodged_on}

    @step
    def refuse_objection(self, act):
        """The sender does not agree: the organ's clock goes on from the day it received the transfer (domain.md §3.4 row 16)."""
        leg = self.current_transfer
        self._decide_objection(act, leg, is_agreed=False)
        self.holder_organ, self.holder = leg.to_organ, None

    def _send(self, act, kind, organ, note, result_due_on=None):
        if organ == self.holder_organ:
            raise StepNotOpen(_("The petition is with this organ already."), field="organ")
        if organ.closed_on or (organ.kind == "GOVERNMENT" and not organ.duties.current().filter(role="LIAISON").exists()):
            raise StepNotOpen(_("Nobody receives petitions at this organ. Choose another one."), field="organ")
        if self.transfers.filter(to_organ=organ, objection__is_agreed=True).exists():
            raise StepNotOpen(
                _("%(organ)s objected before, and rightly. Choose another organ, or have the dispute decided (art. 24).")
                % {"organ": organ.short_name},
                field="organ",
            )
        if self._accused_above(organ) and self.is_sealed:
            raise StepNotOpen(_("Choose another organ."), field="organ")
        act.stop(Rule.REGISTRATION, Rule.DIRECT_NOTICE, Rule.FORWARDING, Rule.SIMPLE_FORWARD)
        act.set_aside(Rule.OBJECTION, Rule.SIMPLE_ACCEPTANCE, reason=gettext_noop("The transfer was returned as wrong."))
        leg = act.write(
            Transfer(
                petition=self, kind=kind, from_organ=self.holder_organ, to_organ=organ, sent_on=act.on, note=note, result_due_on=result_due_on
            )
        )  # fmt: skip
        if organ.is_bureau:  # it sorts and forwards, and tells nobody whether it accepts
            act.start(Rule.FORWARDING, organ=organ)
        else:
            act.start(Rule.NOTICE, organ=organ, unless=self.why_no_notice(self.petitioner))
            act.start(Rule.OBJECTION, organ=organ)
        self.start_simple_window(act, organ, self.petitioner, kind=kind)
        act.involve(organ)
        self.lead_moves_to(act, organ)
        self.holder_organ, self.holder = organ, None
        act.details = {"organ": organ}
        return leg

    def _write_transfer_papers(self, act, leg):
        code = "D05" if leg.kind == Transfer.Kind.ASSIGN else "D04"
        notice, window = act.running_clock(Rule.NOTICE) or act.running_clock(Rule.FORWARDING), act.running_clock(Rule.OBJECTION)
        act.issue(code, organ=leg.from_organ, payload=papers.transfer(self, leg, notice, window))
        if notice and not self.is_taken_over:
            act.issue("D06", organ=leg.from_organ, payload=papers.whereabouts(self, leg, notice), for_petitioner=True)

    def _decide_objection(self, act, leg, *, is_agreed, new_organ=None):
        objection = leg.objection
        objection.is_agreed, objection.decided_on, objection.decision = is_agreed, act.on, act.reason
        act.write(objection)
        act.stop(Rule.OBJECTION_DECISION)
        act.issue("D12", organ=leg.from_organ, payload=papers.objection_decision(self, leg, objection, new_organ))
        return objection

    def _accused_above(self, organ):
        """Does an accused unit stand above this organ, or is it this organ?"""
        return self.parties.filter(role="ACCUSED", organ__paths_down__descendant=organ, organ__paths_down__valid_until=None).exists()

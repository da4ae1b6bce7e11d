"""Steps by which a petition leaves without an answer: taken back, ended, and the way back in."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.clocks import Rule
from petitions.letters import sorting_papers
from petitions.models.event import Event
from petitions.models.withdrawal import Withdrawal

from .step import StepNotOpen, step
from .urgent import URGENT_CLOCKS

EXIT_PAPERS = ("D08", "D09", "D10", "D35", "D36")
COOLING_OFF = timedelta(days=3)  # the office's own: time to think again, and for pressure to show


class Leaving:
    @step
    def ask_withdrawal(self, act, *, parties, statement):
        """撤回: the petitioner's own free will, for oneself or, in writing at the counter, for those who signed.

        `parties`: those who withdraw; empty where nobody gave a name.
        """
        self._only_from_the_petitioner(act)
        if len(statement.strip()) < 5:
            raise StepNotOpen(_("Write in the petitioner's own words that this is their free will."), field="statement")
        waiting = set(self.withdrawals.filter(revoked_on=None).values_list("party", flat=True))
        chosen = list(parties) or ([None] if not self.petitioners else [])
        if not chosen or any(party and party not in self.petitioners for party in chosen):
            raise StepNotOpen(_("Choose who of the petitioners withdraws."), field="parties")
        if any((party and party.pk) in waiting for party in chosen):
            raise StepNotOpen(_("This withdrawal has been recorded already."), field="parties")
        until = act.on + COOLING_OFF
        for party in chosen:
            act.write(Withdrawal(petition=self, party=party, statement=statement, asked_on=act.on, may_revoke_until=until))
        act.details = {"people": len(chosen), "until": until}

    @step
    def revoke_withdrawal(self, act):
        """Within the days to think again one word is enough."""
        self._only_from_the_petitioner(act)
        for one in self.withdrawals.waiting():
            one.revoked_on = act.on
            act.write(one)

    @step
    def withdraw(self, act):
        """All petitioners have withdrawn. What is urgent goes on ex officio: its report stays due (domain.md §3.4 row 44)."""
        self._carry_out_withdrawals(act, is_whole=True)
        self.leave(act, gettext_noop("The petitioner withdrew."))

    @step
    def withdraw_some(self, act):
        """Some have withdrawn; the matter goes on for the others (scenario 58)."""
        ripe = self._carry_out_withdrawals(act, is_whole=False)
        self.headcount = max(1, self.headcount - len(ripe))
        act.details = {"people": len(ripe)}

    @step
    def terminate(self, act, *, ground):
        """终止: nobody is left who could receive an answer, or nobody can be found."""
        act.issue("D35", organ=act.by.organ, payload=sorting_papers.termination(self, act.by.organ, ground, act), for_petitioner=True)
        act.details = {"termination": ground}
        self.leave(act, gettext_noop("The handling ended."))

    @step
    def serve_notice(self, act, *, mode, served_on, received_by="", note=""):
        """The paper that says why the petition left reaches the petitioner."""
        for paper in self.unserved_notices:
            if not paper.issued_on <= served_on <= act.on:
                raise StepNotOpen(_("Service was between the day of issue and today."), field="served_on")
            act.serve(paper, mode=mode, served_on=served_on, received_by=received_by, note=note)
        act.details = {"mode": mode, "served_on": served_on}

    @property
    def unserved_notices(self):
        return list(self.documents.filter(kind__in=EXIT_PAPERS, is_for_petitioner=True, services=None))

    @step
    def reopen(self, act, *, ground):
        """A finished matter is sorted anew, by the bureau, with a registration clock that starts today (domain.md §3.4 row 43)."""
        bureau = act.by.organ
        leg = self.current_transfer
        if leg:
            leg.is_current = False
            act.write(leg)
        self.holder_organ, self.holder, self.track = bureau, act.proposed_by, ""
        self.closed_on, self.closure_type, self.finality = None, "", "OPEN"
        act.involve(bureau)
        act.start(Rule.REGISTRATION, organ=bureau)
        act.details = {"reopening": ground}

    @property
    def petitioners(self):
        """Those whose matter it is: who could withdraw, and has not."""
        gone = set(self.withdrawals.exclude(done_on=None).values_list("party", flat=True)) if self.pk else set()
        return [party for party in self.parties.all() if party.role not in ("ACCUSED", "AGENT") and party.pk not in gone]

    def leave(self, act, reason):
        """The petition goes out of work: clocks end, the proceeding closes, nobody holds it. Urgent reports stay due.

        What was late already stays late; the rest cannot run any more. `reason` is a msgid.
        """
        for clock in [clock for clock in act.running if clock.rule not in URGENT_CLOCKS]:
            if clock.rolled_on and clock.rolled_on < act.on and not clock.is_petitioners:
                act.stop(clock.rule, organ=clock.organ)
            elif clock in act.running:
                act.set_aside(clock.rule, reason=reason, organ=clock.organ)
        if proceeding := self.open_proceeding:
            proceeding.closed_on = act.on
            act.write(proceeding)
        self.holder, self.closed_on, self.finality = None, act.on, "NOT_APPLICABLE"

    def _carry_out_withdrawals(self, act, *, is_whole):
        ripe = list(self.withdrawals.ripe(act.on).select_related("party"))
        if not ripe:
            raise StepNotOpen(_("The petitioner may still think again."))
        stays = {party.pk for party in self.petitioners} - {one.party_id for one in ripe}
        if is_whole == bool(stays):
            raise StepNotOpen(
                _("Somebody is left for whom the matter goes on.") if stays else _("Nobody is left for whom the matter could go on.")
            )
        organ = self.holder_organ
        act.issue("D35", organ=organ, payload=sorting_papers.withdrawal(self, organ, ripe, act, is_whole=is_whole), for_petitioner=True)
        for one in ripe:
            one.done_on = act.on
            act.write(one)
        return ripe

    def _only_from_the_petitioner(self, act):
        """Scenario 58: the organ that is complained of, or that handles the matter, never withdraws it for the petitioner."""
        if act.actor == Event.Actor.CITIZEN:
            return
        organ = act.by.organ
        handles = not organ.is_bureau or self.proceedings.filter(organ=organ).exists()
        if handles or self.parties.filter(role="ACCUSED", organ=organ).exists():
            raise StepNotOpen(
                _(
                    "A withdrawal comes from the petitioner: on the follow page, or in writing at the bureau. It is never entered by the organ that handles it."
                )
            )

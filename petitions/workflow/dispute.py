"""Steps where organs cannot agree whose petition it is: the dispute, and the superior's decision that binds."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Duty, OrganPath, Role
from petitions.clocks import Rule
from petitions.letters import joint_papers, papers
from petitions.models.dispute import Disputant, Dispute
from petitions.models.transfer import Transfer

from .step import StepNotOpen, step

# Periods of the organ that is not competent: they end with the decision.
OF_THE_ORGAN = (Rule.NOTICE, Rule.SIMPLE_ACCEPTANCE, Rule.ASSIGNED_RESULT, Rule.HANDLING)
SHORTEST = 10  # characters that say anything about grounds or attempts


class Disputes:
    @step
    def dispute(self, act, *, organs, attempts):
        """受理争议 (art. 24). `organs`: those that each say it is not theirs, or each say it is; `attempts`: how they tried to agree."""
        organs = list(dict.fromkeys(organs))
        if len(organs) < 2:
            raise StepNotOpen(_("A dispute has two organs at least."), field="organ_2")
        if act.by.role == Role.O_LEAD and act.by.organ not in organs:
            raise StepNotOpen(_("Your organ has to be one of those in dispute."), field="organ_1")
        if len(attempts.strip()) < SHORTEST:
            raise StepNotOpen(_("Say how the organs tried to agree, in at least ten characters."), field="attempts")
        deciding = self._superior_of(organs)
        dispute = act.write(
            Dispute(petition=self, declared_on=act.on, declared_by=act.by, attempts=attempts, deciding_organ=deciding),
        )
        for organ in organs:
            act.write(Disputant(dispute=dispute, organ=organ))
            act.involve(organ)
        act.involve(deciding)
        act.stop(Rule.OBJECTION_DECISION)
        act.set_aside(Rule.OBJECTION, reason=gettext_noop("The competence is in dispute."))
        act.start(Rule.DISPUTE, organ=deciding)
        self.holder_organ, self.holder = deciding, None
        act.details = {"organs": [organ.short_name for organ in organs]}

    @step
    def decide_dispute(self, act, *, organ, parts=()):
        """指定受理: it binds, nobody objects any more. The lead tells the petitioner within fifteen days of the decision."""
        dispute = self.open_dispute
        dispute.decided_on, dispute.decided_by, dispute.lead, dispute.decision = act.on, act.by, organ, act.reason
        act.write(dispute)
        act.stop(Rule.DISPUTE)
        organs = [row.organ for row in dispute.disputants.select_related("organ")]
        before = self.current_transfer
        self._settle_objection(act, before, organ)
        leg = self._order(act, before, organ)
        self.lead_moves_to(act, organ)
        joint = self._joined(act, lead=organ) if parts else None
        asked = [self._ask(act, joint, **part, sender=act.by.organ) for part in parts]
        notice = act.running_clock(Rule.NOTICE)
        act.issue("D13", organ=act.by.organ, payload=joint_papers.competence_decided(self, act, dispute, organs, asked, notice))
        if notice:
            act.issue("D06", organ=act.by.organ, payload=papers.whereabouts(self, leg, notice), for_petitioner=True)
        act.details = {"organ": organ, "parts": [part["organ"].short_name for part in parts]}

    @property
    def open_dispute(self):
        return self.disputes.filter(decided_on=None).select_related("declared_by__organ", "deciding_organ").first()

    def _settle_objection(self, act, leg, organ):
        """What the sender had not decided is settled with the dispute; the day and the reason stand there."""
        objection = getattr(leg, "objection", None) if leg else None
        if objection and objection.is_agreed is None:
            objection.is_agreed = organ != leg.to_organ
            act.write(objection)

    def _order(self, act, before, organ):
        """The leg to the lead. Whoever sent the petition before stays its sender and has the result reported."""
        if organ.closed_on or not organ.duties.current().filter(role=Role.LIAISON).exists():
            raise StepNotOpen(_("Nobody receives petitions at this organ. Choose another one."), field="organ")
        if before:
            before.is_current = False
            act.write(before)
        leg = act.write(
            Transfer(
                petition=self, kind=before.kind if before else Transfer.Kind.TRANSFER, from_organ=before.from_organ if before else self.holder_organ,
                to_organ=organ, sent_on=act.on, note=act.reason, result_due_on=before.result_due_on if before else None, is_ordered=True,
            )
        )  # fmt: skip
        for clock in [clock for clock in act.running if clock.rule in OF_THE_ORGAN]:
            if clock.organ_id != organ.pk:  # the organ that has a period keeps it: a dispute makes no legal date later
                act.set_aside(clock.rule, reason=gettext_noop("Another organ was named competent."), organ=clock.organ)
        act.set_aside(Rule.DIRECT_NOTICE, reason=gettext_noop("Another organ was named competent."))
        if not act.running_clock(Rule.NOTICE):
            act.start(Rule.NOTICE, organ=organ, unless=self.why_no_notice(self.petitioner))
        if leg.result_due_on and not act.running_clock(Rule.ASSIGNED_RESULT):
            act.start(Rule.ASSIGNED_RESULT, organ=organ, on=before.sent_on, given_on=leg.result_due_on)
        proceeding = self.open_proceeding
        if proceeding and proceeding.organ_id != organ.pk:
            proceeding.closed_on = act.on
            act.write(proceeding)
        act.involve(organ)
        self.holder_organ, self.holder = organ, None
        return leg

    def _superior_of(self, organs):
        """The nearest organ above all of them that has a leader here; where there is none, the nearest joint conference."""
        above = defaultdict(dict)
        for path in OrganPath.objects.filter(descendant__in=organs, valid_until=None, depth__gt=0).select_related("ancestor"):
            above[path.ancestor][path.descendant_id] = path.depth
        common = [organ for organ, below in above.items() if len(below) == len(organs)]
        for organ in sorted(common, key=lambda organ: min(above[organ].values())):
            if organ.duties.current().filter(role=Role.O_LEAD).exists():
                return organ
            seats = Duty.objects.current().filter(role=Role.JOINT).select_related("organ__parent")
            seat = next((duty.organ for duty in seats if duty.organ.jurisdiction == organ or duty.organ.parent_id == organ.pk), None)
            if seat:
                return seat
        raise StepNotOpen(_("No organ above all of these has a leader or a joint conference in this system. Ask your administrator."))

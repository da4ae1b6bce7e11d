"""Steps of simple procedure: a clear first matter is answered within ten working days, or goes on in ordinary procedure."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.clocks import Rule
from petitions.letters import papers
from petitions.models.document import ServiceMode
from petitions.models.joint import JointHandling
from petitions.models.party import Party
from petitions.models.proceeding import Finding, Track
from petitions.models.transfer import Transfer

from .step import StepNotOpen, step

GROUP = 5  # persons who petition together (集体访, 联名信)
SIMPLE_TRACKS = (Track.T6_PETITION, Track.SUGGESTION)


class Simple:
    @cached_property
    def is_simple(self) -> bool:
        """Is it dealt with in simple procedure now? Lists bring it with them; the door asks anew under its lock."""
        return any(proceeding.is_simple and proceeding.closed_on is None for proceeding in self.proceedings.all())

    def why_not_simple(self) -> str:
        """The sentence that says why simple procedure is not open to this matter; empty where it is (Measures of 2016)."""
        leg = self.current_transfer if self.pk else None
        if self.is_repeat:
            return _("Simple procedure is for first petitions; this one is a repeat.")
        if leg and leg.kind == Transfer.Kind.ASSIGN:
            return _("An assigned matter is handled in ordinary procedure, because its result has to be reported.")
        parties = self.parties.all() if self.pk else ()
        if self.headcount >= GROUP or any(party.role == Party.Role.CO_SIGNER for party in parties):
            return _("A joint petition is handled in ordinary procedure.")
        if self.pk and JointHandling.objects.filter(petition=self).exists():
            return _("Several organs are responsible for this matter; simple procedure is for one.")
        if self.pk and self.clocks.running().filter(rule=Rule.HANDLING).exists():
            return _("The handling time started by silence; simple procedure is decided on within three working days.")
        return ""

    def check_simple(self, track, is_clear):
        reason = self.why_not_simple()
        if not reason and track not in SIMPLE_TRACKS:
            reason = _("The performance of a duty follows the period of its own law, not simple procedure.")
        if not reason and self.why_no_notice(self.petitioner):
            reason = _("Nobody can be reached with a reply; the matter is handled in ordinary procedure.")
        if reason:
            raise StepNotOpen(reason, field="is_simple")
        if not is_clear:
            sentence = _(
                "Simple procedure is only for what is clear and will probably be supported. Say that it is, or leave simple procedure."
            )
            raise StepNotOpen(sentence, field="is_clear")

    def start_simple_window(self, act, organ, person, *, on=None, kind=Transfer.Kind.TRANSFER):
        """C08, or C10 at a bureau in between, runs from arrival wherever simple procedure is possible (decisions.md 10).

        Choosing another way sets C08 aside; passing the matter on stops C10.
        """
        if kind != Transfer.Kind.ASSIGN and not self.why_no_notice(person) and not self.why_not_simple():
            act.start(Rule.SIMPLE_FORWARD if organ.is_bureau else Rule.SIMPLE_ACCEPTANCE, organ=organ, on=on)

    @step
    def convert(self, act, *, mode="", notified_on=None, received_by=""):
        """Ordinary procedure from here on; its sixty days count from acceptance all the same (domain.md §3.4 row 22)."""
        proceeding = self.open_proceeding
        self.check_notice(act, mode, notified_on, since=proceeding.accepted_on)
        act.set_aside(Rule.SIMPLE_REPLY, reason=gettext_noop("Simple procedure was left for ordinary procedure."))
        proceeding.is_simple = self.is_simple = False
        act.write(proceeding)
        rule = Rule.SUGGESTION_REPLY if proceeding.track == Track.SUGGESTION else Rule.HANDLING
        clock = act.start(rule, organ=self.holder_organ, on=proceeding.accepted_on)
        self.tell_of_acceptance(act, proceeding, clock, mode, notified_on, received_by)
        act.details = {"mode": mode, "notified_on": notified_on, "due_on": clock.strict_on}

    @step
    def reply_simply(self, act, *, replies, mode, replied_on, received_by=""):
        """A short reply to each claim: said, sent as a message, or on paper where the petitioner asks for it.

        `replies`: {claim, result, reply} for every claim.
        """
        proceeding = self.open_proceeding
        if not proceeding.accepted_on <= replied_on <= act.on:
            raise StepNotOpen(_("The reply was given between the day of acceptance and today."), field="replied_on")
        answered = {reply["claim"].pk for reply in replies if reply["reply"].strip()}
        for claim in self.claims.all():
            if claim.pk not in answered:
                raise StepNotOpen(_("Claim %(number)d has no reply yet.") % {"number": claim.seq}, field=f"reply_{claim.seq}")
        findings = [
            act.write(Finding(proceeding=proceeding, claim=reply["claim"], result=reply["result"], opinion=reply["reply"], duty=act.by))
            for reply in replies
        ]
        proceeding.submitted_on = proceeding.issued_on = proceeding.served_on = replied_on
        if mode in ServiceMode.values:
            payload = papers.reply(self, proceeding, {finding.claim_id: finding for finding in findings})
            paper = act.issue("D17R", organ=self.holder_organ, payload=payload, for_petitioner=True)
            act.serve(paper, mode=mode, served_on=replied_on, received_by=received_by)
        act.stop(Rule.SIMPLE_REPLY, on=replied_on)
        self.days_to_reply = (replied_on - self.received_on).days
        self.close(act, proceeding, closure_type="ANSWERED", finality="NOT_APPLICABLE")
        act.details = {"mode": mode, "replied_on": replied_on}

"""Steps of an accusation: whom it accuses, who receives it outside of what it accuses, and how it is handed over (arts 22, 30)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import OrganKind, Role
from petitions import accusations
from petitions.clocks import Rule
from petitions.letters import sorting_papers
from petitions.models.accusation import Identification
from petitions.models.transfer import Transfer

from .birth import FIRST_CLOCKS
from .sorting import bureau_of
from .step import StepNotOpen, step
from .urgent import URGENT_CLOCKS

HAND_OVER_PAPERS = ("D32", "D33")


class Sealing:
    @step
    def identify(self, act, *, is_identified, accused=()):
        """被检举控告人的认定: named, with our own rows where they are ours, or said that it cannot be known. Before that it goes nowhere."""
        accused = [one for one in accused if one]
        if is_identified and not accused:
            raise StepNotOpen(_("Say who is accused: choose from what the text names, or write it down."), field="name")
        if not is_identified and accused:
            raise StepNotOpen(_("Somebody is named. Say that the accused is known, or take the names away."), field="is_identified")
        if not is_identified and not act.reason:
            raise StepNotOpen(_("Please give a reason."), field="reason")
        self._accuse(act, accused, is_identified=is_identified)
        self._into_the_lane(act, accused)
        act.details = {"is_identified": is_identified}

    @step
    def seal(self, act, *, accused):
        """An accusation found late, in a running matter: it is out of everybody's hands at once, and sorted anew by accusation officers.

        The claims in it do not get lost: the accusation officers split them off again, with the passages left out.
        """
        if proposal := self.pending:
            proposal.decided_by, proposal.is_confirmed = act.by, False
            act.write(proposal)
            act.ends_proposal = True
        reason = gettext_noop("Sealed as an accusation.")
        for part in self.parts.missing().select_related("organ"):
            self._drop(act, part, reason)
        act.set_aside(*{clock.rule for clock in act.running} - set(URGENT_CLOCKS), reason=reason)
        if proceeding := self.open_proceeding:
            proceeding.closed_on = act.on
            act.write(proceeding)
        if leg := self.current_transfer:
            leg.is_current = False
            act.write(leg)
        self.track, self.finality, self.closure_type, self.closed_on = "", "OPEN", "", None
        self.seal_for(act, accused)
        if not any(clock.rule in FIRST_CLOCKS or clock.rule == Rule.DISCIPLINE_NOTICE for clock in act.started):
            self._first_clock_of(act, self.holder_organ, act.on, self.petitioner)

    def seal_for(self, act, accused):
        """From now on it exists for accusation officers alone, and for none of those whom it accuses."""
        accused = [one for one in accused if one]
        if accused:
            self._accuse(act, accused, is_identified=True)
        self.petition_class, self.is_sealed, self.holder = "ACCUSATION", True, None
        if self.is_restricted:
            self.end_clearances(act)  # who was named to read a claim is not in charge of an accusation
        act.is_sealing = True
        self._into_the_lane(act, accused)

    def _accuse(self, act, accused, *, is_identified):
        for one in accused:
            act.write(one.party(petition=self))
        act.write(Identification(petition=self, is_identified=is_identified))

    def _into_the_lane(self, act, more=()):
        """Another organ takes it where the one that has it is accused itself, or has nobody for accusations."""
        accused = [*accusations.accused_of(self), *more]
        if self.closed_on and self.holder_organ_id not in accusations.closed_organs(accused):
            return  # it is with the organ that has the authority, whether or not that one works in this system
        lane = accusations.lane(self.holder_organ, accused)
        if lane is None:
            raise StepNotOpen(
                _(
                    "No organ in this system stands outside of what is accused. Hand it over closed, on paper, to the discipline organ one level up."
                )
            )
        act.involve(lane)
        if lane == self.holder_organ:
            return
        moved = [clock for clock in act.running if clock.rule in FIRST_CLOCKS]
        act.set_aside(*FIRST_CLOCKS, reason=gettext_noop("Another organ receives the accusation."))
        if moved:
            self._first_clock_of(act, lane, min(clock.started_on for clock in moved), self.petitioner)
        self.holder_organ, self.holder = lane, None

    def office_of_parts(self, act):
        """Which office sorts what is split off: the one that splits; of a discipline organ's lane the bureau beside it."""
        organ = act.by.organ
        return organ if organ.is_bureau or act.by.role != Role.DISC else bureau_of(organ) or self.first_organ

    def _first_clock_of(self, act, organ, on, person):
        """A bureau disposes within its fifteen days (art. 22); of a discipline organ's own time the petitioner is told for information."""
        if organ.kind == OrganKind.DISCIPLINE:
            act.start(Rule.DISCIPLINE_NOTICE, organ=organ, on=on, unless=self.why_no_notice(person))
        else:
            act.start(Rule.REGISTRATION, organ=organ, on=on)

    # ── To the organ that has the authority ──

    @step
    def hand_to_discipline(self, act, *, organ=None, body="", paper="D32", envelopes=1, sheets=None):
        """移送: closed, to the discipline organ by cadre authority (D32), or to a political-legal organ (D33); never to or below the accused.

        `body`: an organ outside of this system, where none in it has the authority.
        """
        accused = accusations.accused_of(self)
        if organ is None and not body:
            raise StepNotOpen(_("Say to which organ."), field="organ")
        if organ and (organ == self.holder_organ or organ.pk in accusations.closed_organs(accused)):
            raise StepNotOpen(_("Choose another organ."), field="organ")
        if organ and paper == "D32" and organ not in accusations.authorities(accused, self.holder_organ):
            raise StepNotOpen(
                _("This organ has no authority over the accused: it has to stand above the accused's own unit."), field="organ"
            )
        act.stop(Rule.REGISTRATION, Rule.DIRECT_NOTICE, Rule.FORWARDING, Rule.SIMPLE_FORWARD)
        act.set_aside(Rule.DISCIPLINE_NOTICE, reason=gettext_noop("Another organ receives the accusation."))
        sender = self.holder_organ
        if organ:
            act.write(Transfer(petition=self, kind=Transfer.Kind.TRANSFER, from_organ=sender, to_organ=organ, sent_on=act.on))
            act.involve(organ)
            # For information: the discipline organ's own rule; who gave no name is told nothing.
            act.start(Rule.DISCIPLINE_NOTICE, organ=organ, unless=self.why_no_notice(self.petitioner))
        make = sorting_papers.sealed_handover if paper == "D32" else sorting_papers.sealed_to_political_legal
        act.issue(paper, organ=sender, payload=make(self, organ.name if organ else body, act, envelopes=envelopes, sheets=sheets))
        self.holder_organ, self.holder, self.closed_on = organ or sender, None, act.on
        self.finality = "NOT_APPLICABLE"

    @step
    def keep_accusation(self, act):
        """The discipline organ received it itself, and has the authority."""
        act.stop(Rule.REGISTRATION, Rule.DIRECT_NOTICE, Rule.FORWARDING)
        self.holder, self.closed_on, self.finality = act.by, act.on, "NOT_APPLICABLE"

    @step
    def record_hand_over(self, act, *, mode, served_on, received_by="", note=""):
        """The receipt of the hand-over: who took the closed envelope, how and when (D23)."""
        paper = self.hand_over_to_record
        if not paper.issued_on <= served_on <= act.on:
            raise StepNotOpen(_("It was handed over between the day of the letter and today."), field="served_on")
        act.serve(paper, mode=mode, served_on=served_on, received_by=received_by, note=note)
        leg = self.current_transfer
        if leg and leg.signed_on is None:
            leg.signed_on, leg.signed_by = served_on, act.by if act.by.organ_id == leg.to_organ_id else None
            act.write(leg)
        act.details = {"mode": mode}

    @property
    def hand_over_to_record(self):
        """The letter of a hand-over for which nobody has signed yet."""
        return self.documents.filter(kind__in=HAND_OVER_PAPERS, services=None).last() if self.is_sealed else None

    # ── State secrets (Law on Guarding State Secrets arts 30, 31) ──

    @step
    def take_offline(self, act):
        """涉密: nothing more is entered here. What there is is dealt with by the office for the protection of secrets, on paper."""
        self.is_offline = True

    @step
    def bring_back(self, act, *, ground):
        """Two persons: it was examined, and holds no secret, or none any more."""
        self.is_offline = False
        act.details = {"back": ground}

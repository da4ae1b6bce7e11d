"""Steps between registration and the decision where a petition belongs."""

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.accusations import Accused
from petitions.clocks import Rule
from petitions.models.contact import Arrival
from petitions.models.party import Claim

from .step import StepNotOpen, step


class Intake:
    @step
    def take(self, act):
        self.holder = act.by

    @step
    def classify(self, act, *, petition_class, category=None, subject="", claims=(), accused="", accused_organ=None, named=()):
        """One of the three classes of arts 29–31, the content category, and the claims that were not yet written down.

        An accusation is sealed at once: from then on it exists for accusation officers alone (art. 30). `named`: further `Accused`.
        """
        if self.petition_class == "ACCUSATION" and petition_class != "ACCUSATION":
            raise StepNotOpen(_("An accusation stays sealed."), field="petition_class")
        self.petition_class, self.category = petition_class, category or self.category
        self.subject = subject.strip() or self.subject
        last = self.last_claim_number
        for seq, text in enumerate(claims, start=last + 1):
            act.write(Claim(petition=self, seq=seq, text=text))
        if petition_class == "ACCUSATION":
            self.seal_for(act, [Accused(accused, accused_organ), *named])
        act.details = {"petition_class": petition_class}

    @step
    def add_material(self, act, *, contact=None, files=(), question=None):
        """More words or files from the petitioner, or the answer to a question; the clocks run on."""
        if contact:
            if contact.pk is None:
                act.write(contact)
            act.write(Arrival(petition=self, contact=contact, kind=Arrival.Kind.SUPPLEMENT))
        for evidence in files:
            evidence.petition = self
            act.write(evidence)
        act.details = {"files": len(files)}
        if question:
            self.answer_question(act, question, contact)

    @step
    def hand_over(self, act, *, to):
        """A matter gets another officer of the same organ, because the one before leaves."""
        if to.organ_id != self.holder_organ_id:
            raise StepNotOpen(_("The colleague has to belong to the organ that holds the petition."), field="to")
        to = self.present(act, to)
        proceeding = self.open_proceeding
        if proceeding and proceeding.handler_id and proceeding.handler_id == self.holder_id:
            proceeding.handler = to
            act.write(proceeding)
        self.holder = to
        act.details = {"to": to}

    @step
    def recount(self, act):
        """A notice on days off came or was corrected: what runs is counted again by it (domain.md §2.5.3)."""
        moved = []
        for clock in act.running:
            was = clock.strict_on, clock.rolled_on
            clock.recount(act.calendar)
            act.write(clock)
            if (clock.strict_on, clock.rolled_on) != was:
                moved.append({"rule": clock.rule, "was": was[1], "now": clock.rolled_on})
        if not moved:
            raise StepNotOpen(_("No date of this petition moves."))
        act.details = {"moved": moved}

    @property
    def last_claim_number(self):
        """Also of the claims that went on in another petition: no number is given twice."""
        return Claim.ever.filter(petition=self).aggregate(last=Max("seq"))["last"] or 0

    def start_first_clock(self, act, person):
        """Art. 22: the bureau registers and disposes within 15 days. Art. 23: an organ tells the petitioner within 15 days."""
        organ = self.first_organ
        if self.is_sealed:
            self._first_clock_of(act, organ, self.received_on, person)
        elif organ.is_bureau:
            act.start(Rule.REGISTRATION, organ=organ, on=self.received_on)
        else:
            act.start(Rule.DIRECT_NOTICE, organ=organ, on=self.received_on, unless=self.why_no_notice(person))
            self.start_simple_window(act, organ, person, on=self.received_on)

    def why_no_notice(self, person):
        """Art. 23: a notice is owed only where name and address are clear."""
        if person is None or not person.can_be_reached:
            return gettext_noop("No name or no address: a notice cannot be sent (art. 23).")
        return ""

"""Steps of mediation and settlement: what both sides agree on is written down and performed (art. 33)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.clocks import Rule
from petitions.letters import handling_papers
from petitions.models.mediation import Mediation
from petitions.models.promise import Promise

from .handling import ANSWER_CLOCKS
from .step import StepNotOpen, step


class Settling:
    @step
    def mediate(
        self,
        act,
        *,
        kind,
        consented,
        is_lawful,
        held_on,
        is_agreed,
        mediated_by="",
        other_party="",
        claims=(),
        facts="",
        terms=(),
        perform_by_on=None,
    ):
        """One attempt, with its outcome. An agreement is written down (D16); each of its terms is a promise from that day on."""
        proceeding = self.open_proceeding
        if not consented:
            raise StepNotOpen(_("Mediation and settlement need the consent of both sides."), field="consented")
        if not proceeding.accepted_on <= held_on <= act.on:
            raise StepNotOpen(_("It was held between the day of acceptance and today."), field="held_on")
        if kind == Mediation.Kind.MEDIATION and not mediated_by.strip():
            raise StepNotOpen(_("Say who mediated."), field="mediated_by")
        if is_agreed:
            self._check_agreement(is_lawful, other_party, claims, facts, terms, perform_by_on, held_on)
        mediation = act.write(
            Mediation(
                petition=self, proceeding=proceeding, kind=kind, mediated_by=mediated_by, held_on=held_on, is_agreed=is_agreed, facts=facts,
                terms=list(terms) if is_agreed else [], perform_by_on=perform_by_on if is_agreed else None,
                claims=[claim.seq for claim in claims] if is_agreed else [],
            )
        )  # fmt: skip
        act.details = {"agreement": kind, "is_agreed": is_agreed, "held_on": held_on}
        if not is_agreed:
            return
        for text in terms:
            act.write(
                Promise(petition=self, claim=claims[0] if len(claims) == 1 else None, mediation=mediation, text=text, due_on=perform_by_on)
            )
        window = None
        if kind == Mediation.Kind.MEDIATION:
            act.set_aside(Rule.JUDICIAL_CONFIRMATION, reason=gettext_noop("A newer agreement took its place."))
            window = act.start(Rule.JUDICIAL_CONFIRMATION, organ=None, on=held_on)
        self.follow_promises(act, since=held_on)
        payload = handling_papers.agreement(self, mediation, other_party, window)
        act.issue("D16", organ=self.holder_organ, payload=payload, for_petitioner=True)

    @step
    def settle(self, act):
        """The agreement answers every claim: no opinion is needed, its performance is what remains (art. 33)."""
        proceeding = self.open_proceeding
        act.stop(*ANSWER_CLOCKS.values())
        agreed_on = self.mediations.filter(is_agreed=True).last().held_on
        proceeding.submitted_on = proceeding.issued_on = proceeding.served_on = act.on
        act.write(proceeding)
        self.days_to_reply = (act.on - self.received_on).days
        act.details = {"agreed_on": agreed_on}

    @staticmethod
    def _check_agreement(is_lawful, other_party, claims, facts, terms, perform_by_on, held_on):
        if not is_lawful:
            raise StepNotOpen(_("An agreement may not break a rule that nobody can waive."), field="is_lawful")
        for field, value in {"other_party": other_party.strip(), "claims": claims, "facts": facts.strip(), "terms": terms}.items():
            if not value:
                raise StepNotOpen(_("An agreement names both sides, its claims, the facts and the terms."), field=field)
        if perform_by_on is None or perform_by_on < held_on:
            raise StepNotOpen(_("Say by which day the terms are performed."), field="perform_by_on")

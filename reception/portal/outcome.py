"""What was heard, agreed and promised, and was it carried out? As far as its petitioner may know. An answer alone solves nothing."""

from functools import cached_property

from django.db.models import Exists, OuterRef

from petitions.clocks import Rule
from petitions.models import Hearing, Mediation, Petition, Promise, Track


class Outcome:
    def __init__(self, petition):
        self.petition = petition

    @cached_property
    def has(self) -> dict:
        """What there is at all, in one query: most matters have none of it."""
        if self.petition.is_sealed:
            return {}
        own = {"petition": OuterRef("pk")}
        found = Petition.objects.filter(pk=self.petition.pk).values(
            has_promises=Exists(Promise.objects.filter(**own)),
            has_hearings=Exists(Hearing.objects.filter(**own)),
            has_agreements=Exists(Mediation.objects.filter(**own, is_agreed=True)),
        )
        return found.get()

    @cached_property
    def promises(self):
        return list(self.petition.promises.select_related("claim")) if self.has.get("has_promises") else []

    @property
    def may_confirm(self):
        """Those that the organ says were carried out, and the petitioner has not agreed to."""
        return [promise for promise in self.promises if promise.performed_on and promise.answer != promise.Answer.CONFIRMED]

    @cached_property
    def hearings(self):
        return list(self.petition.hearings.select_related("record")) if self.has.get("has_hearings") else []

    @cached_property
    def agreements(self):
        return list(self.petition.mediations.filter(is_agreed=True)) if self.has.get("has_agreements") else []

    @property
    def court_until(self):
        """The last day on which both sides may ask a court to confirm a mediated agreement (People's Mediation Law art. 33)."""
        window = self.petition.clocks.running().filter(rule=Rule.JUDICIAL_CONFIRMATION).first() if self.agreements else None
        return window and window.rolled_on

    @cached_property
    def duty_due_on(self):
        """Until when a duty is to be performed before the petitioner may sue (ALL art. 47); None in every other procedure."""
        if self.petition.is_sealed or self.petition.track != Track.T5_DUTY:
            return None
        clock = self.petition.clocks.filter(rule=Rule.DUTY).last()
        return clock and clock.rolled_on

"""Steps that say who may read: a confidential matter (保密件) and its readers, and the leader in charge of a sealed accusation."""

from django.utils.translation import gettext as _

from accounts.models import Role
from petitions.models.clearance import Clearance

from .step import StepNotOpen, step

IN_CHARGE = (Role.B_LEAD, Role.O_LEAD)


class Clearing:
    @step
    def restrict(self, act, *, colleagues):
        """From now on its words are for those who are named, the one who says so among them; others see a state and dates."""
        self.is_restricted = True
        self._name(act, [act.by, *colleagues])

    @step
    def unrestrict(self, act):
        """Everybody who has to do with it reads it again. What was named until now stands in the history."""
        self.end_clearances(act)

    def end_clearances(self, act):
        self.is_restricted = False
        for clearance in self.clearances.filter(ended_on=None):
            clearance.ended_on = act.on
            act.write(clearance)

    @step
    def name_readers(self, act, *, colleagues):
        """The head of an organ that got a confidential matter names who reads it there; the accusation officer names a leader who is in charge."""
        if self.is_sealed and any(duty.role not in IN_CHARGE for duty in colleagues):
            raise StepNotOpen(_("Only a leader can be in charge of an accusation."), field="colleagues")
        self._name(act, colleagues)

    @step
    def end_readers(self, act, *, colleagues):
        officers = {duty.officer_id for duty in colleagues}
        ended = list(self.clearances.filter(ended_on=None, officer__in=officers))
        if not ended:
            raise StepNotOpen(_("Choose who is to read it no longer."), field="colleagues")
        for clearance in ended:
            clearance.ended_on = act.on
            act.write(clearance)
        act.details = {"readers": list(colleagues)}

    def _name(self, act, duties):
        known = set(self.clearances.filter(ended_on=None).values_list("officer", flat=True))
        new = {duty.officer_id: duty for duty in duties if duty.officer_id not in known}
        if not new:
            raise StepNotOpen(_("Choose somebody who is not named yet."), field="colleagues")
        if set(new) & self.recused:
            raise StepNotOpen(_("This colleague has to keep away from the petition."), field="colleagues")
        for duty in new.values():
            act.write(Clearance(petition=self, officer=duty.officer))
        act.details = {"readers": list(new.values())}

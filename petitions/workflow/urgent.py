"""Steps of an urgent matter: flagged, reported to everybody who has to know, cleared. No exit of the petition cancels a report (art. 25)."""

from django.utils.translation import gettext as _

from petitions.clocks import Rule
from petitions.letters import sorting_papers
from petitions.models.urgent import UrgentAddressee, UrgentReceipt, UrgentTask
from petitions.rules.urgent import ADDRESSEES

from .step import StepNotOpen, step

URGENT_CLOCKS = (Rule.URGENT_REPORT, Rule.URGENT_CALL)


class Urgency:
    @step
    def flag_urgent(self, act):
        self.raise_alarm(act)

    @step
    def report_urgent(self, act, *, addressees, occurred_at, place, headcount, demand, risk, measures, follow_up, phoned_at=None):
        """One report to the addressees named; the clock of the written report stops when the last of them has been told."""
        addressees = list(dict.fromkeys(addressees))
        waiting = {task.addressee: task for task in self.urgent_tasks.filter(reported_at=None, is_dropped=False)}
        if not addressees or set(addressees) - waiting.keys():
            raise StepNotOpen(_("Choose those who have not been told yet."), field="addressees")
        if phoned_at and phoned_at > act.at:
            raise StepNotOpen(_("The call cannot lie in the future."), field="phoned_at")
        paper = act.issue(
            "D29",
            organ=act.by.organ,
            payload=sorting_papers.urgent_report(
                self, act.by.organ, act, addressees=addressees, occurred_at=occurred_at, phoned_at=phoned_at, place=place,
                headcount=headcount, demand=demand, risk=risk, measures=measures, follow_up=follow_up,
            ),
        )  # fmt: skip
        for addressee in addressees:
            task = waiting.pop(addressee)
            task.reported_at, task.document = act.at, paper
            act.write(task)
            if addressee == UrgentAddressee.GOVERNMENT and task.government and not self.is_sealed:
                act.involve(task.government)  # who was told of it reads it
        act.stop(Rule.URGENT_CALL, at=phoned_at or act.at)
        if not waiting:
            act.stop(Rule.URGENT_REPORT)
        act.details = {"addressees": addressees}

    @step
    def acknowledge_urgent(self, act):
        """An addressee that works in this system says that it knows."""
        known = [task for task in self.unacknowledged if task.is_for(act.by)]
        self._acknowledge(act, known, duty=act.by, received_at=act.at)

    @step
    def record_urgent_receipt(self, act, *, addressees, received_by, received_at):
        """Told by telephone: who took the call, and when."""
        if not addressees or set(addressees) - {task.addressee for task in self.unacknowledged}:
            raise StepNotOpen(_("Choose those who have not acknowledged it yet."), field="addressees")
        if received_at > act.at:
            raise StepNotOpen(_("The call cannot lie in the future."), field="received_at")
        known = [task for task in self.unacknowledged if task.addressee in addressees]
        self._acknowledge(act, known, received_by=received_by, received_at=received_at)

    def _acknowledge(self, act, tasks, **receipt):
        for task in tasks:
            act.write(UrgentReceipt(petition=self, task=task, **receipt))
        act.details = {"addressees": list(dict.fromkeys(task.addressee for task in tasks))}

    @property
    def unacknowledged(self):
        """Tasks of whose addressee nobody has said yet that it is known there; dropped ones, and a flag that was taken off, wait for nobody."""
        if not self.is_urgent:
            return []
        return list(self.urgent_tasks.filter(is_dropped=False, receipt=None).select_related("organ__parent"))

    @step
    def clear_urgent(self, act):
        """A leader takes the flag off again, with a reason; what had to be reported and was not is dropped with it."""
        for task in self.urgent_tasks.filter(reported_at=None, is_dropped=False):
            task.is_dropped = True
            act.write(task)
        act.set_aside(*URGENT_CLOCKS, reason=act.reason[:200])
        self.is_urgent = False

    def raise_alarm(self, act):
        """A call within minutes, a written report, and a task for each addressee of art. 25; registration with the flag does the same."""
        self.is_urgent = True
        organ = self.holder_organ
        act.start(Rule.URGENT_CALL, organ=organ)
        report = act.start(Rule.URGENT_REPORT, organ=organ)
        for addressee, entry in ADDRESSEES.items():
            if entry["by"] in ("*", organ.kind):
                act.write(UrgentTask(petition=self, organ=organ, addressee=addressee, due_at=report.due_at or act.at))

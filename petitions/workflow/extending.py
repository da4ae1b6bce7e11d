"""Steps that extend the handling time: asked for, approved, and told before the original date (art. 34)."""

from django.utils.translation import gettext as _

from petitions import clocks
from petitions.clocks import Rule
from petitions.letters import papers
from petitions.models.proceeding import Extension

from .step import StepNotOpen, step


class Extending:
    @step
    def ask_extension(self, act, *, days):
        """Where the local rule wants it, the organ that assigned the matter is asked first (Shandong art. 42)."""
        act.details = {"days": days}

    @step
    def approve_extension(self, act, *, days):
        act.details = {"days": days}

    @step
    def extend(self, act, *, days, mode="", notified_on=None):
        """Art. 34: once, at most thirty days, approved before the original date.

        It takes effect only when the petitioner was told in time; a notice that is served later is recorded by `serve_extension`.
        """
        clock = self._extendable(act)
        if hasattr(clock, "extension"):
            raise StepNotOpen(_("The handling time has been extended already; the law allows it once (art. 34)."))
        if act.on > clock.base_on:
            raise StepNotOpen(_("The original date has passed; it can no longer be extended (art. 34)."))
        if self.asks_assigner and self._days_approved() < days:
            raise StepNotOpen(
                _("The organ that assigned the matter has to approve these days first (%(article)s).") % {"article": clock.law.article}
            )
        if notified_on and not (mode and clock.started_on <= notified_on <= act.on):
            raise StepNotOpen(_("The petitioner must have been told by today, before the original date."), field="notified_on")
        try:
            extended_on = clocks.count(clock.law, clock.started_on, act.calendar, extension=days).strict
        except ValueError as refused:
            raise StepNotOpen(str(refused), field="days") from refused
        extension = act.write(Extension(clock=clock, days=days, reason=act.reason, approved_on=act.on, told_on=notified_on))
        payload = papers.extension(self, self.open_proceeding, extension, clock.strict_on, extended_on)
        paper = act.issue("D14", organ=self.holder_organ, payload=payload, for_petitioner=True)
        if notified_on:
            act.serve(paper, mode=mode, served_on=notified_on)
        if notified_on or self.why_no_notice(self.petitioner):
            self._take_effect(act, clock, days)
        act.details = {"days": days, "was_due": clock.base_on, "due_on": extended_on}

    @step
    def serve_extension(self, act, *, mode, served_on, received_by=""):
        """Approved is not told: the clock gets its days only where the notice was served by the original date (scenario 13)."""
        clock = self._extendable(act)
        extension = clock.extension
        if not extension.approved_on <= served_on <= act.on:
            raise StepNotOpen(_("The notice was served between the day of approval and today."), field="served_on")
        if served_on > clock.base_on:
            raise StepNotOpen(
                _("The petitioner was told after the original date: the extension has no effect, and the answer is late (art. 34)."),
                field="served_on",
            )
        paper = self.documents.filter(kind="D14", event_id=extension.event_id).get()
        act.serve(paper, mode=mode, served_on=served_on, received_by=received_by)
        self._take_effect(act, clock, extension.days)
        act.details = {"mode": mode, "served_on": served_on, "days": extension.days}

    @property
    def asks_assigner(self):
        law = clocks.rule_for(Rule.HANDLING, self.profile, self.received_on)
        return law.asks_assigner and any(leg.is_current and leg.kind == "ASSIGN" for leg in self.transfers.all())

    @property
    def extension_to_tell(self):
        """The extension that was approved and is not told yet."""
        clock = self.clock_to_extend
        return getattr(clock, "extension", None) if clock and not clock.extension_days else None

    @property
    def clock_to_extend(self):
        """The handling clock that runs, whether it was extended or not."""
        return next((clock for clock in self.clocks.all() if clock.rule == Rule.HANDLING and clock.is_running), None)

    def _extendable(self, act):
        clock = act.running_clock(Rule.HANDLING)
        if clock is None:
            raise StepNotOpen(_("No handling clock runs on this petition."))
        return clock

    def _days_approved(self):
        approval = self.events.filter(step="approve_extension").last()
        return approval.details["days"] if approval else 0

    def _take_effect(self, act, clock, days):
        clock.extension_days = days
        clock.recount(act.calendar)
        act.write(clock)

"""Steps after a supporting answer or an agreement: what was promised is done, proved, and confirmed by the petitioner (art. 32 ¶2)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.clocks import Rule
from petitions.letters.papers import newest_findings
from petitions.models.promise import Promise

from .states import State
from .step import StepNotOpen, step


class Performing:
    @step
    def perform(self, act, *, promise, performed_on, files=()):
        """What was promised has been done; the files prove it. The petitioner is asked, and silence is no confirmation."""
        promise = self._open_promise(promise)
        if not files:
            raise StepNotOpen(_("Add a file that proves it: a photograph, a receipt, a record."), field="files")
        if not self.promised_since() <= performed_on <= act.on:
            raise StepNotOpen(_("It was done between the day of the promise and today."), field="performed_on")
        for evidence in files:
            evidence.petition = self
            act.write(evidence)
        promise.performed_on, promise.proof, promise.answer, promise.answered_on = performed_on, files[0], "", None
        act.write(promise)
        self.follow_promises(act, changed=promise, on=performed_on)
        act.details = {"promise": promise.text[:200], "performed_on": performed_on, "files": len(files)}

    @step
    def exempt_promise(self, act, *, promise):
        """It cannot or need not be done any more; the reason is told to the petitioner."""
        promise = self._open_promise(promise)
        promise.exempted_on, promise.exemption = act.on, act.reason
        act.write(promise)
        self.follow_promises(act, changed=promise)
        act.details = {"promise": promise.text[:200]}

    @step
    def confirm_performance(self, act, *, promise, is_carried_out, words=""):
        """The petitioner says whether it was done. A no opens the promise again as long as the matter is open; supervisors hear of it always."""
        promise = self.promises.filter(pk=promise.pk).exclude(performed_on=None).first()
        if promise is None or promise.answer == Promise.Answer.CONFIRMED:
            raise StepNotOpen(_("There is nothing to confirm here any more."))
        promise.answer = Promise.Answer.CONFIRMED if is_carried_out else Promise.Answer.DENIED
        promise.answered_on, promise.answer_words = act.on, words
        act.reason = words
        if not is_carried_out and self.state != State.CLOSED:
            promise.performed_on = promise.proof = None
            self.follow_promises(act, changed=promise)
        act.write(promise)
        act.details = {"promise": promise.text[:200], "is_carried_out": is_carried_out}

    @step
    def close_performed(self, act):
        act.stop(Rule.EXECUTION)
        if self.finality == "OPEN":
            self.close(act, self.open_proceeding, closure_type="SETTLED", finality="SETTLED")
        else:
            self.close(act, self.open_proceeding, closure_type="CARRIED_OUT", finality=self.finality)

    # ── Promises and their clock ──

    def make_promises(self, act, proceeding):
        """With the signature the promises of the findings bind the organ; those of an earlier answer to the same claims are replaced."""
        findings = newest_findings(proceeding)
        for old in self.promises.open().filter(claim__in=findings, finding__isnull=False):
            old.exempted_on, old.exemption = act.on, gettext_noop("A new answer took its place.")
            act.write(old)
        for finding in findings.values():
            for made in finding.promises:
                act.write(
                    Promise(
                        petition=self, claim=finding.claim, finding=finding, text=made["text"], due_on=date.fromisoformat(made["due_on"])
                    )
                )

    def follow_promises(self, act, *, since=None, changed=None, on=None):
        """C23 runs with the earliest date that is still open. A promise that is done stops it on the day it was; the next one gets its own.

        `since`: when it begins, where none ran before. `changed`: the promise as this step leaves it; `on`: when it was done.
        """
        due = [promise.due_on for promise in self._promises_with(act, changed) if promise.is_open]
        since = since or self.promised_since()
        named = max(min(due), since) if due else None
        running = act.running_clock(Rule.EXECUTION)
        if running and running.given_on == named:
            return
        if running and changed and changed.performed_on:
            act.stop(Rule.EXECUTION, on=on)
        else:
            act.set_aside(Rule.EXECUTION, reason=gettext_noop("What was promised by this date changed."))
        if named:
            act.start(Rule.EXECUTION, organ=self.holder_organ, on=running.started_on if running else since, given_on=named)

    def promised_since(self):
        """The day on which the first promise reached the petitioner."""
        clock = self.clocks.filter(rule=Rule.EXECUTION).first()
        return clock.started_on if clock else self.received_on

    def finish(self, act, proceeding, *, closure_type, finality):
        """Where an answer leads that nothing can be asked against any more: CLOSED, or EXECUTING as long as a promise is open."""
        if any(promise.is_open for promise in self._promises_with(act)):
            self.finality = finality
            return State.EXECUTING
        if closure_type == "ANSWERED" and self.promises.filter(exempted_on=None).exists():
            closure_type = "CARRIED_OUT"
        self.close(act, proceeding, closure_type=closure_type, finality=finality)
        return State.CLOSED

    def _promises_with(self, act, changed=None):
        """The promises as this step leaves them."""
        written = {id(row): row for row in [*act.rows, changed] if isinstance(row, Promise)}.values()
        known = {row.pk for row in written}
        return [*written, *(promise for promise in self.promises.all() if promise.pk not in known)]

    def _open_promise(self, promise):
        found = self.promises.open().filter(pk=promise.pk).first()
        if found is None:
            raise StepNotOpen(_("This promise is not open any more."), field="promise")
        return found

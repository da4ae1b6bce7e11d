"""Steps beside the way: facts asked of the petitioner, files let out, and officers who have to keep away. No clock hears of them."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import LEADERS, Role
from petitions.files import disk
from petitions.models.file_check import FileCheck
from petitions.models.joint import Part
from petitions.models.question import Answer, Question
from petitions.models.recusal import Recusal, RecusalLift, RecusalRequest

from .step import StepNotOpen, step


class Asides:
    @step
    def ask_petitioner(self, act, *, text, reply_by):
        """Facts that are missing. Nothing pauses: the Regulations know no such pause."""
        if reply_by <= act.on:
            raise StepNotOpen(_("Leave the petitioner some time: the day must be later than today."), field="reply_by")
        act.write(Question(petition=self, text=text, reply_by=reply_by, duty=act.by))
        act.details = {"reply_by": reply_by}

    @step
    def release_file(self, act, *, file):
        """A file that the check held back wrongly: from now on whoever may have originals may open this one."""
        check = file.check_so_far
        if file.petition_id != self.pk or not check.may_be_released:
            raise StepNotOpen(_("This file is not held back any more, or cannot be released."), field="file")
        check.state = FileCheck.State.RELEASED
        act.write(check)
        act.details = {"file": file.slug, "held_for": check.reason}
        transaction.on_commit(lambda: disk.release(file.path))

    @step
    def ask_recusal(self, act, *, text):
        """申请回避: the petitioner's right (art. 28); whoever holds the matter does not decide on it."""
        act.write(RecusalRequest(petition=self, text=text, asked_on=act.on))

    @step
    def decide_recusal(self, act, *, is_granted, colleague=None, to=None):
        """The leader of the organ that holds the petition decides, with a reason that the petitioner reads."""
        request = self.recusal_asked
        request.is_granted, request.decided_on, request.decision = is_granted, act.on, act.reason
        act.write(request)
        act.details = {"is_granted": is_granted}
        if is_granted:
            if colleague is None:
                raise StepNotOpen(_("Say who has to keep away."), field="colleague")
            self._keep_away(act, colleague, to, Recusal.Kind.ASKED)
        elif self.holder and self.holder.officer_id == act.by.officer_id:
            raise StepNotOpen(_("The request is about whoever handles the petition: that is you. A colleague has to decide."))

    @step
    def recuse(self, act, *, colleague=None, to=None):
        """回避: an officer declares it, or the leader orders it for somebody of the organ."""
        if colleague is None or colleague.officer_id == act.by.officer_id:
            self._keep_away(act, act.by, to, Recusal.Kind.DECLARED)
        elif act.by.role not in LEADERS or colleague.organ_id != act.by.organ_id:
            raise StepNotOpen(_("Only the leader orders this, and only within the organ."), field="colleague")
        else:
            self._keep_away(act, colleague, to, Recusal.Kind.ORDERED)

    def _keep_away(self, act, colleague, to, kind):
        """From now on the petition does not exist for this person; what they had in hand goes to `to`, or back to the organ."""
        if colleague.officer_id in self.recused:
            raise StepNotOpen(_("This colleague keeps away already."), field="colleague")
        if to and (to.organ_id != self.holder_organ_id or to.officer_id == colleague.officer_id):
            raise StepNotOpen(_("Choose somebody else of the organ that holds the petition."), field="to")
        act.write(Recusal(petition=self, officer=colleague.officer, kind=kind))
        self.recused |= {colleague.officer_id}
        act.details |= {"colleague": colleague} | ({"to": to} if to else {})
        proceeding = self.open_proceeding
        if proceeding and proceeding.handler and proceeding.handler.officer_id == colleague.officer_id:
            proceeding.handler = to if to and to.role == Role.HANDLER else None
            act.write(proceeding)
        if self.holder and self.holder.officer_id == colleague.officer_id:
            self.holder = to
        for part in Part.objects.missing().filter(joint__petition=self, handler__officer=colleague.officer):
            part.handler = None
            act.write(part)
        proposal = self.pending
        if proposal and proposal.by.officer_id == colleague.officer_id:
            proposal.decided_by, proposal.is_confirmed = act.by, False
            act.write(proposal)

    @step
    def lift_recusal(self, act, *, officer):
        """撤销回避: two persons say that the ground fell away; the officer may see and take steps again."""
        recusal = self.recusals.filter(officer=officer).first()
        if recusal is None:
            raise StepNotOpen(_("This colleague does not keep away from the petition."), field="officer")
        act.write(RecusalLift(recusal=recusal))
        self.recused -= {officer.pk}
        act.details = {"officer": officer}

    def answer_question(self, act, question, contact):
        """What the petitioner adds may answer a question."""
        act.write(Answer(question=question, contact=contact))
        act.details |= {"question": question}

    def present(self, act, duty):
        """Who takes a matter that is given to this duty: the deputy while it is away, and nobody who keeps away from it."""
        deputy = duty.deputy_on(act.on)
        if deputy and deputy.officer_id not in self.recused:
            return deputy
        if duty.officer_id in self.recused:
            raise StepNotOpen(_("This colleague has to keep away from the petition."))
        return duty

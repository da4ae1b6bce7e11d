"""Steps of several organs on one petition: a lead that answers, assisting organs with a part each, and the table they meet at."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from accounts.models import Role
from petitions.clocks import Rule
from petitions.letters import joint_papers
from petitions.models.joint import JointHandling, Meeting, Part, PartAnswer
from petitions.models.transfer import Transfer

from .step import StepNotOpen, step


class Joint:
    @property
    def joint(self):
        """The joint handling of this petition, read anew each time; None where one organ handles it alone."""
        return JointHandling.objects.filter(petition=self).select_related("lead").first()

    @step
    def assign_jointly(self, act, *, organ, result_due_on, parts, note=""):
        """联合办理: the leader names the lead, which answers; the others get a part and a date each (domain.md §1.2 B6, §1.5).

        `parts`: [{organ, task, due_on}].
        """
        if not parts:
            raise StepNotOpen(_("Name at least one assisting organ, what it is asked for and by when."), field="organ_1")
        if result_due_on <= act.on:
            raise StepNotOpen(_("The date for the result must be later than today."), field="result_due_on")
        sender = self.holder_organ
        leg = self._send(act, Transfer.Kind.ASSIGN, organ, note, result_due_on)
        act.start(Rule.ASSIGNED_RESULT, organ=organ, given_on=result_due_on)
        self._write_transfer_papers(act, leg)
        joint = self._joined(act, lead=organ)
        asked = [self._ask(act, joint, **part, sender=sender) for part in parts]
        notice = act.running_clock(Rule.NOTICE)
        act.issue("D13", organ=sender, payload=joint_papers.lead_named(self, act, organ, asked, notice))
        act.details = {"organ": organ, "parts": [part["organ"].short_name for part in parts]}

    @step
    def ask_for_part(self, act, *, organ, task, due_on):
        """The lead, or the bureau for it, asks one more organ."""
        joint = self._joined(act, lead=self.holder_organ)
        self._ask(act, joint, organ=organ, task=task, due_on=due_on, sender=act.by.organ)
        act.details = {"parts": [organ.short_name]}

    @step
    def give_part(self, act, *, handler):
        part = self._part_of(act)
        if handler.organ_id != part.organ_id or handler.role != Role.HANDLER:
            raise StepNotOpen(_("Choose a case handler of your own organ."), field="handler")
        part.handler = self.present(act, handler)
        act.write(part)
        act.details = {"handler": part.handler}

    @step
    def answer_part(self, act, *, opinion, files=()):
        """The assisting organ's words and files; they count when its leader has confirmed them."""
        part = self._part_of(act)
        for evidence in files:
            evidence.petition = self
            act.write(evidence)
        act.write(PartAnswer(part=part, opinion=opinion, duty=act.by, written_on=act.on))
        part.is_drafted = True
        act.write(part)
        act.details = {"parts": [part.organ.short_name], "files": len(files)}

    @step
    def confirm_part(self, act, *, is_confirmed=True):
        part = self._part_of(act)
        if not part.is_drafted:
            raise StepNotOpen(_("Nobody of your organ has written its part yet."))
        if part.answer.duty.officer_id == act.by.officer_id:
            raise StepNotOpen(_("This step needs two persons: a colleague has to confirm it."))
        part.is_drafted = False
        act.details = {"parts": [part.organ.short_name]}
        if is_confirmed:
            part.answered_on = act.on
            act.stop(Rule.PART, organ=part.organ)
        elif not act.reason:
            raise StepNotOpen(_("Say what has to be better."), field="reason")
        else:
            act.details["is_confirmed"] = False
        act.write(part)

    @step
    def return_part(self, act, *, part, due_on):
        """The lead cannot answer with it: the assisting organ works on it again until a new date. What was late stays late."""
        if part.joint.petition_id != self.pk or not part.answered_on:
            raise StepNotOpen(_("This part is not in."), field="part")
        self._check_due(act, due_on, "due_on")
        part.answered_on, part.due_on = None, due_on
        act.write(part)
        act.start(Rule.PART, organ=part.organ, given_on=due_on)
        act.details = {"parts": [part.organ.short_name]}

    @step
    def record_meeting(self, act, *, held_on, place, attendees, minutes, decisions, parts=()):
        """协调会: by the lead or the bureau; a decision for another organ is its part from now on."""
        joint = self._joined(act, lead=self.holder_organ)
        meeting = act.write(
            Meeting(joint=joint, held_on=held_on, place=place, attendees=attendees, minutes=minutes, decisions=decisions, duty=act.by)
        )
        for part in parts:
            self._ask(act, joint, **part, sender=act.by.organ, meeting=meeting)
        act.details = {"met_on": held_on, "parts": [part["organ"].short_name for part in parts]}

    @step
    def override_parts(self, act):
        """The lead's leader answers without what is missing, and says why (scenario 51)."""
        missing = list(self.parts.missing().select_related("organ"))
        for part in missing:
            self._drop(act, part, gettext_noop("The lead went on without this part."))
        act.details = {"parts": [part.organ.short_name for part in missing]}

    @property
    def parts(self):
        return Part.objects.filter(joint__petition=self)

    def parts_of(self, duty):
        """The missing parts of this duty's organ; of a case handler those given to him or her."""
        parts = self.parts.missing().filter(organ=duty.organ_id)
        return parts.filter(handler__in=duty.hands) if duty.role == Role.HANDLER else parts

    def lead_moves_to(self, act, organ):
        """Another organ leads from now on; what it was asked for as an assisting one is its own work now."""
        if joint := self.joint:
            joint.lead = organ
            act.write(joint)
            for part in self.parts.missing().filter(organ=organ):
                self._drop(act, part, gettext_noop("This organ leads now."))

    def _joined(self, act, *, lead):
        return self.joint or act.write(JointHandling(petition=self, lead=lead, named_by=act.by, named_on=act.on))

    def _ask(self, act, joint, *, organ, task, due_on, sender, meeting=None):
        if organ == joint.lead:
            raise StepNotOpen(_("The lead does not assist itself. Choose another organ."))
        self._check_receives(organ)
        self._check_due(act, due_on)
        asked_now = [row.organ for row in act.rows if isinstance(row, Part)]
        if organ in asked_now or (joint.pk and joint.parts.missing().filter(organ=organ).exists()):
            raise StepNotOpen(_("%(organ)s has been asked for a part already, which is not in yet.") % {"organ": organ.short_name})
        part = act.write(Part(joint=joint, meeting=meeting, organ=organ, task=task, asked_on=act.on, due_on=due_on))
        act.start(Rule.PART, organ=organ, given_on=due_on)
        act.involve(organ)
        act.issue("D13A", organ=sender, payload=joint_papers.part_asked(self, joint, part, sender))
        return part

    def _check_due(self, act, due_on, field=None):
        if due_on <= act.on:
            raise StepNotOpen(_("The date for a part must be later than today."), field=field)

    def _check_receives(self, organ):
        if organ.closed_on or not organ.duties.current().filter(role=Role.LIAISON).exists():
            raise StepNotOpen(_("Nobody receives petitions at %(organ)s. Choose another organ.") % {"organ": organ.short_name})
        if self._accused_above(organ):
            raise StepNotOpen(_("%(organ)s is complained of and cannot assist.") % {"organ": organ.short_name})

    def _part_of(self, act):
        """The part that is in these hands; a deputy's event says for whom."""
        duty = act.by
        part = self.parts_of(duty).select_related("organ", "joint", "handler").first()
        if part is None:
            raise StepNotOpen(_("Your organ's part is in already, or is not wanted any more."))
        is_deputy = part.handler_id not in (None, duty.pk) and part.handler_id in duty.hands
        act.on_behalf_of = part.handler if is_deputy else None
        return part

    def _drop(self, act, part, reason):
        part.overridden_on, part.is_drafted = act.on, False
        act.write(part)
        act.set_aside(Rule.PART, reason=reason, organ=part.organ)


def missing_parts(petition) -> str:
    """The sentence that names what the lead still waits for; empty when nothing is."""
    missing = list(Part.objects.filter(joint__petition=petition).missing().select_related("organ"))
    names = pgettext("list of names", ", ").join(part.organ.short_name for part in missing)
    return _("The part of %(organs)s is not in yet.") % {"organs": names} if missing else ""

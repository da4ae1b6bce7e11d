"""Steps that decide how a matter is dealt with: not taken in, guided into a legal procedure, or moved to another one (art. 31)."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from petitions.clocks import Rule, add_months
from petitions.explanation import long
from petitions.letters import sorting_papers
from petitions.models.proceeding import Track
from petitions.rulebook import WINDOWS
from petitions.rules.channels import CHANNELS
from petitions.rules.reasons import REFUSALS

from .step import StepNotOpen, step

NOT_HERE = gettext_noop("The matter is not dealt with in this procedure.")


def last_day_to_apply(channel, since_on, on, field):
    """The last day on which the legal procedure can be gone into, counted from its own event; None where it knows no limit.

    Raises StepNotOpen, at `field`, where that event is not named, is yet to come, or lies too far back from `on` for anybody to go there.
    """
    if not channel["length"]:
        return None
    if since_on is None or since_on > on:
        raise StepNotOpen(_("Give the day from which the time counts."), field=field)
    last_on = add_months(since_on, channel["length"]) if channel["unit"] == "month" else since_on + timedelta(days=channel["length"])
    if last_on < on:
        sentence = _(
            "The time for this procedure ended on %(day)s. Choose a procedure that is still open, or handle the matter as a petition."
        )
        raise StepNotOpen(sentence % {"day": long(last_on)}, field=field)
    return last_on


class Tracks:
    @step
    def refuse_acceptance(self, act, *, refusal, guidance, pending=None, mode="", notified_on=None, received_by=""):
        """不予受理: with a ground that the law names, and where to go instead (arts 19 ¶3, 23). `pending`: the petition that is dealt with in time."""
        ground = REFUSALS[refusal]
        if ground.get("only_in") and self.profile not in ground["only_in"]:
            raise StepNotOpen(
                _("These rules know no refusal for another procedure: guide the matter into it instead (art. 31)."), field="refusal"
            )
        if refusal == "PENDING_ELSEWHERE_SAME_MATTER" and (pending is None or pending.pk == self.pk or not pending.is_open):
            raise StepNotOpen(_("Name the petition that is pending on the same matter."), field="pending")
        self.check_notice(act, mode, notified_on, since=self.received_on)
        payload = sorting_papers.refusal(self, self.holder_organ, refusal=refusal, reason=act.reason, guidance=guidance, pending=pending)
        self._tell_and_leave(act, "D08", payload, mode, notified_on, received_by)
        act.details = {"refusal": refusal, "mode": mode, "notified_on": notified_on}

    @step
    def guide_from_organ(
        self, act, *, channel, body, body_address, needed, body_phone="", since_on=None, mode="", notified_on=None, received_by=""
    ):
        """导入法定途径: another body decides; the notice names it, its papers, and the last day to go there (art. 31(1)–(4))."""
        named = CHANNELS[channel]
        limitation_on = last_day_to_apply(named, since_on, act.on, "since_on")
        self.check_notice(act, mode, notified_on, since=self.received_on)
        payload = sorting_papers.legal_channel(
            self, self.holder_organ, named, body=body, body_address=body_address, body_phone=body_phone, needed=needed,
            limitation_on=limitation_on, reason=act.reason,
        )  # fmt: skip
        self.track = named["track"]
        self._tell_and_leave(act, "D10", payload, mode, notified_on, received_by)
        act.details = {"track": self.track, "channel": channel, "limitation_on": limitation_on, "mode": mode, "notified_on": notified_on}

    @step
    def change_track(self, act, *, track, mode="", notified_on=None, received_by=""):
        """The matter turns out to be of another kind: its clock changes with it, and the petitioner is told anew."""
        proceeding = self.open_proceeding
        if track not in (Track.T5_DUTY, Track.T6_PETITION) or track == proceeding.track:
            raise StepNotOpen(_("Choose another procedure of your own; into that of another body a matter is guided."), field="track")
        self.check_notice(act, mode, notified_on, since=proceeding.accepted_on)
        proceeding.track = self.track = track
        act.write(proceeding)
        clock = self.start_answer_clock(act, proceeding)
        self.tell_of_acceptance(act, proceeding, clock, mode, notified_on, received_by)
        act.details = {"track": track, "mode": mode, "notified_on": notified_on}

    def _tell_and_leave(self, act, code, payload, mode, notified_on, received_by):
        """The paper with its service; every clock of the organ ends, and nothing is asked against this end."""
        paper = act.issue(code, organ=self.holder_organ, payload=payload, for_petitioner=True)
        if notified_on:
            act.serve(paper, mode=mode, served_on=notified_on, received_by=received_by)
        act.stop(Rule.DIRECT_NOTICE, Rule.NOTICE, on=max(act.on, notified_on) if notified_on else act.on)
        act.set_aside(*WINDOWS, reason=NOT_HERE)
        self.leave(act, NOT_HERE)

"""Steps of a hearing while a matter is handled; the sixty days run on (art. 31(6); only in a re-review does the time stand still, art. 36)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from petitions.letters import handling_papers
from petitions.models.hearing import Hearing, HearingRecord

from .step import StepNotOpen, step


class HearingSteps:
    @step
    def hold_hearing(
        self, act, *, hearing_at, place, issues, host, panel, parties=(), is_public=False, mode="", notified_on=None, received_by=""
    ):
        """Time, place, host and panel: told to the petitioner (D15A) and announced (D15B). `hearing_at`: an aware datetime."""
        if timezone.localdate(hearing_at) < act.on:
            raise StepNotOpen(_("The hearing is today or later."), field="hearing_at")
        self.check_notice(act, mode, notified_on, since=self.open_proceeding.accepted_on)
        hearing = act.write(
            Hearing(
                petition=self, proceeding=self.open_proceeding, at=hearing_at, place=place, issues=list(issues), host=host, panel=list(panel),
                parties=list(parties), is_public=is_public,
            )
        )  # fmt: skip
        notice = act.issue("D15A", organ=self.holder_organ, payload=handling_papers.hearing_notice(self, hearing), for_petitioner=True)
        if notified_on:
            act.serve(notice, mode=mode, served_on=notified_on, received_by=received_by)
        act.issue("D15B", organ=self.holder_organ, payload=handling_papers.hearing_announcement(hearing), for_petitioner=True)
        act.details = {"hearing_on": timezone.localdate(hearing_at), "place": place}

    @step
    def record_hearing(self, act, *, held_on, mode="", notified_on=None, received_by="", **said):
        """D15C says who said what, D15D what follows. `said`: the fields of HearingRecord; `attendees`: {name, part} of each."""
        hearing = self.hearing_to_record
        if not timezone.localdate(hearing.at) <= held_on <= act.on:
            raise StepNotOpen(_("The hearing was held between the day for which it was called and today."), field="held_on")
        self.check_notice(act, mode, notified_on, since=held_on)
        record = act.write(HearingRecord(hearing=hearing, held_on=held_on, **said))
        act.issue("D15C", organ=self.holder_organ, payload=handling_papers.hearing_record(self, record))
        payload = handling_papers.hearing_conclusion(self, record)
        conclusion = act.issue("D15D", organ=self.holder_organ, payload=payload, for_petitioner=True)
        if notified_on:
            act.serve(conclusion, mode=mode, served_on=notified_on, received_by=received_by)
        act.details = {"held_on": held_on}

    @property
    def hearing_to_record(self):
        """The hearing of the open proceeding that was called and has no record yet."""
        open_now = {proceeding.pk for proceeding in self.proceedings.all() if proceeding.closed_on is None}
        return next(
            (hearing for hearing in self.hearings.all() if hearing.proceeding_id in open_now and not hasattr(hearing, "record")), None
        )  # fmt: skip

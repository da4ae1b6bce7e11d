"""A small town in the cast's city, whose own first receiver may fail in each of the four ways."""

from datetime import date

from accounts.models import Level, Role
from petitions.models import Track
from tests.factories import at, make_contact, make_duty, make_organ, make_petition


class Town:
    """东湖街道: first receiver Li, a liaison, a case handler and a leader."""

    def __init__(self, cast):
        self.cast = cast
        self.organ = make_organ("东湖街道办事处", level=Level.TOWNSHIP, parent=cast.city, phone="0999-1230009")
        self.li = make_duty(Role.CLERK, self.organ, "李首接")
        self.liaison = make_duty(Role.LIAISON, self.organ, "方联络")
        self.handler = make_duty(Role.HANDLER, self.organ, "石承办")
        self.leader = make_duty(Role.O_LEAD, self.organ, "高主任")

    def received(self, on=date(2026, 3, 2), **fields):
        petition = make_petition(self.organ, self.li, received_on=on, **fields)
        petition.advance("take", by=self.liaison, at=at(on))
        petition.advance("classify", by=self.liaison, at=at(on), petition_class="CLAIM")
        return petition

    def referred(self, on=date(2026, 3, 10), **fields):
        """Sent on to the water bureau, in time until 17 March."""
        petition = self.received(**fields)
        petition.advance("refer", by=self.liaison, at=at(on), organ=self.cast.water)
        return petition

    def kept(self, accepted_on=date(2026, 3, 10), **fields):
        """The town's own matter, accepted in time until 17 March, to be answered within sixty days."""
        petition = self.received(**fields)
        petition.advance("keep", by=self.liaison, at=at(accepted_on))
        petition.advance("accept", by=self.handler, at=at(accepted_on), track=Track.T6_PETITION, mode="PERSONAL", notified_on=accepted_on)
        petition.confirm(petition.pending, by=self.liaison, at=at(accepted_on))
        return petition

    def tracked(self, petition, on):
        petition.advance(
            "add_material", by=self.li, at=at(on), contact=make_contact(self.organ, self.li, received_on=on, text="来电询问进度，已告知。")
        )

    def four_failings(self):
        """One of each on 11 May 2026: accepted late, sent on late, not answered in time, lost from sight."""
        sent_late = self.referred(date(2026, 4, 1), subject="晚转")
        self.tracked(sent_late, date(2026, 4, 20))
        return {
            "K_NOT_TRANSFERRED": sent_late,
            "K_NOT_ACCEPTED": self.kept(date(2026, 4, 1), subject="晚受理"),
            "K_NOT_HANDLED": self.kept(subject="未办"),
            "K_NOT_TRACKED": self.referred(subject="未跟踪"),
        }

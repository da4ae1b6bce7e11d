"""One petition of each kind that the rules of knowing tell apart, for the tests of the gate and of the wall in the database."""

from datetime import date
from functools import cached_property

from accounts.models import Absence, Duty, OrganKind, Role
from petitions import looks
from petitions.models import Party
from tests.factories import at, make_duty, make_organ, make_petition


class Kinds:
    """The cast's city with a third level below housing, and what lies in its offices; each petition by its name in `by_name`."""

    def __init__(self, cast):
        self.cast = cast
        self.office = make_organ("公租房管理所", parent=cast.housing)
        self.office_leader = make_duty(Role.O_LEAD, self.office, "郝所长")
        self.office_liaison = make_duty(Role.LIAISON, self.office, "安联络")
        self.upper_disc = make_duty(Role.DISC, make_organ("省纪委监委", OrganKind.DISCIPLINE), "严纪检")
        self.housing_disc = make_duty(Role.DISC, cast.housing, "柏专办")
        self.auditor = make_duty(Role.AUDITOR, cast.bureau, "审计员")
        self.deputy = make_duty(Role.HANDLER, cast.housing, "代承办")
        self.other_clerk = make_duty(Role.CLERK, cast.bureau, "曹窗口")

    @cached_property
    def by_name(self):
        cast = self.cast
        restricted = cast.accepted(subject="保密内容一")
        restricted.advance("restrict", by=cast.leader, reason="涉及商业秘密", colleagues=[cast.handler])
        recused = cast.accepted()
        recused.advance("recuse", by=cast.liaison, reason="亲属")
        in_charge = self.accusation("水利局张某受贿")
        in_charge.advance("name_readers", by=cast.accusation_officer, reason="分管", colleagues=[cast.bureau_leader])
        made = {
            "registered": make_petition(cast.bureau, cast.clerk),
            "transferred": cast.transferred(),
            "jointly": cast.assigned_jointly(),
            "handled": cast.accepted(),
            "restricted": restricted,
            "own name kept": make_petition(cast.bureau, cast.clerk, is_confidential=True),
            "recused": recused,
            "accuses a person in an ordinary claim": self.complaint(officer=cast.liaison.officer),
            "complains of a unit": self.complaint(organ=cast.housing),
            "accuses nobody known": self.accusation("举报有人受贿"),
            "accuses a unit": self.accusation("举报住建局", organ=cast.housing),
            "accuses the head of a unit": self.accusation("举报住建局局长", officer=cast.leader.officer),
            "accuses a clerk": self.accusation("举报窗口人员", officer=cast.clerk.officer),
            "accuses the accusation officer": self.accusation("举报专办员", officer=cast.accusation_officer.officer),
            "accuses the head of the bureau": self.accusation("举报信访局局长", officer=cast.bureau_leader.officer),
            "accuses the head of the city": self.accusation("举报市长", officer=cast.city_leader.officer),
            "has a leader in charge": in_charge,
            "served": cast.served(),
            "came back to the window": cast.served(),
        }
        looks.record(looks.Kind.WINDOW, self.other_clerk, made["came back to the window"].number, "desk-returning")
        Absence.objects.create(duty=cast.handler, deputy=self.deputy, since=date(2020, 1, 1), until=date(2100, 1, 1), set_by=cast.leader)
        return made

    def complaint(self, **accused):
        petition = self.cast.transferred()
        Party.objects.create(petition=petition, role=Party.Role.ACCUSED, **accused)
        return petition

    def accusation(self, subject, **accused):
        """As it is registered at the window: found out to be an accusation when it is sorted."""
        cast = self.cast
        petition = make_petition(cast.bureau, cast.clerk, subject=subject, text=f"{subject}，请查处。")
        petition.advance("take", by=cast.dispatcher, at=at(date(2026, 3, 2)))
        petition.advance("classify", by=cast.dispatcher, at=at(date(2026, 3, 2)), petition_class="ACCUSATION", accused="某人")
        if accused:
            Party.objects.create(petition=petition, role=Party.Role.ACCUSED, **accused)
        return petition

    @property
    def duties(self):
        return list(Duty.objects.select_related("officer", "organ").order_by("pk"))

"""Small true offices and petitions for tests: made through the product's own doors."""

import itertools
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import Duty, Level, Officer, Organ, OrganKind, Role
from petitions.models import Channel, Contact, Event, Party, Petition, Track

SHANGHAI = ZoneInfo("Asia/Shanghai")
counter = itertools.count(1)


def at(day: date, hour=10):
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def make_organ(name="住房和城乡建设局", kind=OrganKind.DEPARTMENT, level=Level.CITY, parent=None, **fields):
    return Organ.objects.create(
        name=f"江城市{name}", short_name=f"市{name}", kind=kind, level=level, parent=parent, code=f"江{next(counter)}", **fields
    )


def make_duty(role, organ, name=None):
    number = next(counter)
    officer = Officer.objects.create_user(
        f"officer{number}", "a-long-password", name=name or f"干部{number}", email=f"o{number}@example.org"
    )
    is_principal = role == Role.O_LEAD and not organ.duties.filter(is_principal=True).exists()
    return Duty.objects.create(officer=officer, organ=organ, role=role, since=date(2020, 1, 1), is_principal=is_principal)


def make_contact(
    organ,
    duty=None,
    *,
    subject="公租房漏水",
    text="我家公租房屋顶漏水半年，请修理。",
    received_on=date(2026, 3, 2),
    channel=Channel.VISIT,
    **fields,
):
    return Contact(organ=organ, duty=duty, subject=subject, text=text, received_at=at(received_on), channel=channel, **fields)


def make_party(name="王秀英", phone="13800000001", address="江城市东湖区一里 3 号", **fields):
    return Party(name=name, phone=phone, address=address, **fields)


def make_petition(organ, duty=None, *, received_on=date(2026, 3, 2), claims=("请修理屋顶", "请赔偿损失"), parties=None, **fields):
    """A registered petition, received and registered on that day."""
    birth = {
        name: fields.pop(name)
        for name in ("is_confidential", "is_urgent", "headcount", "is_repeat", "repeats", "category", "files")
        if name in fields
    }
    return Petition.register(
        contact=make_contact(organ, duty, received_on=received_on, **fields),
        parties=[make_party()] if parties is None else parties,
        claims=claims,
        actor=Event.Actor.OFFICER if duty else Event.Actor.CITIZEN,
        at=at(received_on),
        **birth,
    )


HEARING = {
    "hearing_at": at(date(2026, 6, 3), 9),
    "place": "省政府三号楼二层听证室",
    "issues": ["屋顶是否修好", "损失数额"],
    "host": "杨复核",
    "panel": ["杨复核", "秦律师", "尤教授"],
}
CONCLUSION = {
    "recorder": "许记录",
    "attendees": [{"name": "王秀英", "part": "信访人"}, {"name": "孙承办", "part": "被申请单位代表"}],
    "statements": "信访人陈述屋顶仍在漏水。",
    "questioning": "问：何时发现？答：五月初。",
    "debate": "双方对检测时间有争议。",
    "assessment": "听证员一致认为检测不完整。",
    "facts": "屋顶东侧防水层未重做。",
    "conclusion": "应当补做东侧防水层。",
    "basis": "《公共租赁住房管理办法》第二十四条",
}


class Cast:
    """One small city: a bureau, a housing bureau and a water bureau, and the people in them."""

    def __init__(self):
        self.city = make_organ("人民政府", OrganKind.GOVERNMENT)
        self.bureau = make_organ("信访局", OrganKind.BUREAU, parent=self.city, phone="0999-1230000")
        self.housing = make_organ("住房和城乡建设局", parent=self.city, phone="0999-1230001")
        self.water = make_organ("水利局", parent=self.city, phone="0999-1230002")
        self.discipline = make_organ("纪委监委", OrganKind.DISCIPLINE, parent=self.city)
        self.clerk = make_duty(Role.CLERK, self.bureau, "陈窗口")
        self.dispatcher = make_duty(Role.DISPATCHER, self.bureau, "李分办")
        self.bureau_leader = make_duty(Role.B_LEAD, self.bureau, "周局长")
        self.supervisor = make_duty(Role.SUPERV, self.bureau, "吴督查")
        self.accusation_officer = make_duty(Role.DISC, self.bureau, "郑专办")
        self.archivist = make_duty(Role.ARCHIVIST, self.housing, "钱档案")
        self.admin = make_duty(Role.ADMIN, self.bureau, "管理员")
        self.liaison = make_duty(Role.LIAISON, self.housing, "赵联络")
        self.handler = make_duty(Role.HANDLER, self.housing, "孙承办")
        self.leader = make_duty(Role.O_LEAD, self.housing, "何局长")
        self.water_liaison = make_duty(Role.LIAISON, self.water, "冯联络")
        self.water_handler = make_duty(Role.HANDLER, self.water, "褚承办")
        self.water_leader = make_duty(Role.O_LEAD, self.water, "卫局长")
        self.city_leader = make_duty(Role.O_LEAD, self.city, "沈市长")
        self.joint = make_duty(Role.JOINT, self.bureau, "蒋联席")

    # A third department, for the matters that need one.

    @cached_property
    def education(self):
        return make_organ("教育局", parent=self.city, phone="0999-1230003")

    @cached_property
    def education_liaison(self):
        return make_duty(Role.LIAISON, self.education, "蒋联络")

    @cached_property
    def education_leader(self):
        return make_duty(Role.O_LEAD, self.education, "沈局长")

    # The way of a petition, one method a stage; each returns the petition.

    def sorted(self, received_on=date(2026, 3, 2), petition_class="CLAIM", **fields):
        petition = make_petition(self.bureau, self.clerk, received_on=received_on, **fields)
        petition.advance("take", by=self.dispatcher, at=at(received_on))
        petition.advance("classify", by=self.dispatcher, at=at(received_on), petition_class=petition_class)
        return petition

    def transferred(self, sent_on=date(2026, 3, 16), organ=None, **fields):
        petition = self.sorted(**fields)
        petition.advance("transfer", by=self.dispatcher, at=at(sent_on), organ=organ or self.housing)
        return petition

    def assigned(self, sent_on=date(2026, 3, 16), result_due_on=date(2026, 6, 19)):
        petition = self.sorted()
        petition.advance("assign", by=self.dispatcher, at=at(sent_on), organ=self.housing, result_due_on=result_due_on)
        petition.confirm(petition.pending, by=self.bureau_leader, at=at(sent_on))
        return petition

    def assigned_jointly(self, sent_on=date(2026, 3, 16), result_due_on=date(2026, 6, 19), due_on=date(2026, 4, 3), **fields):
        """Housing leads, water and education assist."""
        petition = self.sorted(**fields)
        parts = [
            {"organ": self.water, "task": "查明供水管网情况", "due_on": due_on},
            {"organ": self.education_liaison.organ, "task": "核实学校用水情况", "due_on": due_on},
        ]
        petition.advance("assign_jointly", by=self.dispatcher, at=at(sent_on), organ=self.housing, result_due_on=result_due_on, parts=parts)
        petition.confirm(petition.pending, by=self.bureau_leader, at=at(sent_on))
        return petition

    def disputed(self, declared_on=date(2026, 3, 18), **fields):
        """Housing and water each say that it is not theirs; the city government has to decide."""
        petition = self.transferred(**fields)
        attempts = "3月17日两单位会商，均认为不属于本单位职责，未能达成一致。"
        petition.advance("dispute", by=self.leader, at=at(declared_on), organs=[self.housing, self.water], attempts=attempts)
        return petition

    def ordered_to_correct(self, ordered_on=date(2026, 5, 20), **fields):
        """The answer was served and the time for a review has passed; then the superior orders it to be corrected."""
        petition = self.served(**fields)
        petition.advance("lapse", actor=Event.Actor.SYSTEM, at=at(date(2026, 5, 14)))
        petition.advance(
            "order_correction", by=self.supervisor, at=at(ordered_on), defect="FACTS_UNCLEAR", facts="漏水原因没有鉴定。", requirement="委托鉴定后重新答复。",
        )  # fmt: skip
        petition.confirm(petition.pending, by=self.bureau_leader, at=at(ordered_on))
        return petition

    def signed_for(self, signed_on=date(2026, 3, 17), **fields):
        petition = self.transferred(**fields)
        petition.advance("sign_for", by=self.liaison, at=at(signed_on))
        return petition

    def accepted(self, accepted_on=date(2026, 3, 20), track=Track.T6_PETITION, **fields):
        petition = self.signed_for(**fields)
        petition.advance("accept", by=self.handler, at=at(accepted_on), track=track, mode="PERSONAL", notified_on=accepted_on)
        petition.confirm(petition.pending, by=self.liaison, at=at(accepted_on))
        return petition

    def found(self, found_on=date(2026, 4, 1), **fields):
        petition = self.accepted(**fields)
        for claim in petition.claims.all():
            petition.advance(
                "find",
                by=self.handler,
                at=at(found_on),
                claim=claim,
                facts=f"经查第{claim.seq}项属实",
                result="SUPPORT",
                opinion="予以支持",
                basis="《住房保障办法》",
            )
        return petition

    def issued(self, issued_on=date(2026, 4, 10), **fields):
        petition = self.found(**fields)
        petition.advance("submit", by=self.handler, at=at(issued_on))
        petition.advance("sign", by=self.leader, at=at(issued_on))
        return petition

    def served(self, served_on=date(2026, 4, 13), **fields):
        petition = self.issued(**fields)
        petition.advance("serve", by=self.handler, at=at(served_on), mode="PERSONAL", served_on=served_on)
        return petition

    def review_offices(self):
        """The offices one and two levels up, and their people: `reviewer`, `review_leader`, `rereviewer`, `rereview_leader`."""
        self.province = make_organ("（省）人民政府", OrganKind.GOVERNMENT, Level.PROVINCE)
        self.city.parent = self.province
        self.city.save()
        self.reviewer = make_duty(Role.REVIEW, self.city, "沈复查")
        self.review_leader = make_duty(Role.O_LEAD, self.city, "韩副市长")
        self.rereviewer = make_duty(Role.REVIEW, self.province, "杨复核")
        self.rereview_leader = make_duty(Role.O_LEAD, self.province, "朱副省长")

    def asked_for_review(self, asked_on=date(2026, 4, 20), by=None, **fields):
        petition = self.served(**fields)
        self.ask(petition, "request_review", self.city, asked_on)
        return petition

    def ask(self, petition, step, organ, asked_on):
        petition.advance(
            step, actor="CITIZEN", at=at(asked_on), organ=organ, way="ONLINE", lodged_on=asked_on, received_on=asked_on,
            request="请撤销原处理意见。", grounds="屋顶还在漏水，处理意见认定的事实与现场不符。",
        )  # fmt: skip

    def review_taken_up(self, on=date(2026, 4, 22), **fields):
        petition = self.asked_for_review(**fields)
        petition.advance("accept_review", by=self.reviewer, at=at(on), mode="MAIL", notified_on=on)
        return petition

    def review_decided(self, result="MAINTAIN", on=date(2026, 5, 8), changes=(), redo_due_on=None, **fields):
        petition = self.review_taken_up(**fields)
        self.decide(petition, "decide_review", self.reviewer, self.review_leader, on, result, changes, redo_due_on)
        return petition

    def decide(self, petition, step, reviewer, leader, on, result, changes=(), redo_due_on=None):
        petition.advance(
            step, by=reviewer, at=at(on), result=result, facts="经复查，现场仍有渗水。", reasons="原意见所依据的检测不完整。",
            basis="《信访工作条例》第三十五条", changes=changes, redo_due_on=redo_due_on,
        )  # fmt: skip
        petition.confirm(petition.pending, by=leader, at=at(on))

    def review_served(self, served_on=date(2026, 5, 12), **fields):
        petition = self.review_decided(**fields)
        petition.advance("serve_review", by=self.reviewer, at=at(served_on), mode="MAIL", served_on=served_on, note="XA1")
        return petition

    def ordered_to_redo(self, **fields):
        return self.review_served(result="REDO", redo_due_on=date(2026, 6, 30), **fields)

    def asked_for_rereview(self, asked_on=date(2026, 5, 20), **fields):
        petition = self.review_served(**fields)
        self.ask(petition, "request_rereview", self.province, asked_on)
        return petition

    def rereview_taken_up(self, on=date(2026, 5, 22), **fields):
        petition = self.asked_for_rereview(**fields)
        petition.advance("accept_rereview", by=self.rereviewer, at=at(on), mode="MAIL", notified_on=on)
        return petition

    def rereview_heard(self, on=date(2026, 5, 25), **fields):
        """A hearing was called, and the clock stands still."""
        petition = self.rereview_taken_up(**fields)
        petition.advance("pause_rereview", by=self.rereviewer, at=at(on), **HEARING, mode="MAIL", notified_on=on)
        return petition

    def rereview_decided(self, result="MAINTAIN", on=date(2026, 6, 12), redo_due_on=None, **fields):
        petition = self.rereview_taken_up(**fields)
        self.decide(petition, "decide_rereview", self.rereviewer, self.rereview_leader, on, result, (), redo_due_on)
        return petition

    def promised(self, due_on=date(2026, 5, 15), served_on=date(2026, 4, 13), **fields):
        """Served, with one thing promised for each claim."""
        petition = self.accepted(**fields)
        for claim in petition.claims.all():
            petition.advance(
                "find", by=self.handler, at=at(date(2026, 4, 1)), claim=claim, facts="经查属实", result="SUPPORT", opinion="予以支持",
                basis="《住房保障办法》", promises=[f"办妥第{claim.seq}项"], perform_by_on=due_on,
            )  # fmt: skip
        petition.advance("submit", by=self.handler, at=at(date(2026, 4, 10)))
        petition.advance("sign", by=self.leader, at=at(date(2026, 4, 10)))
        petition.advance("serve", by=self.handler, at=at(served_on), mode="PERSONAL", served_on=served_on)
        return petition

    def at_stage(self, stage):
        """The petition at a stage by its name, the ones between the methods above included."""
        if stage == "registered":
            return make_petition(self.bureau, self.clerk)
        if stage == "taken":
            petition = make_petition(self.bureau, self.clerk)
            petition.advance("take", by=self.dispatcher, at=at(date(2026, 3, 2)))
            return petition
        if stage == "submitted":
            petition = self.found()
            petition.advance("submit", by=self.handler, at=at(date(2026, 4, 9)))
            return petition
        return getattr(self, stage)()

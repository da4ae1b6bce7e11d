"""Small true offices and petitions for tests: made through the product's own doors."""

import itertools
from datetime import date, datetime
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
    return Duty.objects.create(officer=officer, organ=organ, role=role, since=date(2020, 1, 1))


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

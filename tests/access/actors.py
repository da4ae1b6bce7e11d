"""Who are the actors, how do the ten kinds of petition come to be, and with which browser does each actor look?

One small city. Every petition goes its way by the real steps, every officer signs in at the real door, every citizen shows number and
code. What the tests need of it afterwards is plain text (`Town.kept`), so that another process can go on with the same database.
"""

import os
import secrets
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import acting
from accounts.models import Duty, Level, OpenSession, OrganKind, Role
from petitions import files, looks, remarks
from petitions.accusations import Accused
from petitions.files import checking
from petitions.models import Petition, ThirdParty
from petitions.numbers import new_number
from petitions.rules import pledges
from reception.portal.passes import RECEIPT
from tests.database import CLONE, point_at
from tests.factories import SHANGHAI, Cast, at, make_duty, make_organ, make_party, make_petition

TODAY = datetime(2026, 6, 10, 10, tzinfo=SHANGHAI)
LATER = timedelta(days=36_500)  # the database keeps its own clock, which is ahead of this office's
PASSWORD = "a-long-password"  # of every officer of tests/factories.py

KINDS = {
    "k1": "registered",
    "k2": "assigned to D",
    "k3": "D leads, C assists",
    "k4": "content confidential",
    "k5": "identity protected",
    "k6": "accusation naming unit X",
    "k7": "accusation naming person P, later moved",
    "k8": "accusation naming the bureau and its people",
    "k9": "archived",
    "k10": "archived accusation",
}
ACCUSATIONS = ("k6", "k7", "k8", "k10")

# Who looks without signing in.
CITIZENS = {
    "anonymous": "anonymous visitor",
    "receipt_holder": "whoever has receipt and code",
    "owner": "citizen with the pass of the own petition",
    "other_citizen": "citizen with the pass of another petition",
    "third_party": "somebody from outside who was not invited, knows the number, and no code",
}
OFFICERS = {
    "clerk": "window clerk, a colleague of the first receiver",
    "first_receiver": "first receiver 首接责任人",
    "dispatcher": "dispatcher 分办员",
    "liaison": "liaison officer of D 联络员",
    "handler": "case handler in D 承办人",
    "other_handler": "case handler in D to whom nothing was given",
    "head": "head of D",
    "co_handler": "case handler in C, which assists",
    "unrelated": "leader of the unrelated unit U",
    "accused_unit": "accusation officer in a unit below the accused unit X",
    "accused_person": "accused person P, an accusation officer, moved to the organ that handles it",
    "accused_report": "accusation officer led by an accused person",
    "accusation_officer": "accusation officer of the bureau 检举控告专办员",
    "discipline_officer": "accusation officer of the discipline organ",
    "supervisor": "supervisor 督查员",
    "bureau_leader": "bureau leader 信访局领导",
    "reviewer": "review officer of the city government 复查复核办",
    "sponsor": "sponsoring leader 包案领导",
    "joint": "joint-conference office 联席会议办公室",
    "archivist": "archivist of D 档案员",
    "auditor": "auditor 审计",
    "admin": "system administrator 系统管理员",
    "guest": "third party 第三方, invited to k2 and k5",
}
ACTORS = CITIZENS | OFFICERS


@dataclass(frozen=True)
class Matter:
    """One petition, and every word in it that tells it from all others."""

    kind: str
    place: str  # stands in subject, text, claim, note and file
    who: str
    phone: str
    received_on: date
    number: str = ""
    code: str = ""
    evidence: str = ""  # slug

    @property
    def subject(self):
        return f"{self.place}{SUBJECTS[self.kind]}"

    @property
    def text(self):
        return f"我住{self.place}，{SUBJECTS[self.kind]}已经很久，原文写在{self.place}正文里。"

    @property
    def note(self):
        return f"{self.place}内部备注"

    @property
    def file(self):
        return f"{self.place}照片.txt"

    @property
    def grouped(self):
        return f"{self.number[:4]}-{self.number[4:8]}-{self.number[8:]}"

    @property
    def secrets(self):
        """What no message that leaves the house may hold."""
        return (self.place, self.who, self.phone)


SUBJECTS = {
    "k1": "路灯整夜不亮",
    "k2": "屋顶漏雨墙皮脱落",
    "k3": "地下管网倒灌污水",
    "k4": "军属优抚金停发",
    "k5": "邻居夜间施工噪声",
    "k6": "执法队乱罚款",
    "k7": "干部收受礼金",
    "k8": "来访登记被扣压",
    "k9": "电梯停运无人维修",
    "k10": "领导虚报冒领补贴",
}
PLACES = ("青杨巷", "白桦街", "红枫弄", "紫藤坊", "银杏园", "乌桕村", "黄檀坡", "香樟湾", "石榴桥", "腊梅岭")
NAMES = ("段青云", "尹白露", "洪枫林", "常紫薇", "殷杏芳", "邬桕生", "檀黄石", "樊樟平", "石榴红", "梅腊英")
MATTERS = {
    kind: Matter(kind, place, who, f"139000000{seq:02}", date(2026, 3, 1) + timedelta(days=seq))
    for seq, (kind, place, who) in enumerate(zip(KINDS, PLACES, NAMES, strict=True), start=1)
}


class Office(Cast):
    """The cast, and whom the matrix asks for besides."""

    def __init__(self):
        super().__init__()
        self.review_offices()
        self.transport = make_organ("交通运输局", parent=self.city)
        self.patrol = make_organ("交通执法支队", parent=self.transport)
        self.patrol_liaison = make_duty(Role.LIAISON, self.patrol, "柏联络")
        self.district = make_organ("东湖区人民政府", OrganKind.GOVERNMENT, Level.COUNTY, parent=self.city)
        self.east = make_organ("东湖区信访局", OrganKind.BUREAU, Level.COUNTY, parent=self.district)
        self.east_clerk = make_duty(Role.CLERK, self.east, "水窗口")
        self.east_leader = make_duty(Role.B_LEAD, self.east, "鲁主任")
        self.accused = make_duty(Role.DISC, self.bureau, "韩专员")
        self.discipline_officer = make_duty(Role.DISC, self.discipline, "魏专办")
        self.duties = {
            "clerk": make_duty(Role.CLERK, self.bureau, "曹窗口"),
            "first_receiver": self.clerk,
            "dispatcher": self.dispatcher,
            "liaison": self.liaison,
            "handler": self.handler,
            "other_handler": make_duty(Role.HANDLER, self.housing, "施承办"),
            "head": self.leader,
            "co_handler": self.water_handler,
            "unrelated": make_duty(Role.O_LEAD, self.education, "严局长"),
            "accused_unit": make_duty(Role.DISC, self.patrol, "华纪检"),
            "accused_person": self.accused,
            "accused_report": make_duty(Role.DISC, self.east, "窦专办"),
            "accusation_officer": self.accusation_officer,
            "discipline_officer": self.discipline_officer,
            "supervisor": self.supervisor,
            "bureau_leader": self.bureau_leader,
            "reviewer": self.reviewer,
            "sponsor": make_duty(Role.SPONSOR, self.city, "陶副市长"),
            "joint": self.joint,
            "archivist": self.archivist,
            "auditor": make_duty(Role.AUDITOR, self.city, "姜审计"),
            "admin": self.admin,
            "guest": make_duty(Role.GUEST, self.bureau, "房律师"),
        }

    def walk(self):
        """Each petition to where its kind stands; returns them by kind."""
        petitions = {kind: getattr(self, kind)(matter) for kind, matter in MATTERS.items()}
        for kind in ("k1", "k2"):  # whose petitioners came back to the window
            looks.record(looks.Kind.WINDOW, self.clerk, petitions[kind].number, "desk-returning")
        self.move_the_accused()
        self.invitations = {kind: self.invited(petitions[kind]) for kind in ("k2", "k5")}
        return petitions

    def invited(self, petition):
        """The guest has pledged; until a day that is late also by the database's own clock, by which the second wall goes."""
        duty = self.duties["guest"]
        line, _is_new = ThirdParty.objects.get_or_create(
            duty=duty, defaults={"kind": "LAWYER", "body": "江城律师事务所", "added_by": self.supervisor}
        )
        petition.advance("invite_third_party", by=self.handler, guest=line, purpose="请提出法律意见", until=date(2099, 12, 31))
        petition.advance("third_party_pledge", by=duty, name=duty.officer.name, version=pledges.CURRENT)
        return petition.invitations.get().slug

    def move_the_accused(self):
        """P goes to the very organ that k7 was handed to."""
        self.accused.ended_on = date(2026, 5, 1)
        self.accused.save()
        self.duties["accused_person"] = Duty.objects.create(
            officer=self.accused.officer, organ=self.discipline, role=Role.DISC, since=date(2026, 5, 1)
        )

    # ── The way of a petition ──

    def registered(self, matter, organ=None, duty=None, **fields):
        evidence = files.store(SimpleUploadedFile(matter.file, f"{matter.place}现场记录".encode()))
        petition = make_petition(
            organ or self.bureau, duty or self.clerk, received_on=matter.received_on, subject=matter.subject, text=matter.text,
            claims=[f"解决{matter.place}的事"], files=[evidence],
            parties=[make_party(matter.who, phone=matter.phone, address=f"江城市{matter.place}一号", email=f"{matter.kind}@example.org")], **fields,
        )  # fmt: skip
        checking.check_waiting(timezone.now() + LATER)
        return petition

    def sorted_out(self, matter, **fields):
        petition = self.registered(matter, **fields)
        petition.advance("take", by=self.dispatcher, at=at(matter.received_on))
        petition.advance("classify", by=self.dispatcher, at=at(matter.received_on), petition_class="CLAIM")
        return petition

    def sealed(self, matter, accused, organ=None, duty=None):
        """An accusation, as whoever registered it finds out."""
        petition = self.registered(matter, organ, duty)
        petition.advance("seal", by=duty or self.clerk, at=at(matter.received_on), reason="来信检举控告", accused=accused)
        return petition

    def transferred(self, petition, matter):
        petition.advance("transfer", by=self.dispatcher, at=at(matter.received_on + timedelta(days=3)), organ=self.housing)
        return petition

    def accepted(self, petition, matter):
        on = matter.received_on + timedelta(days=7)
        petition.advance("sign_for", by=self.liaison, at=at(on))
        petition.advance("accept", by=self.handler, at=at(on), track="T6_PETITION", mode="PERSONAL", notified_on=on)
        petition.confirm(petition.pending, by=self.liaison, at=at(on))
        return petition

    def noted(self, petition, matter, by):
        remarks.write(petition, by=by, text=matter.note)
        return petition

    # ── The ten kinds ──

    def k1(self, matter):
        return self.noted(self.registered(matter), matter, self.dispatcher)

    def k2(self, matter):
        petition = self.sorted_out(matter)
        sent = at(matter.received_on + timedelta(days=3))
        petition.advance("assign", by=self.dispatcher, at=sent, organ=self.housing, result_due_on=date(2026, 7, 31))
        petition.confirm(petition.pending, by=self.bureau_leader, at=sent)
        return self.noted(self.accepted(petition, matter), matter, self.handler)

    def k3(self, matter):
        petition = self.sorted_out(matter)
        sent = at(matter.received_on + timedelta(days=3))
        parts = [{"organ": self.water, "task": "查明供水管网情况", "due_on": date(2026, 4, 3)}]
        petition.advance("assign_jointly", by=self.dispatcher, at=sent, organ=self.housing, result_due_on=date(2026, 7, 31), parts=parts)
        petition.confirm(petition.pending, by=self.bureau_leader, at=sent)
        petition.advance("give_part", by=self.water_liaison, at=at(matter.received_on + timedelta(days=4)), handler=self.water_handler)
        return self.noted(self.accepted(petition, matter), matter, self.handler)

    def k4(self, matter):
        """The dispatcher reads it with the bureau's leader; the head of D names who works on it, and does not read it."""
        petition = self.sorted_out(matter)
        petition.advance("restrict", by=self.dispatcher, at=at(matter.received_on), reason="内容涉密", colleagues=[self.bureau_leader])
        self.transferred(petition, matter)
        named = [self.liaison, self.handler]
        petition.advance("name_readers", by=self.leader, at=at(matter.received_on + timedelta(days=4)), reason="由其承办", colleagues=named)
        return self.noted(self.accepted(petition, matter), matter, self.handler)

    def k5(self, matter):
        petition = self.sorted_out(matter, is_confidential=True)
        return self.noted(self.accepted(self.transferred(petition, matter), matter), matter, self.handler)

    def k6(self, matter):
        """Brought to the unit itself, below the one that it accuses. The bureau's leader is in charge of it."""
        petition = self.sealed(matter, [Accused("交通运输局", self.transport)], self.patrol, self.patrol_liaison)
        petition.advance(
            "name_readers", by=self.accusation_officer, at=at(date(2026, 3, 9)), reason="由其分管", colleagues=[self.bureau_leader]
        )
        return self.noted(petition, matter, self.accusation_officer)

    def k7(self, matter):
        """P, and with P the leader of the district's bureau, where it was brought."""
        accused = [Accused("韩专员", officer=self.accused.officer), Accused("鲁主任", officer=self.east_leader.officer)]
        petition = self.sealed(matter, accused, self.east, self.east_clerk)
        self.noted(petition, matter, self.accusation_officer)
        petition.advance("hand_to_discipline", by=self.accusation_officer, at=at(date(2026, 3, 20)), organ=self.discipline)
        return petition

    def k8(self, matter):
        """The bureau's leader, its administrator and its clerk: nobody of the bureau, whom its leader leads, is told."""
        people = [self.bureau_leader, self.admin, self.duties["clerk"]]
        petition = self.sealed(matter, [Accused(duty.officer.name, officer=duty.officer) for duty in people])
        return self.noted(petition, matter, self.discipline_officer)

    def k9(self, matter):
        petition = self.accepted(self.transferred(self.sorted_out(matter), matter), matter)
        for claim in petition.claims.all():
            petition.advance(
                "find",
                by=self.handler,
                at=at(date(2026, 3, 24)),
                claim=claim,
                facts="属实",
                result="SUPPORT",
                opinion="予以支持",
                basis="《办法》",
            )
        self.noted(petition, matter, self.handler)
        petition.advance("submit", by=self.handler, at=at(date(2026, 3, 25)))
        petition.advance("sign", by=self.leader, at=at(date(2026, 3, 26)))
        petition.advance("serve", by=self.handler, at=at(date(2026, 3, 27)), mode="PERSONAL", served_on=date(2026, 3, 27))
        petition.advance("lapse", actor="SYSTEM", at=at(date(2026, 5, 6)))
        petition.advance("archive", by=self.archivist, at=at(date(2026, 6, 1)))
        return petition

    def k10(self, matter):
        petition = self.sealed(matter, [Accused("某副局长", self.water)])
        self.noted(petition, matter, self.accusation_officer)
        petition.advance("hand_to_discipline", by=self.accusation_officer, at=at(date(2026, 3, 20)), organ=self.discipline)
        petition.advance("archive", by=self.discipline_officer, at=at(date(2026, 6, 1)))
        return petition


class Town:
    """The office as the tests see it: matters by kind, browsers by actor."""

    def __init__(self, kept):
        self.kept = kept
        self.matters = {
            kind: Matter(**values | {"received_on": date.fromisoformat(values["received_on"])}) for kind, values in kept["matters"].items()
        }
        self.nobody = kept["nobody"]  # a number that was never given
        self.pages = {}  # what was read once, by actor and address
        self.cookies = {}

    @classmethod
    def build(cls):
        # Today nobody brought anything: what a clerk may show on that day alone is shut.
        with time_machine.travel(TODAY - timedelta(days=1)):
            office = Office()
            petitions = office.walk()
        matters = {
            kind: asdict(MATTERS[kind])
            | {
                "received_on": MATTERS[kind].received_on.isoformat(),
                "number": petition.number,
                "code": Petition.objects.get(pk=petition.pk).query_code,
                "evidence": petition.evidence.get().slug,
            }
            for kind, petition in petitions.items()
        }
        sessions = {actor: signed_in(duty) for actor, duty in office.duties.items()}
        kept = {
            "duties": {actor: duty.slug for actor, duty in office.duties.items()},
            "roles": {actor: str(duty.role) for actor, duty in office.duties.items()},
            "invitations": office.invitations,
            "slugs": {
                "organ": office.education.slug,
                "officer": office.water_liaison.officer.slug,
                "duty": office.water_liaison.slug,
                "leader": office.education_leader.slug,
            },
        }
        return cls({"matters": matters, "sessions": sessions, "nobody": new_number(), **kept})

    def browser(self, actor, kind=None) -> Client:
        """The actor's browser; of a citizen the one with which that kind of petition is looked at. Its cookies are got once."""
        client = Client(headers={"accept-language": "en"})
        known = self.cookies.get((actor, kind))
        if known is not None:
            client.cookies.load(known)
            return client
        client = self.first_browser(actor, kind)
        self.cookies[actor, kind] = {name: cookie.value for name, cookie in client.cookies.items()}
        return client

    def first_browser(self, actor, kind):
        client = Client(headers={"accept-language": "en"})
        if actor in OFFICERS:
            client.cookies.load(self.kept["sessions"][actor])
        elif actor == "third_party":
            matter = self.matters[kind]
            elsewhere = Client(headers={"accept-language": "en"}, REMOTE_ADDR=f"10.0.0.{list(KINDS).index(kind)}")
            elsewhere.post(reverse("follow"), {"number": matter.number, "code": "00000000", "tail": matter.phone[-4:]})
            client.cookies = elsewhere.cookies
        elif actor in ("receipt_holder", "owner", "other_citizen"):
            matter = self.matters[kind if actor != "other_citizen" else self.other_than(kind)]
            answer = client.post(reverse("follow"), {"number": matter.number, "code": matter.code, "tail": matter.phone[-4:]})
            assert answer.url == reverse("follow-petition"), (actor, kind)
            if actor == "owner":
                petition = Petition.objects.get(number=matter.number)
                client.cookies[RECEIPT.cookie] = RECEIPT.give(answer, petition).cookies[RECEIPT.cookie].value
        return client

    @staticmethod
    def other_than(kind):
        return "k1" if kind != "k1" else "k2"

    @cached_property
    def browsers(self):
        return {actor: self.browser(actor) for actor in OFFICERS}


def signed_in(duty) -> dict[str, str]:
    """Through the door, with the password; the cookies that the browser then has."""
    client = Client(headers={"accept-language": "en"})
    answer = client.post(reverse("sign-in"), {"username": duty.officer.username, "password": PASSWORD})
    assert answer.status_code == 302, duty
    return {name: cookie.value for name, cookie in client.cookies.items()}


def copied(keeper, source):
    """Another database like that one, to which nobody is connected."""
    name = f"{CLONE}_{os.getpid()}_{secrets.token_hex(3)}"
    keeper.run("SELECT pg_advisory_lock(hashtextextended(%s, 0))", name)
    keeper.run(f"CREATE DATABASE {name} TEMPLATE {source}")
    return name


@contextmanager
def opened(name):
    """A database of its own, on a day that never changes."""
    usual = connection.settings_dict["NAME"]
    point_at(NAME=name)
    try:
        with time_machine.travel(TODAY, tick=False):
            yield
    finally:
        connections.close_all()
        point_at(NAME=usual)


@contextmanager
def undone():
    """Whatever somebody does in there never happened; nobody's session has rested too long."""
    with transaction.atomic():
        OpenSession.objects.update(seen_at=timezone.now())
        yield
        transaction.set_rollback(True)


@contextmanager
def wall_down():
    """The database holds nothing back: what still holds is the gate alone."""
    usual, acting.actor = acting.actor, lambda: acting.OFFICE
    try:
        yield
    finally:
        acting.actor = usual

"""How did two years in the demo city go? Real steps, most of them in time, some late, each on its day."""

from contextlib import suppress
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.calendar import current_calendar
from accounts.models import Role
from petitions import evaluating, repeats
from petitions.models import Channel, Claim, Contact, Event, Party, Track
from petitions.workflow import STEPS, State
from reception.models import Call, Letter, OnlineSubmission, Visit

from . import matters
from .city import FAMILY, GIVEN

SHANGHAI = ZoneInfo("Asia/Shanghai")
DOORS = {Channel.VISIT: Visit, Channel.LETTER: Letter, Channel.PHONE: Call, Channel.ONLINE: OnlineSubmission}


class NotYet(Exception):
    """The next step lies after today: the petition stays where it is."""


class Story:
    def __init__(self, city, random, today):
        self.city, self.random, self.today = city, random, today
        self.calendar = current_calendar()
        self.people = [self._person() for _ in range(240)]

    # ── the dice ──

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def _person(self):
        number = f"139{self.random.randrange(10**8):08d}"
        return {
            "name": self.random.choice(FAMILY) + self.random.choice(GIVEN),
            "phone": number,
            "address": f"江城市{self.random.choice(matters.STREETS)} {self.random.randrange(1, 180)} 号",
        }

    def _arrival(self):
        """Half of all came in the last five months, the rest in the nineteen before; Mondays are busy."""
        back = self.random.randrange(0, 150) if self.chance(50) else self.random.randrange(150, 730)
        return self.today - timedelta(days=back)

    def moment(self, day):
        """An office hour of that day, after whatever happened to the petition before."""
        moment = datetime.combine(day, time(self.random.randrange(9, 16), self.random.randrange(60)), SHANGHAI)
        self.last = moment if self.last is None or moment > self.last else self.last + timedelta(minutes=self.random.randrange(3, 25))
        return self.last

    def after(self, day, low, high):
        """A working day, low to high days later; NotYet where that is in the future."""
        day = self.calendar.roll(day + timedelta(days=self.random.randint(low, high)))
        if day > self.today:
            raise NotYet
        return day

    def delay(self, day, usual, limit, late_percent, late):
        """Usually within `usual` days; a share of them late by up to `late` days after `limit`."""
        if self.chance(late_percent):
            return self.after(day, limit + 1, limit + late)
        return self.after(day, 0, usual)

    # ── one petition ──

    def tell_one(self):
        self.last = None
        kind = self.random.choices(["claim", "suggestion", "accusation"], [84, 12, 4])[0]
        place = self.random.choice(matters.PLACES)
        day = self._arrival()
        told = f"{max(day.year - (day.month < 4), 2023)}年{self.random.randrange(1, 12)}月"
        department, subject, text, claims, facts, basis = self._matter(kind)
        self.facts, self.basis = facts.format(place=place, time=told), basis
        channel = self.random.choices([Channel.ONLINE, Channel.VISIT, Channel.LETTER, Channel.PHONE], [42, 30, 18, 10])[0]
        if channel != Channel.ONLINE:
            day = self.calendar.roll_back(day)
        is_recent = (self.today - day).days < 140
        self.patience = self.random.randrange(2, 9) if is_recent and self.chance(10) else 99
        direct = kind == "claim" and channel != Channel.LETTER and self.chance(12)
        organ = (
            self.city.departments[department]
            if direct and channel == Channel.ONLINE
            else self.random.choices(self.city.bureaus, [70, 15, 15])[0]
        )
        clerk = None if channel == Channel.ONLINE else self.city.who(organ, Role.CLERK)
        person = self.random.choice(self.people)
        known = self.chance(94)
        petition = DOORS[channel].register(
            contact=Contact(
                organ=organ, duty=clerk, channel=channel, received_at=self.moment(day), subject=subject.format(place=place, time=told),
                text=text.format(place=place, time=told), place=f"江城市{place}", idem=UUID(int=self.random.getrandbits(128)),
            ),
            parties=[Party(**person, email=f"{person['phone']}@mail.example" if self.chance(25) else "")] if known else [],
            claims=claims,
            at=self.moment(day),
            is_confidential=self.chance(5),
            headcount=self.random.choice([5, 8, 12, 23]) if self.chance(6) else 1,
            is_urgent=self.chance(3),
        )  # fmt: skip
        self._report_if_urgent(petition)
        with suppress(NotYet):
            self._sort(petition, day, kind, self.city.departments[department] if department else None)

    def _report_if_urgent(self, petition):
        """A leader tells everybody who has to know, within the hour."""
        organ = petition.holder_organ
        leader = self.city.who(organ, Role.B_LEAD) or self.city.who(organ, Role.O_LEAD)
        if not petition.is_urgent or leader is None:
            return
        moment = self.last = self.last + timedelta(minutes=self.random.randrange(10, 50))
        petition.advance(
            "report_urgent", by=leader, at=moment, addressees=[task.addressee for task in petition.urgent_tasks.all()], occurred_at=moment,
            phoned_at=moment, place="信访接待场所", headcount=petition.headcount, demand=petition.subject, risk="言辞激烈，有过激行为苗头",
            measures="已安排专人劝导，并通知属地到场", follow_up="由属地政府跟进，随时续报",
        )  # fmt: skip

    def _matter(self, kind):
        if kind == "accusation":
            subject, text, claims = self.random.choice(matters.ACCUSATIONS)
            return "", subject, text, claims, "", ""
        return self.random.choice(matters.CLAIMS if kind == "claim" else matters.SUGGESTIONS)

    def step(self, petition, name, by, day, **details):
        self.patience -= 1
        if not self.patience:
            raise NotYet  # somebody let it lie: in every office a few are late
        petition.advance(name, by=by, at=self.moment(day), **details)
        if STEPS[name].second:
            self._confirm(petition, petition.pending, day)

    def _confirm(self, petition, proposal, day):
        people = [duty for role in STEPS[proposal.step].second for duty in self.city.people.get((proposal.by.organ_id, role), ())]
        second = next(duty for duty in people if duty.officer_id != proposal.by.officer_id)
        petition.confirm(proposal, by=second, at=self.moment(day))

    def _sort(self, petition, day, kind, department):
        organ = petition.holder_organ
        sorter = self.city.who(organ, Role.DISPATCHER) or self.city.who(organ, Role.LIAISON)
        day = self.delay(day, usual=9, limit=15, late_percent=7, late=9)
        self.step(petition, "take", sorter, day)
        self.step(petition, "classify", sorter, day, petition_class=kind.upper())
        if kind == "claim" and organ.is_bureau and self.chance(5) and self._sorted_out(petition, sorter, day):
            return
        if kind == "accusation":
            officer = self.city.who(petition.holder_organ, Role.DISC)
            day = self.after(day, 0, 2)
            self.step(petition, "identify", officer, day, is_identified=False, reason="材料只写“某单位负责人”，未写明单位和姓名。")
            day = self.after(day, 0, 3)
            self.step(petition, "hand_to_discipline", officer, day, organ=self.city.discipline)
            self.step(petition, "record_hand_over", officer, day, mode="PERSONAL", served_on=day, received_by="收件人员")
            return
        if not organ.is_bureau:
            self.step(petition, "keep", sorter, day)
            self._handle(petition, day, kind)
            return
        target = self.random.choice(self.city.townships) if self.chance(12) else department
        day = self.after(day, 0, 3)
        if self.chance(7):
            result = {"organ": target, "result_due_on": self.calendar.roll(day + timedelta(days=75))}
            helper = self.random.choice([other for other in self.city.departments.values() if other != target])
            if self.chance(35):
                part = {
                    "organ": helper,
                    "task": "请就涉及你单位职责的部分提出书面意见。",
                    "due_on": self.calendar.roll(day + timedelta(days=30)),
                }
                self.step(petition, "assign_jointly", sorter, day, **result, parts=[part])
            else:
                self.step(petition, "assign", sorter, day, **result)
        else:
            wrong = self.random.choice(list(self.city.departments.values())) if self.chance(8) else target
            self.step(petition, "transfer", sorter, day, organ=wrong)
            if wrong != target:
                day = self._object(petition, sorter, wrong, target, day)
        self.step(petition, "sign_for", self.city.who(target, Role.LIAISON), self.after(day, 0, 2))
        self._handle(petition, day, kind)

    def _sorted_out(self, petition, sorter, day):
        """A few are guided into another procedure, repeat a matter that is pending, or are taken back; True where that ends the sorting."""
        told = {} if petition.why_no_notice(petition.petitioner) else {"mode": "PERSONAL", "notified_on": day}
        pending = next((other for other in repeats.of_same_people(petition, sorter) if other.is_open and not other.is_late(day)), None)
        if pending and pending.received_on <= petition.received_on:
            self.step(
                petition, "decline", sorter, day, refusal="PENDING_ELSEWHERE_SAME_MATTER", other=pending, reason="同一事项正在办理，且在规定期限内。",
                guidance="请向正在办理的机关、单位查询进展。", **told,
            )  # fmt: skip
        elif self.chance(50):
            self.step(
                petition, "guide", sorter, day, channel="RECONSIDERATION", event_on=petition.received_on, body="江城市人民政府",
                body_address="江城市人民路 1 号", materials=["行政复议申请书", "身份证明"], reason="对行政处理决定不服，依法通过行政复议解决。", **told,
            )  # fmt: skip
        else:
            petition.advance(
                "ask_withdrawal",
                actor=Event.Actor.CITIZEN,
                at=self.moment(day),
                parties=petition.petitioners,
                statement="问题已经协商解决，自愿撤回。",
            )
            over = day + timedelta(days=4)
            if over <= self.today:
                petition.advance("withdraw", actor=Event.Actor.SYSTEM, at=self.moment(over))
        return True

    def _object(self, petition, sorter, wrong, target, day):
        """A wrong transfer comes back within five working days, and goes where it belongs."""
        day = self.after(day, 1, 3)
        grounds = f"该事项不属于{wrong.short_name}职责范围，建议转送{target.short_name}办理。"
        self.step(
            petition, "object", self.city.who(wrong, Role.LIAISON), day, grounds=grounds, basis="部门职责清单", suggested_organ=target
        )
        day = self.after(day, 0, 3)
        self.step(petition, "agree_objection", sorter, day, organ=target, reason="异议理由成立，改送有权处理的单位。")
        return day

    def _handle(self, petition, day, kind):
        organ = petition.holder_organ
        handler = self.city.who(organ, Role.HANDLER)
        day = self.delay(day, usual=12, limit=15, late_percent=8, late=8)
        told = {} if petition.why_no_notice(petition.petitioner) else {"mode": self.random.choice(["PERSONAL", "MAIL"]), "notified_on": day}
        self.step(petition, "accept", handler, day, track=Track.SUGGESTION if kind == "suggestion" else Track.T6_PETITION, **told)
        accepted_on = day
        if kind == "claim" and told and self.chance(9):
            day = self.after(accepted_on, 40, 56)
            self.step(petition, "extend", handler, day, days=30, reason="涉及多个单位，需要委托鉴定。", mode="MAIL", notified_on=day)
        for claim in Claim.objects.filter(petition=petition):
            day = self.after(day, 1, 7)
            result = self.random.choices(["SUPPORT", "EXPLAIN", "REJECT"], [55, 30, 15])[0]
            opinion = {
                "SUPPORT": "予以支持，责成相关单位限期落实。",
                "EXPLAIN": "诉求有其合理之处，但现行政策没有依据，已作解释。",
                "REJECT": "与法律规定不符，不予支持。",
            }
            self.step(
                petition,
                "find",
                handler,
                day,
                claim=claim,
                facts=self.facts,
                result=result,
                opinion=opinion[result],
                basis=self.basis or "《信访工作条例》第二十九条",
            )
        self._collect_parts(petition, day)
        done = self.delay(accepted_on, usual=52, limit=60, late_percent=9, late=14)
        day = max(day, done)
        self.step(petition, "submit", handler, day)
        if self.chance(10):
            self.step(petition, "return_draft", self.city.who(organ, Role.O_LEAD), day, reason="第一项诉求的依据请写明条款。")
            day = self.after(day, 1, 2)
            self.step(petition, "submit", handler, day)
        day = self.after(day, 0, 2)
        self.step(petition, "sign", self.city.who(organ, Role.O_LEAD), day)
        day = self.after(day, 0, 6)
        self.step(
            petition,
            "serve" if kind == "claim" else "serve_reply",
            handler,
            day,
            mode=self.random.choice(["PERSONAL", "MAIL"]),
            served_on=day,
        )
        self._finish(petition, day)

    def _collect_parts(self, petition, day):
        """Each assisting organ writes its part, and its leader confirms it."""
        for part in petition.parts.missing().select_related("organ"):
            words = "经核实，涉及我单位的部分情况属实，将配合主办单位落实。"
            self.step(petition, "answer_part", self.city.who(part.organ, Role.LIAISON), day, opinion=words)
            self.step(petition, "confirm_part", self.city.who(part.organ, Role.O_LEAD), day)

    def _ask_one_up(self, petition, day):
        """Not content: a review, sometimes a redo, sometimes a re-review."""
        stage, organ = "review", petition.review_authority().organ
        day = self.after(day, 3, 25)
        self._request(petition, stage, organ, day)
        day, result = self._review(petition, stage, organ, day)
        if result == "REDO" or petition.state != State.REREVIEW_WINDOW:
            return
        if self.chance(35):
            stage, organ = "rereview", petition.review_authority().organ
            day = self.after(day, 3, 25)
            self._request(petition, stage, organ, day)
            self._review(petition, stage, organ, day)
            return
        over = petition.clocks.running().get(rule="C14").rolled_on + timedelta(days=1)
        if over <= self.today:
            petition.advance("lapse", actor=Event.Actor.SYSTEM, at=self.moment(over))

    def _request(self, petition, stage, organ, day):
        petition.advance(
            f"request_{stage}", actor=Event.Actor.CITIZEN, at=self.moment(day), organ=organ, way="ONLINE", lodged_on=day, received_on=day,
            request="请求撤销原意见，重新认定事实。", grounds="意见书认定的情况与现场不符，我提供的照片和缴费凭证没有被采用。",
        )  # fmt: skip

    def _review(self, petition, stage, organ, day):
        """Taken up, decided, served. Returns the last day and the result."""
        reviewer = self.city.who(organ, Role.REVIEW)
        day = self.after(day, 0, 3)
        told = {} if petition.why_no_notice(petition.petitioner) else {"mode": "MAIL", "notified_on": day}
        self.step(petition, f"accept_{stage}", reviewer, day, **told)
        day = self.after(day, 12, 24)
        result = self.random.choices(["MAINTAIN", "REDO"], [70, 30])[0]
        redo = {"redo_due_on": self.calendar.roll(day + timedelta(days=45))} if result == "REDO" else {}
        self.step(
            petition, f"decide_{stage}", reviewer, day, result=result, facts=self.facts, reasons="经调阅案卷、现场核查，作出以下认定。",
            basis="《信访工作条例》第三十五条、第三十六条", **redo,
        )  # fmt: skip
        day = self.after(day, 1, 4)
        self.step(petition, f"serve_{stage}", reviewer, day, mode="MAIL", served_on=day)
        return day, result

    def _finish(self, petition, day):
        if petition.clocks.running().filter(rule="C11").exists():
            reported = self.after(day, 0, 2)
            self.step(
                petition,
                "report_result",
                self.city.who(petition.holder_organ, Role.O_LEAD),
                reported,
                report="已按交办要求办结，处理意见书已送达信访人。",
            )
            sender = self.city.who(petition.current_transfer.from_organ, Role.DISPATCHER)
            self.step(petition, "accept_report", sender, self.after(reported, 0, 3))
        window = petition.clocks.running().filter(rule="C12").first()
        if window and self.chance(9):
            self._ask_one_up(petition, day)
            return
        if window:
            day = window.rolled_on + timedelta(days=1)
            if day > self.today:
                return
            petition.advance("lapse", actor=Event.Actor.SYSTEM, at=self.moment(day))
        archivist = self.city.who(petition.holder_organ, Role.ARCHIVIST)
        if petition.state == State.CLOSED and archivist and self.chance(70):
            until = evaluating.last_day(petition)
            day = max(day, until + timedelta(days=1)) if until else day
            self.step(petition, "archive", archivist, self.after(day, 5, 30))

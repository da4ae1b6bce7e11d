"""One row of everything that supervision writes, made through its own doors: for whoever looks at all of its pages."""

from datetime import timedelta

from accounts.models import Role
from petitions.models import Invitation, ThirdParty
from supervision import deductions, inspecting, inspection_checks, rectifying, reporting, sampling, warning_steps
from supervision.checklists import OF_AN_ORGAN
from supervision.demands import KINDS, doing
from supervision.models import Report
from supervision.models.warning_rule import Level
from tests.factories import at, make_duty

PROBLEM = "屋顶维修超过期限，没有派人查看，也没有答复信访人。"


class Supervised:
    """Stays with the cast: `rows` are slugs by the names that addresses use."""

    def __init__(self, cast, today, *, late=None, closed=None):
        """`late`: a petition that the housing bureau handles; `closed`: one that was closed in the month before."""
        self.cast, self.today, self.rows = cast, today, {}
        cast.second_supervisor = make_duty(Role.SUPERV, cast.bureau, "范督查")
        self.late, self.closed = late or cast.accepted(), closed
        for scene in (self.demands, self.warnings, self.deductions, self.sample, self.inspection, self.reports, self.third_party):
            scene()

    def demands(self):
        cast = self.cast
        said = {"organ": cast.housing, "problem": PROBLEM, "requirement": "十日内查看并答复。"}
        until = self.today + timedelta(days=10)
        order = doing.write(
            KINDS["ORDER"], cast.supervisor, self.today, key="scene-order", petition=self.late, triggers=["DELAY"], mode="LETTER", asked_on=until, **said
        )  # fmt: skip
        urge = doing.write(KINDS["URGE"], cast.supervisor, self.today, key="scene-urge", petition=self.late, asked_on=until, **said)
        doing.answer(urge, cast.liaison, self.today, words="已派人到现场查看，正在编制维修方案。")
        suggestion = doing.write(
            KINDS["IMPROVE"],
            cast.supervisor,
            self.today,
            key="scene-improve",
            subject="公租房报修办理",
            analysis="没有指定责任人。",
            **said,
        )
        self.rows |= {"order": order.slug, "urge": urge.slug, "suggestion": suggestion.slug, "order_letter": order.deeds.last().slug}

    def warnings(self):
        cast = self.cast
        told = {"facts": PROBLEM, "requirement": "逐件核查，限期答复。"}
        proposed = warning_steps.propose_by_hand(
            cast.supervisor, self.today, organ=cast.water, level=Level.CARD, reason="R22-45(1)", **told
        )
        card = warning_steps.propose_by_hand(cast.supervisor, self.today, organ=cast.housing, level=Level.CARD, reason="R22-45(1)", **told)
        warning_steps.issue(card, cast.bureau_leader, self.today, clear_by=self.today + timedelta(days=30), **told)
        self.rows |= {"proposed_card": proposed.slug, "card": card.slug}

    def deductions(self):
        cast = self.cast
        clock = self.late.clocks.first()
        row = deductions.propose(
            self.late, cast.supervisor, code="K_NOT_HANDLED", organ=cast.housing, occurred_on=clock.started_on, facts=PROBLEM, today=self.today, clock=clock,
        )  # fmt: skip
        deductions.contest(row, cast.liaison, words="已约信访人现场查看，材料后附。", uploads=[], today=self.today)
        self.rows["deduction"] = row.slug

    def sample(self):
        if self.closed is None:
            return
        month = (self.today.replace(day=1) - timedelta(days=1)).replace(day=1)
        sample = sampling.draw(self.cast.supervisor, month=month, size=5, today=self.today)
        self.rows |= {"sample": sample.slug, "sample_case": sample.cases.first().slug}

    def inspection(self):
        cast, now = self.cast, at(self.today)
        planned = inspecting.plan(
            cast.supervisor, organs=[cast.housing], lead=cast.supervisor, members=[cast.second_supervisor, cast.water_leader], at=now, title="住房领域联合督查",
            scope="公租房维修类信访事项的受理、办理和答复。", since=self.today - timedelta(days=150), until=self.today, sample_size=2,
        )  # fmt: skip
        inspecting.approve(planned, cast.bureau_leader, at=now)
        case = inspecting.cases(planned, cast.supervisor).first()
        finding = inspection_checks.find(
            planned, cast.supervisor, organ=cast.housing, code=OF_AN_ORGAN[0].code, words="台账登记不完整。", severity="SERIOUS", at=now
        )
        task = rectifying.require(finding, cast.supervisor, requirement="补齐台账。", due_on=self.today + timedelta(days=20), at=now)
        open_finding = inspection_checks.find(
            planned, cast.supervisor, organ=cast.housing, code=OF_AN_ORGAN[0].code, words="没有公布接待时间。", severity="SERIOUS", at=now
        )
        waiting = inspecting.plan(
            cast.supervisor, organs=[cast.water], lead=cast.supervisor, members=[], at=now, title="水利领域联合督查", scope="供水类信访事项。",
            since=self.today - timedelta(days=90), until=self.today, sample_size=2,
        )  # fmt: skip
        self.rows |= {
            "inspection": planned.slug, "case": case.slug, "finding": open_finding.slug, "task": task.slug, "planned_inspection": waiting.slug,
        }  # fmt: skip

    def reports(self):
        cast = self.cast
        bulletin = reporting.draft(
            cast.supervisor, Report.Kind.BULLETIN, since=self.today - timedelta(days=90), until=self.today - timedelta(days=1), title="上半年信访情况通报",
            words={"problems": ["告知书没有写明程序"], "requirements": "逐件核对。"}, to=[cast.housing, cast.water],
        )  # fmt: skip
        self.rows["report"] = bulletin.slug

    def third_party(self):
        cast = self.cast
        cast.guest = make_duty(Role.GUEST, cast.bureau, "韩律师")
        line = ThirdParty.objects.create(duty=cast.guest, kind="LAWYER", body="江城律师事务所", expertise="住房", added_by=cast.supervisor)
        self.rows["third_party"] = line.slug
        self.late.advance(
            "invite_third_party",
            by=cast.leader,
            guest=line,
            purpose="请就屋顶责任提出法律意见",
            until=self.today + timedelta(days=30),
            shown=[],
        )
        self.rows["invitation"] = Invitation.objects.latest("pk").slug

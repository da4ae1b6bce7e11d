"""What does the report of an inspection say, and who signs it?

It goes down to all organs that were inspected, so nothing of a single matter stands in it: its problems are lines of the checklist with
numbers, and in words only what was found about an organ. A matter that is sealed after the report went out takes no words with it.
"""

import hashlib
import json
from collections import Counter

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from petitions import letters
from petitions.letters.papers import contact_of, iso
from petitions.models import DocumentSeries

from . import inspecting, telling
from .checklists import LINES, OF_A_CASE
from .inspecting import GUESTS, NotPossible
from .models import CheckAnswer, InspectionReport, RectificationTask, ReportDraft

CODE = "D30"
PART = "（部分）"
SEVERITIES = {"MINOR": "一般问题", "SERIOUS": "较重问题", "GRAVE": "严重问题"}
NOTHING_FOUND = "未发现突出问题"
NO_NUMBER = "（未编号）"


class Seen:
    """What one duty sees of a campaign, counted."""

    def __init__(self, inspection, duty):
        self.inspection = inspection
        self.cases = list(inspecting.cases(inspection, duty).select_related("organ"))
        self.findings = list(inspecting.findings(inspection, duty).select_related("organ"))
        answers = CheckAnswer.objects.filter(case__in=[case.pk for case in self.cases]).order_by("pk")
        self.answers = {(case, code): answer for case, code, answer in answers.values_list("case", "code", "answer")}
        tasks = RectificationTask.objects.filter(finding__in=[finding.pk for finding in self.findings])
        self.tasks = Counter(tasks.values_list("state", flat=True))

    @property
    def is_part(self):
        return len(self.cases) < self.inspection.drawn

    @property
    def slugs(self):
        return sorted(row.slug for row in (*self.cases, *self.findings))

    @property
    def checked(self):
        return len(self._checked())

    def _checked(self):
        answered = Counter(case for case, _code in self.answers)
        return {case for case, number in answered.items() if number == len(OF_A_CASE)}

    def by_organ(self):
        """A line for each inspected organ: drawn, checked, findings, as far as they are seen."""
        checked = self._checked()
        drawn = Counter(case.organ_id for case in self.cases)
        done = Counter(case.organ_id for case in self.cases if case.pk in checked)
        found = Counter(finding.organ_id for finding in self.findings)
        return [
            {"organ": organ, "drawn": drawn[organ.pk], "checked": done[organ.pk], "findings": found[organ.pk]}
            for organ in self.inspection.organs.all()
        ]

    def figures(self):
        part = PART if self.is_part else ""
        severities = Counter(finding.severity for finding in self.findings)
        rows = [
            ("被督查单位", self.inspection.organs.count(), ""), ("抽查信访事项", len(self.cases), part), ("完成检查", self.checked, part),
            *((label, severities[severity], part) for severity, label in SEVERITIES.items()),
            ("交办整改任务", sum(self.tasks.values()), part), ("已完成整改", self.tasks[RectificationTask.State.DONE], part),
        ]  # fmt: skip
        return [{"label": f"{label}{mark}", "value": str(value)} for label, value, mark in rows]

    def problems(self):
        """Of matters a line of the checklist and how many at which organ; of organs also the words."""
        organs = {case.organ_id: case.organ for case in self.cases}
        wrong = {(case, code) for (case, code), answer in self.answers.items() if answer == CheckAnswer.Answer.NO}
        wrong |= {(finding.case_id, finding.code) for finding in self.findings if finding.case_id}
        of_case = {case.pk: case.organ_id for case in self.cases}
        counts = Counter((code, of_case[case]) for case, code in wrong if case in of_case)
        lines = []
        for line in OF_A_CASE:
            told = [f"{organs[organ].short_name}{counts[line.code, organ]}件" for organ in organs if counts[line.code, organ]]
            if told:
                lines.append(f"{line.problem}：{'、'.join(told)}")
        general = (finding for finding in self.findings if finding.case_id is None)
        lines += [f"{finding.organ.short_name}{LINES[finding.code].problem}：{finding.words}" for finding in general]
        return lines or [NOTHING_FOUND]

    def payload(self, draft, today, number=NO_NUMBER):
        organ = self.inspection.organ
        return {
            "organ": organ.short_name, "organ_full": organ.name, "issued_on": iso(today), "number": number, "title": "联合督查情况通报",
            "to": "、".join(each.name for each in self.inspection.organs.all()), "period_from_on": iso(self.inspection.since),
            "period_until_on": iso(self.inspection.until), "figures": self.figures(), "analysis": draft.analysis if draft else "",
            "problems": self.problems(), "requirements": draft.requirements if draft else "", "contact": contact_of(organ),
        }  # fmt: skip


def fingerprint(payload):
    """The same content, the same words: what the leader had on the screen is what is signed. Day and number come with the signature."""
    content = {name: value for name, value in payload.items() if name not in ("issued_on", "number")}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def last_draft(inspection):
    return inspection.drafts.select_related("duty__officer").last()


def may_write(inspection, duty):
    return inspection.state == inspecting.State.UNDERWAY and inspecting.runs(inspection, duty) and inspecting.is_member(inspection, duty)


def write(inspection, by, *, analysis, requirements, seen, today, at):
    """`seen`: how many drafts the writer had before them. Raises NotPossible; [sentences] in args[0] where the paper would have gaps."""
    with transaction.atomic():
        inspection = inspecting.locked(inspection)
        if not may_write(inspection, by):
            raise NotPossible(_("The report is issued already, or the bureau's members of the team write it."))
        if inspection.drafts.count() != seen:
            raise NotPossible(_("A colleague wrote meanwhile. Their words stand beside yours; please look, and save again."))
        shown = Seen(inspection, by)
        draft = ReportDraft(
            inspection=inspection, analysis=analysis, requirements=requirements, rests_on=shown.slugs, duty=by, recorded_at=at
        )
        if gaps := letters.check(CODE, shown.payload(draft, today)):
            raise NotPossible(" ".join(gaps))
        draft.save()
        leaders = telling.officers_of(inspection.organ, Role.B_LEAD)
        key, url = f"inspection:{inspection.slug}:draft:{draft.pk}", reverse("inspection-report", args=[inspection.slug])
        telling.tell("inspection_report_written", leaders, by=by, key=key, url=url)


def may_issue(inspection, duty):
    """A leader of the bureau who wrote none of it."""
    is_leader = duty.role == Role.B_LEAD and inspecting.runs(inspection, duty) and inspection.state == inspecting.State.UNDERWAY
    drafts = inspection.drafts
    return is_leader and drafts.exists() and not drafts.filter(duty__officer=duty.officer_id).exists()


def issue(inspection, by, *, shown, today):
    """`shown`: fingerprint of what the leader read. Freezes it, numbers it, sends it down. Raises NotPossible."""
    with transaction.atomic():
        inspection = inspecting.locked(inspection)
        if not may_issue(inspection, by):
            raise NotPossible(_("The report is issued already, or another leader has to sign it: who wrote it does not."))
        draft, seen = last_draft(inspection), Seen(inspection, by)
        if not set(draft.rests_on) <= set(seen.slugs):
            raise NotPossible(
                _("Not everything that the report was written on is before you. It has to be looked through and saved again.")
            )
        payload = seen.payload(draft, today)
        if fingerprint(payload) != shown:
            raise NotPossible(_("The figures changed while you were reading. Please read the report again, and sign then."))
        _serial, number = DocumentSeries.next_number(inspection.organ, today.year, letters.KINDS[CODE].word)
        payload["number"] = number
        if gaps := letters.check(CODE, payload):
            raise NotPossible(" ".join(gaps))
        report = InspectionReport.objects.create(inspection=inspection, number=number, payload=payload, issued_on=today, issued_by=by)
        inspection.state = inspecting.State.REPORTED
        inspection.save()
        for organ in inspection.organs.all():
            telling.tell(
                "inspection_bulletin", telling.officers_of(organ, *GUESTS), by=by, key=f"inspection:{inspection.slug}:bulletin",
                number=number, url=reverse("rectification"),
            )  # fmt: skip
    return report


def reports(duty):
    """Bulletins that came down to this duty's organ, and reports of the campaigns whose page it has."""
    there = Q(inspection__in=inspecting.inspections(duty))
    if duty.role in GUESTS:
        there |= Q(pk__in=InspectionReport.objects.filter(inspection__organs=duty.organ_id).values("pk"))
    return InspectionReport.objects.filter(there)

"""How does a report come about, who may write, issue and read it, and what of it waits for whom?"""

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role
from petitions import letters
from petitions.models import DocumentSeries

from . import report_papers
from .models import AnnualDay, Report, ReportReading, ReportSource, ReportStep
from .models.report import digest
from .report_scope import addressed_reports, own_reports, urgent_matters
from .scope import WATCHERS
from .telling import officers_of, tell

Kind, State = Report.Kind, Report.State
LED_BY = (Role.LIAISON, Role.O_LEAD, Role.B_LEAD)


class ReportNotOpen(Exception):
    """What somebody wanted to do cannot be done; the sentence says why."""


class Moved(ReportNotOpen):
    """A colleague, or the figures, were quicker."""


# ── What may be done ──


def may_write(report, duty):
    return report.is_draft and duty.role in WATCHERS and duty.organ_id == report.organ_id


def may_issue(report, duty):
    return report.state == State.PROPOSED and duty.role == Role.B_LEAD and duty.organ_id == report.organ_id and not _wrote(report, duty)


def may_return(report, duty):
    """Also who wrote it: back to the desk, to go on."""
    return report.state == State.PROPOSED and duty.role in WATCHERS and duty.organ_id == report.organ_id


def _wrote(report, duty):
    return duty.officer_id in (report.drafted_by.officer_id, report.written_by.officer_id)


@transaction.atomic
def draft(duty, kind, *, since, until, title, words, to, sources=()):
    """A new draft. One annual report a year and one brief a day, whoever is quicker."""
    try:
        with transaction.atomic():  # a constraint decides between two who begin at once
            report = Report.objects.create(
                kind=kind, organ=duty.organ, title=title, since=since, until=until, words=words, drafted_by=duty, written_by=duty,
                sources_count=len(sources),
            )  # fmt: skip
    except IntegrityError as taken:
        raise ReportNotOpen(_("There is a report of this period already. Please go on with that one.")) from taken
    report.to.set(to)
    ReportSource.objects.bulk_create(ReportSource(report=report, petition=petition) for petition in sources)
    _note(report, "WRITE", duty)
    return report


def _locked(report, allowed, duty):
    report = Report.objects.select_for_update(of=("self",)).select_related("organ__parent", "drafted_by", "written_by").get(pk=report.pk)
    if not allowed(report, duty):
        raise Moved(_("Meanwhile a colleague went on with this report, or it is not yours to do. Please look at it again."))
    return report


@transaction.atomic
def write(report, duty, *, version, words, to, title=None):
    report = _locked(report, may_write, duty)
    if report.version != version:
        raise Moved(_("A colleague has changed this report meanwhile. What you typed is still here; please compare."))
    report.words, report.written_by, report.version = words, duty, report.version + 1
    report.title = title or report.title
    report.save()
    report.to.set(to)
    _note(report, "WRITE", duty)
    return report


@transaction.atomic
def propose(report, duty, today):
    """Handed in to the bureau's leader, once nothing is missing that the paper needs."""
    report = _locked(report, may_write, duty)
    if gaps := report_papers.gaps(report, duty, today):
        raise ReportNotOpen(" ".join(gaps))
    report.state = State.PROPOSED
    report.save()
    _note(report, "PROPOSE", duty)
    leaders = [leader for leader in officers_of(report.organ, Role.B_LEAD) if not _wrote(report, leader)]
    tell("report_to_issue", leaders, key=f"report:{report.slug}:{report.version}", by=duty, url=reverse("report", args=[report.slug]))


@transaction.atomic
def send_back(report, duty, note):
    report = _locked(report, may_return, duty)
    report.state, report.version = State.DRAFT, report.version + 1
    report.save()
    _note(report, "RETURN", duty, note)
    key = f"report:{report.slug}:back:{report.version}"
    tell("report_returned", [report.written_by], key=key, by=duty, url=reverse("report", args=[report.slug]))


@transaction.atomic
def drop(report, duty):
    report = _locked(report, may_write, duty)
    report.state = State.DROPPED
    report.save()
    _note(report, "DROP", duty)


@transaction.atomic
def issue(report, duty, *, seen, today):
    """Numbered and frozen as the issuer saw it, by another person than whoever wrote it. `seen`: the digest of what stood on the issuer's page."""
    report = _locked(report, may_issue, duty)
    if not period_is_over(report, today):
        raise ReportNotOpen(_("The period of this report is not over yet."))
    content = report_papers.content(report, duty, today)
    if seen != digest(content):
        raise Moved(_("The figures or the words have changed since you opened the page. Please read them again and then issue the report."))
    if gaps := report_papers.gaps(report, duty, today):
        raise ReportNotOpen(" ".join(gaps))
    kind = letters.KINDS[report_papers.CODES[report.kind]]
    report.number = DocumentSeries.next_number(report.organ, today.year, kind.word)[1]
    report.payload = report_papers.head(report.organ, report.number, today) | content
    report.sha256 = digest(report.payload)
    report.state, report.issued_by, report.issued_at, report.counted_on = State.ISSUED, duty, timezone.now(), today
    report.save()
    _note(report, "ISSUE", duty)
    told = [reader for organ in report.to.all() for reader in officers_of(organ, *LED_BY)]
    tell(
        "report_issued",
        told,
        key=f"report:{report.slug}:issued",
        by=duty,
        url=reverse("bulletin", args=[report.slug]),
        number=report.number,
    )
    return report


def period_is_over(report, today):
    """A year's report waits for the year's end; a suggestion is of no period."""
    return report.kind == Kind.SUGGESTION or report.until < today


@transaction.atomic
def note_feedback(report, duty, *, words, on):
    """What those above said to it; once, and it stays."""

    def allowed(report, duty):
        is_own = duty.role in WATCHERS and duty.organ_id == report.organ_id
        return is_own and report.kind == Kind.SUGGESTION and report.is_issued and report.feedback_on is None

    report = _locked(report, allowed, duty)
    report.feedback, report.feedback_on, report.feedback_by = words, on, duty
    report.save()
    _note(report, "FEEDBACK", duty)


def read(report, duty):
    ReportReading.objects.get_or_create(report=report, duty=duty)


def _note(report, what, duty, note=""):
    ReportStep.objects.create(report=report, what=what, duty=duty, note=note[:500])


# ── What waits ──


def annual_day(organ):
    return AnnualDay.objects.filter(organ=organ).first()


def annual_due(organ, today) -> tuple[int, date | None, bool]:
    """The year to be reported on now, by when (none where no day was set), and whether that was done."""
    year, set_day = today.year - 1, annual_day(organ)
    due = date(today.year, set_day.month, set_day.day) if set_day else None
    done = Report.objects.filter(organ=organ, kind=Kind.ANNUAL, since__year=year, state=State.ISSUED).exists()
    return year, due, done


def waiting_for(duty, today) -> list:
    """[{what, words, number, url, due}] for the workbench; only what is there to be done, the most urgent first."""
    from_urgent = urgent_waiting(duty)
    lines = [_line("urgent", _("Urgent matters that not everybody knows of yet"), from_urgent, "urgent")] if from_urgent else []
    if duty.role in WATCHERS and duty.organ.is_bureau:
        lines += _of_reports(duty, today)
    unread = addressed_reports(duty).exclude(readings__duty=duty).exclude(organ=duty.organ_id).count()
    if unread:
        lines.append(_line("to_read", _("Circulars and reports to be read"), unread, "bulletins"))
    return lines


def _of_reports(duty, today):
    lines, reports = [], own_reports(duty).select_related("drafted_by", "written_by")
    to_issue = sum(may_issue(report, duty) for report in reports.filter(state=State.PROPOSED))
    if to_issue:
        lines.append(_line("to_issue", _("Reports to be issued"), to_issue, "reports"))
    drafts = reports.filter(state=State.DRAFT, written_by__officer=duty.officer_id).count()
    if drafts:
        lines.append(_line("drafts", _("Reports that you are writing"), drafts, "reports"))
    _year, due, is_done = annual_due(duty.organ, today)
    if due and not is_done:
        lines.append(_line("annual", _("The annual report is due"), 1, "reports", due))
    return lines


def _line(what, words, number, page, due=None):
    return {"what": what, "words": words, "number": number, "url": reverse(page), "due": due}


def urgent_waiting(duty) -> int:
    return urgent_matters(duty).count() if duty.role in (*WATCHERS, Role.JOINT, Role.O_LEAD) else 0

"""What does each report say? Words of the draft and figures of the day become the payload of a paper; official papers are Chinese."""

from django.utils.translation import gettext as _

from petitions import letters
from petitions.letters.conditions import personal_data
from petitions.letters.papers import contact_of
from petitions.models import Party

from .annual import Period
from .models import Report
from .suppression import INSIDE, OUTSIDE, alone, part, shown

Kind = Report.Kind
CODES = {Kind.ANNUAL: "D38", Kind.BULLETIN: "D30", Kind.BRIEF: "D30", Kind.SUGGESTION: "D26"}
NOTHING_NOTABLE = "无需要专门报告的情况。"
SUPPRESSED = "表中“＊”表示数字较小或者可以据以推算较小数字，不予列明。"


def head(organ, number, today) -> dict:
    return {"organ": organ.short_name, "organ_full": organ.name, "number": number, "issued_on": today.isoformat()}


def content(report, duty, today) -> dict:
    """The payload but for its number and date, with the figures as this duty may count them today."""
    return {"title": report.title, "to": to_words(report)} | {
        Kind.ANNUAL: _annual, Kind.BULLETIN: _bulletin, Kind.BRIEF: _brief, Kind.SUGGESTION: _suggestion,
    }[report.kind](report, duty, today)  # fmt: skip


def to_words(report) -> str:
    organs = list(report.to.all())
    names = [
        f"中共{organ.name.removesuffix('人民政府')}委员会、{organ.name}" if organ.kind == "GOVERNMENT" else organ.name for organ in organs
    ]
    return "、".join(names)


def gaps(report, duty, today) -> list[str]:
    """What keeps it from being issued, in sentences; nobody is named in what many read."""
    payload = head(report.organ, "—", today) | content(report, duty, today)
    found = letters.check(CODES[report.kind], payload)
    return list(dict.fromkeys([*found, *personal_data(payload), *named(report)]))


def named(report, words=None) -> list[str]:
    """Names of people of the petitions that a suggestion rests on, where they stand in its words."""
    words = words or "\n".join([report.title, *texts(report.words)])
    parties = Party.objects.filter(petition__report_sources__report=report).exclude(name="")
    return said(words, {party.name for party in parties})


def said(words, names) -> list[str]:
    if any(len(name) > 1 and name in words for name in names):
        return [_("The words name somebody of the petition. A suggestion reports the problem, never who brought it.")]
    return []


def texts(words) -> list[str]:
    return [text for value in words.values() for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def _annual(report, duty, today):
    words = report.words
    figures = Period(duty, report.since, report.until).annual()
    analysis = "\n".join(text for text in (_counted(today), words.get("analysis", "")) if text)
    return {"year": report.since.year, **figures, "analysis": analysis, "other": words.get("other", "")} | _given(
        words, "routing_analysis", "suggestions_analysis"
    )


def _bulletin(report, duty, today):
    period = Period(duty, report.since, report.until)
    rows = [*period.counts(OUTSIDE), *({"label": f"领域：{row['label']}", "value": row["value"]} for row in period.field_rows(OUTSIDE))]
    analysis = "\n".join(text for text in (_counted(today), report.words.get("analysis", "")) if text)
    return {**_period(report), "figures": rows, "problems": report.words.get("problems", []), "analysis": analysis} | _given(
        report.words, "requirements"
    )


def _brief(report, duty, today):
    rows = day_rows(Period(duty, report.since, report.until))
    problems = report.words.get("problems") or [NOTHING_NOTABLE]
    return {**_period(report), "figures": rows, "problems": problems, "analysis": _counted(today)} | _given(report.words, "requirements")


def _suggestion(report, duty, today):
    words = report.words
    return {
        "suggestion_kind": "IMPROVE_POLICY", "facts": words.get("facts", ""), "analysis": words.get("analysis", ""),
        "suggestions": words.get("suggestions", []), "feedback_due_on": words.get("feedback_due_on", ""), "contact": contact_of(report.organ),
    }  # fmt: skip


def day_rows(period) -> list:
    """The figures of a day for leaders: inside the office, so hidden below five only."""
    now = period.overall()
    whole = [("新收信访事项（件）", now["total"]), ("当日办结（件）", period.closed()), ("超期未办结（件）", period.late())]
    parts = [("其中：集体来访（批）", now["crowds"]), ("其中：重大紧急（件）", now["urgent"]), ("其中：重复（件）", now["repeat"])]
    rows = [(label, alone(number, INSIDE)) for label, number in whole]
    rows[1:1] = [(label, part(number, now["total"], INSIDE)) for label, number in parts]
    return [{"label": label, "value": shown(value)} for label, value in rows]


def _counted(today):
    return f"数据截至{today.year}年{today.month}月{today.day}日。{SUPPRESSED}"


def _period(report):
    return {"period_from_on": report.since.isoformat(), "period_until_on": report.until.isoformat()}


def _given(words, *names):
    return {name: words[name] for name in names if words.get(name)}

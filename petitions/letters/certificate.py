"""How is one counted date proved on paper? The words are those of explanation.py, in Chinese whatever language the officer reads."""

from django.utils.translation import override

from petitions.explanation import long, moment
from petitions.models import Clock
from petitions.rulebook import WINDOWS, profile_for
from petitions.workflow.states import LABELS

UNITS = {"minute": "分钟", "day": "日", "workday": "个工作日", "month": "个月"}
PAUSES = {"HEARING": "听证"}
TAKEN_OVER = "该日期由原系统移交，本系统没有重新计算。"


def iso(day):
    return day.isoformat() if day else None


def clock_certificate(clock, counting, *, by, on):
    """CC: how a clock was counted. `counting` is None where it cannot be counted again; `by` is the duty that asks, `on` the day of asking."""
    with override("zh-hans"):
        return certificate(clock, counting, by, on)


def certificate(clock, counting, by, on):
    law, petition, stopped = clock.law, clock.petition, clock.stopped_on
    runs = clock.result != Clock.Result.NOT_APPLICABLE
    steps = counting.steps() if counting and runs else []

    def said(*kinds):
        return [step.text for step in steps if step.kind in kinds]

    payload = {
        "organ": by.organ.short_name, "organ_full": by.organ.name, "issued_on": iso(on), "petition_number": petition.grouped_number,
        "subject": petition.subject, "rule": clock.rule, "rule_title": str(law.title), "article": law.article, "profile": clock.profile,
        "profile_title": str(profile_for(clock.profile).title), "version": clock.version,
        "length": f"{law.length}{UNITS[law.unit]}" if law.length else "", "whose": clock.organ.name if clock.organ else "信访人",
        "note": str(law.note), "is_internal": law.is_internal, "is_deemed": clock.is_deemed, "started_on": iso(clock.started_on),
        "start_event": str(law.starts), "started_by": record(clock.start_event), "verdict": clock.result, "reason": clock.why_not or passed(clock, on),
        "counted": said("start", "counted", "named") or ([TAKEN_OVER] if runs else []), "skipped": said("skipped"),
        "pauses": [*said("pause", "idle"), *map(pause_going_on, open_pauses(clock))], "extension": [*said("extension"), *extension(clock)],
        "last_days": said("rest", "due", "provisional"), "given_on": iso(clock.given_on), "base_on": iso(clock.base_on),
        "strict_on": iso(clock.strict_on), "rolled_on": iso(clock.rolled_on), "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "stopped_on": iso(stopped), "stop_event": str(law.stops) if stopped else "", "days_late": days_late(clock, on),
        "is_provisional": clock.is_provisional, "is_paused": clock.is_running and bool(open_pauses(clock)), "asked_by": by.officer.name,
    }  # fmt: skip
    return {key: value for key, value in payload.items() if value not in (None, "", [], False)}


def record(event):
    """Which entry of the record started it: when, what, by which organ, under which number."""
    if event is None:
        return ""
    words = [moment(event.at), str(LABELS.get(event.step, event.step)), event.organ.name if event.organ else "", f"记录第{event.seq}号"]
    return "，".join(filter(None, words))


def open_pauses(clock):
    return [pause for pause in clock.pauses.all() if not pause.until_on]


def pause_going_on(pause):
    return f"自{long(pause.from_on)}起中止（{PAUSES.get(pause.reason, pause.reason)}），尚未恢复。"


def extension(clock):
    """Why it was extended, by the record: the reason, the day of approval, the day on which the petitioner was told."""
    given = getattr(clock, "extension", None)
    if given is None:
        return []
    return [f"延长的理由：{given.reason.strip().rstrip('。')}。{long(given.approved_on)}批准，{long(given.told_on)}告知信访人。"]


def passed(clock, on):
    """A right that nobody used in time has ended, though its clock was never stopped."""
    is_over = clock.is_running and clock.rule in WINDOWS and clock.rolled_on and clock.rolled_on < on
    return "截至出具日期间已届满" if is_over else ""


def days_late(clock, on):
    """Frozen when it stopped; so far, where a duty still runs. A window that has passed makes nobody late."""
    if clock.is_running and clock.rolled_on and clock.rule not in WINDOWS:
        return max((on - clock.rolled_on).days, 0)
    return clock.days_late

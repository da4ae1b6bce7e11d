"""What do sweeps report of themselves, and what of it may a supervisor read?"""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from petitions.workflow.states import LABELS

from . import rungs
from .models import Escalation, SweepFailure, SweepRun
from .models.sweep_run import KEPT_DAYS
from .scope import ordinary

SHOWN, FAILURES_SHOWN, DAYS = 10, 50, 7


def keep(swept, today, began_at, seconds):
    """Each run writes its line, also the one that left the work to another; lines that have been kept long enough go."""
    SweepRun.objects.create(
        began_at=began_at, day=today, seconds=seconds, is_alone=swept.is_alone, wrote_at=swept.wrote_at,
        reached=swept.reached, told=swept.told, steps=swept.steps, failed=len(swept.failed),
    )  # fmt: skip
    old = timezone.now() - timedelta(days=KEPT_DAYS, hours=1)
    SweepRun.objects.filter(began_at__lt=old).delete()
    SweepFailure.objects.filter(recorded_at__lt=old).delete()


def last_day():
    """Up to which day everything was caught up; None where no sweep has been kept."""
    return SweepRun.objects.filter(is_alone=True).order_by("-day").values_list("day", flat=True).first()


def report(duty, today) -> dict:
    """What the page of a supervisor says of the last sweeps: `runs` and `failures`."""
    return {"runs": _newest(duty), "failures": _failures(duty, today)}


def _newest(duty) -> list[dict]:
    """The last runs that did the work, with the rungs that they wrote as this duty may count them."""
    runs = list(SweepRun.objects.filter(is_alone=True)[:SHOWN])
    seen = ordinary(duty).filter(pk=OuterRef("petition"))
    counted = (
        Escalation.objects.filter(Exists(seen), recorded_at__in=[moment for run in runs for moment in run.wrote_at])
        .order_by()
        .values("recorded_at", "rung")
        .annotate(rows=Count("pk"))
    )
    rows = [(line["recorded_at"], line["rung"], line["rows"]) for line in counted]
    height = rungs.heights()
    return [{"run": run, "seconds": round(run.seconds), "rungs": _of(run, rows, height)} for run in runs]


def _of(run, rows, height):
    numbers = Counter()
    for moment, name, number in rows:
        if moment in run.wrote_at:
            numbers[name] += number
    return [(rungs.label(name), numbers[name]) for name in sorted(numbers, key=lambda name: height[name])]


def _failures(duty, today):
    """What could not be done in the last days: one line a petition, step and reason, on the newest of its days.

    As words of the petition the reason is kept back where they are.
    """
    recent = SweepFailure.objects.filter(Exists(ordinary(duty).filter(pk=OuterRef("petition"))), day__gt=today - timedelta(days=DAYS))
    newest = {}
    for row in recent.order_by("-day", "-pk")[: FAILURES_SHOWN * DAYS]:
        newest.setdefault((row.petition_id, row.step), row)
    rows = list(newest.values())[:FAILURES_SHOWN]
    seen = ordinary(duty).defer("query_code").in_bulk([row.petition_id for row in rows])
    return [
        {
            "day": row.day,
            "petition": seen[row.petition_id],
            "step": LABELS.get(row.step, row.step),
            "reason": row.reason if seen[row.petition_id].is_readable else "",
        }
        for row in rows
        if row.petition_id in seen
    ]

"""What has an inspected organ to put right, what does it say to that, and who judges it?"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from . import inspecting, telling
from .inspecting import GUESTS, RUNNERS, NotPossible
from .models import RectificationFile, RectificationReply, RectificationTask, RectificationVerdict

State = RectificationTask.State


def may_require(finding, duty):
    """The bureau's own people ask an organ for something; guests of the team find."""
    is_open = finding.inspection.state in (inspecting.State.UNDERWAY, inspecting.State.REPORTED)
    return is_open and inspecting.runs(finding.inspection, duty) and not hasattr(finding, "task")


def require(finding, by, *, requirement, due_on, at):
    with transaction.atomic():
        inspection = inspecting.locked(finding.inspection)
        finding = inspecting.findings(inspection, by).filter(pk=finding.pk).select_related("inspection", "organ").first()
        if finding is None or not may_require(finding, by):
            raise NotPossible(_("A task has been given for this finding already, or the inspection is closed."))
        task = RectificationTask.objects.create(
            petition_id=finding.petition_id,
            finding=finding,
            organ=finding.organ,
            requirement=requirement,
            due_on=due_on,
            given_by=by,
            given_at=at,
        )
        _tell("rectification_asked", task, telling.officers_of(task.organ, *GUESTS), by, "asked")
    return task


def may_reply(task, duty):
    return task.state in inspecting.LEFT and duty.role in GUESTS and duty.organ_id == task.organ_id


def reply(task, by, *, words, files, at):
    """`files`: the fields of kept files (petitions/files/keeping.py). Raises NotPossible."""
    with transaction.atomic():
        task = _locked(task, by)
        if task is None or not may_reply(task, by):
            raise NotPossible(_("A colleague has answered meanwhile, or the task is done."))
        answer = RectificationReply.objects.create(task=task, words=words, duty=by, recorded_at=at)
        for fields in files:
            RectificationFile.objects.create(reply=answer, duty=by, **fields)
        task.state = State.ANSWERED
        task.save(update_fields=["state"])
        bureau = task.finding.inspection.organ
        _tell("rectification_answered", task, telling.officers_of(bureau, *RUNNERS), by, f"answered:{answer.pk}")


def may_judge(task, duty):
    """Another person than whoever answered and whoever asked for it."""
    if task.state != State.ANSWERED or not inspecting.runs(task.finding.inspection, duty):
        return False
    last = task.replies.select_related("duty").last()
    return duty.officer_id not in (last.duty.officer_id, task.given_by.officer_id)


def judge(task, by, *, is_done, words, at):
    with transaction.atomic():
        task = _locked(task, by)
        if task is None or not may_judge(task, by):
            raise NotPossible(_("It has been judged already, or another person has to: neither who asked for it nor who answered."))
        last = task.replies.last()
        RectificationVerdict.objects.create(reply=last, is_done=is_done, words=words, duty=by, recorded_at=at)
        task.state = State.DONE if is_done else State.RETURNED
        task.save(update_fields=["state"])
        kind = "rectification_done" if is_done else "rectification_returned"
        _tell(kind, task, telling.officers_of(task.organ, *GUESTS), by, f"judged:{last.pk}")


def _locked(task, by):
    rows = RectificationTask.objects.filter(pk__in=inspecting.tasks(by).filter(pk=task.pk).values("pk"))
    return rows.select_for_update(of=["self"]).select_related("finding__inspection__organ", "given_by", "organ").first()


def _tell(kind, task, duties, by, key):
    telling.tell(
        kind, duties, key=f"rectification:{task.slug}:{key}", petition=task.finding.petition if task.petition_id else None, by=by,
        url=reverse("rectification-task", args=[task.slug]),
    )  # fmt: skip

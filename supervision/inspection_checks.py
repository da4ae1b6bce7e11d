"""What did the team see: answers to the checklist, and findings?"""

from django.db import transaction
from django.utils.translation import gettext as _

from . import inspecting
from .checklists import OF_A_CASE, OF_AN_ORGAN
from .inspecting import NotPossible
from .models import CheckAnswer, InspectionFinding


def may_check(inspection, duty):
    return inspection.state == inspecting.State.UNDERWAY and inspecting.is_member(inspection, duty)


def newest(case):
    """{code: the answer that counts}."""
    return {row.code: row for row in case.answers.select_related("duty__officer").order_by("pk")}


def answer(case, by, answers, *, seen, at):
    """Writes what is new of {code: (answer, remark)}. `seen`: how many answers the officer had before them. Raises NotPossible."""
    with transaction.atomic():
        inspection = inspecting.locked(case.inspection)
        if not may_check(inspection, by) or not inspecting.cases(inspection, by).filter(pk=case.pk).exists():
            raise NotPossible(_("This matter cannot be checked any more, or is not yours to check."))
        if case.answers.count() != seen:
            raise NotPossible(_("A colleague answered meanwhile. Their answers stand beside yours; please look, and save again."))
        known = newest(case)
        rows = [
            CheckAnswer(case=case, code=line.code, answer=answers[line.code][0], remark=answers[line.code][1], duty=by, recorded_at=at)
            for line in OF_A_CASE
            if line.code in answers and (line.code not in known or (known[line.code].answer, known[line.code].remark) != answers[line.code])
        ]
        CheckAnswer.objects.bulk_create(rows)
    return len(rows)


def find(inspection, by, *, organ, code, words, severity, at, case=None):
    """About a matter where `case` is given, else about the organ. Sent twice it is there once. Raises NotPossible."""
    with transaction.atomic():
        inspection = inspecting.locked(inspection)
        is_theirs = not organ_is_own(organ, by) and inspection.organs.filter(pk=organ.pk).exists()
        if case is not None:
            is_theirs = is_theirs and inspecting.cases(inspection, by).filter(pk=case.pk).exists()
        if not may_check(inspection, by) or not is_theirs or code not in {line.code for line in (OF_A_CASE if case else OF_AN_ORGAN)}:
            raise NotPossible(_("This inspection does not take findings any more, or this organ is not yours to inspect."))
        finding = InspectionFinding(
            inspection=inspection, petition_id=case.petition_id if case else None, case=case, organ=organ, code=code, words=words,
            severity=severity, duty=by, recorded_at=at,
        )  # fmt: skip
        same = inspection.findings.filter(case=case, organ=organ, code=code, words=words, severity=severity, duty=by)
        if same.exists():
            raise NotPossible(_("This finding is recorded already."))
        finding.save()
    return finding


def organ_is_own(organ, duty):
    return inspecting.own_house(duty).filter(descendant=organ.pk).exists()

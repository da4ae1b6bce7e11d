"""Which version of a scoring rule holds on a day?"""

from django.utils.translation import gettext as _

from .judging import NotPossible
from .models import Failing, ScoringRule


class Rules:
    """All versions, read once."""

    def __init__(self):
        self.versions = {code: [] for code in Failing.values}
        for rule in ScoringRule.objects.order_by("version"):
            self.versions[rule.code].append(rule)

    def on(self, code, day) -> ScoringRule | None:
        """The version that holds for what occurred on that day; None before there was one."""
        return next((rule for rule in reversed(self.versions[code]) if rule.valid_from <= day), None)

    def newest(self):
        return [versions[-1] for versions in self.versions.values() if versions]

    def spans(self, code):
        """(version, first day, first day of the next or None), oldest first; a version that one of the same day replaced never held."""
        versions = {rule.valid_from: rule for rule in self.versions[code]}
        days = [*versions, None]
        return [(rule, day, days[place + 1]) for place, (day, rule) in enumerate(versions.items())]

    @property
    def first_day(self):
        return min(rule.valid_from for versions in self.versions.values() for rule in versions)


def add(by, *, code, points, valid_from, contest_days, follow_days, source) -> ScoringRule:
    """A new version for what occurs from that day on. It comes after all others: what was proposed keeps the rule that it was proposed by."""
    last = ScoringRule.objects.filter(code=code).order_by("version").last()
    if valid_from < last.valid_from:
        raise NotPossible(_("A newer version holds from %(day)s already.") % {"day": last.valid_from.isoformat()})
    return ScoringRule.objects.create(
        code=code, version=last.version + 1, points=points, valid_from=valid_from, contest_days=contest_days,
        follow_days=follow_days if code == Failing.NOT_TRACKED else None, source=source, duty=by,
    )  # fmt: skip


def listed():
    """All versions with who set them, the newest of each failing first."""
    return ScoringRule.objects.select_related("duty__officer", "duty__organ").order_by("code", "-version")

"""What does an office score by that has set nothing?"""

from datetime import date
from decimal import Decimal

from django.apps import apps
from django.db import connections

# The numbers of the first-responsibility system (domain.md §1.11). They hold from the first year that this software assesses: what an office
# let pass before it had rules costs it nothing.
FIRST_DAY = date(2026, 1, 1)
FIRST = (
    ("K_NOT_ACCEPTED", "1.00", None, "首访首接责任制：应受理未受理的，每次扣1分。"),
    ("K_NOT_TRANSFERRED", "1.00", None, "首访首接责任制：应转办未转办的，每次扣1分。"),
    ("K_NOT_HANDLED", "2.00", None, "首访首接责任制：应办理未办理的，每次扣2分。"),
    ("K_NOT_TRACKED", "0.50", 30, "首访首接责任制：应跟踪未跟踪的，每次扣0.5分。"),
)


def install(using, **kwargs):
    """After each migration: the first version of each rule, where there is none."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('supervision_scoringrule')")
        if not cursor.fetchone()[0]:
            return
    rule = apps.get_model("supervision", "ScoringRule")
    known = set(rule.objects.using(using).values_list("code", flat=True))
    rule.objects.using(using).bulk_create(
        rule(code=code, version=1, points=Decimal(points), valid_from=FIRST_DAY, follow_days=follow_days, source=source)
        for code, points, follow_days, source in FIRST
        if code not in known
    )

"""How does a year sheet look on paper?"""

from django.utils import timezone
from django.utils.translation import override

from petitions.letters import typesetting
from petitions.letters.kinds import Kind

from . import deduction_words

YEAR_SHEET = Kind("YEARSHEET", "信访工作年度量化考核扣分表", "")


def pdf(sheet, rows, *, by, on) -> bytes:
    """In Chinese, as every paper of the office; of a confidential matter it says no more than the page does."""
    with override("zh-hans"):
        payload = {
            "organ": by.organ.name,
            "issued_on": (timezone.localtime(sheet.frozen.frozen_at).date() if sheet.frozen else on).isoformat(),
            "printed_on": on.isoformat(),
            "printed_by": by.officer.name,
            "year": str(sheet.year),
            "unit": sheet.organ.name,
            "receiver": sheet.receiver.officer.name if sheet.receiver else "",
            "total": str(sheet.total),
            "is_part": sheet.is_part,
            "version": sheet.frozen.version if sheet.frozen else 0,
            "reason": sheet.frozen.reason if sheet.frozen else "",
            "rows": [
                {
                    "failing": deduction_words.OFFICIAL[row.code], "number": row.petition.grouped_number, "occurred_on": row.occurred_on.isoformat(),
                    "law": deduction_words.article(row), "why": deduction_words.reason(row), "points": str(row.points),
                    "receiver": row.first_receiver.officer.name if row.first_receiver else "",
                }
                for row in rows
            ],
        }  # fmt: skip
        return typesetting.pdf(YEAR_SHEET, payload)

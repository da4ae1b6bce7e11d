"""What can be wrong with a finished answer, and by which article is its correction ordered? Data, nothing else.

`article` is printed in the order itself, which is Chinese whatever language the officer reads.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Defect(NamedTuple):
    label: str
    source: str
    article: str


DEFECTS = {
    "FACTS_UNCLEAR": Defect(_("the facts are not clear"), "R22-45", "《信访工作条例》第四十五条"),
    "IMPROPER": Defect(_("handled improperly"), "R22-45", "《信访工作条例》第四十五条"),
    "WRONG_BASIS": Defect(_("wrong legal or policy basis"), "R22-45", "《信访工作条例》第四十五条"),
    "WRONG_PROCEDURE": Defect(_("against the procedure"), "R22-44", "《信访工作条例》第四十四条"),
    "NOT_EXECUTED": Defect(_("the opinion is not carried out"), "R22-45", "《信访工作条例》第四十五条"),
}

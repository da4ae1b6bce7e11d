"""What does a reviewer of a closed matter answer, line by line? Data, nothing else.

The lines follow what the Regulations ask of a good answer. A sample remembers the version it was answered by; a line that is dropped stays
here as long as samples with its version are kept.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

VERSION = "2026-1"
YES, NO, NA = "YES", "NO", "NA"
ANSWERS = [(YES, _("yes")), (NO, _("no")), (NA, _("does not apply"))]


class Item(NamedTuple):
    question: str
    source: str
    defect: str = ""  # the defect with which a correction is ordered where the answer is no (petitions/rules/defects.py)


ITEMS = {
    "entry": Item(_("Was it entered in full, in time, and as it was said?"), "R22-21"),
    "acceptance": Item(_("Was the petitioner told in time and in writing whether it was accepted?"), "R22-23", "WRONG_PROCEDURE"),
    "heard": Item(_("Was the petitioner heard before the answer?"), "R22-31(6)", "WRONG_PROCEDURE"),
    "claims": Item(_("Is every claim answered, each for itself?"), "R22-32", "IMPROPER"),
    "facts": Item(_("Do the facts rest on evidence that is in the file?"), "R22-32", "FACTS_UNCLEAR"),
    "basis": Item(_("Is the law or policy named, and does it fit?"), "R22-32", "WRONG_BASIS"),
    "time": Item(_("Was it answered within its time, or extended by the rules?"), "R22-34", "WRONG_PROCEDURE"),
    "service": Item(_("Is the service of the answer proved?"), "R22-32", "WRONG_PROCEDURE"),
    "remedy": Item(_("Does the answer say where and until when a review can be asked for?"), "R22-32, 35", "WRONG_PROCEDURE"),
    "tone": Item(_("Is it written plainly and with respect?"), "R22-28"),
    "promises": Item(_("Was what was promised carried out, or is it still within its time?"), "R22-32", "NOT_EXECUTED"),
}  # fmt: skip

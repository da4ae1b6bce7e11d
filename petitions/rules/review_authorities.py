"""Which organ stands one level up when an opinion is attacked: the data behind petitions/review_authorities.py, nothing else.

The national Regulations say "one level up" (arts 35, 36) and name no organ; the table is that of the Beijing Regulations, art. 48. Keys are (kind of
organ, level); the ways stand in the order in which they are offered, and where there are two the petitioner chooses:

  GOVERNMENT   the government that the organ stands below
  LINE         the organ that leads it in its own line of work (Organ.line_superior)
"""

from django.utils.translation import gettext_lazy as _

SOURCE = "BJ-48"

WAYS = {
    ("GOVERNMENT", 5): ("GOVERNMENT",),  # township or street → county government
    ("GOVERNMENT", 4): ("GOVERNMENT",),  # county → city
    ("GOVERNMENT", 3): ("GOVERNMENT",),  # city → province
    ("DEPARTMENT", 5): ("GOVERNMENT",),
    ("DEPARTMENT", 4): ("LINE", "GOVERNMENT"),
    ("DEPARTMENT", 3): ("GOVERNMENT", "LINE"),
    ("DEPARTMENT", 2): ("GOVERNMENT", "LINE"),
    ("BUREAU", 4): ("GOVERNMENT", "LINE"),
    ("BUREAU", 3): ("GOVERNMENT", "LINE"),
    ("BUREAU", 2): ("GOVERNMENT", "LINE"),
}
# Led by its line alone (customs, taxes …): the line above and nobody else.
VERTICAL = ("LINE",)

# Where nobody stands above, the profile decides. National practice: the opinion of a province's government is final.
TOP = {
    "CN_2022": {"level": 2, "note": _("No organ stands above a province's government in this procedure: its opinion is final.")},
    "CN_2005": {"level": 2, "note": _("No organ stands above a province's government in this procedure: its opinion is final.")},
}
NOT_IN_SYSTEM = _("The organ one level up does not work with this system. The request is handed in there, in writing.")

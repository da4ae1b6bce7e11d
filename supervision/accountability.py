"""For what may an organ be called to account, and by which article? Data, nothing else.

The triggers of arts 42 to 46 of the Regulations (domain.md §2.6) and the one of the first-responsibility system that costs no points (§1.11).
`article` is printed in the warning itself, which is Chinese whatever language the officer reads.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

PERFUNCTORY = "K_PERFUNCTORY"
LATE = "R22-45(1)"  # what overdue cases are


class Ground(NamedTuple):
    label: str
    article: str


GROUNDS = {
    "R22-42(1)": Ground(_("exceeded or abused its powers, which caused the petition"), "《信访工作条例》第四十二条第一项"),
    "R22-42(2)": Ground(_("did not act where it had to, which caused the petition"), "《信访工作条例》第四十二条第二项"),
    "R22-42(3)": Ground(_("misapplied the law or broke its procedure, which caused the petition"), "《信访工作条例》第四十二条第三项"),
    "R22-42(4)": Ground(_("refused to carry out an opinion that supports a request, which caused the petition"), "《信访工作条例》第四十二条第四项"),
    "R22-43": Ground(_("a bureau did not register, transfer, assign or supervise"), "《信访工作条例》第四十三条"),
    "R22-44(1)": Ground(_("did not register a petition as required"), "《信访工作条例》第四十四条第一项"),
    "R22-44(2)": Ground(_("did not accept a matter of its own competence"), "《信访工作条例》第四十四条第二项"),
    "R22-44(3)": Ground(_("did not tell in writing and in time whether it accepts"), "《信访工作条例》第四十四条第三项"),
    LATE: Ground(_("shirked, was perfunctory, delayed or did not finish in time"), "《信访工作条例》第四十五条第一项"),
    "R22-45(2)": Ground(_("did not support a well-founded request"), "《信访工作条例》第四十五条第二项"),
    "R22-45(3)": Ground(_("paid little heed to the bureau's suggestions, and the problem stayed unsolved"), "《信访工作条例》第四十五条第三项"),
    "R22-45(4)": Ground(_("did not do its duty in handling, or not properly, in another way"), "《信访工作条例》第四十五条第四项"),
    "R22-46(1)": Ground(_("treated petitioners badly"), "《信访工作条例》第四十六条第一项"),
    "R22-46(2)": Ground(_("sought gain from a petition"), "《信访工作条例》第四十六条第二项"),
    "R22-46(3)": Ground(_("dealt badly with a large group visit or public opinion, and it spread"), "《信访工作条例》第四十六条第三项"),
    "R22-46(4)": Ground(_("concealed, falsified or delayed the report of an urgent matter"), "《信访工作条例》第四十六条第四项"),
    "R22-46(5)": Ground(_("leaked an accusation to the accused"), "《信访工作条例》第四十六条第五项"),
    "R22-46(6)": Ground(_("retaliated against a petitioner"), "《信访工作条例》第四十六条第六项"),
    "R22-46(7)": Ground(_("another breach of discipline or law"), "《信访工作条例》第四十六条第七项"),
    PERFUNCTORY: Ground(_("perfunctory first reception that intensified a conflict, with serious consequences"), "首访责任制"),
}  # fmt: skip
CHOICES = [(code, ground.label) for code, ground in GROUNDS.items()]
# 约谈、通报、挂牌督办、责令限期整改, by the joint conference.
LADDER = "《信访工作条例》第三十九条第三款"

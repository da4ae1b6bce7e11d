"""Which reasons may be given where something is refused, and by which article? Data, nothing else."""

from django.utils.translation import gettext_lazy as _

# D19: why a request for review or re-review is not taken up. Sources: Shandong arts 43 and 44; the words of the paper stand in letters/kinds/words.py.
REVIEW_REFUSALS = {
    "OUT_OF_SCOPE": {"label": _("Not a matter for review or re-review"), "article": "R22-35, 36"},
    "WRONG_LEVEL": {"label": _("Another organ is one level up"), "article": "R22-35, 36"},
    "LATE": {"label": _("Asked for too late"), "article": "R22-35, 36"},
    "ALREADY_PENDING": {"label": _("The same request is being reviewed already"), "article": "R22-19"},
    "OTHER_CHANNEL": {"label": _("Another legal procedure is open for it"), "article": "R22-31"},
}

# D08: why a petition is not taken in. `text` and `article` stand in the paper, which is Chinese; `only_in`: the profiles that know it, all where empty.
REFUSALS = {
    "PENDING_ELSEWHERE_SAME_MATTER": {
        "label": _("The same matter is pending in time at another organ"), "article": "R22-19", "text": "《信访工作条例》第十九条第三款",
        "guidance": "请向正在办理该事项的机关、单位查询办理进展，其答复期限不受影响。",
    },
    "NOT_A_PETITION": {
        "label": _("A question, not a petition"), "article": "R22-17", "text": "《信访工作条例》第十七条",
        "guidance": "您的咨询可以在接待窗口或者本机关网站的咨询栏目得到解答。",
    },
    "OTHER_CHANNEL_ONLY": {
        "label": _("To be brought through another legal procedure only"), "article": "R22-31", "text": "《信访工作条例》第三十一条",
        "guidance": "", "only_in": ("SHANDONG_2015", "ZHEJIANG_2016", "BEIJING_2006", "SHANGHAI_2018", "HENAN_2012", "CN_2005"),
    },
}  # fmt: skip

# D09: after which end the same facts and reasons are not taken up again. The Regulations of 2022 name the re-review alone (art. 36); Shandong
# (art. 46) and Zhejiang (art. 25) add the windows that lapsed and the settlement that was carried out.
FINAL_BY = {
    "*": ("REREVIEW_FINAL",),
    "SHANDONG_2015": ("REREVIEW_FINAL", "WINDOW_LAPSED", "SETTLED"),
    "ZHEJIANG_2016": ("REREVIEW_FINAL", "WINDOW_LAPSED", "SETTLED"),
}

# D35: why the handling of a petition ends without an answer (Shandong art. 46(4), as practised elsewhere too).
TERMINATIONS = {
    "DEATH": {"label": _("The petitioner died and nobody takes the matter over"), "text": "信访人死亡，无承继人继续主张权利"},
    "DISSOLUTION": {"label": _("The petitioning unit was dissolved without a successor"), "text": "信访单位终止，无权利义务承受人"},
    "UNIDENTIFIABLE": {"label": _("The petitioner or the matter cannot be identified"), "text": "信访人身份或者信访事项无法核实确认"},
}

# Why a finished matter is sorted anew.
REOPENINGS = {
    "NEW_FACTS": {"label": _("New facts or new reasons")},
    "COURT_DECISION": {"label": _("A court or a reconsideration organ decided otherwise")},
    "CORRECTION_ORDER": {"label": _("A correction was ordered")},
    "DATA_ERROR": {"label": _("It was closed by a mistake in the record")},
}

# What the office for the protection of secrets found, before a matter that was off-line goes on here.
EXAMINED = {
    "NO_SECRET": _("examined: it holds no state secret"),
    "REMOVED": _("the secret part is out of the system and kept elsewhere"),
}

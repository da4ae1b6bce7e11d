"""What does an inspection look at, line by line, and on which law does each line rest?"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Line(NamedTuple):
    code: str
    label: str
    problem: str  # what a circular calls it where it was not so: official papers are Chinese
    law: str  # article of the Regulations of 2022


OF_A_CASE = (
    Line("REGISTERED", _("Registered whole and in time"), "登记不及时、不完整", "22"),
    Line("TOLD", _("The petitioner was told in writing, in time, what is done and how"), "未在规定期限内书面告知", "23"),
    Line("CLASSIFIED", _("Right class and right legal track"), "分类或者处理途径不当", "31"),
    Line("NO_SHIRKING", _("Not shirked, not put off, no show of work"), "推诿、敷衍、拖延", "40"),
    Line("FACTS", _("Facts investigated, with the evidence in the file"), "事实调查不清、证据不足", "31"),
    Line("EVERY_CLAIM", _("Every claim answered, with its legal basis"), "未逐项答复诉求、依据不充分", "32"),
    Line("IN_TIME", _("Answered within its time, extended only properly"), "超期办理", "34"),
    Line("SERVED", _("Answer served, with proof"), "送达不规范", "32"),
    Line("CARRIED_OUT", _("What was granted is carried out"), "处理意见未落实", "32"),
    Line("TRUE_ENTRIES", _("What was entered agrees with the papers"), "录入信息与案卷不符", "23"),
)
OF_AN_ORGAN = (
    Line("LEADERS", _("Leaders receive visitors and take charge of matters"), "领导干部接访下访、包案不落实", "9"),
    Line("FIRST_RECEIVER", _("The first receiver stays responsible"), "首办责任制不落实", "19"),
    Line("MEANS", _("People, place and means for the work"), "工作力量、场所、经费保障不足", "13"),
    Line("SUGGESTIONS", _("Suggestions of the bureau are answered and followed"), "信访部门建议未反馈、未采纳", "40"),
    Line("SOURCE", _("Causes of disputes are dealt with at the source"), "源头治理不到位", "9"),
)
LINES = {line.code: line for line in (*OF_A_CASE, *OF_AN_ORGAN)}


def choices(lines):
    return [(line.code, line.label) for line in lines]

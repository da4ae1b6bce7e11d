"""Does a text speak of danger to life, or accuse an official? Then the page says at once where help is and what the law protects."""

import re
import unicodedata

# Rather once too often: a person who only says it in anger reads one more paragraph.
DANGER = (
    "自杀", "自尽", "轻生", "寻死", "不想活", "活不下去", "不活了", "一死了之", "死给", "以死", "跳楼", "跳河", "跳桥", "上吊", "割腕", "服毒", "喝农药", "喝药自", "自焚",
    "同归于尽", "杀人", "杀了", "砍死", "捅死", "弄死", "打死", "报复社会", "炸药", "引爆", "纵火", "投毒", "家暴", "被打", "威胁我", "绑架", "非法拘禁",
    "suicide", "kill myself", "kill him", "kill her", "kill them", "end my life", "want to die", "bomb", "set fire", "kidnap",
)  # fmt: skip
ACCUSATION = (
    "举报", "检举", "控告", "贪污", "受贿", "行贿", "贿赂", "索贿", "收受", "回扣", "以权谋私", "滥用职权", "玩忽职守", "渎职", "徇私", "包庇", "保护伞", "腐败", "挪用公款",
    "吃拿卡要", "违纪", "作风问题", "打击报复", "bribe", "bribery", "corrupt", "embezzl", "abuse of power", "misconduct",
)  # fmt: skip


def speaks_of(words, *texts) -> bool:
    """Any width, any case, with spaces between the characters or without."""
    plain = unicodedata.normalize("NFKC", "\n".join(texts)).lower()
    tight = re.sub(r"\s+", "", plain)
    return any(word in (plain if word.isascii() else tight) for word in words)

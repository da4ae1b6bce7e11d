"""What does one cell say? Text as it is kept, moments, kinds and channels."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from petitions.models import Channel, PetitionClass

YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
RUN_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
CLOCK = re.compile(r"(上午|下午|晚上)?(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?)?(?:\.\d+)?秒?(?:Z|[+]08:?00)?")
SERIALS = (20_000, 80_000)  # Excel's days since 1899-12-30: 1954 to 2119
EARLIEST = date(1949, 10, 1)

# A source that contains one of these words, the first that fits: 12345app is the internet, 12345 the telephone.
CHANNELS = (
    (Channel.ONLINE, "app 网 微信 微博 公众号 小程序 qq 邮件 邮箱 email online 客户端 留言板"),
    (Channel.PHONE, "电话 来电 热线 12345 phone"),
    (Channel.VISIT, "来访 走访 上访 接访 窗口 visit"),
    (Channel.LETTER, "来信 信件 信函 邮寄 书信 写信 letter"),
)
CLASSES = (
    (PetitionClass.ACCUSATION, "举报 检举 控告 揭发"),
    (PetitionClass.SUGGESTION, "建议 意见"),
    (PetitionClass.CLAIM, "投诉 求助 求决 申诉"),
)


class BadCell(ValueError):
    """args[0] is the sentence."""


def words(cell) -> str:
    """The cell as the reader of the file sees it; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def order_of(cell) -> str:
    """For a date that ends with its year: "month" or "day", whichever must be first, or "either"; else nothing."""
    found = YEAR_LAST.match(_plain(cell)) if isinstance(cell, str) else None
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    if first > 12:
        return "day"
    return "month" if second > 12 else "either"


def moment(cell, month_first: bool | None = None) -> datetime | None:
    """An aware datetime, midnight where only a day is given; None for an empty cell. Raises BadCell."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    try:
        found = _moment(cell, month_first)
    except (ValueError, OverflowError) as wrong:
        if isinstance(wrong, BadCell):
            raise
        found = None
    if found is None:
        raise BadCell(_("“%(text)s” is not a date.") % {"text": words(cell)[:60]})
    found = found if timezone.is_aware(found) else timezone.make_aware(found)
    if timezone.localdate(found) < EARLIEST:
        raise BadCell(_("%(date)s lies before 1949.") % {"date": timezone.localdate(found)})
    return found


def _moment(cell, month_first):
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, (int, float)):
        return _serial(float(cell))
    text = _plain(cell)
    if found := YEAR_FIRST.match(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
    elif found := YEAR_LAST.match(text):
        if month_first is None:
            raise BadCell(_("In “%(text)s” it cannot be told which number is the day. Please write the year first.") % {"text": text[:60]})
        month, day_number = (int(found[1]), int(found[2])) if month_first else (int(found[2]), int(found[1]))
        day = date(int(found[3]), month, day_number)
    elif found := RUN_TOGETHER.fullmatch(text):
        clock = [int(part or 0) for part in found.groups()[3:]]
        return datetime.combine(date(int(found[1]), int(found[2]), int(found[3])), time(*clock))
    elif re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _serial(float(text))
    else:
        return None
    return datetime.combine(day, _clock(text[found.end() :].lstrip(" T,")))


def _serial(days):
    """Excel's number of a day, to the second."""
    if not SERIALS[0] <= days <= SERIALS[1]:
        return None
    return datetime.combine(date(1899, 12, 30), time()) + timedelta(seconds=round(days * 86400))


def _clock(text) -> time:
    if not text:
        return time()
    found = CLOCK.fullmatch(text.replace(" ", ""))
    if not found:
        raise ValueError(text)
    hour = int(found[2]) + (12 if found[1] in ("下午", "晚上") and int(found[2]) < 12 else 0)
    return time(hour, int(found[3]), int(found[4] or 0))


def _plain(cell) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(cell))).strip()


def channel(text, otherwise) -> str:
    source = _plain(text).lower()
    if not source:
        return otherwise
    return next((channel for channel, known in CHANNELS if any(word in source for word in known.split(" "))), Channel.OTHER)


def petition_class(text) -> str:
    """The class that the file's own word names; consultations and unknown words name none."""
    kind = _plain(text)
    return next((found for found, known in CLASSES if any(word in kind for word in known.split(" "))), "")


def is_anonymous(text, heading="") -> tuple[bool, str]:
    """From a column that says whether somebody is anonymous: whether, and the name that some write there instead of an answer.

    1 means what the heading names first: 匿名(1)/实名(0), but 是否实名 the other way round.
    """
    answer = _plain(text).lower()
    asks_for_name = "实名" in heading and not heading.startswith("匿名")
    if answer in ("1", "是", "yes", "true", "y"):
        return not asks_for_name, ""
    if answer in ("0", "否", "no", "false", "n"):
        return asks_for_name, ""
    if answer in ("", "匿名", "实名"):
        return answer == "匿名", ""
    return False, str(text).strip()

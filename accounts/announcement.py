"""What does the notice on days off say? Read from its own words, or from a table of days that somebody typed.

The State Council writes: 二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
A table has a day or a stretch of days, rest or work, and the holiday: 2026-02-15 至 2026-02-23, 休, 春节.
"""

import re
from datetime import date

from django.utils.translation import gettext, override

from .calendar import HOLIDAYS, Day, days_after

LONGEST_NAME = 40
REST = {"休", "休息", "放假", "假", "放假调休", "rest", "off", "0"}
WORK = {"班", "上班", "补班", "调休上班", "work", "1"}
OTHER_NAMES = {"元旦": "New Year's Day", "春节": "Spring Festival", "清明": "Qingming Festival", "劳动节": "Labour Day", "五一": "Labour Day",
               "端午": "Dragon Boat Festival", "中秋": "Mid-Autumn Festival", "国庆": "National Day", "十一": "National Day"}  # fmt: skip

NUMBERED = r"(?:[一二三四五六七八九十]+|\d+)\s*[、.．]\s*"
HOLIDAY_LINE = re.compile(rf"\s*(?:{NUMBERED})?(?P<name>[^\d：:，,;；\t]{{1,{LONGEST_NAME}}})[：:](?P<rest>.+)")
MONTH_DAY = re.compile(r"(?:(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日")
WEEKDAYS = "一二三四五六日"
WITH_WEEKDAY = re.compile(MONTH_DAY.pattern + r"(?:\s*[（(][^）)]*?(?:周|星期)(?P<weekday>[一二三四五六日天])[）)])?")
DAYS_TOLD = re.compile(r"共\s*(?P<days>\d+)\s*天")
IN_BRACKETS = re.compile(r"（[^）]*）|\([^)]*\)")
CELL_DATE = re.compile(r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?")
CELLS = re.compile(r"\s*[,，;；\t]\s*")
HEADINGS = {"date", "day", "日期"}


class Unreadable(ValueError):
    """Sentences, each with its line number."""

    def __init__(self, sentences):
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def read(text: str, year: int) -> dict[date, Day]:
    """The days that the text names. Unreadable, with a sentence for every line that cannot be used."""
    days, wrong = {}, []
    for number, line in enumerate(text.replace("\ufeff", "").splitlines(), start=1):
        line = line.strip()
        is_prose = line.endswith(("。", "：", ":")) and not MONTH_DAY.search(line)
        if not line or is_prose or CELLS.split(line)[0].strip().lower() in HEADINGS:
            continue
        try:
            for day, told in _line(line, year):
                if days.get(day, told).is_workday != told.is_workday:
                    raise ValueError(gettext("%(day)s stands in the text twice, once as rest and once as work.") % {"day": day})
                days[day] = told
        except ValueError as reason:
            wrong.append(gettext("Line %(number)d: %(reason)s") % {"number": number, "reason": reason})
    if not days and not wrong:
        wrong.append(gettext("There is no day in this text."))
    if wrong:
        raise Unreadable(wrong)
    return days


def _line(line, year):
    cells = CELLS.split(line)
    if len(cells) >= 2 and CELL_DATE.match(cells[0].strip()):
        found = _row([cell.strip() for cell in cells])
    elif told := HOLIDAY_LINE.fullmatch(line):
        found = _announced(told["name"].strip(), told["rest"], year)
    elif MONTH_DAY.search(line) and ("放假" in line or "上班" in line):  # the sentence alone, without the holiday's name
        found = _announced("", re.sub(rf"^\s*{NUMBERED}(?=\d)", "", line), year)
    else:
        raise ValueError(gettext("Write the day, rest or work, and the holiday, like: 2026-02-14, work, Spring Festival"))
    for day, told in found:
        if day.year != year:
            raise ValueError(gettext("%(day)s is not a day of %(year)s.") % {"day": day, "year": year})
        if told.is_workday and day.weekday() < 5:
            sentence = gettext("%(day)s is from Monday to Friday and worked anyway; only a Saturday or Sunday is a make-up workday.")
            raise ValueError(sentence % {"day": day})
        yield day, told


def _row(cells):
    """A typed line: a day or first and last day, rest or work, the holiday."""
    dates = [_date(int(found["year"]), int(found["month"]), int(found["day"])) for found in CELL_DATE.finditer(cells[0])]
    kind = cells[1].lower()
    if kind not in REST | WORK:
        raise ValueError(gettext("“%(word)s” says neither rest nor work.") % {"word": cells[1]})
    name = _stored(cells[2]) if len(cells) > 2 else ""
    return [(day, Day(kind in WORK, name)) for day in _stretch(dates)]


def _announced(name, rest, year):
    """A line of the notice: 放假 gives the stretch of rest days, 上班 the make-up workdays one by one."""
    name, found = _stored(name) if name else "", []
    _check_weekdays(rest, year)
    for sentence in re.split(r"[。;；]", IN_BRACKETS.sub("", rest)):
        dates, month = [], None
        for told in MONTH_DAY.finditer(sentence):
            month = int(told["month"]) if told["month"] else month
            if month is None:
                raise ValueError(gettext("“%(text)s” names no month.") % {"text": told[0]})
            dates.append(_date(int(told["year"] or year), month, int(told["day"])))
        if "上班" in sentence:
            found += [(day, Day(True, name)) for day in dates]
        elif dates and "放假" in sentence:
            off = _stretch(dates) if "至" in sentence else dates
            if (told := DAYS_TOLD.search(sentence)) and int(told["days"]) != len(off):
                words = {"told": int(told["days"]), "number": len(off), "first": off[0], "last": off[-1]}
                raise ValueError(gettext("From %(first)s to %(last)s there are %(number)d days, and the notice says %(told)d.") % words)
            found += [(day, Day(False, name)) for day in off]
    found = [(day, told) for day, told in found if day.year == year]  # New Year's stretch may begin in December, by the table of that year
    if not found:
        raise ValueError(gettext("There is no day off and no workday in this line."))
    return found


def _check_weekdays(rest, year):
    """The notice writes the weekday beside each date; one that does not fit tells a slip of the pen, or the notice of another year."""
    month = None
    for told in WITH_WEEKDAY.finditer(rest):
        month = int(told["month"]) if told["month"] else month
        if not told["weekday"] or month is None:
            continue
        day = _date(int(told["year"] or year), month, int(told["day"]))
        if WEEKDAYS.index(told["weekday"].replace("天", "日")) != day.weekday():
            words = {"day": day, "told": f"周{told['weekday']}", "weekday": f"周{WEEKDAYS[day.weekday()]}"}
            raise ValueError(gettext("%(day)s is %(weekday)s, and the notice says %(told)s. Is it the notice of another year?") % words)


def _date(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(gettext("There is no %(day)d.%(month)d.%(year)d.") % {"day": day, "month": month, "year": year}) from None


def _stretch(dates):
    if len(dates) == 1:
        return dates
    if len(dates) != 2 or not 0 < (dates[1] - dates[0]).days < 20:
        raise ValueError(gettext("A stretch of rest days has a first and a last day."))
    return [dates[0], *days_after(dates[0], dates[1])]


def _stored(name):
    """The holiday as the table keeps it: the usual ones by one name whatever language they were typed in."""
    name = name.strip()[:LONGEST_NAME]
    for known in HOLIDAYS:
        for language in ("en", "zh-hans"):
            with override(language):
                if name.lower() == gettext(known).lower():
                    return known
    return next((known for part, known in OTHER_NAMES.items() if part in name), name)

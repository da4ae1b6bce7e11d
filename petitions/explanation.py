"""How is a counted date said in words, so that anybody can check it by hand?"""

from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .rulebook import numeral
from .rules.clocks import LAWS

ONE_DAY = timedelta(days=1)


class Step(NamedTuple):
    kind: str  # rule, start, counted, skipped, named, extension, pause, idle, rest, due, provisional
    text: str


def long(day) -> str:
    return date_format(day, "DATE_FORMAT")


def short(day) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def moment(instant) -> str:
    return date_format(localtime(instant) if is_aware(instant) else instant, "DATETIME_FORMAT")


def named(calendar, day) -> str:
    """Why a day is not what its weekday says, or is: the holiday's name, a make-up workday, a weekend."""
    holiday = calendar.name_of(day)
    if calendar.is_workday(day):
        return _("make-up workday, %(holiday)s") % {"holiday": _(holiday)} if holiday else ""
    return _(holiday) if holiday else _("weekend")


def steps(counting) -> list[Step]:
    """Rule, start, what was counted and skipped, extension, pauses, rest day, and whether the calendar is final."""
    told = [*_law(counting), *_start(counting)]
    if counting.due_at:
        text = _("%(minutes)s minutes, nights and holidays included: until %(instant)s.")
        return [*told, Step("due", text % {"minutes": counting.rule.length, "instant": moment(counting.due_at)})]
    if counting.calendar is None:
        return [*told, Step("due", _("Due on %(day)s.") % {"day": long(counting.strict)})]
    return [*told, *_counted(counting), *_extension(counting), *_pauses(counting), *_end(counting)]


def _law(counting):
    rule = counting.rule
    words = {"rule": rule.id.value, "title": rule.title, "article": rule.article, "profile": rule.profile, "version": rule.version}
    yield Step("rule", _("%(rule)s %(title)s: %(article)s (rule %(version)s).") % words)
    if rule.is_internal:
        yield Step("rule", _("The number is a target of the office, not a period set by law."))
    if rule.note:
        yield Step("rule", str(rule.note))


def _start(counting):
    words = {"event": counting.rule.starts, "day": moment(counting.start) if counting.due_at else long(counting.start)}
    if counting.rule.unit == "minute":
        yield Step("start", _("It starts when %(event)s: %(day)s.") % words)
    else:
        yield Step("start", _("It starts when %(event)s: %(day)s. The day itself is not counted (Civil Code art. 201).") % words)


def _counted(counting):
    rule, due = counting.rule, long(counting.base_strict)
    first = counting.start + ONE_DAY
    if counting.given_due:
        yield Step("named", _("The letter names %(day)s.") % {"day": due})
    elif rule.unit == "workday":
        yield from _workdays(counting)
    elif rule.unit == "month":
        text = ngettext(
            "%(months)s month, to the same day or the month's last: %(day)s.",
            "%(months)s months, to the same day or the month's last: %(day)s.",
            rule.length,
        )
        yield Step("counted", text % {"months": rule.length, "day": due})
    else:
        text = ngettext(
            "%(days)s calendar day, rest days included, %(first)s – %(last)s: %(day)s.",
            "%(days)s calendar days, rest days included, %(first)s – %(last)s: %(day)s.",
            rule.length,
        )
        yield Step("counted", text % {"days": rule.length, "first": short(first), "last": short(counting.base_strict), "day": due})


def _workdays(counting):
    calendar, stretch = counting.calendar, (counting.base_strict - counting.start).days
    days = [counting.start + ONE_DAY * i for i in range(1, stretch + 1)]
    worked = [f"{short(day)} ({why})" if (why := named(calendar, day)) else short(day) for day in days if calendar.is_workday(day)]
    text = ngettext("%(number)s working day: %(days)s.", "%(number)s working days: %(days)s.", len(worked))
    yield Step("counted", text % {"number": len(worked), "days": _(", ").join(worked)})

    for why, rest in groupby(days, key=lambda day: None if calendar.is_workday(day) else named(calendar, day)):
        rest = list(rest)
        if why:
            span = short(rest[0]) if len(rest) == 1 else f"{short(rest[0])} – {short(rest[-1])}"
            yield Step("skipped", _("Not counted: %(days)s: %(why)s.") % {"days": span, "why": why})


def _extension(counting):
    if counting.extension:
        text = ngettext(
            "Extended by %(days)s day, counted from the original due date %(day)s.",
            "Extended by %(days)s days, counted from the original due date %(day)s.",
            counting.extension,
        )
        yield Step("extension", text % {"days": counting.extension, "day": long(counting.base_strict)})


def _pauses(counting):
    for from_on, until_on in counting.pauses:
        days = (until_on - from_on).days
        text = ngettext(
            "Paused from %(first)s, going on from %(until)s: %(days)s day is not counted.",
            "Paused from %(first)s, going on from %(until)s: %(days)s days are not counted.",
            days,
        )
        yield Step("pause", text % {"first": long(from_on), "until": long(until_on), "days": days})
    for from_on, until_on in counting.idle_pauses:
        if counting.rule.pause_reasons:
            text = _("The pause from %(first)s to %(until)s changes nothing: the clock had run out before.")
        else:
            text = _("The pause from %(first)s to %(until)s changes nothing: no rule lets this clock pause.")
        yield Step("idle", text % {"first": long(from_on), "until": long(until_on)})


def _end(counting):
    calendar, strict = counting.calendar, counting.strict
    words = {"day": long(strict), "rolled": long(counting.rolled), "last": long(counting.last_workday), "why": named(calendar, strict)}
    if counting.rolled == strict and words["why"]:
        yield Step("due", _("Due on %(day)s, 24:00 (%(why)s).") % words)
    elif counting.rolled == strict:
        yield Step("due", _("Due on %(day)s, 24:00.") % words)
    else:
        text = _("%(day)s is a rest day (%(why)s); the next working day is %(rolled)s (Civil Code art. 203, by analogy).")
        yield Step("rest", text % words)
        if counting.rule.is_petitioners:
            yield Step("due", _("In time until %(rolled)s, 24:00; a letter is in time when it is posted by then.") % words)
        else:
            yield Step("due", _("Warning after %(day)s, late after %(rolled)s; the last working day before is %(last)s.") % words)
    if counting.is_provisional:
        yield Step(
            "provisional", _("Provisional: the working days of that year are not announced yet; the date is counted again once they are.")
        )


def article_words(article: str) -> str:
    """ "R22-22(1)(2), 23" in words: every article with its items."""
    law, _dash, numbers = article.partition("-")
    if not numbers:
        return str(LAWS[law]) if law == "SIMPLE" else ""  # cited as a whole
    comma = pgettext("list of numbers", ", ")
    words = []
    for number in numbers.split(", "):
        number, _bracket, items = number.partition("(")
        text = _("art. %(number)s item %(items)s") if items else _("art. %(number)s")
        words.append(text % {"number": numeral(number), "items": numeral(items.rstrip(")").replace(")(", comma))})
    return _("%(law)s, %(articles)s") % {"law": LAWS.get(law) or _("Archives Law"), "articles": comma.join(words)}

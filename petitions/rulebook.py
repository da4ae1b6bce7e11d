"""Which rule holds for a matter: by which profile, since when, by which article?

The numbers are data in rules/clocks.py; here they become rules that can be asked for. A matter follows the rules of the day it arrived.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .rules.clocks import LAWS, PROFILES, RULES


class Rule(TextChoices):
    REGISTRATION = "C01", _("Registration and disposition")
    DIRECT_NOTICE = "C02", _("Notice on direct receipt")
    NOTICE = "C03", _("Notice on a transferred matter")
    OBJECTION = "C04", _("Objection to a transfer")
    OBJECTION_DECISION = "C05", _("Decision on the objection")
    HANDLING = "C06", _("Handling")
    EXTENSION = "C07", _("Extension of handling")
    SIMPLE_ACCEPTANCE = "C08", _("Simple procedure: acceptance")
    SIMPLE_REPLY = "C09", _("Simple procedure: reply")
    SIMPLE_FORWARD = "C10", _("Simple procedure: passing on")
    ASSIGNED_RESULT = "C11", _("Result of an assigned matter")
    REVIEW_REQUEST = "C12", _("Request for review")
    REVIEW = "C13", _("Review")
    REREVIEW_REQUEST = "C14", _("Request for re-review")
    REREVIEW = "C15", _("Re-review")
    REVIEW_ACCEPTANCE = "C16", _("Acceptance of a review request")
    URGENT_REPORT = "C17", _("Written report of an urgent matter")
    SUGGESTION_FEEDBACK = "C18", _("Feedback on the bureau's suggestion")
    CORRECTION = "C19", _("Correction order")
    REDO = "C20", _("Handling anew after review")
    ANNUAL_REPORT = "C21", _("Annual report")
    FORWARDING = "C22", _("Stage of forwarding")
    EXECUTION = "C23", _("Execution of the opinion")
    JUDICIAL_CONFIRMATION = "C24", _("Judicial confirmation of a mediation agreement")
    DUTY = "C25", _("Performance of a duty")
    SUGGESTION_REPLY = "C26", _("Reply to a suggestion")
    DISPUTE = "C27", _("Dispute on competence")
    DISCIPLINE_NOTICE = "C28", _("Discipline organ's notice to the accuser")
    SERVICE = "C29", _("Service of a document")
    URGENT_CALL = "C30", _("Telephone report of an urgent matter")
    PART = "C31", _("Part of an assisting organ")


# Simple procedure is a choice: whoever does not make it in time has the ordinary one, and nobody is reminded.
CHANCES = (Rule.SIMPLE_ACCEPTANCE, Rule.SIMPLE_FORWARD)
# Rights that somebody may use until a date. When they have passed nothing is late.
WINDOWS = (Rule.OBJECTION, *CHANCES, Rule.REVIEW_REQUEST, Rule.REREVIEW_REQUEST, Rule.JUDICIAL_CONFIRMATION)
# The clocks of the answer: what "answered in time" is measured by.
ANSWERS = (Rule.HANDLING, Rule.SIMPLE_REPLY, Rule.DUTY, Rule.SUGGESTION_REPLY)


class Unit(TextChoices):
    MINUTE = "minute", _("minutes")
    DAY = "day", _("calendar days")
    WORKDAY = "workday", _("working days")
    MONTH = "month", _("months")


class Whose(TextChoices):
    ORGAN = "organ", _("organ")
    BUREAU = "bureau", _("bureau")
    PETITIONER = "petitioner", _("petitioner")


DIGITS = "零一二三四五六七八九"
SOURCE = re.compile(r"(?P<law>[A-Z0-9]+)(?:-(?P<article>[\d–]+)(?:\((?P<item>\d+)\))?(?: ¶(?P<paragraph>\d+))?(?:\((?P<point>\d+)\))?)?")


def numeral(text: str) -> str:
    """The numbers of articles as the reader's language writes them in a law: 二十二 in Chinese, "29…31" as 二十九至三十一."""
    if not (get_language() or "").startswith("zh"):
        return text
    return re.sub(r"\d+", lambda found: _in_chinese(int(found[0])), re.sub("[–…]", "至", text))


def _in_chinese(number: int) -> str:
    """1 to 999."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


def cite(source: str) -> str:
    """ "R22-22 ¶1(3)" in words; "" has no law behind it."""
    if not source:
        return gettext("set by this office")
    part = SOURCE.fullmatch(source).groupdict()
    part = {name: numeral(value or "") for name, value in part.items() if name != "law"} | {"law": LAWS[part["law"]]}
    part["item"] = part["item"] or part["point"]
    if not part["article"]:
        return str(part["law"])
    if part["paragraph"] and part["item"]:
        return gettext("%(law)s, art. %(article)s para. %(paragraph)s item %(item)s") % part
    if part["paragraph"]:
        return gettext("%(law)s, art. %(article)s para. %(paragraph)s") % part
    if part["item"]:
        return gettext("%(law)s, art. %(article)s item %(item)s") % part
    return gettext("%(law)s, art. %(article)s") % part


@dataclass(frozen=True)
class ClockRule:
    """One rule as one profile has it. Lengths are in the unit; None: the law names none, and a letter may name a date."""

    id: Rule
    profile: str
    version: str
    valid_from: date
    source: str = ""
    unit: str = Unit.DAY
    length: int | None = None
    longest_extension: int = 0
    pause_reasons: tuple[str, ...] = ()
    whose: str = Whose.ORGAN
    counts: str = "statutory"  # or "internal": a target of the office, never a breach of law
    may_be_named: bool = False
    applies: bool = True  # False: this profile does not know the clock; the note says why
    excuses_delay: bool = False
    asks_assigner: bool = False  # the extension of an assigned matter needs the assigner's approval
    by_level: tuple[tuple[int, int], ...] = ()  # (organ level, length)
    starts: str = ""
    stops: str = ""
    note: str = ""

    @property
    def title(self):
        return self.id.label

    @property
    def article(self) -> str:
        """The law in words, in the reader's language."""
        return cite(self.source)

    @property
    def unit_label(self):
        return Unit(self.unit).label

    @property
    def is_petitioners(self) -> bool:
        return self.whose == Whose.PETITIONER

    @property
    def is_internal(self) -> bool:
        return self.counts == "internal"


@dataclass(frozen=True)
class Profile:
    """A set of rules with its dates; a local one falls back to the national one of the day for what it does not name."""

    key: str
    title: str
    valid_from: date
    valid_until: date | None = None
    is_national: bool = False
    representatives: tuple[tuple[int | None, int], ...] = ()
    representatives_source: str = ""

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


_PROFILES = {key: Profile(key, **{**entry, "representatives": tuple(entry.get("representatives", ()))}) for key, entry in PROFILES.items()}
_NATIONAL = sorted((profile for profile in _PROFILES.values() if profile.is_national), key=lambda profile: profile.valid_from)


def _versions(rule: Rule, key: str, common: dict, entries: dict | list) -> list[ClockRule]:
    entries = [entries] if isinstance(entries, dict) else entries
    rules = []
    for number, entry in enumerate(entries, start=1):
        named = {"valid_from": _PROFILES[key].valid_from, **common, **entry}
        named["by_level"] = tuple(sorted(named.get("by_level", {}).items()))
        rules.append(ClockRule(id=rule, profile=key, version=f"{key}.{number}", **named))
    return rules


def _table() -> dict[tuple[Rule, str], list[ClockRule]]:
    table = {}
    for rule in Rule:
        common = {name: value for name, value in RULES[rule.value].items() if name != "profiles"}
        by_profile = dict(RULES[rule.value]["profiles"])
        if "*" in by_profile:
            everywhere = by_profile.pop("*")
            by_profile = {profile.key: everywhere for profile in _NATIONAL} | by_profile
        for key, entries in by_profile.items():
            table[rule, key] = _versions(rule, key, common, entries)
    return table


_RULES = _table()


def profiles() -> tuple[Profile, ...]:
    return tuple(_PROFILES.values())


def profile_for(key: str) -> Profile:
    """LookupError, with the names that exist, for a profile that does not."""
    if key not in _PROFILES:
        raise LookupError(gettext("There is no profile %(key)s; there are %(known)s.") % {"key": key, "known": ", ".join(_PROFILES)})
    return _PROFILES[key]


def _in_force(key: str, arrived_on: date) -> list[Profile]:
    """The profile itself, where it was in force, then the national one of that day; what came before 2005 follows the rules of 2005."""
    local = profile_for(key)
    national = next((profile for profile in reversed(_NATIONAL) if profile.valid_from <= arrived_on), _NATIONAL[0])
    return [local, national] if not local.is_national and local.is_in_force(arrived_on) else [national]


def rule_for(rule_id: str, profile: str, arrived_on: date, *, level: int | None = None) -> ClockRule:
    """The rule that holds for a matter by its day of arrival: CN_2005 before 1 May 2022, CN_2022 from then on (Regulations 2022 art. 50).

    A stage of forwarding (C22) depends on the organ's level, 1 national to 5 township. LookupError for an unknown rule or profile.
    """
    arrived_on = day_of(arrived_on)
    if rule_id not in Rule.values:
        raise LookupError(gettext("There is no rule %(rule)s; the rules are C01 to %(last)s.") % {"rule": rule_id, "last": Rule.values[-1]})
    versions = next(_RULES[Rule(rule_id), known.key] for known in _in_force(profile, arrived_on) if (Rule(rule_id), known.key) in _RULES)
    rule = next((version for version in reversed(versions) if version.valid_from <= arrived_on), versions[0])
    return replace(rule, length=dict(rule.by_level).get(level)) if rule.by_level else rule


def rules_of(profile: str) -> list[ClockRule]:
    """Every version of every rule, as this profile has it; where it names none, the national one of the profile's first day, by its own name."""
    known = profile_for(profile)
    return [version for rule in Rule for version in _RULES.get((rule, profile)) or [rule_for(rule, profile, known.valid_from)]]


def representatives_limit(profile: str, headcount: int, arrived_on: date) -> int:
    """How many may speak for the others at a visit; never asked of letters, calls or the internet (Regulations 2022 art. 20)."""
    limits = next(known.representatives for known in _in_force(profile, arrived_on) if known.representatives)
    return next(most for up_to, most in limits if up_to is None or headcount <= up_to)


def day_of(moment: date | datetime) -> date:
    if not isinstance(moment, datetime):
        return moment
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()

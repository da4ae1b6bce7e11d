"""Which of our organs and officers may a text mean? From the lists of organs and officers alone, never from another petition."""

import re
import unicodedata
from collections import defaultdict
from typing import NamedTuple

from accounts.models import LEADERS, Duty, Organ, OrganKind

from .accusations import Accused
from .rules.organ_names import HEADS, SHORT

SHORTEST = 3  # characters of an organ's name; two say too little
LEVEL = re.compile(r"^[省市区县](?=.{3})")  # 市住建局
MOST = 12


class Named(NamedTuple):
    """What was found, with the words by which: suggestions for somebody who decides."""

    organs: list  # [(Organ, words)]
    duties: list  # [(Duty, words)]

    def accused(self) -> list[Accused]:
        return [Accused(words, organ) for organ, words in self.organs] + [
            Accused(duty.officer.name, duty.organ if duty.role in LEADERS else None, duty.officer) for duty, _words in self.duties
        ]


def tight(text) -> str:
    """Any width, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).lower()


def places() -> list[str]:
    """江城市, 东湖区 …: what stands before the names of organs, the longest first."""
    governments = Organ.objects.filter(kind=OrganKind.GOVERNMENT).values_list("name", flat=True)
    found = {tight(name).removesuffix("政府").removesuffix("人民").removesuffix("（").removesuffix("(") for name in governments}
    return sorted({place for place in found if len(place) > 1}, key=len, reverse=True)


def names_of(organ, former=(), before=()) -> set[str]:
    """Its names of today and before, its other names, and all of them without the place and as people shorten them. `before`: the places."""
    given = (organ.name, organ.short_name, *former, *re.split(r"[、,，;；\s]+", organ.aliases))
    found = {tight(name) for name in given}
    for _round in range(2):  # 江城市东湖区教育局 → 东湖区教育局 → 教育局
        found |= {name.removeprefix(place) for name in found for place in before} | {LEVEL.sub("", name) for name in found}
    for _round in range(2):  # 发展和改革委员会 → 发改委员会 → 发改委
        found |= {name.replace(long, short) for name in found for long, shorts in SHORT.items() if long in name for short in shorts}
    return {name for name in found if len(name) >= SHORTEST and name not in before}


def named_in(text, *, organs=None) -> Named:
    """`organs`: only among these and their people."""
    said = tight(text)
    organs = list(organs if organs is not None else Organ.objects.active())
    former = defaultdict(set)
    for key, name, short_name in (
        Organ.history.filter(id__in=[organ.pk for organ in organs]).values_list("id", "name", "short_name").distinct()
    ):
        former[key] |= {name, short_name}
    found, before = {}, places()
    for organ in organs:
        words = max((name for name in names_of(organ, former[organ.pk], before) if name in said), key=len, default="")
        if words:
            found[organ] = words
    # 市住建局 also says 住建局: of the same words the longest name counts, unless several organs share it.
    named = {organ: words for organ, words in found.items() if not any(words != longer and words in longer and said.count(words) == said.count(longer) for longer in found.values())}  # fmt: skip
    return Named(list(named.items())[:MOST], _people(said, organs, named)[:MOST])


def _people(said, organs, named) -> list:
    duties = (
        Duty.objects.current()
        .staff()
        .filter(organ__in=organs)
        .select_related("officer", "organ")
        .order_by("officer_id", "-is_principal", "pk")
    )
    found = {}
    for duty in duties:
        name = tight(duty.officer.name)
        words = name if len(name) >= 2 and name in said else ""
        if not words and duty.role in LEADERS:
            by_title = [f"{name[:1]}{title}" for title in HEADS[:-3]]
            by_office = [f"{named[duty.organ]}{joint}{title}" for joint in ("", "的") for title in HEADS] if duty.organ in named else []
            if duty.organ in named and duty.is_principal:
                by_office += [f"{named[duty.organ].removesuffix('局').removesuffix('委')}{title}" for title in HEADS]
            words = next((call for call in (*by_office, *by_title) if call in said), "")
        if words and duty.officer_id not in found:
            found[duty.officer_id] = (duty, words)
    return list(found.values())

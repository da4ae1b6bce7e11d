"""Who is "one level up": which organ reviews whose opinion (arts 35 and 36)?"""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Level, OrganKind

from .rules.review_authorities import NOT_IN_SYSTEM, TOP, VERTICAL, WAYS


@dataclass(frozen=True)
class Authority:
    """`organs`: whom the petitioner may ask, the usual one first. None: `is_final` says that nobody stands above by law, `note` why."""

    organs: tuple = ()
    is_final: bool = False
    note: str = ""

    @property
    def organ(self):
        return self.organs[0] if self.organs else None


def review_organs_of(organ, profile="CN_2022") -> Authority:
    """One level above the organ whose opinion is attacked; of a review opinion, one level above the organ that reviewed."""
    ways = VERTICAL if organ.is_vertical else WAYS.get((organ.kind, organ.level), ("GOVERNMENT",))
    above = {"GOVERNMENT": _government_above(organ), "LINE": organ.line_superior}
    organs = tuple(dict.fromkeys(above[way] for way in ways if above[way] and not above[way].closed_on))
    if organs:
        return Authority(organs)
    top = TOP.get(profile, TOP["CN_2022"])
    if organ.level <= top["level"] and organ.kind == OrganKind.GOVERNMENT:
        return Authority(is_final=True, note=top["note"])
    return Authority(note=NOT_IN_SYSTEM)


def reviewed_by(organ_id) -> Q:
    """Organs whose opinions this organ reviews, as a condition; a little wider than the rule, which decides for each."""
    return Q(parent=organ_id) | Q(line_superior=organ_id)


def _government_above(organ):
    """The next government up the tree; what stands above a province (the national bureau) reviews nobody's opinion."""
    above = organ.parent
    while above and above.kind != OrganKind.GOVERNMENT:
        above = above.parent
    return above if above and above.level >= Level.PROVINCE else None

"""Has this person been here before, and does the same matter lie somewhere already? Suggestions, within what the duty may see."""

import re
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from accounts.encryption import blind_index
from petitions import masking, visibility
from petitions.models import Contact, Party, Petition
from petitions.search import plain_paper, plain_phone, words_query

SHOWN = 6
LOOKED_AT = 300  # newest candidates whose words are compared
PAIRS_ASKED = 24
ENOUGH = 0.3  # share of the words of the shorter text that both have
PATIENCE = "700ms"  # a suggestion that takes longer is not worth waiting for


@dataclass(frozen=True)
class Line:
    petition: Petition
    why: str


def same_person(duty, *, name="", phone="", paper_number="") -> list[Line]:
    """The newest petitions of the same paper, telephone or name, the surest reason first."""
    seen = Petition.objects.visible_to(duty).filter(masking.nameable(duty)).with_people()
    people = Party.objects.exclude(role=Party.Role.ACCUSED)
    reasons = []
    if paper := plain_paper(paper_number):
        reasons.append((_("same paper"), people.filter(paper_index=blind_index("paper", paper))))
    if number := plain_phone(phone):
        reasons.append((_("same telephone"), people.filter(phone_index=blind_index("phone", number))))
    if (name := name.strip()) and (query := words_query(name)):
        by_index = RawSQL("SELECT id FROM petitions_party WHERE words @@ %s::tsquery", [query])
        reasons.append((_("same name"), people.filter(pk__in=by_index, name=name)))
    lines = {}
    for why, found in reasons:
        for petition in seen.filter(pk__in=found.values("petition")).newest_first()[:SHOWN]:
            lines.setdefault(petition.pk, Line(petition, why))
    return list(lines.values())[:SHOWN]


def same_matter(duty, *, subject="", text="", place="") -> list[Line]:
    """Petitions that share many words with what is being written down, the most alike first."""
    asked = pairs(f"{subject}。{place}") or pairs(text[:200])
    if len(asked) < 3:
        return []
    query = " | ".join(f"'{pair}'" for pair in sorted(asked, key=len)[:PAIRS_ASKED])
    found = RawSQL(
        "SELECT a.petition_id FROM petitions_arrival a JOIN petitions_contact c ON c.id = a.contact_id WHERE c.words @@ %s::tsquery",
        [query],
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
            keys = list(
                Petition.objects.visible_to(duty)
                .filter(visibility.readable(duty), pk__in=found)
                .newest_first()
                .values_list("pk", flat=True)[:LOOKED_AT]
            )
            contacts = list(
                Contact.objects.filter(arrivals__petition__in=keys).values_list("arrivals__petition", "subject", "text", "place")
            )
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError:  # it took too long
        return []
    compared = {key: _alike(subject, text, place, *words) for key, *words in contacts}
    best = sorted((key for key, (share, _common) in compared.items() if share >= ENOUGH), key=lambda key: -compared[key][0])[:SHOWN]
    rows = Petition.objects.visible_to(duty).with_people().in_bulk(best)
    return [Line(rows[key], _("words in common: %(words)s") % {"words": compared[key][1]}) for key in best if key in rows]


def _alike(subject, text, place, other_subject, other_text, other_place) -> tuple[float, str]:
    """How much of the shorter subject or text the other one has too, and the longest words that both say."""
    mine, other = pairs(f"{subject}。{place}"), pairs(f"{other_subject}。{other_place}")
    by_subject = len(mine & other) / min(len(mine), len(other)) if min(len(mine), len(other)) >= 3 else 0
    whole, other_whole = mine | pairs(text), other | pairs(other_text)
    by_text = len(whole & other_whole) / min(len(whole), len(other_whole)) if min(len(whole), len(other_whole)) >= 20 else 0
    share = max(by_subject, by_text)
    return share, common_words(f"{subject}。{place}。{text}", f"{other_subject}。{other_place}。{other_text}") if share >= ENOUGH else ""


def pairs(text) -> set[str]:
    return {run[place : place + 2] for run in re.findall(r"[^\W_]+", text.lower()) for place in range(len(run) - 1)}


def common_words(mine, other, most=3) -> str:
    """Up to three of the longest stretches of two to eight characters that stand in both."""
    found = []
    for run in re.findall(r"[^\W_]+", mine):
        place = 0
        while place < len(run) - 1:
            length = next((length for length in range(8, 1, -1) if place + length <= len(run) and run[place : place + length] in other), 0)
            if length:
                found.append(run[place : place + length])
            place += length or 1
    longest = sorted(dict.fromkeys(found), key=len, reverse=True)[:most]
    return "、".join(longest)

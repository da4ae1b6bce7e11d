"""How does one box find a petition by number, name, telephone, ID number or words?"""

import re
import unicodedata

from django.db.models import Q
from django.db.models.expressions import RawSQL

from accounts.encryption import blind_index

from . import masking, numbers, visibility
from .models.party import Party

PHONE = re.compile(r"(?:\+?86|0086)?-?(1[3-9](?:-?\d){9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?)")
PAPER = re.compile(r"\d{17}[\dX]|\d{15}|[A-Z]{1,3}\d{6,10}")


def plain_phone(typed: str) -> str:
    """The form in which a number is kept: no country code, no spaces; anything else as it was typed."""
    text = re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", typed))
    match = PHONE.fullmatch(text)
    return match[1].replace("-", "") if match else text


def plain_paper(typed: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()


def words_query(typed: str) -> str | None:
    """Each run of letters as its pairs of characters, all of them required; None where nothing is left to look for."""
    runs = re.findall(r"[^\W_]+", typed.lower())
    pairs = {run[i : i + 2] for run in runs for i in range(max(len(run) - 1, 1))}
    return " & ".join(f"'{pair}'" for pair in sorted(pairs)) or None


def matching(typed: str, by=None) -> Q:
    """A condition on petitions; an empty box matches nothing. `by`: the duty that looks, which finds nobody whose name is kept from it."""
    nameable = masking.nameable(by) if by else Q()
    readable = visibility.readable(by) if by else Q()
    typed = typed.replace("\0", "").strip()
    if numbers.is_number(typed):
        return Q(number=numbers.read(typed))
    if PHONE.fullmatch(plain_phone(typed)):
        return nameable & Q(pk__in=_parties(phone_index=blind_index("phone", plain_phone(typed))))
    if PAPER.fullmatch(plain_paper(typed)):
        return nameable & Q(pk__in=_parties(paper_index=blind_index("paper", plain_paper(typed))))
    query = words_query(typed)
    if query is None:
        return Q(pk__in=[])
    runs = re.findall(r"[^\W_]+", typed)
    # pairs alone also match texts in which the pairs stand apart, so the words are looked at again
    said = RawSQL(
        "SELECT a.petition_id FROM petitions_arrival a JOIN petitions_contact c ON c.id = a.contact_id WHERE c.words @@ %s::tsquery"
        + " AND (c.subject || '。' || c.text || '。' || c.place) ILIKE %s" * len(runs),
        [query, *(f"%{run}%" for run in runs)],
    )
    named = RawSQL(
        "SELECT petition_id FROM petitions_party WHERE words @@ %s::tsquery" + " AND name ILIKE %s" * len(runs),
        [query, *(f"%{run}%" for run in runs)],
    )
    return readable & Q(pk__in=said) | (nameable & Q(pk__in=named))


def _parties(**conditions):
    return Party.objects.filter(**conditions).values("petition")

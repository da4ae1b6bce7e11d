"""What does a petition's public number look like? Random, with a check character, and readable over the telephone."""

import re
import secrets
import unicodedata

# Crockford's alphabet: no I, L, O or U. Thirty-two letters, so that a character is five bits; 37 is the prime for the check.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
MISREAD = str.maketrans("OIL", "011")


def _check_character(body: str) -> str:
    """Weighted sum modulo 31, so that one wrong character or two neighbours exchanged are always noticed."""
    return ALPHABET[sum((position + 1) * ALPHABET.index(character) for position, character in enumerate(body)) % 31]


def new_number() -> str:
    """Thirteen characters: sixty random bits and a check. Nothing can be counted, ordered or guessed from it."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return body + _check_character(body)


def new_query_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def read(typed: str) -> str:
    """What a person meant: any case, any width, spaces and dashes between, O for 0, I or L for 1."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return re.sub(r"[\s\-–—_.·]", "", plain).translate(MISREAD)


def is_number(typed: str) -> bool:
    number = read(typed)
    return len(number) == LENGTH + 1 and set(number) <= set(ALPHABET) and number[-1] == _check_character(number[:-1])


def grouped(number: str) -> str:
    """7K3Q-92MD-4XWB0: groups that the eye and the telephone keep."""
    return "-".join(filter(None, (number[:4], number[4:8], number[8:])))

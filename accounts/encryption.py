"""How are ID numbers, phones and addresses kept, so that a stolen disk tells nothing and a clerk still finds a person?"""

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

SLUG_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_slug() -> str:
    """Twelve characters (59 bits) that stand for a row wherever a person can see it; a key would tell how many there are."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _ in range(12))


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def blind_index(kind: str, text: str) -> str:
    """The same text gives the same 22 characters, and nobody without the key can go back. Empty stays empty.

    The oldest key makes the index, so that adding a key in front does not hide anybody.
    """
    if not text:
        return ""
    key = base64.urlsafe_b64decode(settings.FIELD_KEYS[-1])
    digest = hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


class EncryptedField(models.TextField):
    """Text that is ciphertext in the database and plain in Python. It cannot be searched: keep a blind_index beside it."""

    def get_prep_value(self, value):
        return encrypt(value) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value

"""Whose password was right a moment ago, in this browser, while the code is still missing? Halfway opens nothing but the next question."""

import time

from django.utils.crypto import constant_time_compare

from .encryption import decrypt, encrypt
from .models import Officer
from .second_factor import new_secret

LASTS = 600  # seconds
KEY, SECRET = "halfway", "secret"


def begin(request, officer, following):
    request.session.cycle_key()
    request.session[KEY] = {
        "officer": officer.slug, "password": officer.get_session_auth_hash(), "until": int(time.time()) + LASTS, "following": following,
    }  # fmt: skip


def officer_of(request) -> Officer | None:
    """None when nobody is, when it was too long ago, or when the password has changed since."""
    found = request.session.get(KEY)
    if not found or found["until"] < time.time():
        return None
    officer = Officer.objects.filter(slug=found["officer"], is_active=True).first()
    return officer if officer and constant_time_compare(found["password"], officer.get_session_auth_hash()) else None


def end(request) -> str:
    """Returns where the way leads."""
    return request.session.pop(KEY)["following"]


def secret_of(request) -> str:
    """The secret that is being set up: the same when the page is opened again, and unreadable in the database."""
    if SECRET not in request.session:
        request.session[SECRET] = encrypt(new_secret())
    return decrypt(request.session[SECRET])


def forget_secret(request):
    request.session.pop(SECRET, None)

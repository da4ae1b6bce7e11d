"""Is this the code that only this officer's telephone, or the paper in the safe, can know? (RFC 6238)"""

import time

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .models import AccessRecord, Officer, RecoveryCode, SecondFactor, readable_secret

HALF_MINUTE = 30  # seconds a code lives
CODES = 8
CODE_LENGTH = 12  # characters of readable_secret


def is_asked_of(officer) -> bool:
    """The office demands it of everybody, or the officer has chosen it."""
    return settings.SECOND_FACTOR or SecondFactor.objects.filter(officer=officer).exists()


def new_secret() -> str:
    return pyotp.random_base32()  # 160 bits


def address_of(officer, secret) -> str:
    """What the QR code says to an authenticator application."""
    return pyotp.TOTP(secret).provisioning_uri(name=officer.username, issuer_name=str(settings.OFFICE_NAME))


def step_of(secret, typed) -> int | None:
    """The half minute that this code belongs to: the present one or a neighbour, since clocks differ and people type slowly."""
    now = int(time.time()) // HALF_MINUTE
    code = pyotp.TOTP(secret)
    return next((step for step in (now, now - 1, now + 1) if constant_time_compare(code.at(step * HALF_MINUTE), typed)), None)


def takes(officer, typed) -> bool:
    """A code of the application, once; or a recovery code, once."""
    typed = "".join(typed.split()).lower()
    factor = SecondFactor.objects.filter(officer=officer).first()
    if factor and typed.isascii() and typed.isdecimal():
        step = step_of(factor.secret, typed)
        # The row decides, so that of two at the same moment one comes too late.
        return bool(step and SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step))
    return _takes_recovery_code(officer, typed.replace("-", ""))


def _takes_recovery_code(officer, typed):
    if len(typed) != CODE_LENGTH:
        return False
    for code in officer.recovery_codes.filter(used_at=None):
        if check_password(typed, code.digest):
            if officer.recovery_codes.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()):
                AccessRecord.objects.create(officer=officer, what=AccessRecord.What.RECOVERY_CODE)
                return True
    return False


@transaction.atomic
def set_up(officer, secret, step) -> list[str]:
    """From now on this secret counts, and no older one. Returns the recovery codes, which are readable only now."""
    SecondFactor.objects.update_or_create(officer=officer, defaults={"secret": secret, "last_step": step, "since": timezone.now()})
    AccessRecord.objects.create(officer=officer, what=AccessRecord.What.FACTOR_SET)
    return give_recovery_codes(officer)


@transaction.atomic
def give_recovery_codes(officer) -> list[str]:
    """New ones in place of all old ones."""
    officer.recovery_codes.all().delete()
    codes = [readable_secret() for _place in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(officer=officer, digest=make_password(code.replace("-", ""))) for code in codes)
    AccessRecord.objects.create(officer=officer, what=AccessRecord.What.CODES_GIVEN)
    return codes


@transaction.atomic
def reset(officer: Officer, *, by: Officer | None, reason: str):
    """The telephone and the paper are lost: the officer's sessions end, and the next sign-in sets up a new factor."""
    SecondFactor.objects.filter(officer=officer).delete()
    officer.recovery_codes.all().delete()
    officer.sessions.all().delete()
    AccessRecord.objects.create(officer=officer, what=AccessRecord.What.FACTOR_RESET, by=by, reason=reason)

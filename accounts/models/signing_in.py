"""Sessions, second factors, and what happened to somebody's way in."""

import pgtrigger
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedField, new_slug

from .officer import Officer


class OpenSession(AbstractBaseSession):
    """One browser, from signing in to signing out. Last seen and locked are columns of their own, written alone, so that two requests
    at the same time cannot undo each other."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    officer = models.ForeignKey(Officer, models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "expire_date"])]

    def save(self, *, force_update=False, **kwargs):
        if force_update:
            kwargs["update_fields"] = ["session_data", "expire_date", "officer", "address", "device"]
        super().save(force_update=force_update, **kwargs)


class SecondFactor(models.Model):
    """The secret that an officer's authenticator application shares with the office (RFC 6238)."""

    officer = models.OneToOneField(Officer, models.CASCADE, related_name="second_factor")
    secret = EncryptedField()
    since = models.DateTimeField(default=timezone.now)
    last_step = models.BigIntegerField(default=0)  # the half minute of the newest code that was taken: none is taken twice


class RecoveryCode(models.Model):
    """A code on paper for the day on which the telephone is lost; it opens once."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=128)  # by the same hasher as passwords
    used_at = models.DateTimeField(null=True)


class AccessRecord(models.Model):
    """What happened to somebody's way in, as nobody can rewrite it. A name that nobody has is not kept: it may be a password."""

    class What(models.TextChoices):
        SIGNED_IN = "SIGNED_IN", _("signed in")
        PASSWORD_REFUSED = "PASSWORD_REFUSED", _("sign-in refused: wrong password")
        CODE_REFUSED = "CODE_REFUSED", _("sign-in refused: wrong code")
        TOO_MANY = "TOO_MANY", _("sign-in refused: too many attempts")
        RECOVERY_CODE = "RECOVERY_CODE", _("a recovery code was used")
        SIGNED_OUT = "SIGNED_OUT", _("signed out")
        UNLOCKED = "UNLOCKED", _("screen unlocked")
        SESSIONS_ENDED = "SESSIONS_ENDED", _("sessions elsewhere ended")
        PASSWORD_CHANGED = "PASSWORD_CHANGED", _("password changed")
        PASSWORD_GIVEN = "PASSWORD_GIVEN", _("new password given by the administrator")
        FACTOR_SET = "FACTOR_SET", _("second factor set up")
        CODES_GIVEN = "CODES_GIVEN", _("new recovery codes")
        FACTOR_RESET = "FACTOR_RESET", _("second factor reset by the administrator")
        CLOSED = "CLOSED", _("sign-in closed by the administrator")
        OPENED = "OPENED", _("sign-in opened by the administrator")

    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="access_records")
    what = models.CharField(max_length=20, choices=What)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=45, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["officer", "what"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
            ),
        ]

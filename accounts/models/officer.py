"""Who signs in."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import SLUG_ALPHABET, new_slug


def readable_secret() -> str:
    """Three groups that can be read aloud, 59 bits."""
    return "-".join("".join(secrets.choice(SLUG_ALPHABET) for _place in range(4)) for _group in range(3))


class OfficerManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save()
        return officer


class Officer(AbstractBaseUser):
    """A member of staff who signs in. Citizens are never officers."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    username = models.CharField(_("sign-in name"), max_length=40, unique=True, error_messages={"unique": _("This sign-in name is taken.")})
    name = models.CharField(_("name"), max_length=50)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("office telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_choose_password = models.BooleanField(default=False)  # the password is known to whoever gave it, and opens nothing but the choice

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = OfficerManager()

    class Meta:
        ordering = ["username"]
        verbose_name = _("officer")

    def __str__(self):
        return self.name

    def give_password(self) -> str:
        """A password to hand over; it opens nothing but the choice of another one."""
        password = readable_secret()
        self.set_password(password)
        self.must_choose_password = True
        return password

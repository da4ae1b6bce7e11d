"""Who may see this petition without signing in? Whoever showed its number and code a short while ago, in this browser."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from accounts import acting
from petitions.models import Petition


class Pass:
    """A signed cookie of its own that names one petition; it opens nothing else and is never sent to other pages."""

    def __init__(self, cookie, url_name, lasts):
        self.cookie, self.url_name, self.lasts = f"{settings.PATH_COOKIE}{cookie}", url_name, lasts
        self.salt = f"portal.{cookie}"

    def give(self, response, petition):
        response.set_signed_cookie(
            self.cookie, petition.number, salt=self.salt, max_age=self.lasts, path=self.path, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return response

    def petition(self, request) -> Petition | None:
        number = request.get_signed_cookie(self.cookie, default=None, salt=self.salt, max_age=self.lasts)
        if not number:
            return None
        acting.name_citizen(number)
        return Petition.objects.select_related("holder_organ", "first_organ").prefetch_related("parties").filter(number=number).first()

    def take_back(self, response):
        response.delete_cookie(self.cookie, path=self.path, samesite="Lax")
        return response

    @property
    def path(self):
        return reverse(self.url_name)


FOLLOWER = Pass("citizen", "follow", timedelta(minutes=30))
RECEIPT = Pass("receipt", "receipt", timedelta(hours=2))

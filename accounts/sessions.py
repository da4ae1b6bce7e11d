"""Who is signed in where, since when, and when must the password be asked for again? Django's session engine over accounts.OpenSession."""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends import db
from django.dispatch import receiver
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from . import limits
from .models import AccessRecord, OpenSession

LOCKED = 423  # what a script is told, so that it covers the page that stays as it is
NOTICED_EVERY = timedelta(minutes=1)  # one short write a minute, not one a click
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")]


class SessionStore(db.SessionStore):
    """Django's own store in the database; the row is kept beside the data, and says who, since when and from where."""

    row = None

    @classmethod
    def get_model_class(cls):
        return OpenSession

    def _get_session_from_db(self):
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.officer_id = data.get("_auth_user_id")
        row.address, row.device = data.get("address", ""), data.get("device", "")
        return row


@receiver(user_logged_in)
def begin(sender, request, user, **kwargs):
    """At sign-in: from where, and until when at the longest, however busy the session is."""
    request.session["address"], request.session["device"] = limits.address_of(request), device_of(request)
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    AccessRecord.objects.create(officer=user, what=AccessRecord.What.SIGNED_IN, address=request.session["address"])


@receiver(user_logged_out)
def finish(sender, request, user, **kwargs):
    if user:
        AccessRecord.objects.create(officer=user, what=AccessRecord.What.SIGNED_OUT, address=limits.address_of(request))


def device_of(request) -> str:
    """Browser and system in two words, as their owner would say it."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:500]
    browser = next((f"{name} {found[1]}" for sign, name in BROWSERS if (found := re.search(rf"{sign}\w*/(\d+)", agent))), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(filter(None, [browser, system]))


def open_sessions(officer):
    return OpenSession.objects.filter(officer=officer, expire_date__gt=timezone.now()).order_by("-seen_at")


def end_others(request) -> int:
    """Every session of this officer but this one."""
    ended, _rows = open_sessions(request.user).exclude(pk=request.session.session_key).delete()
    return ended


def is_locked(row) -> bool:
    return row is not None and (row.locked_at is not None or timezone.now() - row.seen_at > timedelta(minutes=settings.IDLE_LOCK_MINUTES))


def lock(request):
    OpenSession.objects.filter(pk=request.session.session_key).update(locked_at=timezone.now())


def unlock(request, password) -> int | None:
    """Returns None when the session is open again, else the seconds to wait; 0: the password was wrong."""
    name = f"{limits.address_of(request)} {request.user.username}"
    if wait := limits.hold_back(limits.WRONG_FOR_NAME, name):
        return wait
    if not request.user.check_password(password):
        AccessRecord.objects.create(officer=request.user, what=AccessRecord.What.PASSWORD_REFUSED, address=limits.address_of(request))
        return 0
    limits.forgive(limits.WRONG_FOR_NAME, name)
    request.session.cycle_key()  # a new row: not locked, seen now
    request.session.row = None
    AccessRecord.objects.create(officer=request.user, what=AccessRecord.What.UNLOCKED, address=limits.address_of(request))
    return None


def while_locked(view):
    """For the few doors that a locked session still opens."""
    view.is_open_while_locked = True
    return view


class IdleMiddleware:
    """A session that rested too long, or was locked by hand, opens nothing until the password was given again; what was typed is kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_guarded = getattr(view, "login_required", True) or hasattr(view, "roles")
        if not is_guarded or getattr(view, "is_open_while_locked", False) or not request.user.is_authenticated:
            return None
        row = getattr(request.session, "row", None)
        if not is_locked(row):
            if row and timezone.now() - row.seen_at > NOTICED_EVERY:
                OpenSession.objects.filter(pk=row.pk).update(seen_at=timezone.now())
            return None
        if request.method == "POST" and "unlock" in request.POST:
            wait = unlock(request, request.POST["unlock"])
            return None if wait is None else locked_page(request, wait)
        if is_by_script(request):
            return HttpResponse(status=LOCKED)
        return locked_page(request)


def is_by_script(request):
    return "HX-Request" in request.headers or request.headers.get("X-Requested-With") == "fetch"


def locked_page(request, wait=None, following=None):
    """Asks for the password. A form that was sent meanwhile rides along unseen and goes on its way afterwards; its files do not."""
    is_sent = request.method == "POST" and following is None
    kept = [(name, text) for name, texts in request.POST.lists() for text in texts if is_kept(name)] if is_sent else []
    context = {
        "action": request.get_full_path() if is_sent else reverse("unlock"), "kept": kept, "sorry": "" if wait is None else sorry(wait),
        "following": following or ("" if is_sent else request.get_full_path()), "files": [file.name for file in request.FILES.values()] if is_sent else [],
    }  # fmt: skip
    return render(request, "accounts/locked.html", context, status=LOCKED)


def sorry(wait):
    if wait:
        return _("Too many attempts from here. Please try again in %(time)s.") % {"time": limits.in_minutes(wait)}
    return _("This is not your password.")


def is_kept(name):
    return name not in ("csrfmiddlewaretoken", "unlock") and "password" not in name and name != "code"

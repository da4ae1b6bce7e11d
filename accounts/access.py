"""Who am I acting as, and which pages are for that role?"""

from functools import wraps

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import SuspiciousOperation
from django.db.models import OuterRef
from django.http import Http404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from . import acting
from .models import STAFF, Absence, Duty
from .models.duty import above, leaders_of, organs_of

SESSION_KEY = "duty"


def duties_of(officer):
    """The duties an officer may act in today, in a fixed order; each knows for whom it stands in, and who is above this officer."""
    away = Absence.objects.on(timezone.localdate()).filter(deputy=OuterRef("pk")).values("duty")
    organs = above(organs_of(officer.pk))
    known = {
        "stands_in_for": ArraySubquery(away),
        "organs_above": ArraySubquery(organs),
        "leaders_above": ArraySubquery(leaders_of(organs)),
    }
    return list(officer.duties.current().select_related("officer", "organ").annotate(**known).order_by("id"))


def _acting(request) -> Duty | None:
    if not request.user.is_authenticated:
        return None
    duties = duties_of(request.user)
    request.duties = duties
    chosen = request.session.get(SESSION_KEY)
    duty = next((duty for duty in duties if duty.slug == chosen), duties[0] if duties else None)
    if duty:
        acting.name(duty)
    return duty


class DutyMiddleware:
    """request.duty: asked from the database on every request, so that a duty that ended opens nothing any more.

    Whoever asks for it has named the actor; a page that looks at petitions without asking who looks finds none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.duty = SimpleLazyObject(lambda: _acting(request))
        return self.get_response(request)


class CleanInputMiddleware:
    """A NUL in a query string reaches PostgreSQL as an error page; nobody types one, so the request is refused as it stands."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
            raise SuspiciousOperation("NUL in the address")
        return self.get_response(request)


def for_officers(view):
    """Signed in is enough: the page is there with any duty, and with none."""
    view.roles = None
    return view


def for_roles(*roles):
    """The page exists for these roles only; for everybody else it does not exist. No role: for all who work here, so for no third party."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.duty or request.duty.role not in (roles or STAFF):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.roles = roles
        return guarded

    return guard

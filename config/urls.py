"""Which address leads to which room?"""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from petitions.views import rules

from . import health, start

urlpatterns = [
    path("", include("reception.portal.urls")),
    path("", include("accounts.urls")),
    path("", include("petitions.urls")),
    path("desk/", include("reception.counter.urls")),
    path("", include("supervision.urls")),
    path("start/", start.start, name="start"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/health/", health.page, name="health"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
]

"""The measure: a Django page with five middlewares, a signed-in officer, a template and one indexed query of 25 rows; settings and address in one."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from config.settings import *  # noqa: F403 - the same machine, database, sessions and template engine
from config.settings import TEMPLATES as OFFICE_TEMPLATES

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "bench.bare"
TEMPLATES = [{**OFFICE_TEMPLATES[0], "DIRS": [BASE_DIR / "bench"], "OPTIONS": {"context_processors": []}}]  # noqa: F405


def page(request):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, subject, state, received_on, due_on FROM petitions_petition ORDER BY received_on DESC, id DESC LIMIT 25"
        )
        rows = cursor.fetchall()
    return render(request, "bare.html", {"officer": request.user.name, "rows": rows})


urlpatterns = [path("bare/", page), path("healthz", lambda request: HttpResponse("ok"))]

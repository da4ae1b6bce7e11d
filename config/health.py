"""Is the office well? Figures for a monitor and for the system administrator; nothing in them comes from a petition."""

import platform
import shutil
from datetime import timedelta
from importlib.metadata import version

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from accounts import acting
from accounts.access import for_roles
from accounts.models import Role
from petitions.files import checking, scanner
from petitions.models import FileCheck, Notice, Reconciliation
from supervision import ladder

QUEUE_STALE_SECONDS = 15 * 60  # a worker looks every half minute
LEAST_ROOM = 1 << 30  # bytes
FILES_STALE_SECONDS = 15 * 60  # a file waits a minute or two
RECONCILIATION_STALE = timedelta(hours=36)  # each night


@acting.as_office()
def _oldest_notice_seconds() -> int:
    """How long the oldest notice has been due without having been delivered; 0 where none waits."""
    now = timezone.now()
    oldest = (
        Notice.objects.filter(state=Notice.State.WAITING, next_try_at__lte=now).order_by("next_try_at").values_list("next_try_at").first()
    )
    return round((now - oldest[0]).total_seconds()) if oldest else 0


@login_not_required
def healthz(request):
    """200 with the age of the oldest undelivered notice and of the last sweep, in seconds; 503 where the database does not answer."""
    try:
        waiting = _oldest_notice_seconds()
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "database does not answer"}, status=503)
    return JsonResponse({"status": "ok", "oldest_notice_seconds": waiting, "last_sweep_seconds": ladder.seconds_since_last_sweep()})


@acting.as_office()
def _files() -> dict:
    """What the check of files holds up, and whether disk and rows agreed last night. Of sealed matters the database counts none for an administrator."""
    compared, seconds, now = Reconciliation.objects.first(), checking.seconds_waiting(), timezone.now()
    is_scanner_down = scanner.is_configured() and not scanner.answers()
    return {
        "waiting": checking.waiting().count(), "minutes": seconds // 60, "has_scanner": scanner.is_configured(), "is_scanner_down": is_scanner_down,
        "held": FileCheck.objects.filter(state=FileCheck.State.HELD).count(), "is_late": is_scanner_down or seconds > FILES_STALE_SECONDS,
        "compared": compared, "is_compared": bool(compared) and compared.result == Reconciliation.Result.CLEAN
        and now - compared.began_at < RECONCILIATION_STALE,
    }  # fmt: skip


@for_roles(Role.ADMIN)
@require_safe
def page(request):
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgresql = cursor.fetchone()[0].split()[0]
    try:
        cache.set("health", "ok", 10)
        does_cache_answer = cache.get("health") == "ok"
    except RedisError:
        does_cache_answer = False
    waiting, swept, free = _oldest_notice_seconds(), ladder.seconds_since_last_sweep(), shutil.disk_usage(settings.DATA_DIR).free
    context = {
        "waiting": waiting // 60, "is_queue_late": waiting > QUEUE_STALE_SECONDS,
        "swept": None if swept is None else swept // 60, "is_sweep_late": ladder.is_late_itself(),
        "does_cache_answer": does_cache_answer,
        "files": _files(),
        "free": free, "is_disk_full": free < LEAST_ROOM,
        "versions": [("PostgreSQL", postgresql), ("Python", platform.python_version()), ("Django", version("django")), ("Celery", version("celery"))],
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "config/health.html", context)

"""The page of patterns that look like work for the figures, and the matters behind each of them."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from supervision import patterns, scope

SIZE = 25


@for_roles(*patterns.READERS)
@require_safe
def signals(request):
    today = timezone.localdate()
    found = groupby(patterns.signals(request.duty, today), key=lambda signal: signal.key)
    parts = [{"pattern": patterns.PATTERNS[key], "signals": list(rows)} for key, rows in found]
    context = {"parts": parts, "since": patterns.since(today), "today": today, "patterns": patterns.PATTERNS.values()}
    return render(request, "supervision/signals.html", context)


@for_roles(*patterns.READERS)
@require_safe
def cases(request, key, slug):
    if key not in patterns.PATTERNS:
        raise Http404
    organ, today = get_object_or_404(scope.watched(request.duty), slug=slug), timezone.localdate()
    rows = (
        patterns.cases(request.duty, key, organ, today).defer("query_code").select_related("holder_organ").order_by("-received_on", "-pk")
    )
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "pattern": patterns.PATTERNS[key], "organ": organ, "since": patterns.since(today), "today": today}
    return render(request, "supervision/signal_cases.html", context)

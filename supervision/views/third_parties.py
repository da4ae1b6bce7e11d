"""Whom can the bureau invite from outside? The roster, for those who watch over the bureau's work."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from petitions.models import Invitation, Petition
from supervision import third_parties
from supervision.forms.third_parties import NewThirdPartyForm, ThirdPartyForm
from supervision.scope import WATCHERS

SIZE = 40
SHOWN = 50


@for_roles(*WATCHERS)
@require_safe
def roster(request):
    today = timezone.localdate()
    rows = third_parties.roster(request.duty, today).order_by("duty__ended_on", "kind", "duty__officer__name", "id")
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    return render(request, "supervision/third_parties.html", {"page": page, "today": today})


@for_roles(*WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request):
    """The answer to the form shows the first password; it is kept nowhere else."""
    form = NewThirdPartyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        officer, line = form.save(commit=False), form.line.save(commit=False)
        password = third_parties.enter(officer, line, request.duty)
        return render(request, "supervision/third_party_password.html", {"line": line, "officer": officer, "password": password})
    return render(request, "supervision/third_party_form.html", {"form": form, "line": None}, status=422 if form.is_bound else 200)


@for_roles(*WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def third_party(request, slug):
    """One line, and the matters to which the person was invited, of those that this duty sees."""
    today = timezone.localdate()
    line = _found(request, slug, today)
    form = ThirdPartyForm(request.POST if request.method == "POST" else None, instance=line)
    if form.is_valid():
        form.save()
        messages.success(request, _("The changes are saved."))
        return redirect("third-party", slug)
    rows = Invitation.objects.filter(guest=line, petition__in=Petition.objects.visible_to(request.duty))
    invitations = list(rows.select_related("by__officer", "by__organ", "pledge", "withdrawn").order_by("-id")[:SHOWN])
    seen = Petition.objects.visible_to(request.duty).defer("query_code").in_bulk([row.petition_id for row in invitations])
    context = {
        "line": _found(request, slug, today), "form": form, "today": today,
        "lines": [{"invitation": row, "petition": seen[row.petition_id]} for row in invitations if row.petition_id in seen],
    }  # fmt: skip
    return render(request, "supervision/third_party.html", context, status=422 if form.is_bound else 200)


@for_roles(*WATCHERS)
@require_POST
def end(request, slug):
    today = timezone.localdate()
    line = _found(request, slug, today)
    third_parties.end(line, today)
    messages.success(request, _("%(name)s is off the roster; nothing is open any more.") % {"name": line.duty.officer.name})
    return redirect("third-parties")


def _found(request, slug, today):
    return get_object_or_404(third_parties.roster(request.duty, today), slug=slug)

"""How does a list leave as a file: at once, or after a second person has said yes?"""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from petitions import exports, visibility
from petitions.export import CONTENT_TYPE
from petitions.forms.exports import ExportForm
from petitions.models import Export

from .papers import LOCKED

SHOWN = 50


def answer(request, source, listing):
    """The file, where the list is small enough; else the way to the second person, with the same filters."""
    sheet = listing.sheet()
    if exports.is_too_many(exports.count(sheet)):
        return redirect(f"{reverse('export-ask', args=[source])}{listing.address()}")
    content, export = exports.at_once(request.duty, source, QueryDict(listing.address().removeprefix("?")).dict(), sheet)
    return handed_over(content, export)


def handed_over(content, export):
    name = f"{export.title.split(' · ')[0]}-{timezone.localdate().isoformat()}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=CONTENT_TYPE, headers=LOCKED)


@for_roles()  # each list names its own
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, source):
    """What would be in it, and what it is for."""
    if not exports.may_use(source, request.duty):
        raise Http404
    query = request.GET.dict()
    sheet = exports.sheet_of(source, request.duty, query)
    number = exports.count(sheet)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        export = exports.ask(request.duty, source, query, sheet, number=number, reason=form.cleaned_data["reason"])
        messages.success(request, _("Your request waits for a second person. You are told when the file is ready."))
        return redirect(f"{reverse('exports')}#{export.slug}")
    context = {
        "form": form, "sheet": sheet, "number": number, "limit": settings.EXPORT_LIMIT, "most": exports.MOST,
        "deciders": exports.deciders(Export(duty=request.duty)).select_related("officer", "organ")[:8],
    }  # fmt: skip
    return render(request, "petitions/export_ask.html", context, status=422 if form.is_bound else 200)


@for_roles(*visibility.CASE_ROLES)
@require_safe
def mine(request):
    """What I asked for, and what waits for me."""
    rows = Export.objects.select_related("duty__officer", "duty__organ", "decided_by__officer")
    context = {
        "mine": rows.filter(duty=request.duty).defer("petitions")[:SHOWN],
        "waiting": exports.waiting_for(request.duty).select_related("duty__officer", "duty__organ").defer("petitions")[:SHOWN],
        "kept_days": exports.KEPT_DAYS,
    }
    return render(request, "petitions/exports.html", context)


@require_POST
@for_roles(*visibility.CASE_ROLES)
def decide(request, slug):
    is_confirmed = request.POST.get("decision") == "confirm"
    refusal = request.POST.get("reason", "").replace("\0", "").strip()[:300]
    try:
        export = exports.decide(slug, request.duty, is_confirmed=is_confirmed, refusal=refusal)
    except Export.DoesNotExist:
        raise Http404 from None
    except exports.NotPossible as sorry:
        messages.warning(request, sorry.args[0])
        return redirect("exports")
    if is_confirmed:
        messages.success(request, _("Confirmed. The asker is told when the file is ready."))
    else:
        messages.success(request, _("Refused; nothing was written.") if export.duty_id != request.duty.pk else _("Taken back."))
    return redirect("exports")


@for_roles(*visibility.CASE_ROLES)
@require_safe
def file(request, slug):
    """Only for the duty that asked, and only as long as all of it is still for that duty."""
    export = get_object_or_404(Export.objects.filter(duty=request.duty, state__in=[Export.State.READY, Export.State.GONE]), slug=slug)
    try:
        return handed_over(exports.opened(export, request.duty), export)
    except (exports.NotPossible, FileNotFoundError) as sorry:
        why = sorry.args[0] if isinstance(sorry, exports.NotPossible) else _("This file is gone. Please ask again.")
        messages.warning(request, why)
        return redirect("exports")

"""How is something demanded of an organ? One form for each kind, filled in from the petition, with the paper to look at before it goes out."""

import base64
from contextlib import suppress
from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from accounts.calendar import MissingYear, current_calendar
from accounts.encryption import new_slug
from petitions import letters, numbers
from supervision.demands import KINDS, NotNow, checking, doing, kinds, papers, seeing
from supervision.forms.demand import DemandForm
from supervision.models import Demand
from supervision.scope import ordinary

from .demands import ROLES


@for_roles(*ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_new(request):
    offered, today = kinds.kinds_for(request.duty), timezone.localdate()
    if not offered:
        raise Http404
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    kind = next((kind for kind in offered if kind.code == asked), None)
    if kind is None:
        return render(request, "supervision/demand_kinds.html", {"kinds": offered, "number": request.GET.get("petition", "")[:40]})
    if request.method != "POST":
        form = DemandForm(kind=kind, duty=request.duty, today=today, initial=first_words(request, kind, today))
        return answer(request, kind, form)
    form = DemandForm(request.POST, kind=kind, duty=request.duty, today=today)
    if form.is_valid():
        try:
            if "preview" in request.POST:
                return answer(request, kind, form, pages=preview(form, request.duty, today))
            with_key = {"key": form.cleaned_data["key"], "petition": form.found}
            written = doing.write(kind, request.duty, today, **with_key, **form.written())
        except NotNow as sorry:
            say(form, sorry)
        else:
            tell(request, written)
            return redirect("demand", slug=written.slug)
    return answer(request, kind, form, status=422)


@for_roles(*ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_edit(request, slug):
    """A proposal that came back: written better, and proposed again."""
    rows = seeing.with_petitions(seeing.visible_to(request.duty), request.duty)
    draft, today = get_object_or_404(rows, slug=slug), timezone.localdate()
    deeds = list(draft.deeds.select_related("duty"))
    if draft.state != Demand.State.DRAFT or "propose" not in checking.acts_for(draft, request.duty, deeds):
        raise Http404
    kind = KINDS[draft.kind]
    known = {name: getattr(draft, name) for name in ("organ", "about", "subject", "triggers", "mode", "problem", "analysis", "requirement")}
    given = (request.POST,) if request.method == "POST" else ()
    initial = known | {"key": draft.key, "due_on": draft.asked_on}
    form = DemandForm(*given, kind=kind, duty=request.duty, today=today, draft=draft, initial=initial)
    if given and form.is_valid():
        try:
            if "preview" in request.POST:
                return answer(request, kind, form, draft=draft, pages=preview(form, request.duty, today))
            doing.propose(draft, request.duty, today, **form.written())
        except NotNow as sorry:
            say(form, sorry)
        else:
            messages.success(request, _("Proposed again. It goes out when a leader of the bureau issues it."))
            return redirect("demand", slug=slug)
    return answer(request, kind, form, draft=draft, status=422 if given else 200)


def first_words(request, kind, today):
    """What the form says before anybody has typed; a number that is not there for this duty says nothing."""
    initial = {"key": new_slug()}
    if kind.days:
        with suppress(MissingYear):
            initial["due_on"] = current_calendar().roll(today + timedelta(days=kind.days))
    typed = request.GET.get("petition", "")[:40]
    petition = (
        ordinary(request.duty).select_related("holder_organ").filter(number=numbers.read(typed)).first()
        if numbers.is_number(typed)
        else None
    )
    if petition is None or not petition.is_readable:
        return initial
    party = {"about": petition.holder_organ} if kind.is_of_accountability else {"organ": petition.holder_organ}
    return initial | {"petition": petition.grouped_number} | party | papers.suggested(kind, petition, today)


def preview(form, duty, today):
    """The pages of the paper as it stands now, as data addresses: a draft is kept nowhere."""
    demand = doing.draft_of(form.kind, duty, petition=form.found, **form.written())
    petition = form.found and checking.petition_for(duty, form.found)
    checking.check_organ(form.kind, duty, demand.organ, demand.about, petition)
    doing.set_dates(demand, today)
    payload = papers.issue(demand, number="", on=today)
    return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in letters.preview(form.kind.paper, payload)]


def answer(request, kind, form, *, draft=None, pages=(), status=200):
    context = {"kind": kind, "form": form, "draft": draft, "pages": pages, "petition": form.found, "today": form.today}
    return render(request, "supervision/demand_new.html", context, status=status)


def say(form, sorry):
    form.add_error(sorry.field if sorry.field in form.fields else None, sorry.args[0])


def tell(request, demand):
    if demand.state == Demand.State.PROPOSED:
        messages.success(request, _("Proposed. It goes out when a leader of the bureau issues it."))
    else:
        messages.success(request, _("Issued; the organ is told."))

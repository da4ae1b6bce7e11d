"""Who is the petitioner? Shown on this one page, after the reason was written down; and who else has looked."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from petitions import looks, masking, visibility, volumes
from petitions.forms.reveal import RevealForm, Why
from petitions.models import Event, Look
from petitions.models.event import LOOK

from .papers import seen
from .petition import page_of, petition_for

SHOWN = 200


@require_POST
@for_roles(*visibility.CASE_ROLES)
def reveal(request, number):
    """The petition's page with the persons in full. Nothing of it stays: the next page hides them again."""
    petition = petition_for(request, number)
    if not masking.knows_person(petition, request.duty) or volumes.is_destroyed(petition):
        raise Http404
    form = RevealForm(request.POST)
    if not form.is_valid():
        return page_of(request, petition, form, status=422)
    looks.reveal(petition, request.duty, form.cleaned_data["why"], form.cleaned_data["words"])
    return page_of(request, petition, form, is_shown=True)


@for_roles(*visibility.CASE_ROLES)
@require_safe
def looks_at(request, number):
    """Who opened this petition, took something of it away, or tried to; for its organ, leaders and supervisors."""
    petition = seen(request, number)
    if not looks.may_ask(petition, request.duty):
        raise Http404
    events = Event.objects.filter(petition=petition, step=LOOK).select_related("duty__officer", "duty__organ").order_by("-seq")[:SHOWN]
    rows = list(looks.of(petition)[: SHOWN + 1])
    context = {
        "petition": petition,
        "events": [line_of(event) for event in events],
        "rows": rows[:SHOWN],
        "is_more": len(rows) > SHOWN,
        "limit": SHOWN,
    }
    return render(request, "petitions/looks.html", context)


def line_of(event):
    return {"event": event, "kind": Look.Kind(event.details["kind"]).label, "why": dict(Why.choices).get(event.details.get("why"), "")}

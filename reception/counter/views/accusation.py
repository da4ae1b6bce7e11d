"""How is an accusation taken in at the window, its receipt printed, and the desk left as if it had never been there?"""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.access import for_roles
from accounts.models import Role
from accounts.qr import qr_of
from petitions import files, numbers
from petitions.views.papers import paper as as_pdf
from reception.counter.accusation import RECEIPT, AccusationForm, remember, remembered, take_in
from reception.reporting import NoLane, concerns

from .receipt import follow_address

WINDOW = (Role.CLERK, Role.DISPATCHER)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*WINDOW)
def accusation(request):
    if request.method != "POST":
        return render(
            request, "reception/counter/accusation.html", {"form": AccusationForm(duty=request.duty, initial={"idem": uuid.uuid4()})}
        )
    form = AccusationForm(request.POST, request.FILES, duty=request.duty)
    if form.names_the_office and concerns(request.duty.organ, form.whom):
        return stop(request)
    if not form.is_valid():
        return render(request, "reception/counter/accusation.html", {"form": form}, status=422)
    kept, refused = files.store_all(form.cleaned_data["files"])
    try:
        with acting.as_office():
            petition = take_in(form, kept)
            remember(request.session, petition, petition.contacts.first(), follow_address(request))
    except NoLane:
        files.discard(*kept)
        return stop(request)
    for sentence in refused:
        messages.warning(request, sentence)
    return redirect("desk-accusation-receipt")


def stop(request):
    """Scenario 48: it is about the office itself. Nothing that was typed comes back, and nothing was kept."""
    return render(request, "reception/counter/accusation_stop.html", status=422)


@never_cache
@require_safe
@for_roles(*WINDOW)
def receipt(request):
    told = remembered(request.session)
    if told is None:
        return redirect("desk-accusation")
    address = told["payload"]["follow_url"]
    context = {
        "number": told["number"], "code": numbers.grouped(told["payload"]["query_code"]), "organ": told["organ"], "follow_url": address,
        "received_on": parse_date(told["received_on"]), "qr": qr_of(address), "proof": told["payload"],
    }  # fmt: skip
    return render(request, "reception/counter/accusation_receipt.html", context)


@never_cache
@require_safe
@for_roles(*WINDOW)
def paper(request):
    told = remembered(request.session)
    if told is None:
        raise Http404
    return as_pdf("D03", told["payload"], _("Receipt"))


@require_POST
@for_roles(*WINDOW)
def done(request):
    """The visitor has the receipt; the clerk has nothing."""
    request.session.pop(RECEIPT, None)
    return redirect("desk")

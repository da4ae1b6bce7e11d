"""How do official papers reach an officer's hands, and nobody else's?"""

import logging

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.access import for_roles
from accounts.calendar import MissingYear, current_calendar
from petitions import files, letters, masking, visibility
from petitions.decision import Action, decide, gate
from petitions.dossier import Dossier, found
from petitions.letters import certificate
from petitions.letters import papers as contents
from petitions.models import Petition

logger = logging.getLogger(__name__)

# Whatever a file holds, a browser neither runs it nor lets it call home, and no cache keeps it.
LOCKED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def seen(request, number, action=Action.SEE_TEXT):
    return gate(request, number, action, Petition.objects.select_related("first_organ", "holder_organ"))


def paper(code, payload, name):
    """A PDF beside the page that asked for it. A paper that cannot be drawn is a 404 with the reason in the log, never an error page."""
    try:
        content = letters.render(code, payload)
    except letters.Incomplete as gaps:
        logger.warning("paper %s cannot be drawn: %s", code, gaps.args[0])
        raise Http404 from gaps
    disposition = content_disposition_header(as_attachment=False, filename=f"{files.label_of(name)}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={**LOCKED, "Content-Disposition": disposition})


def kept_file(kept):
    """A KeptFile, to be saved, after every byte was compared. The caller has asked who may."""
    try:
        handle = files.open_checked(kept)
    except files.Damaged as gone:
        logger.error("kept file %s is not what was handed in", kept.slug)
        raise Http404 from gone
    return FileResponse(handle, as_attachment=True, filename=kept.name, content_type=kept.content_type, headers=LOCKED)


def payload_for(duty, petition, payload):
    """The paper as this duty may read it: without the name, where that is kept from its organ."""
    return payload if masking.knows_name(petition, duty) else contents.without_name(payload)


@for_roles(*visibility.CASE_ROLES)
def document(request, number, slug):
    petition = seen(request, number)
    issued = get_object_or_404(petition.documents.select_related("event__link"), slug=slug)
    return paper(issued.kind, payload_for(request.duty, petition, issued.payload) | issued.event.proof, str(issued))


@for_roles(*visibility.CASE_ROLES)
def proof_of_service(request, number, slug, place):
    """D23 of the nth service of a document."""
    petition = seen(request, number)
    issued = get_object_or_404(petition.documents.select_related("organ"), slug=slug)
    services = list(issued.services.select_related("event__duty__officer", "event__link"))
    if not 1 <= place <= len(services):
        raise Http404
    service = services[place - 1]
    service.document = issued
    issued.petition = petition
    return paper(
        "D23",
        payload_for(request.duty, petition, contents.service(service)) | service.event.proof,
        f"{letters.KINDS['D23'].title} {issued}",
    )


@for_roles(*visibility.CASE_ROLES)
def registration_paper(request, number, code):
    """D01, D02 and D03, drawn from what was registered, for the organs that may see the person in full."""
    try:
        petition = found(request.duty, number)
    except Petition.DoesNotExist:
        raise Http404 from None
    if not decide(request.duty, petition, Action.SEE_TEXT) or code not in Dossier(petition, request.duty, None).papers:
        raise Http404
    contact = petition.arrivals.all()[0].contact
    if code == "D01":
        payload = contents.registration_sheet(petition, contact)
    elif code == "D02":
        payload = contents.visit_record(petition, contact)
    else:
        clock = petition.clocks.filter(rule__in=["C01", "C02"]).first()
        payload = contents.receipt(petition, contact, follow_url=request.build_absolute_uri(reverse("follow")), clock=clock)
    return paper(code, payload | petition.birth.proof, f"{letters.KINDS[code].title} {petition.grouped_number}")


@for_roles(*visibility.CASE_ROLES)
def clock_certificate(request, number, rule, place):
    """How the nth clock of a rule was counted, for anybody who may see the petition."""
    petition = seen(request, number)
    clocks = list(petition.clocks.filter(rule=rule).select_related("organ", "extension", "start_event__organ").prefetch_related("pauses"))
    if not 1 <= place <= len(clocks):
        raise Http404
    clock = clocks[place - 1]
    clock.petition = petition
    try:
        counting = clock.count(current_calendar())
    except (ValueError, MissingYear):
        counting = None
    payload = certificate.clock_certificate(clock, counting, by=request.duty, on=timezone.localdate())
    return paper("CC", payload, f"{letters.KINDS['CC'].title} {rule} {petition.grouped_number}")

"""What does the visitor take home, and what does the clerk print?"""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.qr import qr_of
from petitions import numbers, visibility
from petitions.clocks import Rule
from petitions.decision import Action, gate
from petitions.letters import KINDS, papers
from petitions.models import Channel, Petition
from petitions.views.papers import paper as as_pdf
from reception.models import Visit

from .desk import DESK, registered_today


def received_here(request, number):
    """A petition of this organ whose petitioner stands here today: the query code is for the visitor, and for nobody elsewhere or later."""
    today = Q(pk__in=registered_today(request.duty).values("arrivals__petition")) | visibility.was_shown_to(request.duty)
    beside = ("first_organ", "category", "repeats", "first_receiver__officer")
    here = {"first_organ": request.duty.organ_id, "is_taken_over": False}
    return gate(request, number, Action.SEE_TEXT, Petition.objects.filter(today, **here).select_related(*beside))


def follow_address(request) -> str:
    return request.build_absolute_uri(reverse("follow"))


@never_cache
@require_safe
@for_roles(*DESK)
def receipt(request, number):
    petition = received_here(request, number)
    contact = petition.contacts.first()
    clock = petition.clocks.select_related("organ").first()
    person, visit = petition.petitioner, Visit.objects.filter(contact=contact).select_related("guided_to").first()
    address = follow_address(request)
    context = {
        "petition": petition, "contact": contact, "claims": petition.claims.all(), "files": petition.evidence.all(), "clock": clock,
        "is_bureau": petition.first_organ.is_bureau, "person": person, "guided_to": visit and visit.guided_to, "why_no_notice": petition.why_no_notice(person),
        "code": numbers.grouped(petition.query_code), "follow_url": address, "qr": qr_of(address), "organ": petition.first_organ,
        "papers": [(code, KINDS[code].name) for code in codes_of(petition)], "proof": petition.birth.proof, "is_running": bool(clock and clock.is_running and clock.rule in (Rule.REGISTRATION, Rule.DIRECT_NOTICE)),
    }  # fmt: skip
    return render(request, "reception/counter/receipt.html", context)


def codes_of(petition):
    return ["D03", "D01", *(["D02"] if petition.channel == Channel.VISIT else [])]


@never_cache
@require_safe
@for_roles(*DESK)
def paper(request, number, code):
    """D01 and D02 as they were written down, D03 as it was handed over."""
    petition = received_here(request, number)
    if code not in codes_of(petition):
        raise Http404
    contact = petition.contacts.select_related("organ", "duty__officer").first()
    if code == "D01":
        payload = papers.registration_sheet(petition, contact)
    elif code == "D02":
        payload = papers.visit_record(petition, contact)
    else:
        payload = papers.receipt(petition, contact, follow_url=follow_address(request), clock=petition.clocks.first())
    return as_pdf(code, payload | petition.birth.proof, f"{KINDS[code].title} {petition.grouped_number}")

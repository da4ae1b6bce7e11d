"""What does a citizen take home? The number, the code, and what happens next by when."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.qr import qr_of
from petitions import letters, numbers
from petitions.clocks import Rule
from petitions.letters import papers
from reception.portal import alarm, limits
from reception.portal.passes import RECEIPT
from reception.portal.words import reason_of


@login_not_required
@never_cache
@require_safe
def receipt(request):
    petition = RECEIPT.petition(request)
    if petition is None:
        return render(request, "reception/portal/no_receipt.html")
    clock = petition.clocks.select_related("organ").first()
    contact = petition.contacts.first()
    address = follow_address(request)
    context = {
        "petition": petition, "code": numbers.grouped(petition.query_code), "follow_url": address, "qr": qr_of(address), "organ": petition.first_organ,
        "clock": clock, "is_bureau": clock is not None and clock.rule == Rule.REGISTRATION, "reason": reason_of(clock) if clock else "",
        "can_be_reached": bool(petition.petitioner and petition.petitioner.can_be_reached), "has_phone": bool(petition.petitioner and petition.petitioner.phone),
        "danger": alarm.speaks_of(alarm.DANGER, contact.subject, contact.text), "files": petition.evidence.filter(is_from_petitioner=True),
        "proof": petition.birth.proof,
    }  # fmt: skip
    return render(request, f"reception/portal/{'receipt_sealed' if petition.is_sealed else 'receipt'}.html", context)


@login_not_required
@never_cache
@require_safe
def paper(request):
    petition = RECEIPT.petition(request)
    if petition is None:
        raise Http404
    return receipt_as_pdf(request, petition)


def follow_address(request) -> str:
    return request.build_absolute_uri(reverse("follow"))


def receipt_as_pdf(request, petition):
    """D03 as it was on the first day: what officers wrote down or collected later is not on it."""
    contact, birth = petition.contacts.first(), petition.birth
    if petition.is_sealed:
        sealed = papers.sealed_receipt(petition, contact, follow_url=follow_address(request), clock=petition.clocks.first())
        return pdf(request, "D03", sealed | birth.proof, _("Receipt"))
    payload = (
        papers.receipt(petition, contact, follow_url=follow_address(request), clock=petition.clocks.first())
        | {
            "subject": contact.subject,
            "claims": [{"request": claim.text} for claim in petition.claims.filter(event=birth)],
            "materials": list(petition.evidence.filter(event=birth, is_from_petitioner=True).values_list("name", flat=True)),
        }
        | birth.proof
    )
    return pdf(request, "D03", payload, _("Receipt"))


def pdf(request, code, payload, title):
    if wait := limits.spend(limits.PAPER, limits.address_of(request)):
        return render(request, "reception/portal/too_often.html", {"wait": limits.in_minutes(wait)}, status=429)
    headers = {"Content-Disposition": content_disposition_header(True, f"{title}.pdf")}
    return HttpResponse(letters.render(code, payload), content_type="application/pdf", headers=headers)

"""What does somebody do who is threatened or punished for a petition? Tell it here, past those who handle the matter (art. 18 ¶4)."""

import uuid

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from petitions.models import Channel, Contact, Event
from reception.portal import alarm, limits
from reception.portal.forms import RetaliationForm
from reception.portal.passes import RECEIPT
from reception.reporting import NoLane, retaliation

from .follow import followed


@followed
def report(request, petition):
    form = RetaliationForm(request.POST if request.method == "POST" else None, initial={"idem": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        if wait := limits.spend(limits.ADD, limits.address_of(request)):
            words = _("A great deal was sent from your connection just now. Please wait %(wait)s and press the button again.")
            form.add_error(None, words % {"wait": limits.in_minutes(wait)})
        else:
            try:
                return RECEIPT.give(redirect("receipt"), told(petition, form))
            except NoLane:
                form.add_error(None, _("It concerns every office that could receive it here. Please call 12388, or 110 in danger."))
    context = {"petition": petition, "form": form}
    return render(request, "reception/portal/retaliation.html", context, status=422 if form.is_bound else 200)


def told(petition, form):
    """The sealed matter that came of it: the petitioner follows it by a number of its own."""
    said = form.cleaned_data
    with override(settings.LANGUAGE_CODE):  # officers read it
        subject = _("Retaliation for a petition")
    contact = Contact(
        channel=Channel.ONLINE, received_at=timezone.now(), organ=petition.first_organ, idem=said["idem"], subject=subject, text=said["text"],
    )  # fmt: skip
    is_urgent = alarm.speaks_of(alarm.DANGER, said["text"])
    return retaliation(petition, contact=contact, who=said["who"], actor=Event.Actor.CITIZEN, is_urgent=is_urgent)

"""How does an officer pass on that somebody is punished for a petition? Past the own organ, and afterwards it is not there for the officer."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from petitions import visibility
from petitions.decision import Action, gate
from petitions.models import Channel, Contact, Event, Petition
from reception.portal import alarm
from reception.portal.forms import RetaliationForm
from reception.reporting import NoLane, retaliation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*visibility.CASE_ROLES)
def report(request, number):
    petition = gate(request, number, Action.OPEN, Petition.objects.select_related("holder_organ", "first_organ"))
    form = RetaliationForm(request.POST if request.method == "POST" else None, initial={"idem": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        try:
            passed_on(petition, form, request.duty)
        except NoLane:
            form.add_error(None, _("It concerns every office that could receive it here. Hand it over closed, on paper, one level up."))
        else:
            messages.success(
                request,
                _("It was received and sealed. The office above and the discipline organ are told; here it is not to be found any more."),
            )
            return redirect(petition)
    context = {"petition": petition, "form": form}
    return render(request, "reception/counter/retaliation.html", context, status=422 if form.is_bound else 200)


def passed_on(petition, form, duty):
    said = form.cleaned_data
    with override(settings.LANGUAGE_CODE):
        subject = _("Retaliation for a petition")
    contact = Contact(
        channel=Channel.OTHER, received_at=timezone.now(), organ=petition.first_organ, duty=duty, idem=said["idem"], subject=subject,
        text=said["text"],
    )  # fmt: skip
    return retaliation(
        petition, contact=contact, who=said["who"], actor=Event.Actor.OFFICER, is_urgent=alarm.speaks_of(alarm.DANGER, said["text"])
    )

"""How does a petitioner say whether something that was promised was carried out?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from petitions.models import Event
from petitions.workflow import StepNotOpen
from reception.portal import limits
from reception.portal.forms import PerformanceForm

from .follow import followed


@followed
@require_POST
def confirm(request, petition, slug):
    """Yes or no, with words where they have some. Who says nothing has confirmed nothing."""
    if petition.is_sealed:
        raise Http404
    promise = get_object_or_404(petition.promises, slug=slug)
    form = PerformanceForm(request.POST)
    wait = limits.spend(limits.ADD, limits.address_of(request))
    if wait:
        words = _("A great deal was sent from your connection just now. Please wait %(wait)s and press the button again.")
        messages.warning(request, words % {"wait": limits.in_minutes(wait)})
    elif not form.is_valid():
        messages.warning(request, next(iter(form.errors.values()))[0])
    else:
        try:
            petition.advance("confirm_performance", actor=Event.Actor.CITIZEN, promise=promise, **form.cleaned_data)
        except StepNotOpen as closed:
            messages.warning(request, closed.explain())
        else:
            messages.success(request, _("Thank you. What you said stands in your matter, and the offices that supervise it can see it."))
    return redirect("follow-petition")

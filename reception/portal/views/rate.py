"""How does a petitioner say how content they are, with the organ and with the bureau, and whether the problem is solved?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from petitions import evaluating
from petitions.models import Evaluation, Event
from petitions.workflow import STEPS, StepNotOpen
from reception.portal import limits
from reception.portal.forms import RatingForm, SolvedForm

from .follow import followed


@followed
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request, petition):
    """One question a page: solved or not, then the organ, then the bureau, each kept as soon as it is answered; thanks at the end."""
    left = evaluating.left(petition, timezone.localdate()) if petition.state in STEPS["evaluate"].sources else {}
    given = list(petition.evaluations.all())
    if not left:
        if given and not petition.is_sealed:
            return render(request, "reception/portal/rated.html", {"petition": petition, "given": given})
        raise Http404
    side, organ = next(iter(left.items()))
    if request.method == "POST" and "side" in request.POST:
        return _rated(request, petition, left)
    solved = given[-1].solved if given else request.POST.get("solved", "")
    if solved not in Evaluation.Solved:
        is_answered = request.method == "POST"
        return _page(request, petition, SolvedForm(request.POST if is_answered else None), 422 if is_answered else 200)
    return _page(request, petition, RatingForm(organ=organ, initial={"side": side, "solved": solved}))


def _rated(request, petition, left):
    organ = left.get(request.POST["side"])
    if organ is None:  # pressed twice, or in two windows: what was said first stands
        return redirect("follow-rate")
    form = RatingForm(request.POST, organ=organ)
    if form.is_valid():
        here = limits.address_of(request)
        if wait := limits.spend(limits.ADD, here):
            words = _("A great deal was sent from your connection just now. Please wait %(wait)s and press the button again.")
            form.add_error(None, words % {"wait": limits.in_minutes(wait)})
            return _page(request, petition, form, 429)
        try:
            petition.advance("evaluate", actor=Event.Actor.CITIZEN, is_from_own_network=organ.has_in_own_network(here), **form.cleaned_data)
        except StepNotOpen as closed:
            messages.warning(request, closed.explain())
            return redirect("follow-petition")
        return redirect("follow-rate")
    return _page(request, petition, form, 422)


def _page(request, petition, form, status=200):
    return render(request, "reception/portal/rate.html", {"petition": petition, "form": form}, status=status)

"""How does a citizen take a matter back, think again, or go to another part of it?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from petitions.models import Event
from petitions.workflow import StepNotOpen
from reception.portal.forms import WithdrawForm
from reception.portal.parting import Parting
from reception.portal.passes import FOLLOWER

from .follow import followed


@followed
def withdraw(request, petition):
    """One page: what it means, three days to think again, and the words of the person who withdraws."""
    if not Parting(petition, timezone.localdate()).may_withdraw:
        messages.warning(request, _("This matter cannot be withdrawn now. This page says where it stands."))
        return redirect("follow-petition")
    form = WithdrawForm(request.POST or None, people=petition.petitioners)
    if request.method == "POST" and form.is_valid():
        try:
            petition.advance("ask_withdrawal", actor=Event.Actor.CITIZEN, **form.details())
        except StepNotOpen as refused:
            form.add_error(None, refused.explain())
        else:
            messages.success(request, _("Your withdrawal is recorded. You may change your mind for three days, here."))
            return redirect("follow-petition")
    return render(request, "reception/portal/withdraw.html", {"petition": petition, "form": form}, status=422 if form.is_bound else 200)


@followed
@require_POST
def revoke(request, petition):
    try:
        petition.advance("revoke_withdrawal", actor=Event.Actor.CITIZEN)
        messages.success(request, _("Your withdrawal is revoked. The matter goes on, and no day was lost."))
    except StepNotOpen as refused:
        messages.warning(request, refused.explain())
    return redirect("follow-petition")


@followed
@require_POST
def part(request, petition):
    """To another petition that became of the same one: it belongs to the same person, so that number and code are not asked again."""
    wanted = request.POST.get("number", "")
    other = next((part for part in Parting(petition, timezone.localdate()).parts if part.number == wanted), None)
    if other is None:
        raise Http404
    return FOLLOWER.give(redirect("follow-petition"), other)

"""How do the open matters of an officer who leaves get another one, all at once?"""

import logging

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import for_roles
from petitions.forms.hand_over import HandOverAllForm, LeaverForm
from petitions.models import Petition
from petitions.workflow import STEPS, StepNotOpen

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
SHOWN = 50


@for_roles(*STEPS["hand_over"].by)
def hand_over(request):
    """GET with ?leaver=slug shows the list; POST gives up to 500 of them to the new officer, each through its own step."""
    choice = LeaverForm(request.GET if "leaver" in request.GET else None, duty=request.duty)
    if not choice.is_valid():
        return render(request, "petitions/hand_over.html", {"choice": choice})
    leaver = choice.cleaned_data["leaver"]
    matters = Petition.objects.visible_to(request.duty).open().held_in(request.duty.organ).filter(holder=leaver)
    form = HandOverAllForm(request.POST if request.method == "POST" else None, duty=request.duty, leaver=leaver)
    if form.is_valid():
        done, left = give(matters, form.cleaned_data["to"], form.cleaned_data["reason"], request.duty)
        logger.info("%d petitions of duty %s handed over by duty %s, %d refused", done, leaver.slug, request.duty.slug, len(left))
        if done:
            messages.success(
                request, ngettext("%(number)d petition was handed over.", "%(number)d petitions were handed over.", done) % {"number": done}
            )
        for number, why in left[:10]:
            messages.warning(request, f"{number}: {why}")
        if matters.exists():
            messages.info(request, _("Some petitions are still with this colleague. Send the form again for the next ones."))
            return redirect(f"{reverse('hand-over')}?leaver={leaver.slug}")
        return redirect("worklist")
    shown = list(matters.defer("query_code").due_soonest_first()[: SHOWN + 1])
    context = {
        "choice": choice,
        "leaver": leaver,
        "form": form,
        "matters": shown[:SHOWN],
        "is_more": len(shown) > SHOWN,
        "number": matters[:MOST_AT_ONCE].count(),
        "limit": MOST_AT_ONCE,
    }
    return render(request, "petitions/hand_over.html", context, status=422 if form.is_bound else 200)


def give(matters, to, reason, by):
    """Returns how many went, and (number, why) of those that could not."""
    done, left = 0, []
    for petition in matters.due_soonest_first()[:MOST_AT_ONCE]:
        try:
            petition.advance("hand_over", by=by, reason=reason, to=to)
            done += 1
        except StepNotOpen as not_open:
            left.append((petition.grouped_number, not_open.explain()))
    return done, left

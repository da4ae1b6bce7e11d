"""How does a clerk open the matter of somebody who has been here before?"""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from accounts.limits import Limit, give_back, in_minutes, spend
from petitions import visibility, worklists
from petitions.models import Petition
from petitions.views.worklist import line_of
from reception.counter.returning import PaperForm, ReceiptForm, opened

from .desk import DESK

MOST_LISTED = 100
WRONG_AT_THE_WINDOW = (Limit("window", 10, 900),)
FORMS = {"receipt": ReceiptForm, "paper": PaperForm}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*DESK)
def returning(request):
    asked = FORMS.get(request.POST.get("by"))
    forms = {by: kind(request.POST if kind is asked else None, auto_id=f"{by}_%s") for by, kind in FORMS.items()}
    form = next((form for form in forms.values() if form.is_bound), None)
    if form and form.is_valid() and (found := tried(request, form)):
        return redirect(found[0] if len(found) == 1 else "desk-returning")
    seen = Petition.objects.visible_to(request.duty).filter(visibility.was_shown_to(request.duty))
    shown = worklists.with_columns(seen.newest_first())[:MOST_LISTED]
    context = {
        "forms": forms,
        "form": form,
        "lines": [line_of(petition, request.duty) for petition in shown],
        "today": timezone.localdate(),
    }
    return render(request, "reception/counter/returning.html", context, status=422 if form else 200)


def tried(request, form):
    """What the form opens; every try counts before it is judged, so that nobody guesses at a window."""
    whose = f"duty {request.duty.pk}"
    if wait := spend(WRONG_AT_THE_WINDOW, whose):
        words = _("There were several wrong tries. Please wait %(wait)s and try again.")
        form.add_error(None, words % {"wait": in_minutes(wait)})
        return []
    found = opened(form, request.duty)
    if found:
        give_back(WRONG_AT_THE_WINDOW, whose)
    else:
        form.add_error(
            None, _("Nothing of this office fits what was typed. Please compare it with what the visitor brought, sign by sign.")
        )
    return found

"""Which rungs does the ladder have, had it, and will it have? Read by supervisors, set by the leader of the highest bureau."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from accounts.models import Role
from supervision import rungs
from supervision.forms.ladder import LadderForm, initial_of
from supervision.models import Rung

ROLES = (Role.SUPERV, Role.B_LEAD)
SHOWN = 20


def steps(values):
    """Rungs as a page shows them: unsaved ones of a form, or saved ones."""
    return [
        {"name": rungs.label(rung.name), "days": rung.days, "from": rung.get_counts_from_display(), "deed": rung.get_deed_display()}
        for rung in values
    ]


@for_roles(*ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request):
    """A change is looked at a second time, and holds from tomorrow: what was reached today was reached under today's ladder."""
    today, known = timezone.localdate(), rungs.versions()
    may_change = rungs.may_put_up(request.duty)
    if request.method == "POST" and not may_change:
        raise Http404
    newest = known[-1]
    context = {
        "may_change": may_change,
        "tomorrow": today + timedelta(days=1),
        "now": steps(rungs.on(today).rungs),
        "versions": [{"version": version, "steps": steps(version.rungs)} for version in reversed(known)][:SHOWN],
        "today": today,
    }
    if request.method != "POST":
        context |= {"formset": LadderForm(initial=initial_of(newest.rungs), prefix="rung"), "known": rungs.newest_slug()}
        return render(request, "supervision/ladder.html", context)
    formset, read = LadderForm(request.POST, prefix="rung"), request.POST.get("known", "")[:12]
    context |= {"formset": formset, "known": read}
    if not formset.is_valid():
        return render(request, "supervision/ladder.html", context, status=422)
    if [Rung(**values).values for values in formset.values] == [rung.values for rung in newest.rungs]:
        messages.info(request, _("This is the ladder as it stands; nothing was changed."))
        return redirect("ladder")
    if request.POST.get("confirm") == "no":
        return render(request, "supervision/ladder.html", context)
    if request.POST.get("confirm") != "yes":
        context |= {"proposed": steps(Rung(**values) for values in formset.values)}
        return render(request, "supervision/ladder_look.html", context)
    put_up = rungs.put_up(request.duty, formset.values, today=today, known=read)
    if put_up is None:
        context |= {"known": rungs.newest_slug()}
        messages.warning(
            request, _("A colleague has changed the ladder meanwhile. Yours was not put up; please compare the two and try again.")
        )
        return render(request, "supervision/ladder.html", context, status=409)
    messages.success(request, _("The ladder holds from %(day)s on.") % {"day": date_format(put_up.valid_from)})
    return redirect("ladder")

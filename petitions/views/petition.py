"""Where does this matter stand, what is next, what was asked and answered, what happened?"""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from accounts.access import for_roles
from accounts.models import Role
from petitions import dossier, permissions, visibility, volumes
from petitions.decision import Action, decide
from petitions.forms.reveal import RevealForm
from petitions.models import Notice, Petition


def petition_for(request, number):
    """The petition as this duty may see it; 404 where it does not exist for this duty, whatever the reason."""
    try:
        return dossier.found(request.duty, number)
    except Petition.DoesNotExist:
        raise Http404 from None


@for_roles(*visibility.CASE_ROLES, Role.ADMIN)  # for the administrator nothing is there, but for emergency access
def petition(request, number):
    matter = petition_for(request, number)
    # Who looks at the matter has heard of it.
    Notice.objects.filter(duty=request.duty, petition=matter, channel=Notice.Channel.DESK, read_at=None).update(read_at=timezone.now())
    return page_of(request, matter, RevealForm())


def page_of(request, matter, reveal, *, is_shown=False, status=200):
    """`reveal`: the form that asks why the persons have to be shown; `is_shown`: it was answered, and they are."""
    today = timezone.localdate()
    if not decide(request.duty, matter, Action.SEE_TEXT):
        naming = next((row for row, why in permissions.steps_for(matter, request.duty) if row.step == "name_readers" and not why), None)
        return render(request, "petitions/confidential.html", {"petition": matter, "naming": naming, "today": today})
    file = volumes.told(matter, request.duty)
    if volumes.is_destroyed(matter):
        return render(request, "petitions/destroyed.html", {"petition": matter, "file": file})
    shown = dossier.Dossier(matter, request.duty, today, is_shown=is_shown)
    context = {"petition": matter, "file": file, "dossier": shown, "today": today, "reveal": reveal}
    return render(request, "petitions/petition.html", context, status=status)

"""Where does this matter stand, what is next, what was asked and answered, what happened?"""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from accounts.access import for_roles
from petitions import dossier, visibility, volumes
from petitions.models import Notice, Petition


def petition_for(request, number):
    """The petition as this duty may see it; 404 where it does not exist for this duty, whatever the reason."""
    try:
        return dossier.found(request.duty, number)
    except Petition.DoesNotExist:
        raise Http404 from None


@for_roles(*visibility.CASE_ROLES)
def petition(request, number):
    matter = petition_for(request, number)
    # Who looks at the matter has heard of it.
    Notice.objects.filter(duty=request.duty, petition=matter, channel=Notice.Channel.DESK, read_at=None).update(read_at=timezone.now())
    today, file = timezone.localdate(), volumes.told(matter, request.duty)
    if volumes.is_destroyed(matter):
        return render(request, "petitions/destroyed.html", {"petition": matter, "file": file})
    context = {"petition": matter, "file": file, "dossier": dossier.Dossier(matter, request.duty, today), "today": today}
    return render(request, "petitions/petition.html", context)

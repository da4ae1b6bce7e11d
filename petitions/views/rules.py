"""By which rules does this office count, since when, and by which article?"""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions import rulebook


@for_roles(Role.ADMIN)
@require_safe
def rules(request):
    """The clock table of one profile, the office's own where none is asked for."""
    try:
        profile = rulebook.profile_for(request.GET.get("profile") or settings.CLOCK_PROFILE)
    except LookupError:
        raise Http404 from None
    chips = [{"url": f"?profile={known.key}", "label": known.title, "active": known == profile} for known in rulebook.profiles()]
    context = {
        "profile": profile,
        "chips": chips,
        "rules": rulebook.rules_of(profile.key),
        "is_ours": profile.key == settings.CLOCK_PROFILE,
    }
    return render(request, "petitions/rules.html", context)

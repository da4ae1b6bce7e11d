"""What do the auditor and the supervisor see of the history? Whether it stands, and since when; never what it says."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions.models import Verification

SHOWN = 14
ROLES = (Role.AUDITOR, Role.SUPERV, Role.B_LEAD, Role.ADMIN)


@for_roles(*ROLES)
@require_safe
def history(request):
    runs = list(Verification.objects.all()[:SHOWN])
    anchored = Verification.objects.exclude(anchor="").first()
    return render(request, "petitions/history.html", {"runs": runs, "last": runs[0] if runs else None, "anchored": anchored})

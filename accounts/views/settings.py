"""What does the system administrator look after?"""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from accounts.models import Role


@for_roles(Role.ADMIN)
@require_safe
def settings(request):
    return render(request, "accounts/settings.html")

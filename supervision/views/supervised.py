"""What does supervision want of this unit, or of the office of the joint conference?"""

from django.shortcuts import render
from django.utils import timezone

from accounts.access import for_roles
from accounts.models import Role
from supervision import workbench


@for_roles(Role.LIAISON, Role.O_LEAD, Role.JOINT)
def supervised(request):
    today = timezone.localdate()
    return render(request, "supervision/supervised.html", {"to_do": workbench.lines(request.duty, today), "today": today})

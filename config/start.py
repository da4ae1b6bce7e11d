"""Where does an officer's day begin?"""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.access import SESSION_KEY, for_officers

from .navigation import start_of


@for_officers
@require_safe
def start(request):
    """The page of the duty; who has several and has not said which says so first."""
    duty = request.duty or None
    if duty and len(request.duties) > 1 and request.session.get(SESSION_KEY) not in {duty.slug for duty in request.duties}:
        return redirect("act-as")
    return redirect(start_of(duty))

"""Which steps does the procedure know, in the words of the office?"""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import for_roles
from petitions.procedure import chapters


@for_roles()
@require_safe
def procedure(request):
    """The whole table, state by state; it holds nothing about any petition."""
    return render(request, "petitions/procedure.html", {"chapters": chapters()})

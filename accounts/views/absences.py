"""Who is away, and who does the work meanwhile? Each for oneself, leaders also for their people."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.forms.absence import LEADERS, AbsenceForm
from accounts.models import Absence, Duty

SHOWN = 100


def within_reach(duty):
    """The absences that this duty may see and end: its own, and for a leader those of the organ."""
    mine = Q(duty__organ=duty.organ_id) if duty.role in LEADERS else Q(duty=duty)
    return Absence.objects.filter(mine).select_related("duty__officer", "duty__organ", "deputy__officer", "set_by__officer")


@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def absences(request):
    today = timezone.localdate()
    if request.method == "POST":  # one at a time, so that no two absences of a duty lie over each other
        list(Duty.objects.select_for_update().filter(organ=request.duty.organ_id).order_by("pk"))
    form = AbsenceForm(request.POST if request.method == "POST" else None, duty=request.duty, today=today)
    if form.is_valid():
        absence = form.absence()
        absence.save()
        messages.success(
            request,
            _("%(deputy)s stands in for %(absent)s.") % {"deputy": absence.deputy.officer.name, "absent": absence.duty.officer.name},
        )
        return redirect("absences")
    standing_in = (
        Absence.objects.not_over(today).filter(deputy=request.duty).select_related("duty__officer", "deputy__officer", "set_by__officer")
    )
    context = {
        "form": form,
        "planned": within_reach(request.duty).filter(pk__in=Absence.objects.not_over(today))[:SHOWN],
        "standing_in": standing_in[:SHOWN],
        "today": today,
        "is_alone": not form.fields["deputy"].queryset.exclude(officer=request.duty.officer_id).exists(),
    }
    return render(request, "accounts/absences.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_roles()
def end_absence(request, slug):
    """Back earlier, or not gone at all: from today on everything is as before."""
    today = timezone.localdate()
    absence = get_object_or_404(within_reach(request.duty).filter(pk__in=Absence.objects.not_over(today)), slug=slug)
    absence.ended_on = today
    absence.save(update_fields=["ended_on"])
    messages.success(request, _("%(name)s is back.") % {"name": absence.duty.officer.name})
    return redirect("absences")

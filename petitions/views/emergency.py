"""How does the system administrator ask for emergency access, and who decides on it?"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import for_roles
from accounts.models import Role
from petitions import emergencies as access
from petitions.forms.emergency import ApprovalForm, EmergencyForm
from petitions.models import Petition
from petitions.models.emergency import APPROVING, ASKING

SHOWN = 50


@for_roles(*ASKING, *APPROVING, Role.SUPERV)
@require_http_methods(["GET", "HEAD", "POST"])
def emergencies(request):
    """The administrator asks and sees what is open; leaders decide; supervisors look on."""
    is_asking = request.duty.role in ASKING
    form = EmergencyForm(request.POST if request.method == "POST" and is_asking else None)
    if form.is_valid():
        access.ask(request.duty, **form.cleaned_data)
        messages.success(request, _("A leader of the bureau has been told. Nothing is open before the approval."))
        return redirect("emergencies")
    rows = list(access.seen_by(request.duty)[:SHOWN])
    opened = Petition.objects.visible_to(request.duty).select_related("holder_organ").newest_first()[:SHOWN] if is_asking else []
    context = {
        "form": form, "is_asking": is_asking, "opened": opened, "limit": SHOWN, "approval": ApprovalForm(),
        "lines": [{"row": row, "may_decide": access.may_decide(row, request.duty)} for row in rows],
    }  # fmt: skip
    return render(request, "petitions/emergencies.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_roles(*APPROVING)
def decide(request, slug):
    asked = get_object_or_404(access.seen_by(request.duty), slug=slug)
    refusal = request.POST.get("reason", "").replace("\0", "").strip()[:300]
    form = ApprovalForm(request.POST)
    try:
        if request.POST.get("decision") != "approve":
            access.refuse(asked, request.duty, refusal=refusal)
            messages.success(request, _("Refused. Nothing was opened."))
        elif form.is_valid():
            access.approve(asked, request.duty, hours=form.cleaned_data["hours"])
            messages.success(request, _("Approved. It ends by itself; the organ and the supervisors are told."))
        else:
            messages.warning(request, _("Choose between one and four hours."))
    except access.NotPossible as sorry:
        messages.warning(request, sorry.args[0])
    return redirect("emergencies")


@require_POST
@for_roles(*ASKING)
def end(request, slug):
    """Given back before its time."""
    access.end(get_object_or_404(access.seen_by(request.duty), slug=slug), timezone.now())
    messages.success(request, _("The emergency access is over."))
    return redirect("emergencies")

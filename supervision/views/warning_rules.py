"""The page of the rule by which warnings are proposed: the version in force, the next ones, and those before."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import for_roles
from accounts.models import Role
from supervision.forms.warnings import RuleForm
from supervision.models import WarningRule
from supervision.scope import WATCHERS
from supervision.warnings import quarter_of


@for_roles(*WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request):
    duty, today = request.duty, timezone.localdate()
    in_force = WarningRule.of(duty.organ, quarter_of(today))
    may_write = duty.role == Role.B_LEAD
    form = None
    if may_write:
        names = ("threshold", "level", "clear_days", "valid_months")
        begun = {name: getattr(in_force, name) for name in names}
        new = WarningRule(bureau=duty.organ, written_by=duty)
        form = RuleForm(request.POST if request.method == "POST" else None, instance=new, today=today, initial=begun)
        if form.is_valid():
            form.save()
            messages.success(request, _("Written. The version before stays, for the quarters that began under it."))
            return redirect("warning-rule")
    context = {
        "form": form, "in_force": in_force, "quarter": quarter_of(today),
        "versions": WarningRule.objects.filter(bureau=duty.organ).select_related("written_by__officer"),
    }  # fmt: skip
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "supervision/warning_rule.html", context, status=status)

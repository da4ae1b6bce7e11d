"""Where am I signed in, and how is a screen covered that nobody sits at?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import limits, sessions
from accounts.access import for_officers
from accounts.forms import OwnPasswordForm
from accounts.models import AccessRecord, SecondFactor

SHOWN = 20


@for_officers
@require_safe
def my_sign_in(request):
    return _page(request, OwnPasswordForm(request=request))


@for_officers
@sensitive_post_parameters()
@require_POST
def end_sessions(request):
    """Those that were chosen, or all others; never the one that asks."""
    form = OwnPasswordForm(request.POST, request=request)
    if not form.is_valid():
        return _page(request, form, status=422)
    others = sessions.open_sessions(request.user).exclude(pk=request.session.session_key)
    if "all" not in request.POST:
        others = others.filter(slug__in=request.POST.getlist("session"))
    ended, _rows = others.delete()
    if ended:
        AccessRecord.objects.create(officer=request.user, what=AccessRecord.What.SESSIONS_ENDED, address=limits.address_of(request))
    told = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended) % {"count": ended}
    messages.success(request, told if ended else _("No other session was chosen."))
    return redirect("my-sign-in")


def _page(request, form, status=200):
    context = {
        "form": form, "open": sessions.open_sessions(request.user), "here": request.session.session_key,
        "factor": SecondFactor.objects.filter(officer=request.user).first(), "codes_left": request.user.recovery_codes.filter(used_at=None).count(),
        "records": request.user.access_records.select_related("by")[:SHOWN],
    }  # fmt: skip
    return render(request, "accounts/my_sign_in.html", context, status=status)


@for_officers
@require_POST
def still_here(request):
    """Somebody types without asking for a page; the middleware notes it."""
    return HttpResponse(status=204)


@sessions.while_locked
@for_officers
@require_POST
def lock(request):
    sessions.lock(request)
    return HttpResponse(status=204) if sessions.is_by_script(request) else redirect("start")


@sessions.while_locked
@for_officers
@sensitive_post_parameters()
@require_POST
def unlock(request):
    wait = sessions.unlock(request, request.POST.get("unlock", ""))
    following = request.POST.get("next", "")
    if wait is not None:
        if sessions.is_by_script(request):
            return HttpResponse(sessions.sorry(wait), status=422, content_type="text/plain; charset=utf-8")
        return sessions.locked_page(request, wait, following)
    if sessions.is_by_script(request):
        return HttpResponse(status=204)
    is_ours = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(following if is_ours else "start")

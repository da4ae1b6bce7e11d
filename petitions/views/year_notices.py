"""What would a notice on days off move, who signs it, and how far has it come? Without a word about any petition."""

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.forms import YearForm
from accounts.models import YearNotice
from petitions import year_notices
from petitions.recounting import SIGNING


def notice_for(slug):
    notices = YearNotice.objects.select_related("entered_by__officer", "entered_by__organ", "decided_by__officer", "decided_by__organ")
    return get_object_or_404(notices, slug=slug)


@require_POST
@for_roles(*year_notices.ENTERING)
def enter(request):
    """The notice from the page that showed its days; nothing of the calendar changes before another officer signs."""
    form = YearForm(request.POST, request.FILES)
    if not form.is_valid() or request.POST.get("confirm") == "no":
        return render(request, "accounts/calendar_load.html", {"form": form}, status=422 if form.errors else 200)
    try:
        notice = year_notices.enter(form.cleaned_data, request.duty)
    except IntegrityError:
        form.add_error("year", _("A notice for this year is waiting already. Sign it or take it back first."))
        return render(request, "accounts/calendar_load.html", {"form": form}, status=409)
    messages.success(request, _("The notice is entered. It becomes the calendar when a second officer signs it."))
    return redirect("year-notice", notice.slug)


@for_roles(*SIGNING)
@require_safe
def notices(request):
    rows = YearNotice.objects.select_related("entered_by__officer", "decided_by__officer").defer("days")
    return render(request, "petitions/year_notices.html", {"notices": rows[:50]})


def progress_of(request, notice):
    lines = year_notices.lines_for(request.duty, notice)
    total = lines.count()
    moved = lines.filter(is_moved=True).count() if notice.state in ("MOVING", "DONE") else 0
    return {"total": total, "moved": moved, "left": total - moved, "percent": round(100 * moved / total) if total else None}


@for_roles(*SIGNING)
@require_safe
def notice(request, slug):
    found = notice_for(slug)
    lines = year_notices.lines_for(request.duty, found)
    context = {
        "notice": found,
        "page": year_notices.page_of(lines, request.GET.get("page")),
        "may_sign": year_notices.may_sign(found, request.duty),
        "is_mine": found.entered_by.officer_id == request.duty.officer_id,
        **progress_of(request, found),
    }
    return render(request, "petitions/year_notice.html", context)


@for_roles(*SIGNING)
@require_safe
def progress(request, slug):
    found = notice_for(slug)
    return render(request, "petitions/_year_notice.html", {"notice": found, **progress_of(request, found)})


@require_POST
@for_roles(*SIGNING)
def decide(request, slug):
    """The second officer signs or refuses; whoever entered the notice may take it back."""
    found = notice_for(slug)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:300]
    try:
        if request.POST.get("decision") == "sign":
            year_notices.sign(found, request.duty)
            messages.success(request, _("The calendar of %(year)s is in force. The dates that it moves follow now.") % {"year": found.year})
        else:
            year_notices.refuse(found, request.duty, reason)
            messages.success(request, _("The notice is refused; nothing has changed."))
    except year_notices.NotSignable as refused:
        messages.warning(request, refused.args[0])
    return redirect("year-notice", found.slug)

"""What does somebody from outside find here: the invitations, the pledge, and the one matter that each of them opens?"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import acting
from accounts.access import for_roles
from accounts.models import Role
from petitions import guests, looks
from petitions.forms.inviting import OpinionForm, PledgeForm
from petitions.models import Invitation, Petition
from petitions.rules import pledges
from petitions.workflow import StepNotOpen

from .evidence import safe_copy
from .steps import say_why, uploads_stored


@for_roles(Role.GUEST)
@require_safe
def invited(request):
    """By the day until which they stand; of none is said what it is about."""
    today = timezone.localdate()
    return render(request, "petitions/invited.html", {"invitations": guests.invitations_for(request.duty, today), "today": today})


def found(request, slug, *, pledged):
    """The invitation as it stands for this guest, with or without a pledge; 404 for whatever opens nothing, and no word on why."""
    try:
        invitation = guests.invitation_for(request.duty, slug, timezone.localdate())
    except Invitation.DoesNotExist:
        raise Http404 from None
    if invitation.has_pledged != pledged:
        raise Http404
    return invitation


@for_roles(Role.GUEST)
@require_http_methods(["GET", "HEAD"])
def matter(request, slug):
    try:
        invitation = guests.invitation_for(request.duty, slug, timezone.localdate())
    except Invitation.DoesNotExist:
        raise Http404 from None
    if not invitation.has_pledged:
        return _ask_for_pledge(request, invitation, PledgeForm(officer=request.user))
    return _show(request, invitation, OpinionForm())


@for_roles(Role.GUEST)
@require_POST
def pledge(request, slug):
    invitation = found(request, slug, pledged=False)
    form = PledgeForm(request.POST, officer=request.user)
    if form.is_valid():
        try:
            with acting.as_office():  # before the pledge the guest sees no petition, not even to lock it
                petition = guests.petition_of(invitation)
                said = {"name": form.cleaned_data["name"], "version": request.POST.get("version", "")}
                petition.advance("third_party_pledge", by=request.duty, **said)
        except StepNotOpen as not_open:
            say_why(form, not_open, request)
        else:
            messages.success(request, _("Your pledge is recorded. The matter is open to you now."))
            return redirect("invited-matter", slug)
    return _ask_for_pledge(request, invitation, form, status=422)


@for_roles(Role.GUEST)
@require_POST
def opinion(request, slug):
    """Words, and files that are checked like everybody's before anybody opens them."""
    invitation = found(request, slug, pledged=True)
    form = OpinionForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            petition = guests.petition_of(invitation)
            with uploads_stored(form, request.duty) as (details, refused):
                petition.advance("third_party_opinion", by=request.duty, **details)
        except Petition.DoesNotExist:
            raise Http404 from None
        except StepNotOpen as not_open:
            say_why(form, not_open, request)
        else:
            messages.success(request, _("Your opinion is in the file; whoever invited you is told."))
            for sentence in refused:
                messages.warning(request, sentence)
            return redirect("invited-matter", slug)
    return _show(request, invitation, form, status=422)


@for_roles(Role.GUEST)
@require_safe
def file(request, slug, file, place):
    """The nth safe copy of a file that the inviting officer chose; never what was handed in, nor what it was called. Words are blackened too."""
    invitation = found(request, slug, pledged=True)
    item = guests.file_for(invitation, file)
    if item is None:
        raise Http404
    answer = safe_copy(item, place, _("file"))
    if answer["Content-Type"].startswith("text/plain"):
        answer.content = guests.blackened(invitation, answer.content.decode()).encode()
    _write_down(request, invitation, looks.Kind.FILE, "invited-file")
    return answer


def _ask_for_pledge(request, invitation, form, status=200):
    context = {"invitation": invitation, "form": form, "words": pledges.words(), "version": pledges.CURRENT}
    return render(request, "petitions/invited_pledge.html", context, status=status)


def _show(request, invitation, form, status=200):
    try:
        shown = guests.matter_for(request.duty, invitation)
    except Petition.DoesNotExist:
        raise Http404 from None
    _write_down(request, invitation, looks.Kind.OPEN, "invited-matter")
    return render(request, "petitions/invited_matter.html", {"invitation": invitation, "matter": shown, "form": form}, status=status)


def _write_down(request, invitation, kind, page):
    """Each look is a row and an event of the matter. What cannot be written down is not shown."""
    looks.seen(kind, request.duty, guests.petition_of(invitation).number, page)

"""How do officers write to each other about a petition, and see what is asked of them?"""

import logging

from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import for_roles
from petitions import remarks, visibility
from petitions.decision import Action
from petitions.forms.notes import NoteForm
from petitions.models import Addressee

from .papers import seen
from .steps import gone, is_visible

logger = logging.getLogger(__name__)

SHOWN = 100


@for_roles(*visibility.CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request, number):
    """All notes of a petition and the form for the next one; `?corrects=` takes the words of an older note of one's own."""
    if request.method == "POST" and not is_visible(request, number):
        return gone(request)
    petition = seen(request, number, Action.NOTES)
    corrects = old_note(request, petition)
    initial = {}
    if corrects:
        to = [addressee.duty.slug for addressee in corrects.addressees.select_related("duty")]
        initial = {"text": corrects.text, "to": to, "is_task": corrects.is_task, "due_on": corrects.due_on}
    form = NoteForm(request.POST if request.method == "POST" else None, petition=petition, duty=request.duty, initial=initial)
    if form.is_valid():
        try:
            note = remarks.write(petition, by=request.duty, corrects=corrects, **form.cleaned_data)
        except IntegrityError:  # pressed twice, or corrected in another window
            form.add_error(None, _("This note has been corrected already. Correct the newer one."))
        else:
            logger.info("note %s on petition %s by duty %s", note.slug, petition.number, request.duty.slug)
            messages.success(request, _("The note is written."))
            return redirect(f"{petition.get_absolute_url()}#notes")
    context = {"petition": petition, "form": form, "corrects": corrects, "notes": remarks.notes_of(petition), "today": timezone.localdate()}
    return render(request, "petitions/notes.html", context, status=422 if form.is_bound else 200)


def old_note(request, petition):
    """The note to be corrected: one's own, and not corrected yet."""
    slug = request.GET.get("corrects", "")
    return get_object_or_404(petition.notes.filter(duty__officer=request.duty.officer_id, corrected_by=None), slug=slug) if slug else None


@require_POST
@for_roles(*visibility.CASE_ROLES)
def task_done(request, slug):
    """By the addressee, or the deputy; for anybody else the task does not exist."""
    addressee = get_object_or_404(
        Addressee.objects.select_related("note__petition", "note__duty").filter(duty__in=request.duty.hands, note__is_task=True), slug=slug
    )
    if not is_visible(request, addressee.note.petition.number):
        return gone(request)
    remarks.mark_done(addressee, request.duty)
    messages.success(request, _("The task is done; whoever gave it is told."))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else reverse("tasks"))


@for_roles(*visibility.CASE_ROLES)
@require_safe
def tasks(request):
    context = {
        "mine": remarks.tasks_of(request.duty)[:SHOWN],
        "given": remarks.tasks_given_by(request.duty)[:SHOWN],
        "today": timezone.localdate(),
        "limit": SHOWN,
    }
    return render(request, "petitions/tasks.html", context)

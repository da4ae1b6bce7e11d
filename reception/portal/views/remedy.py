"""How does a citizen ask the organ one level up for a review, and then for a re-review?"""

import uuid

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from petitions import files
from petitions.models import Event, RemedyRequest
from petitions.workflow import State, StepNotOpen
from reception.portal import limits
from reception.portal.forms import RemedyForm
from reception.portal.progress import Progress

from .follow import followed

STEP = {State.REMEDY_WINDOW: "request_review", State.REREVIEW_WINDOW: "request_rereview"}


@followed
def ask_for_review(request, petition):
    """One page: what it is, until when, what to attach, and the words of the person who asks."""
    progress = Progress(petition, timezone.localdate())
    if again := _asked_before(petition, request.POST.get("idem", "")):
        return redirect("follow-review-receipt") if again else redirect("follow-petition")
    if progress.remedy is None or not progress.remedy.organs:
        messages.warning(request, _("No review can be asked for now. This page says where your matter stands."))
        return redirect("follow-petition")
    form = RemedyForm(request.POST or None, request.FILES or None, organs=progress.remedy.organs, initial={"idem": uuid.uuid4()})
    status = 200
    if request.method == "POST":
        if form.is_valid() and _lodged(request, petition, form):
            return redirect("follow-review-receipt")
        status = 422
    context = {"petition": petition, "form": form, "remedy": progress.remedy, "opinion": progress.attacked_paper}
    return render(request, "reception/portal/ask_for_review.html", context, status=status)


@followed
@require_safe
def receipt(request, petition):
    """What was handed in, where it went, and by when it is decided; to be printed."""
    asked = petition.remedy_request
    if asked is None or petition.is_sealed:
        raise Http404
    progress = Progress(petition, timezone.localdate())
    paper = petition.documents.filter(event=asked.event_id, is_for_petitioner=True).first()
    context = {"petition": petition, "asked": asked, "paper": paper, "due_on": progress.due_of(asked)}
    return render(request, "reception/portal/review_receipt.html", context)


def _asked_before(petition, idem):
    """The request that this very form has made already, however often the button was pressed."""
    try:
        return bool(idem) and RemedyRequest.objects.filter(petition=petition, idem=uuid.UUID(idem)).exists()
    except ValueError:
        return False


def _lodged(request, petition, form) -> bool:
    """Write it once; what cannot be done is said in a sentence, and what was typed stays."""
    if wait := limits.spend(limits.ADD, limits.address_of(request)):
        words = _("A great deal was sent from your connection just now. Please wait %(wait)s and press the button again.")
        form.add_error(None, words % {"wait": limits.in_minutes(wait)})
        return False
    stored, refused = files.store_all(form.cleaned_data["files"])
    for evidence in stored:
        evidence.is_from_petitioner = True
    today, answers = timezone.localdate(), form.cleaned_data
    try:
        petition.advance(
            STEP[petition.state], actor=Event.Actor.CITIZEN, organ=answers["organ"], request=answers["request"], grounds=answers["grounds"],
            way=RemedyRequest.Way.ONLINE, lodged_on=today, received_on=today, files=stored, idem=answers["idem"],
        )  # fmt: skip
    except IntegrityError:
        files.discard(*stored)
        if not _asked_before(petition, str(answers["idem"])):
            raise
    except (StepNotOpen, KeyError) as closed:
        files.discard(*stored)
        form.add_error(None, closed.explain() if isinstance(closed, StepNotOpen) else _("No review can be asked for now."))
        return False
    for sentence in refused:
        messages.warning(request, sentence)
    return True

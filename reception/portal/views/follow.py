"""How does a citizen see where the matter stands, and add to it? By number and code, which are never in an address."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import acting
from petitions import evaluating, files
from petitions.models import Channel, Contact, Event
from petitions.workflow import STEPS, StepNotOpen
from reception.portal import alarm, limits
from reception.portal.forms import AddForm, FollowForm
from reception.portal.lookup import find
from reception.portal.outcome import Outcome
from reception.portal.parting import Parting
from reception.portal.passes import FOLLOWER
from reception.portal.progress import Progress

from .receipt import pdf, receipt_as_pdf


@login_not_required
@never_cache
def lookup(request):
    if request.method != "POST":
        if FOLLOWER.petition(request):
            return redirect("follow-petition")
        return render(request, "reception/portal/lookup.html", {"form": FollowForm()})
    form = FollowForm(request.POST)
    if not form.is_valid():
        return render(request, "reception/portal/lookup.html", {"form": form}, status=422)
    number, here = form.cleaned_data["number"], limits.address_of(request)
    # Every try counts before it is judged, so that many at once do not slip through; the right one is given back.
    wait = max(limits.spend(limits.WRONG_FOR_NUMBER, number), limits.spend(limits.WRONG_FROM_HERE, here))
    if wait:
        words = _(
            "There were several wrong tries. Please wait %(wait)s and try again, or call us: the telephone number stands on your receipt."
        )
        form.add_error(None, words % {"wait": limits.in_minutes(wait)})
        return render(request, "reception/portal/lookup.html", {"form": form}, status=429)
    petition = find(number, form.cleaned_data["code"], form.cleaned_data["tail"])
    if petition is None:
        form.add_error(
            None, _("Number, code and telephone digits do not fit together. Please compare them with your receipt, sign by sign.")
        )
        return render(request, "reception/portal/lookup.html", {"form": form}, status=422)
    limits.give_back(limits.WRONG_FOR_NUMBER, number)
    limits.give_back(limits.WRONG_FROM_HERE, here)
    return FOLLOWER.give(redirect("follow-petition"), petition)


def followed(view):
    """The page of the petition that this browser showed number and code for; others are asked for them."""

    @login_not_required
    @never_cache
    def guarded(request, *args, **kwargs):
        petition = FOLLOWER.petition(request)
        if petition is None:
            if request.method == "POST":
                messages.warning(request, _("You were away for a while. Please write number and code again; nothing was sent."))
            return redirect("follow")
        return FOLLOWER.give(view(request, petition, *args, **kwargs), petition)

    return guarded


@followed
@require_safe
def petition(request, petition):
    today = timezone.localdate()
    progress, parting = Progress(petition, today), Parting(petition, today)
    context = {
        "petition": petition, "progress": progress, "outcome": Outcome(petition), "parting": parting, "may_add": _may_add(petition),
        "may_rate": petition.state in STEPS["evaluate"].sources and bool(evaluating.left(petition, today)),
        "has_receipt": _has_receipt(petition), "today": today,
    }  # fmt: skip
    return render(request, "reception/portal/petition.html", context)


@followed
@require_safe
def document(request, petition, slug):
    if petition.is_sealed:
        raise Http404
    paper = get_object_or_404(petition.documents.filter(is_for_petitioner=True).select_related("event__link"), slug=slug)
    return pdf(request, paper.kind, paper.payload | paper.event.proof, paper.title)


@followed
@require_safe
def receipt(request, petition):
    if not _has_receipt(petition):
        raise Http404
    return receipt_as_pdf(request, petition)


def _has_receipt(petition) -> bool:
    """What was taken over from another system had its receipt there."""
    return not petition.is_sealed and not petition.is_taken_over


@followed
def add(request, petition):
    """More words or files, the answer to a question, or the request that an officer keep away: they reach whoever holds the matter now."""
    if not _may_add(petition):
        raise Http404
    slug = request.GET.get("question", "")
    question = get_object_or_404(petition.questions, slug=slug) if slug else None
    may_ask_recusal = petition.recusal_asked is None or request.method == "POST"
    form = AddForm(
        request.POST or None, request.FILES or None, initial={"idem": uuid.uuid4()}, question=question, may_ask_recusal=may_ask_recusal
    )  # fmt: skip
    refused, status = [], 200
    if request.method == "POST":
        stored = []
        if form.is_valid():
            stored, refused = _stored(request, form)
        if form.is_valid() and _added(petition, form, stored, question):
            for sentence in refused:
                messages.warning(request, sentence)
            if alarm.speaks_of(alarm.DANGER, form.cleaned_data["text"]):
                messages.warning(
                    request,
                    _("If somebody is in danger now, call 110 (police) or 120 (ambulance). Someone to talk to, day and night: 12356."),
                )
            return redirect("follow-petition")
        status = 422
    return render(request, "reception/portal/add.html", {"petition": petition, "form": form, "question": question}, status=status)


def _stored(request, form):
    """The good files, and a sentence for each bad one; where nothing would be left to add, the sentences are the form's errors."""
    if wait := limits.spend(limits.ADD, limits.address_of(request)):
        form.add_error(
            None,
            _("A great deal was sent from your connection just now. Please wait %(wait)s and press the button again.")
            % {"wait": limits.in_minutes(wait)},
        )
        return [], []
    stored, refused = files.store_all(form.cleaned_data["files"])
    if refused and not stored and not form.cleaned_data["text"]:
        for sentence in refused:
            form.add_error("files", sentence)
    return stored, refused


def _added(petition, form, stored, question) -> bool:
    """Write it once, however often the button was pressed; a petition that has just ended refuses in a sentence."""
    with override(settings.LANGUAGE_CODE):  # officers read it
        subject = _("Added by the petitioner")
    contact = Contact(
        channel=Channel.ONLINE, received_at=timezone.now(), organ=petition.holder_organ, idem=form.cleaned_data["idem"], subject=subject,
        text=form.cleaned_data["text"],
    )  # fmt: skip
    for evidence in stored:
        evidence.is_from_petitioner = True
    try:
        with acting.as_office(), transaction.atomic():
            contact.save()
            petition.advance("add_material", actor=Event.Actor.CITIZEN, contact=contact, files=stored, question=question)
            if form.cleaned_data.get("asks_recusal"):
                petition.advance("ask_recusal", actor=Event.Actor.CITIZEN, text=contact.text)
    except IntegrityError:
        files.discard(*stored)
        if not petition.contacts.filter(idem=contact.idem).exists():
            raise
    except StepNotOpen as closed:
        files.discard(*stored)
        form.add_error(None, closed.explain())
        return False
    return True


def _may_add(petition) -> bool:
    return petition.state in STEPS["add_material"].sources


@login_not_required
@require_POST
def leave(request):
    return FOLLOWER.take_back(redirect("follow"))

"""How does a citizen hand in a petition, one page after another, so that nothing typed is ever lost?"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import acting
from petitions import files
from petitions.models import Arrival, Channel, Contact, Petition
from reception.models import OnlineSubmission
from reception.portal import alarm, drafts, limits
from reception.portal.forms import ClaimsForm, EvidenceForm, HandInForm, PlaceForm, WhatForm, WhoForm, WhomForm, bureaus
from reception.portal.passes import RECEIPT
from reception.reporting import NoLane, receive

PAGES = {"who": WhoForm, "what": WhatForm, "claims": ClaimsForm, "place": PlaceForm, "evidence": EvidenceForm}
# Somebody is reported for wrongdoing: nothing is asked for, and who it is about comes before anything is told.
REPORT_PAGES = {"whom": WhomForm, "what": WhatForm, "place": PlaceForm, "evidence": EvidenceForm, "who": WhoForm}
ALL_PAGES = PAGES | REPORT_PAGES
QUESTIONS = {
    "who": gettext_lazy("Who are you?"),
    "what": gettext_lazy("What happened?"),
    "whom": gettext_lazy("Whom do you report?"),
    "claims": gettext_lazy("What do you ask for?"),
    "place": gettext_lazy("Where and when was it?"),
    "evidence": gettext_lazy("Do you have papers or pictures that show it?"),
}
MOST_FILES = 20


class Way:
    """The pages of one draft: what each says, whether it can be used, and which comes next."""

    def __init__(self, draft):
        self.draft = draft

    def form(self, page, **kwargs):
        """The page as it was typed; empty where nobody was yet."""
        return ALL_PAGES[page](self.draft.answers(page), **kwargs)

    @property
    def pages(self) -> dict:
        return REPORT_PAGES if self.draft.is_report else PAGES

    @cached_property
    def forms(self):
        """All pages, each judged anew: what was right last week may not be today."""
        forms = {page: self.form(page) for page in self.pages}
        for form in forms.values():
            form.is_valid()
        return forms

    def is_done(self, page) -> bool:
        return self.forms[page].is_valid()

    @property
    def is_complete(self):
        return all(self.is_done(page) for page in self.pages)

    @property
    def next_url(self):
        """The first page that still needs something; then the check."""
        return next((task["url"] for task in self.tasks if not task["is_done"]), reverse("submit-check"))

    @property
    def organ_name(self):
        return self.forms["place"].bureau().name if self.is_done("place") else ""

    @property
    def tasks(self):
        return [
            {
                "url": reverse("submit-page", args=[page]), "question": QUESTIONS[page], "is_done": self.is_done(page),
                "is_wrong": self.forms[page].is_bound and not self.is_done(page),
            }
            for page in self.pages
        ]  # fmt: skip

    @cached_property
    def texts(self):
        typed = [self.draft.answers(page) or {} for page in ("what", "claims") if page in self.pages]
        return [value for answers in typed for value in answers.values()]

    @property
    def danger(self):
        return alarm.speaks_of(alarm.DANGER, *self.texts)

    @property
    def accuses(self):
        return not self.draft.is_report and alarm.speaks_of(alarm.ACCUSATION, *self.texts)


@login_not_required
@never_cache
def overview(request):
    """Before the first page: what this is. Afterwards: which pages are done."""
    draft = drafts.of(request)
    if request.method == "POST":
        is_report = request.POST.get("kind") == "report"
        if draft is None:
            if wait := limits.spend(limits.BEGIN, limits.address_of(request)):
                return _too_often(request, wait)
            draft = drafts.begin(is_report=is_report)
        elif draft.is_report != is_report:
            draft.make_report(is_report)
        return draft.remember(redirect("submit-page", page=next(iter(Way(draft).pages))))
    if draft is None:
        return render(request, "reception/portal/start.html", {"bureaus": bureaus()})
    return render(request, "reception/portal/overview.html", {"way": Way(draft)})


@login_not_required
@never_cache
def page(request, page):
    if page not in ALL_PAGES:
        raise Http404
    draft = drafts.of(request)
    if draft is None:
        if request.method != "POST":
            return _gone(request)
        if wait := limits.spend(limits.BEGIN, limits.address_of(request)):
            return _too_often(request, wait)
        draft = drafts.begin(is_report=page == "whom")  # the old one is gone, but not what was just typed
    way, form, status = Way(draft), None, 200
    if page not in way.pages:
        return draft.remember(redirect("submit"))
    if request.method == "POST":
        form, is_finished = _posted(request, way, page)
        if is_finished:
            return draft.remember(redirect(_next(request, list(way.pages), page)))
        status = 422 if form.errors else 200
    pages = list(way.pages)
    context = {
        "way": way, "page": page, "question": QUESTIONS[page], "form": form or way.form(page), "step": pages.index(page) + 1, "steps": len(pages),
        "back": _before(request, pages, page), "to": _to(request),
    }  # fmt: skip
    return render(request, f"reception/portal/page_{page}.html", context, status=status)


def _posted(request, way, page):
    """Keep the page first, then judge it. Returns the form and whether one may go on."""
    draft = way.draft
    form = _bound(request, page)
    if wait := limits.spend(limits.TYPE, limits.address_of(request)):
        form.add_error(
            None,
            _("A great deal was sent from your connection just now. Please wait %(wait)s and press the button again.")
            % {"wait": limits.in_minutes(wait)},
        )
        return form, False
    draft.keep(page, form)
    if page == "evidence":
        return form, _keep_files(request, draft, form)
    return form, form.is_valid() and "more" not in request.POST


def _bound(request, page):
    if page == "evidence":
        return EvidenceForm(request.POST, request.FILES)
    return ClaimsForm(request.POST, more="more" in request.POST) if page == "claims" else ALL_PAGES[page](request.POST)


@login_not_required
@never_cache
@require_POST
def save(request, page):
    """A moment after the last key: the page is kept as far as it is written."""
    draft = drafts.of(request)
    if page not in ALL_PAGES or draft is None:
        raise Http404
    if limits.spend(limits.SAVE, limits.address_of(request)) or not draft.keep(page, _bound(request, page)):
        return HttpResponse(status=429)
    return HttpResponse(_("Saved at %(time)s") % {"time": date_format(timezone.localtime(), "TIME_FORMAT")})


def _keep_files(request, draft, form):
    """Good files are kept whatever the others are; each bad one is named. Returns whether one may go on."""
    if key := request.POST.get("remove"):
        draft.remove_file(key)
        return False
    form.is_valid()
    chosen = form.cleaned_data.get("files", [])
    room = MOST_FILES - len(draft.files)
    if chosen and (wait := limits.spend(limits.UPLOAD, limits.address_of(request))):
        form.add_error(
            "files",
            _("Many files were sent from your connection just now. Please wait %(wait)s and choose them again.")
            % {"wait": limits.in_minutes(wait)},
        )
        chosen = []
    stored, refused = files.store_all(chosen[:room])
    if len(chosen) > room:
        refused.append(_("There is room for %(number)d files in all; the others were not taken.") % {"number": MOST_FILES})
    if stored:
        draft.add_files(stored)
    for sentence in refused:
        form.add_error("files", sentence)
    return not form.errors and "stay" not in request.POST


def _to(request):
    """Whoever came from the check page goes back to it."""
    return "check" if request.POST.get("to", request.GET.get("to")) == "check" else ""


def _next(request, pages, page):
    pages = [*pages, "check"]
    return reverse("submit-check") if _to(request) else _address(pages[pages.index(page) + 1])


def _before(request, pages, page):
    if _to(request):
        return reverse("submit-check")
    return _address(pages[pages.index(page) - 1]) if page != pages[0] else reverse("submit")


def _address(page):
    return reverse("submit-check") if page == "check" else reverse("submit-page", args=[page])


def _too_often(request, wait):
    return render(request, "reception/portal/too_often.html", {"wait": limits.in_minutes(wait)}, status=429)


def _gone(request):
    """No draft in this browser: it was handed in, deleted, or left alone for longer than a week."""
    return render(request, "reception/portal/no_draft.html", {"days": drafts.KEPT.days}, status=404)


@login_not_required
@never_cache
@require_POST
def delete(request):
    """On a borrowed telephone: nothing of what was typed stays, neither here nor there."""
    if draft := drafts.of(request):
        draft.discard()
    messages.success(request, _("What you had written has been deleted."))
    return drafts.forget(redirect("home"))


@login_not_required
@never_cache
def check(request):
    draft = drafts.of(request)
    if request.method == "POST":
        return _hand_in(request, draft)
    if draft is None:
        return _gone(request)
    return _check_page(request, Way(draft))


def _check_page(request, way, refusal="", status=200):
    context = {"way": way, "forms": way.forms, "refusal": refusal, "back": reverse("submit-page", args=[list(way.pages)[-1]])}
    return render(request, "reception/portal/check.html", context, status=status)


def _hand_in(request, draft):
    """One press, one petition: the key of the form that was shown finds the receipt again, whatever happened to the first answer."""
    pressed = HandInForm(request.POST)
    pressed.is_valid()
    idem = pressed.cleaned_data.get("idem")
    if again := idem and _handed_in(idem):
        return _to_receipt(again)
    if draft is None:
        return _gone(request)
    way = Way(draft)
    if not way.is_complete or idem != draft.idem:
        return _check_page(
            request, way, _("Please look through your answers once more: some are missing or were changed in another window."), 422
        )
    if pressed.cleaned_data.get("website"):
        return _check_page(
            request,
            way,
            _("The last box was filled in, which usually only a program does. Nothing is lost: please press the button once more."),
            422,
        )
    if wait := limits.spend(limits.HAND_IN, limits.address_of(request)):
        words = _(
            "Many petitions were handed in from your connection just now. Your text is kept: please wait %(wait)s and press the button again, or call us."
        )
        return _check_page(request, way, words % {"wait": limits.in_minutes(wait)}, 429)
    try:
        with transaction.atomic():
            petition = register(way)
            draft.row.delete()
    except NoLane:
        words = _(
            "It concerns every office that could receive it here. Please hand it in closed, on paper, to the discipline inspection organ one level up, or call 12388. Nothing was sent."
        )
        return _check_page(request, way, words, 422)
    return _to_receipt(petition)


def register(way) -> Petition:
    """The whole of the draft as one petition; pressing twice gives the first again."""
    who, what, place = (way.forms[page] for page in ("who", "what", "place"))
    bureau, person = place.bureau(), who.party()
    contact = Contact(
        channel=Channel.ONLINE, received_at=timezone.now(), organ=bureau, idem=way.draft.idem, subject=what.cleaned_data["subject"],
        text=_with_when(what.cleaned_data["text"], place.cleaned_data["when"]), place=place.cleaned_data["place"],
    )  # fmt: skip
    birth = {
        "contact": contact, "parties": [person] if person else [], "files": way.draft.evidence(), "extras": {"language": get_language()},
        "is_confidential": who.cleaned_data["is_confidential"], "is_urgent": way.danger,
    }  # fmt: skip
    if way.draft.is_report:
        return receive(OnlineSubmission, whom=way.forms["whom"].whom(), **birth)
    return OnlineSubmission.register(claims=way.forms["claims"].cleaned_data["claims"], **birth)


def _with_when(text, when):
    """The time in the person's own words, below their text, for officers, who read the office's language."""
    if not when:
        return text
    with override(settings.LANGUAGE_CODE):
        told = _("When it happened: %(when)s") % {"when": when}
    return f"{text}\n\n{told}"


def _handed_in(idem) -> Petition | None:
    """What was handed in from that form within the last day; afterwards the key opens nothing any more."""
    recent = timezone.now() - timedelta(days=1)
    with acting.as_office():
        return Petition.objects.filter(
            arrivals__kind=Arrival.Kind.ORIGIN, arrivals__contact__idem=idem, arrivals__contact__channel=Channel.ONLINE,
            arrivals__contact__recorded_at__gte=recent,
        ).first()  # fmt: skip


def _to_receipt(petition):
    return drafts.forget(RECEIPT.give(redirect("receipt"), petition))

"""How does an officer take a step, propose one, and decide on a colleague's proposal?"""

import base64
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import for_roles
from accounts.calendar import MissingYear
from accounts.models import Organ
from petitions import dossier, files, letters, looks, masking, permissions, visibility
from petitions.decision import Action, gate
from petitions.explanation import article_words
from petitions.forms import FORMS
from petitions.forms.fields import UNSEEN, matching_organs
from petitions.letters import papers
from petitions.models import Petition
from petitions.workflow import STEPS, StepNotOpen

SUGGESTED = 8
NEVER_KEPT = {"csrfmiddlewaretoken"}
# After a finding the next claim is near; after any other step the petition shows where it stands now.
GOES_ON_AT = {"find": "submit"}


def is_visible(request, number):
    return Petition.objects.visible_to(request.duty).filter(number=number).exists()


def gone(request):
    """The petition moved out of sight while somebody typed: the words come back, and nothing is said about the petition."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in NEVER_KEPT and len(value) > 20]
    return render(request, "petitions/gone.html", {"typed": typed}, status=404)


def _asked(request):
    """What the page that leads here has chosen already: codes, never words."""
    return {name: request.GET.get(name, "")[:20] for name in ("claim", "defect")}


@for_roles(*visibility.CASE_ROLES)
def take_step(request, number, step):
    if step not in FORMS:
        raise Http404
    if request.method == "POST" and not is_visible(request, number):
        return gone(request)
    # Who may not read a confidential matter can still name somebody who does.
    action = Action.OPEN if step == "name_readers" else Action.ACT
    petition = gate(request, number, action, Petition.objects.select_related("holder_organ", "first_organ", "category"))
    row = STEPS[step]
    if request.duty.role not in row.actors:
        raise Http404
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FORMS[step](*given, petition=petition, duty=request.duty, initial=_asked(request) if not given else {})
    if request.method != "POST":
        return ask(request, petition, row, form)
    if form.is_valid():
        try:
            with uploads_stored(form, request.duty) as (details, refused):
                event = petition.advance(step, by=request.duty, reason=form.reason, **details)
        except StepNotOpen as not_open:
            if not not_open.field:
                looks.refused(petition, request.duty, step)
            say_why(form, not_open, request)
        except MissingYear as missing:
            form.add_error(None, str(missing))
        else:
            tell(request, row, event, refused)
            return go_on(request, petition, step)
    return answer(request, petition, row, form, status=422)


def ask(request, petition, row, form):
    """The empty form, where the step is open to this duty now; else back to the petition, with the reason."""
    offered = dict(permissions.steps_for(petition, request.duty))
    why_not = offered.get(row)
    if why_not is None:
        messages.warning(
            request,
            _("“%(step)s” is not possible now. The petition is “%(state)s”.") % {"step": row.label, "state": petition.get_state_display()},
        )
        return to_petition(request, petition)
    return answer(request, petition, row, form, why_not=why_not)


def answer(request, petition, row, form, *, why_not="", status=200):
    context = {
        "petition": petition,
        "row": row,
        "form": form,
        "why_not": why_not,
        "article": article_words(row.article),
        "today": timezone.localdate(),
    }
    if row.step == "find":
        context["claims"] = claims_of(petition)
    if row.step in ("submit", "sign"):
        context |= {"claims": claims_of(petition), "pages": preview(petition, request.duty), "may_find": row.step == "submit"}
    if request.htmx:
        return render(request, "petitions/_step_form.html", context, status=status)
    return render(request, f"petitions/{PAGES.get(row.step, 'step')}.html", context, status=status)


PAGES = {"submit": "draft", "sign": "draft", "find": "finding"}


def claims_of(petition):
    found = dossier.newest_findings(petition)
    return [(claim, found.get(claim.pk)) for claim in petition.claims.all()]


def preview(petition, duty):
    """The pages of the answer as it stands now, as data addresses: a draft with gaps is kept nowhere."""
    proceeding = petition.open_proceeding
    if proceeding is None:
        return []
    code, payload = papers.answer(petition, proceeding)
    organ = petition.holder_organ
    payload = {
        "organ": organ.short_name, "organ_full": organ.name, "number": "", "petition_number": petition.grouped_number,
        "issued_on": timezone.localdate().isoformat(), **payload,
    }  # fmt: skip
    if not masking.knows_name(petition, duty):
        payload = papers.without_name(payload)
    return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in letters.preview(code, payload)]


@contextmanager
def uploads_stored(form, duty):
    """The details of the step with its files on disk; they are taken off again when the step is refused."""
    details, kept, refused = form.details(), [], []
    if "files" in details:
        kept, refused = files.store_all(details["files"])
        for evidence in kept:
            evidence.duty, evidence.is_from_petitioner = duty, form.cleaned_data.get("is_from_petitioner", False)
        if refused and not kept and not details.get("contact"):
            raise StepNotOpen(" ".join(refused), field="files")
        details = {**details, "files": kept}
    try:
        yield details, refused
    except BaseException:
        files.discard(*kept)
        raise


def say_why(form, not_open, request):
    """At its field where it has one; the words typed stay in the form."""
    field = not_open.field if not_open.field in form.fields else None
    form.add_error(field, not_open.explain())
    if field is None:
        form.is_overtaken = True


def tell(request, row, event, refused):
    if event.step == "propose":
        messages.success(request, _("“%(step)s” is proposed. It is done when a colleague confirms it.") % {"step": row.label})
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": row.label})
    for sentence in refused:
        messages.warning(request, sentence)


def go_on(request, petition, step):
    """To the petition; to the draft after a finding; to the list when the petition is out of sight now."""
    if not is_visible(request, petition.number):
        messages.info(request, _("The petition is not with you any more."))
        return to(request, reverse("worklist"))
    if step in GOES_ON_AT and permissions.may_take(petition, STEPS[GOES_ON_AT[step]], request.duty):
        return to(request, reverse("take-step", args=[petition.number, GOES_ON_AT[step]]))
    return to_petition(request, petition)


def to_petition(request, petition):
    return to(request, petition.get_absolute_url())


def to(request, address):
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_POST
@for_roles(*visibility.CASE_ROLES)
def decide_proposal(request, number, slug):
    """The second person says yes or no, or the first takes it back."""
    if not is_visible(request, number):
        return gone(request)
    petition = gate(request, number, Action.ACT)
    proposal = get_object_or_404(petition.proposals, slug=slug)
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    if not UNSEEN.sub("", reason):
        reason = ""
    try:
        if request.POST.get("decision") == "confirm":
            petition.confirm(proposal, by=request.duty)
            messages.success(request, _("Confirmed: %(step)s.") % {"step": STEPS[proposal.step].label})
        elif len(reason) > 2000:
            raise StepNotOpen(_("The reason may have 2,000 characters at most."))
        else:
            petition.refuse(proposal, by=request.duty, reason=reason)
            messages.success(request, _("The proposal is refused; its author is told."))
    except (StepNotOpen, MissingYear) as not_open:
        looks.refused(petition, request.duty, proposal.step)
        sentence = not_open.explain() if isinstance(not_open, StepNotOpen) else str(not_open)
        context = {"petition": petition, "sentence": sentence, "reason": reason[:2000], "proposal": proposal}
        return render(request, "petitions/proposal_open.html", context, status=422)
    if not is_visible(request, number):
        return redirect("worklist")
    return redirect(petition)


@require_GET
@for_roles(*visibility.CASE_ROLES)
def organ_suggestions(request):
    """Organs for the picker: the few that match what was typed. No figures about any of them."""
    typed, kind = request.GET.get("name", "")[:60], request.GET.get("kind", "")[:20]
    organs = Organ.objects.active()
    organs = matching_organs(organs.filter(kind=kind) if kind else organs, typed).select_related("parent")
    return render(request, "petitions/_organ_options.html", {"organs": organs[:SUGGESTED]})

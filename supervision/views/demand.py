"""One demand: what it says, what was done with it, and what this duty may do now; its papers and files."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from petitions import letters, looks
from petitions.views.papers import kept_file, paper
from petitions.views.steps import gone
from supervision.demands import KINDS, NotNow, checking, doing, kinds, seeing
from supervision.forms.demand import AcceptForm, AnswerForm, RedoForm, WordsForm
from supervision.models import DemandDeed, DemandFile

ROLES = (*kinds.WATCHERS, *(role for role in kinds.ANSWERING if role not in kinds.WATCHERS))
# act → (what is asked, what does it, what is said then)
ACTS = {
    "answer": (AnswerForm, doing.answer, _("Your organ's answer is sent.")),
    "accept": (AcceptForm, doing.accept, _("Accepted.")),
    "redo": (RedoForm, doing.redo, _("The organ has to answer again.")),
    "withdraw": (WordsForm, doing.withdraw, _("Withdrawn.")),
    "issue": (None, doing.issue, _("Issued.")),
    "give-back": (WordsForm, doing.give_back, _("Returned to whoever proposed it.")),
}


def found(request, slug):
    deeds = Prefetch("deeds", DemandDeed.objects.select_related("duty__officer", "duty__organ", "event__link").prefetch_related("files"))
    rows = seeing.with_petitions(seeing.visible_to(request.duty), request.duty).prefetch_related(deeds)
    return get_object_or_404(rows, slug=slug)


def form_of(act, demand, today, *given):
    asked = ACTS[act][0]
    if asked is None:
        return None
    extra = {"kind": KINDS[demand.kind]} if act == "answer" else {}
    extra |= {"today": today} if act in ("answer", "redo") else {}
    return asked(*given, prefix=None, auto_id=f"{act}_%s", **extra)


@for_roles(*ROLES)
@require_safe
def demand(request, slug):
    shown = found(request, slug)
    if shown.petition_id and shown.is_readable:
        looks.record(looks.Kind.OPEN, request.duty, shown.petition.number, "demand")
    return page_of(request, shown)


def page_of(request, shown, bound=None, act="", *, status=200):
    today, deeds = timezone.localdate(), list(shown.deeds.all())
    open_acts = checking.acts_for(shown, request.duty, deeds)
    forms = {name: bound if name == act else form_of(name, shown, today) for name in ACTS if name.replace("-", "_") in open_acts}
    if bound is not None and act not in forms:
        forms[act] = bound  # it moved on while somebody typed: the words stay in sight, with the sentence
    rest = {"give-back": (_("Return it"), _("Return it")), "withdraw": (_("Withdraw"), _("Withdraw"))}
    context = {
        "more": [(name, forms[name], *words) for name, words in rest.items() if name in forms],
        "demand": shown, "kind": KINDS[shown.kind], "deeds": deeds if shown.is_readable else [], "forms": forms, "today": today,
        "may_edit": "propose" in open_acts, "may_issue": "issue" in open_acts, "failed": act,
        "is_overdue": shown.is_overdue(today), "is_ours": shown.organ_id == request.duty.organ_id,
        "may_list": request.duty.role in (*kinds.WATCHERS, "O_LEAD"),
    }  # fmt: skip
    return render(request, "supervision/demand.html", context, status=status)


@for_roles(*ROLES)
@require_POST
def demand_act(request, slug, act):
    if act not in ACTS:
        raise Http404
    today = timezone.localdate()
    try:
        shown = found(request, slug)
    except Http404:
        return gone(request)  # sealed, or given to somebody else, while somebody typed
    _asked, deed, said = ACTS[act]
    form = form_of(act, shown, today, request.POST, request.FILES)
    if form is None or form.is_valid():
        try:
            deed(shown, request.duty, today, **(form.cleaned_data if form else {}))
        except NotNow as sorry:
            if form is None:
                messages.warning(request, sorry.args[0])
                return redirect("demand", slug=slug)
            form.add_error(sorry.field if sorry.field in form.fields else None, sorry.args[0])
        else:
            messages.success(request, str(said))
            return redirect("demand", slug=slug)
    return page_of(request, shown, form, act, status=422)


@for_roles(*ROLES)
@require_safe
def demand_paper(request, slug, deed):
    _shown, done = words_of(request, slug, deed)
    if not done.code:
        raise Http404
    proof = done.event.proof if done.event_id else {}
    return paper(done.code, done.payload | proof, f"{letters.KINDS[done.code].title} {done.number}")


@for_roles(*ROLES)
@require_safe
def demand_file(request, slug, deed, file):
    _shown, done = words_of(request, slug, deed)
    return kept_file(get_object_or_404(DemandFile, deed=done, slug=file))


def words_of(request, slug, deed):
    """A deed of a demand whose words are for this duty, and the look at them written down."""
    shown = found(request, slug)
    done = next((one for one in shown.deeds.all() if one.slug == deed), None)
    if done is None or not shown.is_readable:
        raise Http404
    if shown.petition_id:
        looks.record(looks.Kind.PAPER, request.duty, shown.petition.number, "demand-paper")
    return shown, done

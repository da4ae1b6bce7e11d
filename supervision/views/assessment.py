"""The assessment for those who decide: what is proposed, what waits, the rules, and a proposal by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import for_roles
from accounts.calendar import MissingYear
from accounts.models import Role
from petitions import numbers
from petitions.decision import Action, gate
from petitions.models import Petition
from supervision import deduction_words, deductions, judging, scope, scoring, scoring_rules
from supervision.forms.deductions import ProposeForm, RuleForm
from supervision.judging import JUDGES, NotPossible
from supervision.models import Deduction

SIZE = 25
State = Deduction.State
WAITING = "waiting"
STATES = {
    WAITING: [State.PROPOSED, State.CONTESTED],
    "contested": [State.CONTESTED],
    "confirmed": [State.CONFIRMED],
    "dropped": [State.DROPPED, State.REVERSED],
}


def lines_of(rows, duty, today=None):
    """A page of deductions with what a line of a list says of each."""
    rows = deductions.with_petitions(list(rows), duty)
    evidence = deduction_words.evidence(rows)
    return [
        {"row": row, "reason": deduction_words.reason(row), "article": deduction_words.article(row), "evidence": evidence[row.pk],
         "is_ripe": today is not None and row.is_undecided and deductions.is_ripe(row, today)}
        for row in rows
    ]  # fmt: skip


@for_roles(*JUDGES)
@require_safe
def assessment(request):
    today, rows = timezone.localdate(), judging.to_judge(request.duty)
    chosen = request.GET.get("state", WAITING)
    chosen = chosen if chosen in STATES else WAITING
    people = ("organ", "first_receiver__officer", "first_receiver__organ", "clock__organ", "clock__petition", "rule")
    shown = rows.filter(state__in=STATES[chosen]).select_related(*people)
    shown = shown.order_by("contest_until", "pk") if chosen in (WAITING, "contested") else shown.order_by("-pk")
    page = Paginator(shown, SIZE).get_page(request.GET.get("page"))
    words = {WAITING: _("to be decided"), "contested": _("contested"), "confirmed": _("confirmed"), "dropped": _("dropped or reversed")}
    context = {
        "chips": [{"label": label, "url": f"?state={name}", "active": name == chosen} for name, label in words.items()],
        "chosen": chosen,
        "page": page,
        "lines": lines_of(page.object_list, request.duty, today),
        "ripe": scoring.waiting_for(request.duty, today).filter(organ__in=judging.judged(request.duty).values("pk")).count(),
        "may_propose": request.duty.role in judging.WATCHERS,
        "today": today,
    }
    return render(request, "supervision/assessment.html", context)


@for_roles(*judging.WATCHERS)
@require_safe
def find_petition(request):
    """From a number that was typed to the form; a number that is not there is said so."""
    number = numbers.read(request.GET.get("number", "")[:60])
    if number and numbers.is_number(number) and scope.ordinary(request.duty).filter(number=number).exists():
        return redirect("deduction-propose", number)
    messages.warning(request, _("There is no petition of this number for which you could propose a deduction."))
    return redirect("assessment")


@for_roles(*judging.WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, number):
    petition = gate(request, number, Action.SEE_TEXT, Petition.objects.filter(pk__in=scope.ordinary(request.duty).values("pk")))
    today = timezone.localdate()
    form = ProposeForm(request.POST if request.method == "POST" else None, petition=petition, duty=request.duty, today=today)
    if form.is_valid():
        try:
            row = deductions.propose(petition, request.duty, today=today, **form.details())
        except (NotPossible, MissingYear) as sorry:
            form.add_error(None, str(sorry))
        else:
            messages.success(request, _("Proposed. The unit is told, and may contest it; another person decides."))
            return redirect("deduction", row.slug)
    context = {"petition": petition, "form": form, "today": today}
    return render(request, "supervision/deduction_propose.html", context, status=422 if form.is_bound else 200)


@for_roles(*JUDGES)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request):
    """What costs how much since when; a bureau's leader sets a newer version."""
    may_add = request.duty.role == Role.B_LEAD
    if request.method == "POST" and not may_add:
        raise Http404
    form = RuleForm(request.POST if request.method == "POST" else None, today=timezone.localdate()) if may_add else None
    if form and form.is_valid():
        try:
            scoring_rules.add(request.duty, **form.cleaned_data)
        except NotPossible as sorry:
            form.add_error("valid_from", str(sorry))
        else:
            messages.success(request, _("Set. What was proposed before keeps its rule."))
            return redirect(reverse("assessment-rules"))
    context = {"rules": scoring_rules.listed(), "form": form}
    return render(request, "supervision/assessment_rules.html", context, status=422 if form and form.is_bound else 200)

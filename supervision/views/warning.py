"""The page of one warning: on what it rests, what was done about it, and what this duty may do now."""

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import for_roles
from accounts.models import Role
from petitions import files
from petitions.views.papers import kept_file, paper
from supervision import warning_rights as rights
from supervision import warning_steps as steps
from supervision.forms.warnings import ClearForm, DropForm, IssueForm, NextForm, ProofForm, ReturnForm
from supervision.models import WarningCard, WarningFile
from supervision.models.warning import State
from supervision.scope import DEFENDERS, WATCHERS, ordinary
from supervision.warning_rights import READERS

BESIDE = (
    "organ",
    "petition",
    "follows",
    "rule",
    "proposed_by__officer",
    "proposed_by__organ",
    "issued_by__officer",
    "issued_by__organ",
    "handed_in_by",
)


class Step(NamedTuple):
    """One form on the page, with its button and what is said when it was done."""

    form: type
    title: str
    icon: str
    done: str


STEPS = {
    "issue": Step(IssueForm, gettext_lazy("Issue it"), "send", gettext_lazy("Issued; the organ has been told, and the paper is here.")),
    "drop": Step(DropForm, gettext_lazy("Do not issue it"), "x-circle", gettext_lazy("Not issued; the reason stays here.")),
    "proof": Step(ProofForm, gettext_lazy("Hand in proof"), "upload", gettext_lazy("Handed in; the bureau judges it.")),
    "clear": Step(ClearForm, gettext_lazy("Clear it"), "check2-circle", gettext_lazy("Cleared; the organ has been told.")),
    "return": Step(ReturnForm, gettext_lazy("Return the proof"), "arrow-return-left", gettext_lazy("Returned; the organ has been told.")),
    "next": Step(NextForm, gettext_lazy("Propose the next measure"), "arrow-up-circle", gettext_lazy("The next measure is proposed.")),
}


def _found(request, slug):
    return get_object_or_404(rights.with_counts(rights.rows_for(request.duty), request.duty).select_related(*BESIDE), slug=slug)


def _belongs(step, card, duty):
    """Whether this kind of deed is for this duty at all; whether it is its turn, `_offered` says."""
    ours = rights.is_ours(card, duty)
    if step == "proof":
        return ours and duty.role in DEFENDERS
    roles = {"issue": rights.issuing_roles(card), "drop": rights.issuing_roles(card), "next": (*WATCHERS, Role.JOINT)}.get(step, WATCHERS)
    return not ours and duty.role in roles


def _offered(card, duty, today):
    if rights.may_issue(card, duty):
        return ["issue", "drop"]
    if rights.may_hand_in(card, duty):
        return ["proof"]
    if rights.may_judge(card, duty):
        return ["clear", "return"]
    return ["next"] if rights.may_propose_next(card, duty, today) else []


def _is_masked(card, duty):
    """About a confidential matter: its words are for named persons alone."""
    return bool(card.petition_id) and not any(petition.is_readable for petition in ordinary(duty).filter(pk=card.petition_id))


def _evidence(card, duty):
    """Lines with their petitions as they came through the gate, oldest date first."""
    rows = list(rights.evidence_for(duty).filter(warning=card).select_related("clock__organ").order_by("clock__rolled_on", "pk"))
    there = {petition.pk: petition for petition in ordinary(duty).filter(pk__in={row.petition_id for row in rows}).defer("query_code")}
    rows = [row for row in rows if row.petition_id in there]
    for row in rows:
        row.petition = row.clock.petition = there[row.petition_id]
    return rows


def _page(request, card, *, step="", form=None, status=200):
    """`form`: what was typed and could not be taken, for `step`; it is shown whether or not its turn is over."""
    duty, today = request.duty, timezone.localdate()
    lines, is_masked = _evidence(card, duty), _is_masked(card, duty)
    offered = [] if is_masked else _offered(card, duty, today)
    offered = [*offered, step] if step and step not in offered else offered
    about = {"card": card, "today": today, "lines": lines}
    forms = [
        {"step": name, "row": STEPS[name], "form": form if name == step else STEPS[name].form(**about)} for name in offered
    ]  # fmt: skip
    context = {
        "card": card, "today": today, "lines": lines, "is_masked": is_masked, "forms": forms, "refused": form,
        "shown_number": len({line.petition_id for line in lines}), "is_late": card.is_overdue(today),
        "is_part": len({line.petition_id for line in lines}) < card.counted,
        "is_too_few": card.state == State.PROPOSED and len({line.petition_id for line in lines if line.clock.result in rights.STANDING}) < card.threshold,
        "deeds": card.deeds.select_related("duty__officer", "duty__organ").prefetch_related("files"),
        "after": rights.rows_for(duty).filter(follows=card).first(), "is_ours": rights.is_ours(card, duty),
        "before": rights.rows_for(duty).filter(pk=card.follows_id).first() if card.follows_id else None,
    }  # fmt: skip
    return render(request, "supervision/warning.html", context, status=status)


@for_roles(*READERS)
@require_safe
def warning(request, slug):
    return _page(request, _found(request, slug))


@require_POST
@for_roles(*READERS)
def take_step(request, slug, act):
    card, duty, today = _found(request, slug), request.duty, timezone.localdate()
    if act not in STEPS or not _belongs(act, card, duty) or _is_masked(card, duty):
        raise Http404
    form = STEPS[act].form(request.POST, request.FILES, card=card, today=today, lines=_evidence(card, duty))
    if not form.is_valid():
        return _page(request, card, step=act, form=form, status=422)
    try:
        changed = _take(act, card, duty, today, form.cleaned_data)
    except files.BadFile as refused:
        form.add_error("files", refused.args[0])
        return _page(request, card, step=act, form=form, status=422)
    except WarningCard.DoesNotExist:
        raise Http404 from None
    except steps.NotPossible as sorry:
        form.add_error(None, sorry.args[0])
        return _page(request, _found(request, slug), step=act, form=form, status=409)
    messages.success(request, STEPS[act].done)
    return redirect("warning", changed.slug)


def _take(step, card, duty, today, answers):
    if step == "issue":
        return steps.issue(card, duty, today, **answers)
    if step == "drop":
        return steps.drop(card, duty, today, **answers)
    if step == "proof":
        return steps.hand_in(card, duty, words=answers["words"], uploads=answers["files"])
    if step == "clear":
        return steps.clear(card, duty, today, **answers)
    if step == "return":
        return steps.give_back(card, duty, **answers)
    return steps.follow(card, duty, today, **answers)


@for_roles(*READERS)
@require_safe
def warning_paper(request, slug):
    card = _found(request, slug)
    if not card.was_issued or _is_masked(card, request.duty):
        raise Http404
    return paper("D31", card.payload, _("%(measure)s %(number)s") % {"measure": card.get_level_display(), "number": card.number})


@for_roles(*READERS)
@require_safe
def warning_file(request, slug, file):
    card = _found(request, slug)
    if _is_masked(card, request.duty):
        raise Http404
    return kept_file(get_object_or_404(WarningFile.objects.filter(deed__warning=card), slug=file))

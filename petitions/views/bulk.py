"""How is one step taken with many petitions at once, each by itself, and what became of each?"""

import logging

from django.db import DatabaseError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import for_roles
from accounts.calendar import MissingYear
from petitions import looks, numbers, visibility, worklists
from petitions.forms.bulk import BULK_FORMS
from petitions.models import Petition
from petitions.workflow import STEPS, StepNotOpen

from .worklist import PRINT, actions_of, line_of

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 50


@require_POST
@for_roles(*visibility.CASE_ROLES)
def bulk(request):
    """First the question, then (`go`) the deed. The rows come in the body, so that the address says nothing."""
    action = request.POST.get("action", "")
    chosen = list(dict.fromkeys(number for number in request.POST.getlist("row") if numbers.is_number(number)))
    if action not in dict(actions_of(request.duty)) or not chosen:
        return refused(request, _("Choose at least one petition, and what to do with it."))
    if len(chosen) > MOST_AT_ONCE:
        return refused(request, _("At most %(number)d petitions go at once. Nothing was done.") % {"number": MOST_AT_ONCE})
    found = worklists.with_columns(Petition.objects.visible_to(request.duty).filter(number__in=chosen)).due_soonest_first()
    petitions = list(found)
    missing = [numbers.grouped(number) for number in chosen if number not in {petition.number for petition in petitions}]
    context = {"chosen": petitions, "missing": missing, "action": action, "today": timezone.localdate()}
    if action == PRINT:
        logger.info("%d chosen petitions printed by duty %s", len(petitions), request.duty.slug)
        looks.printed(petitions, request.duty, "bulk")
        return render(
            request, "petitions/bulk_print.html", context | {"lines": [line_of(petition, request.duty) for petition in petitions]}
        )
    row, goes = STEPS[action], "go" in request.POST
    form = BULK_FORMS[action](request.POST if goes else None, duty=request.duty)
    context |= {"row": row, "form": form}
    if not goes or not form.is_valid():
        return render(request, "petitions/bulk.html", context, status=422 if goes else 200)
    done, left = take_all(petitions, action, form.cleaned_data, request.duty)
    logger.info("step %s by duty %s on %d petitions: %d done", action, request.duty.slug, len(chosen), len(done))
    return render(request, "petitions/bulk_result.html", context | {"done": done, "left": left})


def take_all(petitions, step, details, by):
    """Each in its own transaction: what one refuses does not hold up the others. Returns those done, and (petition, why) of the rest."""
    done, left = [], []
    for petition in petitions:
        try:
            petition.advance(step, by=by, **details)
            done.append(petition)
        except StepNotOpen as not_open:
            left.append((petition, not_open.explain()))
        except MissingYear as missing:
            left.append((petition, str(missing)))
        except DatabaseError as trouble:
            logger.error("step %s of petition %s failed: %s", step, petition.number, type(trouble).__name__)
            left.append((petition, _("It could not be saved just now. Please try again.")))
    return done, left


def refused(request, sentence):
    return render(request, "petitions/bulk_refused.html", {"sentence": sentence}, status=422)

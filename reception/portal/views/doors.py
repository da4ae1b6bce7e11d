"""Where does a citizen come in, whom can they ask, and what does the law promise them?"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.calendar import MissingYear, current_calendar
from accounts.models import Organ, OrganKind
from petitions.clocks import Rule, rule_for
from reception.portal.forms import bureaus
from reception.portal.words import length_of


@login_not_required
@require_safe
def home(request):
    return render(request, "reception/portal/home.html")


@login_not_required
@require_safe
def ask(request):
    """Telephones, addresses and hours of the bureaus, and the doors of others."""
    discipline = Organ.objects.active().filter(kind=OrganKind.DISCIPLINE).order_by("level", "id")
    today = timezone.localdate()
    return render(
        request,
        "reception/portal/ask.html",
        {"bureaus": bureaus(), "discipline": discipline, "today": today, "next_workday": _next_workday(today)},
    )


def _next_workday(today):
    try:
        return current_calendar().roll(today)
    except MissingYear:
        return None


@login_not_required
@require_safe
def law(request):
    """What must happen by when, in the numbers that hold in this office today, each with its article."""
    today = timezone.localdate()
    limits = [(what, rule_for(rule, settings.CLOCK_PROFILE, today)) for rule, what in _what_by_when()]
    rows = [
        {"what": what, "length": length_of(rule), "article": rule.article, "is_yours": rule.is_petitioners}
        for what, rule in limits
        if rule.applies
    ]
    handling = rule_for(Rule.HANDLING, settings.CLOCK_PROFILE, today)
    return render(request, "reception/portal/law.html", {"limits": rows, "handling": handling, "channels": _channels()})


def _what_by_when():
    return [
        (Rule.REGISTRATION, _("The letters-and-visits bureau registers your matter and sends it to the competent organ")),
        (Rule.DIRECT_NOTICE, _("An organ to which you turned directly tells you in writing how your matter will be dealt with")),
        (Rule.NOTICE, _("The organ to which your matter was sent tells you in writing how it will be dealt with")),
        (Rule.OBJECTION, _("An organ that is not competent says so, with reasons, and your matter goes to another one")),
        (Rule.HANDLING, _("The organ answers each of your requests in writing")),
        (Rule.REVIEW_REQUEST, _("You may ask the organ one level up for a review, from the day on which the answer reached you")),
        (Rule.REVIEW, _("The review is decided in writing")),
        (Rule.REREVIEW_REQUEST, _("You may ask the next organ up for a re-review, from the day on which the review opinion reached you")),
        (Rule.REREVIEW, _("The re-review is decided in writing; that is the end of the way")),
    ]


def _channels():
    """Art. 31: what another procedure decides goes there, and the organ guides you into it."""
    return [
        (_("Courts, procuratorate, police procedures"), _("What a court or the police decide by their own law."), "1"),
        (_("Arbitration"), _("For example wages and other labour disputes, and disputes on contracted land."), "2"),
        (_("Appeals within the Party"), _("Members' appeals against decisions on them."), "3"),
        (
            _("Administrative procedures"),
            _("Reconsideration, licences, penalties, rulings: often the same organ decides, by another law."),
            "4",
        ),
        (_("Asking an organ to do its duty"), _("To investigate an illegal act, or to protect a person or property."), "5"),
        (_("Petition procedure"), _("Everything else. Only here do the 60 days and the right to a review hold."), "6"),
    ]

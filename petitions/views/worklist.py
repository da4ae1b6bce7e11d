"""What is there to do, in which order, and the same as Excel and on paper?"""

import logging

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import for_roles
from accounts.models import LEADERS, Duty
from petitions import export, permissions, queues, remarks, visibility, worklists
from petitions.clocks import rule_for
from petitions.filters import PetitionFilter
from petitions.forms.bulk import BULK_FORMS
from petitions.masking import hides_name, name_for
from petitions.models import PetitionClass
from petitions.paging import page_of
from petitions.rulebook import WINDOWS, numeral
from petitions.workflow import STEPS, State

from . import exports

logger = logging.getLogger(__name__)

MOST_COUNTED = 1000
MOST_PRINTED = 500
TASKS_SHOWN = 5
PRINT = "print"


class Listing:
    """One address, or one queue: a tab and filters, as rows, chips and links."""

    roles = visibility.CASE_ROLES

    def __init__(self, request, queue=None):
        self.duty, self.today = request.duty, timezone.localdate()
        self.tabs = worklists.tabs_of(self.duty)
        self.queues = list(queues.seen_by(self.duty))
        self.queue = queue or next((kept for kept in self.queues if kept.slug == request.GET.get("queue")), None)
        asked = self.queue.tab if self.queue else request.GET.get("tab")
        self.tab = next((tab for tab in self.tabs if tab.name == asked), self.tabs[0])
        self.query = queues.known_filters(self.queue.query if self.queue else request.GET)
        self.filter = PetitionFilter(self.query, worklists.rows_of(self.tab, self.duty), today=self.today)
        self.rows = self.filter.qs
        # The questions cost as much as half the list, so they are drawn when somebody asks for them.
        self.asks = "filter" in request.GET or bool(self.filter.form.errors)

    def address(self, tab=None, **changes):
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            query.pop(f"{name}_slug", None)
            if value:
                query[name] = value
        query["tab"] = (tab or self.tab).name
        return f"?{query.urlencode()}"

    @property
    def is_done(self):
        return self.tab.name == worklists.DONE

    @property
    def asking(self):
        """The address of the same list with the form of its filters."""
        return f"{self.address()}&filter=open"

    @property
    def bare(self):
        return f"?tab={self.tab.name}"

    def tab_links(self):
        links = [{"label": tab.label, "url": f"?tab={tab.name}", "active": tab is self.tab and not self.queue} for tab in self.tabs]
        return links + [
            {"label": kept.name, "url": f"?queue={kept.slug}", "active": kept == self.queue, "is_queue": True} for kept in self.queues
        ]

    @property
    def title(self):
        return self.queue.name if self.queue else self.tab.label

    @property
    def may_change_queue(self):
        return bool(self.queue) and (self.queue.duty_id == self.duty.pk or (self.queue.organ_id and self.duty.role in LEADERS))

    def chips(self):
        """One click for what is asked most; whatever else holds follows, and a click takes it away."""
        chosen = {name: words for name, _label, words in self.filter.chosen()}
        due = self.query.get("due") if "due" in chosen else None
        chips = [{"label": _("All dates"), "url": self.address(due=None), "active": not due}]
        chips += [
            {"label": words, "url": self.address(due=None if due == value else value), "active": due == value}
            for value, words in PetitionFilter.base_filters["due"].extra["choices"]
        ]
        return chips if not self.is_done else []

    def chosen_filters(self):
        return [
            {"name": name, "label": label, "words": words, "url": self.address(**{name: None})}
            for name, label, words in self.filter.chosen()
        ]

    def chosen(self):
        return [chip for chip in self.chosen_filters() if chip["name"] != "due" or self.is_done]

    def number_in_words(self):
        number = self.rows.order_by()[: MOST_COUNTED + 1].count()
        return number, _("more than 1,000") if number > MOST_COUNTED else str(number)

    def lines(self, petitions):
        return [line_of(petition, self.duty) for petition in petitions]

    def sheet(self):
        words = [
            _("petitions"),
            str(self.title),
            *(label + pgettext("between label and value", ": ") + words for _name, label, words in self.filter.chosen()),
        ]
        rows = self.tab.order.sort(worklists.with_columns(self.rows))
        return export.Sheet(" · ".join(words), rows, lambda petition: line_of(petition, self.duty), lambda petition: petition)


def line_of(petition, duty):
    """A petition as one line of a list."""
    law = rule_for(petition.due_rule, petition.profile, petition.received_on) if petition.due_rule else None
    return {
        "petition": petition,
        "who": name_for(duty, petition),
        "hidden": hides_name(petition, duty),
        "law": law,
        "article": short_article(law),
        "is_window": petition.due_rule in WINDOWS,
        # Not by get_…_display, which hashes all words of a choice for every row.
        "state": State(petition.state).label,
        "kind": PetitionClass(petition.petition_class).label if petition.petition_class else "",
        "next": permissions.next_step(petition),
        "others": petition.headcount - 1,
    }


def short_article(law) -> str:
    """The article alone, where a list has no room for the law's name; "" for a target of the office."""
    number = law.source.partition("-")[2].split(" ")[0].split("(")[0] if law else ""
    return _("art. %(number)s") % {"number": numeral(number)} if number else ""


def actions_of(duty):
    """(name, words) of what this duty can do with many rows at once; everybody can print them."""
    steps = [(step, STEPS[step].label) for step in BULK_FORMS if duty.role in STEPS[step].actors]
    return [*steps, (PRINT, _("Print the list"))]


@for_roles(*visibility.CASE_ROLES)
def worklist(request):
    listing = Listing(request)
    page = page_of(listing.rows, listing.tab.order, request.GET.get("page", ""))
    number, words = listing.number_in_words()
    context = {
        "listing": listing,
        "lines": listing.lines(worklists.lines(listing.rows, page)),
        "page": page,
        "number": number,
        "number_words": words,
        "today": listing.today,
        "is_filtered": bool(listing.query),
        "can_hand_over": permissions.may_hand_over(request.duty),
        "tasks": remarks.tasks_of(request.duty)[:TASKS_SHOWN],
        "stands_in_for": Duty.objects.filter(pk__in=request.duty.stands_in_for).select_related("officer"),
        "actions": actions_of(request.duty),
    }
    return render(request, "petitions/worklist.html", context)


@for_roles(*visibility.CASE_ROLES)
def worklist_excel(request):
    """Exactly what the list shows, all pages of it; a long one waits for a second person."""
    return exports.answer(request, "petitions", Listing(request))


@for_roles(*visibility.CASE_ROLES)
def worklist_print(request):
    listing = Listing(request)
    ordered = listing.tab.order.sort(worklists.with_columns(listing.rows))
    petitions = list(ordered[: MOST_PRINTED + 1])
    logger.info("list %s with filters %s printed by duty %s", listing.tab.name, ",".join(listing.query), request.duty.slug)
    context = {
        "listing": listing,
        "lines": listing.lines(petitions[:MOST_PRINTED]),
        "is_cut": len(petitions) > MOST_PRINTED,
        "limit": MOST_PRINTED,
        "today": listing.today,
    }
    return render(request, "petitions/worklist_print.html", context)

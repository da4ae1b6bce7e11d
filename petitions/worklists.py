"""Which petitions does a duty work from: mine, my organ's, those that wait for others, those that are done?"""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

from . import visibility
from .models import Claim, Clock, Finding, Party, Petition, Proposal, Transfer
from .paging import DUE, NEWEST
from .workflow import STEPS, State

MINE, ORGAN, OTHERS, DONE, ALL = "mine", "organ", "others", "done", "all"
REPORTS_AT_ONCE = 500


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    order: object
    empty: str  # what will appear here, and how


def tabs_of(duty):
    """The tabs that mean something for this role, the first one being where it starts."""
    role = duty.role
    mine = {
        Role.DISPATCHER: _("To sort and decide"),
        Role.LIAISON: _("Inbox"),
        Role.O_LEAD: _("To sign"),
        Role.B_LEAD: _("To decide"),
        Role.ARCHIVIST: _("To archive"),
        Role.CLERK: _("Received by me"),
        Role.DISC: _("To hand over"),
    }.get(role, _("Mine"))
    tabs = []
    if role not in (Role.SUPERV, Role.JOINT, Role.REVIEW):
        tabs.append(
            Tab(
                MINE,
                mine,
                NEWEST if role == Role.ARCHIVIST else DUE,
                EMPTY_MINE.get(role, _("Petitions that wait for you appear here, the soonest date first.")),
            )
        )
    if role in visibility.JURISDICTION_ROLES:
        tabs.append(Tab(ORGAN, _("Jurisdiction"), DUE, _("Open petitions of all organs below your government appear here.")))
    elif role not in (Role.HANDLER, Role.ARCHIVIST):
        tabs.append(Tab(ORGAN, _("My organ"), DUE, _("Open petitions that your organ holds appear here.")))
    if role == Role.HANDLER or (role in visibility.ORGAN_ROLES and role != Role.REVIEW):
        tabs.append(
            Tab(OTHERS, _("Waiting for others"), DUE, _("Petitions that you had to do with and that wait for somebody else appear here."))
        )
    tabs.append(Tab(DONE, _("Done"), NEWEST, _("Closed and archived petitions appear here.")))
    if role in visibility.BOARD_ROLES:
        tabs.append(Tab(ALL, _("All"), NEWEST, _("All petitions that you may see appear here, open and done.")))
    return tabs


EMPTY_MINE = {
    Role.DISPATCHER: _("Petitions that your bureau has to sort or decide on appear here, the soonest date first."),
    Role.LIAISON: _("Petitions that your organ has to sign for or to give to a case handler appear here, the soonest date first."),
    Role.O_LEAD: _("Opinions to be signed and proposals to be confirmed appear here, the soonest date first."),
    Role.B_LEAD: _("Proposals to be confirmed and reports to be accepted appear here, the soonest date first."),
    Role.HANDLER: _("Petitions that your liaison officer gives you appear here, the soonest date first."),
    Role.ARCHIVIST: _("Closed petitions whose file is to be archived appear here."),
    Role.CLERK: _("Petitions that you registered appear here as long as they are open."),
}
WAITS_FOR = {
    Role.DISPATCHER: [State.REGISTERED, State.TRIAGE, State.OBJECTED],
    Role.O_LEAD: [State.SIGN_OFF],
    Role.DISC: [State.REGISTERED, State.TRIAGE],
    Role.ARCHIVIST: [State.CLOSED],
}


def rows_of(tab, duty):
    """The petitions of a tab, within the gate, in no order yet."""
    seen = Petition.objects.visible_to(duty)
    if tab.name == MINE:
        return seen.filter(_mine(duty))
    if tab.name == ORGAN:
        return seen.open() if duty.role in visibility.JURISDICTION_ROLES else seen.open().held_in(duty.organ)
    if tab.name == OTHERS:
        return seen.open().exclude(holder=duty) if duty.role == Role.HANDLER else seen.waiting_for_others(duty)
    return seen if tab.name == ALL else seen.done()


def _mine(duty) -> Q:
    role = duty.role
    if role == Role.CLERK:
        return State.open_q() & Q(first_receiver=duty)
    if role == Role.HANDLER:
        return State.open_q() & Q(holder=duty)
    held = Q(holder_organ=duty.organ_id)
    waits = Q(state__in=WAITS_FOR.get(role, []))
    if role == Role.LIAISON:
        nobody = Q(
            holder=None, state__in=[State.REGISTERED, State.TRIAGE, State.ROUTING, State.PENDING_NOTICE, State.HANDLING, State.ISSUED]
        )
        waits = nobody | Q(holder=duty)
    if role != Role.ARCHIVIST:
        waits = State.open_q() & (waits | _proposed_to(role))
    mine = held & waits
    if role in (Role.DISPATCHER, Role.B_LEAD):
        # Found first, because they are few: a list of keys can be read from the primary key, a subquery beside an OR cannot.
        mine |= Q(pk__in=list(_reports_to(duty)))
    return mine


def _proposed_to(role):
    """A step was proposed whose second person can be of this role."""
    steps = [row.step for row in STEPS.values() if row.second and role in row.actors]
    return Exists(Proposal.objects.filter(petition=OuterRef("pk"), is_confirmed=None, step__in=steps).exclude(by__role=role))


def _reports_to(duty):
    """Petitions assigned by this organ whose result was reported and not yet accepted."""
    assigned = Transfer.objects.filter(from_organ=duty.organ_id, kind=Transfer.Kind.ASSIGN, is_current=True, reported_on__isnull=False)
    return assigned.filter(Exists(Clock.objects.running().filter(petition=OuterRef("petition"), rule="C11"))).values_list(
        "petition", flat=True
    )[:REPORTS_AT_ONCE]


def with_columns(rows):
    """What a line of a list shows, in one query whatever the number of lines."""
    claims = Claim.objects.filter(petition=OuterRef("pk")).order_by().values("petition")
    petitioners = Party.objects.filter(petition=OuterRef("pk"), role=Party.Role.PETITIONER).order_by("pk")
    answered = Exists(Finding.objects.filter(claim=OuterRef("pk")))
    return (
        rows.defer("query_code")
        .select_related("holder_organ", "holder__officer", "first_organ", "category")
        .annotate(
            petitioner_name=Subquery(petitioners.values("name")[:1]),
            claim_count=Coalesce(Subquery(claims.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0),
            claims_left=Coalesce(
                Subquery(claims.exclude(answered).annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0
            ),
        )
    )


def lines(rows, page):
    """The rows of a page, in its order."""
    found = {petition.pk: petition for petition in with_columns(rows.filter(pk__in=page.keys))}
    return [found[key] for key in page.keys if key in found]

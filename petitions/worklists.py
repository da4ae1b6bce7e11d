"""Which petitions does a duty work from: mine, my organ's, those that wait for others, those that are done?"""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganPath, Role

from . import visibility
from .models import Claim, Clock, CorrectionOrder, Finding, Part, Party, Petition, Proceeding, Proposal, RecusalRequest, Transfer
from .models.remedy import where_a_review_stands
from .paging import DUE, NEWEST
from .workflow import STEPS, State
from .workflow.states import FILED_FROM

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
        Role.SUPERV: _("To judge"),
        Role.JOINT: _("Disputes"),
        Role.REVIEW: _("To review"),
    }.get(role, _("Mine"))
    tabs = [
        Tab(
            MINE,
            mine,
            NEWEST if role == Role.ARCHIVIST else DUE,
            EMPTY_MINE.get(role, _("Petitions that wait for you appear here, the soonest date first.")),
        )
    ]
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
    Role.SUPERV: _("Corrections that your office ordered appear here when the organ has given its new answer."),
    Role.REVIEW: _("Requests for review and re-review that came to your organ appear here, the soonest date first."),
    Role.JOINT: _("Disputes on competence that the joint conference has to decide appear here."),
}
WAITS_FOR = {
    Role.DISPATCHER: [State.REGISTERED, State.TRIAGE, State.OBJECTED],
    Role.O_LEAD: [State.SIGN_OFF, State.DISPUTED],
    Role.JOINT: [State.DISPUTED],
    Role.REVIEW: [State.UNDER_REVIEW, State.UNDER_REREVIEW],
    Role.DISC: [State.REGISTERED, State.TRIAGE],
    Role.ARCHIVIST: list(FILED_FROM),
}


def rows_of(tab, duty):
    """The petitions of a tab, within the gate, in no order yet."""
    seen = Petition.objects.visible_to(duty)
    if tab.name == MINE:
        return seen.filter(_mine(duty))
    if tab.name == ORGAN:
        return seen.open() if duty.role in visibility.JURISDICTION_ROLES else seen.open().held_in(duty.organ)
    if tab.name == OTHERS:
        return seen.open().exclude(holder__in=duty.hands) if duty.role == Role.HANDLER else seen.waiting_for_others(duty)
    return seen if tab.name == ALL else seen.done()


def _mine(duty) -> Q:
    role = duty.role
    if role == Role.CLERK:
        return State.open_q() & Q(first_receiver__in=duty.hands)
    if role == Role.HANDLER:
        return State.open_q() & (Q(holder__in=duty.hands) | Q(pk__in=list(_parts_for(duty))))
    held = Q(holder_organ=duty.organ_id)
    waits = Q(state__in=WAITS_FOR.get(role, []))
    if role == Role.LIAISON:
        nobody = Q(
            holder=None,
            state__in=[State.REGISTERED, State.TRIAGE, State.ROUTING, State.PENDING_NOTICE, State.HANDLING, State.ISSUED, State.CORRECTION],
        )
        waits = nobody | Q(holder__in=duty.hands)
    if role in STEPS["decide_recusal"].by:
        waits |= Exists(RecusalRequest.objects.filter(petition=OuterRef("pk"), is_granted=None))
    if role != Role.ARCHIVIST:
        waits = State.open_q() & (waits | _proposed_to(role))
    # Found first, because they are few: a list of keys can be read from the primary key, a subquery beside an OR cannot.
    elsewhere = [key for find in CALLED_ELSEWHERE.get(role, ()) for key in find(duty)]
    return held & waits | Q(pk__in=elsewhere) if elsewhere else held & waits


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


def _parts_for(duty):
    """Petitions of other organs in which ours assists and its part is wanted: written by its people, confirmed by its leader."""
    parts = Part.objects.missing().filter(organ=duty.organ_id)
    if duty.role == Role.HANDLER:
        parts = parts.filter(handler__in=duty.hands, is_drafted=False)
    elif duty.role == Role.LIAISON:
        parts = parts.filter(handler=None, is_drafted=False)
    else:
        parts = parts.filter(is_drafted=True)
    return parts.filter(State.open_q("joint__petition__")).values_list("joint__petition", flat=True)[:REPORTS_AT_ONCE]


def _orders_to_confirm(duty):
    """Steps on petitions below that a superior proposed and this leader can confirm."""
    steps = [row.step for row in STEPS.values() if row.second and row.where == "above" and duty.role in row.second]
    below = OrganPath.objects.filter(ancestor=duty.jurisdiction_id, valid_until=None).values("descendant")
    waiting = Proposal.objects.filter(is_confirmed=None, step__in=steps, petition__holder_organ__in=below)
    return waiting.exclude(by__officer=duty.officer_id).values_list("petition", flat=True)[:REPORTS_AT_ONCE]


def _corrections_to_judge(duty):
    """Corrections that this organ ordered and that are answered."""
    mine = Q(ordered_by__organ=duty.organ_id) | Q(proposed_by__organ=duty.organ_id)
    answered = CorrectionOrder.objects.filter(mine, verdict="", proceeding__issued_on__isnull=False)
    return answered.values_list("petition", flat=True)[:REPORTS_AT_ONCE]


# What waits for a role although another organ holds the petition.
CALLED_ELSEWHERE = {
    Role.DISPATCHER: (_reports_to,),
    Role.B_LEAD: (_reports_to, _orders_to_confirm, _corrections_to_judge),
    Role.SUPERV: (_corrections_to_judge,),
    Role.LIAISON: (_parts_for,),
    Role.O_LEAD: (_parts_for, _orders_to_confirm, _corrections_to_judge),
}


def with_columns(rows):
    """What a line of a list shows, in one query whatever the number of lines."""
    claims = Claim.objects.filter(petition=OuterRef("pk")).order_by().values("petition")
    petitioners = Party.objects.filter(petition=OuterRef("pk"), role=Party.Role.PETITIONER).order_by("pk")
    answered = Exists(Finding.objects.standing().filter(claim=OuterRef("pk")))
    return (
        rows.defer("query_code")
        .select_related("holder_organ", "holder__officer", "first_organ", "category")
        .annotate(
            review_is_at=where_a_review_stands(),
            petitioner_name=Subquery(petitioners.values("name")[:1]),
            is_simple=Exists(Proceeding.objects.filter(petition=OuterRef("pk"), closed_on=None, is_simple=True)),
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

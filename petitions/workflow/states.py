"""Which states are there, and which step leads from where to where? One table; steps, buttons, trigger, diagram and tests come from it."""

from dataclasses import dataclass

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Role


class State(TextChoices):
    REGISTERED = "REGISTERED", _("registered")
    TRIAGE = "TRIAGE", _("being sorted")
    ROUTING = "ROUTING", _("sent, to be signed for")
    OBJECTED = "OBJECTED", _("objection to be decided")
    DISPUTED = "DISPUTED", _("competence in dispute")
    PENDING_NOTICE = "PENDING_NOTICE", _("acceptance notice due")
    HANDLING = "HANDLING", _("in handling")
    SIGN_OFF = "SIGN_OFF", _("opinion to be signed")
    ISSUED = "ISSUED", _("issued, to be served")
    REMEDY_WINDOW = "REMEDY_WINDOW", _("served, review may be asked for")
    UNDER_REVIEW = "UNDER_REVIEW", _("under review")
    REREVIEW_WINDOW = "REREVIEW_WINDOW", _("re-review may be asked for")
    UNDER_REREVIEW = "UNDER_REREVIEW", _("under re-review")
    EXECUTING = "EXECUTING", _("being carried out")
    CLOSED = "CLOSED", _("closed")
    CORRECTION = "CORRECTION", _("being corrected")
    ARCHIVED = "ARCHIVED", _("archived")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("not accepted")
    NO_LONGER_ACCEPTED = "NO_LONGER_ACCEPTED", _("no longer accepted")
    ROUTED_LEGAL = "ROUTED_LEGAL", _("guided into a legal procedure")
    HANDED_DISCIPLINE = "HANDED_DISCIPLINE", _("handed to the competent organ")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    MERGED = "MERGED", _("merged")
    TERMINATED = "TERMINATED", _("terminated")
    VOID = "VOID", _("void")

    @classmethod
    def open(cls):
        """Somebody in the office still has something to do, or the petitioner's window is open."""
        return [
            cls.REGISTERED, cls.TRIAGE, cls.ROUTING, cls.OBJECTED, cls.DISPUTED, cls.PENDING_NOTICE, cls.HANDLING, cls.SIGN_OFF, cls.ISSUED,
            cls.REMEDY_WINDOW, cls.UNDER_REVIEW, cls.REREVIEW_WINDOW, cls.UNDER_REREVIEW, cls.EXECUTING, cls.CORRECTION,
        ]  # fmt: skip

    @classmethod
    def open_q(cls):
        return Q(state__in=[str(state) for state in cls.open()])


S = State
SYSTEM, CITIZEN = "SYSTEM", "CITIZEN"


@dataclass(frozen=True)
class Row:
    """One row of the table (domain.md §3.4).

    `by`: the roles that may take the step, either of them; `second`: where not empty the step is proposed by one side and
    confirmed by another officer of the other side (decisions.md 4). `where`: which organ's officers: the "holder" of the
    petition, the "first" receiving organ, the "sender" of the current transfer, or any "involved" organ.
    `to` None: the state stays. `is_main`: the natural next step, shown first.
    """

    step: str
    sources: tuple
    to: State | None
    by: tuple
    label: str
    article: str
    second: tuple = ()
    where: str = "holder"
    is_main: bool = False
    starts: tuple = ()
    stops: tuple = ()
    papers: tuple = ()
    needs_reason: bool = False

    @property
    def actors(self):
        return (*self.by, *self.second)


HELD = (S.TRIAGE, S.PENDING_NOTICE, S.HANDLING, S.SIGN_OFF, S.ISSUED, S.REMEDY_WINDOW)

# The way of a petition:
#
#   register ─► REGISTERED ─take─► TRIAGE ─┬─transfer, assign─► ROUTING ─sign_for─► PENDING_NOTICE ─accept─► HANDLING
#                                          ├─keep─► PENDING_NOTICE    │                  │                     │ submit
#                                          │                          └──────object──────┴─► OBJECTED          ▼
#                                          │                  ROUTING ◄─agree_objection─┘ │                 SIGN_OFF ─return_draft─► HANDLING
#                                          │                  PENDING_NOTICE ◄─refuse_objection              │ sign
#                                          └─hand_to_discipline─► HANDED_DISCIPLINE                          ▼
#   ARCHIVED ◄─archive─ CLOSED ◄─accept_answer, lapse─ REMEDY_WINDOW ◄─serve─ ISSUED ─serve_reply─► CLOSED
TABLE = (
    Row("take", (S.REGISTERED,), S.TRIAGE, (Role.DISPATCHER, Role.LIAISON), _("Take for sorting"), "R22-22", is_main=True),
    Row("classify", (S.TRIAGE,), None, (Role.DISPATCHER, Role.LIAISON), _("Classify"), "R22-29…31", is_main=True),
    Row(
        "transfer", (S.TRIAGE,), S.ROUTING, (Role.DISPATCHER,), _("Transfer to an organ"), "R22-22(1)(2)", is_main=True,
        starts=("C03", "C04"), stops=("C01",), papers=("D04", "D06"),
    ),
    Row(
        "assign", (S.TRIAGE,), S.ROUTING, (Role.DISPATCHER,), _("Assign, with a result to be reported"), "R22-22(3)", second=(Role.B_LEAD,),
        starts=("C03", "C04", "C11"), stops=("C01",), papers=("D05", "D06"),
    ),
    Row("keep", (S.TRIAGE,), S.PENDING_NOTICE, (Role.LIAISON,), _("Keep in our own organ"), "R22-23", is_main=True),
    Row(
        "hand_to_discipline", (S.TRIAGE,), S.HANDED_DISCIPLINE, (Role.DISC,), _("Hand to the discipline organ"), "R22-22, 30",
        is_main=True, stops=("C01", "C02"),
    ),
    Row("sign_for", (S.ROUTING,), S.PENDING_NOTICE, (Role.LIAISON,), _("Sign for it"), "R22-23", is_main=True),
    Row(
        "object", (S.ROUTING, S.PENDING_NOTICE), S.OBJECTED, (Role.LIAISON,), _("Object: not our competence"), "R22-23",
        second=(Role.O_LEAD,), starts=("C05",), stops=("C04",), papers=("D11",),
    ),
    Row(
        "agree_objection", (S.OBJECTED,), S.ROUTING, (Role.DISPATCHER,), _("Agree, send elsewhere"), "R22-23", is_main=True,
        starts=("C03", "C04"), stops=("C05", "C03"), papers=("D12", "D04", "D06"), needs_reason=True,
    ),
    Row(
        "refuse_objection", (S.OBJECTED,), S.PENDING_NOTICE, (Role.DISPATCHER,), _("Refuse the objection"), "R22-23",
        stops=("C05",), papers=("D12",), needs_reason=True,
    ),
    Row("appoint", (S.PENDING_NOTICE, S.HANDLING, S.ISSUED), None, (Role.LIAISON, Role.O_LEAD), _("Name the case handler"), "R22-28"),
    Row(
        "accept", (S.PENDING_NOTICE,), S.HANDLING, (Role.HANDLER,), _("Accept, with written notice"), "R22-23, 31", second=(Role.LIAISON,),
        is_main=True, starts=("C06", "C25", "C26"), stops=("C02", "C03", "C04"), papers=("D07",),
    ),
    Row("deem_accepted", (S.ROUTING, S.PENDING_NOTICE), None, (SYSTEM,), _("Handling time starts by silence"), "R22-34", starts=("C06",)),
    Row("find", (S.HANDLING,), None, (Role.HANDLER,), _("Record a finding"), "R22-31(6), 32", is_main=True),
    Row(
        "extend", (S.HANDLING,), None, (Role.HANDLER,), _("Extend"), "R22-34", second=(Role.O_LEAD,), papers=("D14",), needs_reason=True,
    ),
    Row("submit", (S.HANDLING,), S.SIGN_OFF, (Role.HANDLER,), _("Send the opinion to be signed"), "R22-32", is_main=True),
    Row("return_draft", (S.SIGN_OFF,), S.HANDLING, (Role.O_LEAD,), _("Return the draft"), "R22-32", needs_reason=True),
    Row(
        "sign", (S.SIGN_OFF,), S.ISSUED, (Role.O_LEAD,), _("Sign and issue"), "R22-32, 34", is_main=True,
        starts=("C29",), stops=("C06", "C25", "C26"), papers=("D17", "D34"),
    ),
    Row(
        "serve", (S.ISSUED,), S.REMEDY_WINDOW, (Role.HANDLER, Role.LIAISON), _("Record service"), "R22-32, 35", is_main=True,
        starts=("C12",), stops=("C29",), papers=("D23",),
    ),
    Row(
        "serve_reply", (S.ISSUED,), S.CLOSED, (Role.HANDLER, Role.LIAISON), _("Record service and close"), "R22-29, 31(5)", is_main=True,
        stops=("C29",), papers=("D23",),
    ),
    Row("report_result", (S.ISSUED, S.REMEDY_WINDOW, S.CLOSED), None, (Role.O_LEAD,), _("Report the result to the assigning bureau"), "R22-22(3)"),
    Row(
        "accept_report", (S.ISSUED, S.REMEDY_WINDOW, S.CLOSED), None, (Role.DISPATCHER, Role.B_LEAD), _("Accept the report of the result"),
        "R22-22(3)", where="sender", stops=("C11",),
    ),
    Row(
        "return_report", (S.ISSUED, S.REMEDY_WINDOW, S.CLOSED), None, (Role.DISPATCHER, Role.B_LEAD), _("Return the report of the result"),
        "R22-22(3)", where="sender", needs_reason=True,
    ),
    Row(
        "accept_answer", (S.REMEDY_WINDOW,), S.CLOSED, (Role.HANDLER, Role.LIAISON), _("Petitioner accepts the answer in writing"), "R22-35",
        stops=("C12",),
    ),
    Row("lapse", (S.REMEDY_WINDOW,), S.CLOSED, (SYSTEM,), _("Time to ask for a review has passed"), "R22-35, 36", stops=("C12",)),
    Row("archive", (S.CLOSED,), S.ARCHIVED, (Role.ARCHIVIST,), _("Archive"), "ARCH-13, 37", is_main=True, papers=("D37",)),
    Row(
        "add_material", tuple(S.open()), None, (CITIZEN, Role.CLERK, Role.LIAISON, Role.HANDLER), _("Add material"), "R22-19",
        where="involved",
    ),
    # An officer leaves: the matters stay in the organ and get a new name beside them.
    Row("hand_over", tuple(S.open()), None, (Role.LIAISON, Role.O_LEAD, Role.B_LEAD, Role.DISPATCHER), _("Hand over to a colleague"), "R22-28"),
    Row("recount", (*S.open(), S.CLOSED), None, (SYSTEM,), _("Dates recounted after a notice on days off"), "R22"),
)  # fmt: skip

STEPS = {row.step: row for row in TABLE}

# A petition is born by registration, or taken over from another system (decisions.md 12); these are events, not steps.
BIRTHS = {
    "register": _("Registered"),
    "take_over_open": _("Taken over, open"),
    "take_over_closed": _("Taken over, closed elsewhere"),
}
OTHER_EVENTS = {"propose": _("Proposed"), "refuse_proposal": _("Proposal refused")}
LABELS = {**BIRTHS, **OTHER_EVENTS, **{row.step: row.label for row in TABLE}}


def transitions_for_the_database():
    """Every pair of states that a step joins; the trigger refuses all others, also to plain SQL."""
    return sorted({(str(source), str(row.to)) for row in TABLE if row.to for source in row.sources})

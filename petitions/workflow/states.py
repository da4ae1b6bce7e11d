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
    def open_q(cls, prefix=""):
        return Q(**{f"{prefix}state__in": [str(state) for state in cls.open()]})


S = State
SYSTEM, CITIZEN = "SYSTEM", "CITIZEN"


@dataclass(frozen=True)
class Row:
    """One row of the table (domain.md §3.4).

    `by`: the roles that may take the step, either of them; `second`: where not empty the step is proposed by one side and
    confirmed by another officer of the other side (decisions.md 4). `where`: which organ's officers: the "holder" of the
    petition, the "first" receiving organ, the "sender" of the current transfer, the "convener" (holder or sender), an "assisting" organ
    whose part is missing, one that was "told" of the danger, one "above" the holder in the tree (a bureau stands where its government stands), any "involved" organ, or whoever is "invited".
    `to` None: the state stays; several: the step's method returns which. `is_main`: the natural next step, shown first.
    """

    step: str
    sources: tuple
    to: State | tuple | None
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
    is_principals: bool = False  # only the head of the organ takes it

    @property
    def actors(self):
        return (*self.by, *self.second)

    @property
    def targets(self):
        """The states that the step leads to; none where the petition stays."""
        return self.to if isinstance(self.to, tuple) else (self.to,) if self.to else ()


# Before an opinion has been issued.
UNANSWERED = (S.REGISTERED, S.TRIAGE, S.ROUTING, S.OBJECTED, S.DISPUTED, S.PENDING_NOTICE, S.HANDLING, S.SIGN_OFF)
# Whatever has not become part of another petition or was registered by mistake.
NOT_VOID = tuple(state for state in S if state != S.VOID)
NOT_GONE = tuple(state for state in NOT_VOID if state != S.MERGED)
# Where somebody from outside can still say something; afterwards there is no purpose left for which the matter could be shown.
INVITED_IN = (*S.open(), S.CLOSED)
# What is filed in the end; a mistaken registration (VOID) keeps its number and has no file.
FILED_FROM = (
    S.CLOSED, S.NOT_ACCEPTED, S.NO_LONGER_ACCEPTED, S.ROUTED_LEGAL, S.HANDED_DISCIPLINE, S.WITHDRAWN, S.MERGED, S.TERMINATED,
)  # fmt: skip
# As long as the lead has not answered, an assisting organ works on its part.
PARTS_OPEN = (S.ROUTING, S.OBJECTED, S.DISPUTED, S.PENDING_NOTICE, S.HANDLING, S.SIGN_OFF)

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
    Row("take", (S.REGISTERED,), S.TRIAGE, (Role.DISPATCHER, Role.LIAISON, Role.DISC), _("Take for sorting"), "R22-22", is_main=True),
    Row("classify", (S.TRIAGE,), None, (Role.DISPATCHER, Role.LIAISON), _("Classify"), "R22-29…31", is_main=True),
    Row(
        "transfer", (S.TRIAGE,), S.ROUTING, (Role.DISPATCHER,), _("Transfer to an organ"), "R22-22(1)(2)", is_main=True,
        starts=("C03", "C04"), stops=("C01",), papers=("D04", "D06"),
    ),
    Row(
        "assign", (S.TRIAGE,), S.ROUTING, (Role.DISPATCHER,), _("Assign, with a result to be reported"), "R22-22(3)", second=(Role.B_LEAD,),
        starts=("C03", "C04", "C11"), stops=("C01",), papers=("D05", "D06"),
    ),
    # 联合办理: the bureau's leader names the lead; each assisting organ has a part and a date of its own (domain.md §1.5).
    Row(
        "assign_jointly", (S.TRIAGE,), S.ROUTING, (Role.DISPATCHER,), _("Assign to a lead and assisting organs"), "R22-22(3), 24",
        second=(Role.B_LEAD,), starts=("C03", "C04", "C11", "C31"), stops=("C01",), papers=("D05", "D13", "D13A", "D06"),
    ),
    Row("keep", (S.TRIAGE,), S.PENDING_NOTICE, (Role.LIAISON,), _("Keep in our own organ"), "R22-23", is_main=True),
    # ── Accusations: sealed, first of all named, then handed over by cadre authority (domain.md §3.6) ──
    Row("identify", (S.TRIAGE, S.HANDED_DISCIPLINE), None, (Role.DISC,), _("Say who is accused"), "R22-30", is_main=True),
    Row(
        "hand_to_discipline", (S.TRIAGE,), S.HANDED_DISCIPLINE, (Role.DISC,), _("Hand to the discipline organ"), "R22-22, 30",
        is_main=True, starts=("C28",), stops=("C01", "C02"), papers=("D32", "D33"),
    ),
    Row(
        "keep_accusation", (S.TRIAGE,), S.HANDED_DISCIPLINE, (Role.DISC,), _("Take it over: our own authority"), "R22-22, 30", is_main=True,
        stops=("C01", "C02"),
    ),
    Row(
        "record_hand_over", (S.HANDED_DISCIPLINE,), None, (Role.DISC,), _("Record who received it"), "R22-30", where="involved", is_main=True,
        papers=("D23",),
    ),
    # An accusation found late seals the matter for everybody, wherever it is; its claims are split off again (decisions.md 10).
    Row(
        "seal", (*S.open(), S.CLOSED), S.TRIAGE,
        (Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.HANDLER, Role.O_LEAD, Role.B_LEAD, Role.REVIEW), _("It accuses somebody: seal it"),
        "R22-30", where="involved", starts=("C01", "C28"), needs_reason=True,
    ),
    Row(
        "take_offline", (*S.open(), S.CLOSED), None,
        (Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.HANDLER, Role.O_LEAD, Role.B_LEAD, Role.REVIEW, Role.DISC),
        _("It touches state secrets: stop"), "SECRETS-30, 31", where="involved",
    ),
    Row(
        "bring_back", (*S.open(), S.CLOSED), None, (Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.HANDLER, Role.O_LEAD, Role.B_LEAD, Role.DISC),
        _("Examined: go on in the system"), "SECRETS-30, 31", second=(Role.O_LEAD, Role.B_LEAD, Role.DISC), where="involved",
    ),
    # ── Sorting: one petition becomes several or joins another, is not taken in, goes elsewhere, or was no petition ──
    Row("split", (S.TRIAGE,), None, (Role.DISPATCHER, Role.DISC), _("Split"), "R22-29…31"),
    Row(
        "undo_split", (S.TRIAGE,), None, (Role.DISPATCHER,), _("Undo the split"), "R22-29…31", second=(Role.B_LEAD,), needs_reason=True,
    ),
    Row("rejoin", (S.TRIAGE,), S.VOID, (SYSTEM,), _("Joined again with the petition it was split from"), "R22-29…31", stops=("C01",)),
    Row("link", (S.TRIAGE,), None, (Role.DISPATCHER,), _("Link as a repeat"), "R22-19"),
    Row("merge", (S.TRIAGE,), S.MERGED, (Role.DISPATCHER,), _("Merge into another petition"), "R22-19", stops=("C01",), papers=("D36",)),
    Row(
        "undo_merge", (S.MERGED,), S.TRIAGE, (Role.DISPATCHER,), _("Undo the merging"), "R22-19", second=(Role.B_LEAD,), starts=("C01",),
        needs_reason=True,
    ),
    Row("gain_repeat", NOT_GONE, None, (SYSTEM,), _("Brought again"), "R22-19"),
    Row("lose_repeat", NOT_GONE, None, (SYSTEM,), _("A repeat was taken out again"), "R22-19"),
    Row(
        "decline", (S.TRIAGE,), S.NOT_ACCEPTED, (Role.DISPATCHER,), _("Do not accept"), "R22-19, 23", stops=("C01",), papers=("D08",),
        needs_reason=True,
    ),
    Row(
        "decline_final", (S.TRIAGE,), S.NO_LONGER_ACCEPTED, (Role.DISPATCHER,), _("Do not accept again: decided to the end"), "R22-36",
        second=(Role.B_LEAD,), stops=("C01",), papers=("D09",), needs_reason=True,
    ),
    Row(
        "guide", (S.TRIAGE,), S.ROUTED_LEGAL, (Role.DISPATCHER,), _("Guide into a legal procedure"), "R22-22, 31", stops=("C01",),
        papers=("D10", "D33"),
    ),
    Row(
        "refer", (S.TRIAGE,), S.ROUTING, (Role.LIAISON, Role.CLERK), _("Refer to the competent organ"), "R22-19, 23", starts=("C03", "C04"),
        stops=("C02",), papers=("D04", "D06"),
    ),
    Row("receive", (S.ROUTING,), S.TRIAGE, (Role.DISPATCHER,), _("Receive for sorting"), "R22-22", is_main=True),
    Row(
        "report_up", (S.TRIAGE,), S.ROUTING, (Role.B_LEAD,), _("Report up for a decision"), "R22-22", starts=("C03", "C22"), stops=("C01",),
        papers=("D04", "D06"), needs_reason=True,
    ),
    Row(
        "void", (S.REGISTERED, S.TRIAGE), S.VOID, (Role.CLERK,), _("Void: registered by mistake"), "R22-22",
        second=(Role.B_LEAD, Role.O_LEAD), stops=("C01", "C02"), needs_reason=True,
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
    Row(
        "allow_late_objection", (S.ROUTING, S.PENDING_NOTICE), None, (Role.SUPERV,), _("Allow an objection after its time"), "R22-23",
        where="above", stops=("C04",), needs_reason=True,
    ),
    Row(
        "dispute", (S.ROUTING, S.OBJECTED, S.PENDING_NOTICE), S.DISPUTED, (Role.DISPATCHER, Role.O_LEAD), _("Declare a dispute on competence"),
        "R22-24", where="involved", starts=("C27",), stops=("C04", "C05"),
    ),
    Row(
        "decide_dispute", (S.DISPUTED,), S.PENDING_NOTICE, (Role.O_LEAD, Role.JOINT), _("Decide which organ is competent"), "R22-22…24",
        is_main=True, starts=("C03", "C31"), stops=("C27", "C03"), papers=("D13", "D13A", "D06"), needs_reason=True,
    ),
    Row("appoint", (S.PENDING_NOTICE, S.HANDLING, S.ISSUED), None, (Role.LIAISON, Role.O_LEAD), _("Name the case handler"), "R22-28"),
    Row(
        "accept", (S.PENDING_NOTICE,), S.HANDLING, (Role.HANDLER,), _("Accept, with written notice"), "R22-23, 31", second=(Role.LIAISON,),
        is_main=True, starts=("C06", "C09", "C25", "C26"), stops=("C02", "C03", "C04", "C08"), papers=("D07",),
    ),
    Row(
        "refuse_acceptance", (S.PENDING_NOTICE,), S.NOT_ACCEPTED, (Role.HANDLER,), _("Refuse acceptance"), "R22-19, 23", second=(Role.O_LEAD,),
        stops=("C02", "C03"), papers=("D08",), needs_reason=True,
    ),
    Row(
        "guide_from_organ", (S.PENDING_NOTICE, S.HANDLING), S.ROUTED_LEGAL, (Role.HANDLER,), _("Guide into another body's legal procedure"),
        "R22-23, 31", second=(Role.O_LEAD,), stops=("C02", "C03"), papers=("D10",), needs_reason=True,
    ),
    Row("deem_accepted", (S.ROUTING, S.PENDING_NOTICE), None, (SYSTEM,), _("Handling time starts by silence"), "R22-34", starts=("C06",)),
    Row(
        "reply_simply", (S.HANDLING,), S.CLOSED, (Role.HANDLER,), _("Reply and close"), "SIMPLE", is_main=True, stops=("C09",), papers=("D17R",),
    ),
    Row(
        "convert", (S.HANDLING,), None, (Role.HANDLER,), _("Go on in ordinary procedure"), "SIMPLE", starts=("C06", "C26"), papers=("D07",),
        needs_reason=True,
    ),
    Row(
        "change_track", (S.HANDLING,), None, (Role.HANDLER,), _("Change the procedure"), "R22-31", second=(Role.O_LEAD,), starts=("C06", "C25"),
        papers=("D07",), needs_reason=True,
    ),
    Row("find", (S.HANDLING,), None, (Role.HANDLER,), _("Record a finding"), "R22-31(6), 32", is_main=True),
    Row(
        "extend", (S.HANDLING,), None, (Role.HANDLER,), _("Extend"), "R22-34", second=(Role.O_LEAD,), papers=("D14",), needs_reason=True,
    ),
    Row(
        "ask_for_part", (S.PENDING_NOTICE, S.HANDLING), None, (Role.HANDLER, Role.O_LEAD, Role.DISPATCHER), _("Ask another organ for its part"),
        "R22-24", where="convener", starts=("C31",), papers=("D13A",),
    ),
    Row("give_part", PARTS_OPEN, None, (Role.LIAISON, Role.O_LEAD), _("Give our part to a case handler"), "R22-24", where="assisting"),
    Row("answer_part", PARTS_OPEN, None, (Role.HANDLER, Role.LIAISON), _("Write our part"), "R22-24", where="assisting"),
    Row("confirm_part", PARTS_OPEN, None, (Role.O_LEAD,), _("Confirm our part"), "R22-24", where="assisting", stops=("C31",)),
    Row(
        "return_part", (S.PENDING_NOTICE, S.HANDLING), None, (Role.HANDLER, Role.O_LEAD), _("Return a part"), "R22-24", starts=("C31",),
        needs_reason=True,
    ),
    Row(
        "record_meeting", (S.ROUTING, S.PENDING_NOTICE, S.HANDLING), None, (Role.DISPATCHER, Role.B_LEAD, Role.HANDLER, Role.O_LEAD),
        _("Record a coordination meeting"), "R22-24", where="convener", starts=("C31",), papers=("D13A",),
    ),
    Row(
        "override_parts", (S.HANDLING, S.SIGN_OFF), None, (Role.O_LEAD,), _("Go on without the missing parts"), "R22-24", stops=("C31",),
        needs_reason=True,
    ),
    Row(
        "serve_extension", (S.HANDLING, S.SIGN_OFF), None, (Role.HANDLER, Role.LIAISON), _("Record service of the extension notice"), "R22-34",
        papers=("D23",),
    ),
    Row(
        "ask_extension", (S.HANDLING,), None, (Role.HANDLER,), _("Ask the assigning organ for an extension"), "SD-42", needs_reason=True,
    ),
    Row(
        "approve_extension", (S.HANDLING,), None, (Role.DISPATCHER, Role.B_LEAD), _("Approve the extension of an assigned matter"), "SD-42",
        where="sender",
    ),
    # A hearing while the matter is handled stops no clock (domain.md §3.4 row 25).
    Row("hold_hearing", (S.HANDLING,), None, (Role.O_LEAD,), _("Call a hearing"), "R22-31(6)", papers=("D15A", "D15B")),
    Row(
        "record_hearing", (S.HANDLING,), None, (Role.HANDLER, Role.O_LEAD), _("Record the hearing and its conclusion"), "R22-31(6)",
        papers=("D15C", "D15D"),
    ),
    Row(
        "mediate", (S.HANDLING,), None, (Role.HANDLER,), _("Record a mediation or settlement"), "R22-33", starts=("C23", "C24"), papers=("D16",),
    ),
    Row(
        "settle", (S.HANDLING,), S.EXECUTING, (Role.HANDLER,), _("Settled: go on to its performance"), "R22-33", second=(Role.O_LEAD,),
        stops=("C06", "C25"),
    ),
    Row("submit", (S.HANDLING,), S.SIGN_OFF, (Role.HANDLER,), _("Send the opinion to be signed"), "R22-32", is_main=True),
    Row("return_draft", (S.SIGN_OFF,), S.HANDLING, (Role.O_LEAD,), _("Return the draft"), "R22-32", needs_reason=True),
    Row(
        "sign", (S.SIGN_OFF,), S.ISSUED, (Role.O_LEAD,), _("Sign and issue"), "R22-32, 34", is_main=True,
        starts=("C29",), stops=("C06", "C20", "C25", "C26"), papers=("D17", "D17R", "D34"),
    ),
    Row(
        "serve", (S.ISSUED,), S.REMEDY_WINDOW, (Role.HANDLER, Role.LIAISON), _("Record service"), "R22-32, 35", is_main=True,
        starts=("C12", "C23"), stops=("C29",), papers=("D23",),
    ),
    Row(
        "serve_reply", (S.ISSUED,), (S.EXECUTING, S.CLOSED), (Role.HANDLER, Role.LIAISON), _("Record service and close"), "R22-29, 31(5)",
        is_main=True, starts=("C23",), stops=("C29",), papers=("D23",),
    ),
    Row("report_result", (S.ISSUED, S.REMEDY_WINDOW, S.CLOSED), None, (Role.O_LEAD,), _("Report the result to the assigning bureau"), "R22-22(3)", papers=("D24",), is_principals=True),
    Row(
        "accept_report", (S.ISSUED, S.REMEDY_WINDOW, S.CLOSED), None, (Role.DISPATCHER, Role.B_LEAD), _("Accept the report of the result"),
        "R22-22(3)", where="sender", stops=("C11",),
    ),
    Row(
        "return_report", (S.ISSUED, S.REMEDY_WINDOW, S.CLOSED), None, (Role.DISPATCHER, Role.B_LEAD), _("Return the report of the result"),
        "R22-22(3)", where="sender", needs_reason=True,
    ),
    # ── Review and re-review (arts 35, 36). Deciding and serving are two steps, because service has its own day (docs/decisions/0006). ──
    Row(
        # A letter that was posted in time may arrive when the window has lapsed already (domain.md §2.5.2).
        "request_review", (S.REMEDY_WINDOW, S.EXECUTING, S.CLOSED), S.UNDER_REVIEW, (CITIZEN, Role.REVIEW, Role.CLERK), _("Register a request for review"),
        "R22-35", where="review", starts=("C13", "C16"), stops=("C12",), papers=("D18",),
    ),
    Row(
        "accept_review", (S.UNDER_REVIEW,), None, (Role.REVIEW,), _("Take up the review"), "R22-35", is_main=True, stops=("C16",), papers=("D19",),
    ),
    Row(
        "refuse_review", (S.UNDER_REVIEW,), S.REMEDY_WINDOW, (Role.REVIEW,), _("Refuse the review"), "R22-35", starts=("C12",),
        stops=("C13", "C16"), papers=("D19",), needs_reason=True,
    ),
    Row(
        "decide_review", (S.UNDER_REVIEW,), None, (Role.REVIEW,), _("Decide the review"), "R22-35", second=(Role.O_LEAD,), is_main=True,
        starts=("C29",), stops=("C13",), papers=("D20",),
    ),
    Row(
        "serve_review", (S.UNDER_REVIEW,), (S.REREVIEW_WINDOW, S.HANDLING, S.EXECUTING, S.CLOSED), (Role.REVIEW,), _("Record service of the review opinion"),
        "R22-35, 36", is_main=True, starts=("C14", "C20"), stops=("C29",), papers=("D23",),
    ),
    Row(
        "request_rereview", (S.REREVIEW_WINDOW, S.EXECUTING, S.CLOSED), S.UNDER_REREVIEW, (CITIZEN, Role.REVIEW, Role.CLERK),
        _("Register a request for re-review"), "R22-36", where="review", starts=("C15", "C16"), stops=("C14",), papers=("D21",),
    ),
    Row(
        "accept_rereview", (S.UNDER_REREVIEW,), None, (Role.REVIEW,), _("Take up the re-review"), "R22-36", is_main=True, stops=("C16",),
        papers=("D19",),
    ),
    Row(
        "refuse_rereview", (S.UNDER_REREVIEW,), S.REREVIEW_WINDOW, (Role.REVIEW,), _("Refuse the re-review"), "R22-36", starts=("C14",),
        stops=("C15", "C16"), papers=("D19",), needs_reason=True,
    ),
    Row(
        "pause_rereview", (S.UNDER_REREVIEW,), None, (Role.REVIEW,), _("Call a hearing; the time stands still"), "R22-36", papers=("D15A",),
    ),
    Row(
        "resume_rereview", (S.UNDER_REREVIEW,), None, (Role.REVIEW,), _("Record the hearing's conclusion; the time goes on"), "R22-36",
        is_main=True, papers=("D15D",),
    ),
    Row(
        "decide_rereview", (S.UNDER_REREVIEW,), None, (Role.REVIEW,), _("Decide the re-review"), "R22-36", second=(Role.O_LEAD,), is_main=True,
        starts=("C29",), stops=("C15",), papers=("D22",),
    ),
    Row(
        "serve_rereview", (S.UNDER_REREVIEW,), (S.EXECUTING, S.CLOSED, S.HANDLING), (Role.REVIEW,), _("Record service of the re-review opinion"),
        "R22-36", is_main=True, starts=("C20",), stops=("C29",), papers=("D23",),
    ),
    # 责令限期改正: ordered from above, done by the organ, judged by who ordered it; the petitioner may ask for a review of the new answer.
    Row(
        "order_correction", (S.ISSUED, S.REMEDY_WINDOW, S.EXECUTING, S.CLOSED), S.CORRECTION, (Role.SUPERV,), _("Order to correct the answer"),
        "R22-43…46", second=(Role.B_LEAD, Role.O_LEAD), where="above", starts=("C19",), stops=("C12", "C14", "C29"), papers=("D28",),
    ),
    Row(
        "start_correction", (S.CORRECTION,), S.HANDLING, (Role.HANDLER, Role.LIAISON), _("Begin the correction"), "R22-43…46", is_main=True,
    ),
    Row(
        "accept_correction", (S.ISSUED, S.REMEDY_WINDOW, S.EXECUTING, S.CLOSED), None, (Role.SUPERV, Role.B_LEAD, Role.O_LEAD),
        _("Accept the correction"), "R22-43…46", where="above", stops=("C19",),
    ),
    Row(
        "return_correction", (S.ISSUED, S.REMEDY_WINDOW, S.EXECUTING, S.CLOSED), S.CORRECTION, (Role.SUPERV, Role.B_LEAD, Role.O_LEAD),
        _("Return the correction"), "R22-43…46", where="above", stops=("C12", "C14", "C29"), needs_reason=True,
    ),
    Row(
        "accept_answer", (S.REMEDY_WINDOW, S.REREVIEW_WINDOW), (S.EXECUTING, S.CLOSED), (Role.HANDLER, Role.LIAISON),
        _("Petitioner accepts the answer in writing"), "R22-35, 36", stops=("C12", "C14"),
    ),
    Row(
        "lapse", (S.REMEDY_WINDOW, S.REREVIEW_WINDOW), (S.EXECUTING, S.CLOSED), (SYSTEM,), _("Time to ask for a review has passed"), "R22-35, 36",
        stops=("C12", "C14"),
    ),
    # ── What was promised (art. 32 ¶2) ──
    Row(
        "perform", (S.HANDLING, S.REMEDY_WINDOW, S.EXECUTING), None, (Role.HANDLER,), _("Record that a promise was carried out"), "R22-32",
        starts=("C23",), stops=("C23",),
    ),
    Row(
        "exempt_promise", (S.HANDLING, S.REMEDY_WINDOW, S.EXECUTING), None, (Role.HANDLER,), _("Release from a promise"), "R22-32",
        second=(Role.O_LEAD,), starts=("C23",), needs_reason=True,
    ),
    Row(
        "confirm_performance", (S.HANDLING, S.REMEDY_WINDOW, S.EXECUTING, S.CLOSED), None, (CITIZEN,), _("Petitioner says whether it was carried out"),
        "R22-32", starts=("C23",),
    ),
    Row(
        "close_performed", (S.EXECUTING,), S.CLOSED, (Role.HANDLER,), _("Close: everything promised was carried out"), "R22-32", is_main=True,
        stops=("C23",),
    ),
    # 群众评价: answered is not solved. By the petitioner alone, whatever comes after the answer; never once the file is sealed.
    Row(
        "evaluate", (S.REMEDY_WINDOW, S.UNDER_REVIEW, S.REREVIEW_WINDOW, S.UNDER_REREVIEW, S.EXECUTING, S.CLOSED), None, (CITIZEN,),
        _("Petitioner rates the answer"), "R22-21",
    ),
    # A sealed matter is filed by the accusation officer who has it, and by nobody else.
    Row("archive", FILED_FROM, S.ARCHIVED, (Role.ARCHIVIST, Role.DISC), _("Archive"), "ARCH-13, 37", is_main=True, papers=("D37",)),
    Row(
        "put_on_hold", (S.ARCHIVED,), None, (Role.ARCHIVIST, Role.O_LEAD, Role.B_LEAD, Role.DISC), _("Put on legal hold"), "ARCH-13",
        needs_reason=True,
    ),
    Row(
        "lift_hold", (S.ARCHIVED,), None, (Role.ARCHIVIST, Role.O_LEAD, Role.B_LEAD, Role.DISC), _("Lift the legal hold"), "ARCH-13",
        needs_reason=True,
    ),
    Row(
        "dispose", (S.ARCHIVED,), None, (Role.ARCHIVIST, Role.DISC), _("Destroy the file"), "ARCH-16",
        second=(Role.O_LEAD, Role.B_LEAD, Role.DISC), needs_reason=True,
    ),
    # ── Leaving: by the petitioner's will, because there is nobody and nothing left, and the way back ──
    Row("ask_withdrawal", UNANSWERED, None, (CITIZEN, Role.CLERK), _("Petitioner withdraws"), "R22", where="involved"),
    Row("revoke_withdrawal", UNANSWERED, None, (CITIZEN, Role.CLERK), _("Withdrawal revoked"), "R22", where="involved"),
    Row("withdraw", UNANSWERED, S.WITHDRAWN, (SYSTEM,), _("Withdrawn"), "R22", papers=("D35",)),
    Row("withdraw_some", UNANSWERED, None, (SYSTEM,), _("Some of the petitioners have withdrawn"), "R22", papers=("D35",)),
    Row(
        "terminate", tuple(S.open()), S.TERMINATED, (Role.O_LEAD, Role.B_LEAD), _("End the handling"), "R22", papers=("D35",), needs_reason=True,
    ),
    Row(
        "serve_notice", (S.NOT_ACCEPTED, S.NO_LONGER_ACCEPTED, S.ROUTED_LEGAL, S.WITHDRAWN, S.MERGED, S.TERMINATED), None,
        (Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.HANDLER), _("Record service of the notice"), "R22-23", is_main=True, papers=("D23",),
    ),
    Row(
        "reopen", (S.CLOSED, S.ARCHIVED), S.TRIAGE, (Role.DISPATCHER,), _("Reopen"), "R22-14, 43…46", second=(Role.B_LEAD,), where="involved",
        starts=("C01",), needs_reason=True,
    ),
    # ── Urgent matters: the report is owed in every state, also after the petition has left (art. 25) ──
    Row(
        "flag_urgent", tuple(S.open()), None,
        (Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.HANDLER, Role.O_LEAD, Role.B_LEAD, Role.DISC), _("Flag as urgent"), "R22-25",
        where="involved", starts=("C17", "C30"), needs_reason=True,
    ),
    Row(
        "report_urgent", NOT_VOID, None, (Role.B_LEAD, Role.O_LEAD, Role.DISC), _("Report the urgent matter"), "R22-25", stops=("C17", "C30"),
        papers=("D29",),
    ),
    Row(
        "acknowledge_urgent", NOT_VOID, None, (Role.O_LEAD, Role.B_LEAD, Role.JOINT), _("Acknowledge the urgent report"), "R22-25", where="told",
    ),
    Row(
        "record_urgent_receipt", NOT_VOID, None, (Role.B_LEAD, Role.O_LEAD, Role.DISC), _("Record who took the urgent call"), "R22-25",
    ),
    Row(
        "clear_urgent", NOT_VOID, None, (Role.B_LEAD, Role.O_LEAD, Role.DISC), _("Not urgent any more"), "R22-25", needs_reason=True,
    ),
    Row(
        "add_material", tuple(S.open()), None, (CITIZEN, Role.CLERK, Role.LIAISON, Role.HANDLER), _("Add material"), "R22-19",
        where="involved",
    ),
    # A machine may be wrong about a file: two officers let it out, never one where a virus was found.
    Row(
        "release_file", tuple(state for state in NOT_VOID if state != S.ARCHIVED), None, (Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.HANDLER, Role.REVIEW, Role.DISC),
        _("Release a file that was held back"), "R22-14", second=(Role.O_LEAD, Role.B_LEAD, Role.DISC), where="involved", needs_reason=True,
    ),
    # Asides: they never move the petition and never touch a clock.
    Row(
        "ask_petitioner", (S.TRIAGE, S.PENDING_NOTICE, S.HANDLING), None,
        (Role.DISPATCHER, Role.LIAISON, Role.HANDLER, Role.O_LEAD, Role.DISC), _("Ask the petitioner"), "R22-31",
    ),
    Row(
        "ask_recusal", tuple(S.open()), None, (CITIZEN, Role.CLERK, Role.LIAISON, Role.HANDLER, Role.DISC),
        _("Petitioner asks for a recusal"), "R22-28", where="involved",
    ),
    Row(
        "decide_recusal", tuple(S.open()), None, (Role.O_LEAD, Role.B_LEAD, Role.DISC), _("Decide on the recusal asked for"), "R22-28",
        needs_reason=True,
    ),
    Row(
        "recuse", (*S.open(), S.CLOSED), None,
        (Role.CLERK, Role.DISPATCHER, Role.LIAISON, Role.HANDLER, Role.O_LEAD, Role.B_LEAD, Role.REVIEW, Role.DISC, Role.ARCHIVIST),
        _("Recusal"), "R22-28", where="involved", needs_reason=True,
    ),
    Row(
        "lift_recusal", (*S.open(), S.CLOSED), None, (Role.DISPATCHER, Role.LIAISON, Role.O_LEAD, Role.B_LEAD, Role.DISC),
        _("Lift a recusal"), "R22-28", second=(Role.O_LEAD, Role.B_LEAD, Role.DISC), where="involved", needs_reason=True,
    ),
    # 保密件: who may read. Heads, and the dispatcher of a bureau; of a sealed accusation its own officer names the leader in charge.
    Row("restrict", NOT_VOID, None, (Role.DISPATCHER, Role.B_LEAD, Role.O_LEAD), _("Make it a confidential matter"), "R22-30", needs_reason=True),
    Row(
        "unrestrict", NOT_VOID, None, (Role.DISPATCHER, Role.B_LEAD, Role.O_LEAD), _("No confidential matter any more"), "R22-30",
        needs_reason=True,
    ),
    Row(
        "name_readers", NOT_VOID, None, (Role.DISPATCHER, Role.B_LEAD, Role.O_LEAD, Role.DISC), _("Name who may read it"), "R22-30",
        where="involved", needs_reason=True,
    ),
    Row(
        "end_readers", NOT_VOID, None, (Role.DISPATCHER, Role.B_LEAD, Role.O_LEAD, Role.DISC), _("Take somebody off its readers"), "R22-30",
        where="involved", needs_reason=True,
    ),
    # 第三方参与 (art. 15 ¶2): somebody from outside sees this one matter, for a purpose and until a day, once confidentiality was pledged.
    Row(
        "invite_third_party", INVITED_IN, None, (Role.DISPATCHER, Role.B_LEAD, Role.HANDLER, Role.O_LEAD), _("Invite a third party"),
        "R22-15", where="convener",
    ),
    Row("third_party_pledge", INVITED_IN, None, (Role.GUEST,), _("Third party pledges confidentiality"), "R22-15", where="invited"),
    Row("third_party_opinion", INVITED_IN, None, (Role.GUEST,), _("Third party gives an opinion"), "R22-15", where="invited"),
    Row(
        "withdraw_invitation", INVITED_IN, None, (Role.DISPATCHER, Role.B_LEAD, Role.HANDLER, Role.O_LEAD),
        _("Take back the invitation of a third party"), "R22-15", where="convener", needs_reason=True,
    ),
    # An officer leaves: the matters stay in the organ and get a new name beside them.
    Row("hand_over", tuple(S.open()), None, (Role.LIAISON, Role.O_LEAD, Role.B_LEAD, Role.DISPATCHER), _("Hand over to a colleague"), "R22-28"),
    Row("recount", (*S.open(), S.CLOSED), None, (SYSTEM,), _("Dates recounted after a notice on days off"), "R22"),
    # 督办留痕: a demand of supervision leaves its line in the petition's own history, whatever has become of the petition.
    Row("note_supervision", NOT_VOID, None, (SYSTEM,), _("Supervision"), "R22-40"),
)  # fmt: skip

STEPS = {row.step: row for row in TABLE}

# A petition is born by registration, or taken over from another system (decisions.md 12); these are events, not steps.
BIRTHS = {
    "register": _("Registered"),
    "split_off": _("Split off"),
    "take_over_open": _("Taken over, open"),
    "take_over_closed": _("Taken over, closed elsewhere"),
}
OTHER_EVENTS = {
    "propose": _("Proposed"),
    "refuse_proposal": _("Proposal refused"),
    "row_changed": _("Changed beside the procedure"),  # written by the database, petitions/chain.py
}
LABELS = {**BIRTHS, **OTHER_EVENTS, **{row.step: row.label for row in TABLE}}


def transitions_for_the_database():
    """Every pair of states that a step joins; the trigger refuses all others, also to plain SQL."""
    return sorted({(str(source), str(target)) for row in TABLE for source in row.sources for target in row.targets if source != target})

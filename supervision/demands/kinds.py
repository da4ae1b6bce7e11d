"""Which demands are there? Who writes, issues and judges each, and on which paper: one plain table, the rest of the package reads it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import OrganKind, Role
from petitions.rules.demands import DemandKind

WATCHERS = (Role.SUPERV, Role.B_LEAD)
# Who may answer for the organ that something is demanded of; a case handler only what is about a petition in hand.
ANSWERING = (Role.LIAISON, Role.O_LEAD, Role.B_LEAD, Role.HANDLER)


@dataclass(frozen=True)
class Kind:
    """`second`: where not empty another officer in one of these roles issues what `by` propose. `paper`: code of its letter, none: a desk notice.
    `suggestion`: its word in D26. `days`: the date that the form suggests, counted from today; None: by clock C18."""

    code: DemandKind
    icon: str
    by: tuple
    second: tuple = ()
    paper: str = ""
    reply_paper: str = ""
    suggestion: str = ""
    needs_petition: bool = False
    is_judged: bool = True  # the answer is accepted, or has to be given again
    days: int | None = None
    about: str = ""  # what it is for, in the form
    problem: str = ""  # labels of the form; none: not asked
    analysis: str = ""
    requirement: str = ""

    @property
    def label(self):
        return self.code.label

    @property
    def is_suggestion(self):
        return bool(self.suggestion)

    @property
    def is_order(self):
        return self.code == DemandKind.ORDER

    @property
    def is_of_accountability(self):
        return self.code == DemandKind.ACCOUNTABILITY

    @property
    def issuers(self):
        return self.second or self.by

    def may_be_written_by(self, duty):
        """A leader of an organ instructs only where that organ is the government itself."""
        return duty.role in self.by and (duty.role != Role.O_LEAD or duty.organ.kind == OrganKind.GOVERNMENT)

    def may_be_issued_by(self, duty):
        return self.may_be_written_by(duty) and duty.role in self.issuers


SUGGESTION = {
    "by": WATCHERS, "second": (Role.B_LEAD,), "paper": "D26", "reply_paper": "D27", "problem": _("Facts found"), "analysis": _("Analysis"),
    "requirement": _("Suggestions, one a line"),
}  # fmt: skip

TABLE = (
    Kind(
        DemandKind.URGE, "bell", WATCHERS, needs_petition=True, is_judged=False, days=3,
        about=_("A short word to the organ that something is due or late. It answers in a few words; no paper is issued."),
        requirement=_("What is urged"),
    ),
    Kind(
        DemandKind.ORDER, "envelope-exclamation", WATCHERS, paper="D25", days=10,
        about=_("A letter of supervision (art. 40 para. 1): what is wrong, what must be done about it and by when. The organ replies in writing."),
        problem=_("Problem found"), requirement=_("What is required"),
    ),
    Kind(
        DemandKind.IMPROVE, "tools", suggestion="IMPROVE_WORK",
        about=_("To the organ whose work can be done better (art. 40 para. 2). Another person, a leader of the bureau, issues it."), **SUGGESTION,
    ),
    Kind(
        DemandKind.POLICY, "lightbulb", suggestion="IMPROVE_POLICY",
        about=_("To the organ that made the policy, or applies it (art. 40 para. 2). Another person, a leader of the bureau, issues it."), **SUGGESTION,
    ),
    Kind(
        DemandKind.ACCOUNTABILITY, "bank", suggestion="HOLD_ACCOUNTABLE",
        about=_("To a superior, a discipline organ or the government (art. 40 para. 3); the unit that it is about never sees it. Another person, a leader of the bureau, issues it."),
        **SUGGESTION,
    ),
    Kind(
        DemandKind.INSTRUCTION, "pen", (Role.B_LEAD, Role.O_LEAD), needs_petition=True, days=15,
        about=_("A leader's clear instruction on a petition, with a date. The organ reports back."),
        requirement=pgettext_lazy("of a leader", "Instruction"),
    ),
)  # fmt: skip

KINDS = {kind.code: kind for kind in TABLE}


def kinds_for(duty):
    """What this duty may write."""
    return [kind for kind in TABLE if kind.may_be_written_by(duty)]

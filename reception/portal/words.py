"""What is the one sentence on top of the follow page, for every state: who has it, until when, why?"""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from petitions.clocks import Rule, Unit
from petitions.models import ClosureType, Track
from petitions.workflow import State


@dataclass
class Sayings:
    """`line`: who, until when. `why`: the law and what to do. `tone`: late, done or nothing. `ending`: the last stage's name, where it is not plainly "finished"."""

    line: str
    why: str = ""
    tone: str = ""
    ending: str = ""


def day(on) -> str:
    return date_format(on, "DATE_FORMAT") if on else _("a day that is not known")


def length_of(law, extension=0) -> str:
    """ "15 days", "5 working days", "60 days, extended by 30": what the law gives."""
    if not law.length:
        return _("the day named in the letter")
    text = {
        Unit.WORKDAY: ngettext("%(n)d working day", "%(n)d working days", law.length),
        Unit.MONTH: ngettext("%(n)d month", "%(n)d months", law.length),
    }.get(law.unit, ngettext("%(n)d day", "%(n)d days", law.length)) % {"n": law.length}
    return _("%(length)s, extended by %(days)d days") % {"length": text, "days": extension} if extension else text


def reason_of(clock) -> str:
    """The limit in words with its article; of a target the office set itself, that it is one."""
    law = clock.law
    if clock.given_on:
        return _("This is the day that was named for it.")
    words = {"length": length_of(law, clock.extension_days), "day": day(clock.started_on), "article": law.article}
    if law.is_internal:
        return _("%(length)s from %(day)s. This is a target of the office; the law names no period for it.") % words
    return _("%(length)s from %(day)s (%(article)s).") % words


def answer_of(progress) -> Sayings:
    if progress.petition.is_sealed:
        return _sealed(progress)
    if progress.petition.is_taken_over and progress.petition.closure_type == ClosureType.CLOSED_ELSEWHERE:
        return _closed_elsewhere(progress)
    return SAYINGS[progress.state](progress)


def _owed(progress, clock, *, in_time, late, unknown) -> Sayings:
    """What an organ owes by a date: in time, late, or without a date that could be counted."""
    if clock is None or clock.strict_on is None:
        return Sayings(unknown % {"organ": progress.organ.name})
    words = {"organ": (clock.organ or progress.organ).name, "day": day(clock.strict_on)}
    if not progress.is_late(clock):
        return Sayings(in_time % words, reason_of(clock))
    days = (progress.today - clock.rolled_on).days
    passed = ngettext("That day passed %(days)d day ago.", "That day passed %(days)d days ago.", days) % {"days": days}
    rest = _("The offices that supervise it can see this. You need not hand in your matter again; you may ask by telephone.")
    return Sayings(late % words, f"{passed} {reason_of(clock)} {rest}", "late")


# ── Before an organ has accepted ──


def _registered(progress):
    notice = next((clock for clock in reversed(progress.clocks) if clock.rule == Rule.DIRECT_NOTICE), None)
    if notice:
        return _notice(progress)
    return _owed(
        progress, progress.running(Rule.REGISTRATION),
        in_time=_("%(organ)s has your matter and must send it to the competent organ by %(day)s."),
        late=_("%(organ)s should have sent your matter to the competent organ by %(day)s."),
        unknown=_("%(organ)s has your matter and is finding the organ that is competent."),
    )  # fmt: skip


def _notice(progress):
    deemed = progress.running(Rule.HANDLING)
    if deemed:
        return _owed(
            progress, deemed,
            in_time=_("%(organ)s has not yet told you whether it accepts the matter, but its time runs: it must answer you by %(day)s."),
            late=_("%(organ)s should have answered you by %(day)s."),
            unknown="",
        )  # fmt: skip
    running = progress.running(Rule.NOTICE, Rule.DIRECT_NOTICE)
    if running is None and any(clock.rule in (Rule.NOTICE, Rule.DIRECT_NOTICE) for clock in progress.clocks):
        return Sayings(
            _("%(organ)s has your matter and is looking at it.") % {"organ": progress.organ.name},
            _("No letter can be sent to you, because no name or no address was given (art. 23). What is decided stands on this page."),
        )
    return _owed(
        progress, running,
        in_time=_("%(organ)s has your matter and must tell you by %(day)s how it will be dealt with."),
        late=_("%(organ)s should have told you by %(day)s how your matter will be dealt with."),
        unknown=_("%(organ)s has your matter and will tell you how it will be dealt with."),
    )  # fmt: skip


def _objected(progress):
    leg = next((leg for leg in reversed(progress.legs) if leg.is_current), None)
    words = {"organ": leg.to_organ.name if leg else _("the organ it was sent to"), "decider": progress.organ.name}
    clock = progress.running(Rule.OBJECTION_DECISION)
    line = _("%(organ)s says that your matter is not in its competence. %(decider)s is deciding who has to deal with it.") % words
    if clock and clock.strict_on and not progress.is_late(clock):
        line = _("%(organ)s says that your matter is not in its competence. %(decider)s decides by %(day)s who has to deal with it.") % (
            words | {"day": day(clock.strict_on)}
        )
    return Sayings(
        line, _("An organ may say so within 5 working days, with reasons (art. 23). You need not do anything, and nothing is lost.")
    )


def _disputed(progress):
    clock = progress.running(Rule.DISPUTE)
    return Sayings(
        _("Several organs do not agree on who is competent. The organ above them decides by %(day)s.") % {"day": day(clock.strict_on)}
        if clock and clock.strict_on and not progress.is_late(clock)
        else _("Several organs do not agree on who is competent. The organ above them is deciding."),
        _("Its decision binds them (art. 24). You need not do anything, and nothing is lost."),
    )


# ── In handling ──


def _handling(progress):
    redo = progress.running(Rule.REDO)
    if redo:
        return _owed(
            progress, redo,
            in_time=_("The review decided that %(organ)s has to deal with your matter again and answer you by %(day)s."),
            late=_("The review decided that %(organ)s has to deal with your matter again; it should have answered you by %(day)s."),
            unknown="",
        )  # fmt: skip
    clock = progress.running(Rule.HANDLING, Rule.SIMPLE_REPLY, Rule.DUTY, Rule.SUGGESTION_REPLY)
    if clock and clock.law.is_internal:
        return _owed(
            progress, clock,
            in_time=_("%(organ)s is studying what you wrote and means to reply by %(day)s."),
            late=_("%(organ)s meant to reply to you by %(day)s."),
            unknown="",
        )  # fmt: skip
    return _owed(
        progress, clock,
        in_time=_("%(organ)s must answer you by %(day)s."),
        late=_("%(organ)s should have answered you by %(day)s."),
        unknown=_("%(organ)s is dealing with your matter."),
    )  # fmt: skip


def _issued(progress):
    words = {"organ": progress.organ.name, "day": day(progress.proceeding.issued_on if progress.proceeding else None)}
    read = _("You can read it below already. The time for asking for a review begins only on the day the letter reaches you.")
    if progress.petition.track != Track.T6_PETITION:  # a review is open against an opinion of the petition procedure alone
        read = _("You can read it below already.")
    return Sayings(_("%(organ)s answered on %(day)s. The letter is on its way to you.") % words, read, "done")


def _may_ask(progress):
    window = progress.running(Rule.REVIEW_REQUEST)
    words = {"organ": progress.organ.name, "above": progress.review_organ, "day": day(window.rolled_on if window else None)}
    if window and progress.is_late(window):
        return Sayings(
            _("You have the answer of %(organ)s. The time to ask for a review ended on %(day)s.") % words, reason_of(window), "done"
        )
    return Sayings(
        _("You have the answer of %(organ)s. If you do not agree, you may ask %(above)s for a review until %(day)s.") % words,
        _("You have 30 days from the day on which the answer reached you (art. 35). A letter is in time when it is posted by then."),
        "done",
    )


# ── Review, execution, correction ──


def _is_decided(progress):
    """The last request was decided, and its opinion is not served yet."""
    return bool(progress.requests) and getattr(progress.requests[-1], "decision", None) is not None


def _under_review(progress):
    if _is_decided(progress):
        return _opinion_issued(progress, _("%(organ)s decided on your request for a review on %(day)s."))
    return _owed(
        progress, progress.running(Rule.REVIEW),
        in_time=_("%(organ)s is reviewing the answer and must decide by %(day)s."),
        late=_("%(organ)s should have decided on the review by %(day)s."),
        unknown=_("%(organ)s is reviewing the answer."),
    )  # fmt: skip


def _may_ask_again(progress):
    window = progress.running(Rule.REREVIEW_REQUEST)
    words = {"day": day(window.rolled_on if window else None), "above": progress.review_organ}
    if window and progress.is_late(window):
        return Sayings(
            _("You have the review opinion. The time to ask for a re-review ended on %(day)s.") % words, reason_of(window), "done"
        )
    return Sayings(
        _("You have the review opinion. If you do not agree, you may ask %(above)s for a re-review until %(day)s.") % words,
        _(
            "You have 30 days from the day on which the review opinion reached you (art. 36). A letter is in time when it is posted by then."
        ),
        "done",
    )


def _hearing(progress, clock):
    """The clock stands still while a hearing is held."""
    since = max(pause.from_on for pause in clock.pauses.all())
    return Sayings(
        _("%(organ)s holds a hearing on your matter.") % {"organ": progress.organ.name},
        _("Since %(day)s the time for the re-review stands still; it goes on when the hearing is concluded (art. 36).")
        % {"day": day(since)},
    )


def _opinion_issued(progress, line):
    """Decided, and on its way."""
    decision = progress.decisions[-1].decision
    return Sayings(
        line % {"organ": progress.organ.name, "day": day(decision.decided_on)},
        _("The letter is on its way to you; you can read it below already."),
        "done",
    )


def _under_rereview(progress):
    if _is_decided(progress):
        return _opinion_issued(progress, _("%(organ)s decided on your request for a re-review on %(day)s."))
    clock = progress.running(Rule.REREVIEW)
    if clock and clock.strict_on is None and clock.pauses.all():
        return _hearing(progress, clock)
    return _owed(
        progress, progress.running(Rule.REREVIEW),
        in_time=_("%(organ)s is looking at the matter for the last time and must decide by %(day)s."),
        late=_("%(organ)s should have decided on the re-review by %(day)s."),
        unknown=_("%(organ)s is looking at the matter for the last time."),
    )  # fmt: skip


def _executing(progress):
    return _owed(
        progress, progress.running(Rule.EXECUTION),
        in_time=_("%(organ)s has to carry out what was promised, by %(day)s."),
        late=_("%(organ)s should have carried out by %(day)s what was promised."),
        unknown=_("%(organ)s says that what was promised has been carried out. Please say below whether that is so."),
    )  # fmt: skip


def _correcting(progress):
    return _owed(
        progress, progress.running(Rule.CORRECTION, Rule.REDO),
        in_time=_("%(organ)s has to correct how it dealt with your matter, by %(day)s."),
        late=_("%(organ)s should have corrected by %(day)s how it dealt with your matter."),
        unknown=_("%(organ)s has to correct how it dealt with your matter."),
    )  # fmt: skip


# ── Ends ──


def _closed(progress):
    petition = progress.petition
    words = {"day": day(petition.closed_on), "organ": progress.organ.name}
    if petition.closure_type == ClosureType.ACCEPTED_BY_PETITIONER:
        line = _("Your matter is finished since %(day)s: you wrote that you accept the answer of %(organ)s.") % words
    elif petition.finality == "REREVIEW_FINAL":
        line = _("Your matter is finished since %(day)s. The last opinion is final.") % words
    elif petition.closure_type == ClosureType.SETTLED:
        line = _("Your matter is finished since %(day)s: %(organ)s says that what was agreed has been performed.") % words
    elif petition.closure_type == ClosureType.CARRIED_OUT:
        line = (
            _("Your matter is finished since %(day)s. %(organ)s has answered you, and says that what it promised was carried out.") % words
        )
    else:
        line = _("Your matter is finished since %(day)s. %(organ)s has answered you.") % words
    return Sayings(line, _("New facts or new reasons can be handed in as a new matter at any time."), "done")


def _closed_elsewhere(progress):
    words = {"day": day(progress.petition.closed_on), "organ": progress.organ.name}
    return Sayings(
        _("Your matter was answered on %(day)s, before this system took it over.") % words,
        _("What was answered stands in the letter that you got then. %(organ)s can tell you more.") % words,
        "done",
        _("Answered"),
    )


def _ended(line, why, ending):
    """An end that a letter explains; `line` knows the day and the organ."""

    def say(progress):
        words = {"day": day(progress.petition.closed_on), "organ": progress.organ.name}
        return Sayings(_(line) % words, _(why) % words, "done", _(ending))

    return say


def _sealed(progress):
    petition = progress.petition
    if progress.state in (State.HANDED_DISCIPLINE, State.ARCHIVED) and petition.closed_on:
        return Sayings(
            _("Received on %(received)s. Handed to the competent organ on %(day)s.") % {"received": day(petition.received_on), "day": day(petition.closed_on)},
            tone="done",
        )  # fmt: skip
    return Sayings(_("Received on %(received)s.") % {"received": day(petition.received_on)})


SAYINGS = {
    State.REGISTERED: _registered,
    State.TRIAGE: _registered,
    State.ROUTING: _notice,
    State.OBJECTED: _objected,
    State.DISPUTED: _disputed,
    State.PENDING_NOTICE: _notice,
    State.HANDLING: _handling,
    State.SIGN_OFF: _handling,
    State.ISSUED: _issued,
    State.REMEDY_WINDOW: _may_ask,
    State.UNDER_REVIEW: _under_review,
    State.REREVIEW_WINDOW: _may_ask_again,
    State.UNDER_REREVIEW: _under_rereview,
    State.EXECUTING: _executing,
    State.CORRECTION: _correcting,
    State.CLOSED: _closed,
    State.ARCHIVED: _closed,
    State.HANDED_DISCIPLINE: _sealed,
    State.NOT_ACCEPTED: _ended(
        gettext_noop("%(organ)s did not accept the matter."),
        gettext_noop("The notice below says why, by which article, and where you can turn instead."),
        gettext_noop("Not accepted"),
    ),
    State.NO_LONGER_ACCEPTED: _ended(
        gettext_noop("%(organ)s does not accept this matter again: it has been decided to the end."),
        gettext_noop("The notice below says which decision that was. New facts or new reasons open a new matter."),
        gettext_noop("Not accepted again"),
    ),
    State.ROUTED_LEGAL: _ended(
        gettext_noop("Your matter is decided in another legal procedure."),
        gettext_noop("The notice below says which body decides it, where that is and how long it may take."),
        gettext_noop("Guided into another procedure"),
    ),
    State.WITHDRAWN: _ended(
        gettext_noop("You withdrew your matter."),
        gettext_noop("You may hand it in again at any time."),
        gettext_noop("Withdrawn"),
    ),
    State.MERGED: _ended(
        gettext_noop("What you handed in is dealt with together with another petition on the same matter."),
        gettext_noop("Nothing that you wrote is lost. %(organ)s can tell you how far it is."),
        gettext_noop("Joined with another petition"),
    ),
    State.TERMINATED: _ended(
        gettext_noop("The handling of this matter has ended."),
        gettext_noop("The notice below says why. %(organ)s can tell you more."),
        gettext_noop("Ended"),
    ),
    State.VOID: _ended(
        gettext_noop("This registration was made by mistake and does not count."),
        gettext_noop("%(organ)s can tell you more. If something of yours is still open, please hand it in again."),
        gettext_noop("Registered by mistake"),
    ),
}

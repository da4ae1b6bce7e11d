"""What must be true of the matter before a step is taken? One that does not fit is not offered; one that is not ready waits with its reason."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext

from accounts.models import Duty, OrganKind, Role

from . import completeness, evaluating
from .explanation import long
from .models.file_check import FileCheck
from .models.party import Claim
from .models.proceeding import Proceeding, Track
from .models.remedy import REVIEWS, where_a_review_stands
from .models.transfer import Transfer
from .rulebook import Rule, rule_for
from .workflow.correction import correction_is_answered
from .workflow.joint import missing_parts
from .workflow.states import SYSTEM, State

MOST_RETURNS = 2


def _has_remedy(petition):
    """The petition procedure has one, unless the profile knows none (a hotline's order)."""
    return petition.track == Track.T6_PETITION and rule_for(Rule.REVIEW_REQUEST, petition.profile, petition.received_on).applies


def _assignment(petition):
    return petition.transfers.filter(kind=Transfer.Kind.ASSIGN, is_current=True).first()


def _reported(petition):
    assignment = _assignment(petition)
    return bool(assignment and assignment.reported_on and petition.clocks.running().filter(rule="C11").exists())


def _review_is_at(petition):
    """What of a review is to be done now. Lists bring it as a column; of a single matter it is asked where there is a review."""
    if hasattr(petition, "review_is_at"):
        return petition.review_is_at
    if petition.state not in REVIEWS:
        return ""
    return type(petition).objects.filter(pk=petition.pk).values_list(where_a_review_stands(), flat=True).get()


def _may_be_asked(petition, *, again):
    """In the window; and after it had lapsed, for a letter that was in the post (domain.md §2.5.2). `again`: a re-review."""
    if petition.is_sealed or petition.track != Track.T6_PETITION:
        return False
    if petition.state in (State.EXECUTING, State.CLOSED) and petition.finality != "WINDOW_LAPSED":
        return False
    served = petition.served_proceeding
    if served is None or served.kind == Proceeding.Kind.REREVIEW or (served.kind == Proceeding.Kind.REVIEW) != again:
        return False
    rule = Rule.REREVIEW_REQUEST if again else Rule.REVIEW_REQUEST
    window = petition.clocks.filter(rule=rule).exclude(rolled_on=None).last()
    return window is not None and (window.is_running or window.result == "NA")


def _may_be_heard(petition):
    return _review_is_at(petition) == "decide" and rule_for(Rule.REREVIEW, petition.profile, petition.received_on).pause_reasons


def has_open_promises(petition) -> bool:
    """Is anything that was promised to the petitioner still to be done?"""
    return any(promise.is_open for promise in petition.promises.all())


def _is_simple(petition):
    return petition.is_simple


def _is_ordinary(petition):
    return not petition.is_simple


def _may_be_extended(petition):
    clock = petition.clock_to_extend
    return petition.track == Track.T6_PETITION and clock is not None and not hasattr(clock, "extension")


# Signed by the principal of the organ, where it has one: what was assigned with a result to report, what is urgent, what many ask for.
MANY = 5


def is_major(petition) -> bool:
    """重要信访事项: by what the record says, never by a tick (National Bureau's format of the opinion letter)."""
    return petition.is_urgent or petition.headcount >= MANY or _assignment(petition) is not None


def _needs_principal(petition, row, duty):
    if row.is_principals:
        return not duty.is_principal
    if row.step != "sign" or duty.is_principal or not is_major(petition):
        return False
    return Duty.objects.current().filter(organ=duty.organ_id, role=Role.O_LEAD, is_principal=True).exists()


def _settled(petition):
    """The agreements together answer every claim."""
    agreed = {number for mediation in petition.mediations.all() if mediation.is_agreed for number in mediation.claims}
    missing = [str(claim.seq) for claim in petition.claims.all() if claim.seq not in agreed]
    if missing:
        words = {"numbers": pgettext("list of numbers", ", ").join(missing)}
        return _("Claim %(numbers)s is not part of the agreement: it needs an opinion.") % words
    return ""


def _promises_kept(petition):
    number = sum(promise.is_open for promise in petition.promises.all())
    if not number:
        return ""
    text = ngettext("%(number)d promise is not carried out yet.", "%(number)d promises are not carried out yet.", number)
    return text % {"number": number}


def _is_silent(petition):
    """No handling time has begun since the notice that runs; of a matter that was reopened an older one says nothing."""
    notice = petition.clocks.running().filter(rule__in=["C02", "C03"]).last()
    begun = petition.clocks.filter(rule="C06").exclude(result="NA")
    return not (begun.filter(started_on__gte=notice.started_on) if notice else begun).exists()


def _parts_are_untouched(petition):
    parts = [part for part in petition.split_into.all() if part.state != State.VOID]
    return bool(parts) and all(part.state == State.TRIAGE and not part.is_sealed for part in parts)


def _has_reports_to_make(petition):
    """The clock of the written report runs until the last addressee was told."""
    return any(clock.rule == "C17" and clock.is_running for clock in petition.clocks.all())


def _volume(petition):
    return petition.newest_volume


def _is_kept(petition):
    """Filed, and not destroyed."""
    volume = _volume(petition)
    return bool(volume) and not volume.is_destroyed


def _holds_files_back(petition):
    """A virus is not a matter of opinion."""
    held = FileCheck.objects.filter(evidence__petition=petition, state=FileCheck.State.HELD)
    return held.exclude(reason=FileCheck.Reason.VIRUS).exists()


RELEVANT = {
    "request_review": lambda petition: _may_be_asked(petition, again=False),
    "request_rereview": lambda petition: _may_be_asked(petition, again=True),
    **{
        step: lambda petition: _review_is_at(petition) == "admit"
        for step in ("accept_review", "refuse_review", "accept_rereview", "refuse_rereview")
    },
    "pause_rereview": _may_be_heard,
    "resume_rereview": lambda petition: _review_is_at(petition) == "hear",
    **{step: lambda petition: _review_is_at(petition) == "decide" for step in ("decide_review", "decide_rereview")},
    **{step: lambda petition: _review_is_at(petition) == "serve" for step in ("serve_review", "serve_rereview")},
    "release_file": _holds_files_back,
    "put_on_hold": lambda petition: _is_kept(petition) and not _volume(petition).hold,
    "lift_hold": lambda petition: _is_kept(petition) and bool(_volume(petition).hold),
    "dispose": _is_kept,
    "ask_recusal": lambda petition: petition.recusal_asked is None,
    "restrict": lambda petition: not petition.is_restricted and not petition.is_sealed,
    "unrestrict": lambda petition: petition.is_restricted,
    "name_readers": lambda petition: petition.is_restricted or petition.is_sealed,
    "end_readers": lambda petition: bool(petition.named),
    "decide_recusal": lambda petition: petition.recusal_asked is not None,
    "serve": _has_remedy,
    "serve_reply": lambda petition: not _has_remedy(petition),
    "keep": lambda petition: not petition.is_sealed and not petition.holder_organ.is_bureau,
    "transfer": lambda petition: not petition.is_sealed and petition.holder_organ.is_bureau,
    "assign": lambda petition: not petition.is_sealed and petition.holder_organ.is_bureau,
    "hand_to_discipline": lambda petition: petition.is_sealed,
    "identify": lambda petition: petition.is_sealed,
    "keep_accusation": lambda petition: petition.is_sealed and petition.holder_organ.kind == OrganKind.DISCIPLINE,
    "record_hand_over": lambda petition: petition.hand_over_to_record is not None,
    "classify": lambda petition: not petition.is_sealed,
    "take_offline": lambda petition: not petition.is_offline,
    "bring_back": lambda petition: petition.is_offline,
    "lift_recusal": lambda petition: bool(petition.recused),
    "split": lambda petition: bool(petition.claims.all()),
    "undo_split": _parts_are_untouched,
    "gain_repeat": lambda petition: not petition.is_sealed,
    "guide": lambda petition: petition.petition_class != "SUGGESTION",
    "refer": lambda petition: not petition.holder_organ.is_bureau and petition.holder_organ_id == petition.first_organ_id,
    "sign_for": lambda petition: not petition.holder_organ.is_bureau,
    "receive": lambda petition: petition.holder_organ.is_bureau,
    "report_up": lambda petition: petition.holder_organ.is_bureau,
    "ask_withdrawal": lambda petition: not petition.is_sealed and not petition.is_taken_over,
    "revoke_withdrawal": lambda petition: petition.withdrawals.waiting().exists(),
    "serve_notice": lambda petition: bool(petition.unserved_notices) and not petition.why_no_notice(petition.petitioner),
    "flag_urgent": lambda petition: not petition.is_urgent,
    "report_urgent": _has_reports_to_make,
    "record_urgent_receipt": lambda petition: bool(petition.unacknowledged),
    "clear_urgent": lambda petition: petition.is_urgent,
    "object": lambda petition: petition.transfers.filter(is_current=True, is_ordered=False, objection=None).exists(),
    "allow_late_objection": lambda petition: (
        petition.transfers.filter(is_current=True, is_ordered=False, late_objection_on=None, objection=None).exists()
        and not petition.clocks.running().filter(rule="C04", rolled_on__gte=timezone.localdate()).exists()
    ),
    "dispute": lambda petition: not petition.transfers.filter(is_current=True, is_ordered=True).exists(),
    "assign_jointly": lambda petition: not petition.is_sealed and petition.holder_organ.is_bureau,
    "return_part": lambda petition: petition.parts.given().exists(),
    "override_parts": lambda petition: petition.parts.missing().exists(),
    "order_correction": lambda petition: petition.open_correction is None,
    "start_correction": lambda petition: petition.open_correction is not None,
    "accept_correction": correction_is_answered,
    "return_correction": correction_is_answered,
    "invite_third_party": lambda petition: not petition.is_restricted and petition.petition_class != "ACCUSATION",
    "withdraw_invitation": lambda petition: petition.invitations_to_take_back.exists(),
    "reply_simply": _is_simple,
    "convert": _is_simple,
    "find": _is_ordinary,
    "submit": _is_ordinary,
    "mediate": _is_ordinary,
    "change_track": lambda petition: _is_ordinary(petition) and petition.track in (Track.T5_DUTY, Track.T6_PETITION),
    "extend": _may_be_extended,
    "ask_extension": lambda petition: _may_be_extended(petition) and petition.asks_assigner,
    "approve_extension": lambda petition: _may_be_extended(petition) and petition.asks_assigner,
    "serve_extension": lambda petition: petition.extension_to_tell is not None,
    "hold_hearing": lambda petition: _has_remedy(petition) and _is_ordinary(petition) and petition.hearing_to_record is None,
    "record_hearing": lambda petition: petition.hearing_to_record is not None,
    "settle": lambda petition: any(mediation.is_agreed for mediation in petition.mediations.all()),
    "perform": has_open_promises,
    "exempt_promise": has_open_promises,
    "confirm_performance": lambda petition: petition.promises.exclude(performed_on=None).exclude(answer="CONFIRMED").exists(),
    "evaluate": evaluating.is_of_a_kind,
    "report_result": lambda petition: (
        bool(_assignment(petition)) and not _reported(petition) and petition.clocks.running().filter(rule="C11").exists()
    ),
    "accept_report": _reported,
    "return_report": _reported,
    "deem_accepted": _is_silent,
}


def _classified(petition):
    return "" if petition.petition_class else _("Classify the petition first.")


def _claims_answered(petition):
    """Every claim has its answer, or nothing is signed (art. 32; domain.md §6.2)."""
    proceeding = petition.open_proceeding
    answered = set(proceeding.findings.values_list("claim", flat=True)) if proceeding else set()
    missing = [str(claim.seq) for claim in petition.claims.all() if claim.pk not in answered]
    if missing:
        return _("Claim %(numbers)s has no finding yet.") % {"numbers": pgettext("list of numbers", ", ").join(missing)}
    return ""


def _has_claims(petition):
    return (
        ""
        if Claim.objects.filter(petition=petition).exists()
        else _("Say first what the petitioner asks for: add the claims under “Classify”.")
    )


def _accused_is_named(petition):
    if petition.is_sealed and not petition.identifications.exists():
        return _("Say first who is accused, or that it cannot be known.")
    return ""


def _may_be_destroyed(petition):
    """After the last day of keeping, and never under a hold; every volume of the matter."""
    volumes = petition.volumes.prefetch_related("holds")
    if any(volume.hold for volume in volumes):
        return _("The file is on legal hold.")
    if any(volume.retained_until is None for volume in volumes):
        return _("The file is kept for ever.")
    last = max(volume.retained_until for volume in volumes)
    if last >= timezone.localdate():
        return _("The file is to be kept until %(day)s.") % {"day": long(last)}
    return ""


def _may_go_elsewhere(petition):
    """The third organ is not tried: after two returns that were right the superior decides (domain.md §3.4 row 15)."""
    if petition.transfers.filter(objection__is_agreed=True).count() < MOST_RETURNS:
        return ""
    return _("Two organs were already right to return it. Declare the dispute on competence, so that the superior decides (art. 24).")


def _not_urgent(petition):
    return _("Clear the urgent flag first: somebody may be in danger.") if petition.is_urgent else ""


def _is_no_part(petition):
    return _("It was split off from another petition: undo the split instead.") if petition.split_from_id else ""


def _nothing_was_merged_into_it(petition):
    is_master = petition.repeated_by.filter(state=State.MERGED).exists()
    return _("Another petition was merged into it: undo the merging first.") if is_master else ""


READY = {
    "guide": [_classified, _has_claims],
    "refer": [_classified],
    "report_up": [_classified],
    "hand_to_discipline": [_accused_is_named],
    "keep_accusation": [_accused_is_named],
    "void": [_not_urgent, _is_no_part, _nothing_was_merged_into_it],
    "decline_final": [_not_urgent],
    "agree_objection": [_may_go_elsewhere],
    "assign_jointly": [_classified],
    "transfer": [_classified],
    "assign": [_classified],
    "keep": [_classified],
    "accept": [_has_claims],
    "submit": [_claims_answered, missing_parts],
    "sign": [_claims_answered, missing_parts],
    "settle": [_settled],
    "close_performed": [_promises_kept],
    "archive": [completeness.sentence],
    "dispose": [_may_be_destroyed],
}


# What enters no content, and so goes on while a matter is off-line.
WITHOUT_CONTENT = {"bring_back", "recuse", "lift_recusal", "hand_over", "take", "sign_for", "receive", "appoint"}
OFFLINE = _lazy(
    "This matter touches state secrets and is off-line: nothing is entered here, and no file is added. Do not copy what you know of it. "
    "Disconnect, tell the office for the protection of secrets (保密办) at once, and go on with it on paper, as that office says."
)


def is_stopped(petition, row) -> bool:
    return petition.is_offline and row.step not in WITHOUT_CONTENT and SYSTEM not in row.by


def is_relevant(petition, row) -> bool:
    return RELEVANT.get(row.step, lambda petition: True)(petition)


def not_ready(petition, row, duty=None) -> str:
    """The sentence that says what is still missing; empty when nothing is."""
    if duty and _needs_principal(petition, row, duty):
        return _("Only the principal of your organ signs this. The system administrator records who that is, at the officer's duties.")
    if is_stopped(petition, row):
        return str(OFFLINE)
    return next((sentence for guard in READY.get(row.step, []) if (sentence := guard(petition))), "")

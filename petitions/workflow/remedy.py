"""Steps of review and re-review: the petitioner asks the organ one level up, once and then once more (arts 35, 36)."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Duty, Role
from petitions.clocks import Rule, rule_for
from petitions.letters import handling_papers, remedy_papers
from petitions.letters.papers import newest_findings
from petitions.models.clock import Clock, Pause
from petitions.models.hearing import Hearing, HearingRecord
from petitions.models.proceeding import Finding, Proceeding
from petitions.models.remedy import RemedyDecision, RemedyRequest
from petitions.review_authorities import review_organs_of

from .states import State
from .step import StepNotOpen, step

HEARING = "HEARING"
ANSWERING_STEPS = ("find", "submit", "sign")
NOT_TAKEN_UP = gettext_noop("The request was not taken up.")


@dataclass(frozen=True)
class Stage:
    """What differs between the two."""

    kind: str
    window: Rule  # the petitioner's thirty days
    decision: Rule  # the organ's thirty days
    window_state: State
    request_paper: str
    opinion_paper: str


REVIEW = Stage("REVIEW", Rule.REVIEW_REQUEST, Rule.REVIEW, State.REMEDY_WINDOW, "D18", "D20")
REREVIEW = Stage("REREVIEW", Rule.REREVIEW_REQUEST, Rule.REREVIEW, State.REREVIEW_WINDOW, "D21", "D22")
WINDOW_OF = {stage.window_state: stage.window for stage in (REVIEW, REREVIEW)}


def _same(finding, other) -> bool:
    """In substance: spaces and punctuation make no new reason."""
    said = ([finding.facts, finding.opinion], [other.facts, other.opinion])
    first, second = (["".join(character for character in text if character.isalnum()) for text in texts] for texts in said)
    return finding.result == other.result and first == second


class Remedy:
    # ── What stands where ──

    @property
    def answering_proceeding(self):
        """The organ's own work whose opinion stands, or is being made: the newest that is no review."""
        own = self.proceedings.exclude(kind__in=[Proceeding.Kind.REVIEW, Proceeding.Kind.REREVIEW])
        return own.select_related("organ__parent", "organ__line_superior", "handler__officer").last()

    @property
    def served_proceeding(self):
        """The newest whose opinion reached the petitioner; a request that was not taken up has none."""
        return self.proceedings.exclude(served_on=None).select_related("organ__parent", "organ__line_superior").last()

    @property
    def remedy_request(self):
        """The request that was made last, decided or not."""
        return self.remedy_requests.select_related("organ", "against__organ").last()

    def judges_so_far(self) -> frozenset:
        """Officers who found, wrote or signed what is attacked, and in a re-review those who reviewed it."""
        request = self.remedy_request
        steps = [*ANSWERING_STEPS, "decide_review"] if request and request.kind == RemedyRequest.Kind.REREVIEW else ANSWERING_STEPS
        hands = self.events.filter(step__in=steps).values_list("duty__officer", "proposed_by__officer")
        return frozenset(officer for pair in hands for officer in pair if officer)

    def repeated_claims(self) -> list:
        """Claims that a redo or a correction answers as the opinion before did: the same result on the same facts and reasons."""
        redo = self.open_proceeding
        if redo is None or redo.kind not in (Proceeding.Kind.REDO, Proceeding.Kind.CORRECTION):
            return []
        revoked = self.proceedings.filter(pk__lt=redo.pk).exclude(kind__in=[Proceeding.Kind.REVIEW, Proceeding.Kind.REREVIEW]).last()
        before, now = newest_findings(revoked), newest_findings(redo)
        return [claim for claim in self.claims.all() if claim.pk in before and claim.pk in now and _same(before[claim.pk], now[claim.pk])]

    def is_final_after_review(self, organ) -> bool:
        """Nobody can be asked any more after this organ's review: by profile (Henan), or because nothing stands above it."""
        return not rule_for(Rule.REREVIEW_REQUEST, self.profile, self.received_on).applies or review_organs_of(organ, self.profile).is_final

    def review_authority(self):
        """Whom the petitioner may ask against the opinion that was served last."""
        served = self.served_proceeding
        return review_organs_of(served.organ if served else self.holder_organ, self.profile)

    # ── Review ──

    @step
    def request_review(self, act, **asked):
        """复查: within thirty days from service, to the organ one level up (art. 35)."""
        self._ask_above(act, REVIEW, **asked)

    @step
    def accept_review(self, act, **told):
        self._admit(act, REVIEW, **told)

    @step
    def refuse_review(self, act, **told):
        self._turn_away(act, REVIEW, **told)

    @step
    def decide_review(self, act, **decided):
        self._decide_above(act, REVIEW, **decided)

    @step
    def serve_review(self, act, *, mode, served_on, received_by="", note=""):
        """The day on which the petitioner has the review opinion starts the thirty days for a re-review (art. 36)."""
        proceeding, decision = self._serve_ruling(act, REVIEW, mode, served_on, received_by, note)
        if decision.orders_redo:
            return self._order_redo(act, proceeding, decision)
        self._hand_back(act, proceeding)
        if self.is_final_after_review(proceeding.organ):
            return self.finish(act, proceeding, closure_type="ANSWERED", finality="REREVIEW_FINAL")
        act.start(Rule.REREVIEW_REQUEST, organ=None, on=served_on)
        return State.REREVIEW_WINDOW

    # ── Re-review ──

    @step
    def request_rereview(self, act, **asked):
        """复核: within thirty days from service of the review opinion, one level higher again (art. 36)."""
        self._ask_above(act, REREVIEW, **asked)

    @step
    def accept_rereview(self, act, **told):
        self._admit(act, REREVIEW, **told)

    @step
    def refuse_rereview(self, act, **told):
        self._turn_away(act, REREVIEW, **told)

    @step
    def pause_rereview(
        self, act, *, hearing_at, place, issues, host, panel, parties=(), is_public=False, mode="", notified_on=None, received_by=""
    ):
        """The hearing's time is not counted: from the day of its notice until the day of its conclusion (art. 36 ¶2)."""
        if timezone.localdate(hearing_at) <= act.on:
            raise StepNotOpen(_("The hearing is held on a later day than today."), field="hearing_at")
        clock = act.running_clock(Rule.REREVIEW)
        if clock is None or clock.rolled_on < act.on:
            raise StepNotOpen(_("The time for the re-review has run out; a hearing cannot stop it any more."))
        proceeding = self.open_proceeding
        hearing = act.write(
            Hearing(
                petition=self, proceeding=proceeding, at=hearing_at, place=place, issues=list(issues), host=host, panel=list(panel), parties=list(parties),
                is_public=is_public,
            )
        )  # fmt: skip
        act.write(Pause(clock=clock, from_on=act.on, reason=HEARING))
        clock.strict_on = clock.rolled_on = None  # nobody knows the date until the clock goes on
        act.write(clock)
        paper = act.issue("D15A", organ=proceeding.organ, payload=handling_papers.hearing_notice(self, hearing), for_petitioner=True)
        self._tell_of_remedy(act, paper, proceeding, mode, notified_on, received_by)
        act.details = {"hearing_on": timezone.localdate(hearing_at)}

    @step
    def resume_rereview(self, act, *, held_on, mode="", notified_on=None, received_by="", **said):
        """The conclusion is issued, and the clock goes on."""
        proceeding = self.open_proceeding
        hearing = proceeding.hearings.filter(record=None).last()
        clock = act.running_clock(Rule.REREVIEW)
        pause = clock.open_pause()
        if not pause.from_on < act.on:
            raise StepNotOpen(_("The conclusion is issued on a later day than the notice of the hearing."))
        if not pause.from_on <= held_on <= act.on:
            raise StepNotOpen(_("The hearing was held between its notice and today."), field="held_on")
        record = act.write(HearingRecord(hearing=hearing, held_on=held_on, **said))
        pause.until_on = act.on
        clock.recount(act.calendar)
        act.write(pause)
        act.write(clock)
        act.issue("D15C", organ=proceeding.organ, payload=handling_papers.hearing_record(self, record))
        payload = remedy_papers.hearing_conclusion(self, record, pause)
        paper = act.issue("D15D", organ=proceeding.organ, payload=payload, for_petitioner=True)
        self._tell_of_remedy(act, paper, proceeding, mode, notified_on, received_by)
        act.details = {"held_on": held_on, "days": (pause.until_on - pause.from_on).days}

    @step
    def decide_rereview(self, act, **decided):
        self._decide_above(act, REREVIEW, **decided)

    @step
    def serve_rereview(self, act, *, mode, served_on, received_by="", note=""):
        """The end of the procedure, unless the opinion is revoked (art. 36 ¶3)."""
        proceeding, decision = self._serve_ruling(act, REREVIEW, mode, served_on, received_by, note)
        if decision.orders_redo:
            return self._order_redo(act, proceeding, decision)
        self._hand_back(act, proceeding)
        return self.finish(act, proceeding, closure_type="ANSWERED", finality="REREVIEW_FINAL")

    # ── The same for both ──

    def _ask_above(self, act, stage, *, organ, request, grounds, way, lodged_on, received_on, excuse="", files=(), idem=None):
        against = self._attackable(stage)
        authority = review_organs_of(against.organ, self.profile)
        if organ not in authority.organs:
            raise StepNotOpen(
                str(authority.note or _("This organ is not the one to be asked; choose one that stands one level up.")), field="organ"
            )
        if not against.served_on <= lodged_on <= received_on <= act.on:
            raise StepNotOpen(
                _("A request is lodged after the opinion was served, and arrives not before it was lodged."), field="lodged_on"
            )
        self._stop_window(act, stage, lodged_on, excuse)
        if self.state != stage.window_state:
            self.finality, self.closure_type, self.closed_on = "OPEN", "", None
        if against.closed_on is None:
            against.closed_on = act.on
            act.write(against)
        act.write(Proceeding(petition=self, kind=stage.kind, organ=organ, received_on=received_on))
        asked = act.write(
            RemedyRequest(
                petition=self, kind=stage.kind, against=against, organ=organ, way=way, request=request, grounds=grounds, lodged_on=lodged_on,
                received_on=received_on, excuse=excuse, idem=idem,
            )
        )  # fmt: skip
        for evidence in files:
            evidence.petition = self
            act.write(evidence)
        act.start(stage.decision, organ=organ, on=received_on)
        if rule_for(Rule.REVIEW_ACCEPTANCE, self.profile, self.received_on).length:
            act.start(Rule.REVIEW_ACCEPTANCE, organ=organ, on=received_on)
        act.involve(organ)
        act.issue(stage.request_paper, organ=organ, payload=remedy_papers.request(self, asked, files), for_petitioner=True)
        self.holder_organ, self.holder = organ, act.by if act.by and act.by.organ_id == organ.pk and act.by.role == Role.REVIEW else None
        act.details = {"asked": organ, "way": way, "lodged_on": lodged_on, "received_on": received_on}

    def _attackable(self, stage):
        """The proceeding whose opinion may be attacked now; StepNotOpen where there is none."""
        kinds = (
            [Proceeding.Kind.REVIEW] if stage is REREVIEW else [Proceeding.Kind.HANDLING, Proceeding.Kind.CORRECTION, Proceeding.Kind.REDO]
        )
        against = self.served_proceeding
        if against is None or against.kind not in kinds:
            raise StepNotOpen(_("There is no opinion that this can be asked against."))
        if self.state != stage.window_state and self.finality != "WINDOW_LAPSED":
            raise StepNotOpen(_("The petitioner accepted the answer, or it is final: nothing more can be asked for."))
        return against

    def _stop_window(self, act, stage, lodged_on, excuse):
        """In time until the rolled date, 24:00; where the profile lets a justified reason count, also later."""
        window = act.running_clock(stage.window) or self.clocks.filter(rule=stage.window).last()
        if window is None or window.rolled_on is None:
            raise StepNotOpen(_("This matter knows no review."))
        if not window.is_running and window.result != Clock.Result.NOT_APPLICABLE:  # it was used, or given up in writing
            raise StepNotOpen(_("The petitioner accepted the answer, or it is final: nothing more can be asked for."))
        if lodged_on > window.rolled_on and not (window.law.excuses_delay and excuse):
            last_day = {"day": date_format(window.rolled_on)}
            if window.law.excuses_delay:
                raise StepNotOpen(_("The time to ask ended on %(day)s. Say what justifies the delay.") % last_day, field="excuse")
            raise StepNotOpen(_("The time to ask ended on %(day)s, 24:00. What counts is the postmark.") % last_day, field="lodged_on")
        if window in act.running:
            act.stop(stage.window, on=lodged_on)
        else:  # it had lapsed while the letter was in the post
            window.reason = ""
            window.stop(max(lodged_on, window.started_on))
            act.stopped.append(window)

    def _admit(self, act, stage, *, mode="", notified_on=None, received_by=""):
        request, proceeding = self.remedy_request, self.open_proceeding
        request.is_admitted = True
        act.write(request)
        proceeding.accepted_on, proceeding.handler, self.holder = act.on, act.by, act.by
        act.write(proceeding)
        act.stop(Rule.REVIEW_ACCEPTANCE)
        payload = remedy_papers.admission(self, request, clock=act.running_clock(stage.decision))
        paper = act.issue("D19", organ=proceeding.organ, payload=payload, for_petitioner=True)
        self._tell_of_remedy(act, paper, proceeding, mode, notified_on, received_by)

    def _turn_away(self, act, stage, *, refusal, guidance="", mode="", notified_on=None, received_by=""):
        """Back to where it was: the window ends on the day on which it ended before."""
        request, proceeding = self.remedy_request, self.open_proceeding
        request.is_admitted, request.refusal = False, refusal
        act.write(request)
        proceeding.closed_on = act.on
        act.write(proceeding)
        payload = remedy_papers.admission(self, request, reason=act.reason, guidance=guidance)
        paper = act.issue("D19", organ=proceeding.organ, payload=payload, for_petitioner=True)
        self._tell_of_remedy(act, paper, proceeding, mode, notified_on, received_by)
        act.stop(Rule.REVIEW_ACCEPTANCE)
        act.set_aside(stage.decision, reason=NOT_TAKEN_UP)
        against = request.against
        against.closed_on = None
        act.write(against)
        act.start(stage.window, organ=None, on=against.served_on)
        self._hand_back()
        act.details = {"refusal": refusal}

    def _decide_above(self, act, stage, *, result, facts, reasons, basis, changes=(), redo_due_on=None):
        request, proceeding = self.remedy_request, self.open_proceeding
        reviewer = act.duty_as(Role.REVIEW)
        is_change = result == RemedyDecision.Result.CHANGE
        if is_change and not changes:
            raise StepNotOpen(_("Say of at least one claim what it is changed to."), field="result")
        decision = RemedyDecision(
            request=request, result=result, facts=facts, reasons=reasons, basis=basis, redo_due_on=redo_due_on, decided_on=act.on
        )  # fmt: skip
        if decision.orders_redo and (redo_due_on is None or redo_due_on <= act.on):
            raise StepNotOpen(_("Name a later day than today by which the organ has to answer anew."), field="redo_due_on")
        act.write(decision)
        for change in changes if is_change else ():
            act.write(
                Finding(
                    proceeding=proceeding, claim=change["claim"], facts=facts, result=change["result"], opinion=change["opinion"],
                    basis=change["basis"], duty=reviewer or act.by, promises=change["promises"],
                )
            )  # fmt: skip
        proceeding.submitted_on = proceeding.issued_on = act.on
        act.write(proceeding)
        act.stop(stage.decision)
        record = HearingRecord.objects.filter(hearing__proceeding=proceeding).last()
        payload = remedy_papers.opinion(self, request, decision, changes=changes, hearing=record and record.held_on)
        act.issue(stage.opinion_paper, organ=proceeding.organ, payload=payload, for_petitioner=True)
        act.start(Rule.SERVICE, organ=proceeding.organ)
        act.details = {"ruling": result, "redo_due_on": redo_due_on}

    def _serve_ruling(self, act, stage, mode, served_on, received_by, note):
        proceeding = self.open_proceeding
        if not proceeding.issued_on <= served_on <= act.on:
            raise StepNotOpen(_("Service was between the day of issue and today."), field="served_on")
        act.serve(remedy_papers.opinion_of(self, proceeding), mode=mode, served_on=served_on, received_by=received_by, note=note)
        act.stop(Rule.SERVICE, on=served_on)
        proceeding.served_on = served_on
        act.details = {"mode": mode, "served_on": served_on}
        return proceeding, self.remedy_request.decision

    def _order_redo(self, act, proceeding, decision):
        """责令重新办理: the organ of the first opinion answers anew, within the time that the order names (domain.md §3.4 rows 34, 38)."""
        answered = self.answering_proceeding
        proceeding.closed_on = act.on
        act.write(proceeding)
        served_on = proceeding.served_on
        act.write(
            Proceeding(
                petition=self, kind=Proceeding.Kind.REDO, organ=answered.organ, track=answered.track, received_on=served_on, accepted_on=served_on
            )
        )  # fmt: skip
        named = decision.redo_due_on if decision.redo_due_on > served_on else None
        act.start(Rule.REDO, organ=answered.organ, on=served_on, given_on=named)
        for promise in self.promises.open():
            promise.exempted_on, promise.exemption = act.on, gettext_noop("The opinion was revoked.")
            act.write(promise)
        act.set_aside(Rule.EXECUTION, reason=gettext_noop("The opinion was revoked."))
        self.holder_organ, self.holder = answered.organ, None
        return State.HANDLING

    def _hand_back(self, act=None, decided=None):
        """To the organ whose answer it is, and to its case handler where that duty still exists; with what a changed opinion promises."""
        answered = self.answering_proceeding
        self.holder_organ = answered.organ
        self.holder = Duty.objects.current().filter(pk=answered.handler_id).first() if answered.handler_id else None
        if decided:
            act.write(decided)
            self.make_promises(act, decided)
            self.follow_promises(act, since=decided.served_on)

    def _tell_of_remedy(self, act, paper, proceeding, mode, notified_on, received_by):
        """The petitioner is told in writing where name and address are known; the paper stands on the follow page either way."""
        if self.why_no_notice(self.petitioner):
            return
        if not mode or not notified_on:
            raise StepNotOpen(_("Say how and when the petitioner was told in writing."), field="notified_on")
        if not proceeding.received_on <= notified_on <= act.on:
            raise StepNotOpen(_("The petitioner was told between the day of the request and today."), field="notified_on")
        act.serve(paper, mode=mode, served_on=notified_on, received_by=received_by)

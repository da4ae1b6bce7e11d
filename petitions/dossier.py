"""What does the page of one petition tell this duty? Read in a fixed number of queries, said in words."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.calendar import MissingYear, current_calendar
from accounts.models import Role

from . import guests, looks, masking, permissions, remarks
from .forms import FORMS
from .models import (
    Answer,
    Arrival,
    Clock,
    Document,
    Event,
    Evidence,
    Finding,
    Hearing,
    JointHandling,
    Meeting,
    Part,
    PartAnswer,
    Party,
    Petition,
    Promise,
    RemedyRequest,
    Transfer,
)
from .models.event import LOOK
from .readiness import OFFLINE
from .rulebook import WINDOWS, Rule
from .timeline import timeline
from .workflow import STEPS, State
from .workflow.packing import unpack

SAME_PERSON_SHOWN = 10
# Papers that are drawn from the rows whenever somebody asks.
# What waits for my organ although another one holds the petition, the first that is open.
WANTED_BESIDE = ("confirm_part", "answer_part", "accept_correction", "accept_report")
RECEIVING_ROLES = {Role.CLERK, Role.DISPATCHER, Role.LIAISON}


def found(duty, number):
    """The petition with everything that its page shows; Petition.DoesNotExist where it does not exist for this duty."""
    seen = Petition.objects.visible_to(duty)
    people = Party.objects.select_related("organ")
    legs = Transfer.objects.select_related("from_organ", "to_organ", "signed_by__officer", "objection__suggested_organ")
    papers = Document.objects.select_related("organ").prefetch_related("services")
    happened = Event.objects.exclude(step=LOOK).select_related(
        "duty__officer", "duty__organ", "proposed_by__officer", "proposed_by__organ", "on_behalf_of__officer"
    )
    return (
        seen.defer("query_code")
        .select_related("holder_organ", "holder__officer", "holder__organ", "first_organ", "first_receiver__officer", "category")
        .prefetch_related(
            "claims",
            Prefetch("remedy_requests", RemedyRequest.objects.select_related("organ", "decision")),
            Prefetch("parties", people),
            Prefetch("clocks", Clock.objects.select_related("organ", "extension").prefetch_related("pauses")),
            Prefetch("transfers", legs),
            Prefetch("promises", Promise.objects.select_related("claim", "proof")),
            Prefetch("hearings", Hearing.objects.select_related("record")),
            "mediations",
            "proceedings",
            "involvements",
            "recusal_requests",
            Prefetch("documents", papers),
            Prefetch("events", happened),
            Prefetch("evidence", Evidence.objects.select_related("duty__officer", "check_row")),
            Prefetch("arrivals", Arrival.objects.select_related("contact__organ", "contact__duty__officer")),
        )
        .get(number=number)
    )


@dataclass
class Offer:
    """A step that this duty may take, or will be able to take."""

    row: object
    why_not: str = ""
    is_main: bool = False
    is_button: bool = False  # nothing is asked, so one click is enough


class Dossier:
    def __init__(self, petition, duty, today, *, is_shown=False):
        self.petition, self.duty, self.today, self.is_shown = petition, duty, today, is_shown
        self.pending = petition.pending
        self.findings = newest_findings(petition)
        petition.claims_left = sum(claim.pk not in self.findings for claim in petition.claims.all())
        self.next_row = permissions.next_step(petition)

    # ── What may I do? ──

    @cached_property
    def offers(self):
        """The steps of this duty, the natural one first and marked; none that moves the petition while a proposal waits."""
        steps = permissions.steps_for(self.petition, self.duty)
        if self.pending:
            steps = [(row, why) for row, why in steps if not row.to and not row.second]
        offers = [Offer(row, why, is_button=FORMS[row.step].base_fields == {} and row.step in ("take", "sign_for")) for row, why in steps]
        wanted = self._wanted({row.step for row, why in steps if not why})
        main = next((offer for offer in offers if offer.row.step == wanted), None)
        if main:
            main.is_main = True
        return sorted(offers, key=lambda offer: (not offer.is_main, not offer.row.is_main))

    def _wanted(self, offered):
        if self.duty.organ_id != self.petition.holder_organ_id and (
            mine := next((step for step in WANTED_BESIDE if step in offered), None)
        ):
            return mine
        if "report_urgent" in offered:
            return "report_urgent"
        if self.petition.holder_id is None and self.petition.state in (State.PENDING_NOTICE, State.HANDLING):
            return "appoint"
        return self.next_row.step if self.next_row else None

    @property
    def main(self):
        return next((offer for offer in self.offers if offer.is_main), None)

    @property
    def menu_steps(self):
        """Everything but the button: also the natural step as long as it has to wait, with the reason."""
        return [offer for offer in self.offers if offer.why_not or not offer.is_main]

    @property
    def may_decide_recusal(self):
        return any(offer.row.step == "decide_recusal" for offer in self.offers)

    @property
    def may_find(self):
        return any(offer.row.step == "find" for offer in self.offers)

    @cached_property
    def decision(self):
        """The proposal that waits, in words, and what this duty may do about it."""
        if not self.pending:
            return None
        row = STEPS[self.pending.step]
        is_mine = self.pending.by.officer_id == self.duty.officer_id
        may = permissions.may_take(self.petition, row, self.duty) and self.petition.state in row.sources
        needed = row.second if self.pending.by.role in row.by else row.by
        form = FORMS[row.step](petition=self.petition, duty=self.duty, today=self.today)
        return {
            "proposal": self.pending, "row": row, "told": form.told(unpack(self.pending.details)), "is_mine": is_mine and may,
            "may_confirm": may and not is_mine and self.duty.role in needed,
            "waits_for": pgettext("list of roles", ", ").join(str(Role(role).label) for role in needed),
        }  # fmt: skip

    # ── Who has it, until when, by which rule? ──

    @cached_property
    def running(self):
        """The clock whose date is the next one: a duty before a window that is open."""
        running = [clock for clock in self.petition.clocks.all() if clock.is_running and clock.rolled_on]
        return min(running, key=lambda clock: (clock.rule in WINDOWS, clock.rolled_on, clock.rule), default=None)

    @property
    def runs_a_window(self):
        return bool(self.running) and self.running.rule in WINDOWS

    @property
    def is_late(self):
        return bool(self.running) and not self.runs_a_window and self.running.rolled_on < self.today

    @property
    def running_law(self):
        return self.running and self.running.law

    @property
    def holder(self):
        petition = self.petition
        return f"{petition.holder_organ.name} · {petition.holder.officer.name}" if petition.holder else petition.holder_organ.name

    @property
    def next_words(self):
        if self.decision:
            return _("“%(step)s” waits to be confirmed: %(roles)s") % {
                "step": self.decision["row"].label,
                "roles": self.decision["waits_for"],
            }
        if self.petition.state in (State.PENDING_NOTICE, State.HANDLING) and self.petition.holder_id is None:
            return STEPS["appoint"].label
        return self.next_row.label if self.next_row else ""

    # ── Parts of the page ──

    @cached_property
    def clocks(self):
        """Running ones first, the soonest first; then those that have stopped, the newest first. Each with its place among those of its rule."""
        clocks = list(self.petition.clocks.all())
        of_rule = [[clock.rule for clock in clocks[: place + 1]].count(clock.rule) for place, clock in enumerate(clocks)]
        rows = sorted(
            zip(clocks, of_rule, strict=True),
            key=lambda row: (not row[0].is_running, row[0].rolled_on if row[0].is_running and row[0].rolled_on else self.today, -row[0].pk),
        )
        return [clock_words(clock) | {"place": place} for clock, place in rows]

    @cached_property
    def claims(self):
        return [(claim, self.findings.get(claim.pk)) for claim in self.petition.claims.all()]

    @cached_property
    def people(self):
        return [masking.seen_by(self.duty, self.petition, party, is_shown=self.is_shown) for party in self.petition.parties.all()]

    @property
    def may_show(self):
        """May the persons be shown in full, for a reason? Not where nothing is hidden."""
        return self.is_masked and masking.knows_person(self.petition, self.duty)

    @property
    def is_masked(self):
        return any(person.is_hidden or person.is_masked for person in self.people)

    @property
    def may_ask_who_looked(self):
        return looks.may_ask(self.petition, self.duty)

    @property
    def petitioner(self):
        return masking.name_for(self.duty, self.petition)

    @cached_property
    def same_person(self):
        """Other petitions of the first petitioner that this duty may see; nothing where the name is not for this organ."""
        person = self.petition.petitioner
        if person is None or not masking.knows_name(self.petition, self.duty):
            return []
        others = Petition.objects.visible_to(self.duty).same_person(paper_index=person.paper_index, phone_index=person.phone_index)
        others = others.filter(masking.nameable(self.duty)).exclude(pk=self.petition.pk)
        return list(others.defer("query_code").select_related("holder_organ").newest_first()[: SAME_PERSON_SHOWN + 1])

    @property
    def is_more_of_same_person(self):
        return len(self.same_person) > SAME_PERSON_SHOWN

    @cached_property
    def related(self):
        """What this one was split from or into, and what repeats it, within the gate."""
        petition = self.petition
        together = Q(split_from=petition) | Q(repeats=petition) | Q(pk__in=[petition.split_from_id or 0, petition.repeats_id or 0])
        seen = Petition.objects.visible_to(self.duty).filter(together).exclude(pk=petition.pk)
        return list(seen.defer("query_code").select_related("holder_organ").order_by("id")[:SAME_PERSON_SHOWN])

    @cached_property
    def times_brought(self):
        is_master = any(other.repeats_id == self.petition.pk for other in self.related) or self._has_happened("gain_repeat")
        return self.petition.times_brought if is_master else 1

    def _has_happened(self, step):
        return any(event.step == step for event in self.petition.events.all())

    @cached_property
    def urgent_tasks(self):
        is_known = any(clock.rule == Rule.URGENT_REPORT for clock in self.petition.clocks.all())
        return list(self.petition.urgent_tasks.select_related("receipt__duty__officer")) if is_known else []

    @cached_property
    def evaluations(self):
        """Asked for only where there can be any: once an answer was served."""
        may_be_there = self.petition.state in (*STEPS["evaluate"].sources, State.ARCHIVED)
        return list(self.petition.evaluations.select_related("organ")) if may_be_there else []

    @cached_property
    def withdrawals(self):
        if not self._has_happened("ask_withdrawal"):
            return []
        rows = self.petition.withdrawals.select_related("party__organ")
        return [{"row": row, "who": masking.seen_by(self.duty, self.petition, row.party).name if row.party else ""} for row in rows]

    @cached_property
    def papers(self):
        """Codes of the papers that can be drawn for this duty from what was registered."""
        petition = self.petition
        if petition.is_taken_over or not petition.arrivals.all():
            return []
        codes = []
        if masking.knows_person(petition, self.duty):
            codes.append("D01")
            if hasattr(petition.arrivals.all()[0].contact, "visit"):
                codes.append("D02")
        if self.duty.organ_id == petition.first_organ_id and self.duty.role in RECEIVING_ROLES:
            codes.append("D03")
        return codes

    @cached_property
    def recusal_asked(self):
        return self.petition.recusal_asked

    @property
    def offline_words(self):
        return OFFLINE

    @cached_property
    def notes(self):
        return list(remarks.notes_of(self.petition))

    @cached_property
    def questions(self):
        rows = self.petition.questions.select_related("duty__officer")
        return list(rows.prefetch_related(Prefetch("answers", Answer.objects.select_related("contact", "event"))))

    @cached_property
    def steps_taken(self):
        """What never happened needs no question."""
        return {event.step for event in self.petition.events.all()}

    @cached_property
    def joint(self):
        """Who works on it together, with parts and meetings; None where one organ handles it alone."""
        if not self.steps_taken & {"assign_jointly", "ask_for_part", "record_meeting", "decide_dispute"}:
            return None
        answers = PartAnswer.objects.select_related("duty__officer").prefetch_related("event__evidence")
        parts = Part.objects.select_related("organ", "handler__officer").prefetch_related(Prefetch("answers", answers))
        meetings = Meeting.objects.select_related("duty__officer", "duty__organ")
        rows = JointHandling.objects.filter(petition=self.petition).select_related("lead", "named_by__officer", "named_by__organ")
        return rows.prefetch_related(Prefetch("parts", parts), Prefetch("meetings", meetings)).first()

    @property
    def sees_parts(self):
        """What an assisting organ writes is its own until its leader confirms it."""
        return {part.pk for part in self.joint.parts.all() if part.answered_on or part.organ_id == self.duty.organ_id}

    @cached_property
    def third_parties(self):
        """Who from outside was invited; their words are as much the office's own as its notes."""
        return guests.of(self.petition) if "invite_third_party" in self.steps_taken else []

    @cached_property
    def disputes(self):
        if "dispute" not in self.steps_taken:
            return []
        rows = self.petition.disputes.select_related("declared_by__organ", "deciding_organ", "decided_by__officer", "lead")
        return list(rows.prefetch_related("disputants__organ"))

    @cached_property
    def corrections(self):
        if "order_correction" not in self.steps_taken:
            return []
        return list(self.petition.corrections.select_related("organ", "ordered_by__officer", "ordered_by__organ", "proceeding"))

    @property
    def follows(self):
        """首访责任人: whoever received the matter first follows it until it is closed, wherever it goes."""
        return self.petition.is_open and self.petition.first_receiver_id in self.duty.hands and bool(self.petition.first_receiver_id)

    @cached_property
    def timeline(self):
        return timeline(self.petition)

    @cached_property
    def source_rows(self):
        """What the file of a taken-over matter says beside the text: (heading, words)."""
        rows = []
        for arrival in self.petition.arrivals.all():
            given = arrival.contact.source_row
            rows += given.items() if isinstance(given, dict) else enumerate(given, start=1) if isinstance(given, list) else []
        return [(heading, words) for heading, words in rows if words not in (None, "")]


def newest_findings(petition) -> dict:
    """The finding that counts, by claim; of a review those that changed the answer."""
    findings = (
        Finding.objects.standing().filter(proceeding__petition=petition).select_related("duty__officer", "duty__organ").order_by("pk")
    )
    return {finding.claim_id: finding for finding in findings}


def clock_words(clock):
    """A clock as the strip shows it; how it was counted, as far as it can be counted again."""
    law = clock.law
    try:
        counting = clock.count(current_calendar())
        explanation = counting.explain()
    except (ValueError, MissingYear) as reason:
        counting, explanation = (
            None,
            [_("The date was taken over from the earlier system."), str(reason)] if clock.given_on else [str(reason)],
        )
    span = max((clock.rolled_on - clock.started_on).days, 1) if clock.rolled_on else 1
    pauses = [
        {"start": round(100 * (first - clock.started_on).days / span), "length": max(1, round(100 * (until - first).days / span))}
        for first, until in (counting.pauses if counting else ())
    ]
    return {
        "clock": clock, "title": law.title, "article": law.article, "is_internal": law.counts == "internal", "explanation": explanation, "pauses": pauses,
        "shows_both": clock.strict_on != clock.rolled_on, "due_on": clock.rolled_on, "is_window": clock.rule in WINDOWS,
    }  # fmt: skip

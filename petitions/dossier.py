"""What does the page of one petition tell this duty? Read in a fixed number of queries, said in words."""

from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.calendar import MissingYear, current_calendar
from accounts.models import Duty, Role

from . import masking, permissions
from .explanation import long
from .forms import FORMS
from .models import Arrival, Clock, Document, Event, Evidence, Finding, Party, Petition, PetitionClass, ServiceMode, Track, Transfer
from .models.proceeding import ClaimResult
from .rulebook import WINDOWS, numeral
from .rules.clocks import LAWS
from .workflow import STEPS, State
from .workflow.packing import unpack
from .workflow.states import LABELS

SAME_PERSON_SHOWN = 10
# Papers that are drawn from the rows whenever somebody asks.
RECEIVING_ROLES = {Role.CLERK, Role.DISPATCHER, Role.LIAISON}


def article_words(article: str) -> str:
    """ "R22-22(1)(2), 23" in words: every article with its items."""
    law, _dash, numbers = article.partition("-")
    if not numbers:
        return ""
    comma = pgettext("list of numbers", ", ")
    words = []
    for number in numbers.split(", "):
        number, _bracket, items = number.partition("(")
        text = _("art. %(number)s item %(items)s") if items else _("art. %(number)s")
        words.append(text % {"number": numeral(number), "items": numeral(items.rstrip(")").replace(")(", comma))})
    return _("%(law)s, %(articles)s") % {"law": LAWS.get(law) or _("Archives Law"), "articles": comma.join(words)}


def found(duty, number):
    """The petition with everything that its page shows; Petition.DoesNotExist where it does not exist for this duty."""
    seen = Petition.objects.visible_to(duty)
    people = Party.objects.select_related("organ")
    legs = Transfer.objects.select_related("from_organ", "to_organ", "signed_by__officer", "objection__suggested_organ")
    papers = Document.objects.select_related("organ").prefetch_related("services")
    happened = Event.objects.select_related("duty__officer", "duty__organ", "proposed_by__officer", "proposed_by__organ")
    return (
        seen.defer("query_code")
        .select_related("holder_organ", "holder__officer", "holder__organ", "first_organ", "first_receiver__officer", "category")
        .prefetch_related(
            "claims",
            Prefetch("parties", people),
            Prefetch("clocks", Clock.objects.select_related("organ").prefetch_related("pauses")),
            Prefetch("transfers", legs),
            Prefetch("documents", papers),
            Prefetch("events", happened),
            Prefetch("evidence", Evidence.objects.select_related("duty__officer")),
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


@dataclass
class Happening:
    """One line of the timeline."""

    event: Event
    what: str
    who: str
    words: list = field(default_factory=list)
    article: str = ""
    icon: str = "dot"
    documents: list = field(default_factory=list)
    services: list = field(default_factory=list)


class Dossier:
    def __init__(self, petition, duty, today):
        self.petition, self.duty, self.today = petition, duty, today
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
        wanted = self._wanted()
        main = next((offer for offer in offers if offer.row.step == wanted), None)
        if main:
            main.is_main = True
        return sorted(offers, key=lambda offer: (not offer.is_main, not offer.row.is_main))

    def _wanted(self):
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
        """Running ones first, the soonest first; then those that have stopped, the newest first."""
        rows = sorted(
            self.petition.clocks.all(),
            key=lambda clock: (not clock.is_running, clock.rolled_on if clock.is_running and clock.rolled_on else self.today, -clock.pk),
        )
        return [clock_words(clock) for clock in rows]

    @cached_property
    def claims(self):
        return [(claim, self.findings.get(claim.pk)) for claim in self.petition.claims.all()]

    @cached_property
    def people(self):
        return [masking.seen_by(self.duty, self.petition, party) for party in self.petition.parties.all()]

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
    def timeline(self):
        """What happened, the newest first, with the papers and services that came of it."""
        events = list(self.petition.events.all())
        named = {
            value["slug"]
            for event in events
            for value in event.details.values()
            if isinstance(value, dict) and value.get("row") == "accounts.duty"
        }
        duties = {duty.slug: duty for duty in Duty.objects.filter(slug__in=named).select_related("officer", "organ")} if named else {}
        documents, services = {}, {}
        for document in self.petition.documents.all():
            documents.setdefault(document.event_id, []).append(document)
            for number, service in enumerate(document.services.all(), start=1):
                services.setdefault(service.event_id, []).append((document, service, number))
        legs = {leg.to_organ.slug: leg for leg in self.petition.transfers.all()}
        return [
            Happening(
                event=event, what=LABELS.get(event.step, event.step), who=who_did(event), words=list(event_words(event, legs, duties)),
                article=article_words(event.article), icon=ICONS.get(event.step, "dot"), documents=documents.get(event.pk, []),
                services=services.get(event.pk, []),
            )
            for event in reversed(events)
        ]  # fmt: skip

    @cached_property
    def source_rows(self):
        """What the file of a taken-over matter says beside the text: (heading, words)."""
        rows = []
        for arrival in self.petition.arrivals.all():
            given = arrival.contact.source_row
            rows += given.items() if isinstance(given, dict) else enumerate(given, start=1) if isinstance(given, list) else []
        return [(heading, words) for heading, words in rows if words not in (None, "")]


def newest_findings(petition) -> dict:
    """The finding that counts, by claim."""
    findings = Finding.objects.filter(proceeding__petition=petition).select_related("duty__officer", "duty__organ").order_by("pk")
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


def who_did(event) -> str:
    if event.duty is None:
        return event.get_actor_display()
    words = f"{event.duty.officer.name} · {event.duty.organ.short_name} · {event.duty.get_role_display()}"
    if event.proposed_by and event.proposed_by_id != event.duty_id:
        words = _("%(who)s; proposed by %(first)s") % {"who": words, "first": event.proposed_by.officer.name}
    return words


ICONS = {
    "register": "box-arrow-in-right", "take_over_open": "box-arrow-in-right", "take_over_closed": "box-arrow-in-right", "take": "inbox",
    "classify": "tags", "transfer": "send", "assign": "send-check", "keep": "house", "hand_to_discipline": "shield-lock", "sign_for": "pen",
    "object": "arrow-return-left", "agree_objection": "send", "refuse_objection": "x-lg", "appoint": "person-check", "accept": "check2-square",
    "deem_accepted": "hourglass-bottom", "find": "search", "extend": "calendar-plus", "submit": "file-earmark-arrow-up", "return_draft": "arrow-return-left",
    "sign": "vector-pen", "serve": "envelope-check", "serve_reply": "envelope-check", "report_result": "file-earmark-text", "accept_report": "check2",
    "return_report": "arrow-return-left", "accept_answer": "hand-thumbs-up", "lapse": "hourglass-bottom", "archive": "archive",
    "add_material": "paperclip", "hand_over": "people", "recount": "calendar-week", "propose": "chat-left-dots", "refuse_proposal": "x-lg",
}  # fmt: skip


def event_words(event, legs, duties):
    """What the details of an event say, in short sentences. `legs`: the way of the petition by the slug of the organ that received it."""
    told = event.details
    leg = legs.get(told["organ"]["slug"]) if isinstance(told.get("organ"), dict) else None
    if leg:
        yield _("to %(organ)s") % {"organ": leg.to_organ.name}
        if leg.result_due_on:
            yield _("result to be reported by %(day)s") % {"day": long(leg.result_due_on)}
    for key in ("handler", "to"):
        duty = duties.get(told[key]["slug"]) if isinstance(told.get(key), dict) else None
        if duty:
            yield f"{duty.officer.name} · {duty.get_role_display()}"
    if told.get("petition_class"):
        yield PetitionClass(told["petition_class"]).label
    if told.get("track"):
        yield Track(told["track"]).label
    if told.get("claim"):
        yield _("Claim %(number)s: %(result)s") % {"number": told["claim"], "result": ClaimResult(told["result"]).label}
    if told.get("days"):
        yield ngettext("%(days)d day more", "%(days)d days more", told["days"]) % {"days": told["days"]}
    for moved in told.get("moved", ()):
        words = {"rule": moved["rule"], **{when: long(parse_date(moved[when]["date"])) for when in ("was", "now")}}
        yield _("%(rule)s: %(was)s → %(now)s") % words
    if told.get("step"):
        yield LABELS.get(told["step"], told["step"])
    if told.get("mode") in ServiceMode.values:
        yield ServiceMode(told["mode"]).label
    if event.step in ("register", "add_material") and told.get("files"):
        yield ngettext("%(number)d file", "%(number)d files", told["files"]) % {"number": told["files"]}

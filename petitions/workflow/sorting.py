"""Steps of sorting: one petition becomes several, joins another, is not taken in, goes elsewhere, or was none."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Organ, OrganKind, OrganPath
from petitions import accusations, redaction
from petitions.accusations import Accused
from petitions.letters import sorting_papers
from petitions.models.contact import Arrival, Contact
from petitions.models.event import Event
from petitions.models.party import Claim, Party
from petitions.models.splitting import ClaimMove
from petitions.models.transfer import Transfer
from petitions.rulebook import CHANCES
from petitions.rules.channels import CHANNELS
from petitions.rules.reasons import FINAL_BY

from .birth import FIRST_CLOCKS
from .step import StepNotOpen, step
from .tracks import last_day_to_apply


class Sorting:
    # ── One becomes several ──

    @step
    def split(self, act, *, parts, accusation=None):
        """分案: every claim goes on in exactly one petition; what is not named in `parts` stays here.

        `parts`: [{"subject", "claims": [Claim], "files": [Evidence]}]. `accusation`: {"passages": [str], "accused": str, "accused_organ": Organ,
        "named": [Accused]}:
        this petition then becomes the sealed accusation, with everything that was ever said in it, and the parts get copies of the words in
        which those passages are left out (domain.md §3.6.5). So nothing that was recorded before can be found by anybody else afterwards.
        What is sealed already gives its claims back to the office in the same way.
        """
        if self.is_sealed and not accusation:
            raise StepNotOpen(_("Mark the passages that belong to the accusation."), field="passages")
        self._check_parts(parts, stays_something=not accusation)
        if self.pending:
            raise StepNotOpen(_("Another step is waiting for its second person. Decide on that one first."))
        contacts = list(self.contacts.all())
        petition_class = self.petition_class
        if accusation:
            accused = [Accused(accusation["accused"], accusation["accused_organ"]), *accusation.get("named", ())]
            contacts, petition_class = self._without(parts, contacts, accusation["passages"], accused), ""
            self._seal(act, accused)
        for part in parts:
            act.afterwards.append(lambda part=part: self.split_off(act, contacts=contacts, petition_class=petition_class, **part))
        act.details = {"new_petitions": len(parts), "is_mixed": bool(accusation)}

    @step
    def undo_split(self, act):
        """Everything comes back as long as nobody has done anything with the parts; their numbers stay, void."""
        parts = list(self.split_into.exclude(state="VOID"))
        number = self.last_claim_number
        for part in parts:
            for claim in part.claims.all():
                number += 1
                own = act.write(Claim(petition=self, seq=number, text=claim.text))
                act.write(ClaimMove(claim=claim, became=own))
            act.afterwards.append(lambda part=part: part.advance("rejoin", actor=Event.Actor.SYSTEM, at=self._same_moment(act)))
        act.details = {"new_petitions": len(parts)}

    @step
    def rejoin(self, act):
        act.set_aside(*FIRST_CLOCKS, reason=gettext_noop("The split was undone."))
        self.holder, self.closed_on, self.finality = None, act.on, "NOT_APPLICABLE"

    def _check_parts(self, parts, *, stays_something):
        moved = [claim for part in parts for claim in part["claims"]]
        known = set(self.claims.values_list("pk", flat=True))
        if not parts or any(not part["claims"] for part in parts):
            raise StepNotOpen(_("Say for each new petition which claims go on in it."))
        if len({claim.pk for claim in moved}) < len(moved) or {claim.pk for claim in moved} - known:
            raise StepNotOpen(_("Every claim goes on in exactly one petition."))
        if stays_something and len(moved) == len(known):
            raise StepNotOpen(_("At least one claim has to stay here."))

    def _without(self, parts, contacts, passages, accused):
        """Copies of the words without the passages, after a look at everything that others will read."""
        passages = [passage.strip() for passage in passages if len(passage.strip()) >= redaction.SHORTEST]
        if not passages:
            raise StepNotOpen(_("Mark the passages that belong to the accusation."), field="passages")
        known = "\n".join(f"{contact.subject}\n{contact.text}\n{contact.place}" for contact in contacts)
        strange = next((passage for passage in passages if passage not in known), "")
        if strange:
            raise StepNotOpen(_("“%(words)s” does not stand in the text like this.") % {"words": strange[:40]}, field="passages")
        copies = [
            Contact(
                channel=contact.channel, received_at=contact.received_at, subject=redaction.redact(contact.subject, passages),
                text=redaction.redact(contact.text, passages), place=redaction.redact(contact.place, passages), language=contact.language,
                organ=contact.organ, duty=contact.duty,
            )
            for contact in contacts
        ]  # fmt: skip
        copied = "\n".join(f"{copy.subject}\n{copy.text}\n{copy.place}" for copy in copies)
        names = [one.name for one in [*accused, *accusations.accused_of(self)]]
        if name := redaction.says(copied, names):
            raise StepNotOpen(
                _("“%(name)s” still stands in the text that others will read. Mark those passages too.") % {"name": name}, field="passages"
            )
        written = "\n".join(text for part in parts for text in (part["subject"], *(claim.text for claim in part["claims"])))
        if words := redaction.says("\n".join(file.name for part in parts for file in part["files"]), [*names, *passages]):
            raise StepNotOpen(_("The name of a file says “%(words)s”. Leave that file with the accusation.") % {"words": words[:40]})
        if words := redaction.says(written, [*names, *passages]):
            raise StepNotOpen(
                _(
                    "“%(words)s” stands in a claim or a subject that others will read. Leave that claim with the accusation, or write it anew."
                )
                % {"words": words[:40]}
            )
        return copies

    def _seal(self, act, accused):
        if self.is_sealed:
            return
        if not any(accused):
            raise StepNotOpen(_("Name the person or the unit that is accused."), field="accused")
        self.seal_for(act, accused)

    # ── Several become one ──

    @step
    def link(self, act, *, other):
        """The same matter was brought before: linked, and each goes on by itself."""
        self._link(act, other)

    @step
    def merge(self, act, *, other, person_basis, matter_basis, new_facts=""):
        """并案: same person and same matter, as the dispatcher confirms (domain.md §4.3). The master's dates stay as they are."""
        if not self.shares_a_petitioner_with(other):
            raise StepNotOpen(
                _("No petitioner is the same by paper, telephone, or name and address. Link it as a repeat instead: nobody may learn who else complains."),
                field="other",
            )  # fmt: skip
        self._link(act, other, new_facts)
        payload = sorting_papers.merge_note(
            self, other, person_basis=person_basis, matter_basis=matter_basis, new_facts=new_facts, by=act.by
        )
        act.issue("D36", organ=self.holder_organ, payload=payload, for_petitioner=True)
        self._out_of_sorting(act)

    @step
    def undo_merge(self, act):
        """It was another matter, or another person: sorted again, and its clock goes on from where it began."""
        other, self.repeats, self.is_repeat = self.repeats, None, False
        self._sort_again(act)
        act.afterwards.append(
            lambda: other.advance("lose_repeat", actor=Event.Actor.SYSTEM, at=self._same_moment(act), number=self.grouped_number)
        )

    @step
    def gain_repeat(self, act, *, number, contact=None):
        """The same matter came once more; new facts are added in words of their own, never another petition's text."""
        if contact:
            act.write(contact)
            act.write(Arrival(petition=self, contact=contact, kind=Arrival.Kind.SUPPLEMENT))
        act.details = {"number": number}

    @step
    def lose_repeat(self, act, *, number):
        act.details = {"number": number}

    @property
    def times_brought(self):
        """Once by itself, and once more by each petition that repeats it."""
        own = Q(split_from=None) | Q(split_from__is_sealed=True)  # parts of one petition were brought once
        return 1 + self.repeated_by.filter(own, is_sealed=False).exclude(state="VOID").count()

    def shares_a_petitioner_with(self, other) -> bool:
        """At least one petitioner, representative or co-signer is the same by paper, by telephone, or by name and address."""
        return bool(_marks(self) & _marks(other))

    def _link(self, act, other, new_facts=""):
        if other.pk == self.pk or other.repeats_id == self.pk:
            raise StepNotOpen(_("A petition is no repeat of itself. Choose another one."), field="other")
        if other.is_sealed or other.state in ("VOID", "MERGED"):
            raise StepNotOpen(_("This petition cannot be the one that goes on. Choose another one."), field="other")
        if self.repeats_id == other.pk and act.row.step == "link":
            raise StepNotOpen(_("It is linked already."), field="other")
        contact = new_facts and Contact(
            channel=self.channel, received_at=self.contacts.first().received_at if self.contacts.exists() else act.at, subject=self.subject,
            text=new_facts, organ=act.by.organ, duty=act.by,
        )  # fmt: skip
        self.is_repeat, self.repeats = True, other
        act.details = {"other": other.grouped_number}
        number = self.grouped_number
        act.afterwards.append(
            lambda: other.advance(
                "gain_repeat", actor=Event.Actor.SYSTEM, at=self._same_moment(act), number=number, contact=contact or None
            )
        )

    # ── Not taken in, or decided elsewhere ──

    @step
    def decline(self, act, *, refusal, guidance, other=None, mode="", notified_on=None, received_by=""):
        """不予受理, told in writing in the same step. A matter that is pending in time elsewhere is linked to it (art. 19 ¶3; scenario 45)."""
        if refusal == "PENDING_ELSEWHERE_SAME_MATTER":
            if other is None:
                raise StepNotOpen(_("Say which petition on the same matter is pending."), field="other")
            if not other.is_open or other.is_late(act.on):
                raise StepNotOpen(
                    _("That petition is not pending in time any more. Take this one in, or choose another reason."), field="other"
                )
            if self.repeats_id != other.pk:
                self._link(act, other)
        else:
            other = None
        organ = self.holder_organ
        payload = sorting_papers.refusal(self, organ, refusal=refusal, reason=act.reason, guidance=guidance, pending=other)
        self._tell(act, act.issue("D08", organ=organ, payload=payload, for_petitioner=True), mode, notified_on, received_by)
        act.details |= {"refusal": refusal, "notified_on": notified_on}
        self._out_of_sorting(act)

    @step
    def decline_final(self, act, *, other, would_count):
        """不再受理: the same facts and reasons were decided to the end (art. 36 ¶3); what is urgent is never refused like this."""
        if self.is_urgent:
            raise StepNotOpen(_("An urgent matter is never refused as final. Report it, or let a leader clear the flag first."))
        if other.finality not in FINAL_BY.get(self.profile, FINAL_BY["*"]):
            raise StepNotOpen(
                _("That petition has not been decided to the end in the sense of the rules that hold here (“%(finality)s”).")
                % {"finality": other.get_finality_display()},
                field="other",
            )
        if self.repeats_id != other.pk:
            self._link(act, other)
        organ = self.holder_organ
        payload = sorting_papers.final_refusal(self, organ, other, would_count=would_count)
        act.issue("D09", organ=organ, payload=payload, for_petitioner=True)
        self._out_of_sorting(act)

    @step
    def guide(
        self, act, *, channel, body, body_address, materials, body_phone="", event_on=None, mode="", notified_on=None, received_by=""
    ):
        """依法分类导入: tracks T1 to T4, with the day that the petitioner must not miss there (art. 31)."""
        entry = CHANNELS[channel]
        limitation_on = last_day_to_apply(entry, event_on, act.on, "event_on")
        organ = self.holder_organ
        payload = sorting_papers.legal_channel(
            self, organ, entry, body=body, body_address=body_address, body_phone=body_phone, needed=materials, limitation_on=limitation_on,
            reason=act.reason,
        )  # fmt: skip
        self._tell(act, act.issue("D10", organ=organ, payload=payload, for_petitioner=True), mode, notified_on, received_by)
        if entry["track"] == "T1_LITIGATION":
            act.issue("D33", organ=organ, payload=sorting_papers.political_legal(self, body, entry, act.reason))
        self.track = entry["track"]
        act.details = {"channel": channel, "limitation_on": limitation_on, "track": self.track}
        self._out_of_sorting(act)

    # ── To where it belongs ──

    @step
    def refer(self, act, *, organ, note=""):
        """首访转告: a first unit that is not competent sends the matter on; the bureau above gets a copy and the unit follows it."""
        leg = self._send(act, Transfer.Kind.REFER, organ, note)
        self._write_transfer_papers(act, leg)
        if bureau := bureau_of(self.first_organ):
            act.involve(bureau)

    @step
    def receive(self, act):
        """A bureau that was sent the petition sorts it in its turn; its stage of forwarding runs since delivery."""
        leg = self.current_transfer
        leg.signed_on, leg.signed_by, leg.is_current = act.on, act.by, False
        act.write(leg)
        self.holder = act.by

    @step
    def report_up(self, act, *, organ):
        """呈报: to the government or the bureau above, which decides (art. 22)."""
        above = OrganPath.objects.filter(descendant=self.holder_organ.jurisdiction, valid_until=None).values("ancestor")
        seat = organ.parent_id if organ.is_bureau else organ.pk
        if not above.filter(ancestor=seat).exists():
            raise StepNotOpen(_("Choose a government or a bureau above your own."), field="organ")
        leg = self._send(act, Transfer.Kind.REPORT_UP, organ, act.reason)
        self._write_transfer_papers(act, leg)

    @step
    def void(self, act):
        """作废: the number stays and is never given again."""
        act.set_aside(*FIRST_CLOCKS, reason=gettext_noop("Registered by mistake."))
        self.holder, self.closed_on, self.finality = None, act.on, "NOT_APPLICABLE"

    # ── What they share ──

    def _tell(self, act, paper, mode, notified_on, received_by):
        if self.why_no_notice(self.petitioner):
            return
        if not mode or not notified_on:
            raise StepNotOpen(_("Say how and when the petitioner was told in writing (art. 23)."), field="notified_on")
        if not self.received_on <= notified_on <= act.on:
            raise StepNotOpen(_("The notice was served between the day of receipt and today."), field="notified_on")
        act.serve(paper, mode=mode, served_on=notified_on, received_by=received_by)

    def _out_of_sorting(self, act):
        act.set_aside(*CHANCES, reason=gettext_noop("Simple procedure was not chosen."))
        act.stop(*FIRST_CLOCKS)
        self.holder, self.closed_on, self.finality = None, act.on, "NOT_APPLICABLE"

    def _sort_again(self, act):
        """Back from an end that was none: the clock of sorting counts from where it began."""
        last = self.clocks.filter(rule__in=FIRST_CLOCKS).select_related("organ").last()
        if last:
            act.start(last.rule, organ=last.organ, on=last.started_on)
        self.holder, self.closed_on, self.finality = act.proposed_by, None, "OPEN"

    def _same_moment(self, act):
        return act.at if act.is_late_entry else None


def _marks(petition) -> set:
    """By what the people whose matter it is can be told apart."""
    people = [
        party for party in petition.parties.all() if party.role in (Party.Role.PETITIONER, Party.Role.REPRESENTATIVE, Party.Role.CO_SIGNER)
    ]
    marks = {("paper", party.paper_index) for party in people if party.paper_index}
    marks |= {("phone", party.phone_index) for party in people if party.phone_index}
    return marks | {("name", party.name, party.address) for party in people if party.name and party.address}


def bureau_of(organ):
    """The nearest letters-and-visits bureau beside or above an organ."""
    above = OrganPath.objects.filter(descendant=organ, valid_until=None).order_by("depth").values_list("ancestor", flat=True)
    bureaus = {bureau.parent_id: bureau for bureau in Organ.objects.active().filter(kind=OrganKind.BUREAU, parent__in=list(above))}
    return next((bureaus[key] for key in above if key in bureaus), None)

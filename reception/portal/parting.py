"""What more does the petitioner see where a matter was split, joined, guided elsewhere, or is being taken back?"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from petitions.models import Petition
from petitions.rules.channels import CHANNELS
from petitions.workflow import STEPS, State

from .progress import Progress
from .words import Sayings, answer_of


@dataclass
class Limit:
    """The day that must not be missed in another procedure."""

    on: date
    body: str
    law: str


class Parting:
    def __init__(self, petition, today):
        self.petition, self.today = petition, today

    @cached_property
    def parts(self) -> list[Petition]:
        """The petitions that became of this one, and the one it came from, as far as this number opens them: a sealed one has its own."""
        parts = list(self.petition.split_into.exclude(state=State.VOID).select_related("holder_organ"))
        origin = Petition.objects.filter(pk=self.petition.split_from_id, is_sealed=False) if self.petition.split_from_id else ()
        return [*parts, *origin]

    @cached_property
    def master(self) -> Sayings | None:
        """How far the petition is that this one was merged into; it belongs to the same person (domain.md §3.2)."""
        if self.petition.state != State.MERGED or self.petition.repeats is None or self.petition.repeats.is_sealed:
            return None
        return answer_of(Progress(self.petition.repeats, self.today))

    @cached_property
    def limit(self) -> Limit | None:
        if self.petition.is_sealed or self.petition.state != State.ROUTED_LEGAL:
            return None
        notice = self.petition.documents.filter(kind="D10", is_for_petitioner=True).last()
        told = notice.payload if notice else {}
        if not told.get("limitation_on"):
            return None
        law = next((entry["law"] for entry in CHANNELS.values() if entry["article"] == told.get("basis")), told.get("basis", ""))
        return Limit(date.fromisoformat(told["limitation_on"]), told["body"], law)

    @cached_property
    def withdrawals(self):
        return list(self.petition.withdrawals.all())

    @property
    def waiting(self):
        """A withdrawal that may still be revoked, the newest."""
        return next((one for one in reversed(self.withdrawals) if one.revoked_on is None and one.done_on is None), None)

    @property
    def may_withdraw(self) -> bool:
        petition = self.petition
        return (
            petition.state in STEPS["ask_withdrawal"].sources
            and not petition.is_sealed
            and not petition.is_taken_over
            and not self.all_wait
        )

    @property
    def all_wait(self) -> bool:
        """Everybody whose matter it is has asked already."""
        asked = {one.party_id for one in self.withdrawals if one.revoked_on is None}
        people = {party.pk for party in self.petition.parties.all() if party.role not in ("ACCUSED", "AGENT")}
        return bool(asked) and people <= asked

    @property
    def may_revoke(self) -> bool:
        return self.waiting is not None and self.petition.state in STEPS["revoke_withdrawal"].sources

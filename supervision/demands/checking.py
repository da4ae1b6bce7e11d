"""May this duty write, issue, answer or judge this demand now, of this organ, for this petition?"""

from django.utils.translation import gettext as _

from accounts.models import Duty, Organ, OrganKind, OrganPath, Role
from petitions import visibility, volumes
from petitions.readiness import OFFLINE
from petitions.rules.demands import DemandAct
from petitions.workflow import State
from supervision.models import Demand
from supervision.scope import DEFENDERS, ordinary, watched

from .kinds import ANSWERING, KINDS

# Who is told, and answers, in the organ that something is demanded of; a bureau below has no liaison officer.
ADDRESSED = (*DEFENDERS, Role.B_LEAD)


class NotNow(Exception):
    """What cannot be done, in a sentence for the officer; `field` which input it hangs on."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.field = field


def officers_who(deeds, act) -> set:
    return {deed.duty.officer_id for deed in deeds if deed.act == act}


def acts_for(demand, duty, deeds) -> set:
    """What this duty may do with it as it stands. `deeds`: all of them, with their duties. The petition came through the gate (seeing.py)."""
    if not demand.is_readable:
        return set()
    kind, state = KINDS[demand.kind], demand.state
    ours = demand.by_organ_id == duty.organ_id and kind.may_be_written_by(duty)
    issues = ours and duty.role in kind.issuers
    if state == Demand.State.DRAFT:
        return {"propose", "withdraw"} if ours else set()
    if state == Demand.State.PROPOSED:
        is_own = duty.officer_id in officers_who(deeds, DemandAct.PROPOSED)
        return ({"withdraw"} if ours and is_own else set()) | ({"issue", "give_back"} if issues and not is_own else set())
    if state == Demand.State.ISSUED:
        return ({"withdraw"} if issues else set()) | ({"answer"} if answers_for(demand, duty) else set())
    if state == Demand.State.ANSWERED and kind.is_judged and ours:
        judged = {"accept", "redo"} if duty.officer_id not in officers_who(deeds, DemandAct.ANSWERED) else set()
        return judged | ({"withdraw"} if issues else set())
    return set()


def answers_for(demand, duty):
    """The desk and the leaders of the organ; of its case handlers the one who has the petition in hand, or stands in for that one."""
    if demand.organ_id != duty.organ_id or duty.role not in ANSWERING:
        return False
    return duty.role != Role.HANDLER or bool(demand.petition_id and demand.petition.holder_id in duty.hands)


# ── What it is about ──


def petition_for(duty, petition):
    """The petition as supervision may write about it for this duty; NotNow where it is not there, or its words are not for this duty."""
    found = ordinary(duty).select_related("holder_organ", "first_organ").filter(pk=petition.pk).first()
    if found is None or not found.is_readable:
        raise NotNow(_("This petition is not open to you."), field="petition")
    if found.is_offline:
        raise NotNow(str(OFFLINE), field="petition")
    if found.state == State.VOID or volumes.is_destroyed(found):
        raise NotNow(_("Nothing can be demanded for this petition any more."), field="petition")
    return found


def check_organ(kind, by, organ, about, petition):
    if kind.is_of_accountability:
        _check_accountability(by, organ, about)
    elif not watched(by).filter(pk=organ.pk).exists():
        raise NotNow(_("Something can be demanded only of an organ that your own one watches over."), field="organ")
    own = Duty.objects.current().filter(officer=by.officer_id)
    if own.filter(organ=organ).exists():
        raise NotNow(_("You have a duty in this organ yourself: a colleague has to do it."), field="organ")
    if about and own.filter(organ__in=Organ.objects.under(about)).exists():
        raise NotNow(_("You have a duty in this organ yourself: a colleague has to do it."), field="about")
    if petition and not visibility.readers(petition).filter(organ=organ, role__in=ADDRESSED).exists():
        raise NotNow(
            _("This organ has nothing to do with the petition, and could not read what is written about it. Choose another organ, or leave the petition out."),
            field="organ",
        )  # fmt: skip


def _check_accountability(by, organ, about):
    """To somebody who stands above the unit or holds such units to account, and never to the unit, below it, or to oneself (art. 40 ¶3)."""
    if about is None or not watched(by).filter(pk=about.pk).exists():
        raise NotNow(_("Only a unit that your own organ watches over can be held to account."), field="about")
    is_above = OrganPath.objects.filter(ancestor=organ, descendant=about, valid_until=None, depth__gt=0).exists()
    is_below = OrganPath.objects.filter(ancestor=about, descendant=organ, valid_until=None).exists()
    judges = organ.kind in (OrganKind.GOVERNMENT, OrganKind.DISCIPLINE) and organ.level <= about.level
    if organ.closed_on or organ.pk == by.organ_id or is_below or not (is_above or judges):
        raise NotNow(
            _("Such a suggestion goes to the unit's superior, to a discipline organ or to the government, of its level or above."),
            field="organ",
        )

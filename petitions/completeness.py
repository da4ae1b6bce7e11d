"""What is still missing from the file?

A file can be archived from several ends of a matter, and each has its own papers (domain.md §3.4 row 47, and the exit states by
decisions.md 10). Every requirement is answered, so that the archivist gets the whole list at once and not one refusal after another.
"""

from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import evaluating, files
from .explanation import long
from .letters.kinds import KINDS
from .models.proceeding import Track
from .models.transfer import Transfer
from .rulebook import Rule
from .workflow.states import State

# Papers with which the petitioner's rights begin or end; D06 and D36 only tell where a matter is.
SERVED = {"D07", "D08", "D09", "D10", "D14", "D17", "D17R", "D19", "D20", "D22", "D34"}
# What says how the matter ended; any one of them. For closed matters the track decides.
ENDINGS = {
    State.NOT_ACCEPTED: ("D08",),
    State.NO_LONGER_ACCEPTED: ("D09",),
    State.ROUTED_LEGAL: ("D10", "D33"),
    State.HANDED_DISCIPLINE: ("D32",),
    State.WITHDRAWN: ("D35",),
    State.TERMINATED: ("D35",),
    State.MERGED: ("D36",),
}
ANSWERS = {Track.SUGGESTION: ("D34",), Track.T6_PETITION: ("D17", "D16")}
OTHER_ANSWERS = ("D17", "D17R", "D34", "D16", "D10")
OPINIONS = {
    "HANDLING": ("D17", "D17R", "D34", "D16"),
    "REVIEW": ("D20",),
    "REREVIEW": ("D22",),
    "CORRECTION": ("D17", "D17R", "D34"),
    "REDO": ("D17", "D17R", "D34"),
}


# Steps after which the answer before does not stand any more.
UNDOING = ("order_correction", "return_correction")


class Requirement(NamedTuple):
    """One line of the checklist: what it asks, whether it holds, and what is missing where it does not."""

    label: str
    is_met: bool
    missing: str = ""


def checklist(petition) -> list[Requirement]:
    """Everything that the file needs, met or not, for the end that this matter came to."""
    if petition.is_taken_over and not petition.documents.exists():
        return [_line(_("Papers of this office"), _("The file of a matter that was closed elsewhere is kept where it was closed."))]
    documents = list(petition.documents.prefetch_related("services"))
    lines = [
        _registration(petition),
        *_papers(petition, documents),
        *_services(petition, documents),
        _evidence(petition),
        _clocks(petition),
    ]
    if petition.state == State.CLOSED:
        lines.append(_finality(petition))
        if evaluating.is_of_a_kind(petition):
            lines.append(_evaluation(petition))
    return lines


def gaps(petition) -> list[str]:
    return [line.missing for line in checklist(petition) if not line.is_met]


def sentence(petition) -> str:
    """All that is missing in one refusal; empty when the file is complete."""
    missing = gaps(petition)
    return _("The file is not complete. %(missing)s") % {"missing": " ".join(missing)} if missing else ""


def _line(label, missing=""):
    return Requirement(str(label), not missing, str(missing))


def _name(code):
    kind = KINDS.get(code)
    return str(kind.name) if kind else code


def _registration(petition):
    is_there = petition.arrivals.exists()
    return _line(_("Registration of what came in"), "" if is_there else _("Nothing says how the matter came in."))


def _papers(petition, documents):
    """The papers that the way of this matter had to leave, each kind as often as it had to be issued."""
    issued = [document.kind for document in documents]
    for codes, times in _wanted(petition):
        found = sum(issued.count(code) for code in codes)
        names = pgettext("one of several", " or ").join(_name(code) for code in codes)
        if times > 1:
            label, missing = f"{names} × {times}", _("Missing: %(paper)s (%(found)d of %(times)d).")
        else:
            label, missing = names, _("Missing: %(paper)s.")
        yield _line(label, "" if found >= times else missing % {"paper": names, "found": found, "times": times})


def _wanted(petition):
    """(codes of which one will do, how many): from the rows that say what happened, never from what a form said."""
    if not petition.is_taken_over:
        legs = petition.transfers.exclude(kind=Transfer.Kind.RETURN).exclude(is_ordered=True)
        sent = [leg.kind for leg in legs] if not petition.is_sealed else []
        for code, kind in (("D04", Transfer.Kind.TRANSFER), ("D05", Transfer.Kind.ASSIGN)):
            if kind in sent:
                yield (code,), sent.count(kind)
    objections = petition.transfers.filter(objection__isnull=False).count()
    if objections:
        yield ("D11",), objections
    decided = petition.transfers.filter(objection__decided_on__isnull=False).count()
    if decided:
        yield ("D12",), decided
    disputes = petition.disputes.exclude(decided_on=None).count()
    if disputes:
        yield ("D13",), disputes
    orders = petition.corrections.count()
    if orders:
        yield ("D28",), orders
    extended = petition.clocks.filter(extension__isnull=False).count()
    if extended:
        yield ("D14",), extended
    if petition.transfers.filter(kind=Transfer.Kind.ASSIGN).exclude(reported_on=None).exists():
        yield ("D24",), 1
    ended = ENDINGS.get(petition.state)
    if ended:
        yield ended, 1
    for proceeding in petition.proceedings.exclude(issued_on=None):
        if proceeding.kind in ("REVIEW", "REREVIEW"):
            yield OPINIONS[proceeding.kind], 1
    if petition.state == State.CLOSED and not _was_simple(petition) and not petition.is_taken_over:
        answers = petition.proceedings.filter(kind__in=["HANDLING", "CORRECTION", "REDO"]).exclude(issued_on=None).count()
        yield ANSWERS.get(petition.track, OTHER_ANSWERS), max(answers, 1)
        if petition.petitioner and petition.petitioner.can_be_reached:
            yield ("D07",), 1


def _was_simple(petition):
    """In the simple procedure the petitioner may be told and answered by word of mouth, and the record of that is the event."""
    return petition.clocks.filter(rule=Rule.SIMPLE_REPLY).exclude(result="NA").exists()


def _services(petition, documents):
    """A proof of service for each paper that had to be served. Who gave no name or no address cannot be served (art. 23)."""
    if not (petition.petitioner and petition.petitioner.can_be_reached):
        return
    undone = petition.events.filter(step__in=UNDOING).values_list("pk", flat=True).last() or 0
    is_extended = petition.clocks.filter(extension_days__gt=0).exists()
    for document in documents:
        if document.kind == "D14" and not is_extended:
            continue  # not told in time, so it has no effect and can be told no more (art. 34)
        if document.is_for_petitioner and document.kind in SERVED:
            if document.event_id < undone and document.kind in OPINIONS["CORRECTION"] and not document.services.all():
                continue  # an answer that had to be corrected before anybody was given it
            is_served = bool(document.services.all())
            paper = str(document)
            label = _("Proof of service: %(paper)s") % {"paper": paper}
            yield _line(label, "" if is_served else _("No proof of service of %(paper)s.") % {"paper": paper})


def _evidence(petition):
    lost = [str(item) for item in petition.evidence.all() if not files.is_there(item)]
    unchecked = [str(item) for item in petition.evidence.all() if item.check_so_far.waits]
    if unchecked and not lost:
        names = pgettext("list of names", ", ").join(unchecked)
        return _line(_("Every file that was handed in"), _("Still being checked: %(names)s.") % {"names": names})
    names = pgettext("list of names", ", ").join(lost)
    return _line(_("Every file that was handed in"), _("Not on the disk any more: %(names)s.") % {"names": names} if lost else "")


def _clocks(petition):
    # What the discipline organ owes the accuser is its own rule, and here for information (domain.md §2.3).
    rules = [Rule(clock.rule) for clock in petition.clocks.running().exclude(rule=Rule.DISCIPLINE_NOTICE)]
    running = pgettext("list of rules", ", ").join(f"{rule.value} {rule.label}" for rule in rules)
    return _line(_("No period runs"), _("These periods still run: %(rules)s.") % {"rules": running} if rules else "")


def _finality(petition):
    is_open = petition.finality == "OPEN"
    return _line(_("The petitioner's remedies are used or have lapsed"), _("The petitioner can still ask for a remedy.") if is_open else "")


def _evaluation(petition):
    """What is archived is sealed: the petitioner's rating has to be in it, or the time for it over (domain.md §3.4 row 47)."""
    waits = evaluating.left(petition, timezone.localdate())
    missing = _("The petitioner may rate the answer until %(day)s.") % {"day": long(evaluating.last_day(petition))} if waits else ""
    return _line(_("The petitioner has rated the answer, or the time for it has passed"), missing)

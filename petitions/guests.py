"""What does somebody from outside see, of which matter, and for how long? The gate of third parties; staff have visibility.py.

An invitation opens nothing before confidentiality was pledged, and nothing any more from the moment at which it is taken back or over, the
matter is sealed, made confidential, taken off-line or filed, or the guest has to keep away from it. What is read is read as the guest, so the
database's own wall (row_security.py) stands behind this one.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from accounts import acting
from accounts.models import Duty, OrganPath, Role

from . import redaction, visibility
from .models import Arrival, Evidence, Finding, GuestOpinion, Invitation, Notice, Party, Petition, ThirdParty

PATIENCE = timedelta(days=7)  # so long an invitation may lie unanswered before its sender is reminded of it
# Numbers that are a person's even if nobody registered them: telephones, identity papers, bank cards; and addresses of e-mail.
LONG_NUMBER = re.compile(r"\d(?:[\s—-]{0,2}\d){9,}[\s—-]{0,2}[Xx]?")
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def standing_for(duty, today):
    """The invitations of this guest that stand; nothing for anybody else. To be asked as the office: before the pledge the guest sees no row."""
    if duty.role != Role.GUEST:
        return Invitation.objects.none()
    there = Petition.objects.exclude(visibility.conflict(duty)).filter(pk=OuterRef("petition"))
    rows = Invitation.objects.standing(today).filter(Exists(there), guest__duty=duty.pk)
    return rows.select_related("by__officer", "by__organ", "pledge", "guest")


def invitations_for(duty, today) -> list[Invitation]:
    with acting.as_office():
        return list(standing_for(duty, today).order_by("-id"))


def invitation_for(duty, slug, today) -> Invitation:
    """Raises Invitation.DoesNotExist where it opens nothing, whatever the reason."""
    with acting.as_office():
        return standing_for(duty, today).get(slug=slug)


def petition_of(invitation) -> Petition:
    """The row itself, for a step and for the record of a look. As a guest it is there only once confidentiality was pledged."""
    return Petition.objects.get(pk=invitation.petition_id)


@dataclass
class Matter:
    """What of a petition a guest reads. Nothing else of it reaches the page: no number, no officer but who invited, no party's numbers."""

    subject: str
    state: str
    organ: str
    received_on: object
    petitioner: str
    texts: list = field(default_factory=list)  # what was said, in its order
    claims: list = field(default_factory=list)  # (claim's words, finding or None)
    files: list = field(default_factory=list)  # evidence of which safe copies may be seen
    opinions: list = field(default_factory=list)


def matter_for(duty, invitation) -> Matter:
    """For an invitation that stands and under which confidentiality was pledged; any other finds no petition behind the wall."""
    petition = (
        Petition.objects.select_related("holder_organ")
        .prefetch_related("parties", "claims", Prefetch("arrivals", Arrival.objects.select_related("contact")))
        .get(pk=invitation.petition_id)
    )
    say = Blackened(petition)
    return Matter(
        subject=say(petition.subject), state=petition.get_state_display(), organ=petition.holder_organ.name, received_on=petition.received_on,
        petitioner=_("name kept confidential") if petition.is_confidential else _name_of(petition),
        texts=[say(arrival.contact.text) for arrival in petition.arrivals.all() if arrival.contact.text],
        claims=_claims(petition, say), files=files_for(invitation),
        opinions=list(invitation.opinions.select_related("event").prefetch_related("event__evidence")),
    )  # fmt: skip


def _name_of(petition):
    return petition.petitioner.name if petition.petitioner and petition.petitioner.name else _("no name given")


def _claims(petition, say):
    """With the findings that were issued; a draft is the organ's own."""
    issued = Finding.objects.filter(proceeding__petition=petition, proceeding__issued_on__isnull=False).order_by("pk")
    newest = {finding.claim_id: finding for finding in issued}
    told = []
    for claim in petition.claims.all():
        found = newest.get(claim.pk)
        words = found and {
            "result": found.get_result_display(),
            "facts": say(found.facts),
            "opinion": say(found.opinion),
            "basis": say(found.basis),
        }
        told.append((say(claim.text), words))
    return told


class Blackened:
    """Words as a guest reads them: without what anybody could be called or found by, and without the name where it is kept confidential."""

    def __init__(self, petition):
        self.passages = []
        for party in petition.parties.all():
            self.passages += [party.phone, party.paper_number, party.email, party.address]
            if petition.is_confidential and party.role != Party.Role.ACCUSED:
                self.passages.append(party.name)
        self.patterns = [loose(passage) for passage in self.passages if len(passage) >= redaction.SHORTEST]

    def __call__(self, text):
        for pattern in (*self.patterns, E_MAIL, LONG_NUMBER):
            text = pattern.sub(redaction.LEFT_OUT, text)
        return text


def blackened(invitation, text) -> str:
    """The words of a file as this guest reads them."""
    return Blackened(Petition.objects.prefetch_related("parties").get(pk=invitation.petition_id))(text)


def loose(passage):
    """However somebody spaced it."""
    return re.compile(r"[\s·-]*".join(re.escape(char) for char in re.sub(r"[\s·-]", "", passage)), re.IGNORECASE)


# ── Files ──


def files_for(invitation) -> list[Evidence]:
    """Those that the inviting officer chose and that have a safe copy; what they are called stays inside, because a name of a file may name a person."""
    rows = Evidence.objects.filter(petition=invitation.petition_id, slug__in=invitation.files).select_related("check_row")
    return [item for item in rows if item.check_so_far.is_open and item.check_so_far.copies]


def file_for(invitation, slug) -> Evidence | None:
    return next((item for item in files_for(invitation) if item.slug == slug), None)


def showable(petition) -> list[Evidence]:
    """Of which files could a guest be shown a copy?"""
    return [item for item in petition.evidence.select_related("check_row") if item.check_so_far.is_open and item.check_so_far.copies]


# ── The other side: whom can an officer invite, and what became of it? ──


def roster_for(duty, today):
    """The people on the rosters of the bureaus at or above this duty's organ, whom this duty can invite."""
    above = OrganPath.objects.filter(descendant=duty.organ_id, valid_until=None).values("ancestor")
    near = Q(duty__organ__in=above) | Q(duty__organ__parent__in=above)
    return current(today).filter(near).select_related("duty__officer", "duty__organ")


def current(today):
    """Lines of a roster whose people can sign in today."""
    return ThirdParty.objects.filter(duty__in=Duty.objects.current(today).filter(role=Role.GUEST))


def waiting_for(duty, today) -> list[dict]:
    """For the workbench of whoever invited: {what: "opinion" or "unanswered", invitation, petition}; opinions until the petition's page was opened.

    Only of petitions that this duty still sees; unanswered ones as long as the invitation stands.
    """
    there = Petition.objects.visible_to(duty).filter(pk=OuterRef("petition"))
    mine = Invitation.objects.filter(Exists(there), by__in=duty.hands).select_related("guest__duty__officer")
    unread = Notice.objects.filter(duty=duty, petition=OuterRef("petition"), kind="opinion_given", read_at=None)
    given = mine.filter(Exists(unread), Exists(GuestOpinion.objects.filter(invitation=OuterRef("pk"))))
    unanswered = mine.filter(pk__in=Invitation.objects.standing(today)).filter(pledge=None, event__recorded_at__date__lte=today - PATIENCE)
    found = [("opinion", invitation) for invitation in given.order_by("id")]
    found += [("unanswered", invitation) for invitation in unanswered.order_by("id")]
    petitions = Petition.objects.visible_to(duty).defer("query_code").in_bulk([invitation.petition_id for _what, invitation in found])
    return [
        {"what": what, "invitation": invitation, "petition": petitions[invitation.petition_id]}
        for what, invitation in found
        if invitation.petition_id in petitions
    ]


def of(petition) -> list[Invitation]:
    """All invitations to one matter with what came of them, for a page of those who may see it."""
    opinions = GuestOpinion.objects.select_related("event").prefetch_related("event__evidence")
    rows = petition.invitations.select_related(
        "guest__duty__officer", "by__officer", "by__organ", "event", "pledge", "withdrawn__event__duty__officer"
    )
    return list(rows.prefetch_related(Prefetch("opinions", opinions)))

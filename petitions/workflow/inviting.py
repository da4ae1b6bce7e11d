"""Steps by which somebody from outside takes part in one matter: invited, bound to confidentiality, heard, and let go (art. 15 ¶2)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from petitions.models.evidence import Evidence
from petitions.models.guest import GuestOpinion, Invitation, Pledge, Withdrawn
from petitions.rules import pledges

from .step import StepNotOpen, step


class Inviting:
    @step
    def invite_third_party(self, act, *, guest, purpose, until, shown=()):
        """`guest`: a line of the roster; `shown`: evidence of which safe copies are shown. The words of the matter are, the persons' numbers never."""
        if until < act.on:
            raise StepNotOpen(_("The day is today or later."), field="until")
        if guest.duty.officer_id in self.kept_from_guests():
            raise StepNotOpen(_("This person has to keep away from the petition."), field="guest")
        if self.invitations.standing(act.on).filter(guest=guest).exists():
            raise StepNotOpen(_("This person is invited already; take that invitation back first."), field="guest")
        if any(not isinstance(item, Evidence) or item.petition_id != self.pk for item in shown):
            raise StepNotOpen(_("This file does not belong to the petition."), field="shown")
        act.write(
            Invitation(petition=self, guest=guest, by=act.by, purpose=purpose, until=until, files=[item.slug for item in shown])
        )  # fmt: skip
        act.details = {"readers": [guest.duty], "invited_until": until}

    @step
    def third_party_pledge(self, act, *, name, version):
        """The words and their checksum are kept with the name under which they were taken over."""
        invitation = self._invitation_for(act)
        if invitation.has_pledged:
            raise StepNotOpen(_("You have pledged confidentiality already."))
        if version != pledges.CURRENT:
            raise StepNotOpen(_("The words of the pledge have changed meanwhile. Please read them again."))
        if name != act.by.officer.name:
            raise StepNotOpen(_("Please write your name as it stands in the invitation."), field="name")
        act.write(Pledge(invitation=invitation, name=name, version=version, sha256=pledges.checksum(version), signed_at=act.at))
        act.details = {"invitation": invitation.slug, "version": version, "sha256": pledges.checksum(version)}

    @step
    def third_party_opinion(self, act, *, text, files=()):
        invitation = self._invitation_for(act)
        if not invitation.has_pledged:
            raise StepNotOpen(_("Please pledge confidentiality first."))
        for evidence in files:
            evidence.petition = self
            act.write(evidence)
        act.write(GuestOpinion(invitation=invitation, text=text))
        act.details = {"invitation": invitation.slug, "files": len(files)}

    @step
    def withdraw_invitation(self, act, *, invitation):
        if not self.invitations_to_take_back.filter(pk=invitation.pk).exists():
            raise StepNotOpen(_("This invitation has been taken back already."), field="invitation")
        act.write(Withdrawn(invitation=invitation))
        act.details = {"readers": [invitation.guest.duty]}

    @property
    def invitations_to_take_back(self):
        return self.invitations.filter(withdrawn=None).select_related("guest__duty__officer")

    def invitation_of(self, duty):
        """The invitation on which this duty may act today; one that stands, whether pledged or not."""
        standing = self.invitations.standing(timezone.localdate()).filter(guest__duty=duty)
        return standing.select_related("pledge", "by__officer").first()

    def _invitation_for(self, act):
        invitation = self.invitation_of(act.by)
        if invitation is None or act.by.officer_id in self.kept_from_guests():
            raise StepNotOpen(_("This invitation does not stand any more."))
        return invitation

    def kept_from_guests(self):
        """Keys of the officers for whom this matter does not exist."""
        accused = self.parties.filter(role="ACCUSED").values_list("officer", flat=True)
        return set(self.recused) | (set(accused) - {None})

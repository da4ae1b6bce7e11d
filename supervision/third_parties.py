"""Who from outside stands on a bureau's roster, and how does somebody come on it and leave it?"""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Duty, OpenSession, Role
from petitions.models import Invitation, Petition, ThirdParty


def roster(duty, today):
    """All who stand or stood on the roster of this duty's bureau; how many matters they are invited to now, of those that this duty sees."""
    there = Petition.objects.visible_to(duty).filter(pk=OuterRef("petition"))
    standing = Invitation.objects.standing(today).filter(Exists(there))
    invited = Count("invitations", filter=Q(invitations__in=standing))
    rows = ThirdParty.objects.filter(duty__organ=duty.organ_id, duty__role=Role.GUEST)
    return rows.select_related("duty__officer", "added_by__officer").annotate(invited=invited)


@transaction.atomic
def enter(officer, line, by) -> str:
    """A new person with a sign-in of a third party and nothing else. Returns the first password, which is kept nowhere."""
    password = officer.give_password()
    officer.save()
    line.duty = Duty.objects.create(officer=officer, organ=by.organ, role=Role.GUEST)
    line.added_by = by
    line.save()
    return password


@transaction.atomic
def end(line, today):
    """From the next click on nothing is open; the line and what the person said stay."""
    duty = Duty.objects.select_for_update().get(pk=line.duty_id)
    if duty.ended_on is None or duty.ended_on > today:
        duty.ended_on = today
        duty.save()
        OpenSession.objects.filter(officer=duty.officer_id).delete()

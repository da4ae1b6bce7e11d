"""What does the top of every staff page offer this duty?"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from petitions.models import Notice

CASEWORK = {
    Role.DISPATCHER,
    Role.LIAISON,
    Role.HANDLER,
    Role.O_LEAD,
    Role.B_LEAD,
    Role.DISC,
    Role.ARCHIVIST,
    Role.CLERK,
    Role.SUPERV,
    Role.REVIEW,
    Role.JOINT,
}
# (URL name, words, icon, roles): the order of the bar. The first that a role has is where it lands after signing in.
ITEMS = [
    ("desk", _("Desk"), "person-badge", {Role.CLERK, Role.DISPATCHER, Role.LIAISON}),
    ("board", _("Board"), "bar-chart", {Role.B_LEAD, Role.O_LEAD, Role.SUPERV}),
    ("supervision", _("Supervision"), "exclamation-triangle", {Role.SUPERV, Role.B_LEAD}),
    ("worklist", _("Petitions"), "folder2-open", CASEWORK),
    ("import", _("Import"), "file-earmark-arrow-up", {Role.CLERK, Role.DISPATCHER}),
    ("settings", _("Settings"), "gear", {Role.ADMIN}),
]
START = {
    Role.HANDLER: "worklist",
    Role.DISPATCHER: "worklist",
    Role.LIAISON: "worklist",
    Role.O_LEAD: "worklist",
    Role.SUPERV: "supervision",
}


def start_of(duty) -> str:
    """The URL name where this duty's day begins."""
    if not duty:
        return "no-duty"
    return START.get(duty.role) or next((name for name, _words, _icon, roles in ITEMS if duty.role in roles), "notices")


def acting_as(request):
    """nav, duty, duties, unread and may_search for the frame of a staff page; nothing for citizens."""
    duty = getattr(request, "duty", None)
    if not duty:
        return {"nav": [], "duty": None, "duties": [], "unread": 0, "may_search": False}
    rooms = [(reverse(name), words, icon) for name, words, icon, roles in ITEMS if duty.role in roles]
    here = max((url for url, _words, _icon in rooms if request.path.startswith(url)), key=len, default="")
    nav = [{"url": url, "label": words, "icon": icon, "count": None, "active": url == here} for url, words, icon in rooms]
    unread = Notice.objects.filter(duty=duty, channel=Notice.Channel.DESK, read_at=None)[:100].count()
    return {"nav": nav, "duty": duty, "duties": getattr(request, "duties", []), "unread": unread, "may_search": duty.role in CASEWORK}

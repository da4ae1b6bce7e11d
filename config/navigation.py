"""What does the top of every staff page offer this duty?"""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts import calendar
from accounts.models import Role
from petitions.models import Emergency, Notice

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
# Who is told when the notice on days off is missing: whoever enters it, and whoever signs it.
WARNED_OF_GAPS = {Role.ADMIN, Role.B_LEAD}
# (URL name, words, icon, roles): the order of the bar. The first that a role has is where it lands after signing in.
ITEMS = [
    ("desk", _("Desk"), "person-badge", {Role.CLERK, Role.DISPATCHER, Role.LIAISON}),
    ("pass-through", _("Closed envelopes"), "envelope-check", {Role.CLERK, Role.DISPATCHER}),
    ("board", _("Board"), "bar-chart", {Role.B_LEAD, Role.O_LEAD, Role.SUPERV}),
    ("supervision", _("Supervision"), "exclamation-triangle", {Role.SUPERV, Role.B_LEAD}),
    ("worklist", _("Petitions"), "folder2-open", CASEWORK),
    ("files", _("File register"), "archive", {Role.ARCHIVIST, Role.DISC, Role.O_LEAD, Role.B_LEAD}),
    ("import", _("Import"), "file-earmark-arrow-up", {Role.CLERK, Role.DISPATCHER}),
    ("stray-looks", _("Looks"), "eye", {Role.SUPERV}),
    ("history", _("History"), "shield-check", {Role.AUDITOR}),
    ("settings", _("Settings"), "gear", {Role.ADMIN}),
    ("emergencies", _("Emergency access"), "key", {Role.ADMIN, Role.B_LEAD, Role.SUPERV}),
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
    warned = duty.role in WARNED_OF_GAPS
    gaps = SimpleLazyObject(lambda: calendar.gaps(timezone.localdate()) if warned else [])  # asked only by pages that show it
    unread = Notice.objects.filter(duty=duty, channel=Notice.Channel.DESK, read_at=None)[:100].count()
    return {
        "nav": nav,
        "duty": duty,
        "duties": getattr(request, "duties", []),
        "unread": unread,
        "may_search": duty.role in CASEWORK,
        "gaps": gaps,
        "emergency": next(iter(Emergency.objects.open_to(duty)), None),  # of others than the administrator nothing is asked
    }

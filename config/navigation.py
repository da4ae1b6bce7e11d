"""What does the top of every staff page offer this duty?"""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts import calendar
from accounts.models import OrganKind, Role
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
    ("supervised", _("Supervision"), "clipboard-check", {Role.LIAISON, Role.O_LEAD, Role.JOINT}),
    ("history", _("History"), "shield-check", {Role.AUDITOR}),
    ("settings", _("Settings"), "gear", {Role.ADMIN}),
    ("invited", _("Invitations"), "envelope-open", {Role.GUEST}),
    ("emergencies", _("Emergency access"), "key", {Role.ADMIN, Role.B_LEAD, Role.SUPERV}),
]
# The rooms behind the entry "Supervision": of whoever watches, and of whoever is watched over.
ROOMS = [
    ("supervision", _("Today"), "list-check", {Role.SUPERV, Role.B_LEAD}),
    ("supervised", _("Today"), "list-check", {Role.LIAISON, Role.O_LEAD, Role.JOINT}),
    ("forecast", _("Forecast"), "calendar-range", {Role.SUPERV, Role.B_LEAD, Role.O_LEAD}),
    ("urgent", _("Urgent reports"), "exclamation-triangle", {Role.SUPERV, Role.B_LEAD, Role.JOINT, Role.O_LEAD}),
    ("demands", _("Orders and suggestions"), "envelope-exclamation", {Role.SUPERV, Role.B_LEAD}),
    ("demands-of-us", _("Orders and suggestions"), "envelope-exclamation", {Role.LIAISON, Role.O_LEAD}),
    ("warnings", _("Warnings"), "file-earmark-excel", {Role.SUPERV, Role.B_LEAD, Role.JOINT, Role.LIAISON, Role.O_LEAD}),
    ("assessment", _("Assessment"), "clipboard-check", {Role.SUPERV, Role.B_LEAD, Role.JOINT}),
    ("own-assessment", _("Assessment"), "clipboard-check", {Role.LIAISON, Role.O_LEAD}),
    ("quality", _("Samples"), "check2-square", {Role.SUPERV, Role.B_LEAD}),
    ("signals", _("Signals"), "activity", {Role.SUPERV, Role.B_LEAD}),
    ("inspections", _("Inspections"), "binoculars", {Role.SUPERV, Role.B_LEAD, Role.JOINT}),
    ("rectification", _("Rectification"), "tools", {Role.LIAISON, Role.O_LEAD}),
    ("reports", _("Reports"), "journal-text", {Role.SUPERV, Role.B_LEAD}),
    ("brief", _("Daily brief"), "newspaper", {Role.SUPERV, Role.B_LEAD}),
    ("bulletins", _("Circulars"), "journal-text", {Role.LIAISON, Role.O_LEAD, Role.SUPERV, Role.B_LEAD}),
    ("third-parties", _("Third parties"), "people", {Role.SUPERV, Role.B_LEAD}),
    ("ladder", _("Ladder"), "bar-chart-steps", {Role.SUPERV, Role.B_LEAD}),
]
# Leaders of a government give instructions, and follow what comes of them.
OF_GOVERNMENTS = [("demands", _("Instructions"), "pen", {Role.O_LEAD})]
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


def _entries(table, duty, path):
    """What of a table is for this duty; `active` where the address stands below it, the nearest one where there are several."""
    offered = [(reverse(name), words, icon) for name, words, icon, roles in table if duty.role in roles]
    here = max((url for url, _words, _icon in offered if path.startswith(url)), key=len, default="")
    return [{"url": url, "label": words, "icon": icon, "count": None, "active": url == here} for url, words, icon in offered]


def acting_as(request):
    """nav, rooms, duty, duties, unread and may_search for the frame of a staff page; nothing for citizens."""
    duty = getattr(request, "duty", None)
    if not duty:
        return {"nav": [], "duty": None, "duties": [], "unread": 0, "may_search": False}
    rooms = _entries([*ROOMS, *(OF_GOVERNMENTS if duty.organ.kind == OrganKind.GOVERNMENT else [])], duty, request.path)
    is_inside = any(room["active"] for room in rooms)
    nav = _entries(ITEMS, duty, request.path)
    for entry in nav:
        entry["active"] = entry["active"] if not is_inside else entry["url"] in (reverse("supervision"), reverse("supervised"))
    warned = duty.role in WARNED_OF_GAPS
    gaps = SimpleLazyObject(lambda: calendar.gaps(timezone.localdate()) if warned else [])  # asked only by pages that show it
    unread = Notice.objects.filter(duty=duty, channel=Notice.Channel.DESK, read_at=None)[:100].count()
    return {
        "nav": nav,
        "rooms": rooms if is_inside else [],
        "rooms_label": _("Supervision"),
        "duty": duty,
        "duties": getattr(request, "duties", []),
        "unread": unread,
        "may_search": duty.role in CASEWORK,
        "gaps": gaps,
        "emergency": next(iter(Emergency.objects.open_to(duty)), None),  # of others than the administrator nothing is asked
    }

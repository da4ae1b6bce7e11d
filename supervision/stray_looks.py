"""Who looked at a matter without a task in it? Counted for whole weeks, told each Monday, explained by another person."""

from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from accounts.models import Absence, Duty, Role
from petitions.models import Addressee, Event, Involvement, Look, Notice, Part, Petition, Proceeding
from petitions.models.event import LOOK

from .models import DemandDeed, Escalation, StrayLook

WEEKS = 5  # how far a run looks back, after an office was closed
LOCK = 7_402
WATCHED = (Look.Kind.OPEN, Look.Kind.REVEAL, Look.Kind.PAPER, Look.Kind.FILE, Look.Kind.VOLUME, Look.Kind.ABSENT, Look.Kind.REFUSED)
# Whose task every matter of their own organ is.
AT_HOME = (Role.LIAISON, Role.DISPATCHER, Role.O_LEAD, Role.B_LEAD, Role.REVIEW, Role.ARCHIVIST)
# Who looks further, and needs a reason in the case.
WATCHING = (Role.SUPERV, Role.B_LEAD, Role.JOINT)
AROUND = timedelta(hours=12)  # a clerk who registers somebody looks at what that person brought before


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def sweep(today: date) -> int:
    """Lists the weeks that are over, and tells the supervisors of the last one. Run twice it adds nothing. Returns new lines."""
    this_week, found = monday_of(today), 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for weeks in range(WEEKS, 0, -1):
            monday = this_week - timedelta(weeks=weeks)
            rows = [StrayLook(monday=monday, **line) for line in without_a_task(monday)]
            before = StrayLook.objects.filter(monday=monday).count()
            StrayLook.objects.bulk_create(rows, ignore_conflicts=True)
            found += StrayLook.objects.filter(monday=monday).count() - before
        tell(this_week)
    return found


def without_a_task(monday: date):
    """Lines of one week: who, at which petition, how often. Sealed matters have their own record, and so have emergency access
    and third parties."""
    began = timezone.make_aware(datetime.combine(monday, time()))
    looks = Look.objects.filter(at__gte=began, at__lt=began + timedelta(days=7), kind__in=WATCHED, emergency=None).exclude(number="")
    looks = looks.exclude(duty__role__in=(Role.DISC, Role.GUEST)).filter(~Exists(_as_task()))
    for at_home in _at_home():
        looks = looks.exclude(at_home)
    lines = (
        looks.order_by()
        .values("duty", "number")
        .annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"), tried=Count("pk", filter=Q(kind=Look.Kind.ABSENT)))
    )
    lines = list(lines)
    petitions = dict(Petition.objects.filter(number__in={line["number"] for line in lines}, is_sealed=False).values_list("number", "pk"))
    for line in lines:
        if line["number"] in petitions:
            yield {
                "duty_id": line["duty"], "petition_id": petitions[line["number"]], "times": line["times"], "first_at": line["first_at"],
                "last_at": line["last_at"], "is_only_tried": line["tried"] == line["times"],
            }  # fmt: skip


def _as_task():
    """A petition in which this officer, or whom the officer stood in for, has or had something to do."""
    officer, here = OuterRef(OuterRef("duty__officer")), OuterRef("pk")
    away = Absence.objects.filter(
        deputy=OuterRef(OuterRef("duty")), since__lte=OuterRef(OuterRef("at__date")), until__gte=OuterRef(OuterRef("at__date"))
    )
    hands = Q(duty__officer=officer) | Q(proposed_by__officer=officer)
    mine = Q(holder__officer=OuterRef("duty__officer")) | Q(first_receiver__officer=OuterRef("duty__officer"))
    return Petition.objects.filter(number=OuterRef("number")).filter(
        mine
        | Exists(Event.objects.filter(hands, petition=here).exclude(step=LOOK))
        | Exists(Proceeding.objects.filter(petition=here, handler__officer=officer))
        | Exists(DemandDeed.objects.filter(demand__petition=here, duty__officer=officer))
        | Exists(Part.objects.filter(joint__petition=here, handler__officer=officer))
        | Exists(Addressee.objects.filter(note__petition=here, duty__officer=officer))
        | Exists(Petition.history.model.objects.filter(id=here, holder__officer=officer))
        | Q(holder__in=away.values("duty"))
    )


def _at_home():
    """Looks that go with the office: of the own organ's desk and leaders, of supervisors with a reason, of a clerk with somebody at the window."""
    petition = Petition.objects.filter(number=OuterRef("number"))
    involved = Involvement.objects.filter(petition__number=OuterRef("number"), organ=OuterRef("duty__organ"))
    yield Q(duty__role__in=AT_HOME) & Exists(involved)
    reasons = Q(is_urgent=True) | Q(due_on__lte=OuterRef("at__date") + timedelta(days=7)) | Q(clocks__result="LATE")
    reasons |= Exists(Escalation.objects.filter(petition=OuterRef("pk"))) | Q(state="DISPUTED") | Q(disputes__isnull=False)
    yield Q(duty__role__in=WATCHING) & Exists(petition.filter(reasons))
    registered = Event.objects.filter(
        duty__officer=OuterRef("duty__officer"), step__in=("register", "add_material"), recorded_at__gte=OuterRef("at") - AROUND,
        recorded_at__lte=OuterRef("at") + AROUND,
    )  # fmt: skip
    yield Q(page="desk-beside") & Exists(registered)


def rows_for(duty):
    """What a supervisor may know of: looks at matters that are visible to this duty."""
    return StrayLook.objects.filter(Exists(Petition.objects.visible_to(duty).filter(pk=OuterRef("petition"))))


def tell(monday: date):
    """One notice to each supervisor who has lines that nobody has explained."""
    rows = []
    for duty in Duty.objects.current().filter(role=Role.SUPERV).select_related("officer", "organ"):
        number = rows_for(duty).filter(explained_by=None).exclude(duty__officer=duty.officer_id).count()
        if number:
            key = f"stray:{monday.isoformat()}:{duty.pk}:DESK"
            rows.append(Notice(key=key, duty=duty, kind="stray_looks", details={"number": number}, channel=Notice.Channel.DESK))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def may_explain(line, duty):
    return line.explained_by_id is None and line.duty.officer_id != duty.officer_id


def explain(line, by, words):
    """Once, by another person; returns whether it was this one."""
    open_lines = StrayLook.objects.filter(pk=line.pk, explained_by=None).exclude(duty__officer=by.officer_id)
    return bool(open_lines.update(explained_by=by, explained_at=timezone.now(), explanation=words))

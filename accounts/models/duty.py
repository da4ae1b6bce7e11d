"""What an officer acts as, and who acts meanwhile."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.encryption import new_slug

from .officer import Officer
from .organ import Organ, OrganPath


class Role(models.TextChoices):
    CLERK = "CLERK", _("window clerk")
    DISPATCHER = "DISPATCHER", _("dispatcher")
    B_LEAD = "B_LEAD", _("bureau leader")
    SUPERV = "SUPERV", _("supervisor")
    LIAISON = "LIAISON", _("liaison officer")
    HANDLER = "HANDLER", _("case handler")
    O_LEAD = "O_LEAD", _("organ leader")
    REVIEW = "REVIEW", _("review officer")
    SPONSOR = "SPONSOR", _("sponsoring leader")
    JOINT = "JOINT", _("joint-conference office")
    DISC = "DISC", _("accusation officer")
    ARCHIVIST = "ARCHIVIST", _("archivist")
    AUDITOR = "AUDITOR", _("auditor")
    ADMIN = "ADMIN", _("system administrator")
    GUEST = "GUEST", _("third party")  # invited from outside to single matters; no member of staff


# Whose people are the people of an organ and of everything below it; and who can be put in charge of a sealed accusation.
LEADERS = (Role.O_LEAD, Role.B_LEAD)
# Whoever works here. A third party signs in like them, and is nobody's colleague, deputy or superior.
STAFF = tuple(role for role in Role if role != Role.GUEST)


class DutyQuerySet(models.QuerySet):
    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), since__lte=on, officer__is_active=True, organ__closed_on=None)

    def staff(self):
        """Without third parties: who can be a colleague, a deputy, or meant by a name in a complaint."""
        return self.filter(role__in=STAFF)


class Duty(models.Model):
    """What an officer acts as: this person, in this organ, in this role. Every event names one."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="duties", verbose_name=_("officer"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="duties", verbose_name=_("organ"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    since = models.DateField(_("since"), default=timezone.localdate)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    # 主要负责人: signs the completion report of an assigned matter (art. 22 ¶1(3))
    is_principal = models.BooleanField(_("principal of the organ"), default=False)

    history = HistoricalRecords()
    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("duty")
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "organ", "role"],
                condition=Q(ended_on=None),
                name="one_open_duty",
                violation_error_message=_("This officer already has this duty."),
            )
        ]

    def __str__(self):
        return _("%(name)s, %(organ)s (%(role)s)") % {
            "name": self.officer.name,
            "organ": self.organ.short_name,
            "role": self.get_role_display(),
        }

    @cached_property
    def stands_in_for(self):
        """Keys of the duties whose deputy this one is today."""
        return list(Absence.objects.on(timezone.localdate()).filter(deputy=self).values_list("duty", flat=True))

    @property
    def hands(self):
        """This duty and those for which it stands in: what is held by any of them is in its hands."""
        return [self.pk, *self.stands_in_for]

    @cached_property
    def organs_above(self):
        """Keys of this duty's organ, of every other in which its officer has a duty today, and of all that stand above one of them.

        Read once in the life of this object, which is a request's: each of its queries asks for them, and as lists they cost the planner nothing.
        """
        return list(above(Q(descendant=self.organ_id) | organs_of(self.officer_id)))

    @cached_property
    def leaders_above(self):
        """Keys of the officers who lead one of those organs today."""
        return list(leaders_of(self.organs_above))

    def deputy_on(self, day):
        """Who does this duty's work on that day while it is away; None while it is there."""
        away = Absence.objects.on(day).filter(duty=self)
        return Duty.objects.current(day).filter(deputizes__in=away).select_related("officer", "organ").first()

    @cached_property
    def jurisdiction_id(self):
        return self.organ.parent_id if self.organ.is_bureau and self.organ.parent_id else self.organ_id


def organs_of(officer) -> Q:
    """Paths that begin where this officer has a duty today."""
    return Q(descendant__in=Duty.objects.current().filter(officer=officer).order_by().values("organ"))


def above(below: Q):
    """Keys of the organs at the upper end of these paths, as the tree stands today."""
    return OrganPath.objects.filter(below, valid_until=None).order_by().values_list("ancestor", flat=True).distinct()


def leaders_of(organs):
    """Keys of the officers who lead one of these organs today."""
    return Duty.objects.current().filter(role__in=LEADERS, organ__in=organs).order_by().values_list("officer", flat=True).distinct()


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), since__lte=day, until__gte=day)

    def not_over(self, day):
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), until__gte=day)


class Absence(models.Model):
    """外出、请假: a duty is away, both days included; meanwhile a deputy of the same organ and role sees and does what it would."""

    slug = models.CharField(max_length=12, unique=True, default=new_slug, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="absences", verbose_name=_("who is away"))
    deputy = models.ForeignKey(Duty, models.PROTECT, related_name="deputizes", verbose_name=_("deputy"))
    since = models.DateField(_("away from"))
    until = models.DateField(_("away until"))
    ended_on = models.DateField(null=True)  # back earlier: present again from this day on
    set_by = models.ForeignKey(Duty, models.PROTECT, related_name="+")

    history = HistoricalRecords()
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="away_until_is_later"),
            models.CheckConstraint(condition=~Q(duty=models.F("deputy")), name="nobody_is_their_own_deputy"),
        ]
        indexes = [models.Index(fields=["deputy", "until"])]
